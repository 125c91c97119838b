//! Tokens, refusals and a provider that is broken.

use super::*;

/// OK-16
#[tokio::test]
async fn ok_16_a_launch_url_elsewhere_is_not_shown() {
    let peer = peer().await;
    scenario(&peer, "launch_url_other_origin").await;
    let said = advice(peer.try_start(None, Presentation::Frame).await);
    assert!(said.contains("settings.web_app_origins"), "{said}");
    for name in ["launch_url_script", "launch_url_missing"] {
        for presentation in [Presentation::Frame, Presentation::Page] {
            scenario(&peer, name).await;
            let answer = peer.try_start(None, presentation).await;
            assert!(is_unexpected(&answer), "{name}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn each_refusal_of_initiate_flow_has_its_advice() {
    let peer = peer().await;
    for (name, key) in [
        ("initiate_invalid", "settings.flow"),
        ("initiate_forbidden", "settings.onboarding_partner"),
        ("initiate_unauthorized", "secrets.pass_key"),
    ] {
        // Unauthorized is asked twice, with a new token in between.
        peer.control(
            "/control/onekyc/next",
            json!({ "scenario": name, "times": 2 }),
        )
        .await;
        let said = advice(peer.try_start(None, Presentation::Frame).await);
        assert!(said.contains(key), "{name}: {said}");
        peer.control("/control/reset", json!({})).await;
    }
    scenario(&peer, "initiate_duplicate").await;
    assert!(is_unexpected(
        &peer.try_start(None, Presentation::Frame).await
    ));
    scenario(&peer, "initiate_error").await;
    assert!(is_unavailable(
        &peer.try_start(None, Presentation::Frame).await
    ));
}

#[tokio::test]
async fn wrong_credentials_are_told_apart_from_a_gateway_that_is_down() {
    let peer = peer_with(json!({ "client_id": "nobody" })).await;
    let said = advice(peer.try_start(None, Presentation::Frame).await);
    assert!(
        said.contains("settings.client_id") && said.contains("110"),
        "{said}"
    );
    let peer = peer_with(json!({ "onboarding_partner": "OTHER-WEB_SDK-KYC" })).await;
    let said = advice(peer.try_start(None, Presentation::Frame).await);
    assert!(said.contains("settings.onboarding_partner"), "{said}");
}

/// OK-01, SEC-107
#[tokio::test]
async fn ok_01_the_partner_token_is_cached_and_refreshed_once() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Frame).await;
    peer.begin(None, Presentation::Frame).await;
    assert_eq!(peer.calls("token").await, 1);
    peer.control("/control/onekyc/revoke-tokens", json!({}))
        .await;
    for code in [110, 1539] {
        peer.switches(json!({ "details_unauthorized_code": code }))
            .await;
        assert_eq!(
            peer.fetch(&started.session).await.unwrap(),
            Snapshot::Waiting
        );
    }
    assert_eq!(peer.calls("token").await, 2);
    peer.fault("unauthorized", "details", json!({ "times": 2 }))
        .await;
    let said = advice(peer.fetch(&started.session).await);
    assert!(said.contains("401"), "{said}");
    assert_eq!(peer.calls("token").await, 3);
}

/// SEC-37, SEC-73
#[tokio::test]
async fn a_broken_gateway_never_looks_like_an_answer() {
    let peer = peer().await;
    let started = peer.begin(None, Presentation::Frame).await;
    settle(&peer, &started.session, VALID()).await;
    for (fault, unavailable) in FAULTS {
        assert!(peer.fetch(&started.session).await.is_ok());
        peer.fault(fault, "details", json!({})).await;
        let answer = peer.fetch(&started.session).await;
        assert!(is_told(&answer, unavailable), "{fault}: {answer:?}");
        peer.fault(fault, "initiate", json!({})).await;
        let answer = peer.try_start(None, Presentation::Frame).await;
        assert!(is_told(&answer, unavailable), "{fault}: {answer:?}");
    }
    for body in [
        json!({ "success": false, "data": { "status": "COMPLETED", "result": "VALID" } }),
        json!({ "success": true, "data": null }),
        json!({ "data": { "status": "COMPLETED", "result": "VALID" } }),
        json!({ "success": true, "data": { "status": "COMPLETED", "result": "VALID" } }),
    ] {
        peer.fault("answer", "details", json!({ "status": 200, "body": body }))
            .await;
        assert!(is_unexpected(&peer.fetch(&started.session).await), "{body}");
    }
}
