//! An onboarding as a scenario that can be played again in a browser against the simulator: what the applicant did, and how
//! each provider session came out. Nothing that anybody entered is in it. The format is in docs/operations/scenarios.md.

mod acts;
mod answers;
mod sessions;
mod stretches;

use serde::Serialize;
use vestibule::{
    id::OnboardingId,
    onboarding::{Closure, OnboardingStatus},
    permission::Action,
};

pub use self::{
    acts::{Act, CheckPlayed},
    answers::{Entered, FieldPlayed},
    sessions::{Observation, Person, SessionPlayed},
};
use super::{
    case::{self, Opened},
    replay::recorded::{self, Event, Recorded, What},
};
use crate::services::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    operators::sessions::SignedIn,
};

/// The name of the format.
pub const FORMAT: &str = "vestibule.scenario";
/// Its version: another one when a reader of this one would misread it.
pub const VERSION: u32 = 1;
/// The audit log's word.
pub const EXPORTED: &str = "scenario.exported";

/// The file.
#[derive(Debug, Serialize)]
pub struct File {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`VERSION`].
    pub version: u32,
    /// The journey.
    pub journey: JourneyPlayed,
    /// The language in which it began.
    pub locale: String,
    /// How it began.
    pub began: Began,
    /// What the applicant did, in their order.
    pub acts: Vec<Act>,
    /// How it ended, or stands.
    pub ending: EndingPlayed,
    /// What a player cannot do again, and why.
    pub unmapped: Vec<Unmapped>,
}

/// A journey and its version.
#[derive(Debug, Serialize)]
pub struct JourneyPlayed {
    /// Its name.
    pub name: String,
    /// The hash of its version.
    pub version: String,
}

/// How an onboarding began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Began {
    /// On a start page that anybody may use.
    StartPage,
    /// With a client's link.
    Link,
    /// Nobody opened it.
    NotYet,
}

/// How it ended.
#[derive(Debug, Serialize)]
pub struct EndingPlayed {
    /// Where it stands.
    pub status: &'static str,
    /// Where the applicant's and the providers' part led, without what operators, clients and time did: this is what a player
    /// compares.
    pub by_itself: &'static str,
    /// Why it was closed, if it was.
    pub closed: Option<&'static str>,
}

/// Something that a player cannot do again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmapped {
    /// The act, from 0; `null` for what is about all of it.
    pub act: Option<usize>,
    /// What it is.
    pub what: String,
    /// Why, in English.
    pub reason: String,
}

impl Unmapped {
    fn of(act: Option<usize>, what: &str, reason: &str) -> Self {
        Self {
            act,
            what: what.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// Makes the file. That it was made is an event of the case's chain.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such case that this operator may read; [`ServiceError::OutOfOrder`] when it was
/// erased.
pub async fn export(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
) -> Result<File, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let who = (operator, Action::ReadCase);
    let Opened::Whole(case) = case::open(core, &mut tx, who, id, None).await? else {
        return Err(ServiceError::OutOfOrder);
    };
    let recorded = recorded::read(&mut tx, &case).await?;
    let file = file(core, &case, &recorded)?;
    let event = (EXPORTED, Actor::Operator(operator.name.as_str()));
    let detail = serde_json::json!({ "acts": file.acts.len(), "unmapped": file.unmapped.len() });
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    tx.commit().await?;
    Ok(file)
}

fn file(core: &Core, case: &Case, recorded: &Recorded) -> Result<File, ServiceError> {
    let mut unmapped = Vec::new();
    let acts = acts::of(core, case, recorded, &mut unmapped)?;
    let closure = case.row.closure()?;
    let began = recorded.events.iter().find_map(|event| match event.what {
        What::Begun => Some(Began::StartPage),
        What::Claimed => Some(Began::Link),
        _ => None,
    });
    let (status, by_itself) = (case.status()?, by_itself(&recorded.events));
    if status != by_itself {
        let reason = "an operator, the client or time brought it about";
        unmapped.push(Unmapped::of(None, "ending.status", reason));
    }
    if recorded.cut {
        let reason = "more was recorded than is read: the end is missing";
        unmapped.push(Unmapped::of(None, "acts", reason));
    }
    Ok(File {
        format: FORMAT,
        version: VERSION,
        journey: JourneyPlayed {
            name: case.row.journey.clone(),
            version: case.row.journey_version.clone(),
        },
        locale: case.locale().tag().to_owned(),
        began: began.unwrap_or(Began::NotYet),
        acts,
        ending: EndingPlayed {
            status: status.code(),
            by_itself: by_itself.code(),
            closed: closure.map(Closure::code),
        },
        unmapped,
    })
}

/// Where the applicant's and the providers' part led.
fn by_itself(events: &[Event]) -> OnboardingStatus {
    let mut led = OnboardingStatus::InProgress;
    for (index, event) in events.iter().enumerate() {
        let What::Stands(status) = event.what else {
            continue;
        };
        let mut before = events.get(..index).unwrap_or_default().iter().rev();
        let cause = before.find(|event| !matches!(event.what, What::Moved { .. }));
        let foreign = cause.is_some_and(is_foreign);
        if !foreign {
            led = status;
        }
    }
    led
}

/// Whether somebody else than the applicant and a provider did it, and moved the onboarding with it. What operators and clients
/// do besides may stand before a move that it has nothing to do with: a note, a reveal, a file like this one.
fn is_foreign(event: &Event) -> bool {
    let closed = matches!(event.what, What::Closed(closure) if closure != Closure::Disowned);
    let decided = ["decision.made", "attempt.allowed"].contains(&event.kind.as_str());
    closed || decided && event.actor.starts_with("operator:")
}

#[cfg(test)]
mod tests {
    use vestibule::{
        check::{Ending, State},
        reason::Reason,
    };

    use super::*;

    fn event(actor: &str, kind: &str, what: What) -> Event {
        Event {
            at: 1,
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            what,
        }
    }

    fn moved(ending: Ending) -> Event {
        let what = What::Moved {
            check: "c".to_owned(),
            signal: "failed".to_owned(),
            to: State::Ended(ending),
            rule: None,
        };
        event("system", "check.moved", what)
    }

    fn stands(status: OnboardingStatus) -> Event {
        event("system", "onboarding.moved", What::Stands(status))
    }

    #[test]
    fn what_somebody_reads_meanwhile_moves_nothing() {
        let refused = Ending::Refused(Reason::NotAccepted);
        for kind in ["scenario.exported", "value.revealed", "note.written"] {
            let events = [
                event("operator:ada", kind, What::Deed),
                moved(refused),
                stands(OnboardingStatus::Stopped),
            ];
            assert_eq!(by_itself(&events), OnboardingStatus::Stopped, "{kind}");
        }
    }

    #[test]
    fn what_others_bring_about_is_theirs_whatever_it_ends() {
        let closed = What::Closed(Closure::Cancelled);
        for (cause, to) in [
            (
                event("client:shop", "onboarding.closed", closed),
                OnboardingStatus::Cancelled,
            ),
            (
                event("operator:ada", "decision.made", What::Deed),
                OnboardingStatus::Completed,
            ),
        ] {
            let events = [cause, moved(Ending::Cancelled), stands(to)];
            assert_eq!(by_itself(&events), OnboardingStatus::InProgress, "{to:?}");
        }
        // The applicant's own.
        let disowned = What::Closed(Closure::Disowned);
        let events = [
            event("applicant", "onboarding.closed", disowned),
            moved(Ending::Cancelled),
            stands(OnboardingStatus::Cancelled),
        ];
        assert_eq!(by_itself(&events), OnboardingStatus::Cancelled);
    }
}
