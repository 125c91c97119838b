//! The cookie of an operator's session, and who is signed in.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};

use crate::services::operators::sessions::SignedIn;

/// The cookie's name over https: browsers then insist on Secure, Path=/ and no Domain (RFC 6265bis, 4.1.3.2).
pub const SECURE_COOKIE: &str = "__Host-vestibule-operator";
/// Its name in Development, over http.
pub const PLAIN_COOKIE: &str = "vestibule-operator";

/// The value of the session's cookie, if the browser sent exactly one.
#[must_use]
pub fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    only(headers, if https { SECURE_COOKIE } else { PLAIN_COOKIE })
}

/// The value of a cookie, if the browser sent exactly one of this name.
pub(super) fn only(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    match (found.next(), found.next()) {
        (Some(token), None) => Some(token),
        _ => None,
    }
}

/// Whoever the gate let pass.
#[derive(Debug, Clone)]
pub struct Operator(pub SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    // The gate puts it there on every route that needs somebody.
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let found = parts.extensions.get::<SignedIn>().cloned();
        found.map(Self).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
