//! Deciding about a case once every step is settled.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::AnyConnection;
use vestibule::{
    decision::{Decision, decide as conclude},
    fact::FactKind,
    id::StepName,
    matching::Verdict,
    onboarding::known_in_the_end,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    matching, signals,
};
use crate::db::{self, decisions::DecisionRow};

/// Column of the sealed inputs.
pub const INPUTS: (&str, &str) = ("decisions", "inputs");

/// A fact without its claims: its step, its kind, and how sure its source is.
type FactInput<'a> = (&'a str, FactKind, Option<&'a (String, String)>);

/// What a decision rests on, as it is stored. No claims: those stay with the facts.
#[derive(Debug, Serialize)]
struct Inputs<'a> {
    facts: Vec<FactInput<'a>>,
    matches: &'a BTreeMap<StepName, Verdict>,
    signals: Vec<&'static str>,
    chosen: &'a BTreeMap<StepName, StepName>,
    decision: &'a Decision,
}

/// Compares, collects the signals, decides and stores the decision, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<(), ServiceError> {
    let mut progress = case.progress();
    progress.known.matches = matching::compare(case)?;
    progress.known.signals = signals::raise(core, &mut *connection, case).await?;
    let decision = conclude(&case.journey, &progress);
    let known = known_in_the_end(&case.journey, &progress);
    let inputs = Inputs {
        facts: known
            .facts
            .iter()
            .map(|fact| (fact.step.as_str(), fact.kind, fact.assurance.as_ref()))
            .collect(),
        matches: &known.matches,
        signals: known.signals.iter().map(|signal| signal.code()).collect(),
        chosen: &progress.chosen,
        decision: &decision,
    };
    let row = DecisionRow {
        id: core.new_id(),
        onboarding_id: case.id.to_string(),
        conclusion: decision.conclusion.code().to_owned(),
        rule: decision.rule.clone(),
        journey_version: case.row.journey_version.clone(),
        inputs: case.seal(core, INPUTS, &inputs)?,
        actor: "system".to_owned(),
        decided_at: core.clock.now().0,
    };
    db::decisions::insert(&mut *connection, &row).await?;
    let event = ("decision.made", Actor::System);
    audit::of_case(core, connection, case, event, &inputs).await
}
