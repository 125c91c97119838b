//! What was recorded of a case, oldest first. The case's own audit chain gives the order: what is written in one transaction
//! has one time, and its place in the chain.

use serde_json::Value;
use sqlx::AnyConnection;
use vestibule::{
    check::State,
    id::StepName,
    onboarding::{Closure, OnboardingStatus},
    reason::Reason,
    time::Timestamp,
};

use crate::{
    db::{
        self,
        checks::{CheckRow, state_code},
        dashboard::{
            provider_calls::CallRow,
            replay::{MessageRow, SessionRow},
        },
        facts::ConsentRow,
    },
    services::{ServiceError, case::Case, dashboard::case::masks},
};

/// Rows of the audit chain that are read.
const MOST_EVENTS: usize = 2_000;
/// Sessions and messages that are read.
const MOST_ROWS: i64 = 1_000;

/// Something that was agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// At this step.
    pub step: StepName,
    /// Which consent of the step; empty for its text.
    pub name: String,
    /// The id of its record.
    pub id: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The applicant began on a start page that anybody may use.
    Begun,
    /// The applicant began with a client's link.
    Claimed,
    /// The applicant agreed to something.
    Consented(Agreement),
    /// The applicant took something back that was agreed to.
    Withdrew(Agreement),
    /// The applicant answered; the answers are shown once more before they count.
    Drafted(StepName),
    /// The answers count.
    Answered(StepName),
    /// The applicant chose a way.
    Chose {
        /// Of this choice.
        choice: StepName,
        /// This one.
        way: StepName,
    },
    /// The applicant skipped a step.
    Skipped(StepName),
    /// The applicant does a skipped step after all.
    Unskipped(StepName),
    /// The applicant began a check.
    CheckBegun(String),
    /// A check moved.
    Moved {
        /// The check.
        check: String,
        /// What moved it.
        signal: String,
        /// To where. What is not known of a state that it left again is zero.
        to: State,
        /// The rule by which an adapter refused what came back.
        rule: Option<String>,
    },
    /// The provider told us by itself that something happened.
    CalledBack {
        /// The check.
        check: String,
        /// Its session, from 1.
        number: i64,
    },
    /// A return was claimed.
    Returned(String),
    /// A return was refused.
    ReturnRefused(String),
    /// The applicant asked for a person; at a step, where it can be done without this site.
    HandedOver(Option<StepName>),
    /// It was closed.
    Closed(Closure),
    /// It stands elsewhere.
    Stands(OnboardingStatus),
    /// Something that the applicant had no part in.
    Deed,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Milliseconds UTC.
    pub at: i64,
    /// The audit log's word.
    pub kind: String,
    /// Who: `applicant`, `operator:<name>`, ...
    pub actor: String,
    /// What it was.
    pub what: What,
}

/// Everything that was recorded, as far as it is read.
pub struct Recorded {
    /// In the chain's order.
    pub events: Vec<Event>,
    /// What was agreed to, in no order that counts.
    pub consents: Vec<ConsentRow>,
    /// The provider sessions.
    pub sessions: Vec<SessionRow>,
    /// What frames said.
    pub messages: Vec<MessageRow>,
    /// The calls of providers.
    pub calls: Vec<CallRow>,
    /// Whether there is more than is read.
    pub cut: bool,
}

impl Recorded {
    /// A session.
    #[must_use]
    pub fn session(&self, check: &str, number: i64) -> Option<&SessionRow> {
        let mut sessions = self.sessions.iter();
        sessions.find(|session| session.check_id == check && session.number == number)
    }
}

/// Reads it.
///
/// # Errors
/// When the database fails, or something cannot be opened.
pub async fn read(connection: &mut AnyConnection, case: &Case) -> Result<Recorded, ServiceError> {
    let id = case.id.as_str();
    let consents = db::facts::consents(&mut *connection, id).await?;
    let mut events = Vec::new();
    let (mut after, mut cut) = (0, false);
    loop {
        let rows = db::audit::page(&mut *connection, id, after).await?;
        let Some(last) = rows.last() else { break };
        after = last.sequence;
        for row in rows {
            let detail = match row.detail {
                Some(sealed) => case.open(("audit_events", "detail"), sealed)?,
                None => Value::Null,
            };
            let what = what((&row.kind, &row.actor), &detail, case, &consents);
            events.push(Event {
                at: row.at,
                kind: masks::shown(&row.kind, 64),
                actor: masks::shown(&row.actor, 120),
                what,
            });
        }
        if events.len() >= MOST_EVENTS {
            cut = true;
            break;
        }
    }
    let sessions = db::dashboard::replay::sessions(&mut *connection, id, MOST_ROWS).await?;
    let messages = db::dashboard::replay::messages(&mut *connection, id, MOST_ROWS).await?;
    let calls = db::dashboard::provider_calls::of_onboarding(connection, id).await?;
    Ok(Recorded {
        events,
        consents,
        sessions,
        messages,
        calls,
        cut,
    })
}

fn what((kind, actor): (&str, &str), detail: &Value, case: &Case, consents: &[ConsentRow]) -> What {
    known((kind, actor), detail, case, consents).unwrap_or(What::Deed)
}

fn known(
    (kind, actor): (&str, &str),
    detail: &Value,
    case: &Case,
    consents: &[ConsentRow],
) -> Option<What> {
    let text = |name: &str| detail[name].as_str();
    let name = |text: &str| StepName::new(text.to_owned()).ok();
    let step = || {
        let step = name(text("step")?)?;
        case.journey.step(&step).is_some().then_some(step)
    };
    let consented = || {
        let row = consents
            .iter()
            .find(|row| Some(row.id.as_str()) == text("consent"))?;
        Some(Agreement {
            step: name(&row.step)?,
            name: row.name.clone(),
            id: row.id.clone(),
        })
    };
    let check = || {
        let id = text("check")?;
        let found = case.checks.iter().find(|check| check.id == id)?;
        Some(found.id.clone())
    };
    Some(match kind {
        "onboarding.begun" if actor == "applicant" => What::Begun,
        "link.claimed" => What::Claimed,
        "consent.given" => What::Consented(consented()?),
        "consent.withdrawn" => What::Withdrew(consented()?),
        "form.drafted" => What::Drafted(step()?),
        "form.answered" => What::Answered(step()?),
        "way.chosen" => What::Chose {
            choice: name(text("choice")?)?,
            way: name(text("way")?)?,
        },
        "step.skipped" => What::Skipped(step()?),
        "step.unskipped" => What::Unskipped(step()?),
        "check.begun" => What::CheckBegun(check()?),
        "check.moved" => {
            let check = check()?;
            let row = case.checks.iter().find(|row| row.id == check)?;
            What::Moved {
                to: state(row, text("to")?, text("reason"))?,
                signal: word(text("signal")?)?,
                rule: text("rule").and_then(word),
                check,
            }
        }
        "webhook.received" => What::CalledBack {
            check: check()?,
            number: detail["attempt"].as_i64()?,
        },
        "return.claimed" => What::Returned(check()?),
        "return.refused" => What::ReturnRefused(check()?),
        "onboarding.handed_over" => What::HandedOver(step()),
        "onboarding.closed" => What::Closed(Closure::from_code(text("as")?)?),
        "onboarding.moved" => What::Stands(OnboardingStatus::from_code(text("to")?)?),
        _ => return None,
    })
}

fn word(text: &str) -> Option<String> {
    masks::is_word(text).then(|| text.to_owned())
}

/// A state that a check came to. How it ended is stored with it; of a state that it left, how often it had been started and
/// until when are not known any more.
fn state(row: &CheckRow, code: &str, reason: Option<&str>) -> Option<State> {
    let (starts, deadline) = (1, Timestamp(0));
    Some(match code {
        "open" => State::Open { starts, deadline },
        "processing" => State::Processing { starts, deadline },
        "needs_approval" => State::NeedsApproval { starts, deadline },
        "stopped" => State::Stopped {
            starts,
            deadline,
            reason: Reason::from_code(reason?)?,
        },
        ending if state_code(row.state) == ending => row.state,
        _ => return None,
    })
}
