//! Signed tokens (RFC 7515), as strict as RFC 8725 wants them read. The signature is jsonwebtoken's work; see the ADR for
//! what that crate leaves to us.

mod algorithm;
pub(crate) mod claims;
pub(crate) mod keys;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;
use url::Url;

use crate::{
    outbound::{Document, DocumentKind},
    provider::{Call, ProviderError},
    strict_json,
};

use keys::NoKey;

pub(crate) use algorithm::Algorithm;

/// The longest token, in bytes; ID tokens have about 1,500.
pub(crate) const LONGEST: usize = 16 * 1024;
/// The longest name of a key, in bytes.
const LONGEST_KID: usize = 256;
/// Objects and lists in each other; ID tokens have two.
pub(crate) const DEEPEST: usize = 8;
/// The last second of the year 9999.
const LATEST: i64 = 253_402_300_799;

/// A rule that refused a token: a stable word for the audit log.
pub(crate) type Rule = &'static str;

/// A token whose signature holds. Its claims are still anybody's guess.
pub(crate) struct Signed {
    /// `typ` of the header.
    pub(crate) typ: Option<String>,
    /// The payload.
    pub(crate) claims: Map<String, Value>,
    /// The key set that it was verified with, as it was published.
    pub(crate) keys: Value,
}

impl Signed {
    /// Counts the claims that no document knows of this token.
    pub(crate) fn count_unknown(&self, call: Call<'_>, place: &str, documented: &[&str]) {
        #[derive(serde::Deserialize)]
        struct Nothing {}
        let json = Value::Object(self.claims.clone()).to_string();
        // It is an object, so that there is nothing that could fail.
        let _ = call
            .novelties()
            .read_json::<Nothing>(place, json.as_bytes(), documented);
    }
}

pub(crate) fn refused(rule: Rule) -> ProviderError {
    tracing::warn!(rule, "a signed answer was refused");
    ProviderError::NotVerified { rule }
}

/// What is read of a token before its signature.
#[derive(Debug)]
pub(crate) struct Unverified {
    kid: Option<String>,
    typ: Option<String>,
    claims: Map<String, Value>,
}

/// Takes a token apart. Its header only chooses among the published keys: `jku`, `x5u` and `jwk` are not looked at
/// (SEC-08), and `crit` is refused, because we know no extension (SEC-09).
pub(crate) fn read(token: &str, algorithm: Algorithm) -> Result<Unverified, Rule> {
    if token.len() > LONGEST {
        return Err("token_too_long");
    }
    let parts: Vec<&str> = token.split('.').take(4).collect();
    let [header, payload, signature] = parts[..] else {
        return Err("token_parts");
    };
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    let header = decode(header)
        .and_then(|bytes| strict_json::object(&bytes, DEEPEST))
        .ok_or("token_header")?;
    // Before anything else is done with it: the registered algorithm, letter by letter (SEC-04, SEC-05, SEC-06, SEC-07).
    if header.get("alg").and_then(Value::as_str) != Some(algorithm.name()) {
        return Err("alg");
    }
    if header.contains_key("crit") {
        return Err("crit");
    }
    if signature.is_empty() || decode(signature).is_none() {
        return Err("signature");
    }
    let kid = match header.get("kid") {
        None => None,
        Some(Value::String(kid)) if !kid.is_empty() && kid.len() <= LONGEST_KID => {
            Some(kid.clone())
        }
        Some(_) => return Err("kid"),
    };
    let typ = match header.get("typ") {
        None => None,
        Some(Value::String(typ)) => Some(typ.clone()),
        Some(_) => return Err("header_typ"),
    };
    let claims = decode(payload)
        .and_then(|bytes| strict_json::object(&bytes, DEEPEST))
        .ok_or("token_payload")?;
    Ok(Unverified { kid, typ, claims })
}

/// Verifies a token with a key of the set at `keys`, which is kept as a document of that kind. A key that the set does not have may be newer than our copy: it is
/// fetched once more, at most once a minute (SEC-33, SEC-34).
pub(crate) async fn verify(
    call: Call<'_>,
    token: &str,
    algorithm: Algorithm,
    (kind, keys): (&DocumentKind, &Url),
) -> Result<Signed, ProviderError> {
    let unverified = read(token, algorithm).map_err(refused)?;
    let kid = unverified.kid.as_deref();
    let set = keys::fetch(call, kind, keys).await?;
    let pick = |set: &Document| keys::pick(&set.json, kid, algorithm).map(|(key, _)| key);
    let (picked, set) = match pick(&set) {
        Err(NoKey::Unknown) => match keys::renew(call, kind, keys, &set).await? {
            Some(newer) => (pick(&newer), newer),
            None => (Err(NoKey::Unknown), set),
        },
        other => (other, set),
    };
    let key = picked.map_err(|why| {
        refused(match why {
            NoKey::Unknown => "unknown_key",
            NoKey::Ambiguous => "ambiguous_key",
            NoKey::Unusable => "unusable_key",
        })
    })?;
    check_signature(token, algorithm, &key).map_err(refused)?;
    Ok(Signed {
        typ: unverified.typ,
        claims: unverified.claims,
        keys: set.json.clone(),
    })
}

/// The crate reads the system's time and knows neither crit nor azp: the claims are ours to check.
pub(crate) fn check_signature(
    token: &str,
    algorithm: Algorithm,
    key: &DecodingKey,
) -> Result<(), Rule> {
    let mut validation = Validation::new(algorithm.jwa());
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    match decode::<IgnoredAny>(token, key, &validation) {
        Ok(_) => Ok(()),
        Err(_) => Err("signature"),
    }
}

/// A text that must be there.
pub(crate) fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// A NumericDate (RFC 7519, 2): seconds, which may have a fraction. `Err` for anything else that is there.
pub(crate) fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, ()> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let whole = match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "inside the bounds that were just checked"
            )]
            number
                .as_f64()
                .filter(|value| (0.0..=LATEST as f64).contains(value))
                .map(|value| value as i64)
        }),
        _ => None,
    };
    match whole {
        Some(seconds) if (0..=LATEST).contains(&seconds) => Ok(Some(seconds)),
        _ => Err(()),
    }
}

/// Compares secrets.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
