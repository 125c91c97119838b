//! Data keys: one per onboarding, stored wrapped.

use vestibule::{id::OnboardingId, time::Timestamp};
use zeroize::Zeroizing;

use super::{CryptoError, KEY_BYTES, KeyRing, Place, Sealed};
use crate::random::Randomness;

/// The key under which one onboarding's personal columns are sealed. Only ever in memory.
pub struct DataKey(Zeroizing<[u8; KEY_BYTES]>);

/// A data key as the database stores it: deleting it erases what it sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// The key of the ring that wrapped it.
    pub ring_key: String,
    /// The data key, sealed by that key.
    pub sealed: Sealed,
    /// When it was wrapped.
    pub wrapped_at: Timestamp,
}

fn place(onboarding: &OnboardingId) -> Place<'_> {
    Place {
        table: "data_keys",
        column: "sealed",
        onboarding,
    }
}

impl DataKey {
    /// A fresh key for this onboarding, and its wrapped form to store.
    ///
    /// # Errors
    /// When the ring is unusable.
    pub fn generate(
        random: &dyn Randomness,
        ring: &KeyRing,
        onboarding: &OnboardingId,
        now: Timestamp,
    ) -> Result<(Self, WrappedKey), CryptoError> {
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        random.fill(bytes.as_mut_slice());
        let key = Self(bytes);
        let wrapped = key.wrap(random, ring, onboarding, now)?;
        Ok((key, wrapped))
    }

    /// Wraps the key under the ring's current key; also how a key moves to a new ring key.
    ///
    /// # Errors
    /// When the ring is unusable.
    pub fn wrap(
        &self,
        random: &dyn Randomness,
        ring: &KeyRing,
        onboarding: &OnboardingId,
        now: Timestamp,
    ) -> Result<WrappedKey, CryptoError> {
        let current = ring.current()?;
        Ok(WrappedKey {
            ring_key: current.id().to_owned(),
            sealed: Sealed::seal(
                current.secret(),
                random,
                self.0.as_slice(),
                place(onboarding),
            )?,
            wrapped_at: now,
        })
    }

    /// Unwraps this onboarding's key.
    ///
    /// # Errors
    /// When the ring key is gone, or the bytes are not a key of this onboarding.
    pub fn unwrap(
        wrapped: &WrappedKey,
        ring: &KeyRing,
        onboarding: &OnboardingId,
    ) -> Result<Self, CryptoError> {
        let ring_key = ring.get(&wrapped.ring_key)?;
        let plain = wrapped.sealed.open(ring_key.secret(), place(onboarding))?;
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        if plain.len() != KEY_BYTES {
            return Err(CryptoError::Malformed);
        }
        bytes.copy_from_slice(&plain);
        Ok(Self(bytes))
    }

    /// Seals a value for the place where it will be stored.
    ///
    /// # Errors
    /// Only beyond 256 GiB.
    pub fn seal(
        &self,
        random: &dyn Randomness,
        plain: &[u8],
        place: Place<'_>,
    ) -> Result<Sealed, CryptoError> {
        Sealed::seal(&self.0, random, plain, place)
    }

    /// Opens a value that was sealed for this place. The bytes are wiped when they are dropped.
    ///
    /// # Errors
    /// When it was sealed by another key or for another place, or was altered.
    pub fn open(
        &self,
        sealed: &Sealed,
        place: Place<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        sealed.open(&self.0, place)
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey")
    }
}
