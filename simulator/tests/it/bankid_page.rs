//! The client page as a browser's requests see it (BI-07, BI-08, BI-11 to BI-13, SEC-84). What its scripts do is tested
//! in a browser, in end2end.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::bankid_merchant::{ANCESTOR, KARI, Merchant, Opened, payment, registration};
use crate::harness::{Answer, text};

/// A page and the headers it came with.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Page {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Self {
            status,
            headers,
            html: response.text().await.expect("text"),
        }
    }

    pub fn data(&self, name: &str) -> String {
        let (_, rest) = self
            .html
            .split_once(&format!("data-{name}=\""))
            .expect("the attribute");
        rest.split('"').next().expect("a value").to_owned()
    }

    pub fn policy(&self) -> &str {
        self.headers["content-security-policy"]
            .to_str()
            .expect("text")
    }

    /// `name=value` of the cookie.
    pub fn cookie(&self) -> String {
        let cookie = self.headers["set-cookie"].to_str().expect("text");
        cookie.split(';').next().expect("a pair").to_owned()
    }
}

pub async fn page(merchant: &Merchant, opened: &Opened) -> Page {
    Page::of(merchant.simulator.client.get(&opened.uri)).await
}

pub async fn step(
    merchant: &Merchant,
    opened: &Opened,
    token: &str,
    step: &str,
    more: Value,
) -> Answer {
    let mut body = json!({ "token": token, "step": step });
    body.as_object_mut()
        .expect("an object")
        .extend(more.as_object().cloned().unwrap_or_default());
    Answer::of(
        merchant
            .simulator
            .client
            .post(format!("{}/step", opened.uri))
            .json(&body),
    )
    .await
}

/// BI-08, BI-11, BI-12
#[tokio::test]
async fn bi_12_the_page_is_framed_by_the_ancestor_alone_and_never_stored() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let page = page(&merchant, &opened).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.policy()
            .ends_with(&format!("frame-ancestors {ANCESTOR}"))
    );
    assert!(!page.policy().contains("unsafe"));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.data("ancestor"), ANCESTOR);
    assert_eq!(page.data("format"), "string");
    assert_eq!(page.data("lasts"), "900000", "milliseconds until exp");
    let words = merchant.state_of(&opened.id).await["binding_message"].clone();
    assert!(page.html.contains(&text(&words)));
    assert!(page.html.contains("123.45 NOK to Ærlig Økonomi AS"));
    assert!(
        !page.html.contains("basket-1"),
        "references are never shown"
    );
    let cookie = page.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("bankid_sim_browser="));
    for attribute in [
        "HttpOnly",
        "Secure",
        "SameSite=None",
        "Partitioned",
        "Path=/iframe",
    ] {
        assert!(cookie.contains(attribute), "{attribute}");
    }
}

/// BI-13: all events of an approval, in the order that the contract gives.
#[tokio::test]
async fn bi_13_an_approval_posts_its_events_in_order_and_returns() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let token = page(&merchant, &opened).await.data("token");
    let begun = step(&merchant, &opened, &token, "begin", json!({}))
        .await
        .body;
    assert_eq!(
        begun["events"],
        json!([
            "initialization_completed",
            "authorization_pending",
            "awaiting_delegated_authentication"
        ])
    );
    assert_eq!(begun["view"], "app");
    let approved = step(&merchant, &opened, &token, "approve", json!({}))
        .await
        .body;
    assert_eq!(
        approved["events"],
        json!(["authorization_granted", "redirecting_to_merchant"])
    );
    assert_eq!(approved["view"], "return");
    let state = merchant.state_of(&opened.id).await;
    assert_eq!(approved["to"], state["authorization"]["location"]);
    assert_eq!(state["granted_to"], KARI);
}

/// BI-13, BI-17
#[tokio::test]
async fn bi_13_cancel_run_out_and_fail_have_their_own_events() {
    let merchant = Merchant::start().await;
    for (taken, event) in [
        ("cancel", "authorization_denied"),
        ("timeout", "authorization_timeout"),
        ("fail", "authorization_errored"),
    ] {
        let opened = merchant.open(taken).await;
        let token = page(&merchant, &opened).await.data("token");
        step(&merchant, &opened, &token, "begin", json!({})).await;
        let ended = step(&merchant, &opened, &token, taken, json!({}))
            .await
            .body;
        assert_eq!(ended["events"], json!([event, "redirecting_to_merchant"]));
        assert!(text(&ended["to"]).contains("error="), "{taken}");
    }
}

/// BI-07
#[tokio::test]
async fn bi_07_without_a_login_hint_the_page_asks_for_the_number() {
    let merchant = Merchant::start().await;
    let mut body = registration(&payment("n-1"));
    body.as_object_mut().expect("an object").remove("loginHint");
    let opened = merchant.open_with(&body, "openid sub_nnin").await;
    let token = page(&merchant, &opened).await.data("token");
    let begun = step(&merchant, &opened, &token, "begin", json!({}))
        .await
        .body;
    assert_eq!(
        begun["events"],
        json!(["initialization_completed", "awaiting_user_identity_input"])
    );
    assert_eq!(begun["view"], "identity");
    let early = step(&merchant, &opened, &token, "approve", json!({})).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let wrong = step(
        &merchant,
        &opened,
        &token,
        "identify",
        json!({ "nnin": "123" }),
    )
    .await
    .body;
    assert_eq!(
        (&wrong["view"], &wrong["wrong"]),
        (&json!("identity"), &json!(true))
    );
    let right = step(
        &merchant,
        &opened,
        &token,
        "identify",
        json!({ "nnin": "04917511212" }),
    )
    .await
    .body;
    assert_eq!(right["view"], "app");
    step(&merchant, &opened, &token, "approve", json!({})).await;
    assert_eq!(
        merchant.state_of(&opened.id).await["granted_to"],
        "04917511212"
    );
    merchant.next("awaiting_user_identity_input").await;
    let hinted = merchant.open("n-2").await;
    let token = page(&merchant, &hinted).await.data("token");
    assert_eq!(
        step(&merchant, &hinted, &token, "begin", json!({}))
            .await
            .body["view"],
        "identity"
    );
}

/// BI-07: a number that no person has, and a person without biometrics.
#[tokio::test]
async fn bi_07_who_has_no_biometrics_is_sent_back_with_an_error() {
    let merchant = Merchant::start().await;
    for nnin in ["17866222088", "00000000000"] {
        let mut body = registration(&payment(nnin));
        body["loginHint"][0]["value"] = json!(nnin);
        let opened = merchant.open_with(&body, "openid").await;
        let token = page(&merchant, &opened).await.data("token");
        let begun = step(&merchant, &opened, &token, "begin", json!({}))
            .await
            .body;
        assert_eq!(
            begun["events"],
            json!([
                "initialization_completed",
                "authorization_errored",
                "redirecting_to_merchant"
            ])
        );
        assert!(text(&begun["to"]).contains("error=server_error"));
    }
}

/// BI-13, BI-14, BI-17, SEC-88, SEC-89, SEC-132, SEC-133
#[tokio::test]
async fn each_scenario_of_the_frame_reaches_the_page() {
    let merchant = Merchant::start().await;
    for scenario in [
        "analytics_never",
        "analytics_unknown_event",
        "analytics_forged_granted",
        "analytics_reversed",
        "analytics_shapes",
        "analytics_markup",
        "analytics_huge",
        "analytics_flood",
        "analytics_other_origin",
    ] {
        merchant.next(scenario).await;
        let opened = merchant.open(scenario).await;
        assert_eq!(page(&merchant, &opened).await.data("play"), scenario);
    }
    merchant.next("frame_ancestors_none").await;
    let none = merchant.open("none").await;
    assert!(
        page(&merchant, &none)
            .await
            .policy()
            .ends_with("frame-ancestors 'none'")
    );
    merchant.next("navigates_top").await;
    let top = merchant.open("top").await;
    assert!(
        page(&merchant, &top)
            .await
            .html
            .contains("/assets/break-out.js")
    );
    merchant.next("initialization_errored").await;
    let errored = merchant.open("errored").await;
    let token = page(&merchant, &errored).await.data("token");
    let begun = step(&merchant, &errored, &token, "begin", json!({}))
        .await
        .body;
    assert_eq!(
        (&begun["events"], &begun["view"]),
        (&json!(["initialization_errored"]), &json!("failed"))
    );
    merchant.next("never_returns").await;
    let never = merchant.open("never").await;
    let token = page(&merchant, &never).await.data("token");
    let ended = step(&merchant, &never, &token, "approve", json!({}))
        .await
        .body;
    assert_eq!(
        (&ended["events"], &ended["view"]),
        (&json!(["authorization_granted"]), &json!("closing"))
    );
    merchant
        .switch(json!({ "analytics_object": true, "chips": false }))
        .await;
    let object = merchant.open("object").await;
    let page = page(&merchant, &object).await;
    assert_eq!(page.data("format"), "object");
    assert!(
        !page.headers["set-cookie"]
            .to_str()
            .expect("text")
            .contains("Partitioned")
    );
}

#[tokio::test]
async fn the_pages_scripts_and_styles_are_served() {
    let merchant = Merchant::start().await;
    for file in ["client.css", "client.js", "analytics.js", "break-out.js"] {
        let page = Page::of(
            merchant
                .simulator
                .client
                .get(merchant.bis(&format!("/assets/{file}"))),
        )
        .await;
        assert_eq!(page.status, StatusCode::OK, "{file}");
    }
    let foreign = Page::of(merchant.simulator.client.get(merchant.oidc("/foreign"))).await;
    assert!(foreign.html.contains("/assets/foreign.js"));
    let missing = Page::of(
        merchant
            .simulator
            .client
            .get(merchant.bis("/assets/other.js")),
    )
    .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
