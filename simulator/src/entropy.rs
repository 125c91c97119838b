//! The simulator's randomness: from the system, or from a seed so that a run can be repeated.

use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

#[derive(Debug)]
pub(crate) struct Entropy(Mutex<ChaCha20Rng>);

impl Entropy {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(seed.map_or_else(
            ChaCha20Rng::from_os_rng,
            ChaCha20Rng::seed_from_u64,
        )))
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }

    /// 43 characters of base64url: 256 bits.
    pub(crate) fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// A random UUID (version 4).
    pub(crate) fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.bytes())
            .into_uuid()
            .to_string()
    }

    /// A one-time password of six digits.
    pub(crate) fn six_digits(&self) -> String {
        let number = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .random_range(0..1_000_000);
        format!("{number:06}")
    }
}
