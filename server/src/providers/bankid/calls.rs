//! The calls, in the order in which a flow makes them (contract 1.3).

use std::sync::{Mutex, PoisonError};

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    code_flow::challenge,
    jws::refused,
    outbound::{FreshToken, OutboundRequest, OutboundResponse, Token, send_with_token},
    provider::{Applicant, Attempt, Call, ProviderError, Snapshot},
    providers::settings::endpoint,
};

use super::{
    discovery::{self, Biometrics},
    mapping, permission,
    permission::Payment,
    settings::{CLIENT_SECRET, Settings, TokenAuth},
    wire::{self, Memo},
};

/// What the access token is for, and its scopes: both are needed (BI-02).
pub(super) const SCOPES: &str = "permissions/client permissions/iframe";
/// The longest code that is sent on, in bytes.
const LONGEST_CODE: usize = 2048;
/// How long an authorize_uri lives where the answer does not say it (step 7), in seconds.
const URI_LIFETIME: i64 = 60;
/// The longest that is believed, in seconds.
const LONGEST_URI_LIFETIME: i64 = 600;

/// Sends with the access token, and once more with a new one when the first was not taken.
async fn authorized(
    call: Call<'_>,
    settings: &Settings,
    build: impl Fn(&Token) -> OutboundRequest + Send,
) -> Result<OutboundResponse, ProviderError> {
    send_with_token(call, SCOPES, || fetch_token(call, settings), build)
        .await?
        .accept()
}

fn basic(call: Call<'_>, settings: &Settings) -> Result<SecretString, ProviderError> {
    let secret = call.connection.secret(CLIENT_SECRET)?;
    let pair = format!("{}:{}", settings.client_id, secret.expose_secret());
    Ok(format!("Basic {}", BASE64_STANDARD.encode(pair)).into())
}

/// An access token of BankID OIDC, for both scopes (step 3).
pub(super) async fn fetch_token(
    call: Call<'_>,
    settings: &Settings,
) -> Result<FreshToken, ProviderError> {
    let oidc = discovery::oidc(call, settings).await?;
    let request = OutboundRequest::post("bankid.token", oidc.token_endpoint)
        .accept_json()
        .secret_header("authorization", &basic(call, settings)?)
        .form(&[("grant_type", "client_credentials"), ("scope", SCOPES)]);
    let response = call.http.send(request).await?.accept()?;
    if response.status() != StatusCode::OK {
        return Err(mapping::token_refused(&response));
    }
    let answer: wire::AccessToken = response.json_beside(wire::ACCESS_TOKEN_BESIDE)?;
    if !answer
        .token_type
        .as_deref()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
    {
        return Err(response.unexpected("a token that is no bearer token"));
    }
    if let Some(granted) = &answer.scope
        && let Some(missing) = SCOPES
            .split(' ')
            .find(|scope| !granted.split_whitespace().any(|granted| granted == *scope))
    {
        return Err(ProviderError::Misconfigured {
            detail: format!(
                "BankID, access token without {missing}: {}",
                mapping::missing_scope()
            ),
        });
    }
    let secret = answer
        .access_token
        .filter(|token| (1..=wire::LONGEST_TOKEN).contains(&token.expose_secret().len()))
        .ok_or_else(|| response.unexpected("no usable access_token"))?;
    Ok(FreshToken {
        secret,
        lifetime_seconds: wire::number(answer.expires_in.as_ref()),
    })
}

/// What a registration made.
pub(super) struct Permission {
    pub(super) id: String,
    pub(super) token: SecretString,
    pub(super) binding_message: Option<String>,
    /// The statement as it was sent.
    pub(super) statement: String,
    pub(super) nonce: String,
    /// Unix seconds.
    pub(super) iat: i64,
    /// Unix seconds.
    pub(super) exp: i64,
}

/// A statement that was made for one request.
struct Sent {
    nonce: String,
    statement: String,
    iat: i64,
}

/// Registers what the applicant is asked to approve (step 5). The statement, its nonce and its time are made for each
/// request that goes out: a nonce is never used twice, not even after a 401 (BI-04, BI-06).
pub(super) async fn register(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
    (applicant, attempt): (&Applicant, &Attempt),
    payment: Option<&Payment>,
) -> Result<Permission, ProviderError> {
    let login_hint = applicant
        .inputs
        .get(permission::NATIONAL_ID)
        .and_then(|text| permission::national_id(text));
    let sent = Mutex::new(None);
    let lifetime = settings.permission_lifetime_seconds;
    let build = |token: &Token| {
        let made = Sent {
            nonce: call.random.token(),
            statement: String::new(),
            iat: call.clock.now().0.div_euclid(1000),
        };
        let statement =
            permission::encode(&made.nonce, payment, &attempt.correlation_id).unwrap_or_default();
        let body = wire::Registration {
            kind: settings.permission_type.name(),
            loa: "sub",
            iat: made.iat,
            exp: made.iat + lifetime,
            permission: &statement,
            intents: ["iframe"],
            login_hint: login_hint.as_deref().map(|value| {
                [wire::LoginHint {
                    scheme: "nnin",
                    value,
                }]
            }),
        };
        let url = biometrics.permissions_endpoint.clone();
        let request = OutboundRequest::post("bankid.permission", url)
            .bearer(token.secret())
            .accept_json()
            .json(&body);
        *sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(Sent { statement, ..made });
        request
    };
    let response = authorized(call, settings, build).await?;
    if !response.status().is_success() {
        return Err(mapping::registration_refused(&response));
    }
    let answer: wire::Registered = response.json()?;
    let sent = sent.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (Some(sent), Some(id), Some(token)) = (sent, answer.id, answer.permission_token) else {
        return Err(response.unexpected("no id or no permissionToken"));
    };
    // A path of dots alone would be another path.
    let is_id = (1..=wire::LONGEST_ID).contains(&id.len())
        && !id.chars().any(char::is_control)
        && id.chars().any(|character| character != '.');
    if !is_id || !(1..=wire::LONGEST_TOKEN).contains(&token.expose_secret().len()) {
        return Err(response.unexpected("no usable id or permissionToken"));
    }
    if answer.binding_message.as_ref().is_some_and(|words| {
        words.chars().count() > wire::LONGEST_BINDING_MESSAGE || words.chars().any(char::is_control)
    }) {
        return Err(response.unexpected("a bindingMessage that is no few words"));
    }
    Ok(Permission {
        id,
        token,
        binding_message: answer
            .binding_message
            .filter(|words| !words.trim().is_empty()),
        statement: sent.statement,
        nonce: sent.nonce,
        iat: sent.iat,
        exp: sent.iat + lifetime,
    })
}

/// Where the frame goes, and for how long it may be opened.
pub(super) struct Authorization {
    pub(super) uri: String,
    /// Seconds.
    pub(super) lifetime: i64,
}

/// iframe-authorize (step 7).
pub(super) async fn authorize(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
    attempt: &Attempt,
    permission_token: &SecretString,
) -> Result<Authorization, ProviderError> {
    let scopes: Vec<&str> = settings
        .scopes()
        .into_iter()
        .map(super::settings::Scope::name)
        .collect();
    let scope = scopes.join(" ");
    let code_challenge = challenge(&attempt.verifier);
    let frame_ancestor =
        settings
            .frame_ancestor(call.origin)
            .ok_or_else(|| ProviderError::Misconfigured {
                detail: "the public origin has no host".to_owned(),
            })?;
    let build = |token: &Token| {
        let url = biometrics.iframe_authorize_endpoint.clone();
        OutboundRequest::post("bankid.authorize", url)
            .bearer(token.secret())
            .accept_json()
            .form(&[
                ("login_hint_token", permission_token.expose_secret()),
                ("scope", &scope),
                ("redirect_uri", &attempt.return_url),
                ("state", &attempt.state),
                ("nonce", &attempt.nonce),
                ("code_challenge", &code_challenge),
                ("code_challenge_method", "S256"),
                ("frame_ancestor", &frame_ancestor),
            ])
    };
    let response = authorized(call, settings, build).await?;
    if !response.status().is_success() {
        return Err(mapping::authorize_refused(&response));
    }
    let answer: wire::Authorized = response.json()?;
    let lifetime = match answer.expires_in.as_ref() {
        None => URI_LIFETIME,
        Some(value) => wire::number(Some(value)).unwrap_or_default(),
    };
    match answer.authorize_uri {
        Some(serde_json::Value::String(uri)) if lifetime > 0 => Ok(Authorization {
            uri,
            lifetime: lifetime.min(LONGEST_URI_LIFETIME),
        }),
        _ => Err(response.unexpected("no authorize_uri that may be opened")),
    }
}

/// Exchanges the code at the biometrics token endpoint (step 10). Sent once and never again, whatever is answered: a
/// second try could be taken for a replay (architecture, rule 2).
///
/// `Ok(Err(..))` is a final answer without a token.
pub(super) async fn exchange(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
    memo: &Memo,
    code: &str,
) -> Result<Result<String, Snapshot>, ProviderError> {
    if code.len() > LONGEST_CODE {
        return Err(refused("code_too_long"));
    }
    let url = biometrics.token_endpoint.clone();
    let request = OutboundRequest::post("bankid.exchange", url)
        .accept_json()
        .form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &memo.redirect_uri),
            ("code_verifier", &memo.verifier),
        ]);
    let connection = &call.connection.name;
    let (request, token) = match settings.token_auth {
        TokenAuth::Basic => {
            let request = request.secret_header("authorization", &basic(call, settings)?);
            (request, None)
        }
        TokenAuth::Bearer => {
            let fetch = || fetch_token(call, settings);
            let token = call.tokens.get(connection, SCOPES, fetch).await?;
            (request.bearer(token.secret()), Some(token))
        }
    };
    let response = call.http.send(request).await?.accept()?;
    if let (StatusCode::UNAUTHORIZED, Some(token)) = (response.status(), &token) {
        call.tokens.invalidate(connection, SCOPES, token);
    }
    if response.status() != StatusCode::OK {
        return mapping::exchange_refused(&response).map(Err);
    }
    let answer: wire::Exchanged = response.json_beside(wire::EXCHANGED_BESIDE)?;
    if answer.error.is_some() {
        return Err(refused("error_beside_token"));
    }
    let is_bearer = answer.token_type.as_ref().is_none_or(|kind| {
        kind.as_str()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
    });
    if !is_bearer {
        return Err(refused("token_type"));
    }
    match answer.id_token {
        Some(serde_json::Value::String(token)) if !token.is_empty() => Ok(Ok(token)),
        _ => Err(refused("id_token_missing")),
    }
}

/// Asks for the grant (step 12): the signed permission, or what its absence means.
pub(super) async fn grant(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
    permission_id: &str,
) -> Result<Result<String, Snapshot>, ProviderError> {
    let url = grant_url(&biometrics.permissions_endpoint, permission_id);
    let build = |token: &Token| {
        OutboundRequest::get("bankid.grant", url.clone())
            .bearer(token.secret())
            .header("accept", "application/jwt, text/plain, */*")
    };
    let response = authorized(call, settings, build).await?;
    if response.status() != StatusCode::OK {
        return mapping::grant_refused(&response).map(Err);
    }
    Ok(Ok(response.text()?.trim().to_owned()))
}

/// The endpoint is published with a slash at its end, or without; ids have dots in them, and are not promised to have
/// nothing else.
pub(super) fn grant_url(permissions: &Url, permission_id: &str) -> Url {
    endpoint(permissions, &[permission_id, "grant"])
}
