//! The provider's screen in a frame.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule_app::{
    contract::StepRef,
    page::{FramePage, Page},
};

use super::{AtStep, ProviderAt, branding, elsewhere, place};
use crate::{
    http::{
        AppState,
        headers::{PageHeaders, Script},
        render, routes,
    },
    services::{ServiceError, Whereabouts},
};

/// `GET /o/{id}/steps/{step}/frame`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    match page(&state, &at) {
        Ok(Ok((page, headers))) => {
            let path = routes::frame(&at.case.id, &at.step);
            render::page(&state, &at.visitor, &path, StatusCode::OK, page, headers).await
        }
        Ok(Err(elsewhere)) => elsewhere,
        Err(error) => {
            render::refusal(&state, &at.visitor, error, Some(routes::tasks(&at.case.id))).await
        }
    }
}

fn page(
    state: &AppState,
    at: &AtStep,
) -> Result<Result<(Page, PageHeaders), Response>, ServiceError> {
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    let provider = ProviderAt::of(state, case, step)?;
    if let Some(response) =
        elsewhere(case, step, &Whereabouts::Step(step.clone()))?.filter(|_| !case.is_stopped(step))
    {
        return Ok(Err(response));
    }
    // Without a check there is nothing to launch, and a provider without a frame has none to show.
    if provider.check.is_none() || !provider.policy.frame {
        return Ok(Err(render::see_other(&routes::step(&case.id, step))));
    }
    let (place, title) = place(case, visitor, step);
    let headers = PageHeaders {
        frame_src: provider.page.frame_origins.clone(),
        camera_origins: provider.page.camera_origins.clone(),
        passkey_origins: provider.passkey_origins()?,
        referrer_policy: Some(provider.page.referrer_policy),
        script: Script::Islands,
        ..PageHeaders::default()
    };
    let page = Page::Frame(FramePage {
        branding: branding(case, visitor),
        place,
        title,
        provider: provider.view(),
        at: StepRef {
            onboarding: case.id.clone(),
            step: step.clone(),
        },
        min_size: provider.page.min_size,
        preferred_size: provider.page.preferred_size,
        camera: provider.camera(case, visitor),
        page_action: provider.policy.page.then(|| routes::leave(&case.id, step)),
        go_on: routes::wait(&case.id, step),
        back: routes::step(&case.id, step),
    });
    Ok(Ok((page, headers)))
}
