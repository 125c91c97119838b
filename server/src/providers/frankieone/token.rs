//! The session token: a JWT that only FrankieOne can verify, and that OneSDK believes without. What it says decides where
//! the browser sends an identity provider's code, so it is compared before a browser gets it (contract 2.9).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;
use vestibule::time::Timestamp;

use super::settings::Settings;
use crate::provider::ProviderError;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 8_192;

#[derive(Deserialize)]
struct Claims {
    data: Data,
    exp: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    organisation: Organisation,
    session_id: String,
    environment: String,
    reference: Option<String>,
    entity_id: Option<String>,
    #[serde(default)]
    frankie2customer: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisation {
    customer_id: String,
    customer_child_id: Option<String>,
}

/// A machine session, its token compared with what was asked for.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) token: SecretString,
    /// The end of the token.
    pub(super) expires: Timestamp,
}

/// Compares the token with what was asked for.
///
/// # Errors
/// [`ProviderError::Misconfigured`] when it belongs to another account or leads elsewhere; [`ProviderError::Unexpected`]
/// for everything else that it should not say.
pub(super) fn read(
    token: SecretString,
    settings: &Settings,
    reference: &str,
    now: Timestamp,
) -> Result<Session, ProviderError> {
    let claims = decode(token.expose_secret()).ok_or_else(|| unexpected("no JWT"))?;
    let data = &claims.data;
    if !Url::parse(&data.environment).is_ok_and(|url| is_same_base(&url, &settings.bff)) {
        return Err(misconfigured(
            "is for another host than settings.bff: take the base URL of the account's environment",
        ));
    }
    let organisation = &data.organisation;
    if organisation.customer_id != settings.customer_id
        || organisation.customer_child_id != settings.customer_child_id
    {
        return Err(misconfigured(
            "is for another customer than settings.customer_id and settings.customer_child_id",
        ));
    }
    if data.frankie2customer {
        return Err(misconfigured(
            "is of an account on FrankieOne's second platform, whose individuals this adapter does not read",
        ));
    }
    if data.reference.as_deref() != Some(reference) || data.entity_id.is_some() {
        return Err(unexpected("a token for another individual"));
    }
    if data.session_id.is_empty() || data.session_id.len() > 200 {
        return Err(unexpected("a token without a usable session id"));
    }
    let expires = Timestamp(claims.exp.saturating_mul(1_000));
    if expires <= now {
        return Err(unexpected("a token that has run out"));
    }
    Ok(Session { token, expires })
}

fn decode(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (_, payload, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else {
        return None;
    };
    if token.len() > LONGEST {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// With or without a slash at the end.
fn is_same_base(one: &Url, other: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    one.origin() == other.origin() && path(one) == path(other) && one.query().is_none()
}

fn misconfigured(what: &str) -> ProviderError {
    ProviderError::Misconfigured {
        detail: format!("FrankieOne's session token {what}"),
    }
}

fn unexpected(what: &str) -> ProviderError {
    ProviderError::Unexpected {
        detail: format!("FrankieOne's machine session answered with {what}"),
    }
}
