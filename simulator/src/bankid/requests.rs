//! Reading what every call has: forms, Basic credentials, bearer tokens.

use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::bankid::accounts::{self, ApiClient};
use crate::bankid::errors::OauthError;

/// The fields of a form, none of them twice.
pub(crate) fn form(
    headers: &HeaderMap,
    body: &[u8],
) -> Result<HashMap<String, String>, OauthError> {
    let invalid = |description: &str| OauthError::new("invalid_request", description);
    if !has_type(headers, "application/x-www-form-urlencoded") {
        return Err(invalid(
            "The body must be application/x-www-form-urlencoded",
        ));
    }
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(body).map_err(|_| invalid("The body is not a form"))?;
    let mut fields = HashMap::new();
    for (name, value) in pairs {
        if fields.insert(name, value).is_some() {
            return Err(invalid("A parameter was given twice"));
        }
    }
    Ok(fields)
}

/// Whether the body is said to be of this type, parameters aside.
pub(crate) fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

/// What follows this scheme in the Authorization header.
pub(crate) fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(given, _)| given.eq_ignore_ascii_case(scheme))
        .map(|(_, rest)| rest.trim())
}

/// The client of a Basic header, whose id and secret are form-encoded (RFC 6749, 2.3.1).
pub(crate) fn basic_client(credentials: &str) -> Result<&'static ApiClient, OauthError> {
    let wrong = || OauthError::client("Unknown client or wrong secret");
    let bytes = STANDARD.decode(credentials).map_err(|_| wrong())?;
    let pair = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (id, secret) = pair.split_once(':').ok_or_else(wrong)?;
    accounts::authenticate(&form_decoded(id), &form_decoded(secret)).ok_or_else(wrong)
}

fn form_decoded(text: &str) -> String {
    let pair = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
