//! The check: one attempt at a provider step, and the only rules by which it moves.
//!
//! A message, a redirect or a webhook never appears here as a result. [`Signal`] carries only what our server saw by
//! itself: that it opened a provider session, what a fetch said, that a browser hint left a fetch without news, that
//! time ran out.

use serde::{Deserialize, Serialize};

use crate::{reason::Reason, time::Timestamp};

#[cfg(test)]
mod tests;

/// How often `start` may run within one check: reloads, second tabs and "try again" included.
pub const MAX_STARTS: u32 = 10;

/// Where a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Begun; no provider session yet.
    Created,
    /// A provider session is live and waits for the applicant.
    Open {
        /// How many provider sessions this check has had, this one included.
        starts: u32,
        /// When the provider session ends by itself.
        deadline: Timestamp,
    },
    /// The applicant is done; the provider is still working.
    Processing {
        /// As in [`State::Open`].
        starts: u32,
        /// As in [`State::Open`].
        deadline: Timestamp,
    },
    /// The provider's page stopped and its server knows of nothing submitted. The applicant may start again.
    Stopped {
        /// As in [`State::Open`].
        starts: u32,
        /// As in [`State::Open`].
        deadline: Timestamp,
        /// What the provider's page said. A hint: it chooses the page shown, never a result.
        reason: Reason,
    },
    /// The provider has an individual that the applicant has to approve.
    NeedsApproval {
        /// As in [`State::Open`].
        starts: u32,
        /// As in [`State::Open`].
        deadline: Timestamp,
    },
    /// Over. Never changes again.
    Ended(Ending),
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "ending", content = "reason", rename_all = "snake_case")]
pub enum Ending {
    /// Its outcome holds.
    Succeeded,
    /// The provider, or our comparison, refused it.
    Refused(Reason),
    /// The applicant cancelled.
    Cancelled,
    /// No attempt is left.
    Exhausted(Reason),
    /// Something broke.
    Failed(Reason),
    /// Time ran out.
    Expired,
}

impl Ending {
    /// The reason that chooses the page; `None` for success.
    #[must_use]
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Succeeded => None,
            Self::Refused(reason) | Self::Exhausted(reason) | Self::Failed(reason) => Some(reason),
            Self::Cancelled => Some(Reason::Cancelled),
            Self::Expired => Some(Reason::SessionExpired),
        }
    }
}

/// What our server learned about a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signal {
    /// A new provider session was opened; the one before it, if any, is superseded.
    Started {
        /// When the provider session ends by itself.
        deadline: Timestamp,
    },
    /// A fetch said: nothing submitted yet.
    Waiting,
    /// A fetch said: submitted, no result yet. Also every status that the adapter does not know.
    Processing,
    /// A fetch said: the applicant has to approve.
    NeedsApproval,
    /// A fetch gave a verified outcome.
    Done,
    /// A fetch gave a final failure, or verification refused what it gave.
    Failed(Reason),
    /// The browser said that the provider's page stopped, and the fetch it caused said "nothing submitted".
    Stopped(Reason),
    /// The clock passed the provider session's deadline.
    DeadlinePassed {
        /// The time at which it was noticed.
        now: Timestamp,
    },
}

/// What has to happen, in the same transaction, because a check moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing moved.
    Nothing,
    /// Watch the deadline of a new provider session.
    WatchDeadline(Timestamp),
    /// Ask the provider again in a while.
    Poll,
    /// The check ended just now: store facts, project the onboarding.
    Settle(Ending),
}

/// Applies a signal. Total: every pair has an answer, [`State::Ended`] never moves, and applying a signal twice is
/// applying it once (but for [`Signal::Started`], which stands for an act and is counted).
#[must_use]
pub fn apply(state: State, signal: Signal) -> (State, Effect) {
    let (starts, deadline) = match state {
        State::Ended(_) => return (state, Effect::Nothing),
        State::Created => (0, None),
        State::Open { starts, deadline }
        | State::Processing { starts, deadline }
        | State::Stopped {
            starts, deadline, ..
        }
        | State::NeedsApproval { starts, deadline } => (starts, Some(deadline)),
    };
    if let Signal::Started { deadline } = signal {
        if !may_start(state) {
            return end(Ending::Exhausted(Reason::TooManyStarts));
        }
        let next = State::Open {
            starts: starts + 1,
            deadline,
        };
        return (next, Effect::WatchDeadline(deadline));
    }
    if let Signal::Failed(reason) = signal {
        return end(reason.ending());
    }
    // Without a provider session there is nothing that could be waiting, done or late.
    let Some(deadline) = deadline else {
        return (state, Effect::Nothing);
    };
    match signal {
        // Regressions are ignored: once submitted, "nothing submitted" is a replica that lags.
        Signal::Waiting => (state, Effect::Nothing),
        Signal::Processing => match state {
            State::Processing { .. } | State::NeedsApproval { .. } => (state, Effect::Nothing),
            _ => (State::Processing { starts, deadline }, Effect::Poll),
        },
        Signal::NeedsApproval => match state {
            State::NeedsApproval { .. } => (state, Effect::Nothing),
            _ => (State::NeedsApproval { starts, deadline }, Effect::Nothing),
        },
        Signal::Done => end(Ending::Succeeded),
        Signal::Stopped(reason) => match state {
            State::Open { .. } => (
                State::Stopped {
                    starts,
                    deadline,
                    reason,
                },
                Effect::Nothing,
            ),
            _ => (state, Effect::Nothing),
        },
        Signal::DeadlinePassed { now } if now >= deadline => match state {
            // No further attempt was offered before, so none is offered after (OK-13).
            State::Stopped { reason, .. } if !reason.may_start_again() => {
                end(Ending::Exhausted(reason))
            }
            _ => end(Ending::Expired),
        },
        Signal::DeadlinePassed { .. } | Signal::Started { .. } | Signal::Failed(_) => {
            (state, Effect::Nothing)
        }
    }
}

/// Whether `start` may run now. Ask before calling the provider: a session that may not be used should not be opened.
#[must_use]
pub fn may_start(state: State) -> bool {
    match state {
        State::Created => true,
        State::Open { starts, .. } => starts < MAX_STARTS,
        State::Stopped { starts, reason, .. } => starts < MAX_STARTS && reason.may_start_again(),
        State::Processing { .. } | State::NeedsApproval { .. } | State::Ended(_) => false,
    }
}

fn end(ending: Ending) -> (State, Effect) {
    (State::Ended(ending), Effect::Settle(ending))
}
