//! The key ring: named 256-bit keys that wrap data keys.

use zeroize::Zeroizing;

use super::CryptoError;

/// Length of every key, in bytes.
pub const KEY_BYTES: usize = 32;

/// One key of the ring.
#[derive(Clone)]
pub struct RingKey {
    id: String,
    secret: Zeroizing<[u8; KEY_BYTES]>,
}

impl RingKey {
    /// A key and the name that wrapped data keys remember it by.
    #[must_use]
    pub fn new(id: String, secret: [u8; KEY_BYTES]) -> Self {
        Self {
            id,
            secret: Zeroizing::new(secret),
        }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn secret(&self) -> &[u8; KEY_BYTES] {
        &self.secret
    }
}

/// Named keys. The first one wraps; the others only unwrap what they wrapped before.
#[derive(Clone)]
pub struct KeyRing(Vec<RingKey>);

impl KeyRing {
    /// A ring of at least one key.
    ///
    /// # Errors
    /// When there is no key, a name is empty, or two keys have the same name.
    pub fn new(keys: Vec<RingKey>) -> Result<Self, CryptoError> {
        if keys.is_empty() {
            return Err(CryptoError::Ring("it has no key"));
        }
        for (place, key) in keys.iter().enumerate() {
            if key.id.is_empty() {
                return Err(CryptoError::Ring("a key has no name"));
            }
            if keys.iter().take(place).any(|other| other.id == key.id) {
                return Err(CryptoError::Ring("two keys have the same name"));
            }
        }
        Ok(Self(keys))
    }

    /// The name of the key that wraps.
    #[must_use]
    pub fn current_id(&self) -> &str {
        self.0.first().map_or("", RingKey::id)
    }

    pub(super) fn current(&self) -> Result<&RingKey, CryptoError> {
        self.0.first().ok_or(CryptoError::Ring("it has no key"))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &RingKey> {
        self.0.iter()
    }

    pub(super) fn get(&self, id: &str) -> Result<&RingKey, CryptoError> {
        self.0
            .iter()
            .find(|key| key.id == id)
            .ok_or_else(|| CryptoError::UnknownRingKey(id.to_owned()))
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(RingKey::id))
            .finish()
    }
}
