//! Consents: agreeing to a text and to what stands beside it, each by itself; and taking that back.
//!
//! A row says which wording was shown, in which language, for which purpose and on which basis. It is never changed but
//! for the time of its withdrawal (GDPR, article 7: who processes data has to show that there was consent, and taking it
//! back is as easy as giving it).

use std::collections::BTreeSet;

use vestibule::{
    check::State,
    id::{OnboardingId, StepName},
    journey::{Consent, StepKind, Terms},
    locale::Locale,
    onboarding::{OnboardingStatus, StepStatus},
    purpose::LegalBasis,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    checks::{self, GivenUp},
    core::Core,
    onboardings, projection,
};
use crate::{
    crypto::sha256_hex,
    db::{self, Tx, facts::ConsentRow},
};

/// The name of the consent to a step's own text.
pub const TEXT: &str = "";

/// Names of consents of one step.
pub type Names = BTreeSet<String>;

/// The consents of a case, oldest first, and in the order in which they were shown; those that were taken back, too.
///
/// # Errors
/// When the database fails.
pub async fn of_case(core: &Core, case: &Case) -> Result<Vec<ConsentRow>, ServiceError> {
    let mut connection = core.db.read().await?;
    let mut rows = db::facts::consents(&mut connection, case.id.as_str()).await?;
    rows.sort_by_key(|row| (row.agreed_at, place(case, row)));
    Ok(rows)
}

fn place(case: &Case, row: &ConsentRow) -> Option<(usize, usize)> {
    let mut steps = case.journey.steps.iter().enumerate();
    let (at, step) = steps.find(|(_, step)| step.name.as_str() == row.step)?;
    let StepKind::Terms(terms) = &step.kind else {
        return None;
    };
    let mut consents = terms.consents.iter();
    let own = consents.position(|consent| consent.name.as_str() == row.name);
    Some((at, own.map_or(0, |own| own + 1)))
}

/// What of a step is agreed to now.
#[must_use]
pub fn standing(rows: &[ConsentRow], step: &StepName) -> Names {
    rows.iter()
        .filter(|row| row.step == step.as_str() && row.withdrawn_at.is_none())
        .map(|row| row.name.clone())
        .collect()
}

/// Agrees to the text of a terms step and to the consents that were ticked, in the language that was shown. What is
/// agreed to already stays as it was recorded. Answers with what is still to be agreed to, and records nothing then.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is not this step's turn.
pub async fn agree(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    (step, locale): (&StepName, Locale),
    ticked: &Names,
) -> Result<Names, ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    let StepKind::Terms(terms) = &case.step(step)?.1.kind else {
        return Err(ServiceError::NotFound);
    };
    let rows = db::facts::consents(&mut tx, id.as_str()).await?;
    let standing = standing(&rows, step);
    let missing: Names = required(terms)
        .filter(|name| !ticked.contains(*name) && !standing.contains(*name))
        .map(str::to_owned)
        .collect();
    match case.status_of(step)? {
        StepStatus::Ready => {}
        // Agreed already: the record of the first time stays.
        StepStatus::Done => return Ok(missing),
        _ => return Err(ServiceError::OutOfOrder),
    }
    if case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    if !missing.is_empty() {
        return Ok(missing);
    }
    let is_new = |name: &str| ticked.contains(name) && !standing.contains(name);
    if is_new(TEXT) {
        let text = terms.body.get(locale);
        let agreed = (TEXT, text, terms.purpose.as_str(), terms.legal_basis);
        record(core, &mut tx, &case, (step, terms, locale), agreed).await?;
    }
    for consent in terms
        .consents
        .iter()
        .filter(|consent| is_new(consent.name.as_str()))
    {
        let Consent { name, text, .. } = consent;
        let text = text.get(locale);
        let agreed = (
            name.as_str(),
            text,
            consent.purpose.as_str(),
            consent.legal_basis,
        );
        record(core, &mut tx, &case, (step, terms, locale), agreed).await?;
    }
    let now = core.clock.now();
    db::onboardings::answer_step(&mut tx, id.as_str(), step.as_str(), None, now).await?;
    projection::write(core, &mut tx, id).await?;
    tx.commit().await?;
    Ok(missing)
}

/// The names of what a step cannot be done without.
fn required(terms: &Terms) -> impl Iterator<Item = &str> {
    let needed = terms.consents.iter().filter(|consent| !consent.optional);
    std::iter::once(TEXT).chain(needed.map(|consent| consent.name.as_str()))
}

async fn record(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, terms, locale): (&StepName, &Terms, Locale),
    (name, text, purpose, basis): (&str, &str, &str, LegalBasis),
) -> Result<(), ServiceError> {
    let row = ConsentRow {
        id: core.new_id(),
        onboarding_id: case.id.to_string(),
        step: step.to_string(),
        name: name.to_owned(),
        text_id: terms.text_id.clone(),
        version: terms.version.clone(),
        locale: locale.tag().to_owned(),
        text_hash: sha256_hex(text.as_bytes()),
        purpose: purpose.to_owned(),
        legal_basis: basis.code().to_owned(),
        agreed_at: core.clock.now().0,
        withdrawn_at: None,
    };
    db::facts::insert_consent(tx, &row).await?;
    let detail = serde_json::json!({
        "consent": row.id, "text": row.text_id, "version": row.version, "name": row.name, "hash": row.text_hash,
    });
    let event = ("consent.given", Actor::Applicant);
    audit::of_case(core, tx, case, event, &detail).await
}

/// Whether a consent can be taken back: only what rests on nothing but it.
#[must_use]
pub fn may_withdraw(row: &ConsentRow) -> bool {
    let by_consent = [LegalBasis::Consent, LegalBasis::ExplicitConsent];
    row.withdrawn_at.is_none()
        && by_consent
            .iter()
            .any(|basis| basis.code() == row.legal_basis)
}

/// Takes a consent back. While the journey is under way and cannot go on without it, its step is to be agreed to again,
/// nothing after it can be begun before, and what is under way there is given up. What was done before stays lawful, and
/// what was decided stays decided. Twice is once.
///
/// # Errors
/// [`ServiceError::NotFound`] for a consent that this onboarding has not, [`ServiceError::BadRequest`] where the basis is
/// no consent.
pub async fn withdraw(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    consent: &str,
) -> Result<(), ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    let rows = db::facts::consents(&mut tx, id.as_str()).await?;
    let row = rows
        .iter()
        .find(|row| row.id == consent)
        .ok_or(ServiceError::NotFound)?;
    if row.withdrawn_at.is_some() {
        return Ok(());
    }
    if !may_withdraw(row) {
        return Err(ServiceError::BadRequest("consent"));
    }
    let now = core.clock.now();
    db::facts::withdraw_consent(&mut tx, id.as_str(), consent, now).await?;
    let detail = serde_json::json!({
        "consent": row.id, "text": row.text_id, "version": row.version, "name": row.name,
    });
    let event = ("consent.withdrawn", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    let given_up = match is_required(&case, row) {
        true => reopen(core, &mut tx, &case, &row.step).await?,
        false => GivenUp::default(),
    };
    projection::write(core, &mut tx, id).await?;
    tx.commit().await?;
    given_up.finish(core, &case).await;
    Ok(())
}

fn is_required(case: &Case, row: &ConsentRow) -> bool {
    let mut steps = case.journey.steps.iter();
    let step = steps.find(|step| step.name.as_str() == row.step);
    step.is_some_and(|step| match &step.kind {
        StepKind::Terms(terms) => required(terms).any(|name| name == row.name),
        _ => false,
    })
}

/// Has a step agreed to again, and ends what is under way after it. Answers with the provider sessions to be given up.
async fn reopen(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    step: &str,
) -> Result<GivenUp, ServiceError> {
    if case.status()? == OnboardingStatus::InProgress {
        db::onboardings::reopen_step(tx, case.id.as_str(), step).await?;
    }
    let after: Vec<&str> = case
        .journey
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .skip_while(|name| *name != step)
        .skip(1)
        .collect();
    checks::end_live(core, tx, case, |check| {
        check.state != State::Created && after.contains(&check.step.as_str())
    })
    .await
}
