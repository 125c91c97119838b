//! One adapter, one connection, one simulator that several plays share.

use std::{sync::Arc, time::Duration};

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;
use vestibule::{
    id::{CheckId, ConnectionName, Kind, OnboardingId},
    launch::Presentation,
    locale::Locale,
    phone::Phone,
};
use vestibule_server::{
    clock::{Clock, SettableClock, SystemClock},
    connection::{Connection, Egress, Environment},
    outbound::{Clients, DocumentCache, Limits, Outbound, TokenCache},
    provider::{
        Applicant, Attempt, Call, Provider, ProviderError, ProviderSession, ReturnQuery, Snapshot,
        Started,
    },
    providers::{RegistryBuilder, builtin},
    random::{ChaChaRandomness, Randomness},
};
use vestibule_simulator::{Running, SimulatorConfig};

use crate::{
    driver::Driver,
    ending::{self, Ending},
    partner::Partner,
    person,
};

/// Where the pages would live.
pub const ORIGIN: &str = "http://localhost:3000";
/// Far more than an answer takes here.
pub const PATIENT: Duration = Duration::from_secs(30);
/// For a provider that does not answer in time. The calls that are answered have to be, on a busy machine, too.
pub const IMPATIENT: Duration = Duration::from_secs(4);
/// How often the core is imagined to ask.
const MOST_FETCHES: usize = 8;

/// A simulated provider and the way to its control API.
pub struct Ground {
    pub simulator: Running,
    pub http: reqwest::Client,
}

impl Ground {
    pub async fn fresh() -> Self {
        let simulator = vestibule_simulator::start(SimulatorConfig {
            deliver_in_background: false,
            ..SimulatorConfig::default()
        })
        .await
        .unwrap();
        Self {
            simulator,
            http: person::client(),
        }
    }

    /// Posts to the control API.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.simulator.control_url());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn look(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.simulator.control_url());
        let answer = self.http.get(url).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// The names of this provider's scenarios, as the simulator lists them.
    pub async fn scenarios(&self, kind: &str) -> Vec<String> {
        let listed = self.look("/control/scenarios").await;
        listed["scenarios"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["provider"] == kind)
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// What one play needs. Fresh each time: circuit, tokens and novelties are its own.
pub struct Bench<'a> {
    pub ground: &'a Ground,
    pub connection: Connection,
    pub provider: Arc<dyn Provider>,
    pub clock: SettableClock,
    pub http: Outbound,
    /// What a step would say.
    pub step: Step,
    tokens: TokenCache,
    documents: DocumentCache,
    random: Arc<dyn Randomness>,
}

/// What a step hands over.
#[derive(Default)]
pub struct Step {
    pub phone: Option<&'static str>,
    pub inputs: Vec<(&'static str, &'static str)>,
    pub parameters: Value,
    pub has_reference_image: bool,
}

impl<'a> Bench<'a> {
    pub fn new(ground: &'a Ground, driver: &dyn Driver, patience: Duration) -> Self {
        let kind = Kind::new(driver.kind()).unwrap();
        let registry = RegistryBuilder::new().providers(builtin()).build().unwrap();
        let Value::Object(settings) = driver.settings(&ground.simulator) else {
            panic!("settings are an object");
        };
        let name = ConnectionName::new("tested").unwrap();
        let connection = Connection {
            name: name.clone(),
            kind: kind.clone(),
            environment: Environment::Simulator,
            display_name: "Tested".to_owned(),
            settings: settings.into_iter().collect(),
            secrets: driver
                .secrets()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect(),
            egress: Egress::default(),
            region: None,
            trust_framework: None,
            purposes: std::collections::BTreeMap::new(),
        };
        let provider = Arc::clone(registry.get(&kind).unwrap());
        provider
            .check_settings(&connection, &[ORIGIN.to_owned()])
            .unwrap();
        let clock = SettableClock::over(Arc::new(SystemClock));
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let random: Arc<dyn Randomness> = Arc::new(ChaChaRandomness::from_os());
        let limits = Limits {
            connect: patience,
            total: patience,
            ..Limits::default()
        };
        let client = Clients::new(limits).get(&connection.egress).unwrap();
        Self {
            ground,
            http: Outbound::new(name, client, shared.clone(), random.clone()),
            tokens: TokenCache::new(shared.clone()),
            documents: DocumentCache::new(shared),
            step: driver.step(),
            connection,
            provider,
            clock,
            random,
        }
    }

    /// The same, with all the time that an answer may take.
    pub fn patiently(mut self, driver: &dyn Driver) -> Self {
        self.http = Self::new(self.ground, driver, PATIENT).http;
        self
    }

    pub fn call(&self) -> Call<'_> {
        Call {
            http: &self.http,
            tokens: &self.tokens,
            documents: &self.documents,
            clock: &self.clock,
            random: &*self.random,
            connection: &self.connection,
            origin: ORIGIN,
            locale: Locale::En,
        }
    }

    /// Opens a provider session.
    pub async fn start(&self, presentation: Presentation) -> Result<(Started, Attempt), Ending> {
        let now = self.clock.now();
        let applicant = Applicant {
            onboarding: OnboardingId::new(self.random.uuid_v7(now).to_string()).unwrap(),
            phone: self.step.phone.map(|phone| Phone::parse(phone).unwrap()),
            inputs: self
                .step
                .inputs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            parameters: self
                .step
                .parameters
                .as_object()
                .cloned()
                .unwrap_or_default()
                .into_iter()
                .collect(),
            has_reference_image: self.step.has_reference_image,
        };
        let handle = self.random.token();
        let attempt = Attempt {
            check: CheckId::new(self.random.uuid_v7(now).to_string()).unwrap(),
            state: self.random.token(),
            nonce: self.random.token(),
            verifier: self.random.token(),
            correlation_id: self.random.uuid_v4().to_string(),
            return_url: format!("{ORIGIN}/return/tested"),
            return_url_with_handle: format!("{ORIGIN}/return/tested/{handle}"),
        };
        self.provider
            .start(self.call(), &applicant, &attempt, presentation)
            .await
            .map(|started| (started, attempt))
            .map_err(|error| ending::of_start(&error))
    }

    pub async fn fetch(&self, session: &ProviderSession) -> Result<Snapshot, ProviderError> {
        self.provider.fetch(self.call(), session).await
    }

    /// Asks until the session is settled, as the core does on hints and by its poll job.
    pub async fn settle(&self, session: &ProviderSession) -> Ending {
        let mut last = Snapshot::Waiting;
        for _ in 0..MOST_FETCHES {
            match self.fetch(session).await {
                Ok(Snapshot::Waiting) => last = Snapshot::Waiting,
                Ok(Snapshot::Processing) => last = Snapshot::Processing,
                Ok(settled) => return ending::of_snapshot(&settled),
                Err(error) => return ending::of_question(&error),
            }
        }
        ending::of_snapshot(&last)
    }

    /// The browser came back to this address.
    pub async fn come_back(&self, session: &ProviderSession, location: &str) -> Ending {
        let pairs = Url::parse(location)
            .unwrap()
            .query_pairs()
            .into_owned()
            .collect();
        self.follow_up(session, ReturnQuery { pairs }).await
    }

    /// Follows up a return; the core found it genuine.
    pub async fn follow_up(&self, session: &ProviderSession, query: ReturnQuery) -> Ending {
        let repeatable = self.provider.policy().repeatable_return;
        let finished = self
            .provider
            .finish_return(self.call(), session, &query)
            .await;
        match finished {
            Err(error) if repeatable => ending::of_question(&error),
            Err(error) => ending::of_only_return(&error),
            Ok(finished) => match finished.snapshot {
                Snapshot::Waiting | Snapshot::Processing => self.settle(&finished.session).await,
                settled => ending::of_snapshot(&settled),
            },
        }
    }

    /// Endpoints of ours; completion callbacks go there.
    pub async fn partner(&self) -> Partner {
        let (provider, connection) = (self.provider.clone(), self.connection.clone());
        let partner = Partner::listen(provider, connection, self.clock.clone()).await;
        let path = format!("/control/{}/callback", self.connection.kind);
        let authorization = self
            .connection
            .secrets
            .get("callback_authorization")
            .map(|secret| secret.expose_secret());
        let target = json!({
            "url": format!("{}/callback", partner.url),
            "authorization": authorization,
        });
        self.ground.control(&path, target).await;
        partner
    }

    /// The ending, and what came of the callbacks.
    pub async fn with_callbacks(&self, partner: &Partner, ending: Ending) -> Ending {
        let all = json!({ "force": true });
        self.ground.control("/control/tick", all).await;
        let (taken, refused) = partner.callbacks();
        format!("{ending}; callbacks taken {taken}, refused {refused}")
    }

    /// The next session of this provider plays this scenario.
    pub async fn will_play(&self, scenario: &str, times: u32) {
        let path = format!("/control/{}/next", self.connection.kind);
        self.ground
            .control(&path, json!({ "scenario": scenario, "times": times }))
            .await;
    }
}
