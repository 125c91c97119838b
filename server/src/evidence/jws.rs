//! Verifying a provider's token again, with the key set of then. Only its signature: its times were looked at when it came.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::Jwk};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::artefact::SignedToken;
use crate::strict_json;

/// The longest token, in bytes; that of the adapters.
const LONGEST: usize = 16 * 1024;
/// Keys of a set that are looked at.
const MOST_KEYS: usize = 50;
/// Objects and lists in each other, in a header.
const DEEPEST: usize = 8;

/// Checks the signature. The algorithm is the one that was expected, never the token's own choice (RFC 8725, 3.1), and
/// exactly one key of the set may be meant.
pub(super) fn check(signed: &SignedToken) -> Result<(), &'static str> {
    let algorithm = match signed.algorithm.as_str() {
        "ES256" => Algorithm::ES256,
        "RS256" => Algorithm::RS256,
        "PS256" => Algorithm::PS256,
        "EdDSA" => Algorithm::EdDSA,
        _ => return Err("an algorithm that no token here may be signed with"),
    };
    if signed.token.len() > LONGEST || signed.token.split('.').count() != 3 {
        return Err("not a signed token");
    }
    let header = signed.token.split('.').next().unwrap_or_default();
    let header = BASE64_URL_SAFE_NO_PAD
        .decode(header)
        .ok()
        .and_then(|bytes| strict_json::object(&bytes, DEEPEST))
        .ok_or("the token's header is none")?;
    if header.get("alg").and_then(Value::as_str) != Some(signed.algorithm.as_str()) {
        return Err("the token names another algorithm");
    }
    if header.contains_key("crit") {
        return Err("the token asks for an extension");
    }
    let kid = header
        .get("kid")
        .map(|kid| kid.as_str().unwrap_or_default());
    let keys = signed.keys.get("keys").and_then(Value::as_array);
    let mut meant = keys
        .into_iter()
        .flatten()
        .take(MOST_KEYS)
        .filter_map(|json| Jwk::deserialize(json).ok())
        .filter(|jwk| kid.is_none() || jwk.common.key_id.as_deref() == kid)
        .filter(|jwk| suits(jwk, &signed.algorithm));
    let key = match (meant.next(), meant.next()) {
        (Some(jwk), None) => DecodingKey::from_jwk(&jwk).map_err(|_| "its key is not usable")?,
        (None, _) => return Err("the key set has no key for it"),
        (Some(_), Some(_)) => return Err("the key set has more than one key for it"),
    };
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    match decode::<IgnoredAny>(&signed.token, &key, &validation) {
        Ok(_) => Ok(()),
        Err(_) => Err("its signature does not hold with the key set that it was checked with"),
    }
}

/// Whether a key is published for signatures with this algorithm.
fn suits(jwk: &Jwk, algorithm: &str) -> bool {
    use jsonwebtoken::jwk::{
        AlgorithmParameters as Of, EllipticCurve, KeyOperations, PublicKeyUse,
    };
    let of_its_type = match (&jwk.algorithm, algorithm) {
        (Of::EllipticCurve(key), "ES256") => key.curve == EllipticCurve::P256,
        (Of::RSA(_), "RS256" | "PS256") => true,
        (Of::OctetKeyPair(key), "EdDSA") => key.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let purpose = jwk.common.public_key_use.as_ref();
    let named = jwk.common.key_algorithm.map(|named| named.to_string());
    let uses = jwk.common.key_operations.as_ref();
    of_its_type
        && uses.is_none_or(|uses| uses.contains(&KeyOperations::Verify))
        && purpose.is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && named.is_none_or(|named| named == algorithm)
}
