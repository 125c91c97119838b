//! Answering our own questions: terms and forms.

use std::collections::BTreeMap;

use vestibule::{
    id::{OnboardingId, StepName},
    journey::{Field, FieldKind, FieldRef, StepKind},
    locale::Locale,
    onboarding::{OnboardingStatus, StepStatus},
    phone::{InvalidPhone, Phone},
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    onboardings, projection,
    reference_images::{self, Picture, PictureProblem, Source},
};
use crate::{
    crypto::sha256_hex,
    db::{
        self, Tx,
        facts::{ConsentRow, FactRow},
    },
};

/// The longest answer, in characters.
pub const MAX_ANSWER: usize = 200;

/// What is wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerProblem {
    /// Nothing was entered.
    Missing,
    /// A phone number without its country code.
    NoCountryCode,
    /// Not a phone number.
    NotAPhone,
    /// Longer than [`MAX_ANSWER`].
    TooLong,
    /// The picture cannot be taken.
    Picture(PictureProblem),
}

/// Answers by field name.
pub type Answers = BTreeMap<String, String>;

/// The files that were sent, by field name; those that were too large to be read are not there.
pub type Pictures = BTreeMap<String, Result<Vec<u8>, PictureProblem>>;

/// What is wrong with answers, by field name.
pub type Problems = BTreeMap<String, AnswerProblem>;

/// Reads one answer in words: the value to store, or what is wrong with it.
fn read(field: &Field, value: &str) -> Result<String, AnswerProblem> {
    let value = value.trim();
    if value.is_empty() {
        return Err(AnswerProblem::Missing);
    }
    if value.chars().count() > MAX_ANSWER {
        return Err(AnswerProblem::TooLong);
    }
    match field.kind {
        // A picture is not said in words; it is read elsewhere.
        FieldKind::Text
        | FieldKind::Email
        | FieldKind::Date
        | FieldKind::Choice
        | FieldKind::Photo
        | FieldKind::Upload => Ok(value.to_owned()),
        FieldKind::Phone => Phone::parse(value)
            .map(|phone| phone.e164().to_owned())
            .map_err(|error| match error {
                InvalidPhone::Empty => AnswerProblem::Missing,
                InvalidPhone::NoCountryCode => AnswerProblem::NoCountryCode,
                InvalidPhone::Malformed => AnswerProblem::NotAPhone,
            }),
    }
}

/// A question may be answered while it is its turn, and again until a later step has begun.
fn may_answer(case: &Case, step: &StepName) -> Result<(), ServiceError> {
    let later_begun = || {
        let at = case.step(step).map(|(at, _)| at)?;
        let later: Vec<_> = case
            .journey
            .steps
            .iter()
            .skip(at + 1)
            .map(|later| later.name.as_str())
            .collect();
        Ok::<_, ServiceError>(
            case.checks
                .iter()
                .any(|check| later.contains(&check.step.as_str())),
        )
    };
    match case.status_of(step)? {
        StepStatus::Ready => Ok(()),
        StepStatus::Done if case.status()? == OnboardingStatus::InProgress && !later_begun()? => {
            Ok(())
        }
        _ => Err(ServiceError::OutOfOrder),
    }
}

async fn locked(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<(Tx, Case), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let case = Case::load_for(core, &mut tx, id, applicant, Some(core.db.dialect())).await?;
    Ok((tx, case))
}

/// Records agreement to the text of a terms step, in the language that was shown.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is not this step's turn.
pub async fn agree(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
    locale: Locale,
) -> Result<(), ServiceError> {
    let (mut tx, case) = locked(core, applicant, id).await?;
    let StepKind::Terms(terms) = &case.step(step)?.1.kind else {
        return Err(ServiceError::NotFound);
    };
    may_answer(&case, step)?;
    if case.status_of(step)? == StepStatus::Done {
        // Agreed already: the record of the first time stays.
        return Ok(());
    }
    let now = core.clock.now();
    let consent = ConsentRow {
        id: core.new_id(),
        onboarding_id: id.to_string(),
        step: step.to_string(),
        name: String::new(),
        text_id: terms.text_id.clone(),
        version: terms.version.clone(),
        locale: locale.tag().to_owned(),
        text_hash: sha256_hex(terms.body.get(locale).as_bytes()),
        purpose: terms.purpose.clone(),
        legal_basis: terms.legal_basis.code().to_owned(),
        agreed_at: now.0,
        withdrawn_at: None,
    };
    db::facts::insert_consent(&mut tx, &consent).await?;
    db::onboardings::answer_step(&mut tx, id.as_str(), step.as_str(), None, now).await?;
    let detail = serde_json::json!({ "text": consent.text_id, "version": consent.version, "hash": consent.text_hash });
    audit::of_case(
        core,
        &mut tx,
        &case,
        ("consent.given", Actor::Applicant),
        &detail,
    )
    .await?;
    projection::write(core, &mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Stores the answers of a form step, or says what is wrong with each. A good picture is kept also when another answer
/// is wrong: nobody has to take it again.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is not this step's turn.
pub async fn answer(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
    given: &Answers,
    sent: Pictures,
) -> Result<Problems, ServiceError> {
    if !sent.is_empty() {
        // Before the work that pictures make.
        may_answer(&onboardings::read(core, applicant, id).await?, step)?;
    }
    let mut prepared = BTreeMap::new();
    for (name, bytes) in sent {
        let picture = match bytes {
            Ok(bytes) => reference_images::prepare(bytes).await,
            Err(problem) => Err(problem),
        };
        prepared.insert(name, picture);
    }
    let (mut tx, case) = locked(core, applicant, id).await?;
    let StepKind::Form(form) = &case.step(step)?.1.kind else {
        return Err(ServiceError::NotFound);
    };
    may_answer(&case, step)?;
    let mut answers = Answers::new();
    let mut problems = Problems::new();
    for field in &form.fields {
        let name = field.name.to_string();
        if field.kind == FieldKind::Photo {
            let picture = prepared.remove(&name);
            if let Some(problem) =
                take_picture(core, &mut tx, &case, (step, field), picture).await?
            {
                problems.insert(name, problem);
            }
            continue;
        }
        match read(field, given.get(&name).map_or("", String::as_str)) {
            Ok(value) => drop(answers.insert(name, value)),
            Err(problem) => drop(problems.insert(name, problem)),
        }
    }
    if problems.is_empty() {
        store(core, &mut tx, &case, step, &answers).await?;
    }
    tx.commit().await?;
    Ok(problems)
}

/// Keeps the picture that answers a photo question, or says what is wrong. The one from before stands when none came.
async fn take_picture(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, field): (&StepName, &Field),
    picture: Option<Result<Picture, PictureProblem>>,
) -> Result<Option<AnswerProblem>, ServiceError> {
    let source = Source::Field(FieldRef {
        step: step.clone(),
        field: field.name.clone(),
    });
    Ok(match picture {
        Some(Ok(picture)) => {
            reference_images::keep(core, tx, case, &source, &picture).await?;
            None
        }
        Some(Err(problem)) => Some(AnswerProblem::Picture(problem)),
        None if reference_images::of_source(case, &source).is_some() => None,
        None => Some(AnswerProblem::Missing),
    })
}

/// Records that a form step is answered.
async fn store(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    step: &StepName,
    answers: &Answers,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let id = &case.id;
    let sealed = case.seal(core, ("steps", "answer"), answers)?;
    db::onboardings::answer_step(tx, id.as_str(), step.as_str(), Some(sealed), now).await?;
    db::facts::delete_self_asserted(tx, id.as_str(), step.as_str()).await?;
    // Who only had a picture taken said nothing.
    if !answers.is_empty() {
        let fact = FactRow {
            id: core.new_id(),
            onboarding_id: id.to_string(),
            check_id: None,
            step: step.to_string(),
            kind: vestibule::fact::FactKind::SelfAsserted.code().to_owned(),
            source: "form".to_owned(),
            assurance_scheme: None,
            assurance_value: None,
            claims: case.seal(core, ("facts", "claims"), answers)?,
            created_at: now.0,
            evidence_id: None,
            verified: None,
        };
        db::facts::insert(tx, &fact).await?;
    }
    let detail = serde_json::json!({ "step": step, "fields": answers.keys().collect::<Vec<_>>() });
    let event = ("form.answered", Actor::Applicant);
    audit::of_case(core, tx, case, event, &detail).await?;
    projection::write(core, tx, id).await?;
    Ok(())
}

/// What was answered before, for showing it again.
///
/// # Errors
/// When the answer cannot be opened.
pub fn given(case: &Case, step: &StepName) -> Result<Answers, ServiceError> {
    let sealed = case
        .steps
        .iter()
        .find(|row| row.name == step.as_str())
        .and_then(|row| row.answer.clone());
    sealed.map_or_else(
        || Ok(Answers::new()),
        |sealed| case.open(("steps", "answer"), sealed),
    )
}

/// The phone number that the applicant gave in a form, if there was such a question.
///
/// # Errors
/// When an answer cannot be opened.
pub fn phone(case: &Case) -> Result<Option<Phone>, ServiceError> {
    for step in &case.journey.steps {
        let StepKind::Form(form) = &step.kind else {
            continue;
        };
        let Some(field) = form
            .fields
            .iter()
            .find(|field| field.kind == FieldKind::Phone)
        else {
            continue;
        };
        if let Some(value) = given(case, &step.name)?.get(field.name.as_str()) {
            return Ok(Phone::parse(value).ok());
        }
    }
    Ok(None)
}
