//! A step: a text to agree to, questions of ours, or the page before a provider's screen.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use vestibule::{
    journey::{Field, FieldKind, FieldRef, Form as JourneyForm, StepKind, Terms},
    launch::Presentation,
    onboarding::StepStatus,
};
use vestibule_app::page::{FieldProblem, FieldView, IntroPage, Page, QuestionPage, TermsPage};

use super::{AtStep, ProviderAt, branding, elsewhere, leave, place};
use crate::{
    http::{
        AppState,
        forms::{self, Sent},
        headers::PageHeaders,
        render, routes,
    },
    services::{
        ServiceError, Whereabouts,
        answers::{self, AnswerProblem, Answers, Problems},
        checks::start,
        onboardings,
        reference_images::{self, PictureProblem, Source},
    },
};

/// `GET /o/{id}/steps/{step}`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    let go_on = routes::tasks(&at.case.id);
    match view(&state, &at) {
        Ok(Ok(page)) => respond(&state, &at, StatusCode::OK, page).await,
        Ok(Err(elsewhere)) => elsewhere,
        Err(error) => render::refusal(&state, &at.visitor, error, Some(go_on)).await,
    }
}

async fn respond(state: &AppState, at: &AtStep, status: StatusCode, page: Page) -> Response {
    let path = routes::step(&at.case.id, &at.step);
    render::page(
        state,
        &at.visitor,
        &path,
        status,
        page,
        PageHeaders::default(),
    )
    .await
}

fn view(state: &AppState, at: &AtStep) -> Result<Result<Page, Response>, ServiceError> {
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    Ok(match &case.step(step)?.1.kind {
        StepKind::Terms(terms) => match case.status_of(step)? {
            StepStatus::Ready => Ok(terms_page(at, terms, false)),
            _ => Err(render::see_other(&routes::tasks(&case.id))),
        },
        StepKind::Form(form) => match case.status_of(step)? {
            StepStatus::Ready | StepStatus::Done => Ok(question_page(
                state,
                at,
                form,
                &answers::given(case, step)?,
                &Problems::new(),
            )),
            _ => Err(render::see_other(&routes::tasks(&case.id))),
        },
        StepKind::Provider(_) | StepKind::External(_) => {
            match elsewhere(case, step, &Whereabouts::Step(step.clone()))? {
                Some(response) => Err(response),
                None => {
                    let provider = ProviderAt::of(state, case, step)?;
                    let (place, title) = place(case, visitor, step);
                    Ok(Page::Intro(IntroPage {
                        branding: branding(case, visitor),
                        place,
                        title,
                        provider: provider.view(),
                        needs: provider.needs(),
                        camera: provider.camera(case, visitor),
                        ways: provider.ways(visitor)?,
                        action: routes::step(&case.id, step),
                        back: routes::tasks(&case.id),
                    }))
                }
            }
        }
    })
}

fn terms_page(at: &AtStep, terms: &Terms, not_agreed: bool) -> Page {
    let (place, title) = place(&at.case, &at.visitor, &at.step);
    Page::Terms(TermsPage {
        branding: branding(&at.case, &at.visitor),
        place,
        title,
        paragraphs: terms
            .body
            .get(at.visitor.locale)
            .split("\n\n")
            .map(|paragraph| paragraph.trim().to_owned())
            .filter(|paragraph| !paragraph.is_empty())
            .collect(),
        version: terms.version.clone(),
        not_agreed,
        action: routes::step(&at.case.id, &at.step),
        back: routes::tasks(&at.case.id),
    })
}

fn question_page(
    state: &AppState,
    at: &AtStep,
    form: &JourneyForm,
    given: &Answers,
    problems: &Problems,
) -> Page {
    let (place, title) = place(&at.case, &at.visitor, &at.step);
    let locale = at.visitor.locale;
    let fields = form
        .fields
        .iter()
        .map(|field| FieldView {
            name: field.name.to_string(),
            label: field.label.get(locale).to_owned(),
            hint: field.hint.as_ref().map(|hint| hint.get(locale).to_owned()),
            kind: field.kind,
            value: given.get(field.name.as_str()).cloned().unwrap_or_default(),
            taken_minutes_ago: taken_minutes_ago(state, at, field),
            problem: problems.get(field.name.as_str()).copied().map(shown),
        })
        .collect();
    Page::Question(QuestionPage {
        branding: branding(&at.case, &at.visitor),
        place,
        title,
        fields,
        action: routes::step(&at.case.id, &at.step),
        back: routes::tasks(&at.case.id),
    })
}

fn shown(problem: AnswerProblem) -> FieldProblem {
    match problem {
        AnswerProblem::Missing => FieldProblem::Missing,
        AnswerProblem::NoCountryCode => FieldProblem::NoCountryCode,
        AnswerProblem::NotAPhone => FieldProblem::NotAPhone,
        AnswerProblem::TooLong => FieldProblem::TooLong,
        AnswerProblem::Picture(PictureProblem::TooLarge) => FieldProblem::PictureTooLarge,
        AnswerProblem::Picture(PictureProblem::NotAPicture) => FieldProblem::NotAPicture,
        AnswerProblem::Picture(PictureProblem::Broken) => FieldProblem::PictureBroken,
    }
}

fn taken_minutes_ago(state: &AppState, at: &AtStep, field: &Field) -> Option<u32> {
    if field.kind != FieldKind::Photo {
        return None;
    }
    let source = Source::Field(FieldRef {
        step: at.step.clone(),
        field: field.name.clone(),
    });
    let taken = reference_images::of_source(&at.case, &source)?;
    let passed = state.core.clock.now().0.saturating_sub(taken.created_at);
    Some(u32::try_from(passed / 60_000).unwrap_or(0))
}

/// `POST /o/{id}/steps/{step}`.
pub async fn act(State(state): State<AppState>, at: AtStep, request: Request) -> Response {
    let asked = match at.case.step(&at.step) {
        Ok((_, step)) => forms::photo_fields(&step.kind),
        Err(_) => Vec::new(),
    };
    let sent = match forms::read(&asked, request).await {
        Ok(sent) => sent,
        Err(problem) => return render::problem(&state, &at.visitor, problem, None).await,
    };
    match take(&state, &at, sent).await {
        Ok(response) => response,
        Err(error) => {
            let go_on = Some(routes::tasks(&at.case.id));
            render::refusal(&state, &at.visitor, error, go_on).await
        }
    }
}

async fn take(state: &AppState, at: &AtStep, sent: Sent) -> Result<Response, ServiceError> {
    let Sent {
        answers: fields,
        pictures,
    } = sent;
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    let applicant = visitor.applicant.as_deref();
    let tasks = routes::tasks(&case.id);
    match &case.step(step)?.1.kind {
        StepKind::Terms(terms) => {
            if fields.get("agree").map(String::as_str) != Some("yes") {
                let page = terms_page(at, terms, true);
                return Ok(respond(state, at, StatusCode::UNPROCESSABLE_ENTITY, page).await);
            }
            answers::agree(&state.core, applicant, &case.id, step, visitor.locale).await?;
            Ok(render::see_other(&tasks))
        }
        StepKind::Form(form) => {
            let problems =
                answers::answer(&state.core, applicant, &case.id, step, &fields, pictures).await?;
            if problems.is_empty() {
                return Ok(render::see_other(&tasks));
            }
            // What was typed is shown again, as it was typed; a picture that came with it is there now.
            let at = &AtStep {
                visitor: visitor.clone(),
                case: onboardings::read(&state.core, applicant, &case.id).await?,
                step: step.clone(),
            };
            let page = question_page(state, at, form, &fields, &problems);
            Ok(respond(state, at, StatusCode::UNPROCESSABLE_ENTITY, page).await)
        }
        StepKind::Provider(_) | StepKind::External(_) => {
            let ways = ProviderAt::of(state, case, step)?.ways(visitor)?;
            if ways.wait {
                return leave::start(state, at).await;
            }
            let chosen = match fields.get("presentation").map(String::as_str) {
                Some("page") => Presentation::Page,
                Some("frame") => Presentation::Frame,
                None if ways.page_first => Presentation::Page,
                None => Presentation::Frame,
                Some(_) => return Err(ServiceError::BadRequest("presentation")),
            };
            match chosen {
                Presentation::Page if ways.page => leave::start(state, at).await,
                Presentation::Frame if ways.frame => {
                    start::begin(&state.core, applicant, &case.id, step).await?;
                    Ok(render::see_other(&routes::frame(&case.id, step)))
                }
                _ => Err(ServiceError::BadRequest("presentation")),
            }
        }
    }
}
