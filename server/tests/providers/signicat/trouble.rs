//! Tokens, refusals and a provider that is broken.

use super::*;

/// SG-18
#[tokio::test]
async fn sg_18_a_hundred_starts_ask_for_one_token() {
    let peer = peer().await;
    let starts = (0..100).map(|_| peer.begin(None, Presentation::Frame));
    for start in futures(starts).await {
        assert!(!start.session.reference.is_empty());
    }
    assert_eq!(peer.calls("token").await, 1);
    assert_eq!(peer.calls("create").await, 100);
    peer.clock.advance(600_000);
    peer.begin(None, Presentation::Frame).await;
    assert_eq!(peer.calls("token").await, 2);
}

/// Polls all of them at once, without threads of their own.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut done = true;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => done = false,
                }
            }
        }
        if done {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect()
}

/// SG-18, SEC-107
#[tokio::test]
async fn sg_18_a_refused_token_is_refreshed_once() {
    let peer = peer().await;
    peer.begin(None, Presentation::Frame).await;
    peer.control("/control/signicat/revoke-tokens", json!({}))
        .await;
    peer.begin(None, Presentation::Frame).await;
    assert_eq!(peer.calls("token").await, 2);
    peer.fault("unauthorized", "create", json!({ "times": 5 }))
        .await;
    let said = advice(peer.try_start(None, Presentation::Frame).await);
    assert!(said.contains("401"), "{said}");
    assert_eq!(peer.calls("token").await, 3);
}

/// SG-18
#[tokio::test]
async fn sg_18_missing_permission_and_wrong_credentials_are_told_apart_from_a_provider_that_is_down()
 {
    let peer = peer_with(json!({ "client_id": "sim-signicat-nopermission" })).await;
    let said = advice(peer.try_start(None, Presentation::Frame).await);
    assert!(said.contains("Authentication REST API"), "{said}");
    let peer = peer_with(json!({ "client_id": "sim-signicat-unknown" })).await;
    let said = advice(peer.try_start(None, Presentation::Frame).await);
    assert!(
        said.contains("settings.client_id") && said.contains("invalid_client"),
        "{said}"
    );
    let peer = peer_with(
        json!({ "account_id": "a-sdge-simulator", "client_id": "sim-signicat-organisation" }),
    )
    .await;
    peer.begin(None, Presentation::Frame).await;
    let peer = peer_with(json!({ "client_id": "sim-signicat-organisation" })).await;
    advice(peer.try_start(None, Presentation::Frame).await);
}

/// SEC-37, SEC-73
#[tokio::test]
async fn a_broken_provider_never_looks_like_an_answer() {
    let peer = peer().await;
    let started = peer.begin(Some(PHONE), Presentation::Frame).await;
    let location = succeed(&peer, &started.session).await;
    let session = peer
        .finish(&started.session, &location)
        .await
        .unwrap()
        .session;
    for (fault, unavailable) in FAULTS {
        // Success in between keeps the circuit closed.
        assert!(peer.fetch(&session).await.is_ok());
        peer.fault(fault, "status", json!({})).await;
        let answer = peer.fetch(&session).await;
        assert!(is_told(&answer, unavailable), "{fault}: {answer:?}");
        peer.fault(fault, "create", json!({})).await;
        let answer = peer.try_start(None, Presentation::Frame).await;
        assert!(is_told(&answer, unavailable), "{fault}: {answer:?}");
    }
    // A GET is safe to repeat, so one bad gateway is not noticed.
    peer.fault("http503", "status", json!({})).await;
    assert!(peer.fetch(&session).await.is_ok());
}

/// SEC-73
#[tokio::test]
async fn a_token_endpoint_in_trouble_is_not_asked_blindly() {
    for (fault, unavailable) in [
        ("http500", true),
        ("rate_limited", true),
        ("redirect", false),
        ("not_json", false),
        ("huge", false),
    ] {
        let peer = peer().await;
        peer.fault(fault, "token", json!({ "times": 9 })).await;
        let answer = peer.try_start(None, Presentation::Frame).await;
        assert!(is_told(&answer, unavailable), "{fault}: {answer:?}");
        assert_eq!(peer.calls("token").await, 1, "{fault}");
        assert_eq!(peer.calls("create").await, 0, "{fault}");
    }
    let peer = peer().await;
    peer.fault("rate_limited", "token", json!({ "retry_after": 7 }))
        .await;
    let Err(ProviderError::Unavailable { retry_after_ms, .. }) =
        peer.try_start(None, Presentation::Frame).await
    else {
        panic!("not unavailable");
    };
    assert_eq!(retry_after_ms, Some(7_000));
}

#[tokio::test]
async fn a_provider_that_stays_down_opens_the_circuit_and_recovers() {
    let peer = peer().await;
    peer.begin(None, Presentation::Frame).await;
    peer.fault("down", "create", json!({ "times": 5 })).await;
    for _ in 0..5 {
        assert!(is_unavailable(
            &peer.try_start(None, Presentation::Frame).await
        ));
    }
    assert!(matches!(peer.http.circuit(), CircuitState::Open { .. }));
    let before = peer.calls("create").await;
    assert!(is_unavailable(
        &peer.try_start(None, Presentation::Frame).await
    ));
    assert_eq!(peer.calls("create").await, before);
    peer.clock.advance(30_000);
    peer.begin(None, Presentation::Frame).await;
    assert_eq!(peer.http.circuit(), CircuitState::Closed);
}
