//! How a check ended: facts, and who is found again by them.

use vestibule::{
    check::{Ending, State},
    fact::FactKind,
    id::ConnectionName,
    journey::{ProviderStep, Step},
    reason::Reason,
    time::Timestamp,
};

use super::{Begun, SESSION_MS, SOMEBODY_ELSE};
use crate::{
    db::checks::{reason, state_code},
    seed::{people::Person, story::Story, tables::Of, world::KINDS},
    services::{
        ServiceError,
        matching::Claims,
        signals,
        tallies::{Measure, NONE, kind},
    },
};

impl Story<'_, '_> {
    /// What the check established, and whom it found.
    pub(super) fn settle_check(
        &mut self,
        at: usize,
        step: &Step,
        provider: &ProviderStep,
        (check, ending): (&Begun, Ending),
    ) -> Result<(), ServiceError> {
        if ending != Ending::Succeeded {
            return Ok(());
        }
        let _ = at;
        let person = match self.desk.dice.of_thousand(SOMEBODY_ELSE) {
            true => Person::new(self.desk.dice),
            false => self.person.clone(),
        };
        let compares = provider.reference_image().is_some();
        for (fact, claims) in self.established(&provider.connection, &person, compares) {
            self.know(step, Some(&check.id), fact, (&check.connection, claims))?;
            let found = match fact {
                FactKind::ContactControl => Some(("phone", &person.phone)),
                FactKind::Identity => Some(("national_id", &person.national_id)),
                _ => None,
            };
            if let Some((wanted, value)) = found {
                self.find_again(wanted, value)?;
            }
        }
        Ok(())
    }

    pub(super) fn established(
        &self,
        connection: &ConnectionName,
        person: &Person,
        compares: bool,
    ) -> Vec<(FactKind, Claims)> {
        let phone = || {
            let claim = ("phone_number".to_owned(), person.phone.clone());
            (FactKind::ContactControl, Claims::from([claim]))
        };
        let kind = self.world.kind_of(connection);
        let known = KINDS.iter().find(|(name, _)| *name == kind);
        let facts: &[FactKind] = known.map_or(&[FactKind::ContactControl], |(_, facts)| facts);
        let mut found: Vec<(FactKind, Claims)> = facts
            .iter()
            .map(|fact| match fact {
                FactKind::ContactControl => phone(),
                FactKind::Identity => (*fact, person.identity()),
                fact => (*fact, Claims::new()),
            })
            .collect();
        if compares && !facts.contains(&FactKind::FaceMatches) {
            found.push((FactKind::FaceMatches, Claims::new()));
        }
        found
    }

    /// Remembers whom it was about, by the keyed hash that the search looks for.
    pub(super) fn find_again(&mut self, wanted: &str, value: &str) -> Result<(), ServiceError> {
        let client = self.part.client.as_str();
        for (kind, hash) in signals::hashes_of(self.world.core, client, value)? {
            // One journey may ask for the same twice.
            if kind != wanted || !self.found.insert(hash.clone()) {
                continue;
            }
            let row = [
                client.into(),
                kind.into(),
                hash.into(),
                self.id.as_str().into(),
                self.now.into(),
            ];
            self.desk.rows.push(Of::Identifiers, row);
        }
        Ok(())
    }

    /// Counts how it ended, and keeps it.
    pub(super) fn finish_check(&mut self, at: usize, check: &Begun, over: State) {
        let State::Ended(ending) = over else {
            return;
        };
        let (code, why) = (state_code(over), reason(over).map(Reason::code));
        let step = check.step.as_str();
        let detail = kind(&[&check.connection, code, why.unwrap_or(NONE)]);
        self.count(Measure::CheckEnded, (step, &detail), 1);
        let (shown_as, device) = (check.presentation, self.device.code());
        let detail = kind(&[&check.connection, shown_as, device, code]);
        self.count(Measure::Outcome, (step, &detail), 1);
        let first = self.failed.get(step).copied();
        match (first, ending.reason()) {
            (None, Some(reason)) => {
                self.count(Measure::FirstFailure, (step, reason.code()), 1);
                self.failed.insert(step.to_owned(), reason);
            }
            (Some(reason), None) => self.count(Measure::Recovered, (step, reason.code()), 1),
            _ => {}
        }
        let is_counted = !ending.reason().is_some_and(Reason::is_our_fault);
        let number = self.numbers.entry(step.to_owned()).or_insert(0);
        *number += 1;
        let row = [
            check.id.as_str().into(),
            self.id.as_str().into(),
            step.into(),
            (*number).into(),
            check.connection.as_str().into(),
            "ended".into(),
            code.into(),
            why.into(),
            check.starts.into(),
            (check.at + SESSION_MS).into(),
            i64::from(is_counted).into(),
            check.at.into(),
            self.now.into(),
            self.now.into(),
            shown_as.into(),
            device.into(),
        ];
        self.desk.rows.push(Of::Checks, row);
        if let Some(progress) = self.progress.steps.get_mut(at) {
            progress.newest = Some(over);
            progress.ended_at = Some(Timestamp(self.now));
            progress.counted += u32::from(is_counted);
        }
        self.last_reason = ending.reason();
    }
}
