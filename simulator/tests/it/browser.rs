//! A browser without script.

use reqwest::StatusCode;

use crate::harness::Simulator;

/// A browser: one cookie, the page it is on.
pub struct Browser<'a> {
    simulator: &'a Simulator,
    pub cookie: Option<String>,
    pub status: StatusCode,
    pub page: String,
    pub policy: String,
}

impl<'a> Browser<'a> {
    pub fn new(simulator: &'a Simulator) -> Self {
        Self {
            simulator,
            cookie: None,
            status: StatusCode::OK,
            page: String::new(),
            policy: String::new(),
        }
    }

    /// Follows the authentication URL to the first page; keeps the cookie unless it blocks cookies.
    pub async fn open(&mut self, url: &str, blocks_cookies: bool) {
        let mut request = self.simulator.client.get(url);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.expect("the page answers");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let set = response.headers()["set-cookie"]
            .to_str()
            .expect("text")
            .to_owned();
        if !blocks_cookies {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let next = self
            .simulator
            .signicat(response.headers()["location"].to_str().expect("text"));
        let request = self.simulator.client.get(next);
        self.send(request).await;
    }

    pub async fn send(&mut self, mut request: reqwest::RequestBuilder) {
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.expect("the page answers");
        self.status = response.status();
        self.policy = response.headers()["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned();
        self.page = response.text().await.expect("text");
    }

    /// Submits the form with this action, with its hidden fields and what was typed.
    pub async fn submit(&mut self, step: &str, typed: &[(&str, &str)]) {
        let action = format!("action=\"/idps/otp/sms/{step}\"");
        let (_, form) = self
            .page
            .split_once(&action)
            .unwrap_or_else(|| panic!("no form {step} in {}", self.page));
        let mut fields: Vec<(String, String)> = form
            .split("</form>")
            .next()
            .unwrap_or_default()
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .filter_map(|input| {
                let (name, rest) = input.split_once("\" value=\"")?;
                Some((name.to_owned(), rest.split('"').next()?.to_owned()))
            })
            .collect();
        fields.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let url = self.simulator.signicat(&format!("/idps/otp/sms/{step}"));
        let request = self.simulator.client.post(url).form(&fields);
        self.send(request).await;
    }

    pub fn shows(&self, text: &str) -> bool {
        self.page.contains(text)
    }

    /// Where the page sends the browser.
    pub fn destination(&self) -> String {
        let (_, rest) = self
            .page
            .split_once("id=\"return\" href=\"")
            .unwrap_or_else(|| panic!("{}", self.page));
        rest.split('"')
            .next()
            .expect("a link")
            .replace("&amp;", "&")
    }
}
