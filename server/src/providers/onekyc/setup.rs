//! For whoever sets the account up: what the provider has to be told about the web app's frame.

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
        SheetTopic::RedirectUri,
        ours.returns(connection, "/{one-time handle}"),
        "a new one for every session: successRedirectionUrl and failureRedirectionUrl",
    ));
    entries.push(SheetEntry::new(
        SheetTopic::FrameAncestor,
        ours.origins,
        "pages that embed the web app, with the camera",
    ));
    Ok(entries)
}
