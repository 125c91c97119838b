//! Compact JWE as MyInfo v3 has it: RSA-OAEP (with SHA-1, contract P6) and A256GCM, nothing else.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::{Oaep, RsaPrivateKey, RsaPublicKey};
use serde_json::Value;
use sha1::Sha1;

use crate::entropy::Entropy;

const HEADER: &str = r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#;
const TAG_LENGTH: usize = 16;

/// The simulator's randomness in the shape that RSA wants.
struct Random<'a>(&'a Entropy);

impl RngCore for Random<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.0.bytes())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    fn fill_bytes(&mut self, target: &mut [u8]) {
        for byte in target {
            let [random] = self.0.bytes::<1>();
            *byte = random;
        }
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(target);
        Ok(())
    }
}

impl CryptoRng for Random<'_> {}

/// Encrypts for the owner of the key. None when the key is too small for the scheme.
pub(crate) fn encrypt(plaintext: &[u8], to: &RsaPublicKey, entropy: &Entropy) -> Option<String> {
    let key: [u8; 32] = entropy.bytes();
    let iv: [u8; 12] = entropy.bytes();
    let header = URL_SAFE_NO_PAD.encode(HEADER);
    let wrapped = to
        .encrypt(&mut Random(entropy), Oaep::new::<Sha1>(), &key)
        .ok()?;
    let payload = Payload {
        msg: plaintext,
        aad: header.as_bytes(),
    };
    let sealed = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&key))
        .encrypt(Nonce::from_slice(&iv), payload)
        .ok()?;
    let (ciphertext, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_LENGTH)?)?;
    let parts = [wrapped.as_slice(), &iv, ciphertext, tag].map(|part| URL_SAFE_NO_PAD.encode(part));
    Some(format!("{header}.{}", parts.join(".")))
}

/// The plaintext, or None for whatever is not exactly such a JWE for this key.
pub(crate) fn decrypt(compact: &str, with: &RsaPrivateKey) -> Option<Vec<u8>> {
    let parts: Vec<&str> = compact.split('.').collect();
    let [header, wrapped, iv, ciphertext, tag] = parts.as_slice() else {
        return None;
    };
    let fields: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    if fields["alg"] != "RSA-OAEP" || fields["enc"] != "A256GCM" {
        return None;
    }
    let key = with
        .decrypt(Oaep::new::<Sha1>(), &URL_SAFE_NO_PAD.decode(wrapped).ok()?)
        .ok()?;
    let iv = URL_SAFE_NO_PAD.decode(iv).ok()?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    if key.len() != 32 || iv.len() != 12 || tag.len() != TAG_LENGTH {
        return None;
    }
    let mut sealed = URL_SAFE_NO_PAD.decode(ciphertext).ok()?;
    sealed.extend(tag);
    let payload = Payload {
        msg: &sealed,
        aad: header.as_bytes(),
    };
    Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&key))
        .decrypt(Nonce::from_slice(&iv), payload)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{decrypt, encrypt};
    use crate::entropy::Entropy;
    use crate::frankieone::keys::Keys;

    /// FO-08
    #[test]
    fn only_the_owner_of_the_key_reads_it_and_only_unchanged() {
        let keys = Keys::load().expect("keys");
        let entropy = Entropy::new(Some(1));
        let jwe = encrypt(b"\"jws\"", &keys.bff.public, &entropy).expect("encrypted");
        assert_eq!(
            decrypt(&jwe, &keys.bff.private).as_deref(),
            Some(&b"\"jws\""[..])
        );
        assert_eq!(decrypt(&jwe, &keys.oidc.private), None);
        let (start, tag) = jwe.rsplit_once('.').expect("parts");
        let other = if tag.starts_with('A') { "B" } else { "A" };
        let changed = format!("{start}.{other}{}", tag.get(1..).expect("more"));
        assert_eq!(decrypt(&changed, &keys.bff.private), None);
        assert_eq!(decrypt("a.b.c", &keys.bff.private), None);
    }
}
