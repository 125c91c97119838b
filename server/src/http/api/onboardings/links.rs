//! `POST /onboardings/{id}/links`.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use vestibule::id::OnboardingId;

use super::shapes::ShownLink;
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            json::{ApiPath, OptionalJson},
            problem::{ApiResult, Code, Problem},
        },
    },
    services::{
        ServiceError,
        onboardings::{self, InviteError},
    },
};

/// What a new link is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// For how many minutes it can be claimed.
    #[serde(default)]
    #[schema(example = 1440, minimum = 1, maximum = 527_040)]
    lifetime_minutes: Option<u32>,
}

/// Make a new link
///
/// The link before works no more. Whoever claims the new one goes on with the onboarding, and the browser that had it has it no
/// more: send it only to the person that it is for.
#[utoipa::path(post, path = "/onboardings/{id}/links", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    request_body = Option<NewLink>, responses((status = 201, body = ShownLink)))]
pub async fn new_link(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
    OptionalJson(new): OptionalJson<NewLink>,
) -> ApiResult<(StatusCode, Json<ShownLink>)> {
    let core = &state.core;
    match onboardings::new_link(core, &caller, &id, new.lifetime_minutes).await {
        Ok(link) => Ok((StatusCode::CREATED, Json(ShownLink::of(core, &link)?))),
        Err(InviteError::Service(ServiceError::OutOfOrder)) => Err(Problem::new(
            Code::Conflict,
            "the onboarding is not in progress",
        )),
        Err(error) => Err(error.into()),
    }
}
