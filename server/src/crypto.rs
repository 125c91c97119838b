//! Encryption at rest, and the few primitives that others need.
//!
//! Every personal column is a [`Sealed`] blob under a [`DataKey`] of its onboarding. The data key itself is stored only
//! wrapped, by the current key of the [`KeyRing`] in the configuration. Destroying the wrapped key erases the onboarding's
//! personal data, in backups too. What has to be found again without being stored is kept as a keyed hash, see [`Scope`].
//!
//! The cipher is XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): its 24-byte nonce is long enough to be random.

mod data_key;
mod index;
mod ring;
mod sealed;
mod system;

pub use data_key::{DataKey, WrappedKey};
pub use index::Scope;
pub use ring::{KEY_BYTES, KeyRing, RingKey};
pub use sealed::{Place, Sealed};
pub use system::SystemPlace;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Why something cannot be sealed or opened. Says nothing about the content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// The ring has no key, or two of the same name.
    #[error("the key ring is unusable: {0}")]
    Ring(&'static str),
    /// The data key was wrapped by a key that is no longer in the ring.
    #[error("the key ring has no key named {0:?}; keep old keys in the ring after the new one")]
    UnknownRingKey(String),
    /// Wrong key, wrong place or altered bytes; which of them cannot be told.
    #[error("the sealed value does not open: wrong key, wrong place or altered")]
    Unopenable,
    /// Shorter than its own header, or of a version that this program does not know.
    #[error("not a sealed value")]
    Malformed,
}

/// SHA-256 in lower-case hexadecimal: 64 characters.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The bytes of a lower-case hexadecimal text; none for any other text.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect();
    // One text for the same bytes: no upper case, no sign.
    bytes.filter(|bytes| hex(bytes) == text)
}

/// Compares without telling by its duration where the first difference is. The lengths are not hidden.
#[must_use]
pub fn constant_time_eq(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

#[cfg(test)]
mod tests;
