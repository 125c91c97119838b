//! The simulated providers, through their control API.

use serde_json::{Value, json};
use vestibule_simulator::{ClockStart, Running, SimulatorConfig};

/// The Authorization value of genuine completion callbacks.
pub const CALLBACK_AUTHORIZATION: &str = "Bearer sim-onekyc-callback";

pub struct Simulator {
    running: Running,
    http: reqwest::Client,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests' own client, for the simulator's control API"
)]
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

impl Simulator {
    pub async fn start(now_ms: i64) -> Self {
        let config = SimulatorConfig {
            clock: ClockStart::FrozenAt(now_ms),
            seed: Some(7),
            deliver_in_background: false,
            ..SimulatorConfig::default()
        };
        let running = vestibule_simulator::start(config).await.unwrap();
        Self {
            running,
            http: client(),
        }
    }

    /// The page on which it shows the codes that it sends.
    pub fn inbox(&self) -> String {
        format!("{}/inbox", self.running.control_url())
    }

    pub fn phone_url(&self) -> &str {
        self.running.signicat_url()
    }

    pub fn face_url(&self) -> &str {
        self.running.onekyc_url()
    }

    pub fn face_web_url(&self) -> &str {
        self.running.onekyc_web_url()
    }

    pub fn bff_url(&self) -> &str {
        self.running.frankieone_url()
    }

    pub fn selfie_url(&self) -> &str {
        self.running.selfie_url()
    }

    pub fn selfie_sdk_url(&self) -> &str {
        self.running.selfie_sdk_url()
    }

    pub fn bankid_oidc_url(&self) -> &str {
        self.running.bankid_oidc_url()
    }

    pub fn bankid_url(&self) -> &str {
        self.running.bankid_bis_url()
    }

    pub fn external_url(&self) -> &str {
        self.running.external_url()
    }

    /// Posts to the control API.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.running.control_url());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn state(&self) -> Value {
        let url = format!("{}/control/state", self.running.control_url());
        self.http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Every scenario: its provider and its name.
    pub async fn scenarios(&self) -> Vec<(String, String)> {
        let url = format!("{}/control/scenarios", self.running.control_url());
        let answer = self.http.get(url).send().await.unwrap();
        let listed: Value = answer.json().await.unwrap();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        let rows = listed["scenarios"].as_array().unwrap().iter();
        rows.map(|row| (text(row, "provider"), text(row, "name")))
            .collect()
    }

    pub async fn advance(&self, millis: i64) {
        self.post("/clock", json!({ "advance_ms": millis })).await;
    }

    /// The next session of this provider (`signicat`, `onekyc`) plays this scenario.
    pub async fn will_play(&self, provider: &str, scenario: &str) {
        let path = format!("/control/{provider}/next");
        self.post(&path, json!({ "scenario": scenario })).await;
    }

    pub async fn breaks(&self, provider: &str, fault: Value) {
        self.post(&format!("/control/{provider}/fault"), fault)
            .await;
    }

    pub async fn is_repaired(&self, provider: &str) {
        self.post(&format!("/control/{provider}/faults/clear"), json!({}))
            .await;
    }

    pub async fn switches(&self, provider: &str, changes: Value) {
        self.post(&format!("/control/{provider}/switches"), changes)
            .await;
    }

    /// No token that was issued is taken any more.
    pub async fn revokes_tokens(&self, provider: &str) {
        self.post(&format!("/control/{provider}/revoke-tokens"), json!({}))
            .await;
    }

    /// How often a route of a provider was called.
    pub async fn calls(&self, provider: &str, route: &str) -> u64 {
        let state = self.state().await;
        state["calls"][provider][route].as_u64().unwrap_or_default()
    }

    pub async fn sessions(&self, provider: &str) -> Vec<Value> {
        let state = self.state().await;
        state[provider]["sessions"].as_array().unwrap().clone()
    }

    /// The newest session of this provider.
    pub async fn newest(&self, provider: &str) -> Value {
        self.sessions(provider).await.pop().unwrap()
    }

    /// Ends the newest phone session; answers with where the browser would go, if anywhere.
    pub async fn finishes_phone(&self, outcome: &str, phone: Option<&str>) -> Option<String> {
        let session = self.newest("signicat").await;
        let path = format!(
            "/control/signicat/sessions/{}/finish",
            session["id"].as_str().unwrap()
        );
        let mut body = json!({ "outcome": outcome });
        if let Some(phone) = phone {
            body["phone_number"] = json!(phone);
        }
        let ended = self.post(&path, body).await;
        ended["location"].as_str().map(str::to_owned)
    }

    /// Does what OneSDK and the person at the identity provider do in the newest session; answers with what came of it.
    pub async fn finishes_federation(&self, reference: &str, body: Value) -> Value {
        let path = format!("/control/frankieone/sessions/{reference}/finish");
        self.post(&path, body).await
    }

    /// Decides about the newest payment (`granted`, `denied`, `timeout`, `errored`); answers with where the frame would go.
    pub async fn decides_payment(&self, outcome: &str) -> String {
        let session = self.newest("bankid").await;
        let id = session["id"].as_str().unwrap();
        let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        let path = format!("/control/bankid/sessions/{id}/finish");
        let ended = self.post(&path, json!({ "outcome": outcome })).await;
        ended["location"].as_str().unwrap().to_owned()
    }

    /// Settles the submission of the newest face session; answers with the session's id.
    pub async fn finishes_face(&self, status: &str, result: Option<&str>) -> String {
        let session = self.newest_face().await;
        let body = json!({ "status": status, "result": result });
        self.post(&format!("/control/onekyc/sessions/{session}/finish"), body)
            .await;
        session
    }

    pub async fn newest_face(&self) -> String {
        let session = self.newest("onekyc").await;
        session["partner_session_id"].as_str().unwrap().to_owned()
    }

    /// Where the provider's own page sends the browser, with this status and error code, as its script does.
    pub async fn face_return(&self, status: &str, error_code: Option<&str>) -> String {
        let session = self.newest("onekyc").await;
        let url = format!("{}/web-app/v1/launch", self.face_url());
        let shown: Value = self
            .http
            .get(url)
            .header("x-onekyc-token", session["user_token"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let name = match status {
            "COMPLETED" => "successRedirectionUrl",
            _ => "failureRedirectionUrl",
        };
        let mut url: url::Url = shown["data"][name]
            .as_str()
            .unwrap_or_else(|| panic!("{shown}"))
            .parse()
            .unwrap();
        let mut query = url.query_pairs_mut();
        query.append_pair("status", status);
        let id = session["partner_session_id"].as_str().unwrap();
        query.append_pair("partner_session_id", id);
        if let Some(code) = error_code {
            query.append_pair("error_code", code);
        }
        drop(query);
        url.into()
    }

    /// The completion callbacks that were planned, oldest first.
    pub async fn callbacks(&self) -> Vec<Value> {
        let state = self.state().await;
        state["onekyc"]["callbacks"].as_array().unwrap().clone()
    }
}
