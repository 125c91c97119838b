//! `POST /dev/onboardings`, in Development only: begins an onboarding as a client would.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use vestibule::{id::JourneyName, locale::Locale};

use super::only_this_machine;
use crate::{
    http::routes,
    services::{
        ServiceError,
        core::Core,
        matching::Claims,
        onboardings::{Beginning, invite},
    },
};

/// The route.
pub fn router(core: Arc<Core>) -> Router {
    Router::new()
        .route("/dev/onboardings", post(begin))
        .layer(middleware::from_fn(only_this_machine))
        .with_state(core)
}

/// What a client says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    journey: JourneyName,
    client: String,
    #[serde(default)]
    expected: Claims,
    #[serde(default)]
    locale: Locale,
}

async fn begin(State(core): State<Arc<Core>>, Json(wanted): Json<Wanted>) -> Response {
    let Some(origin) = core.origins.first() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let beginning = Beginning {
        journey: &wanted.journey,
        origin,
        locale: wanted.locale,
    };
    match invite(&core, beginning, (&wanted.client, &wanted.expected)).await {
        Ok((id, token)) => {
            let link = format!("{origin}{}", routes::link(&token));
            let begun = serde_json::json!({ "id": id, "link": link });
            (StatusCode::CREATED, Json(begun)).into_response()
        }
        Err(ServiceError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(ServiceError::BadRequest(what)) => (StatusCode::BAD_REQUEST, what).into_response(),
        Err(error) => {
            tracing::error!(%error, "no onboarding was begun");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
