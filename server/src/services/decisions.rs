//! Deciding about a case once every step is settled.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::AnyConnection;
use vestibule::{
    decision::{Decision, decide as conclude},
    fact::FactKind,
    id::StepName,
    journey::Conclusion,
    matching::Verdict,
    onboarding::{Progress, known_in_the_end},
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
/// The conclusion of a row that takes back the one before: the applicant has something to do again.
pub const REOPENED: &str = "reopen";
/// The rule of a decision that a person made.
pub const BY_OPERATOR: &str = "by-operator";

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
    /// Why, where a person decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
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
    let progress = compared(core, &mut *connection, case).await?;
    let decision = conclude(&case.journey, &progress);
    let row = Row {
        conclusion: decision.conclusion.code(),
        decision: &decision,
        actor: Actor::System,
        reason: None,
    };
    store(core, connection, case, (&progress, row)).await
}

/// Stores what an operator decided, beside what falls short, in the caller's transaction. The caller projects the case.
///
/// # Errors
/// When the database fails.
pub async fn decide_as(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    (conclusion, reason, actor): (Conclusion, &str, Actor<'_>),
) -> Result<(), ServiceError> {
    let progress = compared(core, &mut *connection, case).await?;
    let decision = Decision {
        conclusion,
        rule: BY_OPERATOR.to_owned(),
        shortfalls: conclude(&case.journey, &progress).shortfalls,
    };
    let row = Row {
        conclusion: conclusion.code(),
        decision: &decision,
        actor,
        reason: Some(reason),
    };
    store(core, connection, case, (&progress, row)).await
}

/// Takes back that a person has to look at it, in the caller's transaction: the applicant has something to do again. The
/// caller projects the case.
///
/// # Errors
/// When the database fails.
pub async fn reopen(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    (reason, actor): (&str, Actor<'_>),
) -> Result<(), ServiceError> {
    let progress = case.progress();
    let decision = Decision {
        conclusion: Conclusion::Review,
        rule: BY_OPERATOR.to_owned(),
        shortfalls: conclude(&case.journey, &progress).shortfalls,
    };
    let row = Row {
        conclusion: REOPENED,
        decision: &decision,
        actor,
        reason: Some(reason),
    };
    store(core, connection, case, (&progress, row)).await
}

/// What is known in the end, with how the match rules come out and the signals that are raised now.
async fn compared(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<Progress, ServiceError> {
    let mut progress = case.progress();
    progress.known.matches = matching::compare(case)?;
    progress.known.signals = signals::raise(core, connection, case).await?;
    Ok(progress)
}

/// What is stored of a decision beside what is known.
struct Row<'a> {
    conclusion: &'a str,
    decision: &'a Decision,
    actor: Actor<'a>,
    reason: Option<&'a str>,
}

async fn store(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    (progress, new): (&Progress, Row<'_>),
) -> Result<(), ServiceError> {
    let known = known_in_the_end(&case.journey, progress);
    let inputs = Inputs {
        facts: known
            .facts
            .iter()
            .map(|fact| (fact.step.as_str(), fact.kind, fact.assurance.as_ref()))
            .collect(),
        matches: &known.matches,
        signals: known.signals.iter().map(|signal| signal.code()).collect(),
        chosen: &progress.chosen,
        decision: new.decision,
        reason: new.reason,
    };
    let row = DecisionRow {
        id: core.new_id(),
        onboarding_id: case.id.to_string(),
        conclusion: new.conclusion.to_owned(),
        rule: new.decision.rule.clone(),
        journey_version: case.row.journey_version.clone(),
        inputs: case.seal(core, INPUTS, &inputs)?,
        actor: new.actor.code(),
        decided_at: core.clock.now().0,
    };
    db::decisions::insert(&mut *connection, &row).await?;
    let event = ("decision.made", new.actor);
    audit::of_case(core, connection, case, event, &inputs).await
}
