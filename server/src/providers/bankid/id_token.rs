//! What an ID token has to say (OpenID Connect Core 1.0, 3.1.3.7; BankID iframe documentation, step 11).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::macros::format_description;

use super::{
    jws::{Rule, Signed, is_same, seconds, text},
    settings::Scope,
};

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
/// Values of `amr`.
const MOST_METHODS: usize = 20;

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
    times(claims, expected)?;
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

/// We are the only audience: we trust no other (3.1.3.7, rule 3), so a second one is refused with `azp` as without.
fn audience(claims: &Map<String, Value>, client_id: &str) -> Result<(), Rule> {
    let is_ours = match claims.get("aud") {
        Some(Value::String(audience)) => audience == client_id,
        Some(Value::Array(audiences)) => match audiences.as_slice() {
            [Value::String(audience)] => audience == client_id,
            _ => false,
        },
        _ => false,
    };
    if !is_ours {
        return Err("aud");
    }
    if claims.get("azp").is_some_and(|azp| azp != client_id) {
        return Err("azp");
    }
    Ok(())
}

fn times(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), Rule> {
    let Expected {
        now, began, skew, ..
    } = *expected;
    let exp = seconds(claims, "exp").ok().flatten().ok_or("exp")?;
    if now >= exp.saturating_add(skew) {
        return Err("exp");
    }
    let iat = seconds(claims, "iat").ok().flatten().ok_or("iat")?;
    if iat > now.saturating_add(skew) || iat < began.saturating_sub(skew) || exp <= iat {
        return Err("iat");
    }
    match seconds(claims, "nbf") {
        Ok(None) => Ok(()),
        Ok(Some(nbf)) if nbf <= now.saturating_add(skew) => Ok(()),
        _ => Err("nbf"),
    }
}

/// A text in BankID OIDC's first version, a list since.
fn is_methods(amr: &Value) -> bool {
    match amr {
        Value::String(_) => true,
        Value::Array(list) => list.len() <= MOST_METHODS && list.iter().all(Value::is_string),
        _ => false,
    }
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
