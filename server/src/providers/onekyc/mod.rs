//! OneKYC (Indonesia): liveness, face match and document checks in the provider's web app, framed on its launch URL or
//! opened as a page of its own.
//!
//! Compared with the documents "Iframe Integration", "Browser Integration" and the BE API guide on the date in the policy.

mod messages;
mod rehearsal;
mod settings;
mod setup;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;
use vestibule::{
    fact::FactKind,
    id::Kind,
    journey::ProviderStep,
    launch::{FrameSpec, Presentation, Reply, Size},
    purpose::Purpose,
};

use crate::{
    connection::{Connection, SettingsError},
    provider::{
        Applicant, Attempt, Call, Diagnosis, Finished, Hint, Launch, Notice, Observed,
        OurAddresses, PagePolicy, PermittedPurpose, Provider, ProviderError, ProviderPolicy,
        ProviderSession, RawWebhook, Rehearsal, ReturnQuery, SheetEntry, Snapshot, Started,
        WebhookError,
    },
    providers::{
        onekyc_gateway::{
            self, Gateway, Memo, callback,
            wire::{AdditionalDetails, InitiateFlow, Source},
        },
        settings::{is_secure, origin_of},
    },
};
use settings::Settings;

/// The documents name no size; this fits the portrait capture screen.
const MIN_SIZE: Size = Size {
    width: 320,
    height: 560,
};
const PREFERRED_SIZE: Size = Size {
    width: 420,
    height: 720,
};
const REFERRER_POLICY: &str = "strict-origin";

/// What the provider's own pages say the flows are for. Nothing there speaks of the law on money laundering: a contract may.
const fn permits(purpose: Purpose, source: &'static str) -> PermittedPurpose {
    PermittedPurpose {
        purpose,
        source,
        date: "2026-11-22",
    }
}

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[
        FactKind::FaceLive,
        FactKind::FaceMatches,
        FactKind::DocumentGenuine,
    ],
    flow_version: "iframe v1.2 or earlier",
    purposes: &[
        permits(
            Purpose::IdentityProofing,
            "OneKYC, Initiate Flow: flows FACE_VERIFICATION, KTP_SCAN and KYC_LITE",
        ),
        permits(
            Purpose::Presence,
            "OneKYC, Initiate Flow: flow STANDALONE_LIVENESS",
        ),
    ],
    biometric: true,
    contract_date: "2026-11-22",
    needs_camera: true,
    needs_phone: false,
    needs_document: false,
    repeatable_return: true,
    handshake: true,
    frame: true,
    page: true,
    needs_scripts: true,
    sdk: false,
    ..ProviderPolicy::NONE
};

/// The adapter.
#[derive(Debug)]
pub struct OneKyc {
    kind: Kind,
}

impl OneKyc {
    /// Its name.
    pub const KIND: &'static str = "onekyc";

    /// The adapter; one for all connections.
    ///
    /// # Errors
    /// Never: the name is one.
    pub fn new() -> Result<Self, vestibule::id::InvalidId> {
        Ok(Self {
            kind: Kind::new(Self::KIND)?,
        })
    }

    /// The snapshot, and the session with what was learned.
    async fn details(
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<(Snapshot, ProviderSession), ProviderError> {
        let settings = Settings::read(call.connection)?;
        Gateway::new(call, &settings.account)
            .details(session, settings.account.flow.facts())
            .await
    }
}

#[async_trait]
impl Provider for OneKyc {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    /// Those of the connection's flow.
    fn facts(&self, connection: &Connection, _step: &ProviderStep) -> Vec<FactKind> {
        Settings::read(connection)
            .map(|settings| settings.account.flow.facts().to_vec())
            .unwrap_or_default()
    }

    fn check_settings(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        Settings::read(connection)?.check(connection, origins)
    }

    fn page_policy(&self, connection: &Connection) -> Result<PagePolicy, SettingsError> {
        let settings = Settings::read(connection)?;
        Ok(PagePolicy {
            camera_origins: settings.camera_origins(),
            frame_origins: settings.web_app_origins,
            referrer_policy: REFERRER_POLICY,
            min_size: MIN_SIZE,
            preferred_size: PREFERRED_SIZE,
        })
    }

    async fn diagnose(&self, call: Call<'_>) -> Vec<Diagnosis> {
        let Ok(settings) = Settings::read(call.connection) else {
            return Vec::new();
        };
        onekyc_gateway::setup::diagnose(call, &settings.account).await
    }

    fn sheet(
        &self,
        connection: &Connection,
        ours: OurAddresses<'_>,
    ) -> Result<Vec<SheetEntry>, SettingsError> {
        setup::sheet(connection, ours)
    }

    async fn start(
        &self,
        call: Call<'_>,
        applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        let settings = Settings::read(call.connection)?;
        let user_id = applicant.onboarding.as_str();
        let body = InitiateFlow {
            flow: settings.account.flow,
            source: Source::WebSdk {
                success_redirection_url: &attempt.return_url_with_handle,
                failure_redirection_url: &attempt.return_url_with_handle,
            },
            theme: settings.account.theme,
            additional_details: AdditionalDetails {
                user_locale: settings.account.user_locale(call.locale),
                allow_qr: settings.allow_qr,
                force_qr: settings.force_qr,
                portrait_only: settings.portrait_only,
            },
        };
        let asked_at = call.clock.now();
        let initiated = Gateway::new(call, &settings.account)
            .initiate(user_id, &attempt.correlation_id, &body)
            .await?;
        let deadline = settings.account.deadline(asked_at, &initiated);
        let url = initiated
            .launch_url
            .ok_or_else(|| ProviderError::Unexpected {
                detail: "Initiate Flow answered without launchUrl".to_owned(),
            })?
            .0;
        check_launch(&url, &settings.web_app_origins)?;
        let memo = Memo {
            user_id: user_id.to_owned(),
            submission_id: None,
            has_reference_image: false,
        };
        Ok(Started {
            session: ProviderSession {
                reference: attempt.correlation_id.clone(),
                presentation,
                memo: memo.remember()?,
            },
            deadline,
            launch: launch(&url, &settings, presentation),
        })
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        Ok(Self::details(call, session).await?.0)
    }

    fn read_message(&self, session: &ProviderSession, raw: &str) -> Hint {
        messages::read(&session.reference, raw)
    }

    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        if query.only("partner_session_id") != Some(session.reference.as_str()) {
            return Err(ProviderError::NotOurs);
        }
        let (snapshot, session) = Self::details(call, session).await?;
        let stopped = match query.only("status") {
            Some("ERROR") => query.only("error_code").and_then(messages::stopped),
            _ => None,
        };
        Ok(Finished {
            session,
            snapshot,
            stopped,
        })
    }

    fn read_webhook(
        &self,
        connection: &Connection,
        raw: RawWebhook<'_>,
    ) -> Result<Notice, WebhookError> {
        callback::read(connection, raw)
    }

    fn webhook_fields(&self) -> &'static [&'static str] {
        callback::FIELDS
    }

    async fn locate(
        &self,
        call: Call<'_>,
        notice: &Notice,
    ) -> Result<Option<String>, ProviderError> {
        let settings = Settings::read(call.connection)?;
        Gateway::new(call, &settings.account)
            .session_of(notice)
            .await
    }

    fn rehearse(&self, observed: &Observed<'_>) -> Rehearsal {
        rehearsal::scenario(observed)
    }
}

/// The launch URL's origin has to be one of the configured ones before anybody sees it (OK-16).
fn check_launch(url: &SecretString, origins: &[String]) -> Result<(), ProviderError> {
    let url = Url::parse(url.expose_secret()).ok().filter(is_secure);
    match url.map(|url| origin_of(&url)) {
        Some(origin) if origins.contains(&origin) => Ok(()),
        Some(origin) => Err(ProviderError::Misconfigured {
            detail: format!(
                "the launch URL is on {origin}, which settings.web_app_origins does not list"
            ),
        }),
        None => Err(ProviderError::Unexpected {
            detail: "the launch URL is not a secure URL".to_owned(),
        }),
    }
}

fn launch(url: &SecretString, settings: &Settings, presentation: Presentation) -> Launch {
    let url = url.expose_secret().to_owned();
    if presentation == Presentation::Page {
        return Launch::Redirect { to: url };
    }
    let camera = settings.camera_origins();
    Launch::Frame(FrameSpec {
        src: url,
        provider_origins: settings.web_app_origins.clone(),
        // As the document has it, token for token.
        sandbox: "allow-same-origin allow-scripts".to_owned(),
        allow: if camera.is_empty() {
            String::new()
        } else {
            format!("camera {}", camera.join(" "))
        },
        referrerpolicy: REFERRER_POLICY.to_owned(),
        min_size: MIN_SIZE,
        preferred_size: PREFERRED_SIZE,
        max_message_bytes: messages::MAX_BYTES,
        expects_message: true,
        replies: vec![Reply {
            on_type: messages::GET_ORIGIN.to_owned(),
            with: json!({ "type": messages::SEND_ORIGIN }),
        }],
        binding_message: None,
        lives_ms: None,
    })
}
