//! A step: a text to agree to, questions of ours, or the page before a provider's screen.

pub(super) mod agreement;
pub(super) mod question;

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use vestibule::{
    journey::StepKind,
    launch::Presentation,
    onboarding::{OnboardingStatus, StepStatus},
};
use vestibule_app::page::{IntroPage, Page};

use super::{AtStep, ProviderAt, branding, elsewhere, leave, other_ways, place};
use crate::{
    http::{
        AppState,
        forms::{self, Sent},
        headers::PageHeaders,
        render, routes,
    },
    services::{
        ServiceError, Whereabouts,
        answers::{self, Problems, Taken},
        checks::start,
        consents, onboardings,
    },
};

/// `GET /o/{id}/steps/{step}`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    let go_on = routes::tasks(&at.case.id);
    match view(&state, &at).await {
        Ok(Ok(page)) => respond(&state, &at, StatusCode::OK, page).await,
        Ok(Err(elsewhere)) => elsewhere,
        Err(error) => render::refusal(&state, &at.visitor, error, Some(go_on)).await,
    }
}

pub(super) async fn respond(
    state: &AppState,
    at: &AtStep,
    status: StatusCode,
    page: Page,
) -> Response {
    let path = routes::step(&at.case.id, &at.step);
    let headers = PageHeaders::default();
    render::page(state, &at.visitor, &path, status, page, headers).await
}

async fn view(state: &AppState, at: &AtStep) -> Result<Result<Page, Response>, ServiceError> {
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    let status = case.status_of(step)?;
    let goes_on = case.status()? == OnboardingStatus::InProgress;
    Ok(match &case.step(step)?.1.kind {
        StepKind::Terms(terms) => match status {
            StepStatus::Ready if goes_on => {
                let rows = consents::of_case(&state.core, case).await?;
                let standing = consents::standing(&rows, step);
                Ok(agreement::page(at, terms, &standing, None)?)
            }
            _ => Err(render::see_other(&routes::tasks(&case.id))),
        },
        StepKind::Form(form) => match status {
            StepStatus::Ready | StepStatus::Done if goes_on => {
                let given = answers::entered(case, step)?;
                let given = question::filled(state, at, form, given)?;
                Ok(question::page(state, at, form, &given, &Problems::new())?)
            }
            _ => Err(render::see_other(&routes::tasks(&case.id))),
        },
        StepKind::Provider(_) | StepKind::External(_) => {
            match elsewhere(case, step, &Whereabouts::Step(step.clone()))? {
                Some(response) => Err(response),
                None => {
                    let provider = ProviderAt::of(state, case, step)?;
                    let paused = super::paused(state, visitor, &provider).await?;
                    let (place, title) = place(case, visitor, step);
                    Ok(Page::Intro(IntroPage {
                        branding: branding(case, visitor),
                        place,
                        title,
                        provider: provider.view(),
                        needs: provider.needs(),
                        camera: provider.camera(case, visitor),
                        ways: provider.ways(visitor)?,
                        paused,
                        other: other_ways(case, step)?,
                        action: routes::step(&case.id, step),
                        back: routes::tasks(&case.id),
                    }))
                }
            }
        }
    })
}

/// `POST /o/{id}/steps/{step}`.
pub async fn act(State(state): State<AppState>, at: AtStep, request: Request) -> Response {
    let asked = match at.case.step(&at.step) {
        Ok((_, step)) => forms::picture_fields(&step.kind),
        Err(_) => Vec::new(),
    };
    let sent = match forms::read(&asked, request).await {
        Ok(sent) => sent,
        Err(problem) => return render::problem(&state, &at.visitor, problem, None).await,
    };
    match take(&state, &at, sent).await {
        Ok(response) => response,
        // The page says so, and has the other ways.
        Err(ServiceError::Paused(_)) => render::see_other(&routes::step(&at.case.id, &at.step)),
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
            let ticked = agreement::ticked(terms, &fields);
            let about = (step, visitor.locale);
            let missing = consents::agree(&state.core, applicant, &case.id, about, &ticked).await?;
            if missing.is_empty() {
                return Ok(render::see_other(&tasks));
            }
            let rows = consents::of_case(&state.core, case).await?;
            let standing = consents::standing(&rows, step);
            let page = agreement::page(at, terms, &standing, Some((&ticked, &missing)))?;
            Ok(respond(state, at, StatusCode::UNPROCESSABLE_ENTITY, page).await)
        }
        StepKind::Form(form) => {
            let taken =
                answers::answer(&state.core, applicant, &case.id, step, &fields, pictures).await?;
            let problems = match taken {
                Taken::Final => return Ok(render::see_other(&tasks)),
                Taken::Draft => return Ok(render::see_other(&routes::check(&case.id, step))),
                Taken::Wrong(problems) => problems,
            };
            // What was typed is shown again, as it was typed; a picture that came with it is there now.
            let at = &AtStep {
                visitor: visitor.clone(),
                case: onboardings::read(&state.core, applicant, &case.id).await?,
                step: step.clone(),
            };
            let page = question::page(state, at, form, &fields, &problems)?;
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
