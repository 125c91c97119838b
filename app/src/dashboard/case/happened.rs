//! What may happen to a case, as its page shows it.

use i18n_embed_fl::fl;

use crate::{dashboard::moment::Moment, texts::Texts};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// What people and we did.
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

impl EntryKind {
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

    pub(super) fn name(self, t: Texts) -> String {
        match self {
            Self::Log => fl!(t, "dash-case-kind-log"),
            Self::Checks => fl!(t, "dash-case-kind-checks"),
            Self::Calls => fl!(t, "dash-case-kind-calls"),
            Self::Messages => fl!(t, "dash-case-kind-messages"),
            Self::Webhooks => fl!(t, "dash-case-kind-webhooks"),
            Self::Decisions => fl!(t, "dash-case-kind-decisions"),
            Self::Notes => fl!(t, "dash-case-kind-notes"),
        }
    }
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Happened {
    /// Something that people or we did.
    Logged {
        /// E.g. `link.claimed`.
        kind: String,
        /// Who.
        actor: String,
        /// Names and values.
        detail: Vec<(String, String)>,
    },
    /// A check moved.
    Moved {
        /// Its step.
        step: String,
        /// Its number within the step.
        number: i64,
        /// What moved it.
        signal: String,
        /// From where.
        from: String,
        /// To where.
        to: String,
        /// Why.
        reason: Option<String>,
        /// The rule by which what came back was refused.
        rule: Option<String>,
    },
    /// A provider was called.
    Called {
        /// The connection.
        connection: String,
        /// The step of its check.
        step: String,
        /// The verb.
        call: String,
        /// How long it took, in milliseconds.
        took: i64,
        /// `ok`, or what went wrong.
        outcome: String,
        /// The status of the provider's last answer.
        status: Option<i64>,
    },
    /// A provider session was opened.
    SessionOpened {
        /// The connection.
        connection: String,
        /// The step of its check.
        step: String,
        /// Its number within the check.
        number: i64,
        /// `frame` or `page`.
        presentation: String,
        /// The provider's own id for it.
        reference: String,
    },
    /// A frame said something.
    Said {
        /// The check, for the inspector.
        check: String,
        /// Its step.
        step: String,
        /// The sender's origin.
        origin: String,
        /// `accepted`, or the rule that refused it.
        verdict: String,
        /// How many messages.
        count: i64,
        /// What the funnel counts it as.
        event: Option<String>,
    },
    /// A webhook was written for an endpoint.
    Written {
        /// The delivery, where it may be sent again.
        again: Option<String>,
        /// What the endpoint is told.
        kind: String,
        /// Where to: host and path, or the endpoint's id.
        endpoint: String,
        /// How the delivery stands.
        state: String,
    },
    /// A webhook was sent.
    Sent {
        /// What the endpoint is told.
        kind: String,
        /// Where to: host and path, or the endpoint's id.
        endpoint: String,
        /// Which attempt.
        number: i64,
        /// How long it took, in milliseconds.
        took: i64,
        /// The answer's status.
        status: Option<i64>,
        /// What went wrong.
        problem: Option<String>,
    },
    /// Something was decided.
    Decided {
        /// What.
        conclusion: String,
        /// By which rule.
        rule: String,
        /// Who.
        actor: String,
    },
    /// An operator wrote something.
    Noted {
        /// Who.
        operator: String,
        /// What; nothing once it was erased.
        text: Option<String>,
    },
}

impl Happened {
    pub(super) fn kind(&self) -> EntryKind {
        match self {
            Self::Logged { .. } => EntryKind::Log,
            Self::Moved { .. } => EntryKind::Checks,
            Self::Called { .. } | Self::SessionOpened { .. } => EntryKind::Calls,
            Self::Said { .. } => EntryKind::Messages,
            Self::Written { .. } | Self::Sent { .. } => EntryKind::Webhooks,
            Self::Decided { .. } => EntryKind::Decisions,
            Self::Noted { .. } => EntryKind::Notes,
        }
    }

    pub(super) fn class(&self) -> &'static str {
        let good = |good| match good {
            true => "event event--good",
            false => "event event--bad",
        };
        match self {
            Self::Logged { kind, .. } if kind.ends_with(".refused") => "event event--bad",
            Self::Logged { .. } | Self::Written { .. } | Self::SessionOpened { .. } => "event",
            Self::Moved { to, .. } => match to.as_str() {
                "succeeded" => "event event--good",
                "open" | "processing" | "needs_approval" => "event event--accent",
                _ => "event event--bad",
            },
            Self::Called { outcome, .. } => good(matches!(outcome.as_str(), "ok" | "processing")),
            Self::Said { verdict, .. } => good(verdict == "accepted"),
            Self::Sent { problem, .. } => good(problem.is_none()),
            Self::Decided { .. } => "event event--accent",
            Self::Noted { .. } => "event event--note",
        }
    }
}

/// An entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// What.
    pub what: Happened,
}

/// A page of what happened.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// The kinds that are shown; all when empty.
    pub kinds: Vec<EntryKind>,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Whether newer entries come before these.
    pub is_later_page: bool,
    /// Where the next page begins, as it is in the URL.
    pub next: Option<String>,
}

impl Timeline {
    pub(super) fn query(&self) -> String {
        let kinds = self.kinds.iter();
        kinds.map(|kind| format!("kind={}&", kind.code())).collect()
    }
}
