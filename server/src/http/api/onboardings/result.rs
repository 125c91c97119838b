//! `POST /onboardings/{id}/result`.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vestibule::id::OnboardingId;

use super::{
    parts::ShownFact,
    shapes::{Shown, erased, shown},
};
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            json::{ApiJson, ApiPath},
            problem::{ApiResult, Code},
        },
    },
    services::{
        ServiceError,
        results::{self, Redeemed},
    },
};

/// What the applicant's browser brought, and what you kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultRequest {
    /// The parameter `result_code` of the return URL. It works once, for ten minutes.
    #[schema(max_length = 200)]
    result_code: String,
    /// The binding of the session in which the applicant came back. Take it from that session, never from the onboarding.
    #[schema(max_length = 200)]
    session_binding: String,
}

/// What was found out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OnboardingResult)]
pub struct Found {
    /// The onboarding.
    onboarding: Shown,
    /// What is known of the person, by whom and how sure it is.
    facts: Vec<ShownFact>,
}

/// Read the result
///
/// Wants the code that the applicant's browser brought back and the session binding of that browser's session. Both together
/// show that whoever finished is whoever began: nobody gains anything by having somebody else finish a link of theirs. A code
/// that comes with a wrong binding is used up. After this succeeded once, facts and evidence can be read at any time.
#[utoipa::path(post, path = "/onboardings/{id}/result", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    request_body = ResultRequest, responses((status = 200, body = Found)))]
pub async fn redeem(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
    ApiJson(sent): ApiJson<ResultRequest>,
) -> ApiResult<Json<Found>> {
    let core = &state.core;
    let with = (sent.result_code.as_str(), sent.session_binding.as_str());
    match results::redeem(core, &caller, &id, with.0, with.1).await {
        Err(ServiceError::OutOfOrder) => Err(erased()),
        Err(error) => Err(error.into()),
        Ok(Redeemed::Refused) => Err(Code::InvalidResultCode.into()),
        Ok(Redeemed::Bound(facts)) => Ok(Json(Found {
            onboarding: shown(core, &caller, &id).await?,
            facts: facts
                .into_iter()
                .map(ShownFact::try_from)
                .collect::<Result<_, _>>()?,
        })),
    }
}
