//! Bad input: a clear page or answer, an audit event, and nothing changed.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    applicant::Applicant,
    browser::Page,
    happy::{NUMBER, ready_to_be_seen, ready_to_confirm},
    pages::text,
};

const PAGES: [&str; 7] = [
    "",
    "/result",
    "/steps/confirm",
    "/steps/confirm/frame",
    "/steps/confirm/leave",
    "/steps/confirm/wait",
    "/steps/confirm/ended",
];

/// Nothing changed, and the refusal was audited.
pub struct Watched<'a> {
    app: &'a TestApp,
    decisions: String,
    audited: i64,
}

impl<'a> Watched<'a> {
    pub async fn by(app: &'a TestApp) -> Self {
        Self {
            app,
            decisions: app.decisions().await,
            audited: app.audited("request.refused").await,
        }
    }

    pub async fn refused(&mut self, page: &Page, status: StatusCode, what: &str) {
        assert_eq!(page.status, status, "{what}: {page:?}");
        assert_eq!(self.app.decisions().await, self.decisions, "{what}");
        let audited = self.app.audited("request.refused").await;
        assert_eq!(audited, self.audited + 1, "{what} is not audited");
        self.audited = audited;
        if page.header("content-type").starts_with("text/html") {
            assert!(!page.heading().is_empty(), "{what}");
            let code = page.header("x-request-id");
            assert!(page.body.contains(code), "{what}: no support code");
        }
    }
}

/// Unknown, foreign and malformed ids are one and the same to whoever asks.
#[tokio::test]
async fn ids_that_are_not_the_visitor_s_give_one_and_the_same_404() {
    let app = TestApp::with(&[("LIMITS__KEYS", "1000")]).await;
    let owner = ready_to_confirm(&app).await;
    let mut visitor = ready_to_confirm(&app).await;
    let foreign = owner.onboarding().to_owned();
    let unknown = "01a1ee56-5e00-7fe3-9e5b-000000000000";
    let ids = [
        unknown.to_owned(),
        foreign.clone(),
        foreign.to_uppercase(),
        foreign.replace('-', ""),
        format!("{foreign}0"),
        "1".to_owned(),
        "null".to_owned(),
        "%00".to_owned(),
        "%FF".to_owned(),
        "%2e%2e".to_owned(),
        "'%20OR%201=1--".to_owned(),
        "a".repeat(3_000),
    ];
    let before = app.decisions().await;
    let mut expected: Option<String> = None;
    for id in &ids {
        for rest in PAGES {
            let page = visitor.browser.get(&format!("/o/{id}{rest}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}{rest}");
            let body = page.without_codes();
            let same = expected.get_or_insert_with(|| body.clone());
            assert_eq!(&body, same, "{id}{rest}");
        }
        for rest in [
            "/steps/confirm",
            "/steps/terms",
            "/steps/confirm/leave",
            "/steps/confirm/wait",
        ] {
            let fields = [("presentation", "frame"), ("agree", "yes")];
            let page = visitor
                .browser
                .post(&format!("/o/{id}{rest}"), &fields)
                .await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}{rest}");
            assert_eq!(Some(page.without_codes()), expected, "{id}{rest}");
        }
    }
    // So are steps that the journey does not have, and visitors without a cookie.
    for path in [visitor.step("nothing"), visitor.step("No%20Name")] {
        let page = visitor.browser.get(&path).await;
        assert_eq!(Some(page.without_codes()), expected, "{path}");
    }
    let page = app.applicant().browser.get(&owner.path("")).await;
    assert_eq!(Some(page.without_codes()), expected);
    assert_eq!(app.decisions().await, before);
    assert!(app.audited("request.refused").await > 0);
}

/// The same for the islands' functions.
#[tokio::test]
async fn ids_that_are_not_the_visitor_s_give_the_same_answer_to_functions() {
    let app = TestApp::start().await;
    let mut owner = ready_to_be_seen(&app).await;
    let frame = owner.launches_frame("face").await;
    let mut visitor = ready_to_be_seen(&app).await;
    visitor.launches_frame("face").await;
    let before = app.decisions().await;
    let unknown = "01a1ee56-5e00-7fe3-9e5b-000000000000";
    for id in [unknown, owner.onboarding()] {
        let at = json!({ "onboarding": id, "step": "face" });
        let report =
            json!({ "at": at, "attempt": frame.attempt, "origin": frame.origin(), "raw": "{}" });
        let refused = json!({ "at": at, "attempt": frame.attempt, "origin": "x", "bytes": 1, "rule": "origin", "count": 1 });
        for (function, arguments) in [
            ("launch", json!({ "at": at })),
            ("status", json!({ "at": at })),
            ("report_message", json!({ "report": report })),
            ("report_refused", json!({ "report": refused })),
        ] {
            let page = visitor.browser.call(function, &arguments).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{function} {page:?}");
            assert_eq!(page.body, "\"NotFound\"", "{function}");
        }
    }
    assert_eq!(app.decisions().await, before);
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut watched = Watched::by(&app).await;
    let large = "x".repeat(70_000);
    let page = applicant
        .browser
        .post(&applicant.step("number"), &[("phone", &large)])
        .await;
    watched
        .refused(&page, StatusCode::PAYLOAD_TOO_LARGE, "a form")
        .await;
    assert_eq!(page.heading(), text("error-too-large"));
    let page = applicant
        .browser
        .call("launch", &json!({ "at": large }))
        .await;
    watched
        .refused(&page, StatusCode::PAYLOAD_TOO_LARGE, "a function")
        .await;
    let page = app
        .receives(vec![b'x'; 300_000], None, "application/json")
        .await;
    watched
        .refused(&page, StatusCode::PAYLOAD_TOO_LARGE, "a webhook")
        .await;
}

/// SEC-141
#[tokio::test]
async fn wrong_content_types_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut watched = Watched::by(&app).await;
    let path = applicant.step("confirm");
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "application/xml",
    ] {
        let body = b"presentation=frame".to_vec();
        let page = applicant.browser.post_raw(&path, kind, body).await;
        watched
            .refused(&page, StatusCode::UNSUPPORTED_MEDIA_TYPE, kind)
            .await;
        assert_eq!(page.heading(), text("error-wrong-content-type"));
    }
    let at = json!({ "at": { "onboarding": applicant.onboarding(), "step": "confirm" } });
    for kind in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "text/json",
        "",
    ] {
        let body = at.to_string().into_bytes();
        let page = applicant.browser.post_raw("/fn/launch", kind, body).await;
        watched
            .refused(&page, StatusCode::UNSUPPORTED_MEDIA_TYPE, kind)
            .await;
    }
}

#[tokio::test]
async fn functions_are_only_what_they_are() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut watched = Watched::by(&app).await;
    for unknown in ["nothing", "launch2", "Launch", "launch%2f", "%FF"] {
        let page = applicant.browser.call(unknown, &json!({})).await;
        watched.refused(&page, StatusCode::NOT_FOUND, unknown).await;
    }
    let page = applicant.browser.get("/fn/launch?at=1").await;
    watched
        .refused(&page, StatusCode::METHOD_NOT_ALLOWED, "GET")
        .await;
    assert_eq!(page.header("allow"), "POST");
    let malformed = [
        json!({}),
        json!(null),
        json!([]),
        json!({ "at": null }),
        json!({ "at": { "onboarding": "1", "step": "confirm" } }),
        json!({ "at": { "onboarding": applicant.onboarding(), "step": "No Name" } }),
        json!({ "at": { "onboarding": applicant.onboarding() } }),
    ];
    for arguments in malformed {
        let page = applicant.browser.call("launch", &arguments).await;
        watched
            .refused(&page, StatusCode::BAD_REQUEST, &arguments.to_string())
            .await;
        assert_eq!(page.json(), json!("BadRequest"));
    }
}

async fn posts(applicant: &mut Applicant, step: &str, fields: &[(&str, &str)]) -> Page {
    let path = applicant.step(step);
    applicant.browser.post(&path, fields).await
}

#[tokio::test]
async fn steps_out_of_their_order_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let mut watched = Watched::by(&app).await;
    let frame = [("presentation", "frame")];
    let page = posts(&mut applicant, "number", &[("phone", NUMBER)]).await;
    watched
        .refused(&page, StatusCode::CONFLICT, "number before terms")
        .await;
    assert_eq!(page.heading(), text("error-out-of-order"));
    let page = posts(&mut applicant, "confirm", &frame).await;
    watched
        .refused(&page, StatusCode::CONFLICT, "confirm before terms")
        .await;
    let page = posts(&mut applicant, "confirm/leave", &[]).await;
    watched
        .refused(&page, StatusCode::CONFLICT, "leave before terms")
        .await;
    // A page that is not its turn leads to the tasks; nothing launches.
    for rest in [
        "confirm",
        "confirm/frame",
        "confirm/leave",
        "confirm/wait",
        "confirm/ended",
        "number",
    ] {
        let page = applicant.browser.get(&applicant.step(rest)).await;
        assert_eq!(page.location(), applicant.path(""), "{rest}");
    }
    let page = applicant.browser.get(&applicant.path("/result")).await;
    assert_eq!(page.location(), applicant.path(""));
    applicant.launches("confirm").await;
    assert!(app.checks(&applicant).await.is_empty());
    assert_eq!(app.simulator.calls("signicat", "create").await, 0);

    applicant.agrees("terms").await;
    applicant.answers_phone("number", NUMBER).await;
    applicant.launches_frame("confirm").await;
    // Another number now would not be the one that is being confirmed.
    let mut watched = Watched::by(&app).await;
    let page = posts(&mut applicant, "number", &[("phone", "+44 7700 900999")]).await;
    watched
        .refused(&page, StatusCode::CONFLICT, "number after the start")
        .await;
}

#[tokio::test]
async fn presentations_that_there_are_not_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut watched = Watched::by(&app).await;
    for presentation in ["", "popup", "Frame"] {
        let page = posts(&mut applicant, "confirm", &[("presentation", presentation)]).await;
        watched
            .refused(&page, StatusCode::BAD_REQUEST, presentation)
            .await;
    }
    for step in ["terms", "number"] {
        let page = applicant
            .browser
            .get(&applicant.step(&format!("{step}/frame")))
            .await;
        watched.refused(&page, StatusCode::NOT_FOUND, step).await;
    }
}

#[tokio::test]
async fn methods_that_a_page_does_not_have_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut watched = Watched::by(&app).await;
    for path in [
        applicant.path(""),
        applicant.path("/result"),
        applicant.step("confirm/frame"),
    ] {
        let page = applicant.browser.post(&path, &[]).await;
        watched
            .refused(&page, StatusCode::METHOD_NOT_ALLOWED, &path)
            .await;
        assert_eq!(page.heading(), text("error-method-not-allowed"));
    }
}

/// Journeys that nobody may begin, or that there are not.
#[tokio::test]
async fn only_open_journeys_can_be_begun() {
    let app = TestApp::start().await;
    let mut browser = app.applicant().browser;
    let mut watched = Watched::by(&app).await;
    for journey in ["closed", "nothing", "No%20Name", "%FF", "phone%2f"] {
        let path = format!("/start/{journey}");
        let page = browser.get(&path).await;
        watched.refused(&page, StatusCode::NOT_FOUND, journey).await;
        let page = browser.post(&path, &[]).await;
        watched.refused(&page, StatusCode::NOT_FOUND, journey).await;
    }
    assert!(!browser.has_cookie());
}

/// What is wrong with an answer is said beside it, with what was typed, and nothing is stored.
#[tokio::test]
async fn wrong_answers_are_shown_again() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let before = app.decisions().await;
    let page = posts(&mut applicant, "terms", &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = posts(&mut applicant, "terms", &[("agree", "no")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.decisions().await, before);
    applicant.agrees("terms").await;
    let before = app.decisions().await;
    for typed in [
        "",
        " ",
        "07700 900123",
        "+44",
        "not a number",
        "+44 7700 900123 456 789 012",
        "<script>alert(1)</script>",
        &"1".repeat(300),
    ] {
        let page = posts(&mut applicant, "number", &[("phone", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.body.contains("aria-invalid=\"true\""), "{typed}");
        assert!(!page.body.contains("<script>alert"), "{typed}");
    }
    assert_eq!(app.decisions().await, before);
    let value: Value = json!(app.ground.texts("SELECT kind FROM facts").await);
    assert_eq!(value, json!([]));
}

/// Whoever is refused all the time does not fill the audit log.
#[tokio::test]
async fn refusals_of_one_address_are_audited_up_to_a_limit() {
    let app = TestApp::start().await;
    let mut browser = app.applicant().browser;
    for _ in 0..80 {
        browser.get("/o/1").await;
    }
    let audited = app.audited("request.refused").await;
    assert!((50..=61).contains(&audited), "{audited}");
}
