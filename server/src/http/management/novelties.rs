//! `GET /novelties`: what providers said that their contracts do not know, by connection.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, Router, extract::State, http::header, response::IntoResponse, routing::get};
use serde_json::{Value, json};

use crate::novelties::Novelties;

/// The route, for these connections.
pub fn router(connections: Vec<Arc<Novelties>>) -> Router {
    Router::new()
        .route("/novelties", get(show))
        .with_state(Arc::from(connections))
}

async fn show(State(connections): State<Arc<[Arc<Novelties>]>>) -> impl IntoResponse {
    let shown: BTreeMap<String, Value> = connections
        .iter()
        .map(|novelties| (novelties.connection().to_string(), json!(novelties.all())))
        .collect();
    (
        [(header::CACHE_CONTROL, "no-store")],
        Json(json!({ "connections": shown })),
    )
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt;
    use vestibule::{id::ConnectionName, time::Timestamp};

    use super::*;
    use crate::clock::SettableClock;

    #[tokio::test]
    async fn operators_see_what_is_new_for_each_connection() {
        let clock = Arc::new(SettableClock::fixed(Timestamp(1000)));
        let of = |name: &str| {
            let name = ConnectionName::new(name).unwrap();
            Arc::new(Novelties::new(name, clock.clone()))
        };
        let (phone, face) = (of("phone"), of("face"));
        phone.value("phone.read", "status", "PAUSED");
        phone.value("phone.read", "status", "PAUSED");
        let request = Request::get("/novelties").body(Body::empty()).unwrap();
        let response = router(vec![phone, face]).oneshot(request).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            body,
            json!({ "connections": { "face": [], "phone": [{
                "kind": "value", "place": "phone.read", "name": "status=PAUSED",
                "count": 2, "first_ms": 1000, "last_ms": 1000,
            }] } })
        );
    }
}
