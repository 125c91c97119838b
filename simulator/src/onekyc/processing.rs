//! From a confirmed capture to a verdict, without HTTP.

use crate::entropy::Entropy;
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
    }
}

/// Takes a confirmed capture. True when the submission is settled by it.
pub(crate) fn confirm(
    session: &mut Session,
    submission_id: &str,
    now_ms: i64,
) -> Result<bool, Refused> {
    if session.attempts >= MOST_ATTEMPTS {
        return Err(Refused::QuotaExceeded);
    }
    let scenario = session.scenario;
    let submission = session
        .submission
        .as_mut()
        .filter(|submission| submission.id == submission_id)
        .ok_or(Refused::NoSuchSubmission)?;
    if submission.stage != Stage::Initiated {
        return Err(Refused::StateConflict);
    }
    session.attempts += 1;
    let is_refused =
        scenario.is("retry_exhausted") || (scenario.is("retry_once") && session.attempts == 1);
    submission.stage = if !is_refused {
        Stage::Settled(scenario.verdict())
    } else if session.attempts >= MOST_ATTEMPTS {
        Stage::Settled(Verdict::new("ERROR", None, "VERIFICATION_FAILED"))
    } else {
        Stage::Retry
    };
    submission.polls = 0;
    let is_settled = matches!(submission.stage, Stage::Settled(_));
    submission.processed_ms = is_settled.then_some(now_ms);
    Ok(is_settled)
}

/// Settles without the web app, as the control API asks.
pub(crate) fn settle(
    session: &mut Session,
    verdict: Verdict,
    entropy: &Entropy,
    now_ms: i64,
) -> String {
    let submission = session
        .submission
        .get_or_insert_with(|| new_submission(entropy, now_ms));
    submission.processed_ms = Some(now_ms);
    submission.stage = Stage::Settled(verdict);
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
        Stage::Initiated => NextAction::Status,
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
