//! Keyed hashes: to find the same value again without storing it.

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CryptoError, KEY_BYTES, KeyRing};

/// Salt of the derivation (RFC 5869): parts these keys from the one that wraps data keys.
const SALT: &[u8] = b"vestibule keyed hashes v1";

/// What a keyed hash is for. Hashes of one value for two of them, or for two clients, have nothing in common.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The use, e.g. `identifiers.phone`.
    pub purpose: &'a str,
    /// The client whose applicants it is about.
    pub client: &'a str,
}

/// The parts with their lengths before them, so that no two lists give the same bytes.
pub(super) fn joined(parts: &[&str]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::new());
    for part in parts {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

impl KeyRing {
    /// HMAC-SHA-256 (RFC 2104) of the parts, in lower-case hexadecimal, under a key derived (HKDF, RFC 5869) for this scope from
    /// each key of the ring, the current one first. Whoever stores all of them still finds the value after the ring was rotated,
    /// for as long as one of today's keys is in it.
    ///
    /// # Errors
    /// Never with a ring that could be made.
    pub fn keyed_hashes(
        &self,
        scope: Scope<'_>,
        parts: &[&str],
    ) -> Result<Vec<String>, CryptoError> {
        let info = joined(&[scope.purpose, scope.client]);
        let message = joined(parts);
        self.all()
            .map(|key| {
                let mut derived = Zeroizing::new([0_u8; KEY_BYTES]);
                Hkdf::<Sha256>::new(Some(SALT), key.secret())
                    .expand(&info, derived.as_mut_slice())
                    .map_err(|_| CryptoError::Ring("a key cannot be derived"))?;
                let mut mac = Hmac::<Sha256>::new_from_slice(derived.as_slice())
                    .map_err(|_| CryptoError::Ring("a key cannot be derived"))?;
                mac.update(&message);
                Ok(super::hex(&mac.finalize().into_bytes()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::RingKey;

    fn ring(names: &[(&str, u8)]) -> KeyRing {
        let keys = names
            .iter()
            .map(|(id, byte)| RingKey::new((*id).to_owned(), [*byte; KEY_BYTES]));
        KeyRing::new(keys.collect()).unwrap()
    }

    const HERE: Scope<'static> = Scope {
        purpose: "identifiers.phone",
        client: "acme",
    };

    #[test]
    fn one_value_has_one_hash_under_each_key_of_the_ring() {
        let old = ring(&[("one", 1)])
            .keyed_hashes(HERE, &["+4712345678"])
            .unwrap();
        let both = ring(&[("two", 2), ("one", 1)])
            .keyed_hashes(HERE, &["+4712345678"])
            .unwrap();
        assert_eq!((old.len(), both.len()), (1, 2));
        assert_eq!(
            both[1], old[0],
            "a rotated ring finds what the old one stored"
        );
        assert_ne!(both[0], both[1]);
        assert!(old[0].len() == 64 && old[0].bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    /// Nobody can compute it from the value alone, nor with the key that wraps data keys as it is.
    #[test]
    fn the_hash_is_not_the_plain_one() {
        let value = "+4712345678";
        let hash = &ring(&[("one", 1)]).keyed_hashes(HERE, &[value]).unwrap()[0];
        assert_ne!(*hash, crate::crypto::sha256_hex(value.as_bytes()));
        let mut mac = Hmac::<Sha256>::new_from_slice(&[1; KEY_BYTES]).unwrap();
        mac.update(&joined(&[value]));
        assert_ne!(*hash, crate::crypto::hex(&mac.finalize().into_bytes()));
    }

    proptest! {
        /// Another client, another use, another key or other parts: another hash.
        #[test]
        fn nothing_links_two_scopes(
            value in "[ -~]{0,40}", other in "[ -~]{0,40}", client in "[a-z]{1,12}", purpose in "[a-z.]{1,12}",
        ) {
            let ring_of = |byte| ring(&[("one", byte)]);
            let hash = |ring: &KeyRing, scope, parts: &[&str]| ring.keyed_hashes(scope, parts).unwrap().remove(0);
            let here = hash(&ring_of(1), HERE, &[&value]);
            prop_assert_eq!(&here, &hash(&ring_of(1), HERE, &[&value]));
            prop_assert_ne!(&here, &hash(&ring_of(2), HERE, &[&value]));
            if client != HERE.client {
                prop_assert_ne!(&here, &hash(&ring_of(1), Scope { client: &client, ..HERE }, &[&value]));
            }
            if purpose != HERE.purpose {
                prop_assert_ne!(&here, &hash(&ring_of(1), Scope { purpose: &purpose, ..HERE }, &[&value]));
            }
            prop_assert_eq!(here == hash(&ring_of(1), HERE, &[&other]), value == other);
            // The same letters, cut elsewhere.
            let (left, right) = value.split_at(value.len() / 2);
            prop_assert_ne!(&here, &hash(&ring_of(1), HERE, &[left, right]));
        }
    }
}
