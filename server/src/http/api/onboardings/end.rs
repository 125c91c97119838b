//! `POST /onboardings/{id}/cancel` and `POST /onboardings/{id}/erase`.

use axum::{Json, extract::State};
use vestibule::id::OnboardingId;

use super::shapes::{Shown, shown};
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            json::{ApiPath, Nothing, OptionalJson},
            problem::{ApiResult, Code, Problem},
        },
    },
    services::{ServiceError, closing, erasure},
};

/// Cancel an onboarding
///
/// Nobody can go on with it. What is under way at providers is ended. Cancelling twice is cancelling once; what was decided or
/// has expired cannot be cancelled any more.
#[utoipa::path(post, path = "/onboardings/{id}/cancel", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    responses((status = 200, body = Shown)))]
pub async fn cancel(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
    _nothing: OptionalJson<Nothing>,
) -> ApiResult<Json<Shown>> {
    let core = &state.core;
    match closing::cancel(core, &caller, &id).await {
        Err(ServiceError::OutOfOrder) => Err(Problem::new(
            Code::Conflict,
            "the onboarding was decided, has expired or was erased",
        )),
        done => {
            done?;
            Ok(Json(shown(core, &caller, &id).await?))
        }
    }
}

/// Erase an onboarding
///
/// Everything personal is deleted for good: what you said, what the applicant said, facts, pictures, evidence. If it is not
/// over, it is cancelled first. Its id, times and events stay. Erasing twice is erasing once. While a legal hold is on it,
/// nothing is erased: 409 `on_hold`.
#[utoipa::path(post, path = "/onboardings/{id}/erase", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    responses((status = 200, body = Shown)))]
pub async fn erase(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
    _nothing: OptionalJson<Nothing>,
) -> ApiResult<Json<Shown>> {
    let core = &state.core;
    erasure::erase_theirs(core, &caller, &id).await?;
    Ok(Json(shown(core, &caller, &id).await?))
}
