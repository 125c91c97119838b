//! What an ID token has to say (OpenID Connect Core 1.0, 3.1.3.7).

use serde_json::{Map, Value};

use super::binding::{LONGEST_NAME, as_compared};
use crate::{
    config::{NamingClaim, SingleSignOnConfig},
    jws::{
        Rule, Signed,
        claims::{Moment, audience, is_methods, times},
        is_same, seconds, text,
    },
};

/// What is expected of it.
pub(super) struct Expected<'a> {
    pub(super) config: &'a SingleSignOnConfig,
    pub(super) nonce: &'a str,
    pub(super) moment: Moment,
    /// How long ago they may have signed in there, in seconds.
    pub(super) max_age: i64,
}

/// Whom the provider means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// The subject.
    pub(super) sub: String,
    /// What the provider calls them, where the token says it.
    pub(super) called: Option<String>,
    /// When they signed in there, Unix seconds, where the provider says it.
    pub(super) authenticated_at: Option<i64>,
}

/// Checks everything but the signature. The first rule that is broken is the answer.
pub(super) fn check(token: &Signed, expected: &Expected<'_>) -> Result<Person, Rule> {
    let (claims, config) = (&token.claims, expected.config);
    // An access token or a logout token is none, whoever signed it (RFC 8725, 3.11).
    if token
        .typ
        .as_ref()
        .is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT"))
    {
        return Err("header_typ");
    }
    if claims.contains_key("events") {
        return Err("typ");
    }
    // Letter by letter: a slash or a letter's case makes another issuer.
    if text(claims, "iss") != Some(config.issuer.as_str()) {
        return Err("iss");
    }
    audience(claims, &config.client_id)?;
    times(claims, expected.moment)?;
    match text(claims, "nonce") {
        Some(nonce) if is_same(nonce, expected.nonce) => {}
        _ => return Err("nonce"),
    }
    let sub = text(claims, "sub")
        .filter(|sub| is_plain(sub))
        .ok_or("sub")?;
    context(claims, config)?;
    let authenticated_at = seconds(claims, "auth_time").map_err(|()| "auth_time")?;
    if authenticated_at.is_some_and(|at| {
        let Moment { now, skew, .. } = expected.moment;
        at > now.saturating_add(skew) || now > at.saturating_add(expected.max_age + skew)
    }) {
        return Err("auth_time");
    }
    Ok(Person {
        sub: sub.to_owned(),
        called: called_in(claims, config.claim),
        authenticated_at,
    })
}

fn is_plain(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// Whether they signed in there as it is demanded here.
fn context(claims: &Map<String, Value>, config: &SingleSignOnConfig) -> Result<(), Rule> {
    if !config.acr.is_empty() {
        let acr = text(claims, "acr").ok_or("acr")?;
        if !config.acr.iter().any(|wanted| wanted == acr) {
            return Err("acr");
        }
    }
    let amr = claims.get("amr");
    if !amr.is_none_or(is_methods) {
        return Err("amr");
    }
    let methods: Vec<&str> = match amr {
        Some(Value::Array(methods)) => methods.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(method)) => vec![method],
        _ => Vec::new(),
    };
    let has_all = config
        .amr
        .iter()
        .all(|wanted| methods.contains(&wanted.as_str()));
    has_all.then_some(()).ok_or("amr")
}

/// What the provider calls somebody. An address counts only where the provider verified that it is theirs.
pub(super) fn called_in(claims: &Map<String, Value>, claim: NamingClaim) -> Option<String> {
    let is_verified = match claims.get("email_verified") {
        Some(Value::Bool(is)) => *is,
        // Some write it as text.
        Some(Value::String(text)) => text == "true",
        _ => false,
    };
    if claim == NamingClaim::Email && !is_verified {
        return None;
    }
    let called = text(claims, claim.name()).filter(|called| is_plain(called))?;
    Some(as_compared(claim, called))
}
