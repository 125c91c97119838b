//! The provider's own page: announced here, then left to by a plain link.
//!
//! A form that answers 303 to another origin is blocked by `form-action`, and a person should know where a link leads.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::launch::Presentation;
use vestibule_app::page::{LeavePage, LeaveTo, Page};

use super::{AtStep, ProviderAt, branding, elsewhere, place};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes},
    services::{
        ServiceError, Whereabouts,
        checks::{
            sdk,
            start::{self, Launched},
        },
    },
};

/// `GET /o/{id}/steps/{step}/leave`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    match page(&state, &at).await {
        Ok(response) => response,
        Err(error) => {
            render::refusal(&state, &at.visitor, error, Some(routes::tasks(&at.case.id))).await
        }
    }
}

async fn page(state: &AppState, at: &AtStep) -> Result<Response, ServiceError> {
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    let provider = ProviderAt::of(state, case, step)?;
    if let Some(response) = elsewhere(case, step, &Whereabouts::Step(step.clone()))? {
        return Ok(response);
    }
    if provider.check.is_none() || !provider.policy.page {
        return Ok(render::see_other(&routes::step(&case.id, step)));
    }
    let to = leads_to(state, at, &provider).await?;
    let (place, title) = place(case, visitor, step);
    let path = routes::leave(&case.id, step);
    let page = Page::Leave(LeavePage {
        branding: branding(case, visitor),
        place,
        title,
        provider: provider.view(),
        to,
        action: path.clone(),
        back: routes::step(&case.id, step),
    });
    Ok(render::page(
        state,
        visitor,
        &path,
        StatusCode::OK,
        page,
        PageHeaders {
            form_action: sdk_origin(state, &provider),
            ..PageHeaders::default()
        },
    )
    .await)
}

/// The SDK origin, where the provider's script runs there.
fn sdk_origin(state: &AppState, provider: &ProviderAt<'_>) -> Vec<String> {
    let origin = state.core.sdk_origin.iter().cloned();
    origin.filter(|_| provider.policy.sdk).collect()
}

/// A link to the provider, or a form to the page on which its script runs.
async fn leads_to(
    state: &AppState,
    at: &AtStep,
    provider: &ProviderAt<'_>,
) -> Result<Option<LeaveTo>, ServiceError> {
    let applicant = at.visitor.applicant.as_deref();
    let (id, step) = (&at.case.id, &at.step);
    let Some(origin) = sdk_origin(state, provider).pop() else {
        let href = start::leave_to(&state.core, applicant, id, step).await?;
        return Ok(href.map(LeaveTo::Link));
    };
    let code = sdk::hand_over(&state.core, applicant, id, step).await?;
    Ok(code.map(|code| LeaveTo::Sdk {
        action: format!("{origin}/sdk/{}/open", provider.connected.connection.name),
        code,
        back: routes::leave(id, step),
    }))
}

/// `POST /o/{id}/steps/{step}/leave`: from under a frame, or for a new link. Whoever comes from a frame gets a page of
/// its own first from now on.
pub async fn act(State(state): State<AppState>, at: AtStep) -> Response {
    if let Err(error) = at.visitor.prefer_page().await {
        let error = ServiceError::Internal(Box::new(error));
        return render::refusal(&state, &at.visitor, error, None).await;
    }
    match start(&state, &at).await {
        Ok(response) => response,
        // The page before this one says so, and has the other ways.
        Err(ServiceError::Paused(_)) => render::see_other(&routes::step(&at.case.id, &at.step)),
        Err(error) => {
            let go_on = Some(routes::step(&at.case.id, &at.step));
            render::refusal(&state, &at.visitor, error, go_on).await
        }
    }
}

/// Opens a provider session for a page of its own, and goes to its announcement.
pub(super) async fn start(state: &AppState, at: &AtStep) -> Result<Response, ServiceError> {
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    if !ProviderAt::of(state, case, step)?.policy.page {
        return Err(ServiceError::NotFound);
    }
    let applicant = visitor.applicant.as_deref();
    start::begin(&state.core, applicant, &case.id, step).await?;
    let launched = start::start(
        &state.core,
        applicant,
        &case.id,
        step,
        Presentation::Page,
        visitor.locale,
    )
    .await?;
    let path = match launched {
        Launched::Page | Launched::Frame { .. } => routes::leave(&case.id, step),
        Launched::Elsewhere(place) => routes::whereabouts(&case.id, &place),
    };
    Ok(render::see_other(&path))
}
