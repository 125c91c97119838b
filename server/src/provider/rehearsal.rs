//! Playing again what happened: which scenario of the simulator lets a provider session come out as one that was observed.

use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use super::ReturnQuery;

/// How the last call of a verb came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObservedCall<'a> {
    /// The adapter's verb.
    pub verb: &'a str,
    /// `ok`, `processing` while the provider is not done, or the word for what went wrong.
    pub outcome: &'a str,
    /// The status of the provider's last answer.
    pub status: Option<i64>,
}

/// What was observed of one provider session, or of a check for which none could be opened.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// Whether a session was opened.
    pub opened: bool,
    /// Where the check stood when the session was over, or stands now.
    pub state: State,
    /// Why the provider's page stopped before that, if it did.
    pub stopped: Option<Reason>,
    /// Whether nobody did anything at the provider as far as is known: no return, no stop, nothing submitted.
    pub left: bool,
    /// Whether the provider was still at work when it was asked after the applicant's part.
    pub waited: bool,
    /// The rule by which the adapter refused what came back.
    pub rule: Option<&'a str>,
    /// The calls, in their order.
    pub calls: &'a [ObservedCall<'a>],
    /// The return that was claimed.
    pub returned: Option<&'a ReturnQuery>,
}

impl Observed<'_> {
    /// How the check ended with this session.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match self.state {
            State::Ended(ending) => Some(ending),
            _ => None,
        }
    }

    /// Why it came out short of success: the ending's reason, or that of a stop.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match self.state {
            State::Ended(ending) => self.stopped.or(ending.reason()),
            State::Stopped { reason, .. } => Some(reason),
            _ => self.stopped,
        }
    }

    /// How the start came out that no session came of: one that failed for good, or else the last one. One that failed for the
    /// moment ended nothing; and of two within a millisecond nobody knows which was the later one.
    #[must_use]
    pub fn started(&self) -> Option<(&str, Option<i64>)> {
        let starts = || {
            let calls = self.calls.iter().rev();
            calls.filter(|call| call.verb == "start" && call.outcome != "unavailable")
        };
        let failed = starts().find(|call| call.outcome != "ok");
        let start = failed.or_else(|| starts().next())?;
        Some((start.outcome, start.status))
    }
}

/// What plays it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rehearsal {
    /// This scenario, in the words of the simulator's control API.
    Scenario(&'static str),
    /// None, for this reason, in English: for whoever reads the file.
    Unmapped(&'static str),
}

/// A call that failed without opening a session, where no scenario of the provider's refuses it.
pub const NO_SESSION: Rehearsal = Rehearsal::Unmapped(
    "no provider session was opened: a call that fails is a fault of the simulator's, not a scenario",
);
/// An ending that nothing at the provider brings about.
pub const OURS: Rehearsal = Rehearsal::Unmapped(
    "the check ended by our own doing (too many starts, an interrupted process, an operator or the client)",
);
/// An outcome for which the simulator has no scenario.
pub const NO_SCENARIO: Rehearsal =
    Rehearsal::Unmapped("no scenario of the simulator has this outcome");
