//! Comparing what the steps of a case, and its client, say about the person.

use std::collections::BTreeMap;

use vestibule::{
    fact::FactKind,
    id::StepName,
    journey::ClaimSource,
    matching::{Verdict, compare as compare_sides, side_of},
};

use super::{ServiceError, case::Case, onboardings};
use crate::db::facts::FactRow;

/// Claims by name.
pub type Claims = BTreeMap<String, String>;

/// How every match rule of the journey comes out.
///
/// # Errors
/// When stored claims cannot be opened.
pub fn compare(case: &Case) -> Result<BTreeMap<StepName, Verdict>, ServiceError> {
    let mut verdicts = BTreeMap::new();
    for rule in &case.journey.matches {
        let [one, other] = &rule.between;
        let one = side_of(rule.compare, &claims(case, one)?);
        let other = side_of(rule.compare, &claims(case, other)?);
        verdicts.insert(rule.name.clone(), compare_sides(rule.compare, &one, &other));
    }
    Ok(verdicts)
}

/// What a source says, all its facts together. A form says its answers under the names of their claims. Where somebody else
/// examined the person, what the person said there themself does not count: it would pass as examined.
///
/// # Errors
/// When stored claims cannot be opened.
pub fn claims(case: &Case, source: &ClaimSource) -> Result<Claims, ServiceError> {
    let ClaimSource::Step(step) = source else {
        return onboardings::expected(case);
    };
    let examined = case.checked_elsewhere(step).is_ok();
    let counts = |row: &&FactRow| {
        row.step == step.as_str() && !(examined && row.kind == FactKind::SelfAsserted.code())
    };
    let mut all = Claims::new();
    for row in case.facts.iter().filter(counts) {
        all.append(&mut case.open(("facts", "claims"), row.claims.clone())?);
    }
    Ok(all)
}
