//! For whoever sets the account up: what the provider has to be told about the web SDK's page.

use crate::{
    connection::{Connection, SettingsError},
    provider::{OurAddresses, SheetEntry, SheetTopic},
    providers::onekyc_gateway::setup,
};

use super::settings::Settings;

pub(super) fn sheet(
    connection: &Connection,
    ours: OurAddresses<'_>,
) -> Result<Vec<SheetEntry>, SettingsError> {
    let settings = Settings::read(connection)?;
    let mut entries = setup::sheet(connection, &settings.account, ours)?;
    entries.push(SheetEntry::new(
        SheetTopic::ScriptOrigin,
        ours.sdk_origin,
        "the page in which the web SDK runs",
    ));
    if let Some(client_id) = &settings.reference_image_client_id {
        entries.push(SheetEntry::new(
            SheetTopic::CallbackUrl,
            ours.provider_routes(connection, "reference-image"),
            format!("reference images, asked for as {client_id} with the pass key that we issue"),
        ));
    }
    Ok(entries)
}
