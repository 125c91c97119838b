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
        consents::TEXT,
        core::Core,
        dashboard::replay::recorded::{Agreement, Event, Recorded, What},
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
        /// The name of the box; empty for the text.
        consent: String,
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
    for (index, event) in recorded.events.iter().enumerate() {
        let before = recorded.events.get(..index).and_then(<[Event]>::last);
        let after_ms = event.at.saturating_sub(zero);
        let number = acts.len();
        match &event.what {
            What::Begun => acts.push(Act::Begin { after_ms }),
            What::Claimed if acts.is_empty() => acts.push(Act::Begin { after_ms }),
            What::Claimed => {
                let reason = "another browser went on with a newer link";
                unmapped.push(Unmapped::of(None, "link.claimed", reason));
            }
            What::Consented(agreement) => agree(&mut acts, before, (after_ms, agreement)),
            What::Withdrew(Agreement { step, name, .. }) => acts.push(Act::Withdraw {
                after_ms,
                step: step.clone(),
                consent: name.clone(),
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

/// One form is one act, however many boxes it has: what it says is written side by side. Its times may differ.
fn agree(acts: &mut Vec<Act>, before: Option<&Event>, (after_ms, agreement): (i64, &Agreement)) {
    let Agreement { step, name, .. } = agreement;
    let own = (name != TEXT).then(|| name.clone());
    let is_same_form = before.is_some_and(
        |event| matches!(&event.what, What::Consented(before) if before.step == *step),
    );
    if let Some(Act::Agree { consents, .. }) = acts.last_mut().filter(|_| is_same_form) {
        consents.extend(own);
        return;
    }
    acts.push(Act::Agree {
        after_ms,
        step: step.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn agreed(at: i64, step: &str, name: &str) -> Event {
        let agreement = Agreement {
            step: StepName::new(step).unwrap(),
            name: name.to_owned(),
            id: format!("{step}-{name}"),
        };
        Event {
            at,
            kind: "consent.given".to_owned(),
            actor: "applicant".to_owned(),
            what: What::Consented(agreement),
        }
    }

    fn acts(events: &[Event]) -> Vec<(i64, Vec<String>)> {
        let mut acts = Vec::new();
        let mut before = None;
        for event in events {
            let What::Consented(agreement) = &event.what else {
                before = Some(event);
                continue;
            };
            agree(&mut acts, before, (event.at, agreement));
            before = Some(event);
        }
        let told = acts.into_iter().filter_map(|act| match act {
            Act::Agree {
                after_ms, consents, ..
            } => Some((after_ms, consents)),
            _ => None,
        });
        told.collect()
    }

    #[test]
    fn one_form_is_one_act_whenever_its_boxes_were_written() {
        // The millisecond ends while the form is written down.
        let straddling = [
            agreed(9, "terms", ""),
            agreed(10, "terms", "face"),
            agreed(11, "terms", "news"),
        ];
        let boxes = vec!["face".to_owned(), "news".to_owned()];
        assert_eq!(acts(&straddling), [(9, boxes)]);
        // Taken back and agreed to again within one.
        let again = [
            agreed(9, "terms", ""),
            Event {
                kind: "consent.withdrawn".to_owned(),
                what: What::Deed,
                ..agreed(9, "terms", "")
            },
            agreed(9, "terms", ""),
        ];
        assert_eq!(acts(&again), [(9, vec![]), (9, vec![])]);
        let two_texts = [agreed(9, "terms", ""), agreed(9, "more", "")];
        assert_eq!(acts(&two_texts).len(), 2);
    }
}
