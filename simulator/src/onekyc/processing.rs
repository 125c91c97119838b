//! From a confirmed capture to a verdict, without HTTP.

use serde::Serialize;

use crate::entropy::Entropy;
use crate::onekyc::reference::{self, Outcome, Plan};
use crate::onekyc::session::{Session, Stage, Submission, Verdict};

/// ASSUMED (contract 1.8).
pub(crate) const MOST_ATTEMPTS: u32 = 3;
/// Status calls of the web app that say IN_PROGRESS after a confirmation.
const POLLS_IN_PROGRESS: u32 = 1;

/// What the web app is to do next (SL-12, field name ASSUMED).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextAction {
    Retry,
    Status,
    Exit,
}

impl NextAction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Retry => "RETRY",
            Self::Status => "STATUS",
            Self::Exit => "EXIT",
        }
    }
}

/// Why a capture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    QuotaExceeded,
    StateConflict,
    NoSuchSubmission,
}

/// The submission that the next upload belongs to: the open one, or a new one after a refused capture.
pub(crate) fn begin(
    session: &mut Session,
    entropy: &Entropy,
    now_ms: i64,
) -> Result<Submission, Refused> {
    if session.attempts >= MOST_ATTEMPTS {
        return Err(Refused::QuotaExceeded);
    }
    if session.verdict().is_some() {
        return Err(Refused::StateConflict);
    }
    match &session.submission {
        Some(open) if open.stage == Stage::Initiated => Ok(open.clone()),
        _ => Ok(session
            .submission
            .insert(new_submission(entropy, now_ms))
            .clone()),
    }
}

fn new_submission(entropy: &Entropy, now_ms: i64) -> Submission {
    Submission {
        id: entropy.uuid(),
        created_ms: now_ms,
        processed_ms: None,
        stage: Stage::Initiated,
        selfie: entropy.secret(),
        polls: 0,
        is_compared: false,
    }
}

/// What became of a confirmed capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Taken {
    /// It was not good enough.
    Retry,
    /// The reference image is to be asked for.
    AsksReference,
    /// Nothing more will happen to it.
    Stuck,
    Settled,
}

/// Takes a confirmed capture.
pub(crate) fn confirm(
    session: &mut Session,
    submission_id: &str,
    plan: Plan,
    is_reference_optional: bool,
    now_ms: i64,
) -> Result<Taken, Refused> {
    if session.attempts >= MOST_ATTEMPTS {
        return Err(Refused::QuotaExceeded);
    }
    let scenario = session.scenario;
    let attempts = session.attempts + 1;
    let without_image = reference::verdict(session, Outcome::NoImage, is_reference_optional).0;
    let submission = session
        .submission
        .as_mut()
        .filter(|submission| submission.id == submission_id)
        .ok_or(Refused::NoSuchSubmission)?;
    if submission.stage != Stage::Initiated {
        return Err(Refused::StateConflict);
    }
    session.attempts = attempts;
    submission.polls = 0;
    let is_refused = scenario.is("retry_exhausted") || (scenario.is("retry_once") && attempts == 1);
    if is_refused && attempts < MOST_ATTEMPTS {
        submission.stage = Stage::Retry;
        return Ok(Taken::Retry);
    }
    if !is_refused && scenario.is("processing_never") {
        submission.stage = Stage::Processing;
        return Ok(Taken::Stuck);
    }
    let (verdict, is_compared) = match plan {
        _ if is_refused => (Verdict::new("ERROR", None, "VERIFICATION_FAILED"), false),
        Plan::Ask => {
            submission.stage = Stage::Processing;
            return Ok(Taken::AsksReference);
        }
        Plan::Builtin => (scenario.verdict(), true),
        Plan::Skip => (scenario.verdict(), false),
        Plan::NoEndpoint => (without_image, false),
    };
    conclude(submission, verdict, is_compared, now_ms);
    Ok(Taken::Settled)
}

/// Gives a submission its verdict.
pub(crate) fn conclude(
    submission: &mut Submission,
    verdict: Verdict,
    is_compared: bool,
    now_ms: i64,
) {
    submission.stage = Stage::Settled(verdict);
    submission.is_compared = is_compared;
    submission.processed_ms = Some(now_ms);
}

/// Settles without the web app, as the control API asks.
pub(crate) fn settle(
    session: &mut Session,
    verdict: Verdict,
    is_compared: bool,
    entropy: &Entropy,
    now_ms: i64,
) -> String {
    let submission = session
        .submission
        .get_or_insert_with(|| new_submission(entropy, now_ms));
    conclude(submission, verdict, is_compared, now_ms);
    submission.polls = POLLS_IN_PROGRESS;
    session.attempts = session.attempts.max(1);
    submission.id.clone()
}

/// What the web app is to do; counts the call.
pub(crate) fn poll(session: &mut Session) -> NextAction {
    let Some(submission) = session.submission.as_mut() else {
        return NextAction::Status;
    };
    submission.polls = submission.polls.saturating_add(1);
    if submission.polls <= POLLS_IN_PROGRESS {
        return NextAction::Status;
    }
    match submission.stage {
        Stage::Initiated | Stage::Processing => NextAction::Status,
        Stage::Retry => NextAction::Retry,
        Stage::Settled(_) => NextAction::Exit,
    }
}

/// Status and error code of the callback message (and the redirection) for where the session is.
pub(crate) fn message(session: &Session) -> (&'static str, Option<&'static str>) {
    match session.verdict() {
        Some(_) if session.attempts >= MOST_ATTEMPTS && session.scenario.is("retry_exhausted") => {
            ("ERROR", Some("ATTEMPTS_EXHAUSTED"))
        }
        Some(_) => ("COMPLETED", None),
        None => ("ERROR", Some("PENDING")),
    }
}
