//! Secrets of the server itself: sealed by the key ring, since they belong to no onboarding.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CryptoError, KEY_BYTES, KeyRing, RingKey, index::joined};
use crate::random::Randomness;

/// Salt of the derivation (RFC 5869): parts this key from the others that come from the same ring key.
const SALT: &[u8] = b"vestibule system secrets v1";
/// The first byte of every value of today's format.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

/// Where a system secret is stored: table, column and the row's id. It opens nowhere else.
pub type SystemPlace<'a> = (&'a str, &'a str, &'a str);

fn derived(key: &RingKey) -> Result<Zeroizing<[u8; KEY_BYTES]>, CryptoError> {
    let mut derived = Zeroizing::new([0_u8; KEY_BYTES]);
    Hkdf::<Sha256>::new(Some(SALT), key.secret())
        .expand(b"", derived.as_mut_slice())
        .map_err(|_| CryptoError::Ring("a key cannot be derived"))?;
    Ok(derived)
}

impl KeyRing {
    /// Seals under the ring's current key: `version || length of the key's name || name || nonce || ciphertext and tag`.
    ///
    /// # Errors
    /// When the ring is unusable.
    pub fn seal_system(
        &self,
        random: &dyn Randomness,
        plain: &[u8],
        place: SystemPlace<'_>,
    ) -> Result<Vec<u8>, CryptoError> {
        let current = self.current()?;
        let length = u8::try_from(current.id().len())
            .map_err(|_| CryptoError::Ring("a key has a name of more than 255 bytes"))?;
        let mut nonce = [0_u8; NONCE_BYTES];
        random.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: &joined(&[place.0, place.1, place.2]),
        };
        let ciphertext = XChaCha20Poly1305::new(derived(current)?.as_slice().into())
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| CryptoError::Malformed)?;
        let mut bytes = vec![VERSION, length];
        bytes.extend_from_slice(current.id().as_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&ciphertext);
        Ok(bytes)
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When its key is gone from the ring, or it was sealed for another place or altered.
    pub fn open_system(
        &self,
        sealed: &[u8],
        place: SystemPlace<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (key, rest) = self.key_of(sealed)?;
        let (nonce, ciphertext) = rest
            .split_at_checked(NONCE_BYTES)
            .ok_or(CryptoError::Malformed)?;
        let payload = Payload {
            msg: ciphertext,
            aad: &joined(&[place.0, place.1, place.2]),
        };
        XChaCha20Poly1305::new(derived(key)?.as_slice().into())
            .decrypt(XNonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| CryptoError::Unopenable)
    }

    /// The key that a system secret was sealed by, and what follows its name.
    fn key_of<'a>(&self, sealed: &'a [u8]) -> Result<(&RingKey, &'a [u8]), CryptoError> {
        let [VERSION, length, rest @ ..] = sealed else {
            return Err(CryptoError::Malformed);
        };
        let (name, rest) = rest
            .split_at_checked(usize::from(*length))
            .ok_or(CryptoError::Malformed)?;
        let name = std::str::from_utf8(name).map_err(|_| CryptoError::Malformed)?;
        Ok((self.get(name)?, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::ChaChaRandomness;

    const PLACE: SystemPlace<'_> = ("webhook_secrets", "secret", "1");

    fn ring(names: &[(&str, u8)]) -> KeyRing {
        let keys = names.iter();
        let keys = keys.map(|(id, byte)| RingKey::new((*id).to_owned(), [*byte; KEY_BYTES]));
        KeyRing::new(keys.collect()).unwrap()
    }

    /// SEC-188
    #[test]
    fn a_system_secret_opens_at_its_place_and_after_the_ring_was_rotated() {
        let random = ChaChaRandomness::seeded(1);
        let sealed = ring(&[("one", 1)])
            .seal_system(&random, b"secret", PLACE)
            .unwrap();
        let rotated = ring(&[("two", 2), ("one", 1)]);
        assert_eq!(
            rotated.open_system(&sealed, PLACE).unwrap().as_slice(),
            b"secret"
        );
        for elsewhere in [
            ("webhook_secrets", "secret", "2"),
            ("signing_keys", "secret", "1"),
            ("webhook_secret", "ssecret", "1"),
        ] {
            let error = rotated.open_system(&sealed, elsewhere).unwrap_err();
            assert_eq!(error, CryptoError::Unopenable);
        }
        assert_eq!(
            ring(&[("two", 2)]).open_system(&sealed, PLACE).unwrap_err(),
            CryptoError::UnknownRingKey("one".to_owned())
        );
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_noticed() {
        let random = ChaChaRandomness::seeded(1);
        let ring = ring(&[("one", 1)]);
        let sealed = ring.seal_system(&random, b"secret", PLACE).unwrap();
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone();
            bytes[at] ^= 1;
            assert!(ring.open_system(&bytes, PLACE).is_err(), "byte {at}");
            assert!(ring.open_system(&sealed[..at], PLACE).is_err(), "cut {at}");
        }
    }
}
