//! The OpenAPI document: committed, complete, and to be browsed.

use std::{collections::BTreeSet, path::Path};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::Value;
use vestibule_server::http::api::{self, problem};

use super::samples::{document, operations};
use crate::app::TestApp;

#[test]
fn the_committed_document_is_todays() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        committed == api::document_text().unwrap(),
        "run: cargo run -p vestibule-server -- openapi > docs/openapi.json"
    );
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            if let Some(Value::String(to)) = members.get("$ref") {
                found.insert(to);
            }
            members.values().for_each(|value| references(value, found));
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let to = document.pointer(&reference[1..]);
        assert!(to.is_some(), "{reference}");
    }
}

#[test]
fn every_code_is_in_the_document_as_it_is_sent() {
    let codes: Vec<_> = problem::Code::ALL.iter().map(|one| one.code()).collect();
    let documented = &document()["components"]["schemas"]["ProblemCode"]["enum"];
    assert_eq!(documented, &serde_json::json!(codes));
}

#[test]
fn every_route_says_how_it_may_be_refused() {
    assert_eq!(document()["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(ids.insert(id.clone()), "{id} is there twice");
        for part in ["summary", "tags"] {
            assert!(!operation[part].is_null(), "{method} {path}: {part}");
        }
        let responses = operation["responses"].as_object().unwrap();
        let mut expected = vec!["400", "401", "403", "429", "500", "503"];
        if path.contains("{id}") {
            expected.push("404");
        }
        if method == "POST" {
            expected.extend(["409", "413", "422"]);
            let mut parameters = operation["parameters"].as_array().unwrap().iter();
            assert!(parameters.any(|one| one["name"] == "Idempotency-Key"));
        }
        if !operation["requestBody"].is_null() {
            expected.push("415");
        }
        for status in expected {
            assert!(responses.contains_key(status), "{method} {path}: {status}");
        }
        assert!(responses.keys().any(|status| status.starts_with('2')));
    }
}

/// Whatever is sent is closed: a field that is not described is refused, and the document says so.
#[test]
fn every_body_is_closed() {
    let document = document();
    for (method, path, operation) in operations() {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let mut found = BTreeSet::new();
        references(schema, &mut found);
        for reference in found {
            let schema = document.pointer(&reference[1..]).unwrap();
            let open = &schema["additionalProperties"];
            assert_eq!(open, &Value::Bool(false), "{method} {path}: {reference}");
        }
    }
}

async fn page(app: &TestApp, path: &str) -> (u16, String, String) {
    let request = Request::builder()
        .method(Method::GET)
        .uri(path)
        .header(header::HOST, "localhost:3000");
    let request = request.body(Body::empty()).unwrap();
    let (status, headers, body) = app.line.send_for_bytes(request).await;
    let policy = headers["content-security-policy"].to_str().unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    (status.as_u16(), policy.to_owned(), text)
}

#[tokio::test]
async fn the_document_is_browsed_without_any_other_host() {
    let app = TestApp::start().await;
    let (status, _, text) = page(&app, api::docs::DOCUMENT).await;
    assert_eq!(status, 200);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document());
    let (status, policy, html) = page(&app, "/api/docs/").await;
    assert_eq!(status, 200);
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "));
    for foreign in ["http://", "https://", "unsafe-eval", "script-src 'self' "] {
        assert!(!policy.contains(foreign), "{policy}");
    }
    assert!(!html.contains("http://") && !html.contains("https://"));
    let (_, _, script) = page(&app, "/api/docs/swagger-initializer.js").await;
    assert!(script.contains(api::docs::DOCUMENT), "{script}");
    assert!(script.contains(r#""validatorUrl": "none""#), "{script}");
    assert!(!script.contains("petstore"), "{script}");
    let (status, policy, _) = page(&app, "/api/docs/nothing").await;
    assert_eq!(status, 404);
    assert!(policy.starts_with("default-src 'none'; "));
}
