//! Signatures of messages: Standard Webhooks, symmetric (`v1`): HMAC-SHA256 over `id.timestamp.body`.
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>, "Signature scheme". Not by
//! the specification's own crate: that one reads the system's clock. Tests compare the two.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use vestibule::time::Timestamp;
use zeroize::Zeroizing;

/// Unique for each message.
pub(super) const ID: &str = "webhook-id";
/// Seconds since 1970-01-01T00:00:00Z.
pub(super) const TIMESTAMP: &str = "webhook-timestamp";
/// Signatures, separated by blanks.
pub(super) const SIGNATURE: &str = "webhook-signature";

/// How far a timestamp may be from our clock: what the specification's own libraries allow.
pub(super) const TOLERANCE_SECONDS: i64 = 300;
/// Secrets on each side: the one in use, and those that are being replaced.
pub(super) const MOST_SECRETS: usize = 3;
/// Signatures in one header that are looked at.
const MOST_SIGNATURES: usize = 8;
/// "Secret length: between 24 bytes (192 bits) and 64 bytes (512 bits)".
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const PREFIX: &str = "whsec_";
const LONGEST_ID: usize = 64;

/// The secrets of one side, newest first.
pub(super) struct Secrets(Vec<Zeroizing<Vec<u8>>>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

/// The headers of a signed message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) id: &'a str,
    pub(super) timestamp: &'a str,
    pub(super) signature: &'a str,
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistrust {
    /// A header is missing, or is none of this kind.
    Unsigned,
    /// No signature is one of these secrets'.
    Forged,
    /// Signed, but too long ago or in the future.
    Untimely,
}

impl Secrets {
    /// One to three secrets, `whsec_` and base64 each, separated by blanks.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let secrets = text
            .split_whitespace()
            .map(one)
            .collect::<Result<Vec<_>, _>>()?;
        if secrets.is_empty() || secrets.len() > MOST_SECRETS {
            return Err("must be one to three secrets, separated by blanks");
        }
        Ok(Self(secrets))
    }

    /// Whether a secret is in both.
    pub(super) fn shares_one_with(&self, other: &Self) -> bool {
        self.0.iter().any(|secret| other.0.contains(secret))
    }

    /// Whether one of them begins like the simulator's.
    pub(super) fn has_one_of_the_simulator(&self) -> bool {
        self.0.iter().any(|secret| secret.starts_with(b"sim-"))
    }

    /// The signature header of a message of ours: a signature for each secret, so that either is enough while the other
    /// side changes over ("Zero downtime secret rotation").
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let signatures: Vec<_> = self
            .0
            .iter()
            .filter_map(|secret| mac(secret, id, &timestamp, body))
            .map(|mac| format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
            .collect();
        signatures.join(" ")
    }

    /// Whether the message is the other side's, and of now. The signature is looked at first: nothing is told about a
    /// stranger's clock.
    pub(super) fn verify(
        &self,
        signed: Signed<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), Mistrust> {
        if !is_id(signed.id) {
            return Err(Mistrust::Unsigned);
        }
        let seconds = seconds(signed.timestamp).ok_or(Mistrust::Unsigned)?;
        let is_theirs = signed
            .signature
            .split(' ')
            .take(MOST_SIGNATURES)
            .filter_map(|one| one.strip_prefix("v1,"))
            .filter_map(|one| BASE64_STANDARD.decode(one).ok())
            .any(|given| self.made(&given, signed, body));
        if !is_theirs {
            return Err(Mistrust::Forged);
        }
        let age = now.0.div_euclid(1_000).saturating_sub(seconds);
        if age.saturating_abs() > TOLERANCE_SECONDS {
            return Err(Mistrust::Untimely);
        }
        Ok(())
    }

    fn made(&self, given: &[u8], signed: Signed<'_>, body: &[u8]) -> bool {
        self.0.iter().any(|secret| {
            // Compares in constant time.
            mac(secret, signed.id, signed.timestamp, body)
                .is_some_and(|mac| mac.verify_slice(given).is_ok())
        })
    }
}

fn one(text: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    let secret = text
        .strip_prefix(PREFIX)
        .and_then(|text| BASE64_STANDARD.decode(text).ok())
        .map(Zeroizing::new)
        .ok_or("must be \"whsec_\" and base64")?;
    if SECRET_BYTES.contains(&secret.len()) {
        Ok(secret)
    } else {
        Err("must be 24 to 64 bytes in base64")
    }
}

fn mac(secret: &[u8], id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    // A key of any length is one.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(id.as_bytes());
    mac.update(b".");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

/// What an id looks like; no dot, so that there is one way only to take the signed text apart.
pub(super) fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Digits only: `+1` and ` 1` would be other texts for the same time.
fn seconds(text: &str) -> Option<i64> {
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
