//! The connection's settings and secrets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;
use vestibule::{fact::FactKind, locale::Locale};

use crate::{
    connection::{Connection, SettingsError},
    providers::settings::{check_api, check_origins, check_word},
};

/// Secret: half of the credentials for the token gateway.
pub(super) const PASS_KEY: &str = "pass_key";
/// Secret: the whole value of the `Authorization` header of completion callbacks. Without it none are accepted.
pub(super) const CALLBACK_AUTHORIZATION: &str = "callback_authorization";

/// `flow` of Initiate Flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Flow {
    FaceVerification,
    KtpScan,
    KycLite,
    OnDemandFr,
    StandaloneLiveness,
}

impl Flow {
    /// The text on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FaceVerification => "FACE_VERIFICATION",
            Self::KtpScan => "KTP_SCAN",
            Self::KycLite => "KYC_LITE",
            Self::OnDemandFr => "ON_DEMAND_FR",
            Self::StandaloneLiveness => "STANDALONE_LIVENESS",
        }
    }

    /// What the flow examines. Nothing else becomes a fact, whatever an answer carries beside it.
    pub(super) fn facts(self) -> &'static [FactKind] {
        match self {
            Self::StandaloneLiveness => &[FactKind::FaceLive],
            Self::FaceVerification | Self::OnDemandFr => {
                &[FactKind::FaceLive, FactKind::FaceMatches]
            }
            Self::KtpScan => &[FactKind::DocumentGenuine],
            Self::KycLite => &[
                FactKind::FaceLive,
                FactKind::FaceMatches,
                FactKind::DocumentGenuine,
            ],
        }
    }
}

/// `theme`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Theme {
    DarkMode,
    LightMode,
    #[default]
    NoPreference,
}

/// Which of the two published paths Get Submission Details has (contract 1.3.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DetailsPath {
    /// `/coe/v1/submissions`
    #[default]
    Coe,
    /// `/coe-partner/v1/submissions`, which wants to know the partner and the user too.
    CoePartner,
}

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// Base URL of the token gateway.
    pub(super) token_gateway: Url,
    /// Base URL of the IAB gateway.
    pub(super) api_gateway: Url,
    /// Origins of the web app: the launch URL's, and any that it moves on to inside the frame.
    pub(super) web_app_origins: Vec<String>,
    /// The other half of the credentials for the token gateway.
    pub(super) client_id: String,
    /// `PARTNER_CODE-PLATFORM-FLOW`.
    pub(super) onboarding_partner: String,
    /// What the partner calls its user ids.
    pub(super) partner_user_id_type: String,
    /// What is examined.
    pub(super) flow: Flow,
    /// Colours.
    #[serde(default)]
    pub(super) theme: Theme,
    /// Overrides of `userLocale`, by our language.
    #[serde(default)]
    locales: BTreeMap<Locale, UserLocale>,
    /// Offer a QR code for another device where this one has no camera.
    #[serde(default)]
    pub(super) allow_qr: bool,
    /// Always show the QR code: this device's camera is never used.
    #[serde(default)]
    pub(super) force_qr: bool,
    /// The web app in portrait only.
    #[serde(default = "default_portrait_only")]
    pub(super) portrait_only: bool,
    /// Which path Get Submission Details has.
    #[serde(default)]
    pub(super) details_path: DetailsPath,
    /// How long we wait for a submission and its result, in seconds.
    #[serde(default = "default_session_lifetime")]
    pub(super) session_lifetime_seconds: i64,
}

/// `userLocale`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) enum UserLocale {
    #[serde(rename = "id_ID")]
    Indonesian,
    #[serde(rename = "en_ID")]
    English,
}

/// The API's own default.
fn default_portrait_only() -> bool {
    true
}

/// How long a launch URL can be opened is not published; a quarter of an hour is assumed, and as much again for the
/// result.
fn default_session_lifetime() -> i64 {
    1800
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    pub(super) fn user_locale(&self, locale: Locale) -> UserLocale {
        self.locales.get(&locale).copied().unwrap_or(match locale {
            Locale::Id => UserLocale::Indonesian,
            Locale::En => UserLocale::English,
        })
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
        check_api(connection, "settings.token_gateway", &self.token_gateway)?;
        check_api(connection, "settings.api_gateway", &self.api_gateway)?;
        for (key, value) in [
            ("settings.client_id", &self.client_id),
            ("settings.onboarding_partner", &self.onboarding_partner),
            ("settings.partner_user_id_type", &self.partner_user_id_type),
        ] {
            check_word(connection, key, value)?;
        }
        if self.web_app_origins.is_empty() || self.web_app_origins.len() > 10 {
            let problem = "must list 1 to 10 origins".to_owned();
            return Err(connection.problem("settings.web_app_origins", problem));
        }
        check_origins(
            connection,
            "settings.web_app_origins",
            &self.web_app_origins,
            origins,
        )?;
        if !(60..=86_400).contains(&self.session_lifetime_seconds) {
            let problem = "must be 60 to 86400".to_owned();
            return Err(connection.problem("settings.session_lifetime_seconds", problem));
        }
        connection.secret(PASS_KEY)?;
        if connection.secrets.contains_key(CALLBACK_AUTHORIZATION) {
            connection.secret(CALLBACK_AUTHORIZATION)?;
        }
        Ok(())
    }
}
