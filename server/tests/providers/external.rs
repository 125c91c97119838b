//! External steps, over HTTP: the adapter against a company's simulated service.

use serde_json::{Value, json};
use url::Url;
use vestibule::{fact::FactKind, launch::Presentation, reason::Reason};
use vestibule_server::{
    clock::Clock,
    outbound::CircuitState,
    provider::{Finished, Launch, ProviderError, Snapshot, Started},
};
use vestibule_simulator::{
    DEFAULT_EXTERNAL_ANSWER_SECRET, DEFAULT_EXTERNAL_REQUEST_SECRET,
    DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET,
};

use crate::harness::{ORIGIN, Peer, advice, is_unavailable, is_unexpected, redirect};

mod trouble;

async fn peer_with(settings: Value, ours: &str, theirs: &str) -> Peer {
    let secrets = [("our_secrets", ours), ("their_secrets", theirs)];
    Peer::start("external", &secrets, |simulator| {
        let mut all = json!({
            "url": simulator.external_url(),
            "facts": ["identity", "contact_control", "self_asserted"],
        });
        all.as_object_mut()
            .unwrap()
            .extend(settings.as_object().unwrap().clone());
        all
    })
    .await
}

async fn peer() -> Peer {
    peer_with(
        json!({}),
        DEFAULT_EXTERNAL_REQUEST_SECRET,
        DEFAULT_EXTERNAL_ANSWER_SECRET,
    )
    .await
}

async fn only_session(peer: &Peer) -> Value {
    let state = peer.state().await;
    let sessions = state["external"]["sessions"].as_array().unwrap().clone();
    let [session] = sessions.as_slice() else {
        panic!("one session, not {}", sessions.len());
    };
    session.clone()
}

/// What the person does; says where the browser would go.
async fn does(peer: &Peer, started: &Started, act: &str) -> String {
    let path = format!(
        "/control/external/sessions/{}/finish",
        started.session.reference
    );
    let ended = peer.control(&path, json!({ "act": act })).await;
    ended["location"].as_str().unwrap().to_owned()
}

async fn plays(peer: &Peer, scenario: &str) {
    let next = json!({ "scenario": scenario });
    peer.control("/control/external/next", next).await;
}

fn facts(snapshot: &Snapshot) -> Vec<FactKind> {
    match snapshot {
        Snapshot::Done(outcome, _) => outcome.facts.iter().map(|fact| fact.kind).collect(),
        other => panic!("not done: {other:?}"),
    }
}

#[tokio::test]
async fn the_service_gets_what_the_contract_says() {
    let peer = peer_with(
        json!({ "session_lifetime_seconds": 600 }),
        DEFAULT_EXTERNAL_REQUEST_SECRET,
        DEFAULT_EXTERNAL_ANSWER_SECRET,
    )
    .await;
    let mut applicant = peer.applicant(Some("+447700900123"));
    applicant
        .inputs
        .insert("given_name".to_owned(), "Åse".to_owned());
    applicant
        .parameters
        .insert("facts".to_owned(), json!(["contact_control"]));
    let attempt = peer.attempt();
    let now = peer.clock.now();
    let started = peer
        .provider
        .start(peer.call(), &applicant, &attempt, Presentation::Page)
        .await
        .unwrap();
    let session = only_session(&peer).await;
    assert_eq!(session["id"], started.session.reference.as_str());
    assert_eq!(session["check"], attempt.check.as_str());
    assert_eq!(session["attempt"], attempt.correlation_id.as_str());
    assert_eq!(session["onboarding"], applicant.onboarding.as_str());
    assert_eq!(session["locale"], "en");
    // The step's inputs and nothing beside them: no phone number that nobody listed.
    assert_eq!(session["inputs"], json!({ "given_name": "Åse" }));
    assert_eq!(
        session["parameters"],
        json!({ "facts": ["contact_control"] })
    );
    let back = Url::parse(session["return_url"].as_str().unwrap()).unwrap();
    assert_eq!(back.path(), "/return/tested");
    let state: Vec<_> = back.query_pairs().into_owned().collect();
    assert_eq!(state, [("state".to_owned(), attempt.state.clone())]);
    assert_eq!(
        session["callback_url"],
        format!("{ORIGIN}/providers/tested/callback")
    );
    assert!(session["expires_at"].as_str().unwrap().ends_with('Z'));
    let lasts = started.deadline.0 - now.0;
    assert!((600_000..605_000).contains(&lasts), "{lasts}");
    assert_eq!(redirect(&started), session["page"]);
}

#[tokio::test]
async fn a_person_who_approves_on_the_services_page_is_done() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Page).await;
    let waiting = peer.fetch(&started.session).await.unwrap();
    assert_eq!(waiting, Snapshot::Waiting);
    let back = does(&peer, &started, "approve").await;
    let Finished {
        snapshot, stopped, ..
    } = peer.finish(&started.session, &back).await.unwrap();
    assert_eq!(facts(&snapshot), [FactKind::Identity]);
    assert_eq!(stopped, None);
    let Snapshot::Done(outcome, evidence) = snapshot else {
        unreachable!()
    };
    let assurance = outcome.facts[0].assurance.clone().unwrap();
    assert_eq!(
        (assurance.scheme.as_str(), assurance.value.as_str()),
        ("tested/company.level", "checked")
    );
    // The evidence is the signed answer as it came.
    let kept: Value = serde_json::from_str(&evidence.body).unwrap();
    let webhook = standardwebhooks::Webhook::new(DEFAULT_EXTERNAL_ANSWER_SECRET).unwrap();
    let signature = webhook
        .sign(
            kept["webhook-id"].as_str().unwrap(),
            kept["webhook-timestamp"].as_str().unwrap().parse().unwrap(),
            kept["body"].as_str().unwrap().as_bytes(),
        )
        .unwrap();
    assert_eq!(kept["webhook-signature"], signature);
    assert_eq!(peer.http.novelties().all(), []);
}

#[tokio::test]
async fn what_a_person_does_short_of_approving_is_told_apart() {
    for (act, snapshot, stopped) in [
        ("decline", Snapshot::Failed(Reason::NotAccepted), None),
        ("cancel", Snapshot::Failed(Reason::Cancelled), None),
        ("leave", Snapshot::Waiting, Some(Reason::Left)),
    ] {
        let peer = peer().await;
        let started = peer.begin(None, Presentation::Page).await;
        let back = does(&peer, &started, act).await;
        let finished = peer.finish(&started.session, &back).await.unwrap();
        assert_eq!(
            (finished.snapshot, finished.stopped),
            (snapshot, stopped),
            "{act}"
        );
    }
}

#[tokio::test]
async fn a_service_without_a_page_works_by_itself() {
    let peer = peer().await;
    plays(&peer, "no_page").await;
    let started = peer.begin(None, Presentation::Page).await;
    assert!(matches!(started.launch, Launch::Wait));
    let first = peer.fetch(&started.session).await.unwrap();
    assert_eq!(first, Snapshot::Processing);
    let second = peer.fetch(&started.session).await.unwrap();
    assert_eq!(facts(&second), [FactKind::Identity]);
}

#[tokio::test]
async fn a_connection_without_pages_shows_none() {
    let peer = peer_with(
        json!({ "page": false }),
        DEFAULT_EXTERNAL_REQUEST_SECRET,
        DEFAULT_EXTERNAL_ANSWER_SECRET,
    )
    .await;
    let advice = advice(peer.try_start(None, Presentation::Page).await);
    assert!(advice.contains("settings.page is false"), "{advice}");
    peer.switches(json!({ "page": false })).await;
    let started = peer.begin(None, Presentation::Page).await;
    assert!(matches!(started.launch, Launch::Wait));
}

#[tokio::test]
async fn nothing_is_shown_in_a_frame() {
    let peer = peer().await;
    let refused = peer.try_start(None, Presentation::Frame).await;
    assert_eq!(refused.unwrap_err(), ProviderError::Unsupported);
    assert_eq!(peer.calls("begin").await, 0);
}

/// After a rotation by the service, and during one of ours.
#[tokio::test]
async fn secrets_are_changed_without_a_pause() {
    let both = format!("{DEFAULT_EXTERNAL_ANSWER_SECRET} {DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET}");
    let ours =
        format!("whsec_b3Vycy1vdXJzLW91cnMtb3Vycy1vdXJzLW91cnM= {DEFAULT_EXTERNAL_REQUEST_SECRET}");
    let peer = peer_with(json!({}), &ours, &both).await;
    for scenario in ["happy", "status_second_secret"] {
        plays(&peer, scenario).await;
        let started = peer.begin(None, Presentation::Page).await;
        does(&peer, &started, "approve").await;
        let done = peer.fetch(&started.session).await.unwrap();
        assert_eq!(facts(&done), [FactKind::Identity], "{scenario}");
    }
}

/// The wrong secret fails nobody, and the operator is told which one it is.
#[tokio::test]
async fn a_mistyped_secret_is_an_operators_business() {
    const WRONG: &str = "whsec_d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=";
    let peer = peer_with(json!({}), WRONG, DEFAULT_EXTERNAL_ANSWER_SECRET).await;
    let told = advice(peer.try_start(None, Presentation::Page).await);
    assert!(told.contains("secrets.our_secrets"), "{told}");
    let peer = peer_with(json!({}), DEFAULT_EXTERNAL_REQUEST_SECRET, WRONG).await;
    let told = advice(peer.try_start(None, Presentation::Page).await);
    assert!(told.contains("secrets.their_secrets"), "{told}");
}

#[tokio::test]
async fn clocks_that_differ_are_an_operators_business() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Page).await;
    does(&peer, &started, "approve").await;
    peer.clock.advance(301_000);
    let told = advice(peer.fetch(&started.session).await);
    assert!(told.contains("both clocks"), "{told}");
    peer.clock.advance(-301_000);
    let done = peer.fetch(&started.session).await.unwrap();
    assert_eq!(facts(&done), [FactKind::Identity]);
}
