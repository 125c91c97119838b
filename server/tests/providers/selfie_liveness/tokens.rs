//! The partner token: one for all, fetched by one.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::*;

/// SL-01, SL-02
#[tokio::test]
async fn sl_02_the_partner_token_is_cached_and_refreshed_once() {
    let peer = peer().await;
    let started = begin(&peer, false).await;
    begin(&peer, false).await;
    assert_eq!(peer.calls("token").await, 1);
    peer.control("/control/selfie_liveness/revoke-tokens", json!({}))
        .await;
    for code in [110, 1539] {
        peer.switches(json!({ "details_unauthorized_code": code }))
            .await;
        let snapshot = peer.fetch(&started.session).await.unwrap();
        assert_eq!(snapshot, Snapshot::Waiting);
    }
    assert_eq!(peer.calls("token").await, 2);
}

/// SL-02: and shortly before it expires a new one is fetched.
#[tokio::test]
async fn sl_02_a_token_that_is_about_to_expire_is_replaced() {
    let peer = peer().await;
    begin(&peer, false).await;
    peer.clock.advance(3_000_000);
    begin(&peer, false).await;
    assert_eq!(peer.calls("token").await, 1);
    peer.clock.advance(600_000);
    begin(&peer, false).await;
    assert_eq!(peer.calls("token").await, 2);
}

/// SL-02: a thousand starts at once ask for one token.
#[tokio::test]
async fn sl_02_a_thousand_concurrent_starts_make_one_token_call() {
    let peer = Arc::new(peer().await);
    // They all wait for it.
    peer.fault("late", "token", json!({ "delay_ms": 500 }))
        .await;
    let mut starts = JoinSet::new();
    for _ in 0..1_000 {
        let peer = Arc::clone(&peer);
        starts.spawn(async move {
            let started = start(&peer, &peer.applicant(None), &peer.attempt()).await;
            parameters(&started.unwrap())["token"].clone()
        });
    }
    let mut tokens: Vec<String> = starts
        .join_all()
        .await
        .iter()
        .map(|token| token.as_str().unwrap().to_owned())
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 1_000);
    assert_eq!(peer.calls("token").await, 1);
    assert_eq!(peer.calls("initiate").await, 1_000);
}
