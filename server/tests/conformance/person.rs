//! A person with a browser that runs no script: one cookie jar, the page it is on.

use std::{collections::BTreeMap, time::Duration};

use reqwest::header::{CONTENT_SECURITY_POLICY, COOKIE, LOCATION, SET_COOKIE};
use url::Url;

const MOST_HOPS: usize = 10;

#[expect(clippy::disallowed_methods, reason = "the tests' own client")]
pub fn client() -> reqwest::Client {
    // An error means that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

pub struct Person {
    http: reqwest::Client,
    /// A page that takes longer has not loaded.
    patience: Duration,
    cookies: BTreeMap<String, String>,
    /// Where the page is from.
    pub at: Option<Url>,
    /// The page's text; empty when none came.
    pub page: String,
    /// The page's `Content-Security-Policy`.
    policy: String,
}

impl Person {
    pub fn new(http: &reqwest::Client, patience: Duration) -> Self {
        Self {
            http: http.clone(),
            patience,
            cookies: BTreeMap::new(),
            at: None,
            page: String::new(),
            policy: String::new(),
        }
    }

    /// Opens an address and follows redirects, except one that leads back to our own pages, which is returned.
    pub async fn open(&mut self, url: &str) -> Option<String> {
        let request = self.http.get(url);
        self.send(Url::parse(url).unwrap(), request).await
    }

    /// Whether a browser would show the page in a frame of ours.
    pub fn may_be_framed(&self) -> bool {
        !self.policy.contains("frame-ancestors 'none'")
    }

    /// Whether the page has a form with this action.
    pub fn sees_form(&self, action: &str) -> bool {
        self.form(action).is_some()
    }

    fn form(&self, action: &str) -> Option<&str> {
        let (_, form) = self.page.split_once(&format!("action=\"{action}\""))?;
        form.split("</form>").next()
    }

    /// Submits the form with this action, with its hidden fields and what was typed.
    pub async fn submit(&mut self, action: &str, typed: &[(&str, &str)]) -> Option<String> {
        let form = self.form(action).unwrap_or_default();
        let mut fields: Vec<(String, String)> = form
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .filter_map(|input| {
                let (name, rest) = input.split_once("\" value=\"")?;
                Some((name.to_owned(), unescaped(rest.split('"').next()?)))
            })
            .collect();
        fields.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let url = self.at.as_ref().unwrap().join(action).unwrap();
        let request = self.http.post(url.clone()).form(&fields);
        self.send(url, request).await
    }

    /// The address behind the link with this id.
    pub fn link(&self, id: &str) -> Option<String> {
        let (_, rest) = self.page.split_once(&format!("id=\"{id}\" href=\""))?;
        Some(unescaped(rest.split('"').next()?))
    }

    async fn send(&mut self, url: Url, request: reqwest::RequestBuilder) -> Option<String> {
        let mut next = (url, request);
        self.page.clear();
        for _ in 0..MOST_HOPS {
            let (url, mut request) = next;
            if !self.cookies.is_empty() {
                let all: Vec<_> = self
                    .cookies
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                request = request.header(COOKIE, all.join("; "));
            }
            let Ok(answer) = request.timeout(self.patience).send().await else {
                return None;
            };
            for set in answer.headers().get_all(SET_COOKIE) {
                let pair = set.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if !answer.status().is_redirection() {
                self.at = Some(url);
                self.policy = answer
                    .headers()
                    .get(CONTENT_SECURITY_POLICY)
                    .map_or(String::new(), |policy| policy.to_str().unwrap().to_owned());
                self.page = answer.text().await.unwrap_or_default();
                return None;
            }
            let to = url
                .join(answer.headers()[LOCATION].to_str().unwrap())
                .unwrap();
            if to.as_str().starts_with(crate::bench::ORIGIN) {
                return Some(to.into());
            }
            let request = self.http.get(to.clone());
            next = (to, request);
        }
        panic!("redirected without end");
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
