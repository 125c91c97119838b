//! Standard Webhooks signatures, by `ring`: not by the library that the client of this simulator uses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use axum::http::HeaderMap;

pub(crate) const ID: &str = "webhook-id";
pub(crate) const TIMESTAMP: &str = "webhook-timestamp";
pub(crate) const SIGNATURE: &str = "webhook-signature";

/// "Verifying webhook authenticity": the tolerance of the specification's libraries.
pub(crate) const TOLERANCE_S: i64 = 300;

/// Three headers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Signed {
    #[serde(rename = "webhook-id")]
    pub(crate) id: String,
    #[serde(rename = "webhook-timestamp")]
    pub(crate) timestamp: String,
    #[serde(rename = "webhook-signature")]
    pub(crate) signature: String,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unsigned,
    Forged,
    Untimely,
}

impl Refusal {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Forged => "bad_signature",
            Self::Untimely => "bad_timestamp",
        }
    }
}

/// The key behind `whsec_..`; none when it is not one.
fn key(secret: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    (24..=64)
        .contains(&bytes.len())
        .then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

fn signed_text(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

/// `v1,<base64>`; empty when the secret is none.
pub(crate) fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    key(secret).map_or_else(String::new, |key| {
        let tag = hmac::sign(&key, &signed_text(id, timestamp, body));
        format!("v1,{}", STANDARD.encode(tag.as_ref()))
    })
}

/// The headers of a message of ours.
pub(crate) fn headers(secret: &str, id: &str, now_ms: i64, body: &[u8]) -> Signed {
    let timestamp = now_ms.div_euclid(1_000).to_string();
    Signed {
        signature: sign(secret, id, &timestamp, body),
        id: id.to_owned(),
        timestamp,
    }
}

/// The id of a message that is the client's, and of now.
pub(crate) fn verify(
    secret: &str,
    headers: &HeaderMap,
    body: &[u8],
    now_ms: i64,
) -> Result<String, Refusal> {
    let only = |name: &str| {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().map_err(|_| Refusal::Unsigned),
            _ => Err(Refusal::Unsigned),
        }
    };
    let (id, timestamp, signatures) = (only(ID)?, only(TIMESTAMP)?, only(SIGNATURE)?);
    let is_id = (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let seconds: i64 = timestamp.parse().map_err(|_| Refusal::Unsigned)?;
    if !is_id || seconds.to_string() != timestamp {
        return Err(Refusal::Unsigned);
    }
    let key = key(secret).ok_or(Refusal::Forged)?;
    let text = signed_text(id, timestamp, body);
    let is_theirs = signatures
        .split(' ')
        .filter_map(|one| one.strip_prefix("v1,"))
        .filter_map(|one| STANDARD.decode(one).ok())
        .any(|tag| hmac::verify(&key, &text, &tag).is_ok());
    if !is_theirs {
        return Err(Refusal::Forged);
    }
    if (now_ms.div_euclid(1_000) - seconds).abs() > TOLERANCE_S {
        return Err(Refusal::Untimely);
    }
    Ok(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::sign;

    /// The example of the specification's own libraries.
    #[test]
    fn a_signature_is_the_one_of_the_specification() {
        assert_eq!(
            sign(
                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                "1649367553",
                br#"{"email":"test@example.com","username":"test_user"}"#
            ),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
        );
    }
}
