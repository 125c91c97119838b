//! Artefacts: what providers answered, and signed tokens with the key sets that they were checked with.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::crypto::sha256_hex;

/// Media type of [`SignedArtefacts`]. Its version is part of it: what is stored stays readable.
pub const SIGNED: &str = "application/vnd.vestibule.signed.v1+json";

/// Signed tokens of one check, with everything that somebody needs to verify them again without asking the provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedArtefacts {
    /// The tokens by their name, e.g. `id_token`.
    pub tokens: BTreeMap<String, SignedToken>,
    /// What belongs to them and is not signed, e.g. the text that was to be signed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, Value>,
}

/// A signed token (RFC 7515) as it came.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedToken {
    /// The compact serialisation.
    pub token: String,
    /// The algorithm that was expected of it (RFC 7518, 3.1).
    pub algorithm: String,
    /// Where the key set was published; absent when that is not known any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_url: Option<String>,
    /// The key set that it was checked with (RFC 7517, 5), as it was published.
    pub keys: Value,
}

/// Shows no token.
impl std::fmt::Debug for SignedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedToken")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// The bytes of an artefact, as a bundle has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The bytes.
    pub base64: String,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Body {
    /// These bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            base64: BASE64_STANDARD.encode(bytes),
            sha256: sha256_hex(bytes),
        }
    }

    /// The bytes, when they have this hash.
    ///
    /// # Errors
    /// Says what is wrong with them.
    pub fn bytes(&self) -> Result<Vec<u8>, &'static str> {
        let bytes = BASE64_STANDARD
            .decode(&self.base64)
            .map_err(|_| "not base64")?;
        match sha256_hex(&bytes) == self.sha256 {
            true => Ok(bytes),
            false => Err("the bytes have another SHA-256"),
        }
    }
}
