//! One connection to a simulator of its own.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};
use url::Url;
use vestibule::{
    fact::FactKind,
    id::{CheckId, ConnectionName, Kind, OnboardingId},
    launch::{FrameSpec, Presentation},
    locale::Locale,
    phone::Phone,
};
use vestibule_server::{
    clock::{Clock, SettableClock, SystemClock},
    connection::{Connection, Egress, Environment},
    outbound::{Clients, DocumentCache, Outbound, OutboundRequest, TokenCache},
    provider::{
        Applicant, Attempt, Call, Finished, Launch, Provider, ProviderError, ProviderSession,
        ReturnQuery, Snapshot, Started,
    },
    providers::{RegistryBuilder, builtin},
    random::{ChaChaRandomness, Randomness},
    verified_claims::{self, Source},
};
use vestibule_simulator::{Running, SimulatorConfig};

/// Where the pages of the tests would live.
pub const ORIGIN: &str = "http://localhost:3000";

pub struct Peer {
    pub simulator: Running,
    pub connection: Connection,
    pub provider: Arc<dyn Provider>,
    pub clock: SettableClock,
    pub http: Outbound,
    tokens: TokenCache,
    documents: DocumentCache,
    random: Arc<dyn Randomness>,
    control: Outbound,
}

impl Peer {
    /// `settings` gets the simulator's addresses.
    pub async fn start(
        kind: &str,
        secrets: &[(&str, &str)],
        settings: impl FnOnce(&Running) -> Value,
    ) -> Self {
        let simulator = vestibule_simulator::start(SimulatorConfig::default())
            .await
            .unwrap();
        let kind = Kind::new(kind).unwrap();
        let registry = RegistryBuilder::new().providers(builtin()).build().unwrap();
        let Value::Object(settings) = settings(&simulator) else {
            panic!("settings are an object");
        };
        let connection = Connection {
            name: ConnectionName::new("tested").unwrap(),
            kind: kind.clone(),
            environment: Environment::Simulator,
            display_name: "Tested".to_owned(),
            settings: settings.into_iter().collect(),
            secrets: secrets
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned().into()))
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
        let client = Clients::default().get(&connection.egress).unwrap();
        let outbound = |name: &str| {
            let name = ConnectionName::new(name).unwrap();
            Outbound::new(name, client.clone(), shared.clone(), random.clone())
        };
        Self {
            http: outbound("tested"),
            control: outbound("control"),
            tokens: TokenCache::new(shared.clone()),
            documents: DocumentCache::new(shared.clone()),
            simulator,
            connection,
            provider,
            clock,
            random,
        }
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

    pub fn applicant(&self, phone: Option<&str>) -> Applicant {
        Applicant {
            onboarding: OnboardingId::new(self.random.uuid_v7(self.clock.now()).to_string())
                .unwrap(),
            phone: phone.map(|phone| Phone::parse(phone).unwrap()),
            inputs: BTreeMap::new(),
            parameters: BTreeMap::new(),
            has_reference_image: false,
        }
    }

    pub fn attempt(&self) -> Attempt {
        let handle = self.random.token();
        Attempt {
            check: CheckId::new(self.random.uuid_v7(self.clock.now()).to_string()).unwrap(),
            state: self.random.token(),
            nonce: self.random.token(),
            verifier: self.random.token(),
            correlation_id: self.random.uuid_v4().to_string(),
            return_url: format!("{ORIGIN}/return/tested"),
            return_url_with_handle: format!("{ORIGIN}/return/tested/{handle}"),
        }
    }

    pub async fn try_start(
        &self,
        phone: Option<&str>,
        presentation: Presentation,
    ) -> Result<Started, ProviderError> {
        let (applicant, attempt) = (self.applicant(phone), self.attempt());
        self.provider
            .start(self.call(), &applicant, &attempt, presentation)
            .await
    }

    pub async fn begin(&self, phone: Option<&str>, presentation: Presentation) -> Started {
        self.try_start(phone, presentation).await.unwrap()
    }

    pub async fn fetch(&self, session: &ProviderSession) -> Result<Snapshot, ProviderError> {
        self.provider.fetch(self.call(), session).await
    }

    pub async fn finish(
        &self,
        session: &ProviderSession,
        location: &str,
    ) -> Result<Finished, ProviderError> {
        let pairs = Url::parse(location)
            .unwrap()
            .query_pairs()
            .into_owned()
            .collect();
        self.provider
            .finish_return(self.call(), session, &ReturnQuery { pairs })
            .await
    }

    /// Posts to the simulator's control API.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = Url::parse(&format!("{}{path}", self.simulator.control_url())).unwrap();
        let request = OutboundRequest::post("control", url).json(&body);
        let answer = self.control.send(request).await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().unwrap()
        );
        answer.json().unwrap()
    }

    /// Puts a fault on a route of the provider, once unless `more` says otherwise.
    pub async fn fault(&self, fault: &str, route: &str, more: Value) {
        let mut body = Map::from_iter([
            ("fault".to_owned(), fault.into()),
            ("route".to_owned(), route.into()),
            ("times".to_owned(), 1.into()),
        ]);
        body.extend(more.as_object().cloned().unwrap_or_default());
        let path = format!("/control/{}/fault", self.connection.kind);
        self.control(&path, Value::Object(body)).await;
    }

    pub async fn switches(&self, switches: Value) {
        let path = format!("/control/{}/switches", self.connection.kind);
        self.control(&path, switches).await;
    }

    /// The simulator's own view of everything.
    pub async fn state(&self) -> Value {
        let url = Url::parse(&format!("{}/control/state", self.simulator.control_url())).unwrap();
        let answer = self
            .control
            .send(OutboundRequest::get("control", url))
            .await
            .unwrap();
        answer.json().unwrap()
    }

    /// How often a route of the provider was called.
    pub async fn calls(&self, route: &str) -> u64 {
        self.state().await["calls"][self.connection.kind.as_str()][route]
            .as_u64()
            .unwrap_or(0)
    }
}

pub fn frame(started: &Started) -> &FrameSpec {
    match &started.launch {
        Launch::Frame(frame) => frame,
        _ => panic!("no frame"),
    }
}

pub fn redirect(started: &Started) -> &str {
    match &started.launch {
        Launch::Redirect { to } => to,
        _ => panic!("no redirect"),
    }
}

pub fn is_unavailable<T>(result: &Result<T, ProviderError>) -> bool {
    matches!(result, Err(ProviderError::Unavailable { .. }))
}

pub fn is_unexpected<T>(result: &Result<T, ProviderError>) -> bool {
    matches!(result, Err(ProviderError::Unexpected { .. }))
}

/// What the simulator does instead of answering, and whether the provider is only away then.
pub const FAULTS: [(&str, bool); 7] = [
    ("http500", true),
    ("rate_limited", true),
    ("truncated", true),
    ("redirect", false),
    ("huge", false),
    ("empty", false),
    ("not_json", false),
];

/// Whether a fault was told for what it is.
pub fn is_told<T>(result: &Result<T, ProviderError>, is_away: bool) -> bool {
    match is_away {
        true => is_unavailable(result),
        false => is_unexpected(result),
    }
}

/// What a misconfigured connection's error says.
pub fn advice<T: std::fmt::Debug>(result: Result<T, ProviderError>) -> String {
    match result {
        Err(ProviderError::Misconfigured { detail }) => detail,
        other => panic!("not misconfigured: {other:?}"),
    }
}

/// The `verified_claims` of what was found, each valid by its schema.
pub fn verified(peer: &Peer, snapshot: &Snapshot) -> Vec<(FactKind, Value)> {
    let Snapshot::Done(outcome, _) = snapshot else {
        panic!("not done: {snapshot:?}");
    };
    let source = Source {
        trust_framework: "tested_framework",
        provider: &peer.connection.display_name,
        kind: peer.connection.kind.as_str(),
        time: peer.clock.now(),
        evidence: "evidence-1",
    };
    let facts = outcome.facts.iter();
    facts
        .filter_map(|fact| Some((fact.kind, verified_claims::of(fact, &source).unwrap()?)))
        .inspect(|(_, found)| verified_claims::validate(found).unwrap())
        .collect()
}
