//! Where impostors are met: a client invites, the server runs, the providers are simulated.

use axum::http::StatusCode;
use serde_json::Value;
use vestibule::check::{Ending, State};
use vestibule_server::{
    db,
    services::{case::Case, decisions::INPUTS},
};

use super::words::are_neutral;
use crate::{
    app::TestApp,
    applicant::{Applicant, Frame},
    inviting::expects,
};

pub const CLIENT: &str = "example-bank";
/// The step of `account` and `one-person` at BankID.
pub const APPROVE: &str = "approve";
/// People of the simulated providers, with what a client expects of them.
pub const KARI: [(&str, &str); 2] = [("name", "Kari Synthetic"), ("birthdate", "1990-03-12")];
pub const OLA: [(&str, &str); 2] = [("name", "Ola Synthetic"), ("birthdate", "1975-11-04")];
/// Ola's number at BankID. Kari needs none: she is whoever decides when nobody is named.
pub const OLAS_NNIN: &str = "04917511212";

/// A server with the journeys of `impostor.toml`, whose BankID says who approved.
pub async fn scene() -> TestApp {
    with(&[]).await
}

/// The same, with settings as the environment would give them.
pub async fn with(settings: &[(&str, &str)]) -> TestApp {
    let mut app = TestApp::with(settings).await;
    app.is_restarted_with(|configuration| {
        let known = configuration.replace(
            "client_id = \"sim-bankid\"\n",
            "client_id = \"sim-bankid\"\nidentity = true\n",
        );
        format!("{known}\n{}", include_str!("../impostor.toml"))
    })
    .await;
    app
}

/// A client begins an onboarding for somebody; answers with the link that it sends.
pub async fn sends_link(
    app: &TestApp,
    client: &str,
    journey: &str,
    expected: &[(&str, &str)],
) -> (vestibule::id::OnboardingId, String) {
    expects(app, client, journey, expected).await
}

/// Somebody follows the link that the client sent to this person.
pub async fn invited(app: &TestApp, journey: &str, expected: &[(&str, &str)]) -> Applicant {
    invited_by(app, CLIENT, journey, expected).await
}

pub async fn invited_by(
    app: &TestApp,
    client: &str,
    journey: &str,
    expected: &[(&str, &str)],
) -> Applicant {
    let (id, link) = sends_link(app, client, journey, expected).await;
    let mut applicant = app.applicant();
    let claimed = applicant.browser.post(&link, &[]).await;
    assert_eq!(claimed.status, StatusCode::SEE_OTHER, "{claimed:?}");
    applicant.is_at(&id);
    applicant
}

/// Opens BankID's frame; answers with the frame and where it goes back to when this person approves.
pub async fn approves_as(
    app: &TestApp,
    applicant: &mut Applicant,
    nnin: Option<&str>,
) -> (Frame, String) {
    let frame = applicant.launches_frame(APPROVE).await;
    let id = app.simulator.newest("bankid").await["id"].clone();
    let id: String =
        url::form_urlencoded::byte_serialize(id.as_str().unwrap().as_bytes()).collect();
    let path = format!("/control/bankid/sessions/{id}/finish");
    let mut body = serde_json::json!({ "outcome": "granted" });
    if let Some(nnin) = nnin {
        body["nnin"] = nnin.into();
    }
    let ended = app.simulator.post(&path, body).await;
    (frame, ended["location"].as_str().unwrap().to_owned())
}

/// The whole step at BankID.
pub async fn pays_as(app: &TestApp, applicant: &mut Applicant, nnin: Option<&str>) {
    let (frame, back) = approves_as(app, applicant, nnin).await;
    applicant.claims(APPROVE, &frame.attempt, &back).await;
}

/// What became of an onboarding: its status, and why. `completed`; `needs_review; <shortfalls and signals>`; otherwise the
/// status and how the newest check stands. The page that the person is shown has only neutral words.
pub async fn outcome(app: &TestApp, applicant: &mut Applicant) -> String {
    let status = app.onboarding_status(applicant).await;
    are_neutral(&applicant.arrives().await);
    let why = match status.as_str() {
        "completed" => return status,
        "needs_review" | "rejected" => decided(app, applicant).await,
        _ => match app.state(applicant).await {
            State::Ended(Ending::Succeeded) => "succeeded".to_owned(),
            State::Ended(ending) => ending.reason().unwrap().code().to_owned(),
            State::Stopped { reason, .. } => format!("stopped, {}", reason.code()),
            _ => "nothing came of it".to_owned(),
        },
    };
    format!("{status}; {why}")
}

/// The decision as it is stored, in the words of the case; it is in the audit log, too.
async fn decided(app: &TestApp, applicant: &Applicant) -> String {
    let mut connection = app.core.db.read().await.unwrap();
    let case = Case::load(&app.core, &mut connection, &applicant.id(), None)
        .await
        .unwrap();
    let events = db::audit::page(&mut connection, applicant.onboarding(), 0)
        .await
        .unwrap();
    for kind in ["decision.made", "onboarding.moved"] {
        assert!(events.iter().any(|event| event.kind == kind), "{kind}");
    }
    let decision = case.decision.as_ref().unwrap();
    assert_eq!(decision.actor, "system");
    let inputs: Value = case.open(INPUTS, decision.inputs.clone()).unwrap();
    let shortfalls = inputs["decision"]["shortfalls"].as_array().unwrap();
    let mut why: Vec<String> = shortfalls
        .iter()
        .map(|one| {
            let of = match &one["of"] {
                Value::Null => String::new(),
                of => format!(" {}", of.as_str().unwrap()),
            };
            format!("{}{of}", one["kind"].as_str().unwrap())
        })
        .collect();
    let signals = inputs["signals"].as_array().unwrap();
    why.extend(
        signals
            .iter()
            .map(|signal| format!("signal {}", signal.as_str().unwrap())),
    );
    why.join(", ")
}

/// The kinds of the facts that count as examined.
pub async fn has_facts(app: &TestApp, applicant: &Applicant, kinds: &[&str]) {
    assert_eq!(app.facts(applicant).await, kinds);
}
