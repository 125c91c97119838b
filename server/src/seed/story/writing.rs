//! How it is written down: sealed, in the audit chain, to the client, as facts.

use serde::Serialize;
use vestibule::{fact::FactKind, journey::Step, onboarding::OnboardingStatus};

use super::{Story, known};
use crate::{
    audit_log::chain::{Row, commitment},
    crypto::Place,
    seed::tables::Of,
    services::{
        ServiceError,
        checks::verified::VERIFIED,
        events::{EventKind, rfc3339},
        matching::Claims,
        tallies::Measure,
    },
};

impl Story<'_, '_> {
    pub(super) fn seal<T: Serialize>(
        &self,
        column: (&str, &str),
        value: &T,
    ) -> Result<Vec<u8>, ServiceError> {
        self.seal_bytes(column, &serde_json::to_vec(value)?)
    }

    fn seal_bytes(
        &self,
        (table, column): (&str, &str),
        plain: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let place = Place {
            table,
            column,
            onboarding: &self.id,
        };
        let sealed = self.key.seal(&self.world.random, plain, place)?;
        Ok(sealed.into_bytes())
    }

    /// Appends to the chain.
    pub(super) fn audit(
        &mut self,
        kind: &str,
        actor: &str,
        detail: &serde_json::Value,
    ) -> Result<(), ServiceError> {
        let plain = serde_json::to_vec(detail)?;
        let sealed = self.seal_bytes(("audit_events", "detail"), &plain)?;
        let salt: [u8; 16] = self.desk.dice.bytes();
        let (sequence, previous_hash) = std::mem::take(&mut self.chain);
        let mut row = Row {
            id: self.desk.dice.id(self.now),
            chain: self.id.to_string(),
            sequence: sequence + 1,
            at: self.now,
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            commitment: commitment(&salt, &plain),
            previous_hash,
            hash: String::new(),
        };
        row.hash = row.computed_hash();
        self.chain = (row.sequence, row.hash.clone());
        self.desk.rows.push(
            Of::AuditEvents,
            [
                row.id.into(),
                row.chain.into(),
                row.sequence.into(),
                row.at.into(),
                row.kind.into(),
                row.actor.into(),
                salt.to_vec().into(),
                row.commitment.into(),
                sealed.into(),
                row.previous_hash.into(),
                row.hash.into(),
            ],
        );
        Ok(())
    }

    /// Tells the client.
    pub(super) fn emit(&mut self, kind: EventKind) -> Result<(), ServiceError> {
        self.told += 1;
        let timestamp = rfc3339(vestibule::time::Timestamp(self.now))?;
        let payload = serde_json::json!({
            "type": kind.code(), "timestamp": timestamp,
            "data": { "onboarding": self.id, "status": self.status.code(), "sequence": self.told },
        });
        let row = [
            self.desk.dice.id(self.now).into(),
            kind.code().into(),
            self.part.client.as_str().into(),
            self.mode.into(),
            self.id.as_str().into(),
            self.told.into(),
            payload.to_string().into(),
            self.now.into(),
        ];
        self.desk.rows.push(Of::Events, row);
        Ok(())
    }

    /// Moves the onboarding.
    pub(super) fn moves(&mut self, to: OnboardingStatus) -> Result<(), ServiceError> {
        if to == self.status {
            return Ok(());
        }
        let detail = serde_json::json!({ "from": self.status.code(), "to": to.code() });
        self.status = to;
        self.finished_at.get_or_insert(self.now);
        self.count(Measure::Moved, ("", to.code()), 1);
        if to == OnboardingStatus::Stopped {
            self.drop_out(to.code());
        }
        self.audit("onboarding.moved", "system", &detail)?;
        self.emit(EventKind::of(to))
    }

    /// Stores what was established, or said.
    pub(super) fn know(
        &mut self,
        step: &Step,
        check: Option<&str>,
        kind: FactKind,
        (source, claims): (&str, Claims),
    ) -> Result<(), ServiceError> {
        let verified = match kind {
            FactKind::Identity => {
                let built = serde_json::json!({
                    "verification": { "trust_framework": "seeded" }, "claims": claims,
                });
                Some(self.seal(VERIFIED, &built)?)
            }
            _ => None,
        };
        let row = [
            self.desk.dice.id(self.now).into(),
            self.id.as_str().into(),
            check.into(),
            step.name.as_str().into(),
            kind.code().into(),
            source.into(),
            self.seal(("facts", "claims"), &claims)?.into(),
            self.now.into(),
            verified.into(),
        ];
        self.desk.rows.push(Of::Facts, row);
        self.progress.known.facts.insert(known(step, kind));
        // What is only said where somebody examines does not count; forms examine nothing.
        let said = self.claims.entry(step.name.clone()).or_default();
        said.extend(claims);
        Ok(())
    }
}
