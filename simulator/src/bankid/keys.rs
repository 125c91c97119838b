//! The keys that sign. BankID OIDC has one set, the biometrics service one for ID tokens and one for grants: a client that
//! takes the wrong set fails (contract 1.6, 1.8). All are development keys and no secret: anyone can derive them from here.

use anyhow::{Context, Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What stands before the point in the SubjectPublicKeyInfo of a P-256 key (RFC 5480).
const P256_KEY_INFO: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The algorithms that a provider here registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "PS256")]
    Ps256,
}

impl Algorithm {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }
}

enum Secret {
    P256(SigningKey),
    Rsa(Box<RsaKeyPair>),
}

/// One key pair.
pub(crate) struct Key {
    /// The thumbprint of the public key (RFC 7638).
    pub(crate) kid: String,
    secret: Secret,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl Key {
    /// The P-256 key that belongs to a label.
    fn p256(label: &str) -> Result<Self> {
        let scalar = Sha256::digest(format!("simulated BankID development key: {label}"));
        let key = SigningKey::from_slice(&scalar).with_context(|| format!("{label} is no key"))?;
        Ok(Self::new(Secret::P256(key)))
    }

    fn rsa(pkcs8: &[u8]) -> Result<Self> {
        let key = RsaKeyPair::from_pkcs8(pkcs8).map_err(|error| anyhow!("RSA key: {error}"))?;
        Ok(Self::new(Secret::Rsa(Box::new(key))))
    }

    fn new(secret: Secret) -> Self {
        let mut key = Self {
            kid: String::new(),
            secret,
        };
        // Members in lexicographic order and without blanks, which is how serde_json writes a map (RFC 7638, 3).
        let canonical = key.members().to_string();
        key.kid = URL_SAFE_NO_PAD.encode(Sha256::digest(canonical));
        key
    }

    fn members(&self) -> Value {
        match &self.secret {
            Secret::P256(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                let coordinate =
                    |part: Option<&[u8]>| URL_SAFE_NO_PAD.encode(part.unwrap_or_default());
                let x = coordinate(point.x().map(|x| x.as_slice()));
                let y = coordinate(point.y().map(|y| y.as_slice()));
                json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y })
            }
            Secret::Rsa(key) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
                let (e, n) = (
                    URL_SAFE_NO_PAD.encode(public.e),
                    URL_SAFE_NO_PAD.encode(public.n),
                );
                json!({ "e": e, "kty": "RSA", "n": n })
            }
        }
    }

    /// The public key as a member of a JWK set; `rsa_algorithm` is what an RSA key is published for.
    pub(crate) fn jwk(&self, rsa_algorithm: Algorithm) -> Value {
        let mut jwk = self.members();
        let algorithm = match self.secret {
            Secret::P256(_) => Algorithm::Es256,
            Secret::Rsa(_) => rsa_algorithm,
        };
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(algorithm.name());
        jwk
    }

    /// The public key as bytes: what an attacker would use as an HMAC secret.
    pub(crate) fn public_bytes(&self) -> Vec<u8> {
        match &self.secret {
            Secret::P256(key) => key
                .verifying_key()
                .to_encoded_point(false)
                .as_bytes()
                .to_vec(),
            Secret::Rsa(key) => key.public().as_ref().to_vec(),
        }
    }

    /// The public key in PEM: what a careless verifier would use as an HMAC secret.
    pub(crate) fn public_pem(&self) -> String {
        let (name, der) = match &self.secret {
            Secret::P256(_) => ("PUBLIC KEY", [P256_KEY_INFO, &self.public_bytes()].concat()),
            Secret::Rsa(_) => ("RSA PUBLIC KEY", self.public_bytes()),
        };
        let body = STANDARD.encode(der);
        let lines: String = body
            .as_bytes()
            .chunks(64)
            .flat_map(|line| line.iter().map(|byte| char::from(*byte)).chain(['\n']))
            .collect();
        format!("-----BEGIN {name}-----\n{lines}-----END {name}-----\n")
    }

    /// The signature; empty, so that nobody takes it for one, when the key is not of this algorithm.
    pub(crate) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
        match (&self.secret, algorithm) {
            (Secret::P256(key), Algorithm::Es256) => {
                let signature: Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            (Secret::Rsa(key), Algorithm::Rs256) => rsa_sign(key, &RSA_PKCS1_SHA256, message),
            (Secret::Rsa(key), Algorithm::Ps256) => rsa_sign(key, &RSA_PSS_SHA256, message),
            _ => Vec::new(),
        }
    }
}

fn rsa_sign(key: &RsaKeyPair, padding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.public().modulus_len()];
    match key.sign(padding, &SystemRandom::new(), message, &mut signature) {
        Ok(()) => signature,
        Err(_) => Vec::new(),
    }
}

/// A P-256 key that can be replaced by the next one.
#[derive(Debug)]
pub(crate) struct Rotating {
    label: &'static str,
    generation: u32,
    /// Signs.
    pub(crate) current: Key,
    /// Signed before the rotation.
    pub(crate) previous: Option<Key>,
    /// Whether the previous one is still in the published set.
    previous_is_published: bool,
}

impl Rotating {
    fn new(label: &'static str) -> Result<Self> {
        Ok(Self {
            label,
            generation: 1,
            current: Key::p256(&format!("{label} 1"))?,
            previous: None,
            previous_is_published: false,
        })
    }

    /// As at the start.
    fn restore(&mut self) {
        // The first key is the previous one after one rotation only, so it is derived again.
        if let Ok(fresh) = Self::new(self.label) {
            *self = fresh;
        }
    }

    /// A new key signs from now on.
    pub(crate) fn rotate(&mut self, keep_previous: bool) -> Result<()> {
        let generation = self.generation.saturating_add(1);
        let next = Key::p256(&format!("{} {generation}", self.label))?;
        self.generation = generation;
        self.previous = Some(std::mem::replace(&mut self.current, next));
        self.previous_is_published = keep_previous;
        Ok(())
    }

    /// What is published, the key that signs first.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Key> {
        let previous = self
            .previous
            .as_ref()
            .filter(|_| self.previous_is_published);
        std::iter::once(&self.current).chain(previous)
    }
}

/// All keys of the simulated BankID.
#[derive(Debug)]
pub(crate) struct Keys {
    /// BankID OIDC's: signs access tokens.
    pub(crate) oidc: Key,
    pub(crate) id_token: Rotating,
    /// Published beside the P-256 key; signs when a switch or an attack says so.
    pub(crate) id_token_rsa: Key,
    /// A second P-256 key in the set, for the shape `several`.
    pub(crate) id_token_spare: Key,
    pub(crate) grants: Rotating,
    /// Published nowhere but at the attacker's address.
    pub(crate) attacker: Key,
}

impl Keys {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            oidc: Key::rsa(include_bytes!("keys/oidc-rsa.pk8"))?,
            id_token: Rotating::new("id token")?,
            id_token_rsa: Key::rsa(include_bytes!("keys/bis-rsa.pk8"))?,
            id_token_spare: Key::p256("spare id token")?,
            grants: Rotating::new("grants")?,
            attacker: Key::p256("attacker")?,
        })
    }

    /// As at the start.
    pub(crate) fn restore(&mut self) {
        self.id_token.restore();
        self.grants.restore();
    }

    /// The key that signs ID tokens with this algorithm.
    pub(crate) fn for_id_token(&self, algorithm: Algorithm) -> &Key {
        match algorithm {
            Algorithm::Es256 => &self.id_token.current,
            Algorithm::Rs256 | Algorithm::Ps256 => &self.id_token_rsa,
        }
    }
}
