//! Whether a decision follows from what it rests on. Answers of forms are not among its inputs, so that lines of the table
//! that ask for them are not decided again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use vestibule::{
    decision::{Decision as Decided, NO_RULE_HOLDS, NOTHING_FALLS_SHORT, Shortfall},
    fact::FactKind,
    id::StepName,
    journey::{Conclusion, Condition, Journey, Known, KnownFact},
    matching::Verdict,
    risk::RiskSignal,
};

use super::bundle::{Bundle, Decision};

/// Who decides by the table.
const SYSTEM: &str = "system";

/// A fact without its claims: its step, its kind, and how sure its source is.
type FactInput = (StepName, FactKind, Option<(String, String)>);

/// What a decision rests on, as it is stored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    facts: BTreeSet<FactInput>,
    matches: BTreeMap<StepName, Verdict>,
    signals: Vec<String>,
    chosen: BTreeMap<StepName, StepName>,
    decision: Decided,
}

/// A fact that is in a bundle: its step, its kind, and how sure its source is.
type FactThere<'a> = (&'a str, &'a str, Option<(&'a str, &'a str)>);

/// What is in a bundle that decisions may rest on. Gathered once for all of them: whoever sends a bundle chooses how many there
/// are, and how long whoever verifies it waits.
pub(super) struct Ground<'a> {
    facts: BTreeSet<FactThere<'a>>,
    /// The steps with an identity that has no `verified_claims`; the manifest tells, also when they were left out.
    unverified: BTreeSet<&'a str>,
}

impl<'a> Ground<'a> {
    /// What is in this one.
    pub(super) fn of(bundle: &'a Bundle) -> Self {
        let facts = &bundle.content.facts;
        let paths = bundle.manifest.iter().map(|entry| entry.path.as_str());
        let verified: BTreeSet<&str> = paths
            .filter_map(|path| path.strip_prefix("/content/facts/"))
            .filter_map(|path| path.split_once("/verified_claims/"))
            .map(|(at, _)| at)
            .collect();
        let identities = facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| fact.kind == FactKind::Identity.code());
        Self {
            facts: facts
                .iter()
                .map(|fact| {
                    let assurance = fact.assurance.as_ref();
                    let assurance = assurance.map(|one| (one.scheme.as_str(), one.value.as_str()));
                    (fact.step.as_str(), fact.kind.as_str(), assurance)
                })
                .collect(),
            unverified: identities
                .filter(|(at, _)| !verified.contains(at.to_string().as_str()))
                .map(|(_, fact)| fact.step.as_str())
                .collect(),
        }
    }
}

/// Checks one decision. `Ok(false)` when its inputs were left out, or a person decided.
pub(super) fn check(
    ground: &Ground<'_>,
    journey: &Journey,
    decision: &Decision,
) -> Result<bool, String> {
    let (Some(inputs), SYSTEM) = (&decision.inputs, decision.actor.as_str()) else {
        return Ok(false);
    };
    let Ok(inputs) = Inputs::deserialize(&inputs.value) else {
        return Err("its inputs are not what a decision rests on".to_owned());
    };
    if inputs.decision.conclusion.code() != decision.conclusion
        || inputs.decision.rule != decision.rule
    {
        return Err("its inputs belong to another decision".to_owned());
    }
    facts_are_there(ground, &inputs)?;
    shortfalls(ground, journey, &inputs)?;
    conclusion(journey, &inputs)?;
    Ok(true)
}

fn facts_are_there(ground: &Ground<'_>, inputs: &Inputs) -> Result<(), String> {
    for (step, kind, assurance) in &inputs.facts {
        let kind = kind.code();
        let assurance = assurance.as_ref();
        let assurance = assurance.map(|(scheme, value)| (scheme.as_str(), value.as_str()));
        if !ground.facts.contains(&(step.as_str(), kind, assurance)) {
            return Err(format!(
                "it rests on a fact that is not there: {kind} of step {step}"
            ));
        }
    }
    Ok(())
}

/// The limits that no table can lift, as far as they follow from the inputs.
fn shortfalls(ground: &Ground<'_>, journey: &Journey, inputs: &Inputs) -> Result<(), String> {
    let named: BTreeSet<&Shortfall> = inputs.decision.shortfalls.iter().collect();
    let kinds: BTreeSet<FactKind> = inputs.facts.iter().map(|(_, kind, _)| *kind).collect();
    let mut expected = BTreeSet::new();
    for kind in journey.needs.iter().filter(|kind| !kinds.contains(kind)) {
        expected.insert(Shortfall::FactMissing(*kind));
    }
    for (rule, verdict) in &inputs.matches {
        if matches!(verdict, Verdict::Fuzzy | Verdict::Mismatch) {
            expected.insert(Shortfall::NotMatched(rule.clone()));
        }
    }
    for (step, kind, _) in &inputs.facts {
        if *kind == FactKind::Identity && ground.unverified.contains(step.as_str()) {
            expected.insert(Shortfall::Unverified(step.clone()));
        }
    }
    if inputs
        .signals
        .iter()
        .any(|signal| signal == RiskSignal::PrefillEdited.code())
    {
        expected.insert(Shortfall::PrefillEdited);
    }
    if let Some(missing) = expected.iter().find(|one| !named.contains(one)) {
        return Err(format!("it passes over a shortfall: {missing:?}"));
    }
    let is_founded = |shortfall: &&Shortfall| match shortfall {
        Shortfall::ReviewedWay(choice) => inputs.chosen.get(choice).is_some_and(|way| {
            let choice = journey.choices.get(choice);
            choice
                .and_then(|choice| choice.ways.get(way))
                .is_some_and(|way| way.reviewed)
        }),
        Shortfall::NotMatched(rule) => inputs
            .matches
            .get(rule)
            .is_none_or(|verdict| !verdict.passes()),
        Shortfall::Unfinished => true,
        other => expected.contains(*other),
    };
    match named.iter().find(|one| !is_founded(one)) {
        Some(unfounded) => Err(format!("it names a shortfall that is none: {unfounded:?}")),
        None => Ok(()),
    }
}

/// Whether a condition asks for nothing but the inputs.
fn is_known(condition: &Condition) -> bool {
    !condition
        .parts()
        .iter()
        .any(|part| matches!(part, Condition::Answered(_) | Condition::Done(_)))
}

fn conclusion(journey: &Journey, inputs: &Inputs) -> Result<(), String> {
    let decision = &inputs.decision;
    let signals: Option<BTreeSet<RiskSignal>> = inputs
        .signals
        .iter()
        .map(|code| RiskSignal::from_code(code))
        .collect();
    let known = Known {
        facts: inputs
            .facts
            .iter()
            .map(|(step, kind, assurance)| KnownFact {
                step: step.clone(),
                kind: *kind,
                assurance: assurance.clone(),
            })
            .collect(),
        matches: inputs.matches.clone(),
        signals: signals.ok_or("it rests on a signal that nobody knows")?,
        ..Known::default()
    };
    // `None` where it cannot be told.
    let holds = |when: Option<&Condition>| match when {
        None => Some(true),
        Some(when) => is_known(when).then(|| when.holds(&known)),
    };
    let place = journey
        .decisions
        .iter()
        .position(|rule| rule.name.as_str() == decision.rule);
    let before = &journey.decisions[..place.unwrap_or(journey.decisions.len())];
    if let Some(passed) = before
        .iter()
        .find(|rule| holds(rule.when.as_ref()) == Some(true))
    {
        let name = &passed.name;
        return Err(format!(
            "an earlier line of the journey's table holds: {name}"
        ));
    }
    let wanted = match (place, decision.rule.as_str()) {
        (Some(at), _) => {
            let rule = &journey.decisions[at];
            if holds(rule.when.as_ref()) == Some(false) {
                return Err("the line of the journey's table does not hold".to_owned());
            }
            rule.then
        }
        (None, NOTHING_FALLS_SHORT)
            if journey.decisions.is_empty() && inputs.signals.is_empty() =>
        {
            Conclusion::Approve
        }
        (None, NO_RULE_HOLDS) if !(journey.decisions.is_empty() && inputs.signals.is_empty()) => {
            Conclusion::Review
        }
        _ => return Err("the journey's table has no such line".to_owned()),
    };
    let follows = match wanted {
        Conclusion::Approve if !decision.shortfalls.is_empty() => Conclusion::Review,
        Conclusion::Reject if !journey.automatic_reject => Conclusion::Review,
        other => other,
    };
    match follows == decision.conclusion {
        true => Ok(()),
        false => Err(format!(
            "what follows is another conclusion: {}",
            follows.code()
        )),
    }
}
