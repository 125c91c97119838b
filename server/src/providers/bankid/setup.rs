//! For whoever sets the account up: what can be tried without a person, and what BankID has to be told.

use crate::{
    connection::{Connection, SettingsError},
    jws::keys,
    provider::{Call, Diagnosis, OurAddresses, ProviderError, SheetEntry, SheetTopic},
};

use super::{
    calls, discovery,
    discovery::{Biometrics, KEY_SET},
    settings::{Settings, TokenAuth},
};

/// Both configurations, both key sets, and a token with both scopes (BI-02, SEC-14, SEC-83).
pub(super) async fn diagnose(call: Call<'_>) -> Vec<Diagnosis> {
    let Ok(settings) = Settings::read(call.connection) else {
        return Vec::new();
    };
    let oidc = discovery::oidc(call, &settings).await;
    let biometrics = discovery::biometrics(call, &settings).await;
    let mut found = vec![
        Diagnosis::of(
            "BankID OIDC configuration",
            oidc,
            "names the issuer that it is published at",
        ),
        Diagnosis::of(
            "BankID with biometrics configuration",
            biometrics.as_ref().map(drop).map_err(Clone::clone),
            "names the issuer that it is published at",
        ),
    ];
    if let Ok(biometrics) = biometrics {
        let came = id_token_keys(call, &settings, &biometrics).await;
        found.push(Diagnosis::of("keys of ID tokens", came, "a key set"));
        let came = keys::fetch(call, &KEY_SET, &biometrics.jwks_uri_grants).await;
        found.push(Diagnosis::of("keys of grants", came, "a key set"));
    }
    let came = calls::fetch_token(call, &settings).await;
    let well = format!("for {}", calls::SCOPES.replace(' ', " and "));
    found.push(Diagnosis::of("access token", came, &well));
    found
}

async fn id_token_keys(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
) -> Result<(), ProviderError> {
    let url = discovery::id_token_keys(call, settings, biometrics).await?;
    keys::fetch(call, &KEY_SET, &url).await.map(drop)
}

/// What BankID registers a client with (docs/providers/bankid.md, "Before you begin").
pub(super) fn sheet(
    connection: &Connection,
    ours: OurAddresses<'_>,
) -> Result<Vec<SheetEntry>, SettingsError> {
    let settings = Settings::read(connection)?;
    let ancestors = ours
        .origins
        .iter()
        .filter_map(|origin| settings.frame_ancestor(origin));
    let of_persons = settings
        .scopes()
        .into_iter()
        .map(super::settings::Scope::name);
    let at_exchange = match settings.token_auth {
        TokenAuth::Bearer => "the code with the access token",
        TokenAuth::Basic => "the code with client_id and client_secret",
    };
    Ok(vec![
        SheetEntry::new(
            SheetTopic::ClientId,
            [&settings.client_id],
            "with BankID OIDC",
        ),
        SheetEntry::new(
            SheetTopic::RedirectUri,
            ours.returns(connection, ""),
            "letter by letter; state and code come in the query",
        ),
        SheetEntry::new(
            SheetTopic::FrameAncestor,
            ancestors,
            "sent as frame_ancestor",
        ),
        SheetEntry::new(
            SheetTopic::Scope,
            calls::SCOPES.split(' '),
            "of the client-credentials token; both are needed",
        ),
        SheetEntry::new(
            SheetTopic::Scope,
            of_persons,
            "of iframe-authorize; sub_nnin needs explicit access",
        ),
        SheetEntry::new(
            SheetTopic::Authentication,
            [
                "client_secret_basic for access tokens",
                at_exchange,
                "PKCE with S256",
            ],
            format!(
                "ID tokens signed with {}, grants with {}",
                settings.id_token_algorithm.name(),
                settings.grant_algorithm.name()
            ),
        ),
        SheetEntry::new(
            SheetTopic::Permission,
            [settings.permission_type.name()],
            "the permission that is registered, with the intent iframe",
        ),
    ])
}
