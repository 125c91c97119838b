//! Provider sessions: how each came out, in what order, and which scenario of the simulator does that.

use serde::Serialize;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use super::stretches::{self, Stretch};
use crate::{
    db::{
        checks::{CheckRow, state_code},
        dashboard::replay::SessionRow,
    },
    provider::{Observed, Provider, Rehearsal, ReturnQuery, rehearsal::ObservedCall},
    services::{
        ServiceError,
        case::Case,
        dashboard::replay::recorded::{Recorded, What},
    },
};

/// Observations of one session.
const MOST: usize = 100;
/// Column of the sealed query of a return.
const RETURN_QUERY: (&str, &str) = ("attempts", "return_query");
/// Nobody knows which simulator plays it.
const NOT_SET_UP: &str = "the connection is not set up any more";

/// A session and what plays it.
#[derive(Debug, Serialize)]
pub struct SessionPlayed {
    /// From 1 within the check; 0 for one that could not be opened.
    pub number: i64,
    /// When it was opened, or refused.
    pub after_ms: i64,
    /// `frame` or `page`; `null` for one that could not be opened.
    pub presentation: Option<String>,
    /// What the person does at the provider.
    pub person: Person,
    /// The simulator's scenario; `null` where there is none.
    pub scenario: Option<&'static str>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmapped: Option<&'static str>,
    /// What was observed, in order.
    pub observed: Vec<Observation>,
}

/// What a person does at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// What they are asked to do.
    GoesOn,
    /// Nothing, as far as is known.
    Leaves,
}

/// Something that was observed. `after_ms` counts from the first act.
#[derive(Debug, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Observation {
    /// A frame said something.
    Message {
        /// When.
        after_ms: i64,
        /// `accepted`, or the rule that did not.
        verdict: String,
        /// What the funnel counts it as.
        event: Option<String>,
        /// How many.
        count: i64,
    },
    /// The provider was called.
    Call {
        /// When it began.
        after_ms: i64,
        /// The adapter's verb.
        call: String,
        /// How it came out.
        outcome: String,
        /// The status of the provider's last answer.
        status: Option<i64>,
        /// How long it took.
        took_ms: i64,
    },
    /// The provider told us by itself that something happened.
    Callback {
        /// When.
        after_ms: i64,
    },
    /// The browser came back.
    Return {
        /// When.
        after_ms: i64,
    },
    /// The check moved.
    Moved {
        /// When.
        after_ms: i64,
        /// What moved it.
        signal: String,
        /// To where.
        to: &'static str,
        /// Why.
        reason: Option<&'static str>,
        /// The rule by which the adapter refused what came back.
        rule: Option<String>,
    },
}

impl Observation {
    fn at(&self) -> i64 {
        match self {
            Self::Message { after_ms, .. }
            | Self::Call { after_ms, .. }
            | Self::Callback { after_ms }
            | Self::Return { after_ms }
            | Self::Moved { after_ms, .. } => *after_ms,
        }
    }
}

/// The sessions of a check.
pub(super) fn of(
    provider: Option<&dyn Provider>,
    (case, recorded): (&Case, &Recorded),
    check: &CheckRow,
    zero: i64,
) -> Result<Vec<SessionPlayed>, ServiceError> {
    let mut played = Vec::new();
    for stretch in &stretches::of(recorded, check) {
        let session = recorded.session(&check.id, stretch.number);
        let query = returned(case, session)?;
        let (person, rehearsal) = rehearsed(provider, stretch, query.as_ref());
        let (scenario, unmapped) = match rehearsal {
            Rehearsal::Scenario(name) => (Some(name), None),
            Rehearsal::Unmapped(reason) => (None, Some(reason)),
        };
        played.push(SessionPlayed {
            number: stretch.number,
            after_ms: stretch.at.saturating_sub(zero),
            presentation: session.map(|session| session.presentation.clone()),
            person,
            scenario,
            unmapped,
            observed: observed(recorded, (check, stretch, session), zero),
        });
    }
    Ok(played)
}

fn returned(
    case: &Case,
    session: Option<&SessionRow>,
) -> Result<Option<ReturnQuery>, ServiceError> {
    let sealed = session.and_then(|session| session.return_query.clone());
    let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else {
        return Ok(None);
    };
    let pairs = case.open(RETURN_QUERY, sealed)?;
    Ok(Some(ReturnQuery { pairs }))
}

fn rehearsed(
    provider: Option<&dyn Provider>,
    stretch: &Stretch<'_>,
    query: Option<&ReturnQuery>,
) -> (Person, Rehearsal) {
    let calls: Vec<ObservedCall<'_>> = stretch
        .calls
        .iter()
        .map(|call| ObservedCall {
            verb: &call.call,
            outcome: &call.outcome,
            status: call.status,
        })
        .collect();
    let opened = stretch.number > 0;
    let moves = || stretch.moves.iter();
    let stopped = moves().rev().find_map(|(_, _, to, _)| match to {
        State::Stopped { reason, .. } => Some(*reason),
        _ => None,
    });
    let submitted = stretch.submitted();
    let state = stretch.state();
    let unanswered = match state {
        State::Open { .. } | State::Ended(Ending::Cancelled) => true,
        State::Ended(Ending::Expired) => {
            moves().any(|(_, signal, ..)| *signal == "deadline_passed")
        }
        _ => false,
    };
    let left = opened && query.is_none() && stopped.is_none() && submitted.is_none() && unanswered;
    let observed = Observed {
        opened,
        state,
        stopped,
        left,
        waited: stretch.waited(),
        rule: stretch.moves.last().and_then(|(.., rule)| *rule),
        calls: &calls,
        returned: query,
    };
    let person = match left {
        true => Person::Leaves,
        false => Person::GoesOn,
    };
    let rehearsal = match provider {
        Some(provider) => provider.rehearse(&observed),
        None => Rehearsal::Unmapped(NOT_SET_UP),
    };
    (person, rehearsal)
}

/// What was observed from when a session was opened until the next one was.
fn observed(
    recorded: &Recorded,
    (check, stretch, session): (&CheckRow, &Stretch<'_>, Option<&SessionRow>),
    zero: i64,
) -> Vec<Observation> {
    let after = |at: i64| at.saturating_sub(zero);
    let mut all = Vec::new();
    for row in &recorded.messages {
        if row.check_id == check.id && row.attempt == stretch.number {
            all.push(Observation::Message {
                after_ms: after(row.at),
                verdict: row.verdict.clone(),
                event: row.event.clone(),
                count: row.count,
            });
        }
    }
    for call in &stretch.calls {
        all.push(Observation::Call {
            after_ms: after(call.at),
            call: call.call.clone(),
            outcome: call.outcome.clone(),
            status: call.status,
            took_ms: call.duration_ms,
        });
    }
    for event in &recorded.events {
        let is_it = matches!(&event.what, What::CalledBack { check: of, number }
            if *of == check.id && *number == stretch.number);
        if is_it {
            all.push(Observation::Callback {
                after_ms: after(event.at),
            });
        }
    }
    if let Some(at) = session.and_then(|session| session.returned_at) {
        all.push(Observation::Return {
            after_ms: after(at),
        });
    }
    for (event, signal, to, rule) in &stretch.moves {
        all.push(Observation::Moved {
            after_ms: after(event.at),
            signal: (*signal).to_owned(),
            to: state_code(*to),
            reason: match to {
                State::Ended(ending) => ending.reason(),
                State::Stopped { reason, .. } => Some(*reason),
                _ => None,
            }
            .map(Reason::code),
            rule: rule.map(str::to_owned),
        });
    }
    all.sort_by_key(Observation::at);
    all.truncate(MOST);
    all
}
