//! Signatures of webhooks: `v1` (HMAC-SHA-256) and `v1a` (Ed25519, RFC 8032) over `id.timestamp.body` (Standard Webhooks,
//! "Signature scheme"). Signing, and verifying what was saved of a delivery.

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use vestibule::time::Timestamp;
use zeroize::Zeroizing;

/// The header with the event's id: the same for every attempt.
pub const ID: &str = "webhook-id";
/// The header with the attempt's time, in seconds since 1970-01-01T00:00:00Z.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures, separated by blanks.
pub const SIGNATURE: &str = "webhook-signature";
/// How far a timestamp may be from the clock: what the specification's own libraries allow.
pub const TOLERANCE_SECONDS: i64 = 300;

const SECRET_PREFIX: &str = "whsec_";
const PUBLIC_PREFIX: &str = "whpk_";
/// Signatures in one header that are looked at: five live secrets, and room.
const MOST_SIGNATURES: usize = 16;
/// "At least 24 bytes (192 bits, 512 maximum)".
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const LONGEST_ID: usize = 256;

/// A way to sign.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
pub enum Scheme {
    /// HMAC-SHA-256 with a secret that both sides have.
    #[serde(rename = "v1")]
    V1,
    /// Ed25519: only we have the private key.
    #[serde(rename = "v1a")]
    V1a,
}

impl Scheme {
    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V1a => "v1a",
        }
    }

    /// The scheme with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::V1, Self::V1a]
            .into_iter()
            .find(|scheme| scheme.code() == code)
    }
}

/// What signs.
pub enum Secret {
    /// Symmetric.
    V1(Zeroizing<Vec<u8>>),
    /// The private half.
    V1a(SigningKey),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({})", self.scheme().code())
    }
}

impl Secret {
    /// From 32 bytes, random or as they were stored.
    #[must_use]
    pub fn new(scheme: Scheme, bytes: &[u8; 32]) -> Self {
        match scheme {
            Scheme::V1 => Self::V1(Zeroizing::new(bytes.to_vec())),
            Scheme::V1a => Self::V1a(SigningKey::from_bytes(bytes)),
        }
    }

    /// How it signs.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        match self {
            Self::V1(_) => Scheme::V1,
            Self::V1a(_) => Scheme::V1a,
        }
    }

    /// What the receiver verifies with: `whsec_...`, to be shown once, or `whpk_...`.
    #[must_use]
    pub fn receivers(&self) -> Zeroizing<String> {
        let text = match self {
            Self::V1(secret) => format!("{SECRET_PREFIX}{}", BASE64_STANDARD.encode(secret)),
            Self::V1a(key) => public_text(&key.verifying_key()),
        };
        Zeroizing::new(text)
    }

    fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let signature = match self {
            Self::V1(secret) => match mac(secret, (id, &timestamp), body) {
                Some(mac) => BASE64_STANDARD.encode(mac.finalize().into_bytes()),
                None => String::new(),
            },
            Self::V1a(key) => {
                let signed = message((id, &timestamp), body);
                BASE64_STANDARD.encode(key.sign(&signed).to_bytes())
            }
        };
        format!("{},{signature}", self.scheme().code())
    }
}

/// The signature header of a delivery: one signature for each secret.
#[must_use]
pub fn header(secrets: &[Secret], id: &str, at: Timestamp, body: &[u8]) -> String {
    let seconds = at.0.div_euclid(1_000);
    let signatures: Vec<_> = secrets
        .iter()
        .map(|secret| secret.sign(id, seconds, body))
        .collect();
    signatures.join(" ")
}

fn public_text(key: &VerifyingKey) -> String {
    format!("{PUBLIC_PREFIX}{}", BASE64_STANDARD.encode(key.as_bytes()))
}

/// What the receiver verifies with.
pub enum Trusted {
    /// `whsec_...`
    V1(Zeroizing<Vec<u8>>),
    /// `whpk_...`
    V1a(VerifyingKey),
}

impl std::fmt::Debug for Trusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::V1(_) => f.write_str("Trusted(v1)"),
            Self::V1a(key) => write!(f, "Trusted({})", public_text(key)),
        }
    }
}

/// A text is neither a webhook secret nor a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be \"whsec_\" and 24 to 64 bytes in base64, or \"whpk_\" and 32 bytes in base64")]
pub struct NotTrusted;

impl std::str::FromStr for Trusted {
    type Err = NotTrusted;

    fn from_str(text: &str) -> Result<Self, NotTrusted> {
        let decoded = |text| BASE64_STANDARD.decode(text).map(Zeroizing::new);
        if let Some(secret) = text.strip_prefix(SECRET_PREFIX) {
            let secret = decoded(secret).map_err(|_| NotTrusted)?;
            return match SECRET_BYTES.contains(&secret.len()) {
                true => Ok(Self::V1(secret)),
                false => Err(NotTrusted),
            };
        }
        let key = text.strip_prefix(PUBLIC_PREFIX).ok_or(NotTrusted)?;
        let key = decoded(key).map_err(|_| NotTrusted)?;
        let key: &[u8; 32] = key.as_slice().try_into().map_err(|_| NotTrusted)?;
        VerifyingKey::from_bytes(key)
            .map(Self::V1a)
            .map_err(|_| NotTrusted)
    }
}

/// The headers of a delivery.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// [`ID`]
    pub id: &'a str,
    /// [`TIMESTAMP`]
    pub timestamp: &'a str,
    /// [`SIGNATURE`]
    pub signature: &'a str,
}

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mistrust {
    /// A header is none of this kind.
    #[error("webhook-id or webhook-timestamp is not what a webhook has")]
    Malformed,
    /// Nobody trusted signed exactly this.
    #[error("no signature fits: another secret, or id, timestamp or body were altered")]
    Forged,
    /// Signed, but too long ago.
    #[error("signed {seconds} seconds ago: too old")]
    TooOld {
        /// How long ago.
        seconds: i64,
    },
    /// Signed, but in the future.
    #[error("signed {seconds} seconds in the future")]
    TooNew {
        /// How far.
        seconds: i64,
    },
}

/// Verifies a delivery: any of the trusted signed exactly this, not longer than so many seconds before or after `now`.
/// `None` for deliveries of any age. The signature is looked at first: nothing is told about a forgery's time.
///
/// # Errors
/// Says what is wrong.
pub fn verify(
    signed: Signed<'_>,
    body: &[u8],
    trusted: &[Trusted],
    (now, tolerance_seconds): (Timestamp, Option<i64>),
) -> Result<(), Mistrust> {
    let is_id = (1..=LONGEST_ID).contains(&signed.id.len())
        // A dot would leave two ways to take the signed text apart.
        && signed.id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.');
    let seconds = seconds(signed.timestamp)
        .filter(|_| is_id)
        .ok_or(Mistrust::Malformed)?;
    let fits = |one: &str| {
        let (scheme, text) = one.split_once(',')?;
        let scheme = Scheme::from_code(scheme)?;
        let signature = BASE64_STANDARD.decode(text).ok()?;
        let head = (signed.id, signed.timestamp);
        trusted
            .iter()
            .any(|one| made(one, scheme, &signature, head, body))
            .then_some(())
    };
    let signatures = signed.signature.split(' ').take(MOST_SIGNATURES);
    if signatures.filter_map(fits).next().is_none() {
        return Err(Mistrust::Forged);
    }
    let age = now.0.div_euclid(1_000).saturating_sub(seconds);
    match tolerance_seconds {
        Some(tolerance) if age > tolerance => Err(Mistrust::TooOld { seconds: age }),
        Some(tolerance) if age < -tolerance => Err(Mistrust::TooNew { seconds: -age }),
        _ => Ok(()),
    }
}

fn made(
    trusted: &Trusted,
    scheme: Scheme,
    signature: &[u8],
    head: (&str, &str),
    body: &[u8],
) -> bool {
    match (trusted, scheme) {
        (Trusted::V1(secret), Scheme::V1) => {
            // Compares in constant time.
            mac(secret, head, body).is_some_and(|mac| mac.verify_slice(signature).is_ok())
        }
        (Trusted::V1a(key), Scheme::V1a) => Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify_strict(&message(head, body), &signature).is_ok()),
        (Trusted::V1(_), Scheme::V1a) | (Trusted::V1a(_), Scheme::V1) => false,
    }
}

fn mac(secret: &[u8], (id, timestamp): (&str, &str), body: &[u8]) -> Option<Hmac<Sha256>> {
    // A key of any length is one.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

fn message((id, timestamp): (&str, &str), body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), timestamp.as_bytes(), body].join(&b'.')
}

/// Digits only: `+1` and ` 1` would be other texts for the same time.
fn seconds(text: &str) -> Option<i64> {
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
