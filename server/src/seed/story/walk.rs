//! The way through the journey: chosen, agreed, answered, skipped, left.

use vestibule::{
    fact::FactKind,
    id::StepName,
    journey::{Field, FieldRef, Form, Step, StepKind, Terms},
    onboarding::{ChoiceStatus, OnboardingStatus, StepStatus, choice_status, step_statuses},
};

use super::Story;
use crate::{
    crypto::sha256_hex,
    seed::tables::Of,
    services::{ServiceError, matching::Claims},
};

/// Of a thousand applicants, how many leave before a step.
const LEAVE: u32 = 130;

/// How many ask for a person where they may.
const ASK_FOR_SOMEBODY: u32 = 12;

/// How many skip what may be skipped.
const SKIP: u32 = 350;

impl Story<'_, '_> {
    /// Goes on until the applicant leaves, or nothing is left to do.
    pub(super) fn walk(&mut self) -> Result<(), ServiceError> {
        // Each round does something that is never undone; a step has a few checks at most.
        for _ in 0..100 {
            let statuses = step_statuses(self.journey, &self.progress);
            if self.choose(&statuses)? {
                continue;
            }
            let is_next =
                |status: &StepStatus| matches!(status, StepStatus::Ready | StepStatus::Problem);
            let Some(at) = statuses.iter().position(is_next) else {
                break;
            };
            if self.desk.dice.of_thousand(LEAVE) || !self.passes(4_000, 120_000) {
                break;
            }
            let journey = self.journey;
            let Some(step) = journey.steps.get(at) else {
                break;
            };
            if step.instead.is_some() && self.desk.dice.of_thousand(ASK_FOR_SOMEBODY) {
                self.hand_over(step)?;
                break;
            }
            if !self.does(at, step)? {
                break;
            }
            self.settle()?;
            if self.status != OnboardingStatus::InProgress {
                break;
            }
        }
        Ok(())
    }

    /// Chooses a way where one has to be; whether one was.
    fn choose(&mut self, statuses: &[StepStatus]) -> Result<bool, ServiceError> {
        for (name, choice) in &self.journey.choices {
            let status = choice_status(self.journey, &self.progress, statuses, name);
            if status != ChoiceStatus::Ready || !self.passes(2_000, 30_000) {
                continue;
            }
            let ways: Vec<&StepName> = choice.ways.keys().collect();
            let Some(way) = self.desk.dice.one(&ways).copied() else {
                continue;
            };
            let row = [
                self.id.as_str().into(),
                name.as_str().into(),
                way.as_str().into(),
                self.now.into(),
            ];
            self.desk.rows.push(Of::Choices, row);
            self.progress.chosen.insert(name.clone(), way.clone());
            let detail = serde_json::json!({ "choice": name, "way": way });
            self.audit("way.chosen", "applicant", &detail)?;
            self.mark();
            return Ok(true);
        }
        Ok(false)
    }

    /// Does a step, or skips it; `false` when the applicant left in the middle of it.
    fn does(&mut self, at: usize, step: &Step) -> Result<bool, ServiceError> {
        let is_skipped = step.optional && self.desk.dice.of_thousand(SKIP);
        if is_skipped {
            self.skipped.insert(at, self.now);
            if let Some(progress) = self.progress.steps.get_mut(at) {
                progress.skipped = true;
            }
            return Ok(true);
        }
        match &step.kind {
            StepKind::Terms(terms) => self.agree(at, step, terms)?,
            StepKind::Form(form) => self.answer(at, step, form)?,
            StepKind::Provider(provider) | StepKind::External(provider) => {
                return self.check(at, step, provider);
            }
        }
        if let Some(progress) = self.progress.steps.get_mut(at) {
            progress.answered = true;
        }
        Ok(true)
    }

    fn agree(&mut self, at: usize, step: &Step, terms: &Terms) -> Result<(), ServiceError> {
        let body = terms.body.get(self.locale);
        let whole = ("", body, terms.purpose.as_str(), terms.legal_basis);
        let parts = terms.consents.iter().map(|consent| {
            let text = consent.text.get(self.locale);
            let purpose = consent.purpose.as_str();
            (consent.name.as_str(), text, purpose, consent.legal_basis)
        });
        let agreed: Vec<_> = std::iter::once(whole).chain(parts).collect();
        for (name, text, purpose, basis) in agreed {
            let id = self.desk.dice.id(self.now);
            let hash = sha256_hex(text.as_bytes());
            let row = [
                id.into(),
                self.id.as_str().into(),
                step.name.as_str().into(),
                terms.text_id.as_str().into(),
                terms.version.as_str().into(),
                self.locale.tag().into(),
                hash.into(),
                purpose.into(),
                basis.code().into(),
                self.now.into(),
                name.into(),
            ];
            self.desk.rows.push(Of::Consents, row);
        }
        self.answers.insert(at, (self.now, Vec::new()));
        Ok(())
    }

    fn answer(&mut self, at: usize, step: &Step, form: &Form) -> Result<(), ServiceError> {
        let mut answers = Claims::new();
        let mut claims = Claims::new();
        for field in &form.fields {
            let Some(value) = self.person.answer(self.desk.dice, field) else {
                continue;
            };
            self.remember_choice(step, field, &value);
            claims.insert(field.claim().to_owned(), value.clone());
            answers.insert(field.name.to_string(), value);
        }
        let sealed = self.seal(("steps", "answer"), &answers)?;
        self.answers.insert(at, (self.now, sealed));
        if !claims.is_empty() {
            self.know(step, None, FactKind::SelfAsserted, ("form", claims))?;
        }
        Ok(())
    }

    fn remember_choice(&mut self, step: &Step, field: &Field, value: &str) {
        if field.options.is_empty() {
            return;
        }
        let field = FieldRef {
            step: step.name.clone(),
            field: field.name.clone(),
        };
        self.progress.known.answers.insert(field, value.to_owned());
    }

    fn hand_over(&mut self, step: &Step) -> Result<(), ServiceError> {
        self.handed_over_at = Some(self.now);
        let detail = serde_json::json!({ "step": step.name });
        self.audit("onboarding.handed_over", "applicant", &detail)?;
        self.drop_out("handed_over");
        self.settle()
    }
}
