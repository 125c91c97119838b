//! The connection's settings and secrets.

use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::{
    connection::{Connection, Environment, SettingsError},
    providers::{
        onekyc_gateway::{Account, account::Flow},
        settings::{check_api, check_origins, check_word, origin_of},
    },
};

/// Secret: half of the credentials with which the gateway asks us for reference images. We issue them.
pub(super) const REFERENCE_PASS_KEY: &str = "reference_image_pass_key";
/// What the documents call the credentials in their examples: everybody knows them.
const DOCUMENTED_PASS_KEY: &str = "IAB_PASS_KEY";
/// A theme has some colours, fonts and sizes.
const LARGEST_THEME: usize = 4_096;

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// What every product of the provider's has.
    #[serde(flatten)]
    pub(super) account: Account,
    /// The web SDK's script.
    pub(super) sdk_script: Url,
    /// Origins beside the API gateway's to which the SDK uploads.
    #[serde(default)]
    pub(super) upload_origins: Vec<String>,
    /// The SDK's own theme, handed over as it is; without one it uses its default.
    pub(super) sdk_theme: Option<Map<String, Value>>,
    /// The other half of the credentials with which the gateway asks us for reference images.
    pub(super) reference_image_client_id: Option<String>,
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    /// `baseUrl`: "the server URL specific to the partner using the format https://<domain>".
    pub(super) fn base_url(&self) -> String {
        self.account
            .api_gateway
            .as_str()
            .trim_end_matches('/')
            .to_owned()
    }

    /// What the SDK talks to.
    pub(super) fn connect(&self) -> Vec<String> {
        let mut origins = vec![origin_of(&self.account.api_gateway)];
        for origin in &self.upload_origins {
            if !origins.contains(origin) {
                origins.push(origin.clone());
            }
        }
        origins
    }

    /// Everything that can be known to be wrong before the first call.
    pub(super) fn check(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        self.account.check(connection)?;
        if !matches!(
            self.account.flow,
            Flow::StandaloneLiveness | Flow::FaceVerification
        ) {
            let problem = "must be STANDALONE_LIVENESS or FACE_VERIFICATION".to_owned();
            return Err(connection.problem("settings.flow", problem));
        }
        if self.account.api_gateway.path() != "/" {
            let problem = "must be https://<domain>: the SDK takes nothing else".to_owned();
            return Err(connection.problem("settings.api_gateway", problem));
        }
        check_api(connection, "settings.sdk_script", &self.sdk_script)?;
        if origins.contains(&origin_of(&self.sdk_script)) {
            let problem = "is on one of our own public origins".to_owned();
            return Err(connection.problem("settings.sdk_script", problem));
        }
        if self.upload_origins.len() > 10 {
            let problem = "must list at most 10 origins".to_owned();
            return Err(connection.problem("settings.upload_origins", problem));
        }
        check_origins(
            connection,
            "settings.upload_origins",
            &self.upload_origins,
            origins,
        )?;
        let theme = self.sdk_theme.as_ref().map(|theme| {
            serde_json::to_string(theme)
                .map(|text| text.len())
                .unwrap_or(usize::MAX)
        });
        if theme.is_some_and(|bytes| bytes > LARGEST_THEME) {
            let problem = format!("must have at most {LARGEST_THEME} bytes");
            return Err(connection.problem("settings.sdk_theme", problem));
        }
        self.check_reference_image(connection)
    }

    fn check_reference_image(&self, connection: &Connection) -> Result<(), SettingsError> {
        let Some(client_id) = &self.reference_image_client_id else {
            return match connection.secrets.contains_key(REFERENCE_PASS_KEY) {
                true => Err(connection.problem(
                    "settings.reference_image_client_id",
                    "is missing: the pass key alone opens nothing".to_owned(),
                )),
                false => Ok(()),
            };
        };
        check_word(connection, "settings.reference_image_client_id", client_id)?;
        let pass_key = connection.secret(REFERENCE_PASS_KEY)?;
        if connection.environment == Environment::Live
            && pass_key.expose_secret() == DOCUMENTED_PASS_KEY
        {
            return Err(connection.problem(
                &format!("secrets.{REFERENCE_PASS_KEY}"),
                "is the documents' example, but the connection is live".to_owned(),
            ));
        }
        Ok(())
    }
}
