//! Data from an identity provider: to it by the SDK page, back, shown, approved, read back.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    browser::Page,
    pages::{heading, text},
};

const SDK: &str = "http://127.0.0.1:3000";
const OURS: &str = "http://localhost:3000";
const DONE: State = State::Ended(Ending::Succeeded);

/// The page on the SDK origin: what its script holds.
struct SdkPage<'a> {
    app: &'a TestApp,
    continuation: String,
    parameters: Value,
}

impl SdkPage<'_> {
    async fn posts(&self, path: &str, body: Value) -> Page {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/sdk/frankieone/{path}"))
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ORIGIN, SDK)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.app.line.send(request).await
    }

    fn reference(&self) -> &str {
        self.parameters["reference"].as_str().unwrap()
    }

    /// The person goes to the identity provider and does what `body` says; answers with what OneSDK heard.
    async fn goes(&self, body: Value) -> Value {
        self.app
            .simulator
            .finishes_federation(self.reference(), body)
            .await
    }

    /// The browser is back on the page.
    async fn resumes(&mut self) {
        let page = self
            .posts("resume", json!({ "code": self.continuation }))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let opened = page.json();
        self.continuation = opened["continuation"].as_str().unwrap().to_owned();
        self.parameters = opened["parameters"].clone();
    }

    /// The last word; answers with the way home.
    async fn says(&self, word: &Value) -> String {
        let body = json!({ "code": self.continuation, "message": word.to_string() });
        let page = self.posts("finish", body).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        page.json()["to"].as_str().unwrap().to_owned()
    }
}

/// Opens the SDK page from the page that announces it.
async fn opens<'a>(app: &'a TestApp, ada: &mut Applicant) -> SdkPage<'a> {
    let path = ada.step("data");
    let chosen = ada.browser.post(&path, &[("presentation", "page")]).await;
    assert_eq!(chosen.location(), format!("{path}/leave"), "{chosen:?}");
    let announced = ada.browser.get(&format!("{path}/leave")).await;
    let rest = announced
        .body
        .split("name=\"code\" value=\"")
        .nth(1)
        .unwrap();
    let code = rest.split('"').next().unwrap();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/sdk/frankieone/open")
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::ORIGIN, OURS)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("code={code}&back={path}")))
        .unwrap();
    let page = app.line.send(request).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let rest = page.body.split("id=\"vestibule-data\">").nth(1).unwrap();
    let data: Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
    SdkPage {
        app,
        continuation: data["opened"]["continuation"].as_str().unwrap().to_owned(),
        parameters: data["opened"]["parameters"].clone(),
    }
}

pub async fn before_the_step(app: &TestApp) -> Applicant {
    let mut ada = app.applicant();
    ada.begins("singpass").await;
    ada
}

/// Goes the whole way with one scenario; answers with the page at home.
pub async fn comes_home(app: &TestApp, ada: &mut Applicant, scenario: &str) -> Page {
    app.simulator.will_play("frankieone", scenario).await;
    comes_home_as(app, ada, "kari").await
}

/// The same, as one of the people that the identity provider knows.
pub async fn comes_home_as(app: &TestApp, ada: &mut Applicant, persona: &str) -> Page {
    let mut page = opens(app, ada).await;
    let heard = page.goes(json!({ "persona": persona })).await;
    page.resumes().await;
    let word = match &heard["failure"] {
        Value::Null => json!({ "type": "approved" }),
        failure => json!({
            "type": "error", "errorCode": failure["errorCode"], "issues": failure["issues"],
        }),
    };
    let to = page.says(&word).await;
    ada.comes_back(&to).await
}

async fn stopped(app: &TestApp, ada: &Applicant) -> Reason {
    match app.state(ada).await {
        State::Stopped { reason, .. } => reason,
        other => panic!("not stopped: {other:?}"),
    }
}

/// FO-01, FO-06, FO-10
#[tokio::test]
async fn fo_10_somebody_shares_their_data_and_is_known() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let home = comes_home(&app, &mut ada, "happy").await;
    assert_eq!(home.location(), ada.path("/result"), "{home:?}");
    assert_eq!(app.state(&ada).await, DONE);
    assert_eq!(app.facts(&ada).await, ["identity"]);
    assert_eq!(app.onboarding_status(&ada).await, "completed");
    assert_eq!(ada.arrives().await.heading(), text("result-completed"));
}

/// FO-01: the session token is in the page that its code opened, and in nothing else that anybody sees.
#[tokio::test]
async fn fo_01_the_session_token_is_in_no_address_and_on_no_page_of_ours() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let page = opens(&app, &mut ada).await;
    let token = page.parameters["token"].as_str().unwrap();
    assert!(token.split('.').count() == 3);
    for seen in ada.browser.seen() {
        assert!(!seen.contains(token));
        assert!(!seen.contains("sim-frankieone-key"));
    }
}

/// FO-09: nothing is imported before the approval, whatever the page says.
#[tokio::test]
async fn fo_09_a_lie_of_the_page_imports_nothing_and_settles_nothing() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let page = opens(&app, &mut ada).await;
    page.goes(json!({ "until": "results" })).await;
    let to = page.says(&json!({ "type": "approved" })).await;
    ada.comes_back(&to).await;
    assert!(matches!(app.state(&ada).await, State::Processing { .. }));
    assert_eq!(app.facts(&ada).await, [""; 0]);
    // And in the end the time runs out.
    app.lives_for(61 * MINUTE).await;
    assert_eq!(app.state(&ada).await, State::Ended(Ending::Expired));
}

/// FO-05, FO-09
#[tokio::test]
async fn fo_09_denying_ends_nowhere_and_the_step_may_be_done_again() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    for word in [
        json!({ "type": "refused", "error": "access_denied" }),
        json!({ "type": "denied" }),
    ] {
        let page = opens(&app, &mut ada).await;
        page.goes(json!({ "until": "results" })).await;
        let to = page.says(&word).await;
        let home = ada.comes_back(&to).await;
        assert_eq!(home.location(), ada.path("/steps/data/ended"), "{home:?}");
        assert_eq!(stopped(&app, &ada).await, Reason::Cancelled);
    }
    let home = comes_home(&app, &mut ada, "happy").await;
    assert_eq!(home.location(), ada.path("/result"));
    // All of that was one check.
    assert_eq!(app.checks(&ada).await.len(), 1);
}

/// FO-11, FO-12, FO-13, FO-14, FO-15, FO-16, FO-17, FO-18, FO-19
#[tokio::test]
async fn fo_12_every_error_code_has_its_page() {
    for (scenario, reason) in [
        ("vendor_server_error", Reason::Unavailable),
        ("vendor_unauthorised", Reason::Misconfigured),
        ("mandatory_regadd", Reason::DataMissing),
        ("validation_country", Reason::DataMissing),
        ("vendor_no_profile", Reason::ProviderError),
        ("vendor_code_refused", Reason::AccessDenied),
        ("vendor_forbidden", Reason::Misconfigured),
        ("cache_expired", Reason::DataExpired),
        ("invalid_config", Reason::Misconfigured),
        ("unexpected_attribute", Reason::Misconfigured),
        ("unreadable_person", Reason::ProviderError),
        ("unknown_error_code", Reason::ProviderError),
    ] {
        let app = TestApp::start().await;
        let mut ada = before_the_step(&app).await;
        let home = comes_home(&app, &mut ada, scenario).await;
        assert_eq!(home.location(), ada.path("/steps/data/ended"), "{scenario}");
        assert_eq!(stopped(&app, &ada).await, reason, "{scenario}");
        let shown = ada.browser.get(home.location()).await;
        assert_eq!(shown.heading(), heading(reason), "{scenario}");
        assert_eq!(app.facts(&ada).await, [""; 0]);
    }
}

/// The page heard nothing: the connection broke. Our server knows better.
#[tokio::test]
async fn an_approval_without_an_answer_is_found_by_asking() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let page = opens(&app, &mut ada).await;
    page.goes(json!({})).await;
    let to = page.says(&json!({ "type": "unanswered" })).await;
    let home = ada.comes_back(&to).await;
    assert_eq!(home.location(), ada.path("/result"), "{home:?}");
}

/// The browser never came back: closed after the approval.
#[tokio::test]
async fn an_approval_in_a_browser_that_never_comes_back_is_found_by_the_poll() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let page = opens(&app, &mut ada).await;
    page.goes(json!({})).await;
    app.lives_for(10 * MINUTE).await;
    assert_eq!(app.state(&ada).await, DONE);
    assert_eq!(ada.arrives().await.heading(), text("result-completed"));
}

#[tokio::test]
async fn an_individual_that_comes_late_is_waited_for() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let home = comes_home(&app, &mut ada, "read_back_late").await;
    assert_eq!(home.location(), ada.path("/steps/data/wait"), "{home:?}");
    app.lives_for(10 * MINUTE).await;
    assert_eq!(app.state(&ada).await, DONE);
}

/// A provider that is down while the browser comes home: nothing is lost.
#[tokio::test]
async fn a_provider_that_is_down_at_the_return_is_asked_again() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let page = opens(&app, &mut ada).await;
    page.goes(json!({})).await;
    let down = json!({ "fault": "http_503", "route": "applicant", "times": 2 });
    app.simulator.breaks("frankieone", down).await;
    let to = page.says(&json!({ "type": "approved" })).await;
    let home = ada.comes_back(&to).await;
    assert_eq!(home.location(), ada.path("/steps/data/wait"), "{home:?}");
    app.lives_for(10 * MINUTE).await;
    assert_eq!(app.state(&ada).await, DONE);
}

/// FO-25: found before anybody is sent away.
#[tokio::test]
async fn fo_25_a_recipe_that_asks_for_more_than_was_approved_stops_the_step() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    app.simulator
        .will_play("frankieone", "config_other_attributes")
        .await;
    let path = ada.step("data");
    let chosen = ada.browser.post(&path, &[("presentation", "page")]).await;
    assert_eq!(
        chosen.location(),
        ada.path("/steps/data/ended"),
        "{chosen:?}"
    );
    assert_eq!(
        app.state(&ada).await,
        State::Ended(Ending::Failed(Reason::Misconfigured))
    );
}

/// FO-23: half an identity is none, and somebody has to look at it.
#[tokio::test]
async fn fo_23_data_that_nobody_vouches_for_does_not_complete_the_journey() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    comes_home(&app, &mut ada, "without_sources").await;
    assert_eq!(app.state(&ada).await, DONE);
    assert_eq!(app.facts(&ada).await, [""; 0]);
    assert_eq!(app.onboarding_status(&ada).await, "needs_review");
}

/// FO-22
#[tokio::test]
async fn fo_22_an_individual_without_a_name_is_refused() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    comes_home(&app, &mut ada, "read_back_incomplete").await;
    assert_eq!(
        app.state(&ada).await,
        State::Ended(Ending::Refused(Reason::DataMissing))
    );
}

/// The identity provider's pages cannot be framed; our page says so before anybody asks for a frame.
#[tokio::test]
async fn there_is_no_frame_to_choose() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let intro = ada.browser.get(&ada.step("data")).await;
    assert!(!intro.body.contains("value=\"frame\""), "{}", intro.body);
    assert!(intro.body.contains("value=\"page\""), "{}", intro.body);
}

/// A second tab begins anew; the first one has nothing to say any more.
#[tokio::test]
async fn the_last_word_of_a_superseded_tab_is_not_heard() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    let first = opens(&app, &mut ada).await;
    let second = opens(&app, &mut ada).await;
    assert_ne!(first.reference(), second.reference());
    // The first tab approves all the same.
    first.goes(json!({})).await;
    let body = json!({ "code": first.continuation, "message": "{\"type\":\"approved\"}" });
    let refused = first.posts("finish", body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    app.lives_for(5 * MINUTE).await;
    assert!(matches!(app.state(&ada).await, State::Open { .. }));
}

/// What was read stays sealed: neither logs of the page nor rows of the database show it.
#[tokio::test]
async fn nothing_of_the_individual_is_readable_in_the_database() {
    let app = TestApp::start().await;
    let mut ada = before_the_step(&app).await;
    comes_home(&app, &mut ada, "happy").await;
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let dump = app.ground.dump(&tables).await;
    for personal in [
        "KARI SYNTHETIC",
        "S9000000X",
        "1990-03-12",
        "kari@synthetic",
    ] {
        assert!(!dump.contains(personal), "{personal}");
        for seen in ada.browser.seen() {
            assert!(!seen.contains(personal), "{personal}");
        }
    }
}
