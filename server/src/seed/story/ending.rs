//! What an onboarding comes to: decided, closed, or left as it is; and its own rows.

use std::collections::BTreeMap;

use vestibule::{
    decision::{Decision, decide},
    id::StepName,
    journey::{ClaimSource, Conclusion},
    matching::{Verdict, compare, side_of},
    onboarding::{
        Closure, OnboardingStatus, StepStatus, is_all_settled, known_in_the_end, status,
        step_statuses,
    },
    reason::Reason,
    risk::RiskSignal,
};

use super::{HOUR_MS, LIFETIME_MS, Story};
use crate::{
    crypto::sha256_hex,
    seed::tables::Of,
    services::{
        ServiceError,
        decisions::{BY_OPERATOR, INPUTS},
        matching::Claims,
        onboardings::reference_hashes,
        tallies::{Measure, NONE, kind},
    },
};

/// Of a thousand cases, how many raise a signal.
const REMARKABLE: u32 = 25;
/// Of a thousand that wait for a person, how many were decided, and how many of those approved.
const DECIDED: u32 = 700;
const APPROVED: u32 = 800;
/// Of a thousand that clients' applicants did not finish in time, how many the client took back before.
const TAKEN_BACK: u32 = 60;
/// Who decided.
const REVIEWERS: [&str; 3] = ["operator:seed-ana", "operator:seed-bo", "operator:seed-chi"];

impl Story<'_, '_> {
    /// What follows of the step that was just done.
    pub(super) fn settle(&mut self) -> Result<(), ServiceError> {
        let statuses = step_statuses(self.journey, &self.progress);
        let is_due = self.decision.is_none() && self.handed_over_at.is_none();
        if is_due && is_all_settled(self.journey, &statuses) {
            self.decide()?;
        }
        let handed_over = self.handed_over_at.is_some();
        let next = status(self.journey, &self.progress, self.decision, handed_over);
        self.moves(next)?;
        self.mark();
        Ok(())
    }

    fn decide(&mut self) -> Result<(), ServiceError> {
        let verdicts = self.verdicts();
        self.progress.known.matches = verdicts;
        if self.desk.dice.of_thousand(REMARKABLE) {
            let signal = RiskSignal::DuplicatePhone;
            self.progress.known.signals.insert(signal);
            let row = [
                self.id.as_str().into(),
                signal.code().into(),
                1.into(),
                self.now.into(),
            ];
            self.desk.rows.push(Of::RiskSignals, row);
            let detail = serde_json::json!({ "signals": { signal.code(): 1 } });
            self.audit("signals.raised", "system", &detail)?;
        }
        let decision = decide(self.journey, &self.progress);
        self.conclude(&decision, ("system", None))
    }

    /// How the match rules come out, as `services::matching` has it.
    fn verdicts(&self) -> BTreeMap<StepName, Verdict> {
        let none = Claims::new();
        let claims = |source: &ClaimSource| match source {
            ClaimSource::Step(step) => self.claims.get(step).unwrap_or(&none),
            ClaimSource::Client => &none,
        };
        let rules = self.journey.matches.iter();
        rules
            .map(|rule| {
                let [one, other] = &rule.between;
                let one = side_of(rule.compare, claims(one));
                let other = side_of(rule.compare, claims(other));
                (rule.name.clone(), compare(rule.compare, &one, &other))
            })
            .collect()
    }

    fn conclude(
        &mut self,
        decision: &Decision,
        (actor, reason): (&str, Option<&str>),
    ) -> Result<(), ServiceError> {
        let known = known_in_the_end(self.journey, &self.progress);
        let facts: Vec<_> = known
            .facts
            .iter()
            .map(|fact| (fact.step.as_str(), fact.kind, fact.assurance.as_ref()))
            .collect();
        let signals: Vec<_> = known.signals.iter().map(|signal| signal.code()).collect();
        let mut inputs = serde_json::json!({
            "facts": facts, "matches": known.matches, "signals": signals, "chosen": self.progress.chosen,
            "decision": decision,
        });
        if let (Some(reason), Some(inputs)) = (reason, inputs.as_object_mut()) {
            inputs.insert("reason".to_owned(), reason.into());
        }
        // Newest is by id.
        self.now += 1;
        let row = [
            self.desk.dice.id(self.now).into(),
            self.id.as_str().into(),
            decision.conclusion.code().into(),
            decision.rule.as_str().into(),
            self.part.version.as_str().into(),
            self.seal(INPUTS, &inputs)?.into(),
            actor.into(),
            self.now.into(),
        ];
        self.desk.rows.push(Of::Decisions, row);
        self.decision = Some(decision.conclusion);
        let detail = serde_json::json!({ "decision": decision });
        self.audit("decision.made", actor, &detail)
    }

    /// What the applicant went no further by, at the step where they are, as `tallies::dropped` has it.
    pub(super) fn drop_out(&mut self, how: &str) {
        let journey = self.journey;
        let mut steps = journey
            .steps
            .iter()
            .zip(step_statuses(journey, &self.progress));
        let here = steps.find(|(step, status)| match status {
            StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem => true,
            StepStatus::Exhausted => !step.optional,
            _ => false,
        });
        let step = here.map_or("", |(step, _)| step.name.as_str());
        let reason = match self.failed.contains_key(step) {
            true => self.last_reason,
            false => None,
        };
        let detail = kind(&[how, reason.map_or(NONE, Reason::code)]);
        self.count(Measure::Dropped, (step, &detail), 1);
    }

    /// Ends it, and writes its own rows.
    pub(super) fn end(&mut self) -> Result<(), ServiceError> {
        match self.status {
            OnboardingStatus::NeedsReview => self.review()?,
            OnboardingStatus::InProgress | OnboardingStatus::Stopped => self.close()?,
            _ => {}
        }
        self.count(Measure::Standing, ("", self.status.code()), 1);
        self.write_steps();
        self.write_row()
    }

    /// A person looks at it.
    fn review(&mut self) -> Result<(), ServiceError> {
        if !self.desk.dice.of_thousand(DECIDED) || !self.passes(HOUR_MS / 2, 60 * HOUR_MS) {
            return Ok(());
        }
        let (conclusion, reason) = match self.desk.dice.of_thousand(APPROVED) {
            true => (Conclusion::Approve, "Seeded: everything fits."),
            false => (Conclusion::Reject, "Seeded: the person is another."),
        };
        let decision = Decision {
            conclusion,
            rule: BY_OPERATOR.to_owned(),
            shortfalls: decide(self.journey, &self.progress).shortfalls,
        };
        let actor = self.desk.dice.word(&REVIEWERS);
        self.conclude(&decision, (actor, Some(reason)))?;
        self.settle()
    }

    /// Nobody finished it: its time runs out, or its client takes it back. What anybody began stays open.
    fn close(&mut self) -> Result<(), ServiceError> {
        if self.part.client == crate::services::onboardings::DIRECT {
            return Ok(());
        }
        let (closure, at) = match self.desk.dice.of_thousand(TAKEN_BACK) {
            true => {
                let later = self.desk.dice.between(HOUR_MS, LIFETIME_MS / 2);
                (Closure::Cancelled, self.now + later)
            }
            false => (Closure::Expired, self.begun + LIFETIME_MS),
        };
        if at >= self.world.now {
            return Ok(());
        }
        self.now = self.now.max(at);
        let actor = match closure {
            Closure::Expired => "system".to_owned(),
            _ => format!("client:{}", self.part.client),
        };
        self.closed = Some((closure, self.now));
        let detail = serde_json::json!({ "as": closure.code() });
        self.audit("onboarding.closed", &actor, &detail)?;
        self.drop_out(closure.code());
        self.moves(closure.status())
    }

    fn write_steps(&mut self) {
        let journey = self.journey;
        for (at, step) in journey.steps.iter().enumerate() {
            let marks = self.marks.get(at).copied().unwrap_or_default();
            let (answered, sealed) = match self.answers.remove(&at) {
                Some((when, sealed)) => (Some(when), Some(sealed).filter(|some| !some.is_empty())),
                None => (None, None),
            };
            let row = [
                self.id.as_str().into(),
                step.name.as_str().into(),
                i64::try_from(at).unwrap_or(i64::MAX).into(),
                answered.into(),
                sealed.into(),
                self.skipped.get(&at).copied().into(),
                marks.reached.into(),
                marks.done.into(),
                marks.skipped.into(),
            ];
            self.desk.rows.push(Of::Steps, row);
        }
    }

    fn write_row(&mut self) -> Result<(), ServiceError> {
        let is_direct = self.is_direct();
        let owner = match is_direct || self.claimed_at.is_some() {
            true => self.desk.dice.hash(),
            false => String::new(),
        };
        let of_client = |value: i64| (!is_direct).then_some(value);
        let (mut invitation, mut reference, mut link) = (None, None, None);
        if !is_direct {
            invitation = Some(self.seal(("onboardings", "invitation"), &self.said())?);
            let hashes = reference_hashes(self.world.core, &self.part.client, &self.reference())?;
            reference = hashes.into_iter().next();
            link = Some(sha256_hex(self.id.as_str().as_bytes()));
        }
        let row = [
            self.id.as_str().into(),
            self.part.name.as_str().into(),
            self.part.version.as_str().into(),
            self.origin.as_str().into(),
            owner.into(),
            self.locale.tag().into(),
            self.status.code().into(),
            self.begun.into(),
            self.now.into(),
            self.finished_at.into(),
            self.part.client.as_str().into(),
            link.into(),
            self.handed_over_at.into(),
            self.mode.into(),
            invitation.into(),
            reference.into(),
            of_client(self.begun + LIFETIME_MS).into(),
            of_client(self.begun + LIFETIME_MS).into(),
            self.claimed_at.into(),
            self.closed.map(|(closure, _)| closure.code()).into(),
            self.closed.map(|(_, at)| at).into(),
            self.now.into(),
        ];
        self.desk.rows.push(Of::Onboardings, row);
        Ok(())
    }
}
