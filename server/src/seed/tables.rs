//! The rows that are written together, by table.

use crate::db::rows::Value;

/// A table and the columns that are written.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Their names.
    pub columns: &'static [&'static str],
}

macro_rules! tables {
    ($($(#[$doc:meta])* $variant:ident = $name:literal [$($column:ident)*],)*) => {
        /// A table that is written to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Of {
            $($(#[$doc])* $variant,)*
        }

        /// Every one of them, each after those that it refers to.
        pub const TABLES: &[Table] = &[
            $(Table { name: $name, columns: &[$(stringify!($column)),*] },)*
        ];
    };
}

tables! {
    /// `onboardings`.
    Onboardings = "onboardings" [
        id journey journey_version origin owner_hash locale status created_at updated_at finished_at client link_hash
        handed_over_at mode invitation reference_hash expires_at link_expires_at claimed_at closed_as closed_at
        status_since
    ],
    /// `data_keys`.
    DataKeys = "data_keys" [onboarding_id ring_key wrapped wrapped_at],
    /// `steps`.
    Steps = "steps" [onboarding_id name place answered_at answer skipped_at reached_at done_at passed_over_at],
    /// `choices`.
    Choices = "choices" [onboarding_id choice way chosen_at],
    /// `checks`.
    Checks = "checks" [
        id onboarding_id step number connection state ending reason starts deadline_at counted created_at updated_at
        ended_at shown_as device
    ],
    /// `attempts`.
    Attempts = "attempts" [
        id check_id number connection reference presentation state_hash handle_hash session started_at superseded_at
        returned_at finished_at
    ],
    /// `check_events`.
    CheckEvents = "check_events" [id check_id at signal from_state to_state],
    /// `facts`.
    Facts = "facts" [id onboarding_id check_id step kind source claims created_at verified],
    /// `consents`.
    Consents = "consents" [
        id onboarding_id step text_id version locale text_hash purpose legal_basis agreed_at name
    ],
    /// `usage`.
    Usage = "usage" [id onboarding_id check_id connection call at client],
    /// `provider_calls`.
    ProviderCalls = "provider_calls" [
        id onboarding_id check_id connection call at duration_ms outcome status
    ],
    /// `messages`.
    Messages = "messages" [id check_id attempt at origin bytes verdict count event],
    /// `events`.
    Events = "events" [id kind client mode onboarding_id sequence payload at],
    /// `decisions`.
    Decisions = "decisions" [id onboarding_id conclusion rule journey_version inputs actor decided_at],
    /// `identifiers`.
    Identifiers = "identifiers" [client kind hash onboarding_id seen_at],
    /// `risk_signals`.
    RiskSignals = "risk_signals" [onboarding_id signal count raised_at],
    /// `support_codes`.
    SupportCodes = "support_codes" [code onboarding_id at],
    /// `audit_events`.
    AuditEvents = "audit_events" [
        id chain sequence at kind actor salt commitment detail previous_hash hash
    ],
    /// `audit_heads`.
    AuditHeads = "audit_heads" [chain sequence hash logged],
    /// `audit_leaves`.
    AuditLeaves = "audit_leaves" [position chain sequence hash],
    /// `audit_nodes`.
    AuditNodes = "audit_nodes" [level position hash],
    /// `tallies`, which are added to those that are there.
    Tallies = "tallies" [day client mode journey measure step detail shard count],
}

/// The tables whose rows are what happened: what `--events-per` counts.
pub const HAPPENED: [Of; 5] = [
    Of::AuditEvents,
    Of::CheckEvents,
    Of::ProviderCalls,
    Of::Messages,
    Of::Events,
];

/// Rows that wait to be written.
#[derive(Debug)]
pub struct Rows {
    // By table; a row is as many values as the table has columns here.
    values: Vec<Vec<Value>>,
    written: Vec<u64>,
}

impl Rows {
    /// None.
    pub fn new() -> Self {
        Self {
            values: TABLES.iter().map(|_| Vec::new()).collect(),
            written: vec![0; TABLES.len()],
        }
    }

    /// Adds a row.
    pub fn push<const N: usize>(&mut self, of: Of, row: [Value; N]) {
        let at = of as usize;
        debug_assert_eq!(TABLES[at].columns.len(), N, "{}", TABLES[at].name);
        self.values[at].extend(row);
        self.written[at] += 1;
    }

    /// How many there were of this table, written or not.
    pub fn count(&self, of: Of) -> u64 {
        self.written[of as usize]
    }

    /// How much happened, in rows.
    pub fn happened(&self) -> u64 {
        HAPPENED.into_iter().map(|of| self.count(of)).sum()
    }

    /// Takes what waits, table by table.
    pub fn take(&mut self) -> Vec<(Table, Vec<Value>)> {
        TABLES
            .iter()
            .copied()
            .zip(self.values.iter_mut().map(std::mem::take))
            .filter(|(_, values)| !values.is_empty())
            .collect()
    }
}

macro_rules! values {
    ($($from:ty => |$value:ident| $into:expr,)*) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $into
            }
        })*
    };
}

values! {
    &str => |value| Self::Text(Some(value.to_owned())),
    String => |value| Self::Text(Some(value)),
    Option<String> => |value| Self::Text(value),
    Option<&str> => |value| Self::Text(value.map(str::to_owned)),
    i64 => |value| Self::Number(Some(value)),
    Option<i64> => |value| Self::Number(value),
    Vec<u8> => |value| Self::Bytes(Some(value)),
    Option<Vec<u8>> => |value| Self::Bytes(value),
}
