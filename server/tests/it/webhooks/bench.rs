//! A core without pages, a client with a key, and workers.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use vestibule::{
    id::{ClientName, JourneyName},
    time::Timestamp,
};
use vestibule_server::{
    clock::{Clock, SettableClock, SystemClock},
    config::{Config, Sources, WebhooksConfig},
    db,
    delivery::{guard::Guard, sender::Sender, signing::Scheme, worker::Worker},
    outbound::SystemNames,
    random::ChaChaRandomness,
    server::Server,
    services::{
        audit::Actor,
        clients::{self, Caller, Mode, NewKey, Scope},
        core::Core,
        onboardings::{Back, Invitation, Invited, invite},
        webhooks::{
            self, Attempt, Delivery, DeliveryState, Endpoint, NewEndpoint, NewSecret, Wanted,
        },
    },
};

use crate::ground::Ground;

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;

/// Standard Webhooks, "Deliverability and reliability".
pub const DELAYS: [i64; 9] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

/// A journey of one form, whose provider is never asked.
pub const CONFIGURATION: &str = r#"
public_origins = ["http://localhost:3000"]

[server]
assets = "{folder}/site"

[keys]
file = "{folder}/keys.toml"

[connections.phone]
provider = "signicat"
environment = "simulator"
display_name = "Signicat"
settings = { api = "http://127.0.0.1:1", client_id = "sim-signicat" }
secrets = { client_secret = "sim-signicat-secret" }

[journeys.phone]
company = "Example Bank"
minutes = 2
contact = "help@bank.example"
needs = ["contact_control"]
title = { en = "Title", id = "Judul" }
stored = { en = "Stored", id = "Disimpan" }
steps = [
    { name = "confirm", title = { en = "Confirm", id = "Konfirmasi" }, kind = { provider = { connection = "phone", purpose = "contact_verification" } } },
]
"#;

pub struct Bench {
    pub core: Arc<Core>,
    pub clock: SettableClock,
    pub caller: Caller,
    pub ground: Ground,
}

/// Few places, so that tests can fill them; and patience enough for a busy machine, as nobody waits for it but who means to.
pub fn limits() -> WebhooksConfig {
    WebhooksConfig {
        allowed_networks: Vec::new(),
        allow_http: false,
        timeout_seconds: 30,
        concurrency: 16,
        per_endpoint: 4,
    }
}

async fn core_on(ground: &Ground, clock: &SettableClock, seed: u64) -> Arc<Core> {
    let file = ground.folder().join("vestibule.toml");
    let folder = ground.folder().display().to_string();
    std::fs::write(&file, CONFIGURATION.replace("{folder}", &folder)).unwrap();
    let url = "VESTIBULE_DATABASE__URL".to_owned();
    let config = Config::load(&Sources {
        file: Some(file),
        environment: vec![(url, ground.url().to_owned())],
    });
    let server = Server::builder()
        .config(config.unwrap())
        .clock(Arc::new(clock.clone()))
        .random(Arc::new(ChaChaRandomness::seeded(seed)))
        .build()
        .await;
    server.unwrap().core()
}

/// A client's key, checked.
pub async fn caller(core: &Core, name: &str, mode: Mode) -> Caller {
    let name = ClientName::new(name).unwrap();
    let urls = ["https://shop.example/done".to_owned()];
    // The second key of a client finds it there.
    let _there = clients::create(core, &name, ("Shop", &urls), Actor::CommandLine).await;
    let new = NewKey {
        label: "tests".to_owned(),
        mode,
        scopes: BTreeSet::from(Scope::ALL),
        sources: Vec::new(),
        expires_at: None,
    };
    let made = clients::create_key(core, &name, new, Actor::CommandLine).await;
    let checked = clients::authenticate(core, &made.unwrap().0, None).await;
    checked.unwrap().unwrap()
}

impl Bench {
    /// Today, because the official libraries look at the system's clock.
    pub async fn start() -> Self {
        let ground = Ground::fresh().await;
        let clock = SettableClock::fixed(SystemClock.now());
        let core = core_on(&ground, &clock, 1).await;
        let caller = caller(&core, "shop", Mode::Test).await;
        Self {
            core,
            clock,
            caller,
            ground,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Another server on the same database, or this one after it was killed.
    pub async fn another(&self, seed: u64) -> Arc<Core> {
        core_on(&self.ground, &self.clock, seed).await
    }

    pub fn worker(&self) -> Worker {
        worker_of(self.core.clone())
    }

    pub async fn endpoint_with(&self, new: NewEndpoint) -> (Endpoint, Vec<NewSecret>) {
        let made = webhooks::create_endpoint(&self.core, &self.caller, new).await;
        made.unwrap()
    }

    pub async fn endpoint(&self, url: &str) -> (Endpoint, Vec<NewSecret>) {
        self.endpoint_with(new_endpoint(url, &[Scheme::V1])).await
    }

    /// Sends a test event, and gives its delivery.
    pub async fn tests(&self, endpoint: &Endpoint) -> Delivery {
        let sent = webhooks::send_test(&self.core, &self.caller, &endpoint.id).await;
        sent.unwrap().1
    }

    /// Has the event of a delivery delivered so many times more.
    pub async fn piles_up(&self, delivery: &Delivery, count: usize) {
        let mut tx = self.core.db.begin_write().await.unwrap();
        for _ in 0..count {
            let what = (delivery.event.as_str(), delivery.endpoint.as_str());
            let id = self.core.new_id();
            let written = db::webhooks::insert_delivery(&mut tx, &id, what, self.now()).await;
            written.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Everything that is due is tried, until nothing is due any more.
    pub async fn delivers(&self) {
        self.delivers_by(self.worker()).await;
    }

    /// A worker for which a second is too long.
    pub fn hasty_worker(&self) -> Worker {
        let (core, second) = (self.core.clone(), Duration::from_secs(1));
        worker_that_waits(core, self.core.webhooks.guard.clone(), second)
    }

    /// The same by this worker.
    pub async fn delivers_by(&self, mut worker: Worker) {
        for _ in 0..1_000 {
            let begun = worker.begin_due().await.unwrap();
            worker.all_end().await;
            if begun == 0 {
                return;
            }
        }
        panic!("there is always another delivery due");
    }

    /// Time passes, and everything that is due then is tried.
    pub async fn delivers_after(&self, millis: i64) {
        self.clock.advance(millis);
        self.delivers().await;
    }

    /// Everything that failed once fails nine times more, if it does.
    pub async fn tries_them_all(&self) {
        for delay in DELAYS {
            self.delivers_after(delay + delay / 10).await;
        }
    }

    pub async fn delivery(&self, id: &str) -> (Delivery, Vec<Attempt>) {
        let found = webhooks::delivery(&self.core, &self.caller, id).await;
        found.unwrap()
    }

    pub async fn state(&self, delivery: &Delivery) -> DeliveryState {
        self.delivery(&delivery.id).await.0.state
    }

    /// The newest deliveries to an endpoint, newest first.
    pub async fn deliveries_to(&self, endpoint: &Endpoint) -> Vec<Delivery> {
        let wanted = Wanted {
            endpoint: Some(&endpoint.id),
            ..Wanted::default()
        };
        let list = webhooks::deliveries(&self.core, &self.caller, wanted, (None, 100)).await;
        list.unwrap()
    }

    /// The endpoint as it is now.
    pub async fn again(&self, endpoint: &Endpoint) -> Endpoint {
        let found = webhooks::endpoint(&self.core, &self.caller, &endpoint.id).await;
        found.unwrap()
    }

    /// How often this kind of event is in the system's audit chain, by this actor.
    pub async fn audited(&self, kind: &str, actor: &str) -> i64 {
        let sql = format!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE kind = '{kind}' AND actor = '{actor}'"
        );
        self.ground.number(&sql).await
    }

    /// The client begins an onboarding.
    pub async fn invites(&self, change: impl Fn(&mut Invitation)) -> Invited {
        let mut invitation = Invitation::to(JourneyName::new("phone").unwrap());
        invitation.back = Some(Back {
            return_url: "https://shop.example/done".to_owned(),
            session_binding: "0123456789abcdef".to_owned(),
        });
        change(&mut invitation);
        invite(&self.core, &self.caller, &invitation).await.unwrap()
    }
}

/// Everything is sent to it, signed so.
pub fn new_endpoint(url: &str, schemes: &[Scheme]) -> NewEndpoint {
    NewEndpoint {
        url: url.to_owned(),
        description: String::new(),
        events: Vec::new(),
        schemes: schemes.to_vec(),
    }
}

pub fn worker_of(core: Arc<Core>) -> Worker {
    let guard = core.webhooks.guard.clone();
    worker_with(core, guard)
}

pub fn worker_with(core: Arc<Core>, guard: Guard) -> Worker {
    let patience = Duration::from_secs(limits().timeout_seconds);
    worker_that_waits(core, guard, patience)
}

/// A worker that gives a receiver so long to answer.
pub fn worker_that_waits(core: Arc<Core>, guard: Guard, timeout: Duration) -> Worker {
    let sender = Sender::new(guard, Arc::new(SystemNames), timeout).unwrap();
    Worker::new(core, sender, &limits())
}
