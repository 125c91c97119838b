//! For whoever sets an account up: what can be tried without a person, and what the gateways' operator has to be told.

use crate::{
    connection::{Connection, SettingsError},
    provider::{Call, Diagnosis, OurAddresses, SheetEntry, SheetTopic},
};

use super::{Account, Gateway, callback::AUTHORIZATION};

/// A partner token: the credentials, and whether our address is let in.
pub(crate) async fn diagnose(call: Call<'_>, account: &Account) -> Vec<Diagnosis> {
    let came = Gateway::new(call, account).try_token().await;
    vec![Diagnosis::of("partner token", came, "issued")]
}

/// What both products need.
pub(crate) fn sheet(
    connection: &Connection,
    account: &Account,
    ours: OurAddresses<'_>,
) -> Result<Vec<SheetEntry>, SettingsError> {
    let callback = match connection.secrets.contains_key(AUTHORIZATION) {
        true => "completion callback, with the Authorization value that was agreed",
        false => {
            "completion callback; agree on an Authorization value and set secrets.callback_authorization, without \
             which none is accepted"
        }
    };
    Ok(vec![
        SheetEntry::new(
            SheetTopic::ClientId,
            [&account.client_id],
            "for the token gateway",
        ),
        SheetEntry::new(
            SheetTopic::CallbackUrl,
            ours.provider_routes(connection, "callback"),
            callback,
        ),
        SheetEntry::new(
            SheetTopic::Permission,
            [account.flow.name()],
            format!("the flow, as {}", account.onboarding_partner),
        ),
        SheetEntry::new(
            SheetTopic::Authentication,
            ["client-id and pass-key as headers"],
            format!("user ids are of the type {}", account.partner_user_id_type),
        ),
    ])
}
