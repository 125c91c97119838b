//! What the pages of OneKYC's family ask their gateway with the user token: upload addresses, confirmation, status.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::bench::Ground;

/// The beginning of a JPEG.
const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
const MOST_POLLS: usize = 10;

/// A page with its user token.
pub struct Page<'a> {
    pub ground: &'a Ground,
    pub api: &'a str,
    pub token: &'a str,
    pub session: &'a str,
}

impl Page<'_> {
    /// One capture; answers with the status when there is something to do, or after a while.
    pub async fn submit(&self, kind: &str) -> Result<Value, StatusCode> {
        let path = format!("/coe/v1/submissions/urls?submissionType={kind}");
        let begun = self.ask(Method::GET, &path, None).await?;
        let url = begun["documents"]["SELFIE"]["documentUrl"]
            .as_str()
            .unwrap();
        let put = self
            .ground
            .http
            .put(url)
            .header("content-type", "image/jpeg");
        let status = put.body(JPEG).send().await.unwrap().status();
        if !status.is_success() {
            return Err(status);
        }
        let id = begun["submissionId"].as_str().unwrap();
        let body = json!({ "submissionId": id });
        self.ask(Method::PUT, "/coe/v1/submissions/urls", Some(body))
            .await?;
        let path = format!("/coe/v1/submissions/{id}/status");
        let mut answer = Value::Null;
        for _ in 0..MOST_POLLS {
            // The provider asks us, and tells us.
            self.ground.control("/control/tick", json!({})).await;
            answer = self.ask(Method::GET, &path, None).await?;
            if answer["nextAction"] != "STATUS" {
                break;
            }
        }
        Ok(answer)
    }

    /// The data of an answer, or the status of a refusal.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, StatusCode> {
        let mut request = self
            .ground
            .http
            .request(method, format!("{}{path}", self.api))
            .header("x-onekyc-token", self.token)
            .header("x-partner-session-id", self.session)
            .header("x-sdk-session-id", "0d5c6a2e-6b3f-4c57-9d3b-3a0f8f6f1c11");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or_default();
        if status.is_success() && body["success"] == true {
            Ok(body["data"].clone())
        } else {
            Err(status)
        }
    }
}
