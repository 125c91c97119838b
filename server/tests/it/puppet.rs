//! A provider of the tests whose script runs on the SDK origin. It knows what it is told to know.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use serde_json::{Value, json};
use vestibule::{
    fact::FactKind,
    id::Kind,
    launch::{Presentation, Size},
    purpose::Purpose,
    reason::Reason,
};
use vestibule_server::{
    connection::{Connection, SettingsError},
    provider::{
        Applicant, Attempt, Call, Finished, Hint, Launch, PagePolicy, PermittedPurpose, Provider,
        ProviderError, ProviderPolicy, ProviderSession, ReturnQuery, SdkPage, Snapshot, Started,
    },
};

const SIZE: Size = Size {
    width: 300,
    height: 400,
};

static POLICY: ProviderPolicy = ProviderPolicy {
    facts: &[FactKind::ContactControl],
    flow_version: "1",
    purposes: &[PermittedPurpose {
        purpose: Purpose::Presence,
        source: "the tests' own provider",
        date: "2026-11-22",
    }],
    contract_date: "2026-11-22",
    needs_camera: true,
    repeatable_return: true,
    handshake: true,
    frame: true,
    page: true,
    needs_scripts: true,
    sdk: true,
    ..ProviderPolicy::NONE
};

#[derive(Default)]
pub struct Strings {
    /// What the provider's server knows; nothing is "waiting".
    pub says: Option<Snapshot>,
    /// The last words that reached the adapter with a return.
    pub words: Vec<String>,
    pub starts: u32,
    pub resumes: u32,
}

/// The provider; clones are one.
#[derive(Clone)]
pub struct Puppet {
    kind: Kind,
    strings: Arc<Mutex<Strings>>,
}

impl Puppet {
    pub fn new() -> Self {
        Self {
            kind: Kind::new("puppet").unwrap(),
            strings: Arc::default(),
        }
    }

    pub fn strings(&self) -> MutexGuard<'_, Strings> {
        self.strings.lock().unwrap()
    }

    fn says(&self) -> Snapshot {
        self.strings().says.clone().unwrap_or(Snapshot::Waiting)
    }
}

fn hint(raw: &str) -> Hint {
    let word: Value = serde_json::from_str(raw).unwrap_or_default();
    match word["type"].as_str() {
        Some("approved") => Hint::Fetch,
        Some("denied") => Hint::Stopped(Reason::Cancelled),
        Some("moved") => Hint::Event("moved"),
        _ => Hint::Unexpected { fetch: false },
    }
}

#[async_trait]
impl Provider for Puppet {
    fn kind(&self) -> &Kind {
        &self.kind
    }

    fn policy(&self) -> &ProviderPolicy {
        &POLICY
    }

    fn check_settings(&self, _: &Connection, _: &[String]) -> Result<(), SettingsError> {
        Ok(())
    }

    fn sdk_page(&self, _: &Connection) -> Result<Option<SdkPage>, SettingsError> {
        Ok(Some(SdkPage {
            glue: "vestibuleSdk.run(async (page) => { await page.finish({ type: 'approved' }); });",
            scripts: vec!["http://127.0.0.1:9/puppet.js".to_owned()],
            connect: vec!["http://127.0.0.1:8".to_owned()],
            images: Vec::new(),
            camera: true,
        }))
    }

    fn page_policy(&self, _: &Connection) -> Result<PagePolicy, SettingsError> {
        Ok(PagePolicy {
            frame_origins: Vec::new(),
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
        self.strings().starts += 1;
        Ok(Started {
            session: ProviderSession {
                reference: attempt.correlation_id.clone(),
                presentation,
                memo: Value::Null,
            },
            launch: Launch::Sdk {
                parameters: json!({ "token": format!("first-{}</script>", attempt.correlation_id) }),
            },
            deadline: call.clock.now().plus_seconds(1_200),
        })
    }

    async fn resume(&self, _: Call<'_>, session: &ProviderSession) -> Result<Value, ProviderError> {
        self.strings().resumes += 1;
        Ok(json!({ "token": format!("second-{}", session.reference) }))
    }

    async fn fetch(&self, _: Call<'_>, _: &ProviderSession) -> Result<Snapshot, ProviderError> {
        Ok(self.says())
    }

    fn read_message(&self, _: &ProviderSession, raw: &str) -> Hint {
        hint(raw)
    }

    async fn finish_return(
        &self,
        _: Call<'_>,
        session: &ProviderSession,
        query: &ReturnQuery,
    ) -> Result<Finished, ProviderError> {
        let word = query.only("sdk_result").unwrap_or_default();
        self.strings().words.push(word.to_owned());
        let stopped = match hint(word) {
            Hint::Stopped(reason) => Some(reason),
            _ => None,
        };
        Ok(Finished {
            session: session.clone(),
            snapshot: self.says(),
            stopped,
        })
    }
}
