//! What is asked of FrankieOne's BFF.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{
    mapping,
    settings::{self, Settings},
    token::{self, Session},
    wire::{MachineSession, OpenSession, Recipe},
};
use crate::{
    outbound::{OutboundRequest, OutboundResponse},
    provider::{Call, ProviderError},
    providers::settings::endpoint,
};

/// A fresh machine session about this reference (FO-01).
pub(super) async fn open_session(
    call: Call<'_>,
    settings: &Settings,
    reference: &str,
) -> Result<Session, ProviderError> {
    let request = OutboundRequest::post(
        "frankieone.machine_session",
        endpoint(&settings.bff, &["auth", "v2", "machine-session"]),
    )
    .secret_header("authorization", &credentials(call, settings)?)
    .accept_json()
    .json(&OpenSession::for_reference(reference))
    .idempotent();
    let response = call.http.send(request).await?.accept()?;
    if !response.status().is_success() {
        let failure = response.json().unwrap_or_default();
        return Err(mapping::session_refused(response.status(), &failure));
    }
    // Which platform the account is on is in the token, too.
    let answer: MachineSession = response.json_beside(&["frankie2customer"])?;
    let token = answer
        .token
        .filter(|token| !token.expose_secret().is_empty())
        .ok_or_else(|| response.unexpected("no token"))?;
    token::read(token, settings, reference, call.clock.now())
}

/// `machine base64(customerId[:customerChildId]:apiKey)`
fn credentials(call: Call<'_>, settings: &Settings) -> Result<SecretString, ProviderError> {
    let key = call.connection.secret(settings::API_KEY)?.expose_secret();
    let account = match &settings.customer_child_id {
        Some(child) => format!("{}:{child}", settings.customer_id),
        None => settings.customer_id.clone(),
    };
    let encoded = STANDARD.encode(format!("{account}:{key}"));
    Ok(SecretString::from(format!("machine {encoded}")))
}

/// The individual that was imported under the reference; `None` as long as there is none. The answer's text is what
/// stands behind the outcome.
pub(super) async fn read_applicant(
    call: Call<'_>,
    settings: &Settings,
    session: &Session,
    reference: &str,
) -> Result<Option<OutboundResponse>, ProviderError> {
    let mut url = endpoint(&settings.bff, &["data", "v2", "applicant", ""]);
    url.query_pairs_mut().append_pair("reference", reference);
    let request = as_sdk(OutboundRequest::get("frankieone.applicant", url), session);
    let response = call.http.send(request).await?.accept()?;
    match response.status() {
        StatusCode::OK => Ok(Some(response)),
        StatusCode::NOT_FOUND => Ok(None),
        status => {
            let failure = response.json().unwrap_or_default();
            Err(mapping::read_refused(status, &failure))
        }
    }
}

/// The recipe that OneSDK will load with the same session (FO-02).
pub(super) async fn read_recipe(
    call: Call<'_>,
    settings: &Settings,
    session: &Session,
) -> Result<Option<Recipe>, ProviderError> {
    let mut url = endpoint(&settings.bff, &["onesdk", "v2", "config"]);
    url.query_pairs_mut()
        .append_pair("namespace", "onesdk_profiles")
        .append_pair("item", &settings.recipe)
        .append_pair("itemType", "object");
    let request = as_sdk(OutboundRequest::get("frankieone.recipe", url), session);
    let response = call.http.send(request).await?.accept()?;
    if response.status() == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    if response.status() != StatusCode::OK {
        return Err(response.unexpected("no recipe"));
    }
    let mut recipes: serde_json::Map<String, Value> = response.json()?;
    recipes
        .remove(&settings.recipe)
        .map(serde_json::from_value)
        .transpose()
        .map_err(|_| response.unexpected("a recipe of another shape"))
}

/// The raw token, without the name of a scheme, and OneSDK's channel.
fn as_sdk(request: OutboundRequest, session: &Session) -> OutboundRequest {
    request
        .secret_header("authorization", &session.token)
        .header("x-frankie-channel", "onesdk")
        .accept_json()
}
