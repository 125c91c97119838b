//! A simulator in process, a client, and the verbs of the tests.

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use vestibule_simulator::{ClockStart, Running, SimulatorConfig, start};

/// 2026-03-25T14:00:00Z
pub const START_MS: i64 = 1_774_447_200_000;
pub const PHONE: &str = "+447700900123";
pub const RETURN_URL: &str = "http://localhost:3000/return/signicat/handle";

/// A simulator whose clock stands still and whose callbacks leave when told.
pub struct Simulator {
    pub running: Running,
    pub client: Client,
}

impl Simulator {
    pub async fn start() -> Self {
        Self::with(SimulatorConfig::default()).await
    }

    pub async fn with(config: SimulatorConfig) -> Self {
        let running = start(SimulatorConfig {
            clock: ClockStart::FrozenAt(START_MS),
            deliver_in_background: false,
            seed: Some(7),
            ..config
        })
        .await
        .expect("the simulator starts");
        Self {
            running,
            client: client(),
        }
    }

    pub fn signicat(&self, path: &str) -> String {
        format!("{}{path}", self.running.signicat_url())
    }

    pub fn onekyc(&self, path: &str) -> String {
        format!("{}{path}", self.running.onekyc_url())
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.running.control_url());
        let response = self
            .client
            .post(url)
            .json(&body)
            .send()
            .await
            .expect("control answers");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.expect("control speaks JSON")
    }

    pub async fn state(&self) -> Value {
        let url = format!("{}/control/state", self.running.control_url());
        self.client
            .get(url)
            .send()
            .await
            .expect("state")
            .json()
            .await
            .expect("state is JSON")
    }

    pub async fn advance_s(&self, seconds: i64) {
        self.control("/clock", json!({ "advance_ms": seconds * 1_000 }))
            .await;
    }

    pub async fn signicat_token(&self) -> String {
        self.signicat_token_of("sim-signicat").await
    }

    pub async fn signicat_token_of(&self, client_id: &str) -> String {
        let response = self
            .client
            .post(self.signicat("/auth/open/connect/token"))
            .basic_auth(client_id, Some("sim-signicat-secret"))
            .form(&[
                ("grant_type", "client_credentials"),
                ("scope", "signicat-api"),
            ])
            .send()
            .await
            .expect("token endpoint answers");
        let body: Value = response.json().await.expect("JSON");
        text(&body["access_token"])
    }

    pub async fn create(&self, token: &str, body: &Value) -> Answer {
        let request = self
            .client
            .post(self.signicat("/auth/rest/sessions"))
            .bearer_auth(token)
            .json(body);
        Answer::of(request).await
    }

    pub async fn embedded_session(&self, token: &str) -> Value {
        let answer = self.create(token, &embedded()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }

    pub async fn status(&self, token: &str, id: &str, nonce: Option<&str>) -> Answer {
        let mut request = self
            .client
            .get(self.signicat(&format!("/auth/rest/sessions/{id}")))
            .bearer_auth(token);
        if let Some(nonce) = nonce {
            request = request.query(&[("sessionNonce", nonce)]);
        }
        Answer::of(request).await
    }

    pub async fn finish_signicat(&self, id: &str, outcome: &str) -> Value {
        self.control(
            &format!("/control/signicat/sessions/{id}/finish"),
            json!({ "outcome": outcome }),
        )
        .await
    }

    pub async fn partner_token(&self) -> String {
        let request = self
            .client
            .get(self.onekyc("/v1/coe/partner/authentication"))
            .header("client-id", "sim-onekyc")
            .header("pass-key", "sim-onekyc-passkey");
        text(&Answer::of(request).await.body["data"]["token"])
    }

    /// Initiate Flow with everything right, for a user whose id chooses the scenario.
    pub async fn initiate(&self, token: &str, session: &str, user: &str) -> Answer {
        let headers = initiate_headers(token, session, user);
        let url = self.onekyc("/coe-partner/v1/initiate-flow");
        Answer::of(self.client.post(url).headers(headers).json(&web_flow())).await
    }

    /// A session and the user token of its launch URL.
    pub async fn launched(&self, session: &str, user: &str) -> (String, String) {
        let token = self.partner_token().await;
        let answer = self.initiate(&token, session, user).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let url = text(&answer.body["data"]["launchUrl"]);
        let (_, user_token) = url.split_once("?token=").expect("the token is in the URL");
        (token, user_token.to_owned())
    }

    pub async fn details(&self, token: &str, session: &str) -> Answer {
        let request = self
            .client
            .get(self.onekyc("/coe/v1/submissions"))
            .header("x-onekyc-token", token)
            .header("x-partner-session-id", session);
        Answer::of(request).await
    }

    /// As the web app calls.
    pub fn as_user(
        &self,
        request: RequestBuilder,
        user_token: &str,
        session: &str,
    ) -> RequestBuilder {
        request
            .header("x-onekyc-token", user_token)
            .header("x-partner-session-id", session)
            .header("x-sdk-session-id", "0d5c6a2e-6b3f-4c57-9d3b-3a0f8f6f1c11")
    }

    pub async fn upload_urls(&self, user_token: &str, session: &str) -> Answer {
        let url = self.onekyc("/coe/v1/submissions/urls?submissionType=STANDALONE_LIVENESS");
        Answer::of(self.as_user(self.client.get(url), user_token, session)).await
    }

    pub async fn confirm(&self, user_token: &str, session: &str, submission: &str) -> Answer {
        let url = self.onekyc("/coe/v1/submissions/urls");
        let request = self
            .client
            .put(url)
            .json(&json!({ "submissionId": submission }));
        Answer::of(self.as_user(request, user_token, session)).await
    }

    /// Upload address, upload, confirmation; answers with the submission's id.
    pub async fn submit_selfie(&self, user_token: &str, session: &str) -> String {
        let urls = self.upload_urls(user_token, session).await;
        assert_eq!(urls.status, StatusCode::OK, "{}", urls.body);
        let url = text(&urls.body["data"]["documents"]["SELFIE"]["documentUrl"]);
        let put = self.put_image(&url, JPEG).await;
        assert_eq!(put, StatusCode::OK);
        let submission = text(&urls.body["data"]["submissionId"]);
        let confirmed = self.confirm(user_token, session, &submission).await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.body);
        submission
    }

    pub async fn put_image(&self, url: &str, bytes: &'static [u8]) -> StatusCode {
        let request = self
            .client
            .put(url)
            .header("content-type", "image/jpeg")
            .body(bytes);
        request.send().await.expect("upload answers").status()
    }
}

/// The beginning of a JPEG.
pub const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
pub const SESSION: &str = "3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f0001";
pub const OTHER_SESSION: &str = "3f1b6f7e-2222-4a5b-8a3a-0b7d6b8f0002";

/// A status and a JSON body.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        Self::read(request.send().await.expect("the simulator answers")).await
    }

    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.json().await.unwrap_or(Value::Null);
        Self {
            status,
            headers,
            body,
        }
    }

    /// Status, code and cause of OneKYC's first error.
    pub fn failure(&self) -> (u16, Value, String) {
        let error = &self.body["errors"][0];
        (
            self.status.as_u16(),
            error["code"].clone(),
            text(&error["cause"]),
        )
    }

    /// Names of Signicat's invalid parameters.
    pub fn invalid_params(&self) -> Vec<String> {
        let list = self.body["invalidParams"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        list.iter().map(|param| text(&param["name"])).collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's own client")]
pub fn client() -> Client {
    // An error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("a string instead of {value}"))
        .to_owned()
}

/// A body of "create session" with nothing wrong.
pub fn embedded() -> Value {
    json!({
        "flow": "embedded",
        "allowedProviders": ["otp-sms"],
        "requestedAttributes": ["idpId", "phoneNumber"],
        "returnUrl": RETURN_URL,
        "embeddedParentDomains": ["localhost:3000"],
        "prefilledInput": { "mobile": PHONE },
    })
}

pub fn redirect() -> Value {
    json!({
        "flow": "redirect",
        "allowedProviders": ["otp-sms"],
        "requestedAttributes": ["idpId", "phoneNumber"],
        "callbackUrls": {
            "success": "http://localhost:3000/return/success?handle=h",
            "abort": "http://localhost:3000/return/abort",
            "error": "http://localhost:3000/return/error",
        },
        "prefilledInput": { "mobile": PHONE },
    })
}

/// A body of Initiate Flow with nothing wrong.
pub fn web_flow() -> Value {
    json!({
        "flow": "STANDALONE_LIVENESS",
        "source": "WEB_SDK",
        "successRedirectionUrl": "http://localhost:3000/return/onekyc",
        "failureRedirectionUrl": "http://localhost:3000/return/onekyc",
        "additionalDetails": { "userLocale": "en_ID" },
    })
}

pub fn initiate_headers(token: &str, session: &str, user: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("x-onekyc-token", token),
        ("x-onboarding-partner", "SIM-WEB_SDK-KYC"),
        ("x-partner-user-id", user),
        ("x-partner-user-id-type", "ONBOARDING"),
        ("x-partner-session-id", session),
    ] {
        headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
    }
    headers
}
