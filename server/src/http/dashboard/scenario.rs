//! `GET /dashboard/onboardings/{id}/scenario`: the onboarding as a scenario that can be played again.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::case::AtCase;
use crate::{
    http::AppState,
    services::{ServiceError, dashboard::scenario},
};

/// Downloads the file.
pub(super) async fn download(State(state): State<AppState>, at: AtCase) -> Response {
    let made = scenario::export(&state.core, &at.operator, &at.id).await;
    let body = made.and_then(|file| {
        let body = serde_json::to_vec_pretty(&file);
        body.map_err(|error| ServiceError::Internal(Box::new(error)))
    });
    match body {
        Ok(body) => {
            let name = format!("attachment; filename=\"scenario-{}.json\"", at.id);
            let headers = [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, body).into_response()
        }
        Err(error) => at.refuse(&state, &error).await,
    }
}
