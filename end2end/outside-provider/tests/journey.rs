//! The toy provider inside a real server: configuration, database, checks, return.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State as CheckState},
    id::{CheckId, ConnectionName, JourneyName, OnboardingId, StepName},
    launch::Presentation,
    locale::Locale,
    reason::Reason,
};
use vestibule_counter::Counter;
use vestibule_server::{
    config::{Config, Sources},
    server::{Server, ServerError},
    services::{
        ServiceError,
        checks::{returns, start},
        onboardings,
    },
};

const ORIGIN: &str = "http://localhost:3000";
const APPLICANT: &str = "the applicant's browser";

/// The branch's server: one visit, whose status a test decides.
#[derive(Clone)]
struct Branch {
    url: String,
    visit: Arc<Mutex<Value>>,
}

impl Branch {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let branch = Self {
            url,
            visit: Arc::default(),
        };
        let router = Router::new()
            .route("/visits", post(Self::begin))
            .route("/visits/{id}", get(Self::read))
            .with_state(branch.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        branch
    }

    async fn begin(State(branch): State<Self>, Json(asked): Json<Value>) -> Json<Value> {
        let page = format!("{}/desk?visit=visit-1", branch.url);
        let visit = json!({ "id": "visit-1", "status": "open", "page": page, "asked": asked });
        *branch.visit.lock().unwrap() = visit.clone();
        Json(visit)
    }

    async fn read(State(branch): State<Self>, Path(_): Path<String>) -> Json<Value> {
        Json(branch.visit.lock().unwrap().clone())
    }

    fn decide(&self, status: &str) {
        self.visit.lock().unwrap()["status"] = json!(status);
        self.visit.lock().unwrap()["clerk"] = json!("K. Lee");
    }

    fn asked(&self) -> Value {
        self.visit.lock().unwrap()["asked"].clone()
    }
}

struct App {
    server: Server,
    branch: Branch,
    id: OnboardingId,
    step: StepName,
    _folder: tempfile::TempDir,
}

async fn config(branch: &Branch, folder: &tempfile::TempDir) -> Config {
    let at = folder.path().display();
    let text = format!(
        r#"
public_origins = ["{ORIGIN}"]
server = {{ assets = "{at}/site" }}
database = {{ url = "sqlite://{at}/vestibule.db" }}
keys = {{ file = "{at}/keys.toml" }}

[connections.branch]
provider = "counter"
environment = "sandbox"
trust_framework = "example_branch"
display_name = "The branch"
settings = {{ api = "{api}" }}

[journeys.visit]
company = "Example Bank"
minutes = 20
contact = "help@bank.example"
open = true
needs = ["document_genuine"]
title = {{ en = "Show a document", id = "Tunjukkan dokumen" }}
stored = {{ en = "The clerk's name.", id = "Nama petugas." }}
steps = [
    {{ name = "desk", title = {{ en = "Visit us", id = "Kunjungi kami" }}, kind = {{ provider = {{ connection = "branch", purpose = "identity_proofing" }} }} }},
]
"#,
        api = branch.url
    );
    let file = folder.path().join("vestibule.toml");
    std::fs::write(&file, text).unwrap();
    Config::load(&Sources {
        file: Some(file),
        environment: Vec::new(),
    })
    .unwrap()
}

async fn app() -> App {
    let branch = Branch::open().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("site")).unwrap();
    let server = Server::builder()
        .config(config(&branch, &folder).await)
        .provider(Counter::named("counter").unwrap())
        .build()
        .await
        .unwrap();
    let journey = JourneyName::new("visit").unwrap();
    let beginning = onboardings::Beginning {
        journey: &journey,
        origin: ORIGIN,
        locale: Locale::En,
    };
    let id = onboardings::begin(&server.core(), beginning, APPLICANT)
        .await
        .unwrap();
    App {
        server,
        branch,
        id,
        step: StepName::new("desk").unwrap(),
        _folder: folder,
    }
}

impl App {
    /// Starts the check; the page that the applicant is sent to.
    async fn leave(&self) -> (CheckId, String) {
        let core = self.server.core();
        let who = Some(APPLICANT);
        let check = start::begin(&core, who, &self.id, &self.step)
            .await
            .unwrap();
        start::start(
            &core,
            who,
            &self.id,
            &self.step,
            Presentation::Page,
            Locale::En,
        )
        .await
        .unwrap();
        let to = start::leave_to(&core, who, &self.id, &self.step)
            .await
            .unwrap();
        (check, to.unwrap())
    }

    async fn come_back(&self, query: &str) -> Result<(), ServiceError> {
        let connection = ConnectionName::new("branch").unwrap();
        returns::claim(
            &self.server.core(),
            Some(APPLICANT),
            &connection,
            None,
            query,
        )
        .await
        .map(|_| ())
    }

    async fn state(&self) -> CheckState {
        let case = onboardings::read(&self.server.core(), Some(APPLICANT), &self.id)
            .await
            .unwrap();
        case.newest_check(&self.step).unwrap().state
    }

    fn query(&self) -> String {
        let state = self.branch.asked()["state"].as_str().unwrap().to_owned();
        format!("?state={state}&visit=visit-1")
    }
}

#[tokio::test]
async fn an_applicant_completes_a_journey_at_a_provider_from_outside() {
    let app = app().await;
    let (_, to) = app.leave().await;
    assert_eq!(to, format!("{}/desk?visit=visit-1", app.branch.url));
    assert_eq!(
        app.branch.asked()["back"],
        format!("{ORIGIN}/return/branch")
    );
    assert!(matches!(app.state().await, CheckState::Open { .. }));
    app.branch.decide("stamped");
    app.come_back(&app.query()).await.unwrap();
    assert_eq!(app.state().await, CheckState::Ended(Ending::Succeeded));
    let case = onboardings::read(&app.server.core(), Some(APPLICANT), &app.id)
        .await
        .unwrap();
    assert_eq!(case.status().unwrap().code(), "completed");
}

#[tokio::test]
async fn the_core_s_defences_hold_for_it_too() {
    let app = app().await;
    app.leave().await;
    app.branch.decide("stamped");
    // A made-up state, another visit, a replay: none of them is the provider's business.
    let unknown = app.come_back("?state=made-up&visit=visit-1").await;
    assert!(matches!(unknown, Err(ServiceError::NotFound)));
    assert!(matches!(app.state().await, CheckState::Open { .. }));
    let other = app.query().replace("visit-1", "visit-2");
    app.come_back(&other).await.unwrap();
    assert_eq!(
        app.state().await,
        CheckState::Ended(Ending::Failed(Reason::NotOurs))
    );
    let replay = app.come_back(&app.query()).await;
    assert!(matches!(replay, Err(ServiceError::AlreadyHandled)));
}

#[tokio::test]
async fn two_providers_of_one_name_keep_the_server_from_starting() {
    let branch = Branch::open().await;
    let folder = tempfile::tempdir().unwrap();
    let refused = Server::builder()
        .config(config(&branch, &folder).await)
        .provider(Counter::named("counter").unwrap())
        .provider(Counter::named("counter").unwrap())
        .build()
        .await;
    assert!(matches!(refused.err(), Some(ServerError::Duplicate(_))));
}
