//! Values that may be left out: the bundle says of each only a salted hash, as SD-JWT does (RFC 9901, 4.2).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::crypto::hex;

/// Length of a salt: 128 bits, as SD-JWT recommends (RFC 9901, 9.3).
pub const SALT_BYTES: usize = 16;

/// A value with the salt of its hash. Without the salt, nobody can find the value by trying.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Salted {
    /// 16 bytes, base64url without padding.
    pub salt: String,
    /// The value.
    pub value: Value,
}

/// Shows no value.
impl std::fmt::Debug for Salted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Salted").finish_non_exhaustive()
    }
}

impl Salted {
    /// A value with its own salt, which must be random.
    #[must_use]
    pub fn new(salt: [u8; SALT_BYTES], value: Value) -> Self {
        Self {
            salt: encoded(&salt),
            value,
        }
    }

    /// The salted hash of a value at its place in the document: SHA-256 of the salt's bytes and the canonical JSON of
    /// `[path, value]`, in hexadecimal. `None` when the salt is none.
    #[must_use]
    pub fn hash(&self, path: &str) -> Option<String> {
        let salt = decoded(&self.salt).filter(|salt| salt.len() == SALT_BYTES)?;
        let value = serde_json_canonicalizer::to_vec(&(path, &self.value)).ok()?;
        let hash = Sha256::new().chain_update(salt).chain_update(value);
        Some(hex(&hash.finalize()))
    }
}

/// A salt as the bundle writes it.
pub(super) fn encoded(salt: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(salt)
}

/// And back.
pub(super) fn decoded(salt: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(salt).ok()
}
