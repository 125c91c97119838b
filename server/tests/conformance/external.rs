//! External steps: a person on the service's page, without scripts, and the callbacks that come meanwhile.

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;
use vestibule::launch::Presentation;
use vestibule_server::provider::Launch;
use vestibule_simulator::{DEFAULT_EXTERNAL_REQUEST_SECRET, Running};

use crate::{
    bench::{Bench, ORIGIN, PATIENT},
    driver::Driver,
    ending::Ending,
    person::Person,
    runs,
};

const TABLE: &str = include_str!("expected/external.txt");

/// The service's secret and the one that it will use next.
const THEIRS: &str =
    "whsec_c2ltLWV4dGVybmFsLWFuc3dlci1zZWNyZXQtMDAx whsec_c2ltLWV4dGVybmFsLWFuc3dlci1zZWNyZXQtMDAy";

struct External;

#[async_trait]
impl Driver for External {
    fn kind(&self) -> &'static str {
        "external"
    }

    fn secrets(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("our_secrets", DEFAULT_EXTERNAL_REQUEST_SECRET),
            ("their_secrets", THEIRS),
        ]
    }

    fn settings(&self, simulator: &Running) -> Value {
        json!({ "url": simulator.external_url(), "facts": ["identity", "self_asserted"] })
    }

    fn happy(&self) -> &'static str {
        "happy"
    }

    fn routes(&self) -> &'static [&'static str] {
        &["begin", "status"]
    }

    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending {
        let (started, attempt) = match bench.start(Presentation::Page).await {
            Ok(started) => started,
            Err(ending) => return ending,
        };
        let back = match &started.launch {
            Launch::Redirect { to } => {
                let mut person = Person::new(&bench.ground.http, PATIENT);
                person.open(to).await;
                let form = Url::parse(to).unwrap().path().to_owned();
                person.submit(&form, &[("act", "approve")]).await;
                person.link("return")
            }
            Launch::Wait => None,
            other => panic!("neither a page nor a wait: {other:?}"),
        };
        let ours = format!("{ORIGIN}/return/tested?state={}", attempt.state);
        let ending = match back {
            // The core finds every other state a stranger's.
            Some(location) if !location.starts_with(&ours) => "refused: not ours".to_owned(),
            Some(location) => bench.come_back(&started.session, &location).await,
            None => bench.settle(&started.session).await,
        };
        if !scenario.starts_with("callback") {
            return ending;
        }
        let partner = bench.partner().await;
        bench.with_callbacks(&partner, ending).await
    }
}

#[tokio::test]
async fn external_ends_every_scenario_as_the_table_says() {
    runs::scenarios(&External, TABLE).await;
}

/// SEC-37, SEC-73
#[tokio::test]
async fn external_survives_every_fault() {
    runs::quick_faults(&External, TABLE).await;
}

#[tokio::test]
async fn external_is_not_waited_for_without_end() {
    runs::silent_faults(&External, TABLE).await;
}
