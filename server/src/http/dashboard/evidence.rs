//! `GET /dashboard/onboardings/{id}/evidence`: the evidence bundle.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use vestibule_app::dashboard::problem::Trouble;

use super::case::AtCase;
use crate::{
    http::AppState,
    services::{dashboard::case::evidence, evidence::EvidenceError},
};

/// Downloads the bundle.
pub(super) async fn download(State(state): State<AppState>, at: AtCase) -> Response {
    match evidence::download(&state.core, &at.operator, &at.id).await {
        Ok(bundle) => {
            let name = format!("attachment; filename=\"{}.json\"", at.id);
            let headers = [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, bundle).into_response()
        }
        Err(EvidenceError::Service(error)) => at.refuse(&state, &error).await,
        Err(EvidenceError::NotRedeemed | EvidenceError::TooLarge(_)) => {
            at.trouble(&state, Trouble::Conflict).await
        }
    }
}
