//! What happens while a provider is being asked: another tab, a return, a result.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use tokio::sync::Semaphore;
use vestibule::{
    check::State,
    fact::{Fact, FactKind, Outcome},
    id::{CheckId, ConnectionName, JourneyName, Kind, OnboardingId, StepName},
    launch::{FrameSpec, Presentation, Size},
    locale::Locale,
    reason::Reason,
    time::Timestamp,
};

use super::{
    messages::{self, Message},
    returns,
    start::{self, Launched},
};
use crate::{
    clock::SettableClock,
    config::{BudgetsConfig, DashboardConfig, OnboardingsConfig, SignalsConfig},
    connection::{Connection, Environment, SettingsError},
    crypto::{KeyRing, RingKey},
    db::Database,
    outbound::{Clients, DocumentCache, Limits, Outbound, TokenCache},
    provider::{
        Applicant, Attempt, Call, Evidence, Finished, Hint, Launch, PagePolicy, Provider,
        ProviderError, ProviderPolicy, ProviderSession, ReturnQuery, Snapshot, Started,
    },
    random::ChaChaRandomness,
    services::{
        ServiceError, Whereabouts,
        budgets::Budgets,
        checkpoints::CheckpointSettings,
        core::{ConfiguredJourney, Connected, Core},
        onboardings,
    },
};

const ORIGIN: &str = "http://127.0.0.1:9";
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
struct Gate(Arc<(Semaphore, Semaphore)>);

impl Gate {
    fn closed() -> Self {
        Self(Arc::new((Semaphore::new(0), Semaphore::new(0))))
    }
    async fn wait(&self) {
        self.0.0.add_permits(1);
        self.0.1.acquire().await.unwrap().forget();
    }
    async fn is_reached(&self) {
        self.0.0.acquire().await.unwrap().forget();
    }
    fn opens(&self) {
        self.0.1.add_permits(1);
    }
}

#[derive(Default)]
struct Script {
    at_start: Option<Gate>,
    at_fetch: Option<Gate>,
    at_return: Option<Gate>,
    start_fails: bool,
    fetch_fails: bool,
    fetches: u32,
    handle: String,
}

#[derive(Clone)]
struct Scripted(Kind, Arc<Mutex<Script>>);

impl Scripted {
    fn script(&self) -> MutexGuard<'_, Script> {
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

/// One applicant in front of the provider's frame.
#[derive(Clone)]
struct Bench {
    core: Arc<Core>,
    provider: Scripted,
    id: OnboardingId,
    check: CheckId,
    _folder: Arc<tempfile::TempDir>,
}

fn step() -> StepName {
    StepName::new("only").unwrap()
}

async fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/test.db", folder.path().display());
    let db = Database::connect(&url).await.unwrap();
    db.migrate().await.unwrap();
    let clock = Arc::new(SettableClock::fixed(Timestamp(1_795_000_000_000)));
    let random = Arc::new(ChaChaRandomness::seeded(1));
    let kind = Kind::new("scripted").unwrap();
    let provider = Scripted(kind.clone(), Arc::default());
    let name = ConnectionName::new("scripted").unwrap();
    let client = Clients::new(Limits::default()).get(&Default::default());
    let connected = Connected {
        connection: Connection {
            name: name.clone(),
            kind,
            environment: Environment::Simulator,
            display_name: "Scripted".to_owned(),
            settings: [].into(),
            secrets: [].into(),
            egress: Default::default(),
            region: None,
            trust_framework: None,
            purposes: Default::default(),
        },
        provider: Arc::new(provider.clone()),
        http: Outbound::new(name.clone(), client.unwrap(), clock.clone(), random.clone()),
        tokens: Arc::new(TokenCache::new(clock.clone())),
        documents: Arc::new(DocumentCache::new(clock.clone())),
    };
    let journey = serde_json::from_value(serde_json::json!({
        "title": {"en": "T"}, "company": "C", "minutes": 3, "stored": {"en": "S"}, "contact": "c@example.org",
        "open": true, "needs": ["contact_control"],
        "steps": [{"name": "only", "title": {"en": "P"},
                   "kind": {"provider": {"connection": "scripted", "purpose": "identity_proofing", "max_checks": 2}}}],
    }));
    let journey = ConfiguredJourney {
        hash: "hash".to_owned(),
        journey: Arc::new(journey.unwrap()),
    };
    let journey_name = JourneyName::new("test").unwrap();
    let core = Arc::new(Core {
        db,
        clock,
        random,
        keys: KeyRing::new(vec![RingKey::new("test".to_owned(), [7; 32])]).unwrap(),
        journeys: [(journey_name.clone(), journey)].into(),
        connections: [(name, connected)].into(),
        budgets: Budgets::new(BudgetsConfig {
            per_onboarding: 1_000,
            per_phone_and_day: 1_000,
            per_client_and_day: 1_000,
            dialling_codes: Vec::new(),
            connections: Default::default(),
        }),
        signals: SignalsConfig {
            window_days: 0,
            device_velocity: 0,
            phone_velocity: 0,
        },
        onboardings: OnboardingsConfig {
            lifetime_minutes: 60,
            min_lifetime_minutes: 1,
            max_lifetime_minutes: 60,
            link_lifetime_minutes: 60,
            result_code_minutes: 10,
        },
        retention: Default::default(),
        dashboard: DashboardConfig {
            idle_minutes: 30,
            absolute_hours: 12,
            proof_minutes: 10,
            four_eyes: Default::default(),
        },
        single_sign_on: None,
        passwords: Default::default(),
        origins: vec!["http://localhost:3000".to_owned()],
        sdk_origin: None,
        callback_origin: None,
        webhooks: Default::default(),
        audit: CheckpointSettings {
            origin: "localhost/audit".to_owned(),
            every_ms: 60_000,
            file: None,
        },
        control: Default::default(),
        support_codes: Default::default(),
        overviews: Default::default(),
        versions: Mutex::default(),
    });
    core.store_configuration().await.unwrap();
    let origin = core.origins[0].clone();
    let id = {
        let beginning = onboardings::Beginning {
            journey: &journey_name,
            origin: &origin,
            locale: Locale::En,
        };
        onboardings::begin(&core, beginning, "key")
    }
    .await
    .unwrap();
    let check = start::begin(&core, Some("key"), &id, &step())
        .await
        .unwrap();
    Bench {
        core,
        provider,
        id,
        check,
        _folder: Arc::new(folder),
    }
}

impl Bench {
    async fn starts(&self) -> Result<Launched, ServiceError> {
        let (id, step) = (&self.id, step());
        start::start(
            &self.core,
            Some("key"),
            id,
            &step,
            Presentation::Frame,
            Locale::En,
        )
        .await
    }

    /// The attempt that is shown then.
    async fn shows(&self) -> String {
        match self.starts().await.unwrap() {
            Launched::Frame { attempt, .. } => attempt,
            other => panic!("{other:?}"),
        }
    }

    async fn says(&self, attempt: &str, raw: &str) -> Result<Whereabouts, ServiceError> {
        let message = Message {
            attempt,
            origin: ORIGIN,
            raw,
        };
        messages::report(&self.core, Some("key"), (&self.id, &step()), message).await
    }

    async fn comes_back(&self, handle: &str) -> Whereabouts {
        let name = ConnectionName::new("scripted").unwrap();
        returns::claim(&self.core, Some("key"), &name, Some(handle), "")
            .await
            .unwrap()
            .whereabouts
    }

    async fn state(&self) -> State {
        let mut connection = self.core.db.read().await.unwrap();
        let check = crate::db::checks::find(&mut connection, &self.check, None).await;
        check.unwrap().unwrap().state
    }
}

#[tokio::test]
async fn a_hint_about_a_session_that_another_tab_replaced_meanwhile_counts_no_more() {
    for raw in ["done", "stopped"] {
        let bench = bench().await;
        let attempt = bench.shows().await;
        let gate = Gate::closed();
        bench.provider.script().at_fetch = Some(gate.clone());
        let first = bench.clone();
        let report = tokio::spawn(async move { first.says(&attempt, raw).await });
        gate.is_reached().await;
        bench.shows().await;
        gate.opens();
        report.await.unwrap().unwrap();
        let state = bench.state().await;
        assert!(
            matches!(state, State::Open { starts: 2, .. }),
            "{raw}: {state:?}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_confirms_no_stop() {
    let bench = bench().await;
    let attempt = bench.shows().await;
    bench.provider.script().fetch_fails = true;
    bench.says(&attempt, "stopped").await.unwrap();
    assert!(matches!(bench.state().await, State::Open { .. }));
    bench.provider.script().fetch_fails = false;
    bench.says(&attempt, "stopped").await.unwrap();
    assert!(matches!(bench.state().await, State::Stopped { .. }));
}

#[tokio::test]
async fn a_start_under_way_does_not_lose_a_return_that_is_followed_up() {
    for start_fails in [false, true] {
        let bench = bench().await;
        bench.shows().await;
        let handle = bench.provider.script().handle.clone();
        let (at_start, at_return) = (Gate::closed(), Gate::closed());
        bench.provider.script().at_start = Some(at_start.clone());
        bench.provider.script().at_return = Some(at_return.clone());
        bench.provider.script().start_fails = start_fails;
        let other_tab = bench.clone();
        let starting = tokio::spawn(async move { other_tab.starts().await });
        at_start.is_reached().await;
        let this_tab = bench.clone();
        let returning = tokio::spawn(async move { this_tab.comes_back(&handle).await });
        at_return.is_reached().await;
        at_start.opens();
        let started = starting.await.unwrap().unwrap();
        assert!(matches!(started, Launched::Elsewhere(_)), "{started:?}");
        at_return.opens();
        assert_eq!(
            returning.await.unwrap(),
            Whereabouts::Result,
            "{start_fails}"
        );
    }
}

#[tokio::test]
async fn the_provider_is_asked_before_a_start_even_if_somebody_asked_just_now() {
    let bench = bench().await;
    bench.shows().await;
    let check = bench.check.clone();
    let urgency = super::polling::Urgency::WhenDue;
    super::polling::ask(&bench.core, &check, urgency)
        .await
        .unwrap();
    let before = bench.provider.script().fetches;
    bench.shows().await;
    assert_eq!(bench.provider.script().fetches, before + 1);
}

#[tokio::test]
async fn texts_from_the_browser_fit_into_any_database() {
    let bench = bench().await;
    let attempt = bench.shows().await;
    let message = Message {
        attempt: &attempt,
        origin: "https://evil\0.example",
        raw: "",
    };
    let at = (&bench.id, &step());
    messages::report(&bench.core, Some("key"), at, message)
        .await
        .unwrap();
    let mut connection = bench.core.db.read().await.unwrap();
    let kept = crate::db::messages::of_check(&mut connection, bench.check.as_str()).await;
    assert_eq!(kept.unwrap()[0].origin, "https://evil.example");
    let unknown = bench.says("\0", "done").await;
    assert!(matches!(unknown, Err(ServiceError::NotFound)));
}
