//! The injected randomness, and what is made from it: ids, handles, nonces.

use std::sync::Mutex;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;
use vestibule::time::Timestamp;

/// A cryptographically secure generator.
pub trait Randomness: Send + Sync + 'static {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// ChaCha20, seeded by the operating system or, in tests, by a number.
pub struct ChaChaRandomness(Mutex<ChaCha20Rng>);

impl ChaChaRandomness {
    /// Seeded by the operating system.
    #[must_use]
    pub fn from_os() -> Self {
        Self(Mutex::new(ChaCha20Rng::from_os_rng()))
    }

    /// The same sequence every time; for tests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Randomness for ChaChaRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}

impl dyn Randomness {
    /// 32 random bytes (256 bits) in base64url without padding: 43 characters. For states, nonces, one-time handles and
    /// PKCE verifiers (RFC 7636, 4.1 allows 43 to 128 of these characters).
    #[must_use]
    pub fn token(&self) -> String {
        let mut bytes = [0_u8; 32];
        self.fill(&mut bytes);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A UUIDv7 (RFC 9562, 5.7) of this moment.
    #[must_use]
    pub fn uuid_v7(&self, now: Timestamp) -> Uuid {
        let mut bytes = [0_u8; 10];
        self.fill(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.0).unwrap_or(0), &bytes)
            .into_uuid()
    }

    /// A random UUIDv4 (RFC 9562, 5.4), where a provider asks for a UUID and the time is none of its business.
    #[must_use]
    pub fn uuid_v4(&self) -> Uuid {
        let mut bytes = [0_u8; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}
