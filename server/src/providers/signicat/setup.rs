//! For whoever sets the account up: what can be tried without a person, and what Signicat has to be told.

use crate::{
    connection::{Connection, SettingsError},
    provider::{Call, Diagnosis, OurAddresses, SheetEntry, SheetTopic},
};

use super::{SCOPE, requests::fetch_token, settings::Settings};

/// An access token: the credentials, and the permission of the API client.
pub(super) async fn diagnose(call: Call<'_>) -> Vec<Diagnosis> {
    let Ok(settings) = Settings::read(call.connection) else {
        return Vec::new();
    };
    let came = fetch_token(call, &settings).await;
    let well = format!("for {SCOPE}");
    vec![Diagnosis::of("access token", came, &well)]
}

/// What the account and its API client need (Signicat docs, "Authentication REST API").
pub(super) fn sheet(
    connection: &Connection,
    ours: OurAddresses<'_>,
) -> Result<Vec<SheetEntry>, SettingsError> {
    let settings = Settings::read(connection)?;
    let mut ancestors: Vec<String> = Vec::new();
    let domains = ours
        .origins
        .iter()
        .filter_map(|origin| settings.parent_domains(origin));
    for domain in domains.flatten() {
        if !ancestors.contains(&domain) {
            ancestors.push(domain);
        }
    }
    let mut entries = vec![
        SheetEntry::new(
            SheetTopic::ClientId,
            [&settings.client_id],
            "the API client",
        ),
        SheetEntry::new(
            SheetTopic::RedirectUri,
            ours.returns(connection, "/{one-time handle}"),
            "a new one for every session, sent when it is created",
        ),
        SheetEntry::new(
            SheetTopic::FrameAncestor,
            ancestors,
            "sent as embeddedParentDomains",
        ),
        SheetEntry::new(
            SheetTopic::Scope,
            [SCOPE],
            "of the client-credentials token",
        ),
        SheetEntry::new(
            SheetTopic::Permission,
            ["Authentication REST API"],
            "of the API client",
        ),
        SheetEntry::new(
            SheetTopic::Permission,
            ["SMS OTP"],
            "the identity provider that the account needs",
        ),
        SheetEntry::new(
            SheetTopic::Authentication,
            ["client_id and client_secret as form fields"],
            "client credentials",
        ),
    ];
    if let Some(account) = &settings.account_id {
        entries.push(SheetEntry::new(
            SheetTopic::Permission,
            [account],
            "the account that the API client acts for",
        ));
    }
    Ok(entries)
}
