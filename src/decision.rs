//! The decision about a case: the first line of the journey's table whose condition holds, within limits that no table can
//! lift.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    fact::FactKind,
    id::StepName,
    journey::{ClaimSource, Conclusion, Journey, Known},
    matching::Verdict,
    onboarding::{
        ChoiceStatus, Progress, StepStatus, choice_status, is_all_settled, known_in_the_end,
        step_statuses,
    },
    risk::RiskSignal,
};

/// What is concluded when a journey has no table and nothing falls short.
pub const NOTHING_FALLS_SHORT: &str = "nothing-falls-short";
/// What is concluded when no line holds.
pub const NO_RULE_HOLDS: &str = "no-rule-holds";

/// Why a case cannot be approved without a person, whatever the table says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Shortfall {
    /// A fact that the journey needs is not there.
    FactMissing(FactKind),
    /// A match rule did not come out as exact or normalised.
    NotMatched(StepName),
    /// The applicant went a way that is always reviewed.
    ReviewedWay(StepName),
    /// The applicant changed a value that a verified source had filled in.
    PrefillEdited,
    /// A step's identity has no verified claims.
    Unverified(StepName),
    /// A step is still to be done. Nobody should have asked yet.
    Unfinished,
}

/// A decision, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What follows.
    pub conclusion: Conclusion,
    /// The line of the table, or one of this module's names.
    pub rule: String,
    /// Why the line's own conclusion was not taken, or would not have been.
    pub shortfalls: Vec<Shortfall>,
}

/// Decides. Its inputs are sets: the same in whatever order they came together.
#[must_use]
pub fn decide(journey: &Journey, progress: &Progress) -> Decision {
    let known = known_in_the_end(journey, progress);
    let shortfalls = shortfalls(journey, progress, &known);
    let (rule, wanted) = match journey
        .decisions
        .iter()
        .find(|rule| rule.when.as_ref().is_none_or(|when| when.holds(&known)))
    {
        Some(rule) => (rule.name.to_string(), rule.then),
        None if journey.decisions.is_empty() && known.signals.is_empty() => {
            (NOTHING_FALLS_SHORT.to_owned(), Conclusion::Approve)
        }
        None => (NO_RULE_HOLDS.to_owned(), Conclusion::Review),
    };
    let conclusion = match wanted {
        Conclusion::Approve if !shortfalls.is_empty() => Conclusion::Review,
        Conclusion::Reject if !journey.automatic_reject => Conclusion::Review,
        other => other,
    };
    Decision {
        conclusion,
        rule,
        shortfalls,
    }
}

fn shortfalls(journey: &Journey, progress: &Progress, known: &Known) -> Vec<Shortfall> {
    let statuses = step_statuses(journey, progress);
    let reviewed: Vec<&StepName> = progress
        .chosen
        .iter()
        .filter(|(choice, way)| {
            journey
                .choices
                .get(*choice)
                .and_then(|choice| choice.ways.get(*way))
                .is_some_and(|way| way.reviewed)
                && is_needed(journey, progress, choice)
        })
        .map(|(choice, _)| choice)
        .collect();
    let missing = journey
        .needs
        .iter()
        .filter(|needed| !known.facts.iter().any(|fact| fact.kind == **needed))
        .map(|needed| Shortfall::FactMissing(*needed));
    let unmatched = journey
        .matches
        .iter()
        .filter(|rule| applies(journey, &statuses, &rule.between))
        .filter(|rule| match known.matches.get(&rule.name) {
            Some(Verdict::Missing) | None => rule.needed,
            Some(verdict) => !verdict.passes(),
        })
        .map(|rule| Shortfall::NotMatched(rule.name.clone()));
    missing
        .chain(unmatched)
        .chain(reviewed.into_iter().cloned().map(Shortfall::ReviewedWay))
        .chain(
            known
                .facts
                .iter()
                .filter(|fact| {
                    fact.kind == FactKind::Identity && known.unverified.contains(&fact.step)
                })
                .map(|fact| Shortfall::Unverified(fact.step.clone())),
        )
        .chain(
            known
                .signals
                .contains(&RiskSignal::PrefillEdited)
                .then_some(Shortfall::PrefillEdited),
        )
        .chain((!is_all_settled(journey, &statuses)).then_some(Shortfall::Unfinished))
        .collect()
}

/// Whether a way had to be chosen at all: with steps in any order, it may have been chosen before that was known.
fn is_needed(journey: &Journey, progress: &Progress, choice: &StepName) -> bool {
    let mut unchosen = progress.clone();
    unchosen.chosen.remove(choice);
    let statuses = step_statuses(journey, &unchosen);
    choice_status(journey, &unchosen, &statuses, choice) != ChoiceStatus::NotNeeded
}

/// A rule about a step that was not needed, or was skipped, says nothing.
fn applies(journey: &Journey, statuses: &[StepStatus], between: &[ClaimSource; 2]) -> bool {
    between.iter().all(|side| match side {
        ClaimSource::Client => true,
        ClaimSource::Step(name) => journey.step(name).is_some_and(|(at, _)| {
            !matches!(
                statuses.get(at),
                Some(StepStatus::NotNeeded | StepStatus::Skipped)
            )
        }),
    })
}
