//! One applicant in front of the frame of a scripted provider.

use std::sync::{Arc, Mutex};

use vestibule::{
    check::State,
    id::{CheckId, ConnectionName, JourneyName, Kind, OnboardingId, StepName},
    launch::Presentation,
    locale::Locale,
    time::Timestamp,
};

use super::scripted::Scripted;
use crate::{
    clock::SettableClock,
    config::{BudgetsConfig, DashboardConfig, OnboardingsConfig, SignalsConfig},
    connection::{Connection, Environment},
    crypto::{KeyRing, RingKey},
    db::Database,
    outbound::{Clients, DocumentCache, Limits, Outbound, TokenCache},
    random::ChaChaRandomness,
    services::{
        ServiceError, Whereabouts,
        budgets::Budgets,
        checkpoints::CheckpointSettings,
        checks::{
            messages::{self, Message},
            returns,
            start::{self, Launched},
        },
        core::{ConfiguredJourney, Connected, Core},
        onboardings,
    },
};

pub(super) const ORIGIN: &str = "http://127.0.0.1:9";

/// One applicant in front of the provider's frame.
#[derive(Clone)]
pub(super) struct Bench {
    pub(super) core: Arc<Core>,
    pub(super) provider: Scripted,
    pub(super) id: OnboardingId,
    pub(super) check: CheckId,
    _folder: Arc<tempfile::TempDir>,
}

pub(super) fn step() -> StepName {
    StepName::new("only").unwrap()
}

pub(super) async fn bench() -> Bench {
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
    pub(super) async fn starts(&self) -> Result<Launched, ServiceError> {
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
    pub(super) async fn shows(&self) -> String {
        match self.starts().await.unwrap() {
            Launched::Frame { attempt, .. } => attempt,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn says(&self, attempt: &str, raw: &str) -> Result<Whereabouts, ServiceError> {
        let message = Message {
            attempt,
            origin: ORIGIN,
            raw,
        };
        messages::report(&self.core, Some("key"), (&self.id, &step()), message).await
    }

    pub(super) async fn comes_back(&self, handle: &str) -> Whereabouts {
        let name = ConnectionName::new("scripted").unwrap();
        returns::claim(&self.core, Some("key"), &name, Some(handle), "")
            .await
            .unwrap()
            .whereabouts
    }

    pub(super) async fn state(&self) -> State {
        let mut connection = self.core.db.read().await.unwrap();
        let check = crate::db::checks::find(&mut connection, &self.check, None).await;
        check.unwrap().unwrap().state
    }
}
