//! The document, and pages to browse it: without a key, and without any other host.

use axum::{
    Router,
    http::{HeaderValue, header},
    response::Response,
};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::http::AppState;

/// Where the document is.
pub const DOCUMENT: &str = "/api/openapi.json";

/// What Swagger UI needs and no more: its own scripts, calls to this host, styles that its components write into the page,
/// and pictures that are inside its style sheet. Neither is to be had on any other page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The routes.
pub(super) fn router(document: OpenApi) -> Router<AppState> {
    // Swagger UI would have its badge from validator.swagger.io, and would read any document that a link names.
    let config = Config::from(DOCUMENT)
        .validator_url("none")
        .query_config_enabled(false)
        .with_credentials(false)
        .persist_authorization(false)
        .try_it_out_enabled(true);
    let pages = SwaggerUi::new("/api/docs")
        .url(DOCUMENT, document)
        .config(config);
    Router::from(pages).layer(SetResponseHeaderLayer::if_not_present(
        header::CONTENT_SECURITY_POLICY,
        |_: &Response| Some(POLICY),
    ))
}
