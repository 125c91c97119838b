//! The core: everything that services share.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use vestibule::{
    id::{ConnectionName, JourneyName},
    journey::Journey,
    locale::Locale,
};

use super::{
    ServiceError,
    budgets::Budgets,
    checkpoints::CheckpointSettings,
    control::Control,
    dashboard::overview::Kept,
    operators::{passwords::Passwords, single_sign_on::SingleSignOn},
    support_codes::SupportCodes,
};
use crate::{
    clock::Clock,
    config::{DashboardConfig, OnboardingsConfig, RetentionConfig, SignalsConfig},
    connection::{Connection, SettingsError},
    crypto::KeyRing,
    db::{self, Database},
    delivery::Webhooks,
    outbound::{DocumentCache, Outbound, TokenCache},
    provider::{Call, PagePolicy, Provider},
    random::Randomness,
};

/// Journey versions kept in memory; the rest is read again.
const CACHED_VERSIONS: usize = 256;

/// Everything that services share.
pub struct Core {
    /// The database.
    pub db: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Randomness>,
    /// The keys that wrap data keys.
    pub keys: KeyRing,
    /// The journeys of the configuration: name, content hash, content.
    pub journeys: BTreeMap<JourneyName, ConfiguredJourney>,
    /// The connections of the configuration.
    pub connections: BTreeMap<ConnectionName, Connected>,
    /// How many billable calls may be made.
    pub budgets: Budgets,
    /// What makes an onboarding worth a second look.
    pub signals: SignalsConfig,
    /// How long what clients begin is good for.
    pub onboardings: OnboardingsConfig,
    /// How long what is over is kept.
    pub retention: RetentionConfig,
    /// The limits of operators' sessions.
    pub dashboard: DashboardConfig,
    /// Where operators sign in beside the dashboard, or in place of it.
    pub single_sign_on: Option<SingleSignOn>,
    /// Hashes operators' passwords.
    pub passwords: Passwords,
    /// The public origins.
    pub origins: Vec<String>,
    /// The origin on which providers' scripts run.
    pub sdk_origin: Option<String>,
    /// The origin at which providers call us, when it is another than the onboarding's.
    pub callback_origin: Option<String>,
    /// What services know of the delivery of webhooks.
    pub webhooks: Webhooks,
    /// How checkpoints of the audit log are made.
    pub audit: CheckpointSettings,
    /// What operators decided about what may begin.
    pub control: Control,
    /// Which pages' support codes wait to be written.
    pub support_codes: SupportCodes,
    /// What overviews added up.
    pub overviews: Kept,
    /// Versions that were read.
    pub versions: Mutex<BTreeMap<String, Arc<Journey>>>,
}

/// A journey of the configuration.
#[derive(Debug, Clone)]
pub struct ConfiguredJourney {
    /// The hash of its content.
    pub hash: String,
    /// Its content.
    pub journey: Arc<Journey>,
}

/// A connection with everything its calls need.
pub struct Connected {
    /// The account.
    pub connection: Connection,
    /// Its adapter.
    pub provider: Arc<dyn Provider>,
    /// Its HTTP client.
    pub http: Outbound,
    /// Its access tokens.
    pub tokens: Arc<TokenCache>,
    /// Its provider's public documents.
    pub documents: Arc<DocumentCache>,
}

impl Core {
    /// The connection with this name.
    ///
    /// # Errors
    /// When the configuration no longer has it.
    pub fn connected(&self, name: &str) -> Result<&Connected, ServiceError> {
        ConnectionName::new(name)
            .ok()
            .and_then(|name| self.connections.get(&name))
            .ok_or_else(|| {
                ServiceError::Internal(
                    format!("connections.{name} is gone from the configuration").into(),
                )
            })
    }

    /// What a call through this connection needs.
    #[must_use]
    pub fn call<'a>(
        &'a self,
        connected: &'a Connected,
        origin: &'a str,
        locale: Locale,
    ) -> Call<'a> {
        Call {
            http: &connected.http,
            tokens: &connected.tokens,
            documents: &connected.documents,
            clock: &*self.clock,
            random: &*self.random,
            connection: &connected.connection,
            origin,
            locale,
        }
    }

    /// What our pages' headers and layout must allow for this connection.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    pub fn page_policy(&self, connected: &Connected) -> Result<PagePolicy, SettingsError> {
        let mut policy = connected.provider.page_policy(&connected.connection)?;
        if let Some(page) = connected.provider.sdk_page(&connected.connection)? {
            policy.frame_origins = self.sdk_origin.iter().cloned().collect();
            policy.camera_origins = match page.camera {
                true => policy.frame_origins.clone(),
                false => Vec::new(),
            };
        }
        Ok(policy)
    }

    /// Whether operators sign in at the single sign-on and nowhere else: no passwords, no passkeys, no set-up links.
    #[must_use]
    pub fn is_single_sign_on_only(&self) -> bool {
        let single = self.single_sign_on.as_ref();
        single.is_some_and(|single| single.config.only)
    }

    /// A new UUIDv7.
    #[must_use]
    pub fn new_id(&self) -> String {
        self.random.uuid_v7(self.clock.now()).to_string()
    }

    /// A journey version by its hash.
    ///
    /// # Errors
    /// When it was never stored.
    pub async fn journey_version(
        &self,
        connection: &mut sqlx::AnyConnection,
        hash: &str,
    ) -> Result<Arc<Journey>, ServiceError> {
        if let Some(found) = self
            .versions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(hash)
        {
            return Ok(found.clone());
        }
        let content = db::onboardings::journey_version(connection, hash)
            .await?
            .ok_or_else(|| {
                ServiceError::Internal(format!("journey version {hash} is not stored").into())
            })?;
        let journey: Arc<Journey> = Arc::new(serde_json::from_str(&content)?);
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if versions.len() >= CACHED_VERSIONS {
            versions.pop_first();
        }
        versions.insert(hash.to_owned(), journey.clone());
        Ok(journey)
    }

    /// Stores the configured connections and journeys, so that rows can point at them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store_configuration(&self) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.db.begin_write().await?;
        for connected in self.connections.values() {
            let connection = &connected.connection;
            let environment = match connection.environment {
                crate::connection::Environment::Simulator => "simulator",
                crate::connection::Environment::Sandbox => "sandbox",
                crate::connection::Environment::Live => "live",
            };
            let (name, kind) = (connection.name.as_str(), connection.kind.as_str());
            db::onboardings::ensure_connection(&mut tx, name, kind, environment, now).await?;
        }
        for (name, configured) in &self.journeys {
            let content = serde_json::to_string(&*configured.journey)?;
            db::onboardings::ensure_journey_version(
                &mut tx,
                &configured.hash,
                name.as_str(),
                &content,
                now,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
