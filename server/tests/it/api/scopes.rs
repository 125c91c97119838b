//! Scopes: what a key may do, from the one table that the gate asks.

use std::collections::BTreeSet;

use axum::http::Method;
use vestibule_server::{
    http::api::scopes::{Needs, TABLE},
    services::clients::{Mode, Scope},
};

use super::{
    bench::{Partner, partner, with_key},
    samples::{UNKNOWN, body, operations},
};
use crate::app::TestApp;

/// SEC-149: a route that is in the document and not in the table would not be served; one that is in the table and not in the
/// document would not be tested.
#[test]
fn the_table_and_the_document_have_the_same_routes() {
    let documented: BTreeSet<_> = operations()
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let listed: BTreeSet<_> = TABLE
        .iter()
        .map(|(method, path, _)| (method.to_string(), (*path).to_owned()))
        .collect();
    assert_eq!(documented, listed);
    assert_eq!(TABLE.len(), listed.len());
    for (method, path, operation) in operations() {
        let needs = TABLE
            .iter()
            .find(|(one, at, _)| one.as_str() == method && *at == path);
        let shown = match needs.unwrap().2 {
            Needs::Key => serde_json::json!([{ "key": [] }]),
            Needs::Scope(scope) => serde_json::json!([{ "key": [scope.code()] }]),
        };
        assert_eq!(operation["security"], shown, "{method} {path}");
    }
}

/// SEC-149, SEC-150: each scope alone x each route.
#[tokio::test]
async fn each_scope_opens_its_routes_and_no_other() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    for scope in Scope::ALL {
        let key = with_key(&app, &shop.client, Mode::Test, &[scope]).await;
        for (method, path, needs) in TABLE {
            let at = path.strip_prefix("/api/v1").unwrap();
            let at = at.replace("{id}", UNKNOWN);
            let sent = body(method.as_str(), path);
            let answer = key.call(method.clone(), &at, &[], sent.as_ref()).await;
            let is_refused = answer.status == 403;
            let may = match needs {
                Needs::Key => true,
                Needs::Scope(needed) => *needed == scope,
            };
            assert_eq!(is_refused, !may, "{} {method} {path}", scope.code());
            if is_refused {
                let problem = answer.is_problem(403, "insufficient_scope");
                let detail = problem["detail"].as_str().unwrap();
                assert!(!detail.contains(scope.code()), "{detail}");
            } else {
                assert!(!answer.status.is_server_error(), "{method} {path}");
            }
        }
    }
    assert!(app.audited("api.refused").await > 0);
}

/// SEC-149: without a key there is nothing, not even to learn which paths there are.
#[tokio::test]
async fn without_a_key_every_path_is_the_same() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let nobody = Partner {
        key: "vst_test_12345678_no".to_owned(),
        ..shop
    };
    let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
    for path in ["/client", "/onboardings", "/nothing", "/onboardings/1/x"] {
        for method in &methods {
            let answer = nobody.call(method.clone(), path, &[], None).await;
            answer.is_problem(401, "unauthorized");
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let answer = shop.delete("/onboardings").await;
    answer.is_problem(405, "method_not_allowed");
    let mut allowed: Vec<_> = answer.header("allow").split(", ").collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    let nothing = shop.get("/nothing").await;
    nothing.is_problem(404, "not_found");
    let deeper = shop.get(&format!("/onboardings/{UNKNOWN}/nothing")).await;
    deeper.is_problem(404, "not_found");
}
