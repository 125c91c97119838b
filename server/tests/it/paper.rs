//! A provider of the tests: it says what it is told to say, and waits at a gate when there is one. Its returns carry
//! one-time codes, so they are never followed up twice.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use serde_json::json;
use tokio::sync::Semaphore;
use vestibule::{
    fact::{Fact, FactKind, Outcome},
    id::Kind,
    journey::ProviderStep,
    launch::{FrameSpec, Presentation, Size},
    purpose::Purpose,
};
use vestibule_server::{
    connection::{Connection, SettingsError},
    provider::{
        Answer, Applicant, Attempt, Call, Evidence, Finished, Launch, PagePolicy, PermittedPurpose,
        Provider, ProviderError, ProviderPolicy, ProviderSession, Question, RawAnswer, RawWebhook,
        ReturnQuery, Snapshot, Started, WebhookError,
    },
};

/// With which it asks us.
pub const PAPER_AUTHORIZATION: &str = "Bearer paper";
const ORIGIN: &str = "http://127.0.0.1:9";
const SIZE: Size = Size {
    width: 300,
    height: 300,
};

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[FactKind::ContactControl],
    flow_version: "1",
    purposes: &[PermittedPurpose {
        purpose: Purpose::IdentityProofing,
        source: "the tests' own provider",
        date: "2026-11-22",
    }],
    contract_date: "2026-11-22",
    needs_camera: false,
    needs_phone: false,
    needs_document: false,
    repeatable_return: false,
    handshake: false,
    frame: true,
    page: true,
    needs_scripts: false,
    sdk: false,
    ..ProviderPolicy::NONE
};

/// A place where a call waits until the test lets it go on.
pub struct Gate {
    arrived: Semaphore,
    opened: Semaphore,
}

impl Gate {
    fn closed() -> Self {
        Self {
            arrived: Semaphore::new(0),
            opened: Semaphore::new(0),
        }
    }

    async fn wait(&self) {
        self.arrived.add_permits(1);
        self.opened.acquire().await.unwrap().forget();
    }

    /// Resolves when a call waits here.
    pub async fn is_reached(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets one call go on.
    pub fn opens(&self) {
        self.opened.add_permits(1);
    }
}

pub struct Shared {
    /// What the provider's server knows.
    pub says: Snapshot,
    /// Whether it shows nothing and works by itself.
    pub works_alone: bool,
    pub at_start: Option<Arc<Gate>>,
    pub at_return: Option<Arc<Gate>>,
    /// Where the provider's page goes back to, by session, oldest first.
    pub returns: Vec<String>,
    pub starts: u32,
    pub fetches: u32,
    pub finishes: u32,
    pub abandoned: u32,
    /// The people that sessions were opened for, oldest first.
    pub people: Vec<Applicant>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            says: Snapshot::Waiting,
            works_alone: false,
            at_start: None,
            at_return: None,
            returns: Vec::new(),
            starts: 0,
            fetches: 0,
            finishes: 0,
            abandoned: 0,
            people: Vec::new(),
        }
    }
}

/// The provider; clones are one.
#[derive(Clone)]
pub struct Paper {
    kind: Kind,
    shared: Arc<Mutex<Shared>>,
}

impl Paper {
    pub fn new() -> Self {
        Self {
            kind: Kind::new("paper").unwrap(),
            shared: Arc::default(),
        }
    }

    pub fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap()
    }

    pub fn has_a_gate_at_start(&self) -> Arc<Gate> {
        let gate = Arc::new(Gate::closed());
        self.shared().at_start = Some(gate.clone());
        gate
    }

    pub fn has_a_gate_at_return(&self) -> Arc<Gate> {
        let gate = Arc::new(Gate::closed());
        self.shared().at_return = Some(gate.clone());
        gate
    }

    /// Where the newest session's page goes back to.
    pub fn newest_return(&self) -> String {
        self.shared().returns.last().unwrap().clone()
    }
}

/// Verified.
pub fn done() -> Snapshot {
    let fact = Fact {
        kind: FactKind::ContactControl,
        assurance: None,
        claims: [("paper".to_owned(), "signed".to_owned())].into(),
    };
    let evidence = Evidence {
        content_type: "text/plain".to_owned(),
        body: "signed".to_owned(),
    };
    Snapshot::Done(Outcome { facts: vec![fact] }, evidence)
}

#[async_trait]
impl Provider for Paper {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    fn check_settings(&self, _: &Connection, _: &[String]) -> Result<(), SettingsError> {
        Ok(())
    }

    fn check_step(&self, _: &Connection, _: &ProviderStep) -> Result<(), SettingsError> {
        Ok(())
    }

    /// It asks for the picture of the person in `x-user`, with this authorization.
    fn read_question(&self, _: &Connection, raw: RawWebhook<'_>) -> Result<Question, WebhookError> {
        if raw.only_header("authorization") != Some(PAPER_AUTHORIZATION) {
            return Err(WebhookError::Unauthenticated);
        }
        let user = raw.only_header("x-user").ok_or(WebhookError::Malformed)?;
        Ok(Question::ReferenceImage {
            user: user.to_owned(),
        })
    }

    fn write_answer(&self, answer: &Result<Answer, WebhookError>) -> RawAnswer {
        let (status, body) = match answer {
            Ok(Answer::ReferenceImage {
                url,
                lifetime_seconds,
            }) => (200, json!({ "url": url, "seconds": lifetime_seconds })),
            Ok(Answer::Nothing) => (400, json!({ "error": "no picture" })),
            Err(WebhookError::Unauthenticated) => (401, json!({ "error": "who are you" })),
            Err(_) => (400, json!({ "error": "what" })),
        };
        RawAnswer { status, body }
    }

    fn page_policy(&self, _: &Connection) -> Result<PagePolicy, SettingsError> {
        Ok(PagePolicy {
            frame_origins: vec![ORIGIN.to_owned()],
            camera_origins: Vec::new(),
            referrer_policy: "no-referrer",
            min_size: SIZE,
            preferred_size: SIZE,
        })
    }

    async fn start(
        &self,
        call: Call<'_>,
        applicant: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        let (number, gate) = {
            let mut shared = self.shared();
            shared.starts += 1;
            shared.people.push(applicant.clone());
            (shared.starts, shared.at_start.take())
        };
        if let Some(gate) = gate {
            gate.wait().await;
        }
        self.shared()
            .returns
            .push(attempt.return_url_with_handle.clone());
        let to = format!("{ORIGIN}/sheet/{number}");
        Ok(Started {
            session: ProviderSession {
                reference: format!("sheet-{number}-{}", attempt.correlation_id),
                presentation,
                memo: serde_json::Value::Null,
            },
            launch: match presentation {
                _ if self.shared().works_alone => Launch::Wait,
                Presentation::Page => Launch::Redirect { to },
                Presentation::Frame => Launch::Frame(FrameSpec {
                    src: to,
                    provider_origins: vec![ORIGIN.to_owned()],
                    sandbox: "allow-forms".to_owned(),
                    allow: String::new(),
                    referrerpolicy: "no-referrer".to_owned(),
                    min_size: SIZE,
                    preferred_size: SIZE,
                    max_message_bytes: 100,
                    expects_message: false,
                    replies: Vec::new(),
                    binding_message: None,
                    lives_ms: None,
                }),
            },
            deadline: call.clock.now().plus_seconds(1_200),
        })
    }

    async fn fetch(&self, _: Call<'_>, _: &ProviderSession) -> Result<Snapshot, ProviderError> {
        let mut shared = self.shared();
        shared.fetches += 1;
        Ok(shared.says.clone())
    }

    async fn finish_return(
        &self,
        _: Call<'_>,
        session: &ProviderSession,
        _: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let gate = {
            let mut shared = self.shared();
            shared.finishes += 1;
            shared.at_return.take()
        };
        if let Some(gate) = gate {
            gate.wait().await;
        }
        let snapshot = self.shared().says.clone();
        Ok(Finished {
            session: session.clone(),
            snapshot,
            stopped: None,
        })
    }

    async fn abandon(&self, _: Call<'_>, _: &ProviderSession) -> Result<(), ProviderError> {
        self.shared().abandoned += 1;
        Ok(())
    }
}
