//! The server under test, with its simulator and its clock.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::Value;
use vestibule::{check::State, time::Timestamp};
use vestibule_server::{
    clock::SettableClock,
    config::{Config, Sources},
    db::{self, checks::CheckRow},
    jobs,
    random::ChaChaRandomness,
    server::{Server, ServerError},
    services::core::Core,
};

use crate::{
    applicant::Applicant,
    browser::{Line, Page},
    ground::{Ground, in_a_runtime_of_its_own},
    invariants,
    paper::Paper,
    puppet::Puppet,
    simulator::{CALLBACK_AUTHORIZATION, Simulator},
};

/// When every story begins.
pub const BEGINNING: i64 = 1_795_000_000_000;
pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;

const CONFIGURATION: &str = include_str!("vestibule.toml");

pub struct TestApp {
    pub core: Arc<Core>,
    pub line: Line,
    pub management: Router,
    pub simulator: Simulator,
    pub clock: SettableClock,
    pub paper: Paper,
    pub puppet: Puppet,
    settings: Vec<(String, String)>,
    configuration: String,
    starts: u64,
    tampered: AtomicBool,
    pub ground: Ground,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With settings as the environment would give them, e.g. `("LIMITS__START", "{per_minute=1,burst=1}")`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let ground = Ground::fresh().await;
        let clock = SettableClock::fixed(Timestamp(BEGINNING));
        let simulator = Simulator::start(BEGINNING).await;
        let settings: Vec<_> = settings
            .iter()
            .map(|(name, value)| (format!("VESTIBULE_{name}"), (*value).to_owned()))
            .collect();
        let configuration = CONFIGURATION
            .replace("{phone}", simulator.phone_url())
            .replace("{face}", simulator.face_url())
            .replace("{face_web}", simulator.face_web_url())
            .replace("{selfie}", simulator.selfie_url())
            .replace("{selfie_sdk}", simulator.selfie_sdk_url())
            .replace("{bff}", simulator.bff_url())
            .replace("{external}", simulator.external_url())
            .replace("{bankid_oidc}", simulator.bankid_oidc_url())
            .replace("{bankid}", simulator.bankid_url())
            .replace("{folder}", &ground.folder().display().to_string());
        let paper = Paper::new();
        let puppet = Puppet::new();
        let config = configure(&ground, &configuration, &settings);
        let server = build(config, &clock, (&paper, &puppet), 1).await.unwrap();
        Self {
            core: server.core(),
            line: Line::to(server.router()),
            management: server.management(),
            simulator,
            clock,
            paper,
            puppet,
            settings,
            configuration,
            starts: 1,
            tampered: AtomicBool::new(false),
            ground,
        }
    }

    /// The process is gone without a word, and a new one starts on the same database.
    pub async fn is_killed_and_restarted(&mut self) {
        self.starts += 1;
        let server = self.tries_to_start().await.unwrap();
        self.core = server.core();
        self.management = server.management();
        self.line.lead_to(server.router());
    }

    /// The same, with another configuration.
    pub async fn is_restarted_with(&mut self, change: impl Fn(&str) -> String) {
        let changed = change(&self.configuration);
        assert_ne!(changed, self.configuration);
        self.configuration = changed;
        self.is_killed_and_restarted().await;
    }

    /// A server on this database, if it starts.
    pub async fn tries_to_start(&self) -> Result<Server, ServerError> {
        let config = configure(&self.ground, &self.configuration, &self.settings);
        build(
            config,
            &self.clock,
            (&self.paper, &self.puppet),
            self.starts,
        )
        .await
    }

    pub fn applicant(&self) -> Applicant {
        Applicant::on(&self.line)
    }

    /// The invariants are not looked at in the end: the test broke them on purpose.
    pub fn is_tampered_with(&self) {
        self.tampered.store(true, Ordering::SeqCst);
    }

    /// Moves the server's and the simulator's clock.
    pub async fn passes(&self, millis: i64) {
        self.clock.advance(millis);
        self.simulator.advance(millis).await;
    }

    /// Runs jobs until none is due.
    pub async fn runs_due_jobs(&self) {
        for _ in 0..20 {
            if jobs::run_due(&self.core).await.unwrap() == 0 {
                return;
            }
        }
        panic!("there is always another job due");
    }

    /// Time passes and jobs run, in steps, as they do in a server that runs all the time.
    pub async fn lives_for(&self, millis: i64) {
        let steps = 20;
        for _ in 0..steps {
            self.passes(millis / steps).await;
            self.runs_due_jobs().await;
        }
    }

    /// The checks of an applicant, oldest first within a step.
    pub async fn checks(&self, applicant: &Applicant) -> Vec<CheckRow> {
        let mut connection = self.core.db.read().await.unwrap();
        db::checks::of_onboarding(&mut connection, applicant.onboarding())
            .await
            .unwrap()
    }

    /// The newest check of an applicant.
    pub async fn check(&self, applicant: &Applicant) -> CheckRow {
        let checks = self.checks(applicant).await;
        checks.into_iter().max_by(|a, b| a.id.cmp(&b.id)).unwrap()
    }

    pub async fn state(&self, applicant: &Applicant) -> State {
        self.check(applicant).await.state
    }

    /// The kinds of the facts, without what the applicant said themself.
    pub async fn facts(&self, applicant: &Applicant) -> Vec<String> {
        let mut connection = self.core.db.read().await.unwrap();
        let facts = db::facts::of_onboarding(&mut connection, applicant.onboarding())
            .await
            .unwrap();
        let mut kinds: Vec<_> = facts
            .into_iter()
            .map(|fact| fact.kind)
            .filter(|kind| kind != "self_asserted")
            .collect();
        kinds.sort();
        kinds
    }

    pub async fn onboarding_status(&self, applicant: &Applicant) -> String {
        let sql = format!(
            "SELECT status FROM onboardings WHERE id = '{}'",
            applicant.onboarding()
        );
        self.ground.texts(&sql).await.remove(0)
    }

    /// How often this kind of event is in any audit chain.
    pub async fn audited(&self, kind: &str) -> i64 {
        let sql =
            format!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE kind = '{kind}'");
        self.ground.number(&sql).await
    }

    /// Everything that decides about anybody.
    pub async fn decisions(&self) -> String {
        self.ground
            .dump(&[
                "onboardings",
                "steps",
                "checks",
                "check_events",
                "facts",
                "evidence",
            ])
            .await
    }

    /// The provider calls us.
    pub async fn receives_callback(&self, body: &Value, authorization: Option<&str>) -> Page {
        self.receives(
            body.to_string().into_bytes(),
            authorization,
            "application/json",
        )
        .await
    }

    pub async fn receives(&self, body: Vec<u8>, authorization: Option<&str>, kind: &str) -> Page {
        let mut request = Request::post("/providers/identity/callback")
            .header(header::HOST, "localhost:3000")
            .header(header::CONTENT_TYPE, kind);
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        self.line
            .send(request.body(Body::from(body)).unwrap())
            .await
    }

    /// The callbacks that the simulator planned arrive, each answered 200.
    pub async fn receives_planned_callbacks(&self) -> usize {
        let planned = self.simulator.callbacks().await;
        for callback in &planned {
            let answer = self
                .receives_callback(&callback["body"], Some(CALLBACK_AUTHORIZATION))
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        }
        planned.len()
    }
}

fn configure(ground: &Ground, text: &str, settings: &[(String, String)]) -> Config {
    let file = ground.folder().join("vestibule.toml");
    std::fs::write(&file, text).unwrap();
    let mut environment = settings.to_vec();
    let url = (
        "VESTIBULE_DATABASE__URL".to_owned(),
        ground.url().to_owned(),
    );
    environment.push(url);
    Config::load(&Sources {
        file: Some(file),
        environment,
    })
    .unwrap()
}

async fn build(
    config: Config,
    clock: &SettableClock,
    (paper, puppet): (&Paper, &Puppet),
    seed: u64,
) -> Result<Server, ServerError> {
    Server::builder()
        .config(config)
        .provider(paper.clone())
        .provider(puppet.clone())
        .clock(Arc::new(clock.clone()))
        .random(Arc::new(ChaChaRandomness::seeded(seed)))
        .build()
        .await
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() || self.tampered.load(Ordering::SeqCst) {
            return;
        }
        let work = invariants::hold(self.core.clone(), self.ground.url().to_owned());
        in_a_runtime_of_its_own(work);
    }
}
