//! The message inspector: what a check's frames said, which rule judged it, and its structure.

use vestibule::{id::OnboardingId, permission::Action};

use super::{Opened, masks, redaction};
use crate::{
    db::{self, checks::CheckRow, messages::MessageRow},
    services::{ServiceError, core::Core, operators::sessions::SignedIn},
};

/// Messages of a page.
const PAGE: usize = 50;
/// Longest origin that is shown, in characters.
const ORIGIN: usize = 200;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It came from our frame, and was read as its provider's contract says.
    Accepted,
    /// It was read, and changed nothing: the rule says why.
    Unheeded,
    /// It was refused by a rule, and its content was not kept.
    Refused,
}

/// Whether it came from our frame's window, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Yes.
    OurFrame,
    /// No.
    Another,
}

/// A message, or several that were refused alike.
#[derive(Debug, Clone)]
pub struct MessageSeen {
    /// Milliseconds UTC.
    pub at: i64,
    /// The provider session's number within the check.
    pub attempt: i64,
    /// The sender's origin.
    pub origin: String,
    /// Whether it came from our frame.
    pub source: Source,
    /// Size of one.
    pub bytes: i64,
    /// How many.
    pub count: i64,
    /// What became of it.
    pub verdict: Verdict,
    /// The rule; none for what was accepted.
    pub rule: Option<String>,
    /// What the funnel counts it as.
    pub event: Option<String>,
    /// What it is, e.g. `{data, type}`; unknown where its content was not kept.
    pub shape: Option<String>,
    /// Its structure, as JSON.
    pub payload: Option<String>,
}

/// A check and how many rows its inspector has.
#[derive(Debug, Clone)]
pub struct Inspectable {
    /// The check.
    pub check: CheckRow,
    /// Rows.
    pub rows: i64,
}

/// A page of the inspector.
pub struct Inspected {
    /// Whether the case was erased: contents are gone then.
    pub erased: bool,
    /// Every check, in order.
    pub checks: Vec<Inspectable>,
    /// The check that is shown; none when there is none.
    pub at: Option<String>,
    /// Oldest first.
    pub messages: Vec<MessageSeen>,
    /// The last one's id, when more follow.
    pub next: Option<String>,
}

/// Reads a page: of this check, or of the newest one that has messages.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such case that this operator may read, or no such check of it.
pub async fn inspect(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    (check, after): (Option<&str>, &str),
) -> Result<Inspected, ServiceError> {
    let mut connection = core.db.read().await?;
    let who = (operator, Action::ReadCase);
    let opened = super::open(core, &mut connection, who, id, None).await?;
    let counts = db::dashboard::messages::counts(&mut connection, id.as_str()).await?;
    let rows = |check: &CheckRow| {
        let found = counts.iter().find(|(id, _)| *id == check.id);
        found.map_or(0, |(_, rows)| *rows)
    };
    let checks: Vec<Inspectable> = opened
        .checks()
        .iter()
        .map(|check| Inspectable {
            rows: rows(check),
            check: check.clone(),
        })
        .collect();
    let at = match check {
        Some(wanted) => {
            let found = checks.iter().find(|one| one.check.id == wanted);
            Some(found.ok_or(ServiceError::NotFound)?)
        }
        None => {
            let with = checks.iter().filter(|one| one.rows > 0);
            with.max_by(|one, other| one.check.id.cmp(&other.check.id))
                .or_else(|| {
                    checks
                        .iter()
                        .max_by(|one, other| one.check.id.cmp(&other.check.id))
                })
        }
    };
    let at = at.map(|one| one.check.id.clone());
    let mut found = match &at {
        Some(check) => {
            let limit = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
            db::dashboard::messages::page(&mut connection, check, after, limit).await?
        }
        None => Vec::new(),
    };
    drop(connection);
    let goes_on = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found
        .last()
        .filter(|_| goes_on)
        .map(|message| message.id.clone());
    let messages = found.into_iter().map(|row| seen(&opened, row));
    Ok(Inspected {
        erased: opened.whole().is_none(),
        messages: messages.collect::<Result<_, _>>()?,
        checks,
        at,
        next,
    })
}

fn seen(opened: &Opened, row: MessageRow) -> Result<MessageSeen, ServiceError> {
    let verdict = match row.verdict.as_str() {
        "accepted" => Verdict::Accepted,
        "unexpected" | "foreign" | "early" | "late" => Verdict::Unheeded,
        _ => Verdict::Refused,
    };
    let raw: Option<String> = match (opened.whole(), row.raw) {
        (Some(case), Some(sealed)) => Some(case.open(("messages", "raw"), sealed)?),
        _ => None,
    };
    let redacted = raw.map(|raw| redaction::redact(&raw, verdict == Verdict::Accepted));
    Ok(MessageSeen {
        at: row.at,
        attempt: row.attempt,
        origin: masks::shown(&row.origin, ORIGIN),
        source: match row.verdict.as_str() {
            "source" => Source::Another,
            _ => Source::OurFrame,
        },
        bytes: row.bytes,
        count: row.count,
        rule: (verdict != Verdict::Accepted).then_some(row.verdict),
        verdict,
        event: row.event,
        shape: redacted.as_ref().map(|redacted| redacted.shape.clone()),
        payload: redacted.map(|redacted| redacted.payload),
    })
}
