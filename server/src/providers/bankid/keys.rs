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

use super::settings::Algorithm;

/// The official sample keeps key sets for half an hour; a key that was taken out is refused after that. While the set
/// cannot be fetched, it is used for two hours more.
pub(super) const KEY_SET: DocumentKind = DocumentKind {
    route: "bankid.keys",
    fresh_seconds: 30 * 60,
    stale_seconds: 2 * 3600,
};
/// Keys that are looked at.
const MOST_KEYS: usize = 50;
/// The shortest RSA modulus, in bytes (NIST SP 800-131A).
const SHORTEST_MODULUS: usize = 256;
/// The longest, in bytes; longer ones only cost time.
const LONGEST_MODULUS: usize = 512;

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoKey {
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
pub(super) fn pick<'s>(
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
pub(super) async fn fetch(call: Call<'_>, url: &Url) -> Result<Arc<Document>, ProviderError> {
    call.documents.get(call, &KEY_SET, url, check).await
}

/// The same, newer than `seen`; rate limited.
pub(super) async fn renew(
    call: Call<'_>,
    url: &Url,
    seen: &Arc<Document>,
) -> Result<Option<Arc<Document>>, ProviderError> {
    call.documents.renew(call, &KEY_SET, url, seen, check).await
}

fn check(set: &Value) -> Result<(), ProviderError> {
    match set.get("keys").and_then(Value::as_array) {
        Some(keys) if keys.len() <= MOST_KEYS => Ok(()),
        _ => Err(ProviderError::Unexpected {
            detail: "BankID answered with something that is no key set".to_owned(),
        }),
    }
}
