//! What is asked of Signicat: the access token, and the session.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use url::Url;
use vestibule::launch::Presentation;

use crate::{
    outbound::{FreshToken, OutboundRequest},
    provider::{Applicant, Attempt, Call, ProviderError},
    providers::settings::endpoint,
};

use super::{
    SCOPE, mapping,
    settings::{self, Settings},
    wire::{self, Flow},
};

/// Access token by client credentials (SG-18), the credentials as form fields like Signicat's own SDK.
pub(super) async fn fetch_token(
    call: Call<'_>,
    settings: &Settings,
) -> Result<FreshToken, ProviderError> {
    let secret = call.connection.secret(settings::CLIENT_SECRET)?;
    let request = OutboundRequest::post(
        "signicat.token",
        endpoint(&settings.api, &["auth", "open", "connect", "token"]),
    )
    .idempotent()
    .accept_json()
    .form(&[
        ("grant_type", "client_credentials"),
        ("scope", SCOPE),
        ("client_id", &settings.client_id),
        ("client_secret", secret.expose_secret()),
    ]);
    let response = call.http.send(request).await?.accept()?;
    if !response.status().is_success() {
        let answer = response
            .json_beside::<wire::TokenAnswer>(wire::UNREAD_OF_TOKEN)
            .ok();
        let error = answer.and_then(|answer| answer.error);
        return Err(mapping::token_refused(response.status(), error.as_deref()));
    }
    let answer: wire::TokenAnswer = response.json_beside(wire::UNREAD_OF_TOKEN)?;
    if answer
        .token_type
        .is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
    {
        return Err(response.unexpected("a token that is no bearer token"));
    }
    let secret = answer
        .access_token
        .filter(|token| !token.expose_secret().is_empty());
    let secret = secret.ok_or_else(|| response.unexpected("no access_token"))?;
    Ok(FreshToken {
        secret,
        lifetime_seconds: answer
            .expires_in
            .as_ref()
            .and_then(serde_json::Value::as_i64),
    })
}

/// Below the sessions of the account.
pub(super) fn session_url(settings: &Settings, rest: &[&str]) -> Url {
    let mut url = endpoint(&settings.api, &["auth", "rest", "sessions"]);
    if !rest.is_empty() {
        url = endpoint(&url, rest);
    }
    if let Some(account) = &settings.account_id {
        url.query_pairs_mut()
            .append_pair("signicat-accountId", account);
    }
    url
}

/// The body of "Create a new session", for either presentation.
pub(super) fn create_body<'a>(
    call: Call<'_>,
    settings: &'a Settings,
    applicant: &'a Applicant,
    attempt: &'a Attempt,
    presentation: Presentation,
) -> Result<wire::CreateSession<'a>, ProviderError> {
    let back = attempt.return_url_with_handle.as_str();
    let (flow, return_url, embedded_parent_domains, callback_urls) = match presentation {
        Presentation::Frame => {
            let domains = settings.parent_domains(call.origin).ok_or_else(|| {
                ProviderError::Misconfigured {
                    detail: "the public origin has no host for embeddedParentDomains".to_owned(),
                }
            })?;
            (Flow::Embedded, Some(back), Some(domains), None)
        }
        Presentation::Page => {
            let urls = wire::CallbackUrls {
                success: back,
                abort: back,
                error: back,
            };
            (Flow::Redirect, None, None, Some(urls))
        }
    };
    Ok(wire::CreateSession {
        flow,
        allowed_providers: [wire::OTP_SMS],
        requested_attributes: wire::ATTRIBUTES,
        return_url,
        embedded_parent_domains,
        callback_urls,
        language: settings.language(call.locale),
        prefilled_input: applicant.phone.as_ref().map(|phone| wire::PrefilledInput {
            mobile: phone.e164(),
        }),
        additional_parameters: settings
            .otp_sms_sender
            .iter()
            .map(|sender| ("otp_sms_sender", sender.as_str()))
            .collect::<BTreeMap<_, _>>(),
        session_lifetime: settings.session_lifetime_seconds,
        requested_loa: settings.requested_loa,
    })
}
