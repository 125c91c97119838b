//! OneKYC, over HTTP.

use serde_json::{Value, json};
use vestibule::{fact::FactKind, launch::Presentation, reason::Reason};
use vestibule_server::{
    clock::Clock,
    provider::{Hint, ProviderError, ProviderSession, Snapshot},
};

use crate::harness::{
    FAULTS, ORIGIN, Peer, advice, frame, is_told, is_unavailable, is_unexpected, redirect, verified,
};

mod trouble;

async fn peer_with(settings: Value) -> Peer {
    Peer::start(
        "onekyc",
        &[("pass_key", "sim-onekyc-passkey")],
        |simulator| {
            let mut all = json!({
                "token_gateway": simulator.onekyc_url(),
                "api_gateway": simulator.onekyc_url(),
                "web_app_origins": [simulator.onekyc_web_url()],
                "client_id": "sim-onekyc",
                "onboarding_partner": "SIM-WEB_SDK-KYC",
                "partner_user_id_type": "VESTIBULE_ID",
                "flow": "FACE_VERIFICATION",
            });
            all.as_object_mut()
                .unwrap()
                .extend(settings.as_object().unwrap().clone());
            all
        },
    )
    .await
}

async fn peer() -> Peer {
    peer_with(json!({})).await
}

/// Settles the submission as if the person had submitted; no callback.
async fn settle(peer: &Peer, session: &ProviderSession, mut body: Value) {
    body["callback"] = json!(false);
    peer.control(
        &format!("/control/onekyc/sessions/{}/finish", session.reference),
        body,
    )
    .await;
}

async fn scenario(peer: &Peer, name: &str) {
    peer.control("/control/onekyc/next", json!({ "scenario": name }))
        .await;
}

async fn only_session(peer: &Peer) -> Value {
    let sessions = peer.state().await["onekyc"]["sessions"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(sessions.len(), 1);
    sessions[0].clone()
}

fn kinds(snapshot: &Snapshot) -> Vec<FactKind> {
    match snapshot {
        Snapshot::Done(outcome, _) => outcome.facts.iter().map(|fact| fact.kind).collect(),
        other => panic!("not done: {other:?}"),
    }
}

const VALID: fn() -> Value = || json!({ "status": "COMPLETED", "result": "VALID" });

/// OK-01: the browser gets the launch URL with the user's token, never the partner's.
#[tokio::test]
async fn ok_01_the_launch_url_comes_from_initiate_flow() {
    let peer = peer_with(json!({ "allow_qr": true, "theme": "DARK_MODE" })).await;
    let started = peer.begin(None, Presentation::Frame).await;
    let session = only_session(&peer).await;
    assert_eq!(
        session["partner_session_id"],
        started.session.reference.as_str()
    );
    assert_eq!(session["onboarding_partner"], "SIM-WEB_SDK-KYC");
    assert_eq!(session["partner_user_id_type"], "VESTIBULE_ID");
    assert_eq!(session["flow"], "FACE_VERIFICATION");
    assert_eq!(session["locale"], "en_ID");
    assert_eq!(session["theme"], "DARK_MODE");
    assert_eq!(
        (&session["allow_qr"], &session["force_qr"]),
        (&json!(true), &json!(false))
    );
    let src = &frame(&started).src;
    assert!(
        src.ends_with(session["user_token"].as_str().unwrap()),
        "{src}"
    );
    assert!(src.starts_with(peer.simulator.onekyc_web_url()));
    // The partner's token opens the gateway; nothing that goes to the browser or into the memo does.
    let shown = format!(
        "{:?} {}",
        started.launch,
        serde_json::to_string(&started.session.memo).unwrap()
    );
    assert!(!shown.contains("token"), "{shown}");
}

/// OK-02, OK-03
#[tokio::test]
async fn ok_02_the_camera_goes_to_the_launch_url_s_origin_unless_the_code_is_forced() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Frame).await;
    assert_eq!(
        frame(&started).allow,
        format!("camera {}", peer.simulator.onekyc_web_url())
    );
    let peer = peer_with(json!({ "force_qr": true })).await;
    let started = peer.begin(None, Presentation::Frame).await;
    assert_eq!(frame(&started).allow, "");
    assert_eq!(only_session(&peer).await["force_qr"], true);
}

/// OK-09, OK-10
#[tokio::test]
async fn ok_09_the_details_decide() {
    for path in ["coe", "coe_partner"] {
        for code_type in ["documented", "strings", "integers"] {
            let peer = peer_with(json!({ "details_path": path })).await;
            peer.switches(json!({ "code_type": code_type })).await;
            let started = peer.begin(None, Presentation::Frame).await;
            assert_eq!(
                peer.fetch(&started.session).await.unwrap(),
                Snapshot::Waiting
            );
            settle(&peer, &started.session, VALID()).await;
            let snapshot = peer.fetch(&started.session).await.unwrap();
            assert_eq!(
                kinds(&snapshot),
                [FactKind::FaceLive, FactKind::FaceMatches]
            );
            assert_eq!(peer.fetch(&started.session).await.unwrap(), snapshot);
        }
    }
}

/// A document's details are carried as far as the gateway tells them; a face is a fact only.
#[tokio::test]
async fn a_genuine_document_is_verified_and_a_face_is_a_fact_only() {
    for (flow, partner, documents) in [
        ("FACE_VERIFICATION", "SIM-WEB_SDK-KYC", 0),
        ("KTP_SCAN", "SIM-WEB_SDK-KYC", 1),
    ] {
        let peer = peer_with(json!({ "flow": flow, "onboarding_partner": partner })).await;
        let started = peer.begin(None, Presentation::Frame).await;
        settle(&peer, &started.session, VALID()).await;
        let snapshot = peer.fetch(&started.session).await.unwrap();
        let found = verified(&peer, &snapshot);
        assert_eq!(found.len(), documents, "{flow}");
        for (kind, document) in found {
            assert_eq!(kind, FactKind::DocumentGenuine);
            assert_eq!(document["claims"], json!({}));
            let evidence = &document["verification"]["evidence"][0];
            assert_eq!(
                evidence["document_details"],
                json!({ "type": "idcard", "issuer": { "country_code": "IDN" } })
            );
        }
    }
}

/// OK-09: every verdict there is.
#[tokio::test]
async fn ok_09_every_verdict_has_its_meaning() {
    let peer = peer().await;
    let refused = Snapshot::Failed(Reason::NotAccepted);
    for (status, result, reason, meaning) in [
        ("COMPLETED", Some("INVALID"), "NOT_LIVE", refused.clone()),
        (
            "COMPLETED",
            Some("INVALID"),
            "FACE_MATCH_FAILED",
            refused.clone(),
        ),
        (
            "COMPLETED",
            Some("INVALID"),
            "REFERENCE_IMAGE_VALIDATION_FAILED",
            refused.clone(),
        ),
        ("COMPLETED", Some("INVALID"), "SOMETHING_NEW", refused),
        ("COMPLETED", None, "", Snapshot::Processing),
        ("COMPLETED", Some("MAYBE"), "", Snapshot::Processing),
        (
            "ERROR",
            None,
            "VERIFICATION_FAILED",
            Snapshot::Failed(Reason::ProviderError),
        ),
        ("PARTIALLY_COMPLETED", None, "", Snapshot::Processing),
        ("PAUSED", Some("VALID"), "", Snapshot::Processing),
    ] {
        let started = peer.begin(None, Presentation::Frame).await;
        let end = json!({ "status": status, "result": result, "reasonCode": reason });
        settle(&peer, &started.session, end.clone()).await;
        assert_eq!(
            peer.fetch(&started.session).await.unwrap(),
            meaning,
            "{end}"
        );
    }
}

/// OK-08
#[tokio::test]
async fn ok_08_details_that_name_another_session_are_not_used() {
    let peer = peer().await;
    scenario(&peer, "details_other_session").await;
    let started = peer.begin(None, Presentation::Frame).await;
    settle(&peer, &started.session, VALID()).await;
    assert!(is_unexpected(&peer.fetch(&started.session).await));
}

#[tokio::test]
async fn late_details_are_processing_until_they_are_there() {
    let peer = peer().await;
    scenario(&peer, "completed_in_progress").await;
    let started = peer.begin(None, Presentation::Frame).await;
    settle(&peer, &started.session, VALID()).await;
    for _ in 0..3 {
        assert_eq!(
            peer.fetch(&started.session).await.unwrap(),
            Snapshot::Processing
        );
    }
    assert!(matches!(
        peer.fetch(&started.session).await.unwrap(),
        Snapshot::Done(..)
    ));
}

/// OK-11: each start has a session id of its own, which is the correlation id of the attempt.
#[tokio::test]
async fn ok_11_every_start_is_another_session() {
    let peer = peer().await;
    let applicant = peer.applicant(None);
    let (one, two) = (peer.attempt(), peer.attempt());
    for attempt in [&one, &two] {
        let started = peer
            .provider
            .start(peer.call(), &applicant, attempt, Presentation::Frame)
            .await
            .unwrap();
        assert_eq!(started.session.reference, attempt.correlation_id);
    }
    let again = peer
        .provider
        .start(peer.call(), &applicant, &one, Presentation::Frame)
        .await;
    assert!(is_unexpected(&again), "{again:?}");
}

/// OK-13: a message is a hint for this session only.
#[tokio::test]
async fn ok_13_messages_are_read_against_the_session_that_was_started() {
    let peer = peer().await;
    let (one, two) = (
        peer.begin(None, Presentation::Frame).await,
        peer.begin(None, Presentation::Frame).await,
    );
    let raw = json!({ "type": "ONEKYC_QR_CALLBACK", "data": {
        "status": "ERROR", "error_code": "ATTEMPTS_EXHAUSTED", "partner_session_id": one.session.reference } })
    .to_string();
    let stopped = Hint::Stopped(Reason::AttemptsExhausted);
    assert_eq!(peer.provider.read_message(&one.session, &raw), stopped);
    assert_eq!(
        peer.provider.read_message(&two.session, &raw),
        Hint::Foreign
    );
}

/// OK-10, OK-12, OK-14, OK-15: on a page of its own the same words come back in the query.
#[tokio::test]
async fn ok_10_a_return_says_why_the_page_stopped_and_the_details_say_what_happened() {
    let peer = peer().await;
    for (code, reason) in [
        ("PENDING", Some(Reason::Left)),
        ("SESSION_TIMEOUT", Some(Reason::SessionExpired)),
        ("PERMISSION_ERROR", Some(Reason::CameraDenied)),
        ("ATTEMPTS_EXHAUSTED", Some(Reason::AttemptsExhausted)),
        ("GENERIC_ERROR", Some(Reason::ProviderError)),
        ("SOMETHING_NEW", None),
    ] {
        let started = peer.begin(None, Presentation::Page).await;
        let session = &started.session;
        let location = format!(
            "{ORIGIN}/return/tested/h?status=ERROR&partner_session_id={}&error_code={code}",
            session.reference
        );
        let finished = peer.finish(session, &location).await.unwrap();
        assert_eq!(
            (finished.snapshot, finished.stopped),
            (Snapshot::Waiting, reason),
            "{code}"
        );
        settle(&peer, session, VALID()).await;
        let finished = peer.finish(session, &location).await.unwrap();
        assert!(matches!(finished.snapshot, Snapshot::Done(..)), "{code}");
        assert!(finished.session.memo["submission_id"].is_string());
    }
}

/// OK-08: on a page of its own.
#[tokio::test]
async fn ok_08_a_return_of_another_session_is_refused() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Page).await;
    let to = redirect(&started);
    assert!(to.starts_with(peer.simulator.onekyc_web_url()), "{to}");
    settle(&peer, &started.session, VALID()).await;
    let own = &started.session.reference;
    for query in [
        String::new(),
        "status=COMPLETED".to_owned(),
        "status=COMPLETED&partner_session_id=".to_owned(),
        format!(
            "status=COMPLETED&partner_session_id={}",
            peer.attempt().correlation_id
        ),
        format!("status=COMPLETED&partner_session_id={own}&partner_session_id={own}"),
    ] {
        let refused = peer
            .finish(
                &started.session,
                &format!("{ORIGIN}/return/tested/h?{query}"),
            )
            .await;
        assert_eq!(refused.unwrap_err(), ProviderError::NotOurs, "{query}");
    }
    assert_eq!(peer.calls("details").await, 0);
}

#[tokio::test]
async fn the_deadline_is_ours_and_not_the_sixty_days_of_the_token() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Frame).await;
    let left = started.deadline.0 - peer.clock.now().0;
    assert!((1_740_000..=1_800_000).contains(&left), "{left}");
}
