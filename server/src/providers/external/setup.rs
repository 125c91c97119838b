//! For whoever sets the service up: what can be tried without a person, and what the service has to be told.

use crate::{
    connection::{Connection, SettingsError},
    provider::{Call, Diagnosis, OurAddresses, SheetEntry, SheetTopic},
    providers::settings::endpoint,
};

use super::{
    calls,
    settings::Settings,
    wire::{self, StatusRequest, VERSION},
};

/// A question about a check that there is not: whoever answers 404 has read our signature (docs/external-steps.md).
pub(super) async fn diagnose(call: Call<'_>) -> Vec<Diagnosis> {
    let Ok(settings) = Settings::read(call.connection) else {
        return Vec::new();
    };
    let id = call.random.uuid_v4().to_string();
    let url = endpoint(&settings.url, &["checks", &id, "status"]);
    let message = StatusRequest {
        version: VERSION,
        kind: wire::STATUS,
        id: &id,
        check: &id,
    };
    let came = calls::try_signature(call, url, &message).await;
    vec![Diagnosis::of(
        "a signed question about no check",
        came,
        "answered 404, so that our signature is known",
    )]
}

pub(super) fn sheet(
    connection: &Connection,
    ours: OurAddresses<'_>,
) -> Result<Vec<SheetEntry>, SettingsError> {
    let settings = Settings::read(connection)?;
    let callbacks = match ours.callback_origin {
        Some(origin) => vec![settings.callback_url(connection, origin)],
        None => ours
            .origins
            .iter()
            .map(|origin| settings.callback_url(connection, origin))
            .collect(),
    };
    let mut entries = vec![
        SheetEntry::new(
            SheetTopic::CallbackUrl,
            callbacks,
            "named in every begin message; signed with their_secrets",
        ),
        SheetEntry::new(
            SheetTopic::Authentication,
            ["Standard Webhooks signatures, HMAC v1"],
            "ours with our_secrets, the service's with their_secrets; docs/external-steps.md has the contract",
        ),
    ];
    if settings.page {
        entries.push(SheetEntry::new(
            SheetTopic::RedirectUri,
            ours.returns(connection, "?state={state}"),
            "named in every begin message as return_url",
        ));
    }
    Ok(entries)
}
