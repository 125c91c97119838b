//! The code becomes tokens; and what the ID token does not say is asked for with the access token.

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{
    Away,
    discovery::{ClientAuthentication, Endpoints},
    id_token::called_in,
};
use crate::{
    config::SingleSignOnConfig,
    jws::refused,
    outbound::{OutboundRequest, OutboundResponse, StatusCode, code_word},
    provider::{Call, ProviderError},
};

/// The longest code that is sent on, in bytes.
const LONGEST_CODE: usize = 4096;
/// Members of the answers that are of no use here; a provider adds what it likes to what it knows of a person.
const BESIDE: &[&str] = &["expires_in", "scope", "refresh_token", "session_state"];

#[derive(Deserialize)]
struct Answer {
    id_token: Option<String>,
    access_token: Option<SecretString>,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    error: String,
}

/// What came for the code.
pub(super) struct Tokens {
    pub(super) id_token: String,
    access_token: Option<SecretString>,
}

/// Exchanges the code. Sent once and never again: a second time would be taken for a replay (RFC 6749, 4.1.2).
pub(super) async fn exchange(
    call: Call<'_>,
    (config, endpoints): (&SingleSignOnConfig, &Endpoints),
    away: &Away,
    code: &str,
) -> Result<Tokens, ProviderError> {
    if code.len() > LONGEST_CODE {
        return Err(refused("code_too_long"));
    }
    let secret = config.client_secret.expose_secret();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &away.redirect_uri),
        ("code_verifier", &away.verifier),
    ];
    if endpoints.authentication == ClientAuthentication::Post {
        form.push(("client_id", &config.client_id));
        form.push(("client_secret", secret));
    }
    let url = endpoints.token_endpoint.clone();
    let mut request = OutboundRequest::post("single_sign_on.exchange", url)
        .accept_json()
        .form(&form);
    if endpoints.authentication == ClientAuthentication::Basic {
        request = request.secret_header("authorization", &basic(&config.client_id, secret));
    }
    let response = call.http.send(request).await?.accept()?;
    if response.status() != StatusCode::OK {
        return Err(not_exchanged(&response));
    }
    let answer: Answer = response.json_beside(BESIDE)?;
    let is_bearer = answer
        .token_type
        .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
    if !is_bearer {
        return Err(refused("token_type"));
    }
    Ok(Tokens {
        id_token: answer
            .id_token
            .filter(|token| !token.is_empty())
            .ok_or_else(|| refused("id_token_missing"))?,
        access_token: answer.access_token,
    })
}

/// Both are encoded like a form before they are put together (RFC 6749, 2.3.1).
fn basic(client_id: &str, secret: &str) -> SecretString {
    let encoded =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    format!("Basic {}", BASE64_STANDARD.encode(pair)).into()
}

fn misconfigured(answer: &str) -> ProviderError {
    ProviderError::Misconfigured {
        detail: format!("the token endpoint of dashboard.single_sign_on answered {answer}"),
    }
}

/// RFC 6749, 5.2.
fn not_exchanged(response: &OutboundResponse) -> ProviderError {
    let failure = serde_json::from_slice(response.body());
    let Failure { error } = failure.unwrap_or(Failure {
        error: String::new(),
    });
    match error.as_str() {
        // Used, too old, or made for somebody else.
        "invalid_grant" => refused("invalid_grant"),
        "" => misconfigured(response.status().as_str()),
        error => misconfigured(&code_word(error)),
    }
}

/// What the provider calls the person with this subject, asked at its UserInfo endpoint (OpenID Connect Core 1.0, 5.3).
pub(super) async fn called(
    call: Call<'_>,
    (config, endpoints): (&SingleSignOnConfig, &Endpoints),
    tokens: &Tokens,
    sub: &str,
) -> Result<Option<String>, ProviderError> {
    let (Some(url), Some(token)) = (&endpoints.userinfo_endpoint, &tokens.access_token) else {
        return Ok(None);
    };
    let request = OutboundRequest::get("single_sign_on.userinfo", url.clone())
        .bearer(token)
        .accept_json();
    let response = call.http.send(request).await?.accept()?;
    if response.status() != StatusCode::OK {
        return Err(response.unexpected("nothing about the person"));
    }
    let claims: Map<String, Value> = response.json()?;
    // Else it may be about somebody else (5.3.2).
    if claims.get("sub").and_then(Value::as_str) != Some(sub) {
        return Err(refused("userinfo_sub"));
    }
    Ok(called_in(&claims, config.claim))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::basic;

    #[test]
    fn id_and_secret_are_encoded_before_they_are_put_together() {
        let header = basic("a:b", "c d%");
        assert_eq!(header.expose_secret(), "Basic YSUzQWI6YytkJTI1");
    }
}
