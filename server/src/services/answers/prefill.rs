//! What is filled in beforehand: where it comes from, what was offered, and whether a verified value was changed.
//!
//! Sources are read here, on the server; what a browser sends is an answer and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vestibule::{
    fact::FactKind,
    id::StepName,
    journey::{ClaimRef, ClaimSource, Field, Form, StepKind},
    onboarding::StepStatus,
    time::Timestamp,
};

use super::{PREFILLED, given, reading::of_line};
use crate::services::{ServiceError, case::Case, matching::Claims, onboardings};

/// A value that was filled in beforehand.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefilled {
    /// The value, as an answer would be stored.
    pub value: String,
    /// Whose it is.
    pub source: ClaimSource,
    /// Whether a provider stands for it. What the client or the person said is not verified, wherever it was said.
    pub verified: bool,
}

/// What was filled in beforehand, by field name.
pub type Prefill = BTreeMap<String, Prefilled>;

/// What is filled in at a step: what was once offered or, before the first answer, what the sources say now.
///
/// # Errors
/// When stored values cannot be opened.
pub fn of_step(
    case: &Case,
    step: &StepName,
    form: &Form,
    now: Timestamp,
) -> Result<Prefill, ServiceError> {
    match kept(case, step)? {
        Some(kept) => Ok(kept),
        None => offered(case, step, form, now),
    }
}

fn kept(case: &Case, step: &StepName) -> Result<Option<Prefill>, ServiceError> {
    let sealed = case.step_row(step).and_then(|row| row.prefilled.clone());
    sealed
        .map(|sealed| case.open(PREFILLED, sealed))
        .transpose()
}

fn offered(
    case: &Case,
    step: &StepName,
    form: &Form,
    now: Timestamp,
) -> Result<Prefill, ServiceError> {
    let mut all = Prefill::new();
    for field in form.fields.iter().filter(|field| !field.kind.is_picture()) {
        let mut found = None;
        for source in &field.prefill {
            found = of_source(case, field, source, now)?;
            if found.is_some() {
                break;
            }
        }
        if found.is_none() {
            found = asked_before(case, step, field, now)?;
        }
        if let Some(found) = found {
            all.insert(field.name.to_string(), found);
        }
    }
    Ok(all)
}

/// What one source says. A value that would be no answer to the question is left out.
fn of_source(
    case: &Case,
    field: &Field,
    named: &ClaimRef,
    now: Timestamp,
) -> Result<Option<Prefilled>, ServiceError> {
    let claim = named.claim.as_str();
    let found = match &named.source {
        ClaimSource::Client => onboardings::offered(case)?
            .remove(claim)
            .map(|value| (value, false)),
        ClaimSource::Step(step) if case.status_of(step).ok() == Some(StepStatus::Done) => {
            said(case, step, claim)?
        }
        ClaimSource::Step(_) => None,
    };
    Ok(found.and_then(|(value, verified)| {
        Some(Prefilled {
            value: of_line(field, &value, now)?,
            source: named.source.clone(),
            verified,
        })
    }))
}

/// What a step's facts say, and whether that is more than the person's own word. Their own word is good enough to be
/// filled in, where nobody else said anything; it is not for matching.
fn said(case: &Case, step: &StepName, claim: &str) -> Result<Option<(String, bool)>, ServiceError> {
    let mut own = None;
    for row in case.facts.iter().filter(|row| row.step == step.as_str()) {
        let mut claims: Claims = case.open(("facts", "claims"), row.claims.clone())?;
        match claims.remove(claim) {
            Some(value) if row.kind != FactKind::SelfAsserted.code() => {
                return Ok(Some((value, true)));
            }
            Some(value) => own = Some((value, false)),
            None => {}
        }
    }
    Ok(own)
}

/// What the person answered before when the same thing was asked (WCAG 2.2, 3.3.7).
fn asked_before(
    case: &Case,
    step: &StepName,
    field: &Field,
    now: Timestamp,
) -> Result<Option<Prefilled>, ServiceError> {
    let (at, _) = case.step(step)?;
    for (earlier, status) in case.journey.steps.iter().zip(case.statuses()).take(at) {
        let StepKind::Form(form) = &earlier.kind else {
            continue;
        };
        let same = |other: &&Field| other.claim() == field.claim() && !other.kind.is_picture();
        let Some(asked) = form.fields.iter().find(same) else {
            continue;
        };
        if status != StepStatus::Done {
            continue;
        }
        let value = given(case, &earlier.name)?.remove(asked.name.as_str());
        if let Some(value) = value.and_then(|value| of_line(field, &value, now)) {
            return Ok(Some(Prefilled {
                value,
                source: ClaimSource::Step(earlier.name.clone()),
                verified: false,
            }));
        }
    }
    Ok(None)
}

/// Whether the applicant changed, or took out, a value that a verified source had filled in. Of the answers that count:
/// whoever changes a value back before changed nothing.
///
/// # Errors
/// When stored values cannot be opened.
pub fn edited(case: &Case) -> Result<bool, ServiceError> {
    for (step, status) in case.journey.steps.iter().zip(case.statuses()) {
        if !matches!(step.kind, StepKind::Form(_)) || status != StepStatus::Done {
            continue;
        }
        let Some(kept) = kept(case, &step.name)? else {
            continue;
        };
        let given = given(case, &step.name)?;
        let changed = kept
            .iter()
            .any(|(field, filled)| filled.verified && given.get(field) != Some(&filled.value));
        if changed {
            return Ok(true);
        }
    }
    Ok(false)
}
