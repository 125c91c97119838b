//! What the applicant did, act after act.

use serde::Serialize;
use vestibule::{check::State, id::StepName, journey::StepKind, onboarding::Closure};

use super::{
    Unmapped,
    answers::{self, FieldPlayed},
    sessions::{self, SessionPlayed},
};
use crate::{
    db::checks::{CheckRow, state_code},
    services::{
        ServiceError,
        case::Case,
        core::Core,
        dashboard::replay::recorded::{Event, Recorded, What},
    },
};

/// An act. `after_ms` counts from the first one.
#[derive(Debug, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Act {
    /// Begins.
    Begin {
        /// Always 0.
        after_ms: i64,
    },
    /// Agrees to a text, and to what has a box of its own.
    Agree {
        /// When.
        after_ms: i64,
        /// The step.
        step: StepName,
        /// The names of the boxes that were ticked.
        consents: Vec<String>,
    },
    /// Takes back what was agreed to.
    Withdraw {
        /// When.
        after_ms: i64,
        /// The step.
        step: StepName,
    },
    /// Answers questions, and confirms the answers where they are shown once more.
    Answer {
        /// When they counted.
        after_ms: i64,
        /// The step.
        step: StepName,
        /// Every question of the step.
        fields: Vec<FieldPlayed>,
    },
    /// Chooses a way.
    Choose {
        /// When.
        after_ms: i64,
        /// The choice.
        choice: StepName,
        /// The way.
        way: StepName,
    },
    /// Skips a step.
    Skip {
        /// When.
        after_ms: i64,
        /// The step.
        step: StepName,
    },
    /// Does a skipped step after all.
    Unskip {
        /// When.
        after_ms: i64,
        /// The step.
        step: StepName,
    },
    /// Does a check.
    Check(CheckPlayed),
    /// Asks for a person.
    HandOver {
        /// When.
        after_ms: i64,
        /// At this step, where it can be done without this site.
        step: Option<StepName>,
    },
    /// Says that this is not theirs.
    Disown {
        /// When.
        after_ms: i64,
    },
}

/// A check and how it came out.
#[derive(Debug, Serialize)]
pub struct CheckPlayed {
    /// When it was begun.
    pub after_ms: i64,
    /// The step.
    pub step: String,
    /// From 1 within the step.
    pub number: i64,
    /// The connection's name.
    pub connection: String,
    /// The adapter, as the simulator's control API names it; `null` when the connection is not set up any more.
    pub provider: Option<String>,
    /// Its provider sessions; one that could not be opened is among them.
    pub sessions: Vec<SessionPlayed>,
    /// Where it stands.
    pub state: &'static str,
    /// Why it stopped or ended short of success.
    pub reason: Option<&'static str>,
}

/// The acts.
pub(super) fn of(
    core: &Core,
    case: &Case,
    recorded: &Recorded,
    unmapped: &mut Vec<Unmapped>,
) -> Result<Vec<Act>, ServiceError> {
    let is_first = |event: &&Event| matches!(event.what, What::Begun | What::Claimed);
    let began = recorded.events.iter().find(is_first);
    let zero = began.map_or(case.row.created_at, |event| event.at);
    let mut acts: Vec<Act> = Vec::new();
    for event in &recorded.events {
        let after_ms = event.at.saturating_sub(zero);
        let number = acts.len();
        match &event.what {
            What::Begun => acts.push(Act::Begin { after_ms }),
            What::Claimed if acts.is_empty() => acts.push(Act::Begin { after_ms }),
            What::Claimed => {
                let reason = "another browser went on with a newer link";
                unmapped.push(Unmapped::of(None, "link.claimed", reason));
            }
            What::Consented(step, name) => agree(&mut acts, after_ms, step, name),
            What::Withdrew(step) => acts.push(Act::Withdraw {
                after_ms,
                step: step.clone(),
            }),
            What::Answered(step) => {
                let Some((_, found)) = case.journey.step(step) else {
                    continue;
                };
                if let StepKind::Form(form) = &found.kind {
                    acts.push(Act::Answer {
                        after_ms,
                        step: step.clone(),
                        fields: answers::of(case, step, form)?,
                    });
                }
            }
            What::Chose { choice, way } => acts.push(Act::Choose {
                after_ms,
                choice: choice.clone(),
                way: way.clone(),
            }),
            What::Skipped(step) => acts.push(Act::Skip {
                after_ms,
                step: step.clone(),
            }),
            What::Unskipped(step) => acts.push(Act::Unskip {
                after_ms,
                step: step.clone(),
            }),
            What::CheckBegun(check) => {
                let Some(row) = case.checks.iter().find(|row| row.id == *check) else {
                    continue;
                };
                let played = check_played(core, (case, recorded), row, (zero, after_ms))?;
                for session in &played.sessions {
                    if let Some(reason) = session.unmapped {
                        let what = format!("session {}", session.number);
                        unmapped.push(Unmapped::of(Some(number), &what, reason));
                    }
                }
                acts.push(Act::Check(played));
            }
            What::HandedOver(step) => acts.push(Act::HandOver {
                after_ms,
                step: step.clone(),
            }),
            What::Closed(Closure::Disowned) => acts.push(Act::Disown { after_ms }),
            What::ReturnRefused(_) => {
                let reason =
                    "a return that was used before, or is another's: no act of the applicant's";
                unmapped.push(Unmapped::of(None, "return.refused", reason));
            }
            What::Deed if event.kind == "attempt.allowed" => {
                let reason = "an operator allowed another attempt";
                unmapped.push(Unmapped::of(Some(number), "attempt.allowed", reason));
            }
            _ => {}
        }
    }
    Ok(acts)
}

/// One form is one act, however many boxes it has.
fn agree(acts: &mut Vec<Act>, at: i64, to: &StepName, name: &str) {
    let own = (!name.is_empty()).then(|| name.to_owned());
    if let Some(Act::Agree {
        after_ms,
        step,
        consents,
    }) = acts.last_mut()
        && *after_ms == at
        && step == to
    {
        consents.extend(own);
        return;
    }
    acts.push(Act::Agree {
        after_ms: at,
        step: to.clone(),
        consents: own.into_iter().collect(),
    });
}

fn check_played(
    core: &Core,
    (case, recorded): (&Case, &Recorded),
    row: &CheckRow,
    (zero, after_ms): (i64, i64),
) -> Result<CheckPlayed, ServiceError> {
    let connected = core.connected(&row.connection).ok();
    let provider = connected.map(|connected| &*connected.provider);
    Ok(CheckPlayed {
        after_ms,
        step: row.step.clone(),
        number: row.number,
        connection: row.connection.clone(),
        provider: provider.map(|provider| provider.kind().to_string()),
        sessions: sessions::of(provider, (case, recorded), row, zero)?,
        state: state_code(row.state),
        reason: match row.state {
            State::Ended(ending) => ending.reason(),
            State::Stopped { reason, .. } => Some(reason),
            _ => None,
        }
        .map(vestibule::reason::Reason::code),
    })
}
