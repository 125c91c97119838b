//! `GET /onboardings/{id}/evidence`.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use vestibule::id::OnboardingId;

use super::shapes::erased;
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            json::ApiPath,
            problem::{ApiResult, Code, Problem},
        },
    },
    services::{
        ServiceError,
        evidence::{self, EvidenceError},
    },
};

/// Download evidence
///
/// One signed file with what was found out and how, for `vestibule verify` on any machine; docs/evidence.md has its format. To be
/// had once a result code was shown with the session binding.
#[utoipa::path(get, path = "/onboardings/{id}/evidence", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    responses((status = 200, description = "The bundle.", body = String, content_type = "application/json")))]
pub async fn evidence(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
) -> ApiResult<Response> {
    let bundle =
        evidence::bundle(&state.core, &caller, &id)
            .await
            .map_err(|error| match error {
                EvidenceError::NotRedeemed => Code::ResultNotBound.into(),
                EvidenceError::Service(ServiceError::OutOfOrder) => erased(),
                EvidenceError::TooLarge(_) => Problem::new(
                    Code::Conflict,
                    "there is more evidence than fits into a bundle",
                ),
                EvidenceError::Service(error) => error.into(),
            })?;
    let name = format!("attachment; filename=\"{id}.json\"");
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bundle).into_response())
}
