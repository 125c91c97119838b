//! Requests that were refused leave an audit event: what kind of page was asked for and why it was not given, never by
//! whom or about what.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};

use super::{client_address::ClientAddress, rate_limit::RateLimits};
use crate::{
    services::{
        audit::{self, Actor},
        core::Core,
    },
    telemetry::count,
};

/// What the middleware needs.
#[derive(Clone)]
pub struct Audited {
    /// The services' core.
    pub core: Arc<Core>,
    /// Bounds how many events one address causes.
    pub limits: Arc<RateLimits>,
}

/// Middleware, inside [`super::client_address::find`] and outside everything that refuses but the host check.
pub async fn audit(State(audited): State<Audited>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let client = request.extensions().get::<ClientAddress>().copied();
    let response = next.run(request).await;
    let status = response.status();
    if is_audited(&route, status) {
        let reason = format!("{} {route}", status.as_u16());
        let event = ("request.refused", Actor::Applicant);
        if client.is_some_and(|client| !audited.limits.may_audit(client)) {
            count::refused(event.0, &reason);
        } else if let Err(error) = audit::refusal(&audited.core, event, &reason).await {
            tracing::error!(%error, "a refused request was not audited");
        }
    }
    response
}

/// Services audit refused returns and webhooks themselves, with the reason that only they know.
fn is_audited(route: &str, status: StatusCode) -> bool {
    let by_service = route.starts_with("/return/") || route.starts_with("/providers/");
    match status {
        StatusCode::NOT_FOUND => route != "unmatched" && !by_service,
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::CONFLICT => !by_service,
        StatusCode::FORBIDDEN
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => true,
        _ => false,
    }
}
