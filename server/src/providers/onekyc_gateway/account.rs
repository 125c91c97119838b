//! One partner account: the keys below `settings` that every product has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;
use vestibule::{fact::FactKind, locale::Locale, time::Timestamp};

use super::wire::{Initiated, number};
use crate::{
    connection::{Connection, SettingsError},
    providers::settings::{check_api, check_word},
};

/// Secret: half of the credentials for the token gateway.
pub(crate) const PASS_KEY: &str = "pass_key";

/// `flow` of Initiate Flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Flow {
    FaceVerification,
    KtpScan,
    KycLite,
    OnDemandFr,
    StandaloneLiveness,
}

impl Flow {
    /// The text on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FaceVerification => "FACE_VERIFICATION",
            Self::KtpScan => "KTP_SCAN",
            Self::KycLite => "KYC_LITE",
            Self::OnDemandFr => "ON_DEMAND_FR",
            Self::StandaloneLiveness => "STANDALONE_LIVENESS",
        }
    }

    /// What the flow examines by itself.
    pub(crate) fn facts(self) -> &'static [FactKind] {
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

/// `theme` of Initiate Flow.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Theme {
    DarkMode,
    LightMode,
    #[default]
    NoPreference,
}

/// Which of the two published paths Get Submission Details has (contract 1.3.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DetailsPath {
    /// `/coe/v1/submissions`
    #[default]
    Coe,
    /// `/coe-partner/v1/submissions`, which wants to know the partner and the user too.
    CoePartner,
}

/// `userLocale`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum UserLocale {
    #[serde(rename = "id_ID")]
    Indonesian,
    #[serde(rename = "en_ID")]
    English,
}

/// The keys that the products share; flattened into each adapter's own settings.
#[derive(Debug, Deserialize)]
pub(crate) struct Account {
    /// Base URL of the token gateway.
    pub(crate) token_gateway: Url,
    /// Base URL of the IAB gateway.
    pub(crate) api_gateway: Url,
    /// The other half of the credentials for the token gateway.
    pub(crate) client_id: String,
    /// `PARTNER_CODE-PLATFORM-FLOW`.
    pub(crate) onboarding_partner: String,
    /// What the partner calls its user ids.
    pub(crate) partner_user_id_type: String,
    /// What is examined.
    pub(crate) flow: Flow,
    /// Colours.
    #[serde(default)]
    pub(crate) theme: Theme,
    /// Overrides of `userLocale`, by our language.
    #[serde(default)]
    locales: BTreeMap<Locale, UserLocale>,
    /// Which path Get Submission Details has.
    #[serde(default)]
    pub(crate) details_path: DetailsPath,
    /// How long we wait for a submission and its result, in seconds.
    #[serde(default = "default_session_lifetime")]
    session_lifetime_seconds: i64,
}

/// How long a launch can be used is not published; a quarter of an hour is assumed, and as much again for the result.
fn default_session_lifetime() -> i64 {
    1800
}

impl Account {
    pub(crate) fn user_locale(&self, locale: Locale) -> UserLocale {
        self.locales.get(&locale).copied().unwrap_or(match locale {
            Locale::Id => UserLocale::Indonesian,
            Locale::En => UserLocale::English,
        })
    }

    /// When what was initiated then is over: our own bound, or the user token's where that is shorter.
    pub(crate) fn deadline(&self, asked_at: Timestamp, initiated: &Initiated) -> Timestamp {
        let lifetime = number(initiated.expiry_seconds.as_ref())
            .unwrap_or(i64::MAX)
            .max(1);
        asked_at.plus_seconds(self.session_lifetime_seconds.min(lifetime))
    }

    /// Everything that can be known to be wrong before the first call.
    pub(crate) fn check(&self, connection: &Connection) -> Result<(), SettingsError> {
        check_api(connection, "settings.token_gateway", &self.token_gateway)?;
        check_api(connection, "settings.api_gateway", &self.api_gateway)?;
        for (key, value) in [
            ("settings.client_id", &self.client_id),
            ("settings.onboarding_partner", &self.onboarding_partner),
            ("settings.partner_user_id_type", &self.partner_user_id_type),
        ] {
            check_word(connection, key, value)?;
        }
        if !(60..=86_400).contains(&self.session_lifetime_seconds) {
            let problem = "must be 60 to 86400".to_owned();
            return Err(connection.problem("settings.session_lifetime_seconds", problem));
        }
        connection.secret(PASS_KEY)?;
        if connection
            .secrets
            .contains_key(super::callback::AUTHORIZATION)
        {
            connection.secret(super::callback::AUTHORIZATION)?;
        }
        Ok(())
    }
}
