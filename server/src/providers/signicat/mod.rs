//! Signicat: control of a phone number by SMS OTP, through the Authentication REST API. In a frame by its embedded flow,
//! on a page of its own by its redirect flow.
//!
//! Compared with Signicat's documents "Embedded flow" and "Authentication REST API" on the date in the policy.

mod mapping;
mod messages;
mod rehearsal;
mod requests;
mod settings;
mod setup;
mod wire;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use reqwest::StatusCode;
use serde::Deserialize;
use url::Url;
use vestibule::{
    fact::FactKind,
    id::Kind,
    launch::{FrameSpec, Presentation, Size},
    purpose::Purpose,
};

use crate::{
    connection::{Connection, SettingsError},
    outbound::{OutboundRequest, OutboundResponse, Token, send_with_token},
    provider::{
        Applicant, Attempt, Call, Diagnosis, Finished, Hint, Launch, Observed, OurAddresses,
        PagePolicy, PermittedPurpose, Provider, ProviderError, ProviderPolicy, ProviderSession,
        Rehearsal, ReturnQuery, SheetEntry, Snapshot, Started,
    },
    providers::settings::{is_secure, origin_of},
};
use requests::{create_body, fetch_token, session_url};
use settings::Settings;
use wire::{Flow, Memo};

/// The audience of the one access token, and its scope.
const SCOPE: &str = "signicat-api";
/// "Iframe size requirements".
const MIN_SIZE: Size = Size {
    width: 350,
    height: 600,
};
const PREFERRED_SIZE: Size = Size {
    width: 450,
    height: 650,
};
const REFERRER_POLICY: &str = "strict-origin";

/// A text message shows that somebody holds a number, and nothing else.
const fn permits(purpose: Purpose) -> PermittedPurpose {
    PermittedPurpose {
        purpose,
        source: "Signicat, embedded flow with SMS OTP: the person enters the code that was sent to the phone number",
        date: "2026-11-22",
    }
}

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[FactKind::ContactControl],
    flow_version: "Authentication REST API, embedded and redirect flow, SMS OTP",
    purposes: &[permits(Purpose::ContactVerification)],
    contract_date: "2026-11-22",
    needs_camera: false,
    needs_phone: true,
    needs_document: false,
    // The nonce may be used until the session expires, and the session id for ever.
    repeatable_return: true,
    handshake: false,
    frame: true,
    page: true,
    // One-time passwords are typed into plain forms.
    needs_scripts: false,
    sdk: false,
    ..ProviderPolicy::NONE
};

/// The adapter.
#[derive(Debug)]
pub struct Signicat {
    kind: Kind,
}

impl Signicat {
    /// Its name.
    pub const KIND: &'static str = "signicat";

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
        build: impl Fn(&Token) -> OutboundRequest + Send,
    ) -> Result<OutboundResponse, ProviderError> {
        send_with_token(call, SCOPE, || fetch_token(call, settings), build)
            .await?
            .accept()
    }

    async fn read_session(
        &self,
        call: Call<'_>,
        reference: &str,
        memo: &Memo,
    ) -> Result<Snapshot, ProviderError> {
        // Embedded: "you can only request the status after you have received the sessionNonce" (Step 4). Redirect: only
        // after the browser that began it came back (SG-09).
        if !memo.returned {
            return Ok(Snapshot::Waiting);
        }
        let settings = Settings::read(call.connection)?;
        let mut url = session_url(&settings, &[reference]);
        if let Some(nonce) = &memo.nonce {
            url.query_pairs_mut().append_pair("sessionNonce", nonce);
        }
        let build = |token: &Token| {
            OutboundRequest::get("signicat.session.status", url.clone())
                .bearer(token.secret())
                .accept_json()
        };
        let response = self.authorized(call, &settings, build).await?;
        if response.status() != StatusCode::OK {
            let problem = response
                .json_beside(wire::UNREAD_OF_PROBLEM)
                .unwrap_or_default();
            return mapping::status_refused(response.status(), &problem);
        }
        let session: wire::Session = response.json_beside(wire::UNREAD_OF_SESSION)?;
        if session.id != reference {
            return Err(response.unexpected("another session"));
        }
        count_novelties(&response, &session);
        Ok(mapping::snapshot(
            &session,
            response.text()?,
            memo,
            settings.requested_loa,
        ))
    }
}

#[async_trait]
impl Provider for Signicat {
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
        Ok(PagePolicy {
            frame_origins: Settings::read(connection)?.frame_origins(),
            camera_origins: Vec::new(),
            referrer_policy: REFERRER_POLICY,
            min_size: MIN_SIZE,
            preferred_size: PREFERRED_SIZE,
        })
    }

    async fn diagnose(&self, call: Call<'_>) -> Vec<Diagnosis> {
        setup::diagnose(call).await
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
        let url = session_url(&settings, &[]);
        let body = create_body(call, &settings, applicant, attempt, presentation)?;
        let asked_at = call.clock.now();
        let build = |token: &Token| {
            OutboundRequest::post("signicat.session.create", url.clone())
                .bearer(token.secret())
                .accept_json()
                .json(&body)
        };
        let response = self.authorized(call, &settings, build).await?;
        if !response.status().is_success() {
            let problem = response
                .json_beside(wire::UNREAD_OF_PROBLEM)
                .unwrap_or_default();
            return Err(mapping::create_refused(response.status(), &problem));
        }
        let session: wire::Session = response.json_beside(wire::UNREAD_OF_SESSION)?;
        if session.id.is_empty() || session.id.len() > 200 {
            return Err(response.unexpected("no usable session id"));
        }
        let fresh = matches!(
            wire::Status::read(session.status.as_deref()),
            wire::Status::Created | wire::Status::WaitingForUser
        );
        if !fresh {
            return Err(response.unexpected("a session that is over already"));
        }
        let origins = settings.frame_origins();
        let shown = session.authentication_url.as_deref().unwrap_or_default();
        check_launch(shown, &origins)?;
        let lifetime = session
            .session_lifetime
            .unwrap_or(settings.session_lifetime_seconds)
            .clamp(1, 86_400);
        let memo = Memo {
            flow: body.flow,
            phone: applicant
                .phone
                .as_ref()
                .map(|phone| phone.e164().to_owned()),
            nonce: None,
            returned: false,
        };
        Ok(Started {
            launch: launch(shown.to_owned(), origins, presentation),
            session: ProviderSession {
                reference: session.id,
                presentation,
                memo: remember(&memo)?,
            },
            deadline: asked_at.plus_seconds(lifetime),
        })
    }

    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError> {
        self.read_session(call, &session.reference, &recall(session)?)
            .await
    }

    fn read_message(&self, _session: &ProviderSession, _raw: &str) -> Hint {
        messages::read()
    }

    async fn finish_return(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let mut memo = recall(session)?;
        match memo.flow {
            Flow::Embedded => {
                let nonce = query.only("sessionNonce").filter(|nonce| is_nonce(nonce));
                memo.nonce = Some(nonce.ok_or(ProviderError::NotOurs)?.to_owned());
            }
            Flow::Redirect if query.only("sessionId") == Some(session.reference.as_str()) => {}
            Flow::Redirect => return Err(ProviderError::NotOurs),
        }
        memo.returned = true;
        let snapshot = self.read_session(call, &session.reference, &memo).await?;
        let session = ProviderSession {
            memo: remember(&memo)?,
            ..session.clone()
        };
        Ok(Finished {
            session,
            snapshot,
            stopped: None,
        })
    }

    async fn abandon(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<(), ProviderError> {
        let settings = Settings::read(call.connection)?;
        let url = session_url(&settings, &[&session.reference, "cancel"]);
        let build = |token: &Token| {
            OutboundRequest::post("signicat.session.cancel", url.clone())
                .bearer(token.secret())
                .accept_json()
                .idempotent()
        };
        let response = self.authorized(call, &settings, build).await?;
        match response.status() {
            // 400, 404, 409: it was over before.
            StatusCode::OK
            | StatusCode::NO_CONTENT
            | StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT => Ok(()),
            _ => Err(response.unexpected("a status that is no answer to a cancel")),
        }
    }

    fn rehearse(&self, observed: &Observed<'_>) -> Rehearsal {
        rehearsal::scenario(observed)
    }
}

/// Values that "Get session status" does not list.
fn count_novelties(response: &OutboundResponse, session: &wire::Session) {
    if let Some(status) = session.status.as_deref()
        && wire::Status::read(Some(status)) == wire::Status::Unknown
    {
        response.novel_value("status", status);
    }
    if let Some(loa) = session.loa.as_deref()
        && settings::Loa::read(loa).is_none()
    {
        response.novel_value("loa", loa);
    }
}

/// The URL is opaque and used as it came (SG-05), but it has to lead where the settings say the pages live.
fn check_launch(shown: &str, origins: &[String]) -> Result<(), ProviderError> {
    let url = Url::parse(shown).ok().filter(is_secure);
    match url.map(|url| origin_of(&url)) {
        Some(origin) if origins.contains(&origin) => Ok(()),
        Some(origin) => Err(ProviderError::Misconfigured {
            detail: format!(
                "authenticationUrl is on {origin}, which settings.frame_origins does not list"
            ),
        }),
        None => Err(ProviderError::Unexpected {
            detail: "authenticationUrl is not a secure URL".to_owned(),
        }),
    }
}

fn launch(to: String, origins: Vec<String>, presentation: Presentation) -> Launch {
    match presentation {
        Presentation::Page => Launch::Redirect { to },
        Presentation::Frame => Launch::Frame(FrameSpec {
            src: to,
            provider_origins: origins,
            sandbox: "allow-scripts allow-same-origin allow-forms".to_owned(),
            allow: String::new(),
            referrerpolicy: REFERRER_POLICY.to_owned(),
            min_size: MIN_SIZE,
            preferred_size: PREFERRED_SIZE,
            max_message_bytes: 4096,
            expects_message: false,
            replies: Vec::new(),
            binding_message: None,
            lives_ms: None,
        }),
    }
}

/// 43 characters of base64url in Signicat's example; the length is not promised.
fn is_nonce(text: &str) -> bool {
    (16..=256).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
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
