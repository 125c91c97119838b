//! The connection's settings and secrets.

use serde::Deserialize;

use crate::{
    connection::{Connection, SettingsError},
    providers::{onekyc_gateway::Account, settings::check_origins},
};

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// What every product of the provider's has.
    #[serde(flatten)]
    pub(super) account: Account,
    /// Origins of the web app: the launch URL's, and any that it moves on to inside the frame.
    pub(super) web_app_origins: Vec<String>,
    /// Offer a QR code for another device where this one has no camera.
    #[serde(default)]
    pub(super) allow_qr: bool,
    /// Always show the QR code: this device's camera is never used.
    #[serde(default)]
    pub(super) force_qr: bool,
    /// The web app in portrait only.
    #[serde(default = "default_portrait_only")]
    pub(super) portrait_only: bool,
}

/// The API's own default.
fn default_portrait_only() -> bool {
    true
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    /// Where the camera may go: nowhere when the capture happens on another device (OK-03).
    pub(super) fn camera_origins(&self) -> Vec<String> {
        if self.force_qr {
            Vec::new()
        } else {
            self.web_app_origins.clone()
        }
    }

    /// Everything that can be known to be wrong before the first call.
    pub(super) fn check(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        self.account.check(connection)?;
        if self.web_app_origins.is_empty() || self.web_app_origins.len() > 10 {
            let problem = "must list 1 to 10 origins".to_owned();
            return Err(connection.problem("settings.web_app_origins", problem));
        }
        check_origins(
            connection,
            "settings.web_app_origins",
            &self.web_app_origins,
            origins,
        )
    }
}
