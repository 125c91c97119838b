//! A body for every route that takes one, and one of everything that has an id.

use serde_json::{Value, json};
use vestibule_server::http::api;

use super::bench::{Partner, beginning};

/// A journey of the stories' configuration without a live connection.
pub const JOURNEY: &str = "phone";
/// What nobody has.
pub const UNKNOWN: &str = "0190f3a4-7c1e-7b2d-8000-0123456789ab";

/// The OpenAPI document.
pub fn document() -> Value {
    serde_json::from_str(&api::document_text().unwrap()).unwrap()
}

/// Method, path template and operation of every route.
pub fn operations() -> Vec<(String, String, Value)> {
    let document = document();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    assert!(all.len() > 20);
    all
}

/// A new endpoint.
pub fn endpoint() -> Value {
    json!({ "url": "https://shop.example.com/hooks" })
}

/// What a route is sent whose request shall be read.
pub fn body(method: &str, path: &str) -> Option<Value> {
    let rest = path.strip_prefix("/api/v1").unwrap();
    match (method, rest) {
        ("GET" | "DELETE", _) => None,
        ("POST", "/onboardings") => Some(beginning(JOURNEY)),
        ("POST", "/onboardings/{id}/result") => Some(json!({
            "result_code": "A".repeat(43), "session_binding": "another-session-of-the-shop",
        })),
        ("POST", "/webhook-endpoints") => Some(endpoint()),
        ("PATCH", "/webhook-endpoints/{id}") => Some(json!({ "description": "other" })),
        ("POST", "/webhook-endpoints/{id}/secrets") => Some(json!({ "scheme": "v1" })),
        ("POST", "/onboardings/{id}/links") => Some(json!({})),
        (
            "POST",
            "/onboardings/{id}/cancel"
            | "/onboardings/{id}/erase"
            | "/onboardings/{id}/reference-image"
            | "/webhook-endpoints/{id}/test"
            | "/webhook-deliveries/{id}/redeliver",
        ) => None,
        other => panic!("what does {other:?} take?"),
    }
}

/// What a client has: the ids of an onboarding, an endpoint and a delivery.
pub struct Possessions {
    onboarding: String,
    endpoint: String,
    delivery: String,
}

impl Possessions {
    pub async fn of(owner: &Partner) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let begun = owner.post("/onboardings", &beginning(JOURNEY)).await;
        let onboarding = text(&begun.is(201)["onboarding"]["id"]);
        let made = owner.post("/webhook-endpoints", &endpoint()).await.is(201);
        let endpoint = text(&made["endpoint"]["id"]);
        let test = format!("/webhook-endpoints/{endpoint}/test");
        let sent = owner.post(&test, &json!({})).await.is(202);
        Self {
            onboarding,
            endpoint,
            delivery: text(&sent["delivery"]["id"]),
        }
    }

    /// The id that fits into this path.
    pub fn id(&self, path: &str) -> &str {
        let rest = path.strip_prefix("/api/v1/").unwrap();
        match rest.split('/').next() {
            Some("onboardings") => &self.onboarding,
            Some("webhook-endpoints") => &self.endpoint,
            Some("webhook-deliveries") => &self.delivery,
            _ => panic!("what has the id of {path}?"),
        }
    }
}
