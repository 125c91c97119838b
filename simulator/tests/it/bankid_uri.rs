//! Who may open an authorize_uri, how long, and who may take its steps (BI-06, BI-11, SEC-84).

use reqwest::StatusCode;
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::json;

use crate::bankid_merchant::{ANCESTOR, Merchant};
use crate::bankid_page::{Page, page, step};
use crate::harness::Answer;

/// BI-11, SEC-84
#[tokio::test]
async fn sec_84_the_uri_opens_for_60_seconds_and_then_only_for_who_opened_it() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    merchant.simulator.advance_s(59).await;
    let first = page(&merchant, &opened).await;
    assert_eq!(first.status, StatusCode::OK);
    merchant.simulator.advance_s(1).await;
    let stranger = page(&merchant, &opened).await;
    assert_eq!(stranger.status, StatusCode::GONE);
    assert!(stranger.html.contains("This has run out") && !stranger.html.contains("<script"));
    assert!(
        stranger
            .policy()
            .ends_with(&format!("frame-ancestors {ANCESTOR}"))
    );
    let reload = merchant
        .simulator
        .client
        .get(&opened.uri)
        .header(COOKIE, first.cookie());
    assert_eq!(Page::of(reload).await.status, StatusCode::OK);
    merchant.next("authorize_uri_expired").await;
    let expired = merchant.open("n-2").await;
    assert_eq!(page(&merchant, &expired).await.status, StatusCode::GONE);
}

/// BI-11: single use after the code.
#[tokio::test]
async fn bi_11_after_the_code_the_uri_is_used_up() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let first = page(&merchant, &opened).await;
    step(&merchant, &opened, &first.data("token"), "begin", json!({})).await;
    step(
        &merchant,
        &opened,
        &first.data("token"),
        "approve",
        json!({}),
    )
    .await;
    let again = merchant
        .simulator
        .client
        .get(&opened.uri)
        .header(COOKIE, first.cookie());
    let again = Page::of(again).await;
    assert!(again.status == StatusCode::GONE && again.html.contains("This has been used"));
    let twice = step(
        &merchant,
        &opened,
        &first.data("token"),
        "approve",
        json!({}),
    )
    .await;
    assert_eq!(twice.status, StatusCode::GONE);
    let unknown = Page::of(
        merchant
            .simulator
            .client
            .get(merchant.bis("/iframe/unknown")),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.policy().ends_with("frame-ancestors 'none'"));
}

#[tokio::test]
async fn only_the_page_takes_steps() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let token = page(&merchant, &opened).await.data("token");
    assert_eq!(
        step(&merchant, &opened, "forged", "approve", json!({}))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let body = json!({ "token": token, "step": "approve" });
    let url = format!("{}/step", opened.uri);
    let foreign = merchant
        .simulator
        .client
        .post(url)
        .header(ORIGIN, "https://evil.example")
        .json(&body);
    assert_eq!(Answer::of(foreign).await.status, StatusCode::FORBIDDEN);
    assert_eq!(merchant.grant(&opened.id).await.0, StatusCode::NOT_FOUND);
}

/// BI-06: an approval after exp is none.
#[tokio::test]
async fn bi_06_approving_too_late_is_a_timeout() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let token = page(&merchant, &opened).await.data("token");
    merchant.simulator.advance_s(900).await;
    let late = step(&merchant, &opened, &token, "approve", json!({}))
        .await
        .body;
    assert_eq!(
        late["events"],
        json!(["authorization_timeout", "redirecting_to_merchant"])
    );
}

/// SEC-132
#[tokio::test]
async fn frame_never_loads_leaves_the_browser_waiting() {
    let merchant = Merchant::start().await;
    merchant.next("frame_never_loads").await;
    let opened = merchant.open("n-1").await;
    let waiting = merchant.simulator.client.get(&opened.uri).send();
    let waiting = tokio::spawn(waiting);
    // The session is marked as opened before the page waits.
    while merchant.state_of(&opened.id).await["authorization"]["is_opened"] != json!(true) {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    waiting.abort();
}
