//! Signicat: a person who types a number and a code into plain forms.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use vestibule::launch::Presentation;
use vestibule_server::provider::Launch;
use vestibule_simulator::Running;

use crate::{
    bench::{Bench, PATIENT, Step},
    driver::Driver,
    ending::Ending,
    person::Person,
    runs,
};

const PHONE: &str = "+447700900123";
const TABLE: &str = include_str!("expected/signicat.txt");

/// For a page that never comes.
const NO_PATIENCE: Duration = Duration::from_secs(3);

struct Signicat(Presentation);

#[async_trait]
impl Driver for Signicat {
    fn kind(&self) -> &'static str {
        "signicat"
    }

    fn secrets(&self) -> Vec<(&'static str, &'static str)> {
        vec![("client_secret", "sim-signicat-secret")]
    }

    fn settings(&self, simulator: &Running) -> Value {
        json!({ "api": simulator.signicat_url(), "client_id": "sim-signicat" })
    }

    fn step(&self) -> Step {
        Step {
            phone: Some(PHONE),
            ..Step::default()
        }
    }

    fn happy(&self) -> &'static str {
        "normal"
    }

    fn routes(&self) -> &'static [&'static str] {
        &["token", "create", "status", "cancel"]
    }

    // Only called to end a session that another one supersedes.
    fn dispensable(&self) -> &'static [&'static str] {
        &["cancel"]
    }

    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending {
        let (started, _) = match bench.start(self.0).await {
            Ok(started) => started,
            Err(ending) => return ending,
        };
        let url = match &started.launch {
            Launch::Frame(frame) => frame.src.as_str(),
            Launch::Redirect { to } => to,
            Launch::Sdk { .. } | Launch::Wait => panic!("it has a page of its own"),
        };
        let framed = matches!(started.launch, Launch::Frame(_));
        let patience = match scenario {
            "frame_never_loads" => NO_PATIENCE,
            _ => PATIENT,
        };
        let person = Person::new(&bench.ground.http, patience);
        let back = type_number_and_code(bench, person, url, framed).await;
        let ending = match back {
            Some(location) => bench.come_back(&started.session, &location).await,
            None => bench.settle(&started.session).await,
        };
        let _best_effort = bench.provider.abandon(bench.call(), &started.session).await;
        ending
    }
}

/// Where the browser goes in the end, if anywhere.
async fn type_number_and_code(
    bench: &Bench<'_>,
    mut person: Person,
    url: &str,
    framed: bool,
) -> Option<String> {
    const FORM: &str = "/idps/otp/sms/";
    person.open(url).await;
    if framed && !person.may_be_framed() {
        return None;
    }
    let phone = format!("{FORM}phone");
    if !person.sees_form(&phone) {
        return person.link("return");
    }
    person.submit(&phone, &[("phone", PHONE)]).await;
    let code = format!("{FORM}code");
    if person.sees_form(&code) {
        let inbox = bench.ground.look("/inbox.json").await;
        // Somebody who gets no message types nothing.
        let digits = inbox["messages"][0]["code"].as_str()?.to_owned();
        person.submit(&code, &[("code", &digits)]).await;
    }
    person.link("return")
}

#[tokio::test]
async fn signicat_ends_every_scenario_as_the_table_says() {
    runs::scenarios(&Signicat(Presentation::Frame), TABLE).await;
}

/// SEC-37, SEC-73
#[tokio::test]
async fn signicat_survives_every_fault() {
    runs::quick_faults(&Signicat(Presentation::Frame), TABLE).await;
}

#[tokio::test]
async fn signicat_is_not_waited_for_without_end() {
    runs::silent_faults(&Signicat(Presentation::Page), TABLE).await;
}
