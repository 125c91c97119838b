//! OneKYC (Indonesia): liveness, face match and document checks in the provider's web app, framed on its launch URL or
//! opened as a page of its own.
//!
//! Compared with the documents "Iframe Integration", "Browser Integration" and the BE API guide on the date in the policy.

mod mapping;
mod messages;
mod settings;
mod webhook;
mod wire;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use url::Url;
use vestibule::{
    fact::FactKind,
    id::Kind,
    launch::{FrameSpec, Presentation, Reply, Size},
};

use crate::{
    connection::{Connection, SettingsError},
    outbound::{FreshToken, OutboundRequest, OutboundResponse, Token, send_with_token},
    provider::{
        Applicant, Attempt, Call, Finished, Hint, Launch, Notice, PagePolicy, Provider,
        ProviderError, ProviderPolicy, ProviderSession, RawWebhook, ReturnQuery, Snapshot, Started,
        WebhookError,
    },
    providers::settings::{endpoint, is_secure, origin_of},
};
use settings::{DetailsPath, Settings};
use wire::{Envelope, ErrorItem, Memo, PartnerToken};

/// The audience of the one access token.
const AUDIENCE: &str = "partner";
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
/// Get Submission Details and Initiate Flow know the session by this header.
const PARTNER_SESSION: &str = "x-partner-session-id";
/// Names a submission of the provider's.
const SUBMISSION: &str = "x-submission-id";

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[
        FactKind::FaceLive,
        FactKind::FaceMatches,
        FactKind::DocumentGenuine,
    ],
    flow_version: "iframe v1.2 or earlier",
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

    async fn authorized(
        &self,
        call: Call<'_>,
        settings: &Settings,
        build: impl Fn(PartnerToken<'_>) -> OutboundRequest + Send,
    ) -> Result<OutboundResponse, ProviderError> {
        let build = |token: &Token| build(PartnerToken::new(token));
        send_with_token(call, AUDIENCE, || fetch_token(call, settings), build)
            .await?
            .accept()
    }

    /// The snapshot, and the submission's id where the answer has one.
    async fn details(
        &self,
        call: Call<'_>,
        session: &str,
        memo: &Memo,
    ) -> Result<(Snapshot, Option<String>), ProviderError> {
        let settings = Settings::read(call.connection)?;
        let product = match settings.details_path {
            DetailsPath::Coe => "coe",
            DetailsPath::CoePartner => "coe-partner",
        };
        let url = endpoint(&settings.api_gateway, &[product, "v1", "submissions"]);
        let build = |token: PartnerToken<'_>| {
            let request = OutboundRequest::get("onekyc.details", url.clone())
                .accept_json()
                .secret_header("x-onekyc-token", token.secret())
                .header(PARTNER_SESSION, session);
            match settings.details_path {
                DetailsPath::Coe => request,
                DetailsPath::CoePartner => with_user(request, &settings, &memo.user_id),
            }
        };
        let response = self.authorized(call, &settings, build).await?;
        if response.status() != StatusCode::OK {
            let snapshot = mapping::details_refused(response.status(), &errors_of(&response))?;
            return Ok((snapshot, None));
        }
        let details: wire::Details = data_of(&response)?;
        let snapshot = mapping::snapshot(&details, response.text()?, session, settings.flow)?;
        Ok((
            snapshot,
            details
                .submission_id
                .filter(|id| id.len() <= wire::LONGEST_ID),
        ))
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

    async fn start(
        &self,
        call: Call<'_>,
        applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        let settings = Settings::read(call.connection)?;
        let url = endpoint(
            &settings.api_gateway,
            &["coe-partner", "v1", "initiate-flow"],
        );
        let user_id = applicant.onboarding.as_str();
        let body = wire::InitiateFlow {
            flow: settings.flow,
            source: "WEB_SDK",
            success_redirection_url: &attempt.return_url_with_handle,
            failure_redirection_url: &attempt.return_url_with_handle,
            theme: settings.theme,
            additional_details: wire::AdditionalDetails {
                user_locale: settings.user_locale(call.locale),
                allow_qr: settings.allow_qr,
                force_qr: settings.force_qr,
                portrait_only: settings.portrait_only,
            },
        };
        let asked_at = call.clock.now();
        let build = |token: PartnerToken<'_>| {
            let request = OutboundRequest::post("onekyc.initiate_flow", url.clone())
                .accept_json()
                .secret_header("x-onekyc-token", token.secret())
                .header(PARTNER_SESSION, &attempt.correlation_id)
                .json(&body);
            with_user(request, &settings, user_id)
        };
        let response = self.authorized(call, &settings, build).await?;
        if response.status() != StatusCode::OK {
            return Err(mapping::refused(
                "initiate flow",
                response.status(),
                &errors_of(&response),
            ));
        }
        let data: wire::InitiateData = data_of(&response)?;
        let url = data
            .launch_url
            .ok_or_else(|| response.unexpected("no launchUrl"))?
            .0;
        check_launch(&url, &settings.web_app_origins)?;
        let launch_lifetime = wire::number(data.expiry_seconds.as_ref())
            .unwrap_or(i64::MAX)
            .max(1);
        let memo = Memo {
            user_id: user_id.to_owned(),
            submission_id: None,
        };
        Ok(Started {
            session: ProviderSession {
                reference: attempt.correlation_id.clone(),
                presentation,
                memo: remember(&memo)?,
            },
            deadline: asked_at.plus_seconds(settings.session_lifetime_seconds.min(launch_lifetime)),
            launch: launch(&url, &settings, presentation),
        })
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        let (snapshot, _) = self
            .details(call, &session.reference, &recall(session)?)
            .await?;
        Ok(snapshot)
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
        let mut memo = recall(session)?;
        let (snapshot, submission) = self.details(call, &session.reference, &memo).await?;
        memo.submission_id = submission.or(memo.submission_id);
        let stopped = match query.only("status") {
            Some("ERROR") => query.only("error_code").and_then(messages::stopped),
            _ => None,
        };
        let session = ProviderSession {
            memo: remember(&memo)?,
            ..session.clone()
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
        webhook::read(connection, raw)
    }

    /// The documented callback names its submission only, so the gateway is asked whose that is. The other variant of
    /// Get Submission Details wants to know the user beforehand; there the poll settles the check.
    async fn locate(
        &self,
        call: Call<'_>,
        notice: &Notice,
    ) -> Result<Option<String>, ProviderError> {
        let settings = Settings::read(call.connection)?;
        let (DetailsPath::Coe, Some(submission)) =
            (settings.details_path, notice.references.last())
        else {
            return Ok(None);
        };
        let url = endpoint(&settings.api_gateway, &["coe", "v1", "submissions"]);
        let build = |token: PartnerToken<'_>| {
            OutboundRequest::get("onekyc.details", url.clone())
                .accept_json()
                .secret_header("x-onekyc-token", token.secret())
                .header(SUBMISSION, submission)
        };
        let response = self.authorized(call, &settings, build).await?;
        if response.status() != StatusCode::OK {
            return Ok(None);
        }
        let details: wire::Details = data_of(&response)?;
        Ok(details
            .partner_session_id
            .filter(|id| id.len() <= wire::LONGEST_ID))
    }
}

/// Get Partner Token.
async fn fetch_token(call: Call<'_>, settings: &Settings) -> Result<FreshToken, ProviderError> {
    let url = endpoint(
        &settings.token_gateway,
        &["v1", "coe", "partner", "authentication"],
    );
    let request = OutboundRequest::get("onekyc.token", url)
        .accept_json()
        .header("client-id", &settings.client_id)
        .secret_header("pass-key", call.connection.secret(settings::PASS_KEY)?);
    let response = call.http.send(request).await?.accept()?;
    if response.status() != StatusCode::OK {
        return Err(mapping::refused(
            "partner token",
            response.status(),
            &errors_of(&response),
        ));
    }
    let data: wire::PartnerTokenData = data_of(&response)?;
    let secret = data.token.filter(|token| !token.expose_secret().is_empty());
    let secret = secret.ok_or_else(|| response.unexpected("no token"))?;
    Ok(FreshToken {
        secret,
        lifetime_seconds: wire::number(data.expiry_seconds.as_ref()),
    })
}

fn with_user(request: OutboundRequest, settings: &Settings, user_id: &str) -> OutboundRequest {
    request
        .header("x-onboarding-partner", &settings.onboarding_partner)
        .header("x-partner-user-id", user_id)
        .header("x-partner-user-id-type", &settings.partner_user_id_type)
}

fn data_of<T: DeserializeOwned>(response: &OutboundResponse) -> Result<T, ProviderError> {
    let envelope: Envelope<T> = response.json()?;
    match envelope {
        Envelope {
            success: Some(true),
            data: Some(data),
            ..
        } => Ok(data),
        _ => Err(response.unexpected("an envelope without success and data")),
    }
}

fn errors_of(response: &OutboundResponse) -> Vec<ErrorItem> {
    let envelope = response.json::<Envelope<serde_json::Value>>().ok();
    envelope
        .and_then(|envelope| envelope.errors)
        .unwrap_or_default()
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

fn remember(memo: &Memo) -> Result<serde_json::Value, ProviderError> {
    serde_json::to_value(memo).map_err(|_| ProviderError::Unexpected {
        detail: "our own memo".to_owned(),
    })
}

fn recall(session: &ProviderSession) -> Result<Memo, ProviderError> {
    Memo::deserialize(&session.memo).map_err(|_| ProviderError::Unexpected {
        detail: "our own memo".to_owned(),
    })
}
