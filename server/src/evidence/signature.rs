//! Signing a bundle: Ed25519 (RFC 8032) over the manifest.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use super::{
    FORMAT,
    bundle::{Bundle, Content},
    json::{LARGEST, ReadError, read},
};
use crate::audit_log::note::VerifierKey;

/// The only algorithm.
pub(super) const ALGORITHM: &str = "Ed25519";

/// The signature and the key that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureBlock {
    /// `Ed25519`.
    pub algorithm: String,
    /// The public key with its name and id, as C2SP signed notes write it. Only a hint: whoever verifies has to know it
    /// from elsewhere.
    pub key: String,
    /// 64 bytes, base64.
    pub value: String,
}

/// Why there is no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// It would have so many bytes.
    #[error("a bundle of {0} bytes is larger than {LARGEST}")]
    TooLarge(usize),
    /// The content cannot be written as canonical JSON.
    #[error("the content cannot be written as canonical JSON")]
    Unwritable,
    /// What was written is not what is read.
    #[error("the bundle cannot be read back: {path}: {reason}", path = .0.path, reason = .0.reason)]
    Unreadable(ReadError),
}

/// Puts a bundle together and signs it; gives the bytes of the file.
///
/// # Errors
/// See [`BuildError`].
pub fn build(
    content: Content,
    key: &VerifierKey,
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Result<Vec<u8>, BuildError> {
    let manifest = content.manifest().ok_or(BuildError::Unwritable)?;
    let message = Bundle::signed_bytes(&manifest).ok_or(BuildError::Unwritable)?;
    let bundle = Bundle {
        format: FORMAT.to_owned(),
        content,
        manifest,
        signature: SignatureBlock {
            algorithm: ALGORITHM.to_owned(),
            key: key.to_string(),
            value: BASE64_STANDARD.encode(sign(&message)),
        },
    };
    let bytes = serde_json_canonicalizer::to_vec(&bundle).map_err(|_| BuildError::Unwritable)?;
    if bytes.len() > LARGEST {
        return Err(BuildError::TooLarge(bytes.len()));
    }
    // Nothing leaves that its readers would refuse.
    match read(&bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(BuildError::Unreadable(error)),
    }
}
