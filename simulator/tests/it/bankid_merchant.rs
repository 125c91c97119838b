//! A merchant of BankID: the calls of one authentication, in order, with nothing wrong unless a test says so.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use crate::harness::{Answer, START_MS, Simulator, text};

pub const REDIRECT_URI: &str = "http://localhost:3000/return/bankid";
pub const ANCESTOR: &str = "http://localhost:3000";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const KARI: &str = "12839030108";
pub const OLA: &str = "04917511212";
pub const START_S: i64 = START_MS / 1_000;

/// A merchant with an access token.
pub struct Merchant {
    pub simulator: Simulator,
    pub token: String,
}

/// A permission whose authorize_uri is there.
#[derive(Debug, Clone)]
pub struct Opened {
    pub id: String,
    pub uri: String,
    pub state: String,
    pub nonce: String,
}

impl Merchant {
    pub async fn start() -> Self {
        let simulator = Simulator::start().await;
        let token = token_of(&simulator, "sim-bankid").await;
        Self { simulator, token }
    }

    pub fn oidc(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.running.bankid_oidc_url())
    }

    pub fn bis(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.running.bankid_bis_url())
    }

    pub async fn switch(&self, switches: Value) {
        self.simulator
            .control("/control/bankid/switches", switches)
            .await;
    }

    pub async fn next(&self, scenario: &str) {
        let body = json!({ "scenario": scenario });
        self.simulator.control("/control/bankid/next", body).await;
    }

    pub async fn get(&self, url: &str) -> Answer {
        Answer::of(self.simulator.client.get(url)).await
    }

    pub async fn register(&self, body: &Value) -> Answer {
        let url = self.bis("/permissions/v1/");
        Answer::of(
            self.simulator
                .client
                .post(url)
                .bearer_auth(&self.token)
                .json(body),
        )
        .await
    }

    pub async fn authorize(&self, form: &[(&str, &str)]) -> Answer {
        let url = self.bis("/iframe-authorize");
        Answer::of(
            self.simulator
                .client
                .post(url)
                .bearer_auth(&self.token)
                .form(form),
        )
        .await
    }

    /// A permission for Kari with this statement nonce, and its authorize_uri.
    pub async fn open(&self, nonce: &str) -> Opened {
        self.open_with(
            &registration(&payment(nonce)),
            "openid profile sub_nnin sub_bankid",
        )
        .await
    }

    pub async fn open_with(&self, registration: &Value, scope: &str) -> Opened {
        let registered = self.register(registration).await;
        assert_eq!(registered.status, StatusCode::OK, "{}", registered.body);
        let id = text(&registered.body["id"]);
        let hint = text(&registered.body["permissionToken"]);
        let (state, nonce) = (format!("state-of-{id}"), format!("nonce-of-{id}"));
        let mut form = authorize_form(&hint, &state, &nonce);
        for field in &mut form {
            if field.0 == "scope" {
                field.1 = scope;
            }
        }
        let opened = self.authorize(&form).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
        let uri = opened.body["authorize_uri"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        Opened {
            id,
            uri,
            state,
            nonce,
        }
    }

    /// The path of a permission, percent-encoded.
    pub fn session_path(id: &str) -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        format!("/control/bankid/sessions/{encoded}")
    }

    pub async fn finish(&self, id: &str, outcome: &str) -> Value {
        let path = format!("{}/finish", Self::session_path(id));
        self.simulator
            .control(&path, json!({ "outcome": outcome }))
            .await
    }

    pub fn exchange_request(&self, form: &[(&str, &str)]) -> RequestBuilder {
        self.simulator
            .client
            .post(self.bis("/oidc/v1/token"))
            .form(form)
    }

    pub async fn exchange(&self, code: &str) -> Answer {
        let form = exchange_form(code, VERIFIER);
        Answer::of(self.exchange_request(&form).bearer_auth(&self.token)).await
    }

    /// Plays a scenario as far as the answer to the code exchange.
    pub async fn exchanged(&self, scenario: &str, nonce: &str) -> (Opened, Answer) {
        self.next(scenario).await;
        let opened = self.open(nonce).await;
        let code = text(&self.finish(&opened.id, "granted").await["code"]);
        let answer = self.exchange(&code).await;
        (opened, answer)
    }

    pub async fn grant(&self, id: &str) -> (StatusCode, String) {
        let encoded: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        let url = self.bis(&format!("/permissions/v1/{encoded}/grant"));
        let request = self.simulator.client.get(url).bearer_auth(&self.token);
        let response = request.send().await.expect("an answer");
        (response.status(), response.text().await.expect("text"))
    }

    /// This session in `GET /control/state`.
    pub async fn state_of(&self, id: &str) -> Value {
        let state = self.simulator.state().await;
        let sessions = state["bankid"]["sessions"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let own = sessions.into_iter().find(|session| session["id"] == id);
        own.expect("the session")
    }
}

pub async fn token_of(simulator: &Simulator, client: &str) -> String {
    let answer = ask_token(simulator, client, "permissions/client permissions/iframe").await;
    text(&answer.body["access_token"])
}

pub async fn ask_token(simulator: &Simulator, client: &str, scope: &str) -> Answer {
    let issuer = format!(
        "{}/auth/realms/current",
        simulator.running.bankid_oidc_url()
    );
    let url = format!("{issuer}/protocol/openid-connect/token");
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    let request = simulator
        .client
        .post(url)
        .basic_auth(client, Some("sim-bankid-secret"))
        .form(&form);
    Answer::of(request).await
}

pub fn payment(nonce: &str) -> Value {
    json!({
        "nonce": nonce,
        "id": "basket-1",
        "payments": [{ "paymentId": "payment-1", "amount": "123.45", "currency": "NOK", "creditorName": "Ærlig Økonomi AS" }],
    })
}

pub fn registration(statement: &Value) -> Value {
    json!({
        "type": "payment.v1",
        "loa": "sub",
        "iat": START_S,
        "exp": START_S + 900,
        "permission": URL_SAFE_NO_PAD.encode(statement.to_string()),
        "intents": ["iframe"],
        "loginHint": [{ "scheme": "nnin", "value": KARI }],
    })
}

pub fn challenge() -> &'static str {
    // Of VERIFIER; both are the example of RFC 7636, appendix B.
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
}

pub fn authorize_form<'a>(
    hint: &'a str,
    state: &'a str,
    nonce: &'a str,
) -> Vec<(&'static str, &'a str)> {
    vec![
        ("login_hint_token", hint),
        ("scope", "openid profile sub_nnin sub_bankid"),
        ("redirect_uri", REDIRECT_URI),
        ("state", state),
        ("nonce", nonce),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256"),
        ("frame_ancestor", ANCESTOR),
    ]
}

pub fn exchange_form<'a>(code: &'a str, verifier: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier),
    ]
}

/// The query parameters of a location, in order.
pub fn parameters(location: &Value) -> Vec<(String, String)> {
    Url::parse(&text(location))
        .expect("a URL")
        .query_pairs()
        .into_owned()
        .collect()
}

/// The decoded second part of a token.
pub fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

#[test]
fn the_challenge_is_that_of_the_verifier() {
    assert_eq!(
        URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)),
        challenge()
    );
}

/// The decoded first part of a token.
pub fn header(token: &str) -> Value {
    let part = token.split('.').next().expect("a header");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

/// `at_hash` of an access token (OpenID Connect Core 3.1.3.6, SHA-256).
pub fn left_half(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token)[..16])
}
