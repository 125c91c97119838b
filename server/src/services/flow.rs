//! Going through a journey: choosing a way, skipping a step, asking for a person.

use vestibule::{
    id::{OnboardingId, StepName},
    onboarding::{ChoiceStatus, OnboardingStatus, StepStatus, open_ways},
};

use super::{
    ServiceError,
    audit::{self, Actor},
    core::Core,
    onboardings, projection, signals, tallies,
};
use crate::db;

/// Chooses a way. Another one may be chosen until the chosen one is done.
///
/// # Errors
/// [`ServiceError::NotFound`] for a way that there is not, [`ServiceError::OutOfOrder`] when it cannot be gone (any more).
pub async fn choose(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    choice: &StepName,
    way: &StepName,
) -> Result<(), ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    if !case
        .journey
        .choices
        .get(choice)
        .is_some_and(|choice| choice.ways.contains_key(way))
    {
        return Err(ServiceError::NotFound);
    }
    let may_choose = matches!(
        case.choice_status(choice),
        ChoiceStatus::Ready | ChoiceStatus::Chosen | ChoiceStatus::Problem
    );
    let is_open = open_ways(&case.journey, &case.progress(), choice).contains(&way);
    if !may_choose || !is_open || case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    let now = core.clock.now();
    db::onboardings::choose(&mut tx, id.as_str(), (choice.as_str(), way.as_str()), now).await?;
    let detail = serde_json::json!({ "choice": choice, "way": way });
    let event = ("way.chosen", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    projection::write(core, &mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Skips an optional step, or takes that back.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when the step is not optional, or it is not its turn.
pub async fn skip(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
    skipped: bool,
) -> Result<(), ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    let (_, found) = case.step(step)?;
    let fits = matches!(
        (case.status_of(step)?, skipped),
        (
            StepStatus::Ready | StepStatus::Problem | StepStatus::Exhausted,
            true
        ) | (StepStatus::Skipped, false)
    );
    if !found.optional || !fits || case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    let at = skipped.then(|| core.clock.now());
    db::onboardings::skip_step(&mut tx, id.as_str(), step.as_str(), at).await?;
    let kind = if skipped {
        "step.skipped"
    } else {
        "step.unskipped"
    };
    let detail = serde_json::json!({ "step": step });
    audit::of_case(core, &mut tx, &case, (kind, Actor::Applicant), &detail).await?;
    projection::write(core, &mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// The applicant asks for a person to go on, from wherever they are. Asking twice is asking once.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when the case was decided already, or closed.
pub async fn hand_over(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: Option<&StepName>,
) -> Result<(), ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    if case.decision.is_some() || case.row.closed_at.is_some() {
        return Err(ServiceError::OutOfOrder);
    }
    if case.row.handed_over_at.is_some() {
        return Ok(());
    }
    db::onboardings::hand_over(&mut tx, id.as_str(), core.clock.now()).await?;
    // Nothing will be decided that would raise them.
    signals::raise(core, &mut tx, &case).await?;
    tallies::dropped(core, &mut tx, &case, "handed_over").await?;
    let detail = serde_json::json!({ "step": step });
    let event = ("onboarding.handed_over", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    projection::write(core, &mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}
