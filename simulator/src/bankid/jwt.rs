//! Compact JSON Web Signatures, put together part by part so that every part can be wrong.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::bankid::keys::{Algorithm, Key};

/// base64url without padding.
pub(crate) fn segment(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `{"alg", "kid", "typ": "JWT"}`
pub(crate) fn header(algorithm: Algorithm, kid: &str) -> Map<String, Value> {
    let members = [("alg", algorithm.name()), ("kid", kid), ("typ", "JWT")];
    members
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .into_iter()
        .collect()
}

/// Header and payload, as they are signed.
pub(crate) fn signing_input(header: &Map<String, Value>, payload: &[u8]) -> String {
    let header = Value::Object(header.clone()).to_string();
    format!("{}.{}", segment(header), segment(payload))
}

/// A token that verifies with this key.
pub(crate) fn signed(key: &Key, algorithm: Algorithm, claims: Map<String, Value>) -> String {
    let payload = Value::Object(claims).to_string();
    let input = signing_input(&header(algorithm, &key.kid), payload.as_bytes());
    let signature = key.sign(algorithm, input.as_bytes());
    format!("{input}.{}", segment(signature))
}

/// HMAC-SHA-256.
pub(crate) fn hmac(secret: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of every length, so there is no error.
    Hmac::<Sha256>::new_from_slice(secret)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}
