//! The provider trait: the verbs that every provider has, none of their payloads.
//!
//! A provider is stateless: it turns domain requests into HTTP and answers into domain results. The core persists, and
//! does once what is common: state, nonce and handle generation and comparison, expiry, replay, single use, retries,
//! deduplication. Whatever a provider does not implement fails closed.

mod diagnosis;
mod error;
mod incoming;
mod policy;
pub mod rehearsal;
mod session;
mod sheet;

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value;
use vestibule::{
    fact::FactKind,
    id::{CheckId, Kind, OnboardingId},
    journey::ProviderStep,
    launch::Presentation,
    locale::Locale,
    phone::Phone,
};

use crate::{
    clock::Clock,
    connection::{Connection, SettingsError},
    novelties::Novelties,
    outbound::{DocumentCache, Outbound, TokenCache},
    random::Randomness,
};

pub use self::{
    diagnosis::Diagnosis,
    error::ProviderError,
    incoming::{
        Answer, Finished, Hint, Notice, Question, RawAnswer, RawWebhook, ReturnQuery, WebhookError,
    },
    policy::{PagePolicy, PermittedPurpose, ProviderPolicy, SdkPage},
    rehearsal::{Observed, Rehearsal},
    session::{Evidence, Launch, ProviderSession, Snapshot, Started},
    sheet::{OurAddresses, SheetEntry, SheetTopic},
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

/// An identity provider.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// The name of the adapter.
    fn kind(&self) -> &Kind;

    /// What it is good for.
    fn policy(&self) -> &ProviderPolicy;

    /// The facts that a step through this connection can bring. At most those of the policy.
    fn facts(&self, _connection: &Connection, _step: &ProviderStep) -> Vec<FactKind> {
        self.policy().facts.to_vec()
    }

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

    /// Whether this connection's provider never shows the applicant anything: its step has one button, and every start
    /// answers [`Launch::Wait`].
    ///
    /// # Errors
    /// Only when the settings were never checked.
    fn shows_nothing(&self, _connection: &Connection) -> Result<bool, SettingsError> {
        Ok(false)
    }

    /// Origins whose frame signs the applicant in with a passkey (WebAuthn): our page's headers have to let it.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    fn passkey_origins(&self, _connection: &Connection) -> Result<Vec<String>, SettingsError> {
        Ok(Vec::new())
    }

    /// Tries what can be tried without a person and without opening a provider session, which may be billed: public
    /// documents, credentials, scopes. The default tries nothing.
    async fn diagnose(&self, _call: Call<'_>) -> Vec<Diagnosis> {
        Vec::new()
    }

    /// What the provider has to be told, as far as only the adapter knows it. Without secrets.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    fn sheet(
        &self,
        _connection: &Connection,
        _ours: OurAddresses<'_>,
    ) -> Result<Vec<SheetEntry>, SettingsError> {
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

    /// The scenario of the simulator that lets a provider session come out like this one. Pure. The default knows none.
    fn rehearse(&self, _observed: &Observed<'_>) -> Rehearsal {
        Rehearsal::Unmapped("the simulator does not play this provider")
    }
}
