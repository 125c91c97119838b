//! The reference image that the partner serves: what is planned, asked and found, and what follows from it, without HTTP
//! (contract 1.3.3).

use std::collections::VecDeque;

use serde::Serialize;

use crate::entropy::Entropy;
use crate::onekyc::processing;
use crate::onekyc::scenarios::Scenario;
use crate::onekyc::session::{Flow, Session, Stage, Verdict};
use crate::onekyc::world::World;

const MOST_CALLS: usize = 1_000;

/// What one confirmed capture does about a reference image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The product compares without asking anybody.
    Builtin,
    /// The partner is asked first.
    Ask,
    /// The partner has registered no endpoint and named no image.
    NoEndpoint,
    /// The scenario wants no question.
    Skip,
}

/// How the question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Compared,
    /// The partner answered 400.
    NoImage,
    /// What the address gave is not a JPEG or PNG.
    NotAnImage,
    /// Anything else but 200 counts as an error.
    Failed,
}

/// Where a call is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Progress {
    Waiting,
    UnderWay,
    Done,
}

/// One answer of the partner's endpoint or of the image's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Seen {
    /// `null` when no answer came.
    pub(crate) status: Option<u16>,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: usize,
    /// What is wrong with it, in words.
    pub(crate) problem: Option<String>,
}

/// One question to the partner.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) partner_session_id: String,
    pub(crate) submission_id: String,
    pub(crate) user_id: String,
    pub(crate) user_id_type: String,
    pub(crate) scenario: Scenario,
    pub(crate) due_ms: i64,
    pub(crate) progress: Progress,
    /// Where the image is; known from the start when Initiate Flow named it.
    pub(crate) url: Option<String>,
    /// Answers of the partner's endpoint.
    pub(crate) asked: Vec<Seen>,
    /// Answers of the image's address.
    pub(crate) read: Vec<Seen>,
    pub(crate) outcome: Option<Outcome>,
}

/// What the capture of this session has to do.
pub(crate) fn plan(session: &Session, asks_partner: bool, has_endpoint: bool) -> Plan {
    let has_image = has_endpoint || session.request.reference_image_url.is_some();
    if !asks_partner {
        Plan::Builtin
    } else if session.scenario.is("reference_never") {
        Plan::Skip
    } else if has_image {
        Plan::Ask
    } else {
        Plan::NoEndpoint
    }
}

/// Puts the question of a session that is being processed.
pub(crate) fn ask(calls: &mut VecDeque<Call>, session: &Session, entropy: &Entropy, now_ms: i64) {
    let Some(submission) = &session.submission else {
        return;
    };
    let request = &session.request;
    calls.push_back(Call {
        id: entropy.uuid(),
        partner_session_id: request.partner_session_id.clone(),
        submission_id: submission.id.clone(),
        user_id: request.user_id.clone(),
        user_id_type: request.user_id_type.clone(),
        scenario: session.scenario,
        due_ms: now_ms,
        progress: Progress::Waiting,
        url: request.reference_image_url.clone(),
        asked: Vec::new(),
        read: Vec::new(),
        outcome: None,
    });
    while calls.len() > MOST_CALLS {
        calls.pop_front();
    }
}

/// The verdict on a capture after the question, and whether faces were compared.
pub(crate) fn verdict(session: &Session, outcome: Outcome, is_optional: bool) -> (Verdict, bool) {
    let goes_on = is_optional && session.request.flow == Flow::StandaloneLiveness;
    let invalid = |reason| Verdict::new("COMPLETED", Some("INVALID"), reason);
    match outcome {
        Outcome::Compared => (session.scenario.verdict(), true),
        Outcome::NoImage if goes_on => (session.scenario.verdict(), false),
        Outcome::NoImage => (invalid("DOCUMENT_NOT_FOUND"), false),
        Outcome::NotAnImage => (invalid("INVALID_DOCUMENT"), false),
        Outcome::Failed => (Verdict::new("ERROR", None, "VERIFICATION_FAILED"), false),
    }
}

/// The question has ended: the submission is settled, unless something else settled it meanwhile.
pub(crate) fn conclude(
    world: &mut World,
    call: &Call,
    outcome: Outcome,
    entropy: &Entropy,
    now_ms: i64,
) {
    let is_optional = world.switches.reference_image_optional;
    let Some(session) = world.sessions.get_mut(&call.partner_session_id) else {
        return;
    };
    let (verdict, is_compared) = verdict(session, outcome, is_optional);
    let Some(submission) = session.submission.as_mut() else {
        return;
    };
    if submission.id != call.submission_id || submission.stage != Stage::Processing {
        return;
    }
    processing::conclude(submission, verdict, is_compared, now_ms);
    crate::onekyc::callback::schedule(world, &call.partner_session_id, entropy, now_ms);
}
