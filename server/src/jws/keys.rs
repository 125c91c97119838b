//! Key sets (RFC 7517), and which of their keys may verify a signature.

use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::{
    outbound::{Document, DocumentKind},
    provider::{Call, ProviderError},
};

use super::Algorithm;

/// Keys that are looked at.
const MOST_KEYS: usize = 50;
/// The shortest RSA modulus, in bytes (NIST SP 800-131A).
const SHORTEST_MODULUS: usize = 256;
/// The longest, in bytes; longer ones only cost time.
const LONGEST_MODULUS: usize = 512;

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoKey {
    /// None with this name, or none at all: a newer set may have it.
    Unknown,
    /// More than one that could be meant.
    Ambiguous,
    /// The one that is meant is not usable.
    Unusable,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl Jwk {
    /// Whether it is published for signatures with this algorithm.
    fn suits(&self, algorithm: Algorithm) -> bool {
        let curve = self.crv.as_deref();
        let of_its_type = match algorithm {
            Algorithm::Es256 => self.kty == "EC" && curve == Some("P-256"),
            Algorithm::Rs256 | Algorithm::Ps256 => self.kty == "RSA",
            Algorithm::EdDsa => self.kty == "OKP" && curve == Some("Ed25519"),
        };
        of_its_type
            && self
                .purpose
                .as_deref()
                .is_none_or(|purpose| purpose == "sig")
            && self
                .alg
                .as_deref()
                .is_none_or(|alg| alg == algorithm.name())
            && self
                .key_ops
                .as_ref()
                .is_none_or(|ops| ops.iter().any(|op| op == "verify"))
    }

    fn decoding_key(&self, algorithm: Algorithm) -> Option<DecodingKey> {
        match algorithm {
            Algorithm::Es256 => {
                let (x, y) = (self.x.as_deref()?, self.y.as_deref()?);
                (bytes(x)? == 32 && bytes(y)? == 32)
                    .then(|| DecodingKey::from_ec_components(x, y).ok())?
            }
            Algorithm::EdDsa => {
                let x = self.x.as_deref()?;
                (bytes(x)? == 32).then(|| DecodingKey::from_ed_components(x).ok())?
            }
            Algorithm::Rs256 | Algorithm::Ps256 => {
                let (n, e) = (self.n.as_deref()?, self.e.as_deref()?);
                (SHORTEST_MODULUS..=LONGEST_MODULUS)
                    .contains(&bytes(n)?)
                    .then(|| DecodingKey::from_rsa_components(n, e).ok())?
            }
        }
    }
}

/// How many bytes a base64url text has.
fn bytes(text: &str) -> Option<usize> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .map(|bytes| bytes.len())
}

/// The key that has to have signed: the only suitable one of this name or, where the token names none, the only suitable
/// one (SEC-31, SEC-32), and how it was published. One name for two keys is refused.
pub(crate) fn pick<'s>(
    set: &'s Value,
    kid: Option<&str>,
    algorithm: Algorithm,
) -> Result<(DecodingKey, &'s Value), NoKey> {
    let keys = set.get("keys").and_then(Value::as_array);
    let mut suitable = keys
        .into_iter()
        .flatten()
        .take(MOST_KEYS)
        .filter_map(|json| Some((json, Jwk::deserialize(json).ok()?)))
        .filter(|(_, jwk)| jwk.suits(algorithm))
        .filter(|(_, jwk)| kid.is_none() || jwk.kid.as_deref() == kid);
    match (suitable.next(), suitable.next()) {
        (None, _) => Err(NoKey::Unknown),
        (Some(_), Some(_)) => Err(NoKey::Ambiguous),
        (Some((json, jwk)), None) => match jwk.decoding_key(algorithm) {
            Some(key) => Ok((key, json)),
            None => Err(NoKey::Unusable),
        },
    }
}

/// The set at this URL, as it is kept.
pub(crate) async fn fetch(
    call: Call<'_>,
    kind: &DocumentKind,
    url: &Url,
) -> Result<Arc<Document>, ProviderError> {
    let check = |set: &Value| check(kind, set);
    call.documents.get(call, kind, url, check).await
}

/// The same, newer than `seen`; rate limited.
pub(crate) async fn renew(
    call: Call<'_>,
    kind: &DocumentKind,
    url: &Url,
    seen: &Arc<Document>,
) -> Result<Option<Arc<Document>>, ProviderError> {
    let check = |set: &Value| check(kind, set);
    call.documents.renew(call, kind, url, seen, check).await
}

fn check(kind: &DocumentKind, set: &Value) -> Result<(), ProviderError> {
    match set.get("keys").and_then(Value::as_array) {
        Some(keys) if keys.len() <= MOST_KEYS => Ok(()),
        _ => Err(ProviderError::Unexpected {
            detail: format!(
                "{} was answered with something that is no key set",
                kind.route
            ),
        }),
    }
}
