//! What a case is like at a moment, as far as whoever acts on it has to know.

use serde::{Deserialize, Serialize};

use crate::{
    crypto::sha256_hex,
    services::{ServiceError, case::Case},
};

/// What a case is like at a moment. Nothing personal is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// `OnboardingStatus::code`.
    pub status: String,
    /// When something of it last changed, in milliseconds UTC.
    pub updated_at: i64,
    /// The newest link, by the hash of its token: two may be made in the same millisecond.
    pub link: Option<String>,
    /// The decision that holds, by id.
    pub decision: Option<String>,
    /// How many facts there are.
    pub facts: usize,
    /// How many further attempts are allowed that were not used yet.
    pub allowed: usize,
}

/// What became another since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The status was this one.
    Status(String),
    /// Another decision holds.
    Decision,
    /// Facts came, or went.
    Facts,
    /// Attempts were allowed, or used.
    Attempts,
    /// Something else.
    Other,
}

impl Snapshot {
    /// The case now.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        Self {
            status: case.row.status.clone(),
            updated_at: case.row.updated_at,
            link: case.row.link_hash.clone(),
            decision: case.decision.as_ref().map(|decision| decision.id.clone()),
            facts: case.facts.len(),
            allowed: case.allowed.len(),
        }
    }

    /// The revision that forms carry: another one as soon as anything here is.
    ///
    /// # Errors
    /// Never: it can be serialised.
    pub fn revision(&self) -> Result<String, ServiceError> {
        Ok(sha256_hex(&serde_json::to_vec(self)?))
    }

    /// What is another now than it was in `before`.
    #[must_use]
    pub fn since(&self, before: &Self) -> Vec<Changed> {
        let mut changed = Vec::new();
        if self.status != before.status {
            changed.push(Changed::Status(before.status.clone()));
        }
        if self.decision != before.decision {
            changed.push(Changed::Decision);
        }
        if self.facts != before.facts {
            changed.push(Changed::Facts);
        }
        if self.allowed != before.allowed {
            changed.push(Changed::Attempts);
        }
        if changed.is_empty() && self != before {
            changed.push(Changed::Other);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Snapshot {
        Snapshot {
            status: "needs_review".to_owned(),
            updated_at: 1,
            link: None,
            decision: Some("d".to_owned()),
            facts: 2,
            allowed: 0,
        }
    }

    #[test]
    fn whatever_changes_is_another_revision_and_is_named() {
        let before = snapshot();
        let changes: [(Snapshot, Changed); 6] = [
            (
                Snapshot {
                    link: Some("l".to_owned()),
                    ..snapshot()
                },
                Changed::Other,
            ),
            (
                Snapshot {
                    status: "stopped".to_owned(),
                    ..snapshot()
                },
                Changed::Status("needs_review".to_owned()),
            ),
            (
                Snapshot {
                    decision: None,
                    ..snapshot()
                },
                Changed::Decision,
            ),
            (
                Snapshot {
                    facts: 3,
                    ..snapshot()
                },
                Changed::Facts,
            ),
            (
                Snapshot {
                    allowed: 1,
                    ..snapshot()
                },
                Changed::Attempts,
            ),
            (
                Snapshot {
                    updated_at: 2,
                    ..snapshot()
                },
                Changed::Other,
            ),
        ];
        for (now, changed) in changes {
            assert_ne!(now.revision().unwrap(), before.revision().unwrap());
            assert_eq!(now.since(&before), [changed]);
        }
        assert_eq!(snapshot().revision().unwrap(), before.revision().unwrap());
        assert_eq!(snapshot().since(&before), []);
    }
}
