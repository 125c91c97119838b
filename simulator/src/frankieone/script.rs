//! `oneSdk.umd.js`, served like the real one: a classic script from another origin. The route is its own, so that a fault
//! can take the script away.

use axum::http::HeaderValue;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderName};
use axum::response::Response;

use crate::html;

/// One function around all parts, so that nothing but `OneSdk` becomes global.
const SCRIPT: &str = concat!(
    "(function () {\n'use strict';\n",
    include_str!("script/events.js"),
    include_str!("script/session.js"),
    include_str!("script/client.js"),
    include_str!("script/dummy.js"),
    include_str!("script/recipe.js"),
    include_str!("script/individual.js"),
    include_str!("script/vendors.js"),
    include_str!("script/federation.js"),
    include_str!("script/one-sdk.js"),
    "})();\n"
);
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

pub(crate) async fn serve() -> Response {
    let mut response = html::asset(html::JAVASCRIPT, SCRIPT);
    let headers = response.headers_mut();
    // So that a page can demand its integrity.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        CROSS_ORIGIN_RESOURCE_POLICY,
        HeaderValue::from_static("cross-origin"),
    );
    response
}
