//! BankID, over HTTP.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use url::Url;
use vestibule::{
    fact::FactKind,
    launch::{FrameSpec, Presentation},
    reason::Reason,
};
use vestibule_server::{
    clock::Clock,
    provider::{
        Applicant, Attempt, Finished, Launch, ProviderError, ProviderSession, Snapshot, Started,
    },
};

use crate::harness::{
    FAULTS, ORIGIN, Peer, advice, frame, is_told, is_unavailable, is_unexpected, verified,
};

mod attacks;
mod calls;
mod grants;
mod keys;
mod returns;

const WELL_KNOWN: &str = ".well-known/openid-configuration";
const KARI: &str = "12839030108";

async fn peer_with(settings: Value) -> Peer {
    let peer = Peer::start(
        "bankid",
        &[("client_secret", "sim-bankid-secret")],
        |simulator| {
            let mut all = json!({
                "oidc_discovery": format!("{}/auth/realms/current/{WELL_KNOWN}", simulator.bankid_oidc_url()),
                "bis_discovery": format!("{}/{WELL_KNOWN}", simulator.bankid_bis_url()),
                "client_id": "sim-bankid",
            });
            all.as_object_mut()
                .unwrap()
                .extend(settings.as_object().unwrap().clone());
            all
        },
    )
    .await;
    // The name of the connection in these tests is part of the return URL.
    let uris = json!({ "uris": [format!("{ORIGIN}/return/tested")] });
    peer.control("/control/bankid/redirect-uris", uris).await;
    peer
}

async fn peer() -> Peer {
    peer_with(json!({})).await
}

/// A start, and what the core made for it.
struct Begun {
    started: Started,
    attempt: Attempt,
}

impl Begun {
    fn session(&self) -> &ProviderSession {
        &self.started.session
    }

    fn frame(&self) -> &FrameSpec {
        frame(&self.started)
    }

    /// What the adapter remembers under this name.
    fn memo(&self, name: &str) -> &str {
        self.session().memo[name].as_str().unwrap()
    }
}

fn payment() -> Value {
    json!({ "reference": "order-17", "amount": "1150.00", "currency": "NOK", "creditor": "Bjørn & Åse, 東京" })
}

fn applicant(peer: &Peer, national_id: Option<&str>) -> Applicant {
    Applicant {
        inputs: national_id
            .map(|number| ("national_id".to_owned(), number.to_owned()))
            .into_iter()
            .collect(),
        parameters: BTreeMap::from([("payment".to_owned(), payment())]),
        ..peer.applicant(None)
    }
}

async fn try_start(peer: &Peer) -> Result<Begun, ProviderError> {
    try_start_as(peer, &applicant(peer, None)).await
}

async fn try_start_as(peer: &Peer, applicant: &Applicant) -> Result<Begun, ProviderError> {
    let attempt = peer.attempt();
    let started = peer
        .provider
        .start(peer.call(), applicant, &attempt, Presentation::Frame)
        .await?;
    Ok(Begun { started, attempt })
}

async fn begin(peer: &Peer) -> Begun {
    try_start(peer).await.unwrap()
}

/// The next permission plays this.
async fn scenario(peer: &Peer, name: &str) {
    peer.control("/control/bankid/next", json!({ "scenario": name }))
        .await;
}

async fn begin_playing(peer: &Peer, name: &str) -> Begun {
    scenario(peer, name).await;
    begin(peer).await
}

fn percent(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The person decides; the answer is where the browser would go.
async fn decides(peer: &Peer, begun: &Begun, outcome: &str) -> String {
    let path = format!(
        "/control/bankid/sessions/{}/finish",
        percent(&begun.session().reference)
    );
    let ended = peer.control(&path, json!({ "outcome": outcome })).await;
    ended["location"].as_str().unwrap().to_owned()
}

/// The person approves, and the browser comes back.
async fn comes_back(peer: &Peer, begun: &Begun) -> Result<Finished, ProviderError> {
    let location = decides(peer, begun, "granted").await;
    peer.finish(begun.session(), &location).await
}

/// The whole flow, playing a scenario.
async fn plays(peer: &Peer, name: &str) -> Result<Finished, ProviderError> {
    let begun = begin_playing(peer, name).await;
    comes_back(peer, &begun).await
}

fn is_done(result: &Result<Finished, ProviderError>) -> bool {
    matches!(result, Ok(finished) if matches!(finished.snapshot, Snapshot::Done(..)))
}

/// The rule that refused what came back; an empty text when nothing did.
fn rule<T>(result: &Result<T, ProviderError>) -> &'static str {
    match result {
        Err(ProviderError::NotVerified { rule }) => rule,
        _ => "",
    }
}

async fn only_session(peer: &Peer) -> Value {
    let sessions = peer.state().await["bankid"]["sessions"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(sessions.len(), 1);
    sessions[0].clone()
}

/// BI-02, BI-03, BI-05, BI-06, BI-07, BI-09, BI-10, BI-12: what is registered and asked for, field by field.
#[tokio::test]
async fn bi_05_a_start_registers_the_payment_and_asks_for_a_frame() {
    let peer =
        peer_with(json!({ "scopes": ["profile", "sub_nnin", "sub_bankid"], "nnin_access": true }))
            .await;
    let begun = try_start_as(&peer, &applicant(&peer, Some("128390 30108")))
        .await
        .unwrap();
    let session = only_session(&peer).await;
    let registration = &session;
    let text = session.to_string();
    assert_eq!(session["id"], begun.session().reference.as_str(), "{text}");
    assert_eq!(registration["type"], "payment.v1", "{text}");
    assert_eq!(registration["login_hint"], KARI, "{text}");
    assert_eq!(registration["intents"], json!(["iframe"]), "{text}");
    let now = peer.clock.now().0 / 1000;
    let (iat, exp) = (
        registration["iat"].as_i64().unwrap(),
        registration["exp"].as_i64().unwrap(),
    );
    assert!(
        (now - 5..=now).contains(&iat) && exp == iat + 600,
        "{iat} {exp} {now}"
    );
    let statement = &registration["statement"];
    assert_eq!(statement["id"], "order-17");
    assert_eq!(
        statement["payments"],
        json!([{ "payment_id": begun.attempt.correlation_id, "amount": "1150.00", "currency": "NOK",
                 "creditor_name": "Bjørn & Åse, 東京" }])
    );
    assert_eq!(statement["nonce"], begun.memo("permission_nonce"));
    // The two nonces are two (contract 1.10, trap 2).
    assert_ne!(statement["nonce"], begun.attempt.nonce.as_str());
    let asked = &session["authorization"];
    assert_eq!(
        asked["scope"],
        json!(["openid", "profile", "sub_nnin", "sub_bankid"]),
        "{text}"
    );
    assert_eq!(asked["state"], begun.attempt.state.as_str());
    assert_eq!(asked["nonce"], begun.attempt.nonce.as_str());
    assert_eq!(asked["redirect_uri"], begun.attempt.return_url.as_str());
    assert_eq!(asked["frame_ancestor"], ORIGIN);
    assert!((43..=128).contains(&begun.attempt.verifier.len()));
}

/// BI-08, BI-11, BI-12, SEC-90: the frame, and the words above it.
#[tokio::test]
async fn bi_08_the_frame_is_shown_with_the_words_of_the_registration() {
    let peer = peer().await;
    let begun = begin(&peer).await;
    let frame = begun.frame();
    let origin = peer.simulator.bankid_bis_url();
    let session = only_session(&peer).await;
    assert_eq!(
        frame.binding_message.as_deref(),
        session["binding_message"].as_str()
    );
    assert!(frame.binding_message.is_some());
    assert!(
        frame.src.starts_with(&format!("{origin}/")),
        "{}",
        frame.src
    );
    assert_eq!(frame.lives_ms, Some(60_000));
    assert_eq!(
        frame.sandbox,
        "allow-scripts allow-same-origin allow-forms allow-popups"
    );
    assert_eq!(frame.allow, format!("publickey-credentials-get {origin}"));
    assert_eq!(frame.referrerpolicy, "origin");
    assert_eq!(frame.provider_origins, [origin]);
    assert!(frame.expects_message && frame.replies.is_empty());
    let left = begun.started.deadline.0 - peer.clock.now().0;
    assert!((650_000..=660_000).contains(&left), "{left}");
    // Neither the access token nor what the code is exchanged with goes to the browser.
    let Launch::Frame(spec) = &begun.started.launch else {
        panic!("no frame");
    };
    let shown = serde_json::to_string(spec).unwrap();
    for secret in [
        &begun.attempt.verifier,
        &begun.attempt.nonce,
        &begun.attempt.state,
    ] {
        assert!(!shown.contains(secret.as_str()));
    }
}

/// BI-18, BI-19, BI-20, BI-24, BI-26: the whole flow, with what it leaves behind.
#[tokio::test]
async fn bi_24_an_approved_payment_is_a_fact_with_its_signatures() {
    let peer = peer().await;
    let begun = begin(&peer).await;
    assert_eq!(
        peer.fetch(begun.session()).await.unwrap(),
        Snapshot::Waiting
    );
    let finished = comes_back(&peer, &begun).await.unwrap();
    let Snapshot::Done(outcome, evidence) = finished.snapshot else {
        panic!("{:?}", finished.snapshot);
    };
    let [fact] = outcome.facts.as_slice() else {
        panic!("{:?}", outcome.facts);
    };
    assert_eq!(fact.kind, FactKind::PaymentApproved);
    let assurance = fact.assurance.as_ref().unwrap();
    assert_eq!(
        (assurance.scheme.as_str(), assurance.value.as_str()),
        ("bankid.acr", "urn:bankid:bis;LOA=3")
    );
    let claims = serde_json::to_value(&fact.claims).unwrap();
    assert_eq!(claims, payment());
    let evidence: Value = serde_json::from_str(&evidence.body).unwrap();
    for (name, published) in [("id_token", "jwks"), ("grant", "jwks")] {
        let token = &evidence["tokens"][name];
        assert_eq!(token["algorithm"], "ES256");
        assert!(!token["keys"]["keys"].as_array().unwrap().is_empty());
        let url = token["keys_url"].as_str().unwrap();
        assert!(url.contains(published), "{url}");
    }
    assert_eq!(evidence["context"]["permission"], begun.memo("permission"));
    // Asking again says the same.
    assert!(matches!(
        peer.fetch(&finished.session).await.unwrap(),
        Snapshot::Done(..)
    ));
}

/// BI-26: who approved is a fact only where the connection says that BankID agreed to that.
#[tokio::test]
async fn bi_26_the_person_is_a_fact_where_the_connection_permits_it() {
    let kinds = |finished: Finished| match finished.snapshot {
        Snapshot::Done(outcome, _) => outcome
            .facts
            .into_iter()
            .map(|fact| (fact.kind, fact.claims.into_keys().collect::<Vec<_>>()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let profile = [
        "birthdate",
        "family_name",
        "given_name",
        "name",
        "updated_at",
    ];
    let paid = ["amount", "creditor", "currency", "reference"];
    let peer = peer_with(json!({ "identity": true })).await;
    for name in ["happy", "claims_unasked"] {
        assert_eq!(
            kinds(plays(&peer, name).await.unwrap()),
            [
                (FactKind::PaymentApproved, paid.map(str::to_owned).to_vec()),
                (FactKind::Identity, profile.map(str::to_owned).to_vec()),
            ],
            "{name}"
        );
    }
    let peer = peer_with(json!({ "permission_type": "authentication.v1", "allow_authentication": true, "identity": true,
                                 "scopes": ["sub_bankid", "sub_nnin"], "nnin_access": true })).await;
    let person = Applicant {
        parameters: BTreeMap::new(),
        ..applicant(&peer, Some(KARI))
    };
    let begun = try_start_as(&peer, &person).await.unwrap();
    let found = kinds(comes_back(&peer, &begun).await.unwrap());
    let identity = ["national_id", "subject_id"].map(str::to_owned).to_vec();
    assert_eq!(found, [(FactKind::Identity, identity)]);
}

#[tokio::test]
async fn who_approved_is_verified_and_what_was_approved_is_a_fact_only() {
    let peer = peer_with(json!({ "identity": true })).await;
    let snapshot = plays(&peer, "happy").await.unwrap().snapshot;
    let found = verified(&peer, &snapshot);
    let [(FactKind::Identity, identity)] = found.as_slice() else {
        panic!("{found:?}");
    };
    let claims: Vec<_> = identity["claims"].as_object().unwrap().keys().collect();
    assert_eq!(claims, ["birthdate", "family_name", "given_name", "name"]);
    let process = &identity["verification"]["assurance_process"];
    assert_eq!(process["policy"], "bankid.acr");
    let peer = self::peer().await;
    let snapshot = plays(&peer, "happy").await.unwrap().snapshot;
    assert!(verified(&peer, &snapshot).is_empty());
}

/// BI-04, SEC-80, SEC-82: each start has a nonce and a permission token of its own, and a refused request does not take
/// its nonce along to the next.
#[tokio::test]
async fn bi_04_no_permission_nonce_is_used_twice() {
    let peer = peer().await;
    let mut nonces = std::collections::BTreeSet::new();
    for _ in 0..5 {
        assert!(nonces.insert(begin(&peer).await.memo("permission_nonce").to_owned()));
    }
    assert_eq!(peer.calls("permissions").await, 5);
    assert_eq!(peer.calls("authorize").await, 5);
    // Answered 401, it is registered again: anew.
    peer.control("/control/bankid/revoke-tokens", json!({}))
        .await;
    let begun = begin(&peer).await;
    assert!(nonces.insert(begun.memo("permission_nonce").to_owned()));
    assert_eq!(peer.calls("token").await, 2);
}

/// It is shown in a frame or not at all.
#[tokio::test]
async fn there_is_no_page_of_its_own() {
    let peer = peer().await;
    let (person, attempt) = (applicant(&peer, None), peer.attempt());
    let refused = peer
        .provider
        .start(peer.call(), &person, &attempt, Presentation::Page)
        .await;
    assert_eq!(refused.unwrap_err(), ProviderError::Unsupported);
    assert_eq!(peer.calls("permissions").await, 0);
}
