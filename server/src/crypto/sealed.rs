//! Sealed values: `version || nonce || ciphertext and tag`.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use vestibule::id::OnboardingId;
use zeroize::Zeroizing;

use super::{CryptoError, KEY_BYTES};
use crate::random::Randomness;

/// The first byte of every sealed value of today's format.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const HEADER_BYTES: usize = 1 + NONCE_BYTES;

/// Where a sealed value is stored. It opens nowhere else: a blob that somebody moves to another row, column or table is
/// refused.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// Whose row it is.
    pub onboarding: &'a OnboardingId,
}

impl Place<'_> {
    /// The parts with their lengths before them, so that no two places give the same bytes.
    fn associated_data(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for part in [self.table, self.column, self.onboarding.as_str()] {
            bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// An encrypted value as the database stores it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Bytes that came from the database. They are checked when they are opened.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn seal(
        key: &[u8; KEY_BYTES],
        random: &dyn Randomness,
        plain: &[u8],
        place: Place<'_>,
    ) -> Result<Self, CryptoError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        random.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: &place.associated_data(),
        };
        // Fails only beyond 256 GiB.
        let ciphertext = XChaCha20Poly1305::new(key.into())
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| CryptoError::Malformed)?;
        let mut bytes = Vec::with_capacity(HEADER_BYTES + ciphertext.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&ciphertext);
        Ok(Self(bytes))
    }

    pub(super) fn open(
        &self,
        key: &[u8; KEY_BYTES],
        place: Place<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (header, ciphertext) = self
            .0
            .split_at_checked(HEADER_BYTES)
            .ok_or(CryptoError::Malformed)?;
        let (version, nonce) = header.split_first().ok_or(CryptoError::Malformed)?;
        if *version != VERSION {
            return Err(CryptoError::Malformed);
        }
        let payload = Payload {
            msg: ciphertext,
            aad: &place.associated_data(),
        };
        XChaCha20Poly1305::new(key.into())
            .decrypt(XNonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| CryptoError::Unopenable)
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}
