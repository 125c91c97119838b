//! What there is to do about a case, in one sentence: the first thing that an operator reads.

use serde_json::Value;
use vestibule::{
    check::{Ending, State},
    id::StepName,
    onboarding::{Closure, OnboardingStatus, StepStatus},
    reason::Reason,
};

use super::Opened;
use crate::{
    db::dashboard::provider_calls::CallRow,
    services::{ServiceError, case::Case, checks::calls::ANSWERED, decisions},
};

/// What there is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// Nothing: only what an erasure left is there.
    Erased,
    /// The applicant did not open the link yet.
    LinkUnopened,
    /// It is the applicant's turn at this step.
    WaitsForApplicant(StepName),
    /// The provider's screen could not be opened; the applicant may try again.
    NotBegun(StepName, Option<Reason>),
    /// The provider has not answered yet.
    WaitsForProvider(StepName),
    /// The provider's page stopped; the applicant may start it again.
    Stopped(StepName, Reason),
    /// The last check ended without success; the applicant may try again.
    TryAgain(StepName, Option<Reason>),
    /// The applicant may not try again by themself.
    Exhausted(StepName, Option<Reason>),
    /// Nothing is left to do for the applicant, and somebody has to decide, because of this rule, and of what falls short.
    Review(String, Vec<String>),
    /// The applicant asked for a person.
    HandedOver,
    /// Approved, by this rule or an operator.
    Approved(Option<String>),
    /// Rejected, by this rule or an operator.
    Rejected(Option<String>),
    /// It was closed before a decision.
    Closed(Closure),
}

/// What there is to do about this one, whose provider was called so, oldest first.
///
/// # Errors
/// When the row is inconsistent.
pub fn of(opened: &Opened, calls: &[CallRow]) -> Result<Advice, ServiceError> {
    let Some(case) = opened.whole() else {
        return Ok(Advice::Erased);
    };
    if let Some(closure) = case.row.closure()? {
        return Ok(Advice::Closed(closure));
    }
    let rule = || {
        case.decision
            .as_ref()
            .map_or_else(String::new, |decision| decision.rule.clone())
    };
    let by_program = || Some(rule()).filter(|rule| rule != decisions::BY_OPERATOR);
    Ok(match case.status()? {
        OnboardingStatus::Completed => Advice::Approved(by_program()),
        OnboardingStatus::Rejected => Advice::Rejected(by_program()),
        OnboardingStatus::NeedsReview if case.decision.is_none() => Advice::HandedOver,
        OnboardingStatus::NeedsReview => Advice::Review(rule(), shortfalls(case)?),
        OnboardingStatus::Cancelled => Advice::Closed(Closure::Cancelled),
        OnboardingStatus::Expired => Advice::Closed(Closure::Expired),
        OnboardingStatus::InProgress if case.row.owner_hash.is_empty() => Advice::LinkUnopened,
        OnboardingStatus::InProgress | OnboardingStatus::Stopped => at_its_step(case, calls),
    })
}

/// The first step at which something is to be done, or nothing more can be.
fn at_its_step(case: &Case, calls: &[CallRow]) -> Advice {
    let statuses = case.statuses();
    let steps = case.journey.steps.iter().zip(statuses);
    let waits = |status: StepStatus| {
        matches!(
            status,
            StepStatus::Ready
                | StepStatus::InProgress
                | StepStatus::Problem
                | StepStatus::Exhausted
        )
    };
    let Some((step, status)) = steps.into_iter().find(|(_, status)| waits(*status)) else {
        return Advice::HandedOver;
    };
    let name = step.name.clone();
    let check = case.newest_check(&step.name);
    let newest = check.map(|check| check.state);
    let failed = check.and_then(|check| {
        let mut of_check = calls.iter().filter(|call| call.check_id == check.id);
        of_check.next_back().filter(|call| call.outcome != ANSWERED)
    });
    match (status, newest, failed) {
        (StepStatus::Exhausted, newest, _) => Advice::Exhausted(name, newest.and_then(why)),
        (_, Some(State::Processing { .. } | State::NeedsApproval { .. }), _) => {
            Advice::WaitsForProvider(name)
        }
        (_, Some(State::Stopped { reason, .. }), _) => Advice::Stopped(name, reason),
        (_, Some(State::Created), Some(call)) => {
            Advice::NotBegun(name, Reason::from_code(&call.outcome))
        }
        (StepStatus::Problem, newest, _) => Advice::TryAgain(name, newest.and_then(why)),
        _ => Advice::WaitsForApplicant(name),
    }
}

/// What fell short when it was decided, in codes, e.g. `fact_missing: identity`.
fn shortfalls(case: &Case) -> Result<Vec<String>, ServiceError> {
    let Some(decision) = &case.decision else {
        return Ok(Vec::new());
    };
    let inputs: Value = case.open(decisions::INPUTS, decision.inputs.clone())?;
    let found = inputs.pointer("/decision/shortfalls").cloned();
    let found: Vec<Value> = serde_json::from_value(found.unwrap_or_else(|| Value::Array(vec![])))?;
    let text = |value: &Value, name: &str| {
        let found = value.get(name).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let shown = found
        .iter()
        .map(|one| match (text(one, "kind"), text(one, "of")) {
            (kind, of) if of.is_empty() => kind,
            (kind, of) => format!("{kind}: {of}"),
        });
    Ok(shown.collect())
}

fn why(state: State) -> Option<Reason> {
    match state {
        State::Ended(Ending::Succeeded) => None,
        State::Ended(ending) => ending.reason(),
        State::Stopped { reason, .. } => Some(reason),
        _ => None,
    }
}
