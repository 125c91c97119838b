//! What an ID token has to say (OpenID Connect Core 1.0, 3.1.3.7; BankID iframe documentation, step 11).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::macros::format_description;

use crate::jws::{
    Rule, Signed,
    claims::{Moment, audience, is_methods, times},
    is_same, seconds, text,
};

use super::settings::Scope;

/// The claims of contract 1.6, and those that OpenID Connect has.
pub(super) const DOCUMENTED: &[&str] = &[
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "birthdate",
    "exp",
    "family_name",
    "given_name",
    "iat",
    "iss",
    "jti",
    "name",
    "nbf",
    "nonce",
    "originator",
    "proof_key_id",
    "sid",
    "sub",
    "sub_bankid",
    "sub_nnin",
    "typ",
    "updated_at",
];
/// The longest `sub` (OpenID Connect Core 1.0, 2).
const LONGEST_SUB: usize = 255;
/// The longest claim, in bytes.
const LONGEST_CLAIM: usize = 500;

/// What is expected of this token.
pub(super) struct Expected<'a> {
    /// The biometrics configuration's.
    pub(super) issuer: &'a str,
    /// The only audience.
    pub(super) client_id: &'a str,
    /// The one that belongs to this state (BI-21).
    pub(super) nonce: &'a str,
    /// Letter by letter (BI-22).
    pub(super) acr_values: &'a [String],
    /// What was asked for (BI-26).
    pub(super) scopes: &'a [Scope],
    /// Unix seconds.
    pub(super) now: i64,
    /// When this start began, Unix seconds: no token for it is older.
    pub(super) began: i64,
    /// Seconds.
    pub(super) skew: i64,
}

/// What a verified ID token says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    /// The authentication context class.
    pub(super) acr: String,
    /// The claims that the scopes stand for.
    pub(super) claims: BTreeMap<String, String>,
    /// The national identity number, to be compared with the grant's; a claim only where it was asked for.
    pub(super) national_id: Option<String>,
}

/// Checks everything but the signature. The first rule that is broken is the answer.
pub(super) fn check(token: &Signed, expected: &Expected<'_>) -> Result<Person, Rule> {
    let claims = &token.claims;
    is_id_token(token)?;
    // Character by character: a slash or a letter's case makes another issuer (SEC-12).
    if text(claims, "iss") != Some(expected.issuer) {
        return Err("iss");
    }
    audience(claims, expected.client_id)?;
    let moment = Moment {
        now: expected.now,
        began: expected.began,
        skew: expected.skew,
    };
    times(claims, moment)?;
    match text(claims, "nonce") {
        Some(nonce) if is_same(nonce, expected.nonce) => {}
        _ => return Err("nonce"),
    }
    if !text(claims, "sub").is_some_and(|sub| (1..=LONGEST_SUB).contains(&sub.len())) {
        return Err("sub");
    }
    let acr = text(claims, "acr").ok_or("acr")?;
    if !expected.acr_values.iter().any(|value| value == acr) {
        return Err("acr");
    }
    if !claims.get("amr").is_none_or(is_methods) {
        return Err("amr");
    }
    Ok(Person {
        acr: acr.to_owned(),
        claims: asked_for(claims, expected.scopes)?,
        national_id: claim(claims, "sub_nnin")?,
    })
}

/// An access token, a logout token or a grant is none, whoever signed it (SEC-43).
fn is_id_token(token: &Signed) -> Result<(), Rule> {
    if let Some(typ) = &token.typ
        && !typ.eq_ignore_ascii_case("JWT")
    {
        return Err("header_typ");
    }
    if token.claims.get("typ").is_some_and(|typ| typ != "ID") {
        return Err("typ");
    }
    if ["events", "permissionId"]
        .into_iter()
        .any(|name| token.claims.contains_key(name))
    {
        return Err("typ");
    }
    Ok(())
}

fn asked_for(
    claims: &Map<String, Value>,
    scopes: &[Scope],
) -> Result<BTreeMap<String, String>, Rule> {
    let mut found = BTreeMap::new();
    for name in scopes.iter().flat_map(|scope| scope.claims()) {
        if let Some(value) = claim(claims, name)? {
            found.insert((*name).to_owned(), value);
        }
    }
    Ok(found)
}

/// A claim about the person, as text; of another type than documented it is refused.
fn claim(claims: &Map<String, Value>, name: &str) -> Result<Option<String>, Rule> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let value = match (name, value) {
        ("updated_at", Value::Number(_)) => seconds(claims, name)
            .ok()
            .flatten()
            .map(|at| at.to_string()),
        ("updated_at", _) => None,
        (_, Value::String(value)) => Some(value.clone()).filter(|value| {
            value.len() <= LONGEST_CLAIM && !value.contains('\0') && has_its_shape(name, value)
        }),
        _ => None,
    };
    value.map(Some).ok_or("claim_type")
}

fn has_its_shape(name: &str, value: &str) -> bool {
    match name {
        "sub_nnin" => value.len() == 11 && value.bytes().all(|byte| byte.is_ascii_digit()),
        "birthdate" => {
            value.len() == 10
                && time::Date::parse(value, format_description!("[year]-[month]-[day]")).is_ok()
        }
        _ => true,
    }
}
