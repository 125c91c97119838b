//! OneKYC Selfie Liveness: the provider's web SDK on our SDK page, with the applicant's camera; the gateways are those of
//! the framed web app.
//!
//! Compared with the documents "Selfie Liveness Flow" v1.2 and the BE API guide on the date in the policy. What the web
//! SDK is called by, and its result, are not public: assumed after the mobile SDKs' (contract 1.3.9).

mod messages;
mod question;
mod rehearsal;
mod settings;
mod setup;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use vestibule::{
    fact::FactKind,
    id::Kind,
    journey::{ProviderStep, REFERENCE_IMAGE},
    launch::{Presentation, Size},
    purpose::Purpose,
};

use crate::{
    connection::{Connection, SettingsError},
    provider::{
        Answer, Applicant, Attempt, Call, Diagnosis, Finished, Hint, Launch, Notice, Observed,
        OurAddresses, PagePolicy, PermittedPurpose, Provider, ProviderError, ProviderPolicy,
        ProviderSession, Question, RawAnswer, RawWebhook, Rehearsal, ReturnQuery, SdkPage,
        SheetEntry, Snapshot, Started, WebhookError,
    },
    providers::onekyc_gateway::{
        self, Gateway, Memo, callback,
        wire::{AdditionalDetails, InitiateFlow, Source},
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

/// What the provider's own page says it is for.
const fn permits(purpose: Purpose, source: &'static str) -> PermittedPurpose {
    PermittedPurpose {
        purpose,
        source,
        date: "2026-11-22",
    }
}

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[FactKind::FaceLive, FactKind::FaceMatches],
    flow_version: "v1.2",
    purposes: &[
        permits(
            Purpose::Presence,
            "OneKYC, Selfie Liveness v1.2: a live face",
        ),
        permits(
            Purpose::IdentityProofing,
            "OneKYC, Selfie Liveness v1.2: the face is compared with a reference image",
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
    sdk: true,
    ..ProviderPolicy::NONE
};

/// The adapter.
#[derive(Debug)]
pub struct SelfieLiveness {
    kind: Kind,
}

impl SelfieLiveness {
    /// Its name.
    pub const KIND: &'static str = "selfie_liveness";

    /// The adapter; one for all connections.
    ///
    /// # Errors
    /// Never: the name is one.
    pub fn new() -> Result<Self, vestibule::id::InvalidId> {
        Ok(Self {
            kind: Kind::new(Self::KIND)?,
        })
    }
}

/// What can have been examined: without a picture of ours the gateway has nothing to compare a face with.
fn examined(has_reference_image: bool) -> &'static [FactKind] {
    if has_reference_image {
        &[FactKind::FaceLive, FactKind::FaceMatches]
    } else {
        &[FactKind::FaceLive]
    }
}

/// The snapshot, and the session with what was learned.
async fn details(
    call: Call<'_>,
    session: &ProviderSession,
) -> Result<(Snapshot, ProviderSession), ProviderError> {
    let settings = Settings::read(call.connection)?;
    Gateway::new(call, &settings.account)
        .details(
            session,
            examined(Memo::recall(session)?.has_reference_image),
        )
        .await
}

#[async_trait]
impl Provider for SelfieLiveness {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    /// Without a picture of ours there is nothing to compare a face with.
    fn facts(&self, _connection: &Connection, step: &ProviderStep) -> Vec<FactKind> {
        examined(step.reference_image().is_some()).to_vec()
    }

    fn check_settings(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        Settings::read(connection)?.check(connection, origins)
    }

    /// The one input is the picture to compare with, which the gateway then asks us for.
    fn check_step(
        &self,
        connection: &Connection,
        step: &ProviderStep,
    ) -> Result<(), SettingsError> {
        let other = step.inputs.keys().find(|name| *name != REFERENCE_IMAGE);
        let problem = if let Some(name) = other {
            (
                format!("inputs.{name}"),
                "this provider takes reference_image only",
            )
        } else if !step.parameters.is_empty() {
            ("parameters".to_owned(), "this provider takes none")
        } else if step.reference_image().is_some()
            && Settings::read(connection)?
                .reference_image_client_id
                .is_none()
        {
            (
                format!("inputs.{REFERENCE_IMAGE}"),
                "needs settings.reference_image_client_id: the provider asks us for the picture",
            )
        } else {
            return Ok(());
        };
        Err(connection.problem(&problem.0, problem.1.to_owned()))
    }

    fn sdk_page(&self, connection: &Connection) -> Result<Option<SdkPage>, SettingsError> {
        let settings = Settings::read(connection)?;
        Ok(Some(SdkPage {
            glue: include_str!("sdk.js"),
            scripts: vec![settings.sdk_script.to_string()],
            connect: settings.connect(),
            images: Vec::new(),
            camera: true,
        }))
    }

    fn page_policy(&self, _connection: &Connection) -> Result<PagePolicy, SettingsError> {
        Ok(PagePolicy {
            frame_origins: Vec::new(),
            camera_origins: Vec::new(),
            referrer_policy: "strict-origin",
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
            source: Source::Sdk,
            theme: settings.account.theme,
            // The defaults: codes for another device are the framed web app's.
            additional_details: AdditionalDetails {
                user_locale: settings.account.user_locale(call.locale),
                allow_qr: false,
                force_qr: false,
                portrait_only: true,
            },
        };
        let asked_at = call.clock.now();
        let initiated = Gateway::new(call, &settings.account)
            .initiate(user_id, &attempt.correlation_id, &body)
            .await?;
        let deadline = settings.account.deadline(asked_at, &initiated);
        let token = initiated
            .token
            .map(|token| token.0)
            .filter(|token| !token.expose_secret().is_empty())
            .ok_or_else(|| ProviderError::Unexpected {
                detail: "Initiate Flow answered without a user token".to_owned(),
            })?;
        let memo = Memo {
            user_id: user_id.to_owned(),
            submission_id: None,
            has_reference_image: applicant.has_reference_image,
        };
        Ok(Started {
            session: ProviderSession {
                reference: attempt.correlation_id.clone(),
                presentation,
                memo: memo.remember()?,
            },
            deadline,
            launch: Launch::Sdk {
                parameters: parameters(&token, &attempt.correlation_id, &settings),
            },
        })
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        Ok(details(call, session).await?.0)
    }

    fn read_message(&self, _session: &ProviderSession, raw: &str) -> Hint {
        messages::read(raw)
    }

    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let (snapshot, session) = details(call, session).await?;
        let stopped = match query.only("sdk_result").map(messages::read) {
            Some(Hint::Stopped(reason)) => Some(reason),
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

    fn read_question(
        &self,
        connection: &Connection,
        raw: RawWebhook<'_>,
    ) -> Result<Question, WebhookError> {
        question::read(connection, raw)
    }

    fn write_answer(&self, answer: &Result<Answer, WebhookError>) -> RawAnswer {
        question::write(answer)
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

/// What `launchSelfieLiveness` is called with. The user token goes into these parameters and nowhere else.
fn parameters(token: &SecretString, correlation_id: &str, settings: &Settings) -> Value {
    json!({
        "token": token.expose_secret(),
        "correlationId": correlation_id,
        "baseUrl": settings.base_url(),
        "theme": settings.sdk_theme,
    })
}
