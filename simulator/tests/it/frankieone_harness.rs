//! The verbs of OneSDK and of the customer's server, and a person at the IdP.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::harness::{Answer, Simulator, text};

pub const REFERENCE: &str = "case-1";
pub const REDIRECT_URL: &str = "http://127.0.0.1:3000/sdk/frankieone/return";

pub fn machine(credentials: &str) -> String {
    format!("machine {}", STANDARD.encode(credentials))
}

/// What a session token says.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a JWT");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

pub fn session_id(token: &str) -> String {
    text(&claims(token)["data"]["sessionId"])
}

/// The value of a query parameter.
pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

impl Simulator {
    pub fn bff(&self, path: &str) -> String {
        format!("{}{path}", self.running.frankieone_url())
    }

    pub fn idp(&self, path: &str) -> String {
        format!("{}{path}", self.running.frankieone_idp_url())
    }

    pub async fn open_session(&self, permissions: Value) -> Answer {
        let request = self
            .client
            .post(self.bff("/auth/v2/machine-session"))
            .header(
                "authorization",
                machine("sim-frankieone:sim-frankieone-key"),
            )
            .json(&json!({ "permissions": permissions }));
        Answer::of(request).await
    }

    /// A session token for the reference.
    pub async fn session(&self, reference: &str) -> String {
        let answer = self
            .open_session(json!({ "preset": "one-sdk", "reference": reference }))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        text(&answer.body["token"])
    }

    pub fn as_sdk(&self, request: RequestBuilder, token: &str) -> RequestBuilder {
        request
            .header("authorization", token)
            .header("x-frankie-channel", "onesdk")
    }

    pub async fn get_as_sdk(&self, token: &str, path: &str) -> Answer {
        Answer::of(self.as_sdk(self.client.get(self.bff(path)), token)).await
    }

    pub async fn recipe(&self, token: &str, name: &str) -> Value {
        let path =
            format!("/onesdk/v2/config?namespace=onesdk_profiles&item={name}&itemType=object");
        let answer = self.get_as_sdk(token, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body[name].clone()
    }

    /// The URL to which OneSDK sends the browser.
    pub async fn authorise_url(&self, token: &str) -> Url {
        let recipe = self.recipe(token, "auto").await;
        let singpass = &recipe["idps"]["singpass"];
        let mut url = Url::parse(&self.idp("/com/v3/authorise")).expect("a URL");
        url.query_pairs_mut()
            .append_pair("client_id", &text(&singpass["client_id"]))
            .append_pair("attributes", &text(&singpass["attributes"]))
            .append_pair("state", &session_id(token))
            .append_pair("redirect_uri", &text(&singpass["redirect_url"]))
            .append_pair("purpose", &text(&singpass["purpose"]));
        url
    }

    /// Logs in as this person and answers the question; answers with where the browser goes.
    pub async fn visit(&self, url: Url, persona: &str, choice: &str) -> Option<Url> {
        let entered = self.client.get(url).send().await.expect("a page");
        assert_eq!(entered.status(), StatusCode::SEE_OTHER);
        let visit = entered.headers()["location"]
            .to_str()
            .expect("text")
            .to_owned();
        let post = async |step: &str, field: (&str, &str)| {
            let url = self.idp(&format!("{visit}/{step}"));
            self.client
                .post(url)
                .form(&[field])
                .send()
                .await
                .expect("an answer")
        };
        let page = self
            .client
            .get(self.idp(&visit))
            .send()
            .await
            .expect("a page");
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()["x-frame-options"], "DENY");
        post("login", ("persona", persona)).await;
        let back = post("consent", ("choice", choice)).await;
        let to = back.headers().get("location")?.to_str().expect("text");
        Some(Url::parse(to).expect("a URL"))
    }

    /// A code for the session: recipe, login, consent.
    pub async fn code(&self, token: &str, persona: &str) -> String {
        let url = self.authorise_url(token).await;
        let back = self.visit(url, persona, "allow").await.expect("a return");
        assert_eq!(parameter(&back, "state"), Some(session_id(token)));
        parameter(&back, "code").expect("a code")
    }

    pub async fn send_code(&self, token: &str, code: &str) -> Answer {
        let path = format!("/federation/v1/callback/singpass?authCode={code}");
        self.get_as_sdk(token, &path).await
    }

    /// Everything up to the individual.
    pub async fn results(&self, token: &str, persona: &str) -> Answer {
        let code = self.code(token, persona).await;
        self.send_code(token, &code).await
    }

    pub async fn approve(&self, token: &str) -> Answer {
        let request = self.client.post(self.bff("/federation/v1/singpass/entity"));
        Answer::of(self.as_sdk(request, token)).await
    }

    pub async fn applicant(&self, token: &str, query: &str) -> Answer {
        self.get_as_sdk(token, &format!("/data/v2/applicant/?{query}"))
            .await
    }

    /// Makes the coming references play this.
    pub async fn play(&self, scenario: &str) {
        self.control("/control/frankieone/next", json!({ "scenario": scenario }))
            .await;
    }
}
