//! The page of a form step.

use vestibule::{
    id::StepName,
    journey::{ClaimSource, Field, FieldKind, Form, StepKind},
};
use vestibule_app::page::{
    DatePart as ShownPart, FieldProblem, FieldView, FilledFrom, OptionView, Page, QuestionPage,
};

use super::super::{AtStep, branding, other_ways, place};
use crate::{
    http::{AppState, routes},
    services::{
        ServiceError,
        answers::{
            AnswerProblem, Answers, DatePart, DateProblem, Prefill, Prefilled, Problems, pictures,
            prefill, reading,
        },
        case::Case,
        reference_images::PictureProblem,
    },
};

/// What stands in a form when it is opened: what was entered or, before the first answer, what is filled in beforehand.
pub(super) fn filled(
    state: &AppState,
    at: &AtStep,
    form: &Form,
    entered: Answers,
) -> Result<Answers, ServiceError> {
    let row = at.case.step_row(&at.step);
    if row.is_some_and(|row| row.answer.is_some()) {
        return Ok(entered);
    }
    let values = prefill::of_step(&at.case, &at.step, form, state.core.clock.now())?;
    Ok(values
        .into_iter()
        .map(|(field, filled)| (field, filled.value))
        .collect())
}

/// The page, with what was entered, as it was entered.
pub(in crate::http::pages) fn page(
    state: &AppState,
    at: &AtStep,
    form: &Form,
    given: &Answers,
    problems: &Problems,
) -> Result<Page, ServiceError> {
    let (place, title) = place(&at.case, &at.visitor, &at.step);
    let offered = prefill::of_step(&at.case, &at.step, form, state.core.clock.now())?;
    let fields = form
        .fields
        .iter()
        .map(|field| view(state, at, field, (given, &offered, problems)))
        .collect();
    Ok(Page::Question(QuestionPage {
        branding: branding(&at.case, &at.visitor),
        place,
        title,
        fields,
        other: other_ways(&at.case, &at.step)?,
        action: routes::step(&at.case.id, &at.step),
        back: routes::tasks(&at.case.id),
    }))
}

fn view(
    state: &AppState,
    at: &AtStep,
    field: &Field,
    (given, offered, problems): (&Answers, &Prefill, &Problems),
) -> FieldView {
    let locale = at.visitor.locale;
    let name = field.name.as_str();
    let date = match field.kind {
        FieldKind::Date => reading::parts(name, given),
        _ => Default::default(),
    };
    let options = field.options.iter().map(|option| OptionView {
        value: option.value.clone(),
        label: option.label.get(locale).to_owned(),
    });
    let now = state.core.clock.now();
    let unchanged = |filled: &&Prefilled| {
        reading::read(field, given, now).ok().flatten().as_ref() == Some(&filled.value)
    };
    FieldView {
        name: name.to_owned(),
        label: field.label.get(locale).to_owned(),
        hint: field.hint.as_ref().map(|hint| hint.get(locale).to_owned()),
        kind: field.kind,
        optional: field.optional,
        claim: field.claim().to_owned(),
        value: given.get(name).cloned().unwrap_or_default(),
        date,
        options: options.collect(),
        from: offered
            .get(name)
            .filter(unchanged)
            .map(|filled| shown_source(state, &at.case, &filled.source)),
        taken_minutes_ago: taken_minutes_ago(state, &at.case, &at.step, field),
        problem: problems.get(name).copied().map(shown),
    }
}

/// Whose value it is, as people know it.
fn shown_source(state: &AppState, case: &Case, source: &ClaimSource) -> FilledFrom {
    let ClaimSource::Step(step) = source else {
        return FilledFrom::Named(case.journey.company.clone());
    };
    match case.journey.step(step).map(|(_, step)| &step.kind) {
        Some(StepKind::Provider(provider) | StepKind::External(provider)) => {
            let connected = state.core.connected(provider.connection.as_str());
            let name = connected.map(|connected| connected.connection.display_name.clone());
            FilledFrom::Named(name.unwrap_or_else(|_| provider.connection.to_string()))
        }
        _ => FilledFrom::Earlier,
    }
}

fn taken_minutes_ago(state: &AppState, case: &Case, step: &StepName, field: &Field) -> Option<u32> {
    let sent_at = pictures::sent_at(case, step, field)?;
    let passed = state.core.clock.now().0.saturating_sub(sent_at);
    Some(u32::try_from(passed / 60_000).unwrap_or(0))
}

fn shown(problem: AnswerProblem) -> FieldProblem {
    match problem {
        AnswerProblem::Missing => FieldProblem::Missing,
        AnswerProblem::NoCountryCode => FieldProblem::NoCountryCode,
        AnswerProblem::NotAPhone => FieldProblem::NotAPhone,
        AnswerProblem::CountryNotServed => FieldProblem::CountryNotServed,
        AnswerProblem::NotAnEmail => FieldProblem::NotAnEmail,
        AnswerProblem::NotOffered => FieldProblem::NotOffered,
        AnswerProblem::Date(DateProblem::Lacks { day, month, year }) => {
            FieldProblem::DateLacks { day, month, year }
        }
        AnswerProblem::Date(DateProblem::Wrong(part)) => FieldProblem::DateWrong(match part {
            DatePart::Day => ShownPart::Day,
            DatePart::Month => ShownPart::Month,
            DatePart::Year => ShownPart::Year,
        }),
        AnswerProblem::Date(DateProblem::NotReal) => FieldProblem::NotADate,
        AnswerProblem::Date(DateProblem::Ahead) => FieldProblem::DateAhead,
        AnswerProblem::TooLong => FieldProblem::TooLong,
        AnswerProblem::Picture(PictureProblem::TooLarge) => FieldProblem::PictureTooLarge,
        AnswerProblem::Picture(PictureProblem::NotAPicture) => FieldProblem::NotAPicture,
        AnswerProblem::Picture(PictureProblem::Broken) => FieldProblem::PictureBroken,
    }
}
