//! Selfie liveness as its partner and its SDK see it: the verbs of the tests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::harness::{Answer, JPEG, SESSION, Simulator, text};

/// A session at selfie liveness.
pub struct Flow<'a> {
    pub simulator: &'a Simulator,
    pub session: &'a str,
    pub partner_token: String,
    pub user_token: String,
}

pub fn selfie(simulator: &Simulator, path: &str) -> String {
    format!("{}{path}", simulator.running.selfie_url())
}

pub async fn ask_token(simulator: &Simulator, client_id: &str, pass_key: &str) -> Answer {
    let url = selfie(simulator, "/v1/coe/partner/authentication");
    let request = simulator.client.get(url).header("client-id", client_id);
    Answer::of(request.header("pass-key", pass_key)).await
}

pub async fn partner_token(simulator: &Simulator) -> String {
    let answer = ask_token(simulator, "sim-selfie", "sim-selfie-passkey").await;
    text(&answer.body["data"]["token"])
}

/// A body of Initiate Flow with nothing wrong.
pub fn sdk_flow() -> Value {
    json!({ "flow": "STANDALONE_LIVENESS", "source": "SDK", "additionalDetails": { "userLocale": "en_ID" } })
}

pub async fn initiate(simulator: &Simulator, token: &str, user: &str, body: &Value) -> Answer {
    let request = simulator
        .client
        .post(selfie(simulator, "/coe-partner/v1/initiate-flow"))
        .header("x-onekyc-token", token)
        .header("x-onboarding-partner", "SIM-SDK-STANDALONE_LIVENESS")
        .header("x-partner-user-id", user)
        .header("x-partner-user-id-type", "ONBOARDING")
        .header("x-partner-session-id", SESSION);
    Answer::of(request.json(body)).await
}

impl<'a> Flow<'a> {
    /// A session whose scenario waits already, or is `valid`.
    pub async fn begin(simulator: &'a Simulator, body: &Value) -> Self {
        let partner_token = partner_token(simulator).await;
        let answer = initiate(simulator, &partner_token, "user-1", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Self {
            simulator,
            session: SESSION,
            partner_token,
            user_token: text(&answer.body["data"]["token"]),
        }
    }

    pub async fn playing(simulator: &'a Simulator, scenario: &str) -> Self {
        next(simulator, scenario).await;
        Self::begin(simulator, &sdk_flow()).await
    }

    fn as_sdk(&self, request: RequestBuilder) -> RequestBuilder {
        self.simulator
            .as_user(request, &self.user_token, self.session)
    }

    pub async fn get(&self, path: &str) -> Answer {
        let url = selfie(self.simulator, path);
        Answer::of(self.as_sdk(self.simulator.client.get(url))).await
    }

    pub async fn urls(&self) -> Answer {
        self.get("/coe/v1/submissions/urls?submissionType=STANDALONE_LIVENESS")
            .await
    }

    pub async fn upload(&self, urls: &Answer) -> StatusCode {
        let url = text(&urls.body["data"]["documents"]["SELFIE"]["documentUrl"]);
        self.simulator.put_image(&url, JPEG).await
    }

    pub async fn confirm(&self, submission: &str) -> Answer {
        let url = selfie(self.simulator, "/coe/v1/submissions/urls");
        let request = self.simulator.client.put(url);
        Answer::of(self.as_sdk(request.json(&json!({ "submissionId": submission })))).await
    }

    /// Upload address, upload, confirmation.
    pub async fn submit(&self) -> String {
        let urls = self.urls().await;
        assert_eq!(urls.status, StatusCode::OK, "{}", urls.body);
        assert_eq!(self.upload(&urls).await, StatusCode::OK);
        let submission = text(&urls.body["data"]["submissionId"]);
        let confirmed = self.confirm(&submission).await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.body);
        submission
    }

    pub async fn status(&self, submission: &str) -> Answer {
        self.get(&format!("/coe/v1/submissions/{submission}/status"))
            .await
    }

    pub async fn details(&self) -> Answer {
        let url = selfie(self.simulator, "/coe/v1/submissions");
        let request = self
            .simulator
            .client
            .get(url)
            .header("x-onekyc-token", &self.partner_token)
            .header("x-partner-session-id", self.session);
        Answer::of(request).await
    }
}

pub async fn next(simulator: &Simulator, scenario: &str) {
    let body = json!({ "scenario": scenario });
    simulator
        .control("/control/selfie_liveness/next", body)
        .await;
}

pub async fn tick(simulator: &Simulator) -> Value {
    simulator.control("/control/tick", json!({})).await["selfie_liveness"].clone()
}

/// Authorization and body of a completion callback.
pub type Callback = (Option<String>, Value);

/// A partner: its reference images and its callback endpoint.
#[derive(Debug, Clone)]
pub struct Partner {
    pub origin: String,
    /// Headers of the questions for a reference image.
    pub asked: Arc<Mutex<Vec<HeaderMap>>>,
    /// How often each image address was read.
    pub read: Arc<Mutex<Vec<String>>>,
    pub called_back: Arc<Mutex<Vec<Callback>>>,
    answer: Arc<(u16, Value)>,
    image: Arc<(&'static str, Vec<u8>)>,
}

impl Partner {
    /// A partner that knows `user-1` and whose images are JPEGs that can be read once.
    pub async fn listen(simulator: &Simulator) -> Self {
        Self::answering(simulator, 0, Value::Null, ("image/jpeg", JPEG.to_vec())).await
    }

    /// A partner that gives this image.
    pub async fn with_image(simulator: &Simulator, kind: &'static str, bytes: Vec<u8>) -> Self {
        Self::answering(simulator, 0, Value::Null, (kind, bytes)).await
    }

    /// A partner that always answers so (status 0: as it should).
    pub async fn answering(
        simulator: &Simulator,
        status: u16,
        body: Value,
        image: (&'static str, Vec<u8>),
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("address"));
        let partner = Self {
            origin: origin.clone(),
            asked: Arc::default(),
            read: Arc::default(),
            called_back: Arc::default(),
            answer: Arc::new((status, body)),
            image: Arc::new(image),
        };
        let router = Router::new()
            .route("/reference-image", get(reference_image))
            .route("/image/{key}", get(read_image))
            .route("/callback", post(callback))
            .with_state(partner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let target = json!({ "url": format!("{origin}/reference-image") });
        simulator
            .control("/control/selfie_liveness/reference-image", target)
            .await;
        let target =
            json!({ "url": format!("{origin}/callback"), "authorization": "Bearer secret" });
        simulator
            .control("/control/selfie_liveness/callback", target)
            .await;
        partner
    }

    pub fn asked(&self) -> Vec<HeaderMap> {
        self.asked.lock().expect("lock").clone()
    }

    pub fn reads(&self) -> Vec<String> {
        self.read.lock().expect("lock").clone()
    }

    pub fn called_back(&self) -> Vec<Callback> {
        self.called_back.lock().expect("lock").clone()
    }
}

async fn reference_image(State(partner): State<Partner>, headers: HeaderMap) -> Response {
    let number = {
        let mut asked = partner.asked.lock().expect("lock");
        asked.push(headers.clone());
        asked.len()
    };
    let (status, body) = partner.answer.as_ref();
    if let Ok(status) = StatusCode::from_u16(*status) {
        return (status, axum::Json(body.clone())).into_response();
    }
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|given| given == value);
    if !is("client-id", "sim-iab") || !is("pass-key", "sim-iab-passkey") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !is("x-partner-user-id", "user-1") || !is("x-reference-image-type", "KTP") {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let url = format!("{}/image/{number}", partner.origin);
    axum::Json(json!({ "success": true, "data": { "url": url, "expiry_seconds": "600" } }))
        .into_response()
}

async fn read_image(State(partner): State<Partner>, Path(key): Path<String>) -> Response {
    let mut read = partner.read.lock().expect("lock");
    if read.contains(&key) {
        read.push(key);
        return StatusCode::GONE.into_response();
    }
    read.push(key);
    let (kind, bytes) = partner.image.as_ref();
    ([(CONTENT_TYPE, *kind)], bytes.clone()).into_response()
}

async fn callback(State(partner): State<Partner>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let authorization = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = serde_json::from_slice(&body).unwrap_or_default();
    partner
        .called_back
        .lock()
        .expect("lock")
        .push((authorization, body));
    StatusCode::OK
}
