//! Keys: who is let in, and who is told what.

use axum::http::Method;
use vestibule_server::services::{
    audit::Actor,
    clients::{self, Mode, NewKey, Scope},
};

use super::bench::{Partner, ending, partner, with, with_key};
use crate::app::{BEGINNING, MINUTE, TestApp};

/// SEC-150
#[tokio::test]
async fn a_key_that_is_over_is_no_key() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    shop.get("/client").await.is(200);

    let short = with(&app, &shop.client, ending(BEGINNING + MINUTE)).await;
    short.get("/client").await.is(200);
    app.clock.advance(MINUTE);
    short.get("/client").await.is_problem(401, "unauthorized");

    let prefix = &shop.key[.."vst_test_12345678".len()];
    clients::revoke_key(&app.core, &shop.client, prefix, Actor::CommandLine)
        .await
        .unwrap();
    let answer = shop.get("/client").await;
    answer.is_problem(401, "unauthorized");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
}

/// SEC-150: nothing that is not exactly one bearer key in the header.
#[tokio::test]
async fn a_key_is_taken_from_the_header_only() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let nobody = Partner {
        key: String::new(),
        ..shop.clone()
    };
    nobody.get("/client").await.is_problem(401, "unauthorized");
    let in_url = format!("/client?api_key={}", shop.key);
    nobody.get(&in_url).await.is_problem(400, "key_in_url");
    shop.get(&in_url).await.is_problem(400, "key_in_url");

    let mut last = shop.key.clone();
    last.pop();
    for (name, value) in [
        ("cookie", format!("key={}", shop.key)),
        ("authorization", format!("Basic {}", shop.key)),
        ("authorization", shop.key.clone()),
        ("authorization", format!("Bearer {last}x")),
        ("authorization", format!("Bearer {last}")),
        ("x-api-key", shop.key.clone()),
    ] {
        let mut request = shop.request(Method::GET, "/client");
        request.headers_mut().unwrap().remove("authorization");
        let request = request.header(name, value);
        let answer = shop.send(request.body(String::new().into()).unwrap()).await;
        answer.is_problem(401, "unauthorized");
    }
    let twice = shop
        .request(Method::GET, "/client")
        .header("authorization", format!("Bearer {}", shop.key));
    let answer = shop.send(twice.body(String::new().into()).unwrap()).await;
    answer.is_problem(401, "unauthorized");
}

/// SEC-150: a key with a list of addresses is refused from elsewhere, whatever X-Forwarded-For says.
#[tokio::test]
async fn a_key_works_only_from_where_it_may_be_used() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let new = NewKey {
        label: "office".to_owned(),
        mode: Mode::Test,
        scopes: Scope::ALL.into_iter().collect(),
        sources: vec!["198.51.100.0/24".parse().unwrap()],
        expires_at: None,
    };
    let mut office = with(&app, &shop.client, new).await;
    let headers = [("x-forwarded-for", "198.51.100.9")];
    let answer = office.call(Method::GET, "/client", &headers, None).await;
    answer.is_problem(403, "source_not_allowed");
    office.from = "198.51.100.9:1".parse().unwrap();
    office.get("/client").await.is(200);
}

/// SEC-150
#[tokio::test]
async fn a_disabled_client_has_no_keys() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    clients::set_disabled(&app.core, &shop.client, true, Actor::CommandLine)
        .await
        .unwrap();
    shop.get("/client").await.is_problem(401, "unauthorized");
    clients::set_disabled(&app.core, &shop.client, false, Actor::CommandLine)
        .await
        .unwrap();
    shop.get("/client").await.is(200);
}

/// SEC-150
#[tokio::test]
async fn a_key_says_what_it_may_do() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let reader = with_key(&app, &shop.client, Mode::Live, &[Scope::WebhooksRead]).await;
    let me = reader.get("/client").await.is(200);
    assert_eq!(me["client"], "shop");
    assert_eq!(me["mode"], "live");
    assert_eq!(me["scopes"], serde_json::json!(["webhooks:read"]));
}
