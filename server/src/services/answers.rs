//! Answering forms.
//!
//! Answers to several questions are shown once more before they count: until then they are a draft, which says nothing
//! about anybody. The person's own word stays that, wherever its text came from.

pub mod pictures;
pub mod prefill;
pub mod reading;

use std::collections::BTreeMap;

use vestibule::{
    fact::FactKind,
    id::{OnboardingId, StepName},
    journey::{Field, FieldKind, Form, StepKind},
    onboarding::{OnboardingStatus, StepStatus},
    phone::Phone,
};

pub use self::{
    prefill::{Prefill, Prefilled, edited},
    reading::{AnswerProblem, DatePart, DateProblem},
};
use super::{
    ServiceError,
    audit::{self, Actor},
    budgets,
    case::Case,
    core::Core,
    onboardings, projection,
    reference_images::{self, PictureProblem},
};
use crate::{
    crypto::sha256_hex,
    db::{self, Tx, facts::FactRow},
};

/// The longest answer, in characters.
pub const MAX_ANSWER: usize = 200;
/// Column of the sealed answers.
const ANSWER: (&str, &str) = ("steps", "answer");
/// Column of what was filled in beforehand, sealed.
const PREFILLED: (&str, &str) = ("steps", "prefilled");

/// Answers by field name.
pub type Answers = BTreeMap<String, String>;

/// The files that were sent, by field name; those that were too large to be read are not there.
pub type Pictures = BTreeMap<String, Result<Vec<u8>, PictureProblem>>;

/// What is wrong with answers, by field name.
pub type Problems = BTreeMap<String, AnswerProblem>;

/// What became of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// They count.
    Final,
    /// They are kept, and count once the applicant has confirmed them.
    Draft,
    /// Nothing was taken, because of this. Good pictures were.
    Wrong(Problems),
}

/// What became of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// The answers count.
    Final,
    /// The answers are others than those that were shown: another tab changed them.
    Changed,
    /// An answer does not stand any more.
    Wrong(Problems),
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
    if case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    match case.status_of(step)? {
        StepStatus::Ready => Ok(()),
        StepStatus::Done if !later_begun()? => Ok(()),
        _ => Err(ServiceError::OutOfOrder),
    }
}

fn form<'a>(case: &'a Case, step: &StepName) -> Result<&'a Form, ServiceError> {
    match &case.step(step)?.1.kind {
        StepKind::Form(form) => Ok(form),
        _ => Err(ServiceError::NotFound),
    }
}

/// Takes the answers of a form step, or says what is wrong with each. A good picture is kept also when another answer is
/// wrong: nobody has to take it again. What was not asked is not looked at.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is not this step's turn.
pub async fn answer(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
    sent: &Answers,
    files: Pictures,
) -> Result<Taken, ServiceError> {
    if !files.is_empty() {
        // Before the work that pictures make.
        may_answer(&onboardings::read(core, applicant, id).await?, step)?;
    }
    let mut prepared = BTreeMap::new();
    for (name, bytes) in files {
        let picture = match bytes {
            Ok(bytes) => reference_images::prepare(bytes).await,
            Err(problem) => Err(problem),
        };
        prepared.insert(name, picture);
    }
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    let form = form(&case, step)?;
    may_answer(&case, step)?;
    let mut answers = Answers::new();
    let mut problems = Problems::new();
    for field in &form.fields {
        let name = field.name.to_string();
        if field.kind.is_picture() {
            let picture = prepared.remove(&name);
            if let Some(problem) =
                pictures::take(core, &mut tx, &case, (step, field), picture).await?
            {
                problems.insert(name, problem);
            }
            continue;
        }
        match read(core, field, sent) {
            Ok(Some(value)) => drop(answers.insert(name, value)),
            Ok(None) => {}
            Err(problem) => drop(problems.insert(name, problem)),
        }
    }
    if !problems.is_empty() {
        tx.commit().await?;
        return Ok(Taken::Wrong(problems));
    }
    if case
        .step_row(step)
        .is_some_and(|row| row.prefilled.is_none())
    {
        let offered = prefill::of_step(&case, step, form, core.clock.now())?;
        let sealed = case.seal(core, PREFILLED, &offered)?;
        db::onboardings::keep_prefilled(&mut tx, id.as_str(), step.as_str(), sealed).await?;
    }
    let sealed = case.seal(core, ANSWER, &answers)?;
    let taken = if form.is_checked() {
        keep_draft(core, &mut tx, &case, (step, &answers), sealed).await?;
        Taken::Draft
    } else {
        store(core, &mut tx, &case, (step, form, &answers), sealed).await?;
        Taken::Final
    };
    tx.commit().await?;
    Ok(taken)
}

/// Makes the draft of a step count that was shown with this [`fingerprint`]. Twice is once.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when there is no draft, or it is not this step's turn.
pub async fn confirm(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
    shown: &str,
) -> Result<Confirmed, ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    let form = form(&case, step)?;
    if case.status_of(step)? == StepStatus::Done {
        return Ok(Confirmed::Final);
    }
    may_answer(&case, step)?;
    let row = case.step_row(step);
    let draft = row
        .and_then(|row| row.answer.clone())
        .ok_or(ServiceError::OutOfOrder)?;
    if fingerprint(&case, step).as_deref() != Some(shown) {
        return Ok(Confirmed::Changed);
    }
    let answers = entered(&case, step)?;
    let mut problems = Problems::new();
    for field in &form.fields {
        let problem = if field.kind.is_picture() {
            let there = pictures::sent_at(&case, step, field).is_some() || field.optional;
            (!there).then_some(AnswerProblem::Missing)
        } else {
            read(core, field, &answers).err()
        };
        if let Some(problem) = problem {
            problems.insert(field.name.to_string(), problem);
        }
    }
    if !problems.is_empty() {
        return Ok(Confirmed::Wrong(problems));
    }
    store(core, &mut tx, &case, (step, form, &answers), draft).await?;
    tx.commit().await?;
    Ok(Confirmed::Final)
}

/// Reads one answer in words.
fn read(core: &Core, field: &Field, given: &Answers) -> Result<Option<String>, AnswerProblem> {
    let value = reading::read(field, given, core.clock.now())?;
    let phone = value
        .as_deref()
        .filter(|_| field.kind == FieldKind::Phone)
        .and_then(|value| Phone::parse(value).ok());
    if phone.is_some_and(|phone| !budgets::may_call(core, &phone)) {
        return Err(AnswerProblem::CountryNotServed);
    }
    Ok(value)
}

/// Keeps answers that do not count yet. What was said before counts no more.
async fn keep_draft(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, answers): (&StepName, &Answers),
    sealed: Vec<u8>,
) -> Result<(), ServiceError> {
    let id = case.id.as_str();
    db::onboardings::keep_draft(tx, id, step.as_str(), sealed).await?;
    db::facts::delete_self_asserted(tx, id, step.as_str()).await?;
    let detail = serde_json::json!({ "step": step, "fields": answers.keys().collect::<Vec<_>>() });
    let event = ("form.drafted", Actor::Applicant);
    audit::of_case(core, tx, case, event, &detail).await?;
    projection::write(core, tx, &case.id).await?;
    Ok(())
}

/// Records that a form step is answered.
async fn store(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, form, answers): (&StepName, &Form, &Answers),
    sealed: Vec<u8>,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let id = &case.id;
    db::onboardings::answer_step(tx, id.as_str(), step.as_str(), Some(sealed), now).await?;
    db::facts::delete_self_asserted(tx, id.as_str(), step.as_str()).await?;
    // Who only had a picture taken said nothing.
    if !answers.is_empty() {
        let claims: Answers = form
            .fields
            .iter()
            .filter_map(|field| {
                let value = answers.get(field.name.as_str())?;
                Some((field.claim().to_owned(), value.clone()))
            })
            .collect();
        let fact = FactRow {
            id: core.new_id(),
            onboarding_id: id.to_string(),
            check_id: None,
            step: step.to_string(),
            kind: FactKind::SelfAsserted.code().to_owned(),
            source: "form".to_owned(),
            assurance_scheme: None,
            assurance_value: None,
            claims: case.seal(core, ("facts", "claims"), &claims)?,
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

/// The answers of a step that count.
///
/// # Errors
/// When they cannot be opened.
pub fn given(case: &Case, step: &StepName) -> Result<Answers, ServiceError> {
    match case.step_row(step) {
        Some(row) if row.answered_at.is_some() => entered(case, step),
        _ => Ok(Answers::new()),
    }
}

/// What was entered at a step, also when it does not count yet: for showing it again.
///
/// # Errors
/// When it cannot be opened.
pub fn entered(case: &Case, step: &StepName) -> Result<Answers, ServiceError> {
    case.step_row(step)
        .and_then(|row| row.answer.clone())
        .map_or_else(|| Ok(Answers::new()), |sealed| case.open(ANSWER, sealed))
}

/// Whether a step has answers that could be confirmed now.
///
/// # Errors
/// [`ServiceError::NotFound`] when the journey has no such step.
pub fn may_confirm(case: &Case, step: &StepName) -> Result<bool, ServiceError> {
    let is_draft = case
        .step_row(step)
        .is_some_and(|row| row.answered_at.is_none() && row.answer.is_some());
    let goes_on = case.status()? == OnboardingStatus::InProgress;
    Ok(is_draft && goes_on && case.status_of(step)? == StepStatus::Ready)
}

/// Names what was entered at a step without telling it: another draft has another name, also one of the same answers.
#[must_use]
pub fn fingerprint(case: &Case, step: &StepName) -> Option<String> {
    let sealed = case.step_row(step)?.answer.as_deref()?;
    Some(sha256_hex(sealed))
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
