//! The answers of a form once more, before they count.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use vestibule::journey::{Field, FieldKind, Form, StepKind};
use vestibule_app::page::{CheckPage, CheckRow, CheckValue, Page};

use super::{AtStep, branding, day, place, step::question};
use crate::{
    http::{AppState, forms, headers::PageHeaders, render, routes},
    services::{
        ServiceError,
        answers::{self, Answers, Confirmed, pictures},
        onboardings,
    },
};

/// `GET /o/{id}/steps/{step}/check`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    let page = match page(&at, false) {
        Ok(Some(page)) => page,
        // Nothing is to be checked (any more).
        Ok(None) => return render::see_other(&routes::step(&at.case.id, &at.step)),
        Err(error) => return refusal(&state, &at, error).await,
    };
    respond(&state, &at, StatusCode::OK, page).await
}

async fn refusal(state: &AppState, at: &AtStep, error: ServiceError) -> Response {
    let go_on = Some(routes::tasks(&at.case.id));
    render::refusal(state, &at.visitor, error, go_on).await
}

async fn respond(state: &AppState, at: &AtStep, status: StatusCode, page: Page) -> Response {
    let path = routes::check(&at.case.id, &at.step);
    let headers = PageHeaders::default();
    render::page(state, &at.visitor, &path, status, page, headers).await
}

fn form(at: &AtStep) -> Result<&Form, ServiceError> {
    match &at.case.step(&at.step)?.1.kind {
        StepKind::Form(form) => Ok(form),
        _ => Err(ServiceError::NotFound),
    }
}

/// The page; `None` when there is no draft.
fn page(at: &AtStep, changed: bool) -> Result<Option<Page>, ServiceError> {
    let form = form(at)?;
    let (case, step) = (&at.case, &at.step);
    let shown = match answers::fingerprint(case, step) {
        Some(shown) if answers::may_confirm(case, step)? => shown,
        _ => return Ok(None),
    };
    let given = answers::entered(case, step)?;
    let questions = routes::step(&case.id, step);
    let rows = form.fields.iter().map(|field| CheckRow {
        label: field.label.get(at.visitor.locale).to_owned(),
        value: value(at, field, &given),
        change: match field.kind {
            FieldKind::Date => format!("{questions}#field-{}.day", field.name),
            _ => format!("{questions}#field-{}", field.name),
        },
    });
    let (place, title) = place(case, &at.visitor, step);
    Ok(Some(Page::Check(CheckPage {
        branding: branding(case, &at.visitor),
        place,
        title,
        rows: rows.collect(),
        changed,
        shown,
        action: routes::check(&case.id, step),
        back: questions,
    })))
}

fn value(at: &AtStep, field: &Field, given: &Answers) -> CheckValue {
    if field.kind.is_picture() {
        return match pictures::sent_at(&at.case, &at.step, field) {
            Some(_) => CheckValue::Picture,
            None => CheckValue::NotProvided,
        };
    }
    let Some(answer) = given.get(field.name.as_str()) else {
        return CheckValue::NotProvided;
    };
    match field.kind {
        FieldKind::Date => {
            day::of_iso(answer).map_or_else(|| CheckValue::Text(answer.clone()), CheckValue::Day)
        }
        FieldKind::Choice => {
            let mut options = field.options.iter();
            let option = options.find(|option| option.value == *answer);
            let label = option.map(|option| option.label.get(at.visitor.locale));
            CheckValue::Text(label.unwrap_or(answer).to_owned())
        }
        _ => CheckValue::Text(answer.clone()),
    }
}

/// `POST /o/{id}/steps/{step}/check`.
pub async fn act(State(state): State<AppState>, at: AtStep, request: Request) -> Response {
    let sent = match forms::read(&[], request).await {
        Ok(sent) => sent.answers,
        Err(problem) => return render::problem(&state, &at.visitor, problem, None).await,
    };
    match take(&state, &at, &sent).await {
        Ok(response) => response,
        Err(error) => refusal(&state, &at, error).await,
    }
}

async fn take(state: &AppState, at: &AtStep, sent: &Answers) -> Result<Response, ServiceError> {
    let applicant = at.visitor.applicant.as_deref();
    let (id, step) = (&at.case.id, &at.step);
    let shown = sent.get("shown").map_or("", String::as_str);
    let confirmed = answers::confirm(&state.core, applicant, id, step, shown).await?;
    if confirmed == Confirmed::Final {
        return Ok(render::see_other(&routes::tasks(id)));
    }
    // As it is now: another tab may have been at it.
    let at = &AtStep {
        visitor: at.visitor.clone(),
        case: onboardings::read(&state.core, applicant, id).await?,
        step: step.clone(),
    };
    if let Confirmed::Wrong(problems) = confirmed {
        let given = answers::entered(&at.case, step)?;
        let page = question::page(state, at, form(at)?, &given, &problems)?;
        return Ok(super::step::respond(state, at, StatusCode::UNPROCESSABLE_ENTITY, page).await);
    }
    let page = page(at, true)?.ok_or(ServiceError::OutOfOrder)?;
    Ok(respond(state, at, StatusCode::CONFLICT, page).await)
}
