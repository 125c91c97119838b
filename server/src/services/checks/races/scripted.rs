//! A provider that does what the test says, when the test says so.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use tokio::sync::Semaphore;
use vestibule::{
    fact::{Fact, FactKind, Outcome},
    id::Kind,
    launch::{FrameSpec, Presentation, Size},
    reason::Reason,
};

use super::bench::ORIGIN;
use crate::{
    connection::{Connection, SettingsError},
    provider::{
        Applicant, Attempt, Call, Evidence, Finished, Hint, Launch, PagePolicy, Provider,
        ProviderError, ProviderPolicy, ProviderSession, ReturnQuery, Snapshot, Started,
    },
};

const SIZE: Size = Size {
    width: 1,
    height: 1,
};

static POLICY: ProviderPolicy = ProviderPolicy {
    frame: true,
    ..ProviderPolicy::NONE
};

/// A call waits here until the test lets it go on.
#[derive(Clone)]
pub(super) struct Gate(Arc<(Semaphore, Semaphore)>);

impl Gate {
    pub(super) fn closed() -> Self {
        Self(Arc::new((Semaphore::new(0), Semaphore::new(0))))
    }
    pub(super) async fn wait(&self) {
        self.0.0.add_permits(1);
        self.0.1.acquire().await.unwrap().forget();
    }
    pub(super) async fn is_reached(&self) {
        self.0.0.acquire().await.unwrap().forget();
    }
    pub(super) fn opens(&self) {
        self.0.1.add_permits(1);
    }
}

#[derive(Default)]
pub(super) struct Script {
    pub(super) at_start: Option<Gate>,
    pub(super) at_fetch: Option<Gate>,
    pub(super) at_return: Option<Gate>,
    pub(super) start_fails: bool,
    pub(super) fetch_fails: bool,
    pub(super) fetches: u32,
    pub(super) handle: String,
}

#[derive(Clone)]
pub(super) struct Scripted(pub(super) Kind, pub(super) Arc<Mutex<Script>>);

impl Scripted {
    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.1.lock().unwrap()
    }
}

#[async_trait]
impl Provider for Scripted {
    fn kind(&self) -> &Kind {
        &self.0
    }
    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }
    fn check_settings(&self, _: &Connection, _: &[String]) -> Result<(), SettingsError> {
        Ok(())
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
        _: &Applicant,
        attempt: &Attempt,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        let gate = self.script().at_start.take();
        if let Some(gate) = gate {
            gate.wait().await;
        }
        if self.script().start_fails {
            return Err(ProviderError::Unexpected {
                detail: "a test".to_owned(),
            });
        }
        self.script().handle = attempt
            .return_url_with_handle
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        Ok(Started {
            session: ProviderSession {
                reference: attempt.correlation_id.clone(),
                presentation,
                memo: serde_json::Value::Null,
            },
            launch: Launch::Frame(FrameSpec {
                src: format!("{ORIGIN}/"),
                provider_origins: vec![ORIGIN.to_owned()],
                sandbox: String::new(),
                allow: String::new(),
                referrerpolicy: String::new(),
                min_size: SIZE,
                preferred_size: SIZE,
                max_message_bytes: 100,
                expects_message: false,
                replies: Vec::new(),
                binding_message: None,
                lives_ms: None,
            }),
            deadline: call.clock.now().plus_seconds(600),
        })
    }
    async fn fetch(&self, _: Call<'_>, _: &ProviderSession) -> Result<Snapshot, ProviderError> {
        let gate = {
            let mut script = self.script();
            script.fetches += 1;
            script.at_fetch.take()
        };
        if let Some(gate) = gate {
            gate.wait().await;
        }
        if self.script().fetch_fails {
            return Err(ProviderError::Unavailable {
                detail: "a test".to_owned(),
                retry_after_ms: None,
            });
        }
        Ok(Snapshot::Waiting)
    }
    fn read_message(&self, _: &ProviderSession, raw: &str) -> Hint {
        match raw {
            "done" => Hint::Fetch,
            _ => Hint::Stopped(Reason::AttemptsExhausted),
        }
    }
    async fn finish_return(
        &self,
        _: Call<'_>,
        session: &ProviderSession,
        _: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let gate = self.script().at_return.take();
        if let Some(gate) = gate {
            gate.wait().await;
        }
        let fact = Fact {
            kind: FactKind::ContactControl,
            assurance: None,
            claims: [].into(),
        };
        let evidence = Evidence {
            content_type: "text/plain".to_owned(),
            body: "signed".to_owned(),
        };
        Ok(Finished {
            session: session.clone(),
            snapshot: Snapshot::Done(Outcome { facts: vec![fact] }, evidence),
            stopped: None,
        })
    }
}
