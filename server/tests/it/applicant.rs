//! An applicant: what a person does, and what the page's islands do for them.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vestibule::id::OnboardingId;

use crate::browser::{Browser, Line, Page};

/// Journeys that examine a face ask for explicit consent first; the stories are about what comes then.
const ASK_FOR_CONSENT: [&str; 3] = ["face", "selfie", "selfie-match"];

/// A clone is the same person in another tab.
#[derive(Clone)]
pub struct Applicant {
    pub browser: Browser,
    onboarding: Option<String>,
}

/// What the frame island was told to show.
#[derive(Debug, Clone)]
pub struct Frame {
    pub attempt: String,
    pub spec: Value,
}

impl Frame {
    pub fn src(&self) -> &str {
        self.spec["src"].as_str().unwrap()
    }

    pub fn origin(&self) -> &str {
        self.spec["provider_origins"][0].as_str().unwrap()
    }
}

/// Path and query of a URL of ours.
pub fn local(url: &str) -> &str {
    url.strip_prefix("http://localhost:3000")
        .unwrap_or_else(|| panic!("not ours: {url}"))
}

impl Applicant {
    pub fn on(line: &Line) -> Self {
        Self {
            browser: Browser::on(line),
            onboarding: None,
        }
    }

    /// Goes on with an onboarding that somebody else began.
    pub fn is_at(&mut self, id: &OnboardingId) {
        self.onboarding = Some(id.to_string());
    }

    pub fn onboarding(&self) -> &str {
        self.onboarding.as_deref().unwrap()
    }

    pub fn id(&self) -> OnboardingId {
        OnboardingId::new(self.onboarding()).unwrap()
    }

    /// The path of something in this onboarding, e.g. `/steps/face/frame`.
    pub fn path(&self, rest: &str) -> String {
        format!("/o/{}{rest}", self.onboarding())
    }

    pub fn step(&self, step: &str) -> String {
        self.path(&format!("/steps/{step}"))
    }

    fn at(&self, step: &str) -> Value {
        json!({ "onboarding": self.onboarding(), "step": step })
    }

    pub async fn begins(&mut self, journey: &str) {
        let start = format!("/start/{journey}");
        assert_eq!(self.browser.get(&start).await.status, StatusCode::OK);
        let begun = self.browser.post(&start, &[]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{begun:?}");
        self.onboarding = Some(begun.location().strip_prefix("/o/").unwrap().to_owned());
        if ASK_FOR_CONSENT.contains(&journey) {
            self.agrees("consent").await;
        }
    }

    pub async fn agrees(&mut self, step: &str) {
        let path = self.step(step);
        assert_eq!(self.browser.get(&path).await.status, StatusCode::OK);
        let agreed = self.browser.post(&path, &[("agree", "yes")]).await;
        assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{agreed:?}");
    }

    pub async fn answers_phone(&mut self, step: &str, number: &str) {
        let path = self.step(step);
        assert_eq!(self.browser.get(&path).await.status, StatusCode::OK);
        let answered = self.browser.post(&path, &[("phone", number)]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
    }

    /// Chooses the frame on the intro page, and arrives at the page with the island.
    pub async fn chooses_frame(&mut self, step: &str) -> Page {
        let path = self.step(step);
        let chosen = self.browser.post(&path, &[("presentation", "frame")]).await;
        assert_eq!(chosen.location(), format!("{path}/frame"), "{chosen:?}");
        let page = self.browser.get(&format!("{path}/frame")).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        page
    }

    /// What the frame island does first.
    pub async fn launches(&mut self, step: &str) -> Page {
        let arguments = json!({ "at": self.at(step) });
        self.browser.call("launch", &arguments).await
    }

    /// Chooses the frame, and has it.
    pub async fn launches_frame(&mut self, step: &str) -> Frame {
        self.chooses_frame(step).await;
        self.launches_again(step).await
    }

    /// A reload: the island launches afresh.
    pub async fn launches_again(&mut self, step: &str) -> Frame {
        let page = self.launches(step).await;
        let view = page.json();
        let frame = &view["frame"];
        assert!(frame.is_object(), "{page:?}");
        Frame {
            attempt: frame["attempt"].as_str().unwrap().to_owned(),
            spec: frame["spec"].clone(),
        }
    }

    /// Chooses the provider's own page; answers with the link to it.
    pub async fn chooses_page(&mut self, step: &str) -> String {
        let path = self.step(step);
        let chosen = self.browser.post(&path, &[("presentation", "page")]).await;
        assert_eq!(chosen.location(), format!("{path}/leave"), "{chosen:?}");
        self.link_to_leave(step).await
    }

    /// Opens a session at the tests' own provider, on a page of its own.
    pub async fn chooses_page_of_paper(&mut self) {
        let link = self.chooses_page("sign").await;
        assert!(link.contains("/sheet/"), "{link}");
    }

    pub async fn link_to_leave(&mut self, step: &str) -> String {
        let path = format!("{}/leave", self.step(step));
        let page = self.browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let link = page
            .body
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.starts_with("http://127.0.0.1"))
            .unwrap_or_else(|| panic!("no link in {}", page.body));
        link.replace("&amp;", "&")
    }

    /// The island reports what the frame said.
    pub async fn reports(&mut self, step: &str, attempt: &str, origin: &str, raw: &str) -> Page {
        let report =
            json!({ "at": self.at(step), "attempt": attempt, "origin": origin, "raw": raw });
        self.browser
            .call("report_message", &json!({ "report": report }))
            .await
    }

    /// The frame says this object.
    pub async fn hears(&mut self, step: &str, frame: &Frame, message: &Value) -> Page {
        self.reports(step, &frame.attempt, frame.origin(), &message.to_string())
            .await
    }

    /// The frame makes itself known.
    pub async fn is_greeted(&mut self, step: &str, frame: &Frame) {
        let page = self
            .hears(step, frame, &json!({ "type": "GET_ORIGIN_FROM_ONEKYC" }))
            .await;
        assert_eq!(page.json()["go_to"], Value::Null, "{page:?}");
    }

    /// The frame came back to our return page, which hands its address to the island.
    pub async fn claims(&mut self, step: &str, attempt: &str, location: &str) -> Page {
        let (path, search) = match local(location).split_once('?') {
            Some((path, search)) => (path, format!("?{search}")),
            None => (local(location), String::new()),
        };
        let claim =
            json!({ "at": self.at(step), "attempt": attempt, "path": path, "search": search });
        self.browser
            .call("claim_return", &json!({ "claim": claim }))
            .await
    }

    /// The provider's own page came back to us: the return page is shown, and its form posted.
    pub async fn comes_back(&mut self, location: &str) -> Page {
        let path = local(location).to_owned();
        let shown = self.browser.get(&path).await;
        assert_eq!(shown.status, StatusCode::OK, "{shown:?}");
        self.browser.post(&path, &[]).await
    }

    /// The waiting island asks.
    pub async fn asks(&mut self, step: &str) -> Value {
        let arguments = json!({ "at": self.at(step) });
        let page = self.browser.call("status", &arguments).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        page.json()
    }

    /// Where the applicant is sent from the task list.
    pub async fn arrives(&mut self) -> Page {
        let path = self.path("");
        self.browser.visit(&path).await
    }
}

/// The path that an island's answer leads to.
pub fn go_to(page: &Page) -> String {
    page.json()["go_to"]
        .as_str()
        .unwrap_or_else(|| panic!("nowhere: {page:?}"))
        .to_owned()
}
