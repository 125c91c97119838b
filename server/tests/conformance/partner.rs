//! Our own endpoints, as the provider calls them: completion callbacks and reference images. The adapter judges.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use tokio::{net::TcpListener, task::JoinHandle};
use vestibule::time::Timestamp;
use vestibule_server::{
    clock::{Clock, SettableClock},
    connection::Connection,
    provider::{Answer, Provider, Question, RawWebhook, WebhookError},
};

/// As the server takes them.
const MOST_BYTES: usize = 256 * 1024;
const IMAGE_LIVES_SECONDS: i64 = 300;
/// The beginning of a JPEG.
const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];

/// Stops listening when it is dropped.
pub struct Partner {
    pub url: String,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

struct Inner {
    provider: Arc<dyn Provider>,
    connection: Connection,
    clock: SettableClock,
    url: String,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The one person with a picture.
    user: Option<String>,
    /// Until when each image address may be used.
    images: BTreeMap<String, Timestamp>,
    taken: u32,
    refused: u32,
}

impl Drop for Partner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Partner {
    pub async fn listen(
        provider: Arc<dyn Provider>,
        connection: Connection,
        clock: SettableClock,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            provider,
            connection,
            clock,
            url: url.clone(),
            known: Mutex::default(),
        });
        let router = Router::new()
            .route("/callback", post(callback))
            .route("/reference-image", any(reference_image))
            .route("/image/{number}", get(image))
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .with_state(inner.clone());
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self { url, inner, task }
    }

    /// There is a picture of this person.
    pub fn knows(&self, user: &str) {
        self.inner.known.lock().unwrap().user = Some(user.to_owned());
    }

    /// How many callbacks were taken in, and how many refused.
    pub fn callbacks(&self) -> (u32, u32) {
        let known = self.inner.known.lock().unwrap();
        (known.taken, known.refused)
    }
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect()
}

async fn callback(
    State(partner): State<Arc<Inner>>,
    headers: HeaderMap,
    request: Request,
) -> StatusCode {
    let body = axum::body::to_bytes(request.into_body(), MOST_BYTES).await;
    let headers = pairs(&headers);
    let read = body.map_or(Err(WebhookError::Malformed), |body| {
        let raw = RawWebhook {
            headers: &headers,
            body: &body,
            received_at: partner.clock.now(),
        };
        partner.provider.read_webhook(&partner.connection, raw)
    });
    let mut known = partner.known.lock().unwrap();
    match read {
        Ok(_) => {
            known.taken += 1;
            StatusCode::OK
        }
        Err(error) => {
            known.refused += 1;
            match error {
                WebhookError::Unauthenticated => StatusCode::UNAUTHORIZED,
                _ => StatusCode::BAD_REQUEST,
            }
        }
    }
}

async fn reference_image(
    State(partner): State<Arc<Inner>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let headers = pairs(&headers);
    let raw = RawWebhook {
        headers: &headers,
        body: &body,
        received_at: partner.clock.now(),
    };
    let asked = partner.provider.read_question(&partner.connection, raw);
    let answer = asked.map(|Question::ReferenceImage { user }| {
        let mut known = partner.known.lock().unwrap();
        if known.user.as_deref() != Some(user.as_str()) {
            return Answer::Nothing;
        }
        let number = known.images.len().to_string();
        let until = partner.clock.now().plus_seconds(IMAGE_LIVES_SECONDS);
        let url = format!("{}/image/{number}", partner.url);
        known.images.insert(number, until);
        Answer::ReferenceImage {
            url,
            lifetime_seconds: IMAGE_LIVES_SECONDS,
        }
    });
    let written = partner.provider.write_answer(&answer);
    let status = StatusCode::from_u16(written.status).unwrap();
    (status, Json(written.body)).into_response()
}

/// Once, and not for long.
async fn image(State(partner): State<Arc<Inner>>, Path(number): Path<String>) -> Response {
    let now = partner.clock.now();
    let until = {
        let mut known = partner.known.lock().unwrap();
        known.images.insert(number, Timestamp(0))
    };
    match until {
        Some(until) if now < until => ([("content-type", "image/jpeg")], JPEG).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
