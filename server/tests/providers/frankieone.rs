//! FrankieOne, over HTTP.

use serde_json::{Value, json};
use vestibule::{
    fact::{Fact, FactKind},
    launch::Presentation,
    reason::Reason,
};
use vestibule_server::{
    clock::Clock,
    provider::{Finished, Launch, ProviderError, ProviderSession, ReturnQuery, Snapshot, Started},
};

use crate::harness::{Peer, advice, is_unavailable, is_unexpected, verified};

mod trouble;

const RETURN: &str = "http://127.0.0.1:3000/sdk/tested/return";

async fn peer_with(settings: Value) -> Peer {
    let peer = Peer::start(
        "frankieone",
        &[("api_key", "sim-frankieone-key")],
        |simulator| {
            let bff = simulator.frankieone_url();
            let mut all = json!({
                "bff": bff,
                "sdk_script": format!("{bff}/onesdk/v1.7/oneSdk.umd.js"),
                "redirect_url": RETURN,
                "customer_id": "sim-frankieone",
            });
            all.as_object_mut()
                .unwrap()
                .extend(settings.as_object().unwrap().clone());
            all
        },
    )
    .await;
    peer.control("/control/frankieone/redirect-url", json!({ "url": RETURN }))
        .await;
    peer
}

async fn peer() -> Peer {
    peer_with(json!({})).await
}

/// An OpenID Connect identity provider of the simulator.
fn openid(name: &str) -> Value {
    json!({
        "recipe": name,
        "idp": name,
        "idp_name": name,
        "attributes": ["name", "email", "phone_number"],
        "approved_attributes": ["name", "email", "phone_number"],
        "mandatory_attributes": ["name"],
        "sources": { "verified": "verified", "claimed": "person" },
        "claims": {
            "name": { "from": ["applicant.name.displayName"], "attribute": "name", "trust": "nobody" },
            "email": { "from": ["applicant.email.idNumber"], "attribute": "email" },
            "phone_number": { "from": ["applicant.phoneNumber.idNumber"], "attribute": "phone_number" },
        },
    })
}

async fn begin(peer: &Peer) -> Started {
    peer.begin(None, Presentation::Page).await
}

async fn will_play(peer: &Peer, scenario: &str) {
    peer.control("/control/frankieone/next", json!({ "scenario": scenario }))
        .await;
}

fn parameters(started: &Started) -> &Value {
    match &started.launch {
        Launch::Sdk { parameters } => parameters,
        other => panic!("no SDK page: {other:?}"),
    }
}

/// Does what OneSDK and the person do.
async fn go(peer: &Peer, session: &ProviderSession, body: Value) -> Value {
    let path = format!("/control/frankieone/sessions/{}/finish", session.reference);
    peer.control(&path, body).await
}

async fn finish(
    peer: &Peer,
    session: &ProviderSession,
    word: Value,
) -> Result<Finished, ProviderError> {
    let pairs = vec![
        ("state".to_owned(), "of-the-core".to_owned()),
        ("sdk_result".to_owned(), word.to_string()),
    ];
    peer.provider
        .finish_return(peer.call(), session, &ReturnQuery { pairs })
        .await
}

fn facts(snapshot: &Snapshot) -> &[Fact] {
    match snapshot {
        Snapshot::Done(outcome, _) => &outcome.facts,
        other => panic!("not done: {other:?}"),
    }
}

fn claim<'a>(snapshot: &'a Snapshot, kind: FactKind, name: &str) -> Option<&'a str> {
    facts(snapshot)
        .iter()
        .find(|fact| fact.kind == kind)
        .and_then(|fact| fact.claims.get(name))
        .map(String::as_str)
}

/// FO-01, FO-02: the session is opened by us, about a reference that nobody used.
#[tokio::test]
async fn fo_01_the_page_gets_a_session_about_a_fresh_reference_and_nothing_secret() {
    let peer = peer().await;
    let now = peer.clock.now();
    let (one, two) = (begin(&peer).await, begin(&peer).await);
    assert_ne!(one.session.reference, two.session.reference);
    let handed_over = parameters(&one);
    assert_eq!(handed_over["reference"], one.session.reference.as_str());
    assert_eq!(handed_over["recipe"], "auto");
    assert_eq!(handed_over["idp"], "Singpass");
    assert_eq!(handed_over["claims"].as_array().unwrap().len(), 16);
    assert!(!handed_over.to_string().contains("sim-frankieone-key"));
    let state = peer.state().await;
    let sessions = state["frankieone"]["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(
        sessions
            .iter()
            .all(|session| session["entity_id"].is_null())
    );
    let lives = one.deadline.0 - now.0;
    assert!((3_500_000..=3_601_000).contains(&lives), "{lives}");
}

/// FO-06: the second session is another one, about the same reference.
#[tokio::test]
async fn fo_06_coming_back_opens_another_session_about_the_same_reference() {
    let peer = peer().await;
    let started = begin(&peer).await;
    let again = peer
        .provider
        .resume(peer.call(), &started.session)
        .await
        .unwrap();
    let first = parameters(&started);
    assert_eq!(again["reference"], first["reference"]);
    assert_ne!(again["token"], first["token"]);
}

/// FO-03, FO-05, FO-08, FO-09, FO-10, FO-24
#[tokio::test]
async fn fo_10_nothing_is_known_before_the_approval_and_the_individual_after_it() {
    let peer = peer().await;
    let started = begin(&peer).await;
    let session = &started.session;
    assert_eq!(peer.fetch(session).await, Ok(Snapshot::Waiting));
    let shown = go(&peer, session, json!({ "until": "results" })).await;
    assert_eq!(shown["individual"]["name"]["displayName"], "KARI SYNTHETIC");
    assert_eq!(peer.fetch(session).await, Ok(Snapshot::Waiting));

    let started = begin(&peer).await;
    let approved = go(&peer, &started.session, json!({})).await;
    assert!(approved["entityId"].is_string(), "{approved}");
    let Finished {
        snapshot, stopped, ..
    } = finish(&peer, &started.session, json!({ "type": "approved" }))
        .await
        .unwrap();
    assert_eq!(stopped, None);
    assert_eq!(
        claim(&snapshot, FactKind::Identity, "name"),
        Some("KARI SYNTHETIC")
    );
    assert_eq!(
        claim(&snapshot, FactKind::SelfAsserted, "email"),
        Some("kari@synthetic.example")
    );
    // Following up once more finds the same.
    assert_eq!(peer.fetch(&started.session).await, Ok(snapshot));
}

/// FO-22, FO-23: each person of the simulator, as far as FrankieOne imports them.
#[tokio::test]
async fn fo_23_each_person_is_known_by_what_the_register_says() {
    let peer = peer_with(json!({ "mandatory_attributes": ["uinfin", "name", "dob"] })).await;
    peer.switches(json!({ "regadd_mandatory": false })).await;
    for (persona, name, address, email_is_theirs) in [
        ("kari", "KARI SYNTHETIC", true, true),
        ("citizen", "CITIZEN MIDDLE SYNTHETIC", true, false),
        ("foreigner", "FOREIGNER SYNTHETIC", false, true),
        ("unformatted", "UNFORMATTED SYNTHETIC", true, true),
        ("one_word", "ONEWORD", true, true),
        ("user_provided", "TYPED SYNTHETIC", true, true),
        (
            "long",
            "ÅSE ØYDIS D'SYNTHETIC-ÆRLIG S/O VERY LONG NAME THAT GOES ON AND ON AND ON UNTIL SIXTY SIX",
            true,
            true,
        ),
    ] {
        let started = begin(&peer).await;
        go(&peer, &started.session, json!({ "persona": persona })).await;
        let snapshot = peer.fetch(&started.session).await.unwrap();
        let identity = |claimed| claim(&snapshot, FactKind::Identity, claimed);
        assert_eq!(identity("name"), Some(name));
        assert_eq!(identity("address").is_some(), address, "{persona}");
        assert_eq!(
            claim(&snapshot, FactKind::SelfAsserted, "email").is_some(),
            email_is_theirs,
            "{persona}"
        );
        assert_eq!(identity("email").is_some(), !email_is_theirs, "{persona}");
    }
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({ "persona": "sparse" })).await;
    let snapshot = peer.fetch(&started.session).await.unwrap();
    assert_eq!(facts(&snapshot).len(), 1);
    let names: Vec<_> = facts(&snapshot)[0].claims.keys().collect();
    assert_eq!(names, ["address", "birthdate", "name", "national_id"]);
}

/// What the person typed in is never among verified claims, whoever the person is.
#[tokio::test]
async fn verified_claims_are_valid_and_hold_nothing_that_the_person_typed_in() {
    let peer = peer_with(json!({ "mandatory_attributes": ["uinfin", "name", "dob"] })).await;
    peer.switches(json!({ "regadd_mandatory": false })).await;
    for persona in [
        "kari",
        "citizen",
        "foreigner",
        "unformatted",
        "one_word",
        "user_provided",
        "long",
        "sparse",
    ] {
        let started = begin(&peer).await;
        go(&peer, &started.session, json!({ "persona": persona })).await;
        let snapshot = peer.fetch(&started.session).await.unwrap();
        let found = verified(&peer, &snapshot);
        let [(FactKind::Identity, identity)] = found.as_slice() else {
            panic!("{persona}: {found:?}");
        };
        let claims = &identity["claims"];
        assert!(claims["name"].is_string(), "{persona}: {claims}");
        assert!(claims["national_id"].is_string(), "{persona}: {claims}");
        assert!(claims["birthdate"].is_string(), "{persona}: {claims}");
        let text = identity.to_string();
        for asserted in facts(&snapshot)
            .iter()
            .filter(|fact| fact.kind == FactKind::SelfAsserted)
        {
            for (name, value) in &asserted.claims {
                assert!(!text.contains(value.as_str()), "{persona}: {name}");
            }
        }
    }
    // Half an identity is none: a mandatory value without a source takes the rest along.
    will_play(&peer, "without_sources").await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    let snapshot = peer.fetch(&started.session).await.unwrap();
    assert!(verified(&peer, &snapshot).is_empty());
}

/// FO-22: what the simulated FrankieOne lets through without an address is still not enough for the settings.
#[tokio::test]
async fn fo_22_an_empty_mandatory_value_is_missing() {
    let peer = peer().await;
    peer.switches(json!({ "regadd_mandatory": false })).await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({ "persona": "foreigner" })).await;
    assert_eq!(
        peer.fetch(&started.session).await,
        Ok(Snapshot::Failed(Reason::DataMissing))
    );
}

/// FO-23
#[tokio::test]
async fn fo_23_without_sources_nobody_is_identified() {
    let peer = peer().await;
    will_play(&peer, "without_sources").await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    let snapshot = peer.fetch(&started.session).await.unwrap();
    let kinds: Vec<_> = facts(&snapshot).iter().map(|fact| fact.kind).collect();
    assert_eq!(kinds, [FactKind::SelfAsserted]);
}

/// FO-23: counted, and nobody's word.
#[tokio::test]
async fn fo_23_an_unknown_source_is_counted_and_worth_nothing() {
    let peer = peer().await;
    will_play(&peer, "unknown_source").await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({ "persona": "citizen" })).await;
    let snapshot = peer.fetch(&started.session).await.unwrap();
    assert!(claim(&snapshot, FactKind::SelfAsserted, "email").is_some());
    assert!(claim(&snapshot, FactKind::Identity, "name").is_some());
    let novel = peer.http.novelties().all();
    assert!(
        novel.iter().any(|novelty| novelty.name == "source=9"),
        "{novel:?}"
    );
}

/// FO-21: another identity provider is settings and nothing else.
#[tokio::test]
async fn fo_21_openid_connect_providers_are_configuration() {
    for idp in ["google", "okta", "facebook"] {
        let peer = peer_with(openid(idp)).await;
        let started = begin(&peer).await;
        assert_eq!(parameters(&started)["recipe"], idp);
        let body = json!({ "idp": idp, "persona": "citizen" });
        let gone = go(&peer, &started.session, body).await;
        assert!(gone["entityId"].is_string(), "{idp}: {gone}");
        let snapshot = peer.fetch(&started.session).await.unwrap();
        assert_eq!(
            claim(&snapshot, FactKind::SelfAsserted, "name"),
            Some("CITIZEN MIDDLE SYNTHETIC"),
            "{idp}"
        );
        // The Facebook shape does not say whether the address was verified.
        assert_eq!(
            claim(&snapshot, FactKind::ContactControl, "email").is_some(),
            idp != "facebook",
            "{idp}"
        );
    }
}

/// FO-10: twice is once.
#[tokio::test]
async fn fo_10_reading_back_changes_nothing() {
    let peer = peer().await;
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    let first = peer.fetch(&started.session).await.unwrap();
    for _ in 0..3 {
        assert_eq!(peer.fetch(&started.session).await.unwrap(), first);
    }
    let state = peer.state().await;
    assert_eq!(state["frankieone"]["entities"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_page_that_lies_is_found_out() {
    let peer = peer().await;
    // It says that it was approved, and nothing was.
    let started = begin(&peer).await;
    let lie = finish(&peer, &started.session, json!({ "type": "approved" }))
        .await
        .unwrap();
    assert_eq!((lie.snapshot, lie.stopped), (Snapshot::Waiting, None));
    // It says that it was denied, and it was approved.
    let started = begin(&peer).await;
    go(&peer, &started.session, json!({})).await;
    let truth = finish(&peer, &started.session, json!({ "type": "denied" }))
        .await
        .unwrap();
    assert_eq!(facts(&truth.snapshot)[0].kind, FactKind::Identity);
}
