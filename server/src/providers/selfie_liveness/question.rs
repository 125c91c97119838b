//! Get Reference Image, which the gateway asks us (contract 1.3.3). The body of the answer is not published: assumed.

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::settings::{REFERENCE_PASS_KEY, Settings};
use crate::{
    connection::Connection,
    provider::{Answer, Question, RawAnswer, RawWebhook, WebhookError},
};

/// The one documented `x-reference-image-type`.
const TYPE: &str = "KTP";
/// Our own ids are shorter.
const LONGEST_USER_ID: usize = 200;

/// Authenticates it first: nothing else about the question is told to a stranger.
pub(super) fn read(connection: &Connection, raw: RawWebhook<'_>) -> Result<Question, WebhookError> {
    let settings = Settings::read(connection).map_err(|_| WebhookError::Unauthenticated)?;
    let (Some(client_id), Ok(pass_key)) = (
        &settings.reference_image_client_id,
        connection.secret(REFERENCE_PASS_KEY),
    ) else {
        return Err(WebhookError::Unauthenticated);
    };
    let given = |name| raw.only_header(name).unwrap_or_default().as_bytes();
    // Both are compared, whatever the first says.
    let is_client = given("client-id").ct_eq(client_id.as_bytes());
    let is_known = is_client & given("pass-key").ct_eq(pass_key.expose_secret().as_bytes());
    if !bool::from(is_known) {
        return Err(WebhookError::Unauthenticated);
    }
    if raw.only_header("x-reference-image-type") != Some(TYPE)
        || raw.only_header("x-partner-user-id-type")
            != Some(settings.account.partner_user_id_type.as_str())
    {
        return Err(WebhookError::Malformed);
    }
    match raw.only_header("x-partner-user-id") {
        Some(user) if (1..=LONGEST_USER_ID).contains(&user.len()) => Ok(Question::ReferenceImage {
            user: user.to_owned(),
        }),
        _ => Err(WebhookError::Malformed),
    }
}

/// Any status but 200 counts as an error there.
pub(super) fn write(answer: &Result<Answer, WebhookError>) -> RawAnswer {
    match answer {
        Ok(Answer::ReferenceImage {
            url,
            lifetime_seconds,
        }) => RawAnswer {
            status: 200,
            body: json!({
                "success": true,
                "data": { "url": url, "expiry_seconds": lifetime_seconds.to_string() },
            }),
        },
        Ok(Answer::Nothing) => refusal(400, "1539", "REFERENCE_IMAGE_DOES_NOT_EXIST"),
        Err(WebhookError::Malformed) => refusal(400, "1539", "INVALID_REQUEST"),
        Err(WebhookError::Unauthenticated) => refusal(401, "110", "UNAUTHORIZED"),
        // What the route says when it cannot answer.
        Err(WebhookError::Unsupported) => refusal(500, "900", "GENERIC_SERVICE_ERROR"),
    }
}

fn refusal(status: u16, code: &str, cause: &str) -> RawAnswer {
    RawAnswer {
        status,
        body: json!({
            "success": false,
            "data": Value::Null,
            "errors": [{ "code": code, "cause": cause }],
        }),
    }
}
