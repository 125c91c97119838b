//! Signicat, over HTTP.

use serde_json::{Value, json};
use vestibule::{launch::Presentation, reason::Reason};
use vestibule_server::{
    clock::Clock,
    outbound::CircuitState,
    provider::{Finished, ProviderError, ProviderSession, Snapshot, Started},
};

use crate::harness::{
    FAULTS, ORIGIN, Peer, advice, frame, is_told, is_unavailable, is_unexpected, redirect, verified,
};

mod trouble;

const PHONE: &str = "+447700900000";

async fn peer_with(settings: Value) -> Peer {
    Peer::start(
        "signicat",
        &[("client_secret", "sim-signicat-secret")],
        |simulator| {
            let mut all = json!({ "api": simulator.signicat_url(), "client_id": "sim-signicat" });
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

/// Ends the session as if the person had; says where the browser would go.
async fn end(peer: &Peer, session: &ProviderSession, body: Value) -> String {
    let path = format!("/control/signicat/sessions/{}/finish", session.reference);
    peer.control(&path, body).await["location"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn succeed(peer: &Peer, session: &ProviderSession) -> String {
    end(peer, session, json!({ "outcome": "SUCCESS" })).await
}

async fn only_session(peer: &Peer) -> Value {
    let state = peer.state().await;
    let sessions = state["signicat"]["sessions"].as_array().unwrap().clone();
    let [session] = sessions.as_slice() else {
        panic!("one session, not {}", sessions.len());
    };
    session.clone()
}

fn phone_of(snapshot: &Snapshot) -> &str {
    match snapshot {
        Snapshot::Done(outcome, _) => &outcome.facts[0].claims["phone_number"],
        other => panic!("not done: {other:?}"),
    }
}

/// SG-01, SG-02, SG-03, SG-14, SG-15, SG-17, SEC-108
#[tokio::test]
async fn sg_01_the_provider_gets_what_its_document_asks_for() {
    let peer =
        peer_with(json!({ "otp_sms_sender": "Signicat AS", "session_lifetime_seconds": 600 }))
            .await;
    let now = peer.clock.now();
    let started = peer.begin(Some(PHONE), Presentation::Frame).await;
    let session = only_session(&peer).await;
    assert_eq!(session["id"], started.session.reference.as_str());
    assert_eq!(session["flow"], "embedded");
    assert_eq!(session["status"], "CREATED");
    assert_eq!(
        session["embedded_parent_domains"],
        json!(["localhost:3000"])
    );
    assert_eq!(session["prefilled_mobile"], PHONE);
    assert_eq!(session["sender"], "Signicat AS");
    assert_eq!(session["language"], "en");
    let back = session["return_url"].as_str().unwrap();
    assert!(
        back.starts_with(&format!("{ORIGIN}/return/tested/")),
        "{back}"
    );
    let deadline = started.deadline.0 - now.0;
    assert!((600_000..660_000).contains(&deadline), "{deadline}");
}

/// SG-05
#[tokio::test]
async fn sg_05_the_frame_shows_the_authentication_url_as_it_came() {
    let peer = peer().await;
    let started = peer.begin(Some(PHONE), Presentation::Frame).await;
    let session = only_session(&peer).await;
    assert_eq!(session["authentication_url"], frame(&started).src.as_str());
    assert_eq!(
        frame(&started).provider_origins,
        [peer.simulator.signicat_url()]
    );
}

/// SG-08, SG-09, SG-11
#[tokio::test]
async fn sg_08_the_nonce_that_came_back_opens_the_result() {
    let peer = peer().await;
    let started = peer.begin(Some(PHONE), Presentation::Frame).await;
    let location = succeed(&peer, &started.session).await;
    let Finished {
        session, snapshot, ..
    } = peer.finish(&started.session, &location).await.unwrap();
    assert_eq!(phone_of(&snapshot), "+447700900000");
    // Control of a number is a fact only.
    assert!(verified(&peer, &snapshot).is_empty());
    // The nonce is remembered: the truth can be asked for again, in another process too.
    assert_eq!(peer.fetch(&session).await.unwrap(), snapshot);
}

/// SG-09: without the nonce nothing is asked; the provider would refuse it.
#[tokio::test]
async fn sg_09_before_the_return_nothing_is_asked() {
    let peer = peer().await;
    for presentation in [Presentation::Frame, Presentation::Page] {
        let started = peer.begin(Some(PHONE), presentation).await;
        let _ = succeed(&peer, &started.session).await;
        assert_eq!(
            peer.fetch(&started.session).await.unwrap(),
            Snapshot::Waiting
        );
    }
    assert_eq!(peer.calls("status").await, 0);
}

/// SG-08, SEC-109
#[tokio::test]
async fn sg_08_a_missing_a_doubled_a_wrong_and_a_foreign_nonce_are_refused() {
    let peer = peer().await;
    let other = peer.begin(Some(PHONE), Presentation::Frame).await;
    let foreign = succeed(&peer, &other.session).await;
    for wrong_status in [400, 403, 404] {
        peer.switches(json!({ "wrong_nonce_status": wrong_status }))
            .await;
        for scenario in ["no_nonce", "wrong_nonce", "nonce_twice"] {
            peer.control("/control/signicat/next", json!({ "scenario": scenario }))
                .await;
            let started = peer.begin(Some(PHONE), Presentation::Frame).await;
            let location = succeed(&peer, &started.session).await;
            let refused = peer.finish(&started.session, &location).await.unwrap_err();
            assert_eq!(refused, ProviderError::NotOurs, "{scenario} {wrong_status}");
        }
        let started = peer.begin(Some(PHONE), Presentation::Frame).await;
        let _ = succeed(&peer, &started.session).await;
        let refused = peer.finish(&started.session, &foreign).await.unwrap_err();
        assert_eq!(refused, ProviderError::NotOurs, "{wrong_status}");
    }
}

/// SG-10: over the wire, in both presentations.
#[tokio::test]
async fn sg_10_every_final_status_is_handled() {
    let peer = peer().await;
    for presentation in [Presentation::Frame, Presentation::Page] {
        for (status, meaning) in [
            ("ABORT", Snapshot::Failed(Reason::Cancelled)),
            ("CANCELLED", Snapshot::Failed(Reason::Cancelled)),
            ("ERROR", Snapshot::Failed(Reason::ProviderError)),
            ("INVALID", Snapshot::Failed(Reason::ProviderError)),
            ("EXPIRED", Snapshot::Expired),
        ] {
            let started = peer.begin(Some(PHONE), presentation).await;
            let location = end(&peer, &started.session, json!({ "outcome": status })).await;
            let finished = peer.finish(&started.session, &location).await.unwrap();
            assert_eq!(finished.snapshot, meaning, "{status}");
        }
    }
}

/// SG-10, SEC-112: what the return looks like does not matter, the status does.
#[tokio::test]
async fn sg_10_the_status_wins_over_the_return_and_unknown_is_not_success() {
    let peer = peer().await;
    for (scenario, outcome, meaning) in [
        (
            "success_return_but_error",
            "ERROR",
            Some(Snapshot::Failed(Reason::ProviderError)),
        ),
        ("unknown_status", "SUCCESS", Some(Snapshot::Processing)),
        ("status_missing", "SUCCESS", Some(Snapshot::Processing)),
        ("status_late", "SUCCESS", Some(Snapshot::Waiting)),
        (
            "no_subject",
            "SUCCESS",
            Some(Snapshot::Failed(Reason::ProviderError)),
        ),
        (
            "no_phone",
            "SUCCESS",
            Some(Snapshot::Failed(Reason::ProviderError)),
        ),
        (
            "wrong_provider",
            "SUCCESS",
            Some(Snapshot::Failed(Reason::ProviderError)),
        ),
        ("wrong_session_id", "SUCCESS", None),
    ] {
        peer.control("/control/signicat/next", json!({ "scenario": scenario }))
            .await;
        let started = peer.begin(Some(PHONE), Presentation::Page).await;
        let location = end(&peer, &started.session, json!({ "outcome": outcome })).await;
        let finished = peer.finish(&started.session, &location).await;
        match meaning {
            Some(meaning) => assert_eq!(finished.unwrap().snapshot, meaning, "{scenario}"),
            None => assert!(is_unexpected(&finished), "{scenario}"),
        }
    }
    peer.control(
        "/control/signicat/next",
        json!({ "scenario": "error_return_but_success" }),
    )
    .await;
    let started = peer.begin(Some(PHONE), Presentation::Page).await;
    let location = succeed(&peer, &started.session).await;
    assert_eq!(
        phone_of(
            &peer
                .finish(&started.session, &location)
                .await
                .unwrap()
                .snapshot
        ),
        "+447700900000"
    );
}

/// SG-13
#[tokio::test]
async fn sg_13_on_a_page_of_its_own_the_session_id_comes_back() {
    let peer = peer().await;
    let started = peer.begin(Some(PHONE), Presentation::Page).await;
    let session = only_session(&peer).await;
    assert_eq!(session["flow"], "redirect");
    assert_eq!(session["authentication_url"], redirect(&started));
    let urls = session["callback_urls"].as_array().unwrap();
    assert!(
        urls.len() == 3 && urls.iter().all(|url| url == &urls[0]),
        "{urls:?}"
    );
    let location = succeed(&peer, &started.session).await;
    assert_eq!(
        phone_of(
            &peer
                .finish(&started.session, &location)
                .await
                .unwrap()
                .snapshot
        ),
        "+447700900000"
    );
    for wrong in [
        format!("{ORIGIN}/return/tested/h"),
        format!(
            "{ORIGIN}/return/tested/h?sessionId={}",
            peer.begin(None, Presentation::Page).await.session.reference
        ),
        format!("{location}&sessionId=x"),
        format!(
            "{ORIGIN}/return/tested/h?sessionNonce={}",
            started.session.reference
        ),
    ] {
        assert_eq!(
            peer.finish(&started.session, &wrong).await.unwrap_err(),
            ProviderError::NotOurs,
            "{wrong}"
        );
    }
}

/// SG-13: the superseded session is cancelled, even when it is over.
#[tokio::test]
async fn sg_13_a_superseded_session_is_cancelled() {
    let peer = peer().await;
    let Started { session, .. } = peer.begin(Some(PHONE), Presentation::Frame).await;
    peer.provider.abandon(peer.call(), &session).await.unwrap();
    assert_eq!(only_session(&peer).await["status"], "CANCELLED");
    peer.provider.abandon(peer.call(), &session).await.unwrap();
}

/// SG-16, SEC-110
#[tokio::test]
async fn sg_16_an_edited_number_is_refused_and_other_spellings_are_not() {
    let peer = peer().await;
    let started = peer.begin(Some(PHONE), Presentation::Frame).await;
    let edited = json!({ "outcome": "SUCCESS", "phone_number": "+447700900099" });
    let location = end(&peer, &started.session, edited).await;
    let finished = peer.finish(&started.session, &location).await.unwrap();
    assert_eq!(finished.snapshot, Snapshot::Failed(Reason::ContactMismatch));
    for scenario in [
        "normal",
        "phone_with_plus",
        "phone_with_double_zero",
        "phone_with_blanks",
    ] {
        peer.control("/control/signicat/next", json!({ "scenario": scenario }))
            .await;
        let started = peer.begin(Some(PHONE), Presentation::Frame).await;
        let location = succeed(&peer, &started.session).await;
        let finished = peer.finish(&started.session, &location).await.unwrap();
        assert!(
            matches!(finished.snapshot, Snapshot::Done(..)),
            "{scenario}: {:?}",
            finished.snapshot
        );
    }
}

/// SG-17, SEC-111
#[tokio::test]
async fn sg_17_a_session_lasts_as_long_as_it_was_asked_to() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Frame).await;
    let left = started.deadline.0 - peer.clock.now().0;
    assert!((1_140_000..=1_200_000).contains(&left), "{left}");
}
