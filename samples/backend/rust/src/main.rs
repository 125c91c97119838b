//! A backend that starts an onboarding and receives its result: docs/api.md explains it line by line.

use std::{collections::HashMap, env::var};

use axum::{
    Router,
    extract::Query,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use uuid::Uuid;

type Parameters = Query<HashMap<String, String>>;

struct Failed(String);

impl<E: ToString> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, self.0).into_response()
    }
}

async fn call(path: &str, body: Value) -> Result<Value, Failed> {
    let url = format!("{}/api/v1{path}", var("VESTIBULE_URL")?);
    let request = reqwest::Client::new()
        .post(url)
        .bearer_auth(var("VESTIBULE_KEY")?)
        .header("idempotency-key", Uuid::new_v4().to_string());
    let answer = request.json(&body).send().await?;
    Ok(answer.error_for_status()?.json().await?)
}

async fn start(Query(query): Parameters) -> Result<impl IntoResponse, Failed> {
    let (binding, done) = (
        Uuid::new_v4(),
        format!("http://localhost:{}/done", var("PORT")?),
    );
    let wanted =
        json!({ "journey": query.get("journey"), "return_url": done, "session_binding": binding });
    let begun = call("/onboardings", wanted).await?;
    let link = begun["link"]["url"].as_str().ok_or("no link")?.to_owned();
    let cookie = format!("binding={binding}; HttpOnly; SameSite=Lax; Path=/");
    let headers = [(header::LOCATION, link), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers))
}

async fn done(headers: HeaderMap, Query(query): Parameters) -> Result<String, Failed> {
    let cookies = headers.get(header::COOKIE).ok_or("no session")?.to_str()?;
    let binding = cookies
        .split("; ")
        .find_map(|one| one.strip_prefix("binding="))
        .ok_or("no session of ours")?;
    let onboarding: Uuid = query.get("onboarding").ok_or("no onboarding")?.parse()?;
    let shown = json!({ "result_code": query.get("result_code"), "session_binding": binding });
    let result = call(&format!("/onboardings/{onboarding}/result"), shown).await?;
    let facts = result["facts"].as_array().ok_or("no facts")?.iter();
    let kinds: Vec<&str> = facts.filter_map(|fact| fact["kind"].as_str()).collect();
    let status = result["onboarding"]["status"].as_str().ok_or("no status")?;
    Ok(format!("{status}: {}", kinds.join(",")))
}

async fn webhooks(headers: HeaderMap, body: String) -> Result<StatusCode, Failed> {
    Webhook::new(&var("WEBHOOK_SECRET")?)?.verify(body.as_bytes(), &headers)?;
    let event: Value = serde_json::from_str(&body)?;
    let (data, id) = (&event["data"], headers["webhook-id"].to_str()?);
    println!(
        "{id} {} {} {}",
        event["type"], data["onboarding"], data["sequence"]
    );
    Ok(StatusCode::NO_CONTENT)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let routes = Router::new()
        .route("/start", get(start))
        .route("/done", get(done))
        .route("/webhooks", post(webhooks));
    let port: u16 = var("PORT")?.parse()?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening");
    Ok(axum::serve(listener, routes).await?)
}
