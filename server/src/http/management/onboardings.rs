//! `POST /dev/onboardings`, in Development only: begins an onboarding as a client would.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use vestibule::{
    id::{ClientName, JourneyName},
    locale::Locale,
};

use super::only_this_machine;
use crate::{
    http::routes,
    services::{
        clients::{Caller, Mode, is_return_url},
        core::Core,
        matching::Claims,
        onboardings::{Back, Invitation, InviteError, invite},
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
    client: ClientName,
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    expected: Claims,
    #[serde(default)]
    locale: Locale,
    /// Registered for this call alone.
    #[serde(default)]
    return_url: Option<String>,
    /// Where it is missing nobody can read the result.
    #[serde(default)]
    session_binding: Option<String>,
}

async fn begin(State(core): State<Arc<Core>>, Json(wanted): Json<Wanted>) -> Response {
    let Some(origin) = core.origins.first() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    if !wanted.return_url.iter().all(|url| is_return_url(url)) {
        return (StatusCode::BAD_REQUEST, "/return_url").into_response();
    }
    // As a client with a test key would; the journey has no connection that is live, or this were not Development.
    let caller = Caller {
        display_name: wanted.client.to_string(),
        client: wanted.client,
        return_urls: wanted.return_url.iter().cloned().collect(),
        mode: Mode::Test,
        key_id: String::new(),
        prefix: String::new(),
        scopes: BTreeSet::new(),
        operator: None,
    };
    let binding = wanted.session_binding;
    let back = wanted.return_url.map(|return_url| Back {
        return_url,
        session_binding: binding.unwrap_or_else(|| core.random.token()),
    });
    let invitation = Invitation {
        back,
        account: wanted.account,
        expected: wanted.expected,
        locale: wanted.locale,
        ..Invitation::to(wanted.journey)
    };
    match invite(&core, &caller, &invitation).await {
        Ok(invited) => {
            let link = format!("{origin}{}", routes::link(&invited.link.token));
            let begun = serde_json::json!({ "id": invited.id, "link": link });
            (StatusCode::CREATED, Json(begun)).into_response()
        }
        Err(InviteError::Invalid(faults)) => {
            let status = match faults.iter().any(|fault| fault.pointer == "/journey") {
                true => StatusCode::NOT_FOUND,
                false => StatusCode::BAD_REQUEST,
            };
            let what: Vec<_> = faults
                .into_iter()
                .map(|fault| format!("{}: {}", fault.pointer, fault.detail))
                .collect();
            (status, what.join("\n")).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "no onboarding was begun");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
