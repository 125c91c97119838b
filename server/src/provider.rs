//! The provider trait: the verbs that every provider has, none of their payloads.
//!
//! A provider is stateless: it turns domain requests into HTTP and answers into domain results. The core persists, and
//! does once what is common: state, nonce and handle generation and comparison, expiry, replay, single use, retries,
//! deduplication. Whatever a provider does not implement fails closed.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vestibule::{
    fact::{FactKind, Outcome},
    id::{CheckId, Kind, OnboardingId},
    journey::ProviderStep,
    launch::{FrameSpec, Presentation, Size},
    locale::Locale,
    phone::Phone,
    reason::Reason,
    time::Timestamp,
};

use crate::{
    clock::Clock,
    connection::{Connection, SettingsError},
    novelties::Novelties,
    outbound::{DocumentCache, Outbound, TokenCache},
    random::Randomness,
};

/// What a call needs from the core.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The connection's HTTP client: bounded, traced, without redirects.
    pub http: &'a Outbound,
    /// Access tokens, one per connection and audience, fetched by one caller at a time.
    pub tokens: &'a TokenCache,
    /// The providers' public documents, fetched by one caller at a time.
    pub documents: &'a DocumentCache,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness.
    pub random: &'a dyn Randomness,
    /// The account.
    pub connection: &'a Connection,
    /// The public origin of the onboarding, e.g. `https://id.example.com`; no slash at the end.
    pub origin: &'a str,
    /// The applicant's language.
    pub locale: Locale,
}

impl<'a> Call<'a> {
    /// Where things are counted that the provider's contract does not know. Unknown fields of answers get there by
    /// [`crate::outbound::OutboundResponse::json`], unknown messages of frames by the core.
    #[must_use]
    pub fn novelties(self) -> &'a Novelties {
        self.http.novelties()
    }
}

/// What a provider may know of the applicant.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// The onboarding; the provider's "user id" where one is asked for.
    pub onboarding: OnboardingId,
    /// The number that the applicant or the client gave beforehand.
    pub phone: Option<Phone>,
    /// The answers that the step hands over, by the adapter's own names ([`ProviderStep::inputs`]).
    pub inputs: BTreeMap<String, String>,
    /// What the step says beside them ([`ProviderStep::parameters`]).
    pub parameters: BTreeMap<String, Value>,
    /// Whether there is a picture of the applicant to compare with.
    pub has_reference_image: bool,
}

/// What the core made for this start.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The check.
    pub check: CheckId,
    /// Unguessable, single use; where the protocol has a `state`, this is it.
    pub state: String,
    /// Unguessable; where the protocol has a `nonce`, this is it.
    pub nonce: String,
    /// PKCE verifier (RFC 7636).
    pub verifier: String,
    /// A fresh UUID; where the provider wants a correlation or session id from us, this is it.
    pub correlation_id: String,
    /// The one URL to which this connection's pages return: `{origin}/return/{connection}`.
    pub return_url: String,
    /// The same with this start's one-time handle in the path, for providers without a `state`.
    pub return_url_with_handle: String,
}

/// A provider session as the core stores it (sealed).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSession {
    /// The provider's id for it, shown to operators.
    pub reference: String,
    /// How it was opened.
    pub presentation: Presentation,
    /// The adapter's own memory, e.g. a nonce that arrived with the return. Never leaves the server.
    pub memo: serde_json::Value,
}

impl std::fmt::Debug for ProviderSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderSession")
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// An opened provider session.
#[derive(Debug)]
pub struct Started {
    /// What to store.
    pub session: ProviderSession,
    /// What the browser must show.
    pub launch: Launch,
    /// When the provider session ends by itself.
    pub deadline: Timestamp,
}

/// What the browser must show.
#[derive(Clone)]
pub enum Launch {
    /// A frame.
    Frame(FrameSpec),
    /// The provider's script, on a page of our SDK origin: framed, or a page of its own.
    Sdk {
        /// Handed to that page's script as it is: tokens, ids. Never in a URL.
        parameters: Value,
    },
    /// The provider's own page.
    Redirect {
        /// Its URL, used as it is.
        to: String,
    },
}

/// Shows no token: those of launches travel in URLs and parameters.
impl std::fmt::Debug for Launch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Frame(spec) => f.debug_tuple("Frame").field(spec).finish(),
            Self::Sdk { .. } => f.debug_struct("Sdk").finish_non_exhaustive(),
            Self::Redirect { .. } => f.debug_struct("Redirect").finish_non_exhaustive(),
        }
    }
}

/// The page on our SDK origin in which a provider's script runs (architecture, rule 8).
#[derive(Debug, Clone)]
pub struct SdkPage {
    /// Our own script, between the provider's and the page: a classic script that calls
    /// `vestibuleSdk.run(async (page) => { .. })`. See docs/providers.md for what `page` offers.
    pub glue: &'static str,
    /// The provider's scripts, loaded in this order before `glue` runs.
    pub scripts: Vec<String>,
    /// Origins that the scripts may call (`connect-src`).
    pub connect: Vec<String>,
    /// Origins of pictures beside our own, `data:` and `blob:`.
    pub images: Vec<String>,
    /// Whether the scripts use the camera.
    pub camera: bool,
}

/// The present truth, as the provider's server tells it.
#[derive(Debug, Clone, PartialEq)]
pub enum Snapshot {
    /// Nothing was submitted yet.
    Waiting,
    /// Submitted, no result yet. Also every status that the adapter does not know.
    Processing,
    /// Verified by the adapter.
    Done(Outcome, Evidence),
    /// The provider's session is over without a result.
    Expired,
    /// Final, short of success.
    Failed(Reason),
}

/// What stands behind an outcome, as it came from the provider. Stored sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Media type of the body.
    pub content_type: String,
    /// The provider's answer, byte for byte.
    pub body: String,
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence")
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What a message from the frame is worth. Never a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Known, and nothing to do.
    Ignore,
    /// Known, and nothing to do but to count it under this name in the funnel.
    Event(&'static str),
    /// Something may have happened: fetch.
    Fetch,
    /// The provider's page stopped. The server fetches first; only when it knows of nothing is this reason shown.
    Stopped(Reason),
    /// Not a message of this provider session: another session id. Nothing is fetched.
    Foreign,
    /// Neither the documented shape nor a known value: counted, shown in the inspector, and a fetch at most.
    Unexpected {
        /// Whether it is of the provider's type, so that a fetch is worth it.
        fetch: bool,
    },
}

/// A return as it arrived.
#[derive(Debug, Clone, Default)]
pub struct ReturnQuery {
    /// The decoded pairs, in order; at most 32.
    pub pairs: Vec<(String, String)>,
}

impl ReturnQuery {
    /// The value of a name that occurs exactly once; a repeated name is no value (RFC 6749, 3.1).
    #[must_use]
    pub fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

/// What a claimed return led to.
#[derive(Debug)]
pub struct Finished {
    /// The session with what the return added to the adapter's memory.
    pub session: ProviderSession,
    /// What the provider's server said then.
    pub snapshot: Snapshot,
    /// Why the provider's page stopped, as the return says it. A hint like [`Hint::Stopped`]: it counts only when the
    /// snapshot is [`Snapshot::Waiting`].
    pub stopped: Option<Reason>,
}

/// A provider's call to us, as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct RawWebhook<'a> {
    /// Header names in lower case, and values; at most 64.
    pub headers: &'a [(String, String)],
    /// The body, byte for byte.
    pub body: &'a [u8],
}

impl RawWebhook<'_> {
    /// The value of a header that occurs exactly once.
    #[must_use]
    pub fn only_header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

/// What an authenticated webhook is about. Only ever causes a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The idempotency key, unique within the connection.
    pub event_id: String,
    /// The references of provider sessions it may be about, most telling first.
    pub references: Vec<String>,
}

/// What the provider wants to know from us, authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The picture of a person to compare with. `user` is what [`Provider::start`] gave as the user's id.
    ReferenceImage {
        /// The onboarding's id, as the provider repeats it.
        user: String,
    },
}

/// What we answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The picture is at this URL, once, for so long.
    ReferenceImage {
        /// Single use.
        url: String,
        /// In seconds.
        lifetime_seconds: i64,
    },
    /// There is none: no such person, nothing under way, no picture. The same answer for all.
    Nothing,
}

/// An answer in the provider's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// HTTP status.
    pub status: u16,
    /// A JSON body.
    pub body: Value,
}

/// Why a webhook is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// This provider sends none. 404.
    #[error("this provider sends no webhooks")]
    Unsupported,
    /// 401.
    #[error("not authenticated")]
    Unauthenticated,
    /// 400.
    #[error("not the documented shape")]
    Malformed,
}

/// Why a call to a provider failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It cannot be reached, is too slow, broken, or asks us to come back later.
    #[error("unavailable: {detail}")]
    Unavailable {
        /// For the log: no personal data, no secret.
        detail: String,
        /// When it asked us to come back, in milliseconds from now.
        retry_after_ms: Option<i64>,
    },
    /// Our credentials or settings are not what it wants. An operator has to act.
    #[error("misconfigured: {detail}")]
    Misconfigured {
        /// What to do about it.
        detail: String,
    },
    /// It answered what its contract does not allow.
    #[error("unexpected answer: {detail}")]
    Unexpected {
        /// For the log: no personal data, no secret.
        detail: String,
    },
    /// The return is not one of this provider session.
    #[error("not a return of this provider session")]
    NotOurs,
    /// What came back could not be verified. Final; the rule goes to the audit log and to nobody else.
    #[error("not verified: {rule}")]
    NotVerified {
        /// The rule that refused it, a stable word.
        rule: &'static str,
    },
    /// The provider has no such verb.
    #[error("unsupported")]
    Unsupported,
}

/// What a provider is good for.
#[derive(Debug, Clone)]
pub struct ProviderPolicy {
    /// The facts that it can assert.
    pub facts: &'static [FactKind],
    /// The provider's version of the flow, e.g. "v1.2 or earlier".
    pub flow_version: &'static str,
    /// When the adapter was last compared with the provider's documents, `YYYY-MM-DD`.
    pub contract_date: &'static str,
    /// What the applicant needs: a phone, a camera, a document.
    pub needs_camera: bool,
    /// See `needs_camera`.
    pub needs_phone: bool,
    /// See `needs_camera`.
    pub needs_document: bool,
    /// Whether [`Provider::finish_return`] may run again with the same return after a failure. Never with one-time codes.
    pub repeatable_return: bool,
    /// Whether its frame opens with a handshake; what the frame says before that is refused (SEC-96).
    pub handshake: bool,
    /// Whether it can be shown in a frame.
    pub frame: bool,
    /// Whether it can be shown on a page of its own, without scripts of ours.
    pub page: bool,
    /// Whether the provider's own pages need scripts; a browser without them is told so beforehand.
    pub needs_scripts: bool,
    /// Whether its script runs on our SDK origin, so that there has to be one ([`Provider::sdk_page`]).
    pub sdk: bool,
}

impl ProviderPolicy {
    /// Nothing. An adapter of another crate that ends its policy with `..ProviderPolicy::NONE` still compiles when a
    /// field is added here.
    pub const NONE: Self = Self {
        facts: &[],
        flow_version: "",
        contract_date: "",
        needs_camera: false,
        needs_phone: false,
        needs_document: false,
        repeatable_return: false,
        handshake: false,
        frame: false,
        page: false,
        needs_scripts: false,
        sdk: false,
    };
}

/// What our page's headers and layout must allow before the provider session exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePolicy {
    /// Origins for `frame-src`; a launch on any other origin is refused before it is shown.
    pub frame_origins: Vec<String>,
    /// Origins to which the camera may be delegated.
    pub camera_origins: Vec<String>,
    /// The page's `Referrer-Policy`.
    pub referrer_policy: &'static str,
    /// Smallest size of the frame.
    pub min_size: Size,
    /// Recommended size of the frame.
    pub preferred_size: Size,
}

/// An identity provider.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// The name of the adapter.
    fn kind(&self) -> &Kind;

    /// What it is good for.
    fn policy(&self) -> &ProviderPolicy;

    /// Refuses a connection that cannot work, before the server starts.
    ///
    /// # Errors
    /// Names the key that is wrong.
    fn check_settings(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError>;

    /// Refuses a step whose inputs or parameters cannot work, before the server starts. The default wants none.
    ///
    /// # Errors
    /// Names the key below the step that is wrong, e.g. `parameters.payment`.
    fn check_step(
        &self,
        connection: &Connection,
        step: &ProviderStep,
    ) -> Result<(), SettingsError> {
        match step
            .inputs
            .keys()
            .next()
            .map(|name| format!("inputs.{name}"))
        {
            None if step.parameters.is_empty() => Ok(()),
            key => Err(connection.problem(
                &key.unwrap_or_else(|| "parameters".to_owned()),
                "this provider takes none".to_owned(),
            )),
        }
    }

    /// The page on our SDK origin; `None` for a provider without a script of its own.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    fn sdk_page(&self, _connection: &Connection) -> Result<Option<SdkPage>, SettingsError> {
        Ok(None)
    }

    /// What our page's headers and layout must allow. For a provider with an SDK page the core puts our SDK origin in
    /// place of the origins.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    fn page_policy(&self, connection: &Connection) -> Result<PagePolicy, SettingsError>;

    /// Origins whose frame signs the applicant in with a passkey (WebAuthn): our page's headers have to let it.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    fn passkey_origins(&self, _connection: &Connection) -> Result<Vec<String>, SettingsError> {
        Ok(Vec::new())
    }

    /// Opens the provider session.
    async fn start(
        &self,
        call: Call<'_>,
        applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError>;

    /// The present truth. Safe to repeat.
    async fn fetch(
        &self,
        call: Call<'_>,
        session: &ProviderSession,
    ) -> Result<Snapshot, ProviderError>;

    /// What a message from the frame is worth. Pure.
    fn read_message(&self, _session: &ProviderSession, _raw: &str) -> Hint {
        Hint::Ignore
    }

    /// Parameters for the SDK page once more, after the provider's script left it and came back.
    async fn resume(
        &self,
        _call: Call<'_>,
        _session: &ProviderSession,
    ) -> Result<Value, ProviderError> {
        Err(ProviderError::Unsupported)
    }

    /// Follows up a return that the core found genuine, unused and claimed by the right browser session. A return from
    /// the SDK page carries what its script reported last, as `sdk_result`.
    async fn finish_return(
        &self,
        _call: Call<'_>,
        _session: &ProviderSession,
        _query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        Err(ProviderError::Unsupported)
    }

    /// Authenticates a call from the provider and says what it is about.
    ///
    /// # Errors
    /// See [`WebhookError`]. The default refuses everything.
    fn read_webhook(
        &self,
        _connection: &Connection,
        _raw: RawWebhook<'_>,
    ) -> Result<Notice, WebhookError> {
        Err(WebhookError::Unsupported)
    }

    /// The fields that the contract gives to the JSON body of a webhook. What comes beside them in an authenticated one is
    /// counted as new. Empty: nothing is counted.
    fn webhook_fields(&self) -> &'static [&'static str] {
        &[]
    }

    /// Authenticates a question of the provider's and says what it asks.
    ///
    /// # Errors
    /// See [`WebhookError`]. The default refuses everything.
    fn read_question(
        &self,
        _connection: &Connection,
        _raw: RawWebhook<'_>,
    ) -> Result<Question, WebhookError> {
        Err(WebhookError::Unsupported)
    }

    /// Puts an answer, or the refusal of a question, into the provider's words.
    fn write_answer(&self, _answer: &Result<Answer, WebhookError>) -> RawAnswer {
        RawAnswer {
            status: 404,
            body: Value::Null,
        }
    }

    /// Asks the provider which of our sessions an authenticated notice is about, when its references name none that we
    /// know. The answer is a [`ProviderSession::reference`].
    async fn locate(
        &self,
        _call: Call<'_>,
        _notice: &Notice,
    ) -> Result<Option<String>, ProviderError> {
        Ok(None)
    }

    /// Ends a provider session that a newer one supersedes. Best effort: its failure is logged and changes nothing.
    async fn abandon(
        &self,
        _call: Call<'_>,
        _session: &ProviderSession,
    ) -> Result<(), ProviderError> {
        Ok(())
    }
}
