//! The keys of the BFF and of the IdPs. They are published with the source and protect nothing: fixed ones, because making
//! RSA keys takes longer than a test may.

use anyhow::{Context, Result};
use jsonwebtoken::{DecodingKey, EncodingKey};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use rsa::{RsaPrivateKey, RsaPublicKey};

const BFF: &str = include_str!("keys/sim-bff.pem");
const MYINFO: &str = include_str!("keys/sim-myinfo.pem");
const OIDC: &str = include_str!("keys/sim-oidc.pem");

/// An RSA key pair.
pub(crate) struct KeyPair {
    pub(crate) private: RsaPrivateKey,
    pub(crate) public: RsaPublicKey,
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: DecodingKey,
}

impl KeyPair {
    fn read(pem: &str) -> Result<Self> {
        let private = RsaPrivateKey::from_pkcs8_pem(pem).context("a key of the simulator")?;
        let public = private.to_public_key();
        let public_pem = public.to_public_key_pem(LineEnding::LF)?;
        Ok(Self {
            signing: EncodingKey::from_rsa_pem(pem.as_bytes())?,
            verifying: DecodingKey::from_rsa_pem(public_pem.as_bytes())?,
            private,
            public,
        })
    }
}

/// All keys.
pub(crate) struct Keys {
    /// The BFF's: signs requests to MyInfo and opens its answers. MyInfo v3 has one key for both (contract P7).
    pub(crate) bff: KeyPair,
    /// MyInfo's: signs access tokens and person data.
    pub(crate) myinfo: KeyPair,
    /// The OpenID Connect IdPs': signs ID tokens.
    pub(crate) oidc: KeyPair,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keys")
    }
}

impl Keys {
    /// # Errors
    /// When a key file is damaged.
    pub(crate) fn load() -> Result<Self> {
        Ok(Self {
            bff: KeyPair::read(BFF)?,
            myinfo: KeyPair::read(MYINFO)?,
            oidc: KeyPair::read(OIDC)?,
        })
    }
}
