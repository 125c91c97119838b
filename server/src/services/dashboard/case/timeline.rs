//! Everything that happened to a case, in one order, newest first: a page of every source that was asked for, merged.

mod detail;

use std::collections::BTreeSet;

use serde_json::Value;
use sqlx::AnyConnection;

use self::detail::detail;
use super::{Opened, masks, notes};
use crate::{
    db::dashboard::case::{
        self as rows, Below, CallRow, DecisionRow, DeliveryRow, MessageRow, MoveRow, SendingRow,
        SessionRow, Wanted,
    },
    services::ServiceError,
};

/// Entries of a page.
const PAGE: usize = 50;
/// Details of moves that are read beside a page; more happened in the same milliseconds only.
const BESIDE: i64 = 500;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What people and we did: the audit log.
    Log,
    /// How checks moved.
    Checks,
    /// Provider sessions, and calls of providers.
    Calls,
    /// What frames said.
    Messages,
    /// What the client was told.
    Webhooks,
    /// What was decided.
    Decisions,
    /// What operators wrote.
    Notes,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 7] = [
        Self::Log,
        Self::Checks,
        Self::Calls,
        Self::Messages,
        Self::Webhooks,
        Self::Decisions,
        Self::Notes,
    ];

    /// The stable text, as it is in URLs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Checks => "checks",
            Self::Calls => "calls",
            Self::Messages => "messages",
            Self::Webhooks => "webhooks",
            Self::Decisions => "decisions",
            Self::Notes => "notes",
        }
    }

    /// The kind with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Entries of these kinds; all when empty.
    pub kinds: BTreeSet<Kind>,
    /// That follow this place, newest first.
    pub below: Below,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            kinds: BTreeSet::new(),
            below: Below::everything(),
        }
    }
}

impl Filter {
    fn has(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// A place of the order as it is in URLs.
#[must_use]
pub fn place_code(below: &Below) -> String {
    format!("{}~{}", below.at, below.id)
}

/// The place with this text; `None` for what no page of ours links to.
#[must_use]
pub fn place_from_code(code: &str) -> Option<Below> {
    let (at, id) = code.split_once('~')?;
    let fits = id.len() <= 60
        && id
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'-' | b'/'));
    Some(Below {
        at: at.parse().ok()?,
        id: fits.then(|| id.to_owned())?,
    })
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// Something that people or we did.
    Logged {
        /// E.g. `link.claimed`.
        kind: String,
        /// E.g. `applicant`.
        actor: String,
        /// Names and values; masked but for words of ours.
        detail: Vec<(String, String)>,
    },
    /// A check moved.
    Moved {
        /// How.
        row: MoveRow,
        /// Why, where that is known.
        reason: Option<String>,
        /// The rule by which an adapter refused what came back.
        rule: Option<String>,
    },
    /// A provider was called.
    Called(CallRow),
    /// A provider session was opened.
    SessionOpened(SessionRow),
    /// A frame said something.
    Said(MessageRow),
    /// A webhook was written.
    Written(DeliveryRow),
    /// It was sent, or that failed.
    Sent(SendingRow),
    /// Something was decided.
    Decided(DecisionRow),
    /// An operator wrote something.
    Noted {
        /// Who.
        operator: String,
        /// What; nothing once it was erased.
        text: Option<String>,
    },
}

impl What {
    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Logged { .. } => Kind::Log,
            Self::Moved { .. } => Kind::Checks,
            Self::Called(_) | Self::SessionOpened(_) => Kind::Calls,
            Self::Said(_) => Kind::Messages,
            Self::Written(_) | Self::Sent(_) => Kind::Webhooks,
            Self::Decided(_) => Kind::Decisions,
            Self::Noted { .. } => Kind::Notes,
        }
    }
}

/// An entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it stands in the order.
    pub place: Below,
    /// What happened.
    pub what: What,
}

/// A page of the timeline.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub next: Option<Below>,
}

fn entry(at: i64, id: String, what: What) -> Entry {
    Entry {
        place: Below { at, id },
        what,
    }
}

/// Reads a page.
///
/// # Errors
/// When the database fails, or something cannot be opened.
pub(super) async fn read(
    connection: &mut AnyConnection,
    opened: &Opened,
    filter: &Filter,
) -> Result<Page, ServiceError> {
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
    let wanted = Wanted {
        onboarding: &opened.row().id,
        below: &filter.below,
        limit,
    };
    let mut all = Vec::new();
    if filter.has(Kind::Log) {
        for row in rows::audit(&mut *connection, wanted).await? {
            let what = What::Logged {
                detail: detail(opened.whole(), &row)?,
                kind: row.kind,
                actor: row.actor,
            };
            all.push(entry(row.at, row.id, what));
        }
    }
    if filter.has(Kind::Checks) {
        all.append(&mut moves(&mut *connection, opened, wanted).await?);
    }
    if filter.has(Kind::Calls) {
        let calls = rows::calls(&mut *connection, wanted).await?.into_iter();
        all.extend(calls.map(|row| entry(row.at, row.id.clone(), What::Called(row))));
        let sessions = rows::sessions(&mut *connection, wanted).await?.into_iter();
        all.extend(sessions.map(|row| entry(row.at, row.id.clone(), What::SessionOpened(row))));
    }
    if filter.has(Kind::Messages) {
        let messages = rows::messages(&mut *connection, wanted).await?.into_iter();
        all.extend(messages.map(|row| entry(row.at, row.id.clone(), What::Said(row))));
    }
    if filter.has(Kind::Webhooks) {
        let written = rows::deliveries(&mut *connection, wanted).await?;
        all.extend(
            written
                .into_iter()
                .map(|row| entry(row.at, row.id.clone(), What::Written(row))),
        );
        let sent = rows::sendings(&mut *connection, wanted).await?.into_iter();
        all.extend(sent.map(|row| entry(row.at, row.id.clone(), What::Sent(row))));
    }
    if filter.has(Kind::Decisions) {
        let decided = rows::decisions(&mut *connection, wanted).await?;
        all.extend(
            decided
                .into_iter()
                .map(|row| entry(row.at, row.id.clone(), What::Decided(row))),
        );
    }
    if filter.has(Kind::Notes) {
        for row in rows::notes(&mut *connection, wanted).await? {
            let text = match opened.whole() {
                Some(case) => Some(case.open::<String>(notes::BODY, row.body)?),
                None => None,
            };
            let what = What::Noted {
                operator: row.operator,
                text: text.map(|text| masks::shown(&text, masks::LONGEST)),
            };
            all.push(entry(row.at, row.id, what));
        }
    }
    Ok(cut(all))
}

/// The newest of them, in order.
fn cut(mut all: Vec<Entry>) -> Page {
    all.sort_by(|one, other| (other.place.at, &other.place.id).cmp(&(one.place.at, &one.place.id)));
    let goes_on = all.len() > PAGE;
    all.truncate(PAGE);
    Page {
        next: all
            .last()
            .filter(|_| goes_on)
            .map(|entry| entry.place.clone()),
        entries: all,
    }
}

/// How checks moved, with what the audit chain says beside it.
async fn moves(
    connection: &mut AnyConnection,
    opened: &Opened,
    wanted: Wanted<'_>,
) -> Result<Vec<Entry>, ServiceError> {
    let moves = rows::moves(&mut *connection, wanted).await?;
    let mut beside: Vec<(i64, Value)> = Vec::new();
    if let (Some(case), Some(newest), Some(oldest)) = (opened.whole(), moves.first(), moves.last())
    {
        let between = (oldest.at, newest.at);
        let details =
            rows::moved_because(&mut *connection, wanted.onboarding, between, BESIDE).await?;
        for (at, sealed) in details {
            beside.push((at, case.open(("audit_events", "detail"), sealed)?));
        }
    }
    let because = |row: &MoveRow, name: &str| {
        let (_, detail) = beside.iter().find(|(at, detail)| {
            *at == row.at
                && detail["check"] == row.check_id.as_str()
                && detail["signal"] == row.signal.as_str()
                && detail["to"] == row.to_state.as_str()
        })?;
        let word = detail[name].as_str()?;
        masks::is_word(word).then(|| word.to_owned())
    };
    Ok(moves
        .into_iter()
        .map(|row| {
            let what = What::Moved {
                reason: because(&row, "reason"),
                rule: because(&row, "rule"),
                row: row.clone(),
            };
            entry(row.at, row.id, what)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(at: i64, id: &str) -> Entry {
        let what = What::Noted {
            operator: "ops".to_owned(),
            text: None,
        };
        entry(at, id.to_owned(), what)
    }

    #[test]
    fn a_page_has_the_newest_and_says_where_the_next_one_begins() {
        let many: Vec<Entry> = (0..60).map(|at| noted(at, "a")).collect();
        let page = cut(many);
        assert_eq!(page.entries.len(), PAGE);
        assert_eq!(page.entries[0].place.at, 59);
        assert_eq!(page.next.unwrap().at, 10);
        let few = cut(vec![noted(1, "a"), noted(1, "b")]);
        assert_eq!(few.entries[0].place.id, "b");
        assert!(few.next.is_none());
    }

    #[test]
    fn places_are_read_as_they_are_written_and_nothing_else_is_one() {
        let place = Below {
            at: 5,
            id: "019ab-1/2".to_owned(),
        };
        assert_eq!(place_from_code(&place_code(&place)), Some(place));
        for wrong in ["", "5", "x~a", "5~' OR 1", "5~\0"] {
            assert_eq!(place_from_code(wrong), None, "{wrong}");
        }
        assert_eq!(place_from_code(&format!("5~{}", "a".repeat(61))), None);
    }

    #[test]
    fn kinds_have_their_codes() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(Kind::from_code("all"), None);
    }
}
