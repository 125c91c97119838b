//! The headers of each page.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::json;

use crate::{
    app::TestApp,
    applicant::local,
    browser::Page,
    face_endings::{callback, in_front_of_the_frame},
    happy::{ready_to_be_seen, ready_to_confirm},
};

fn directive<'a>(page: &'a Page, name: &str) -> Option<&'a str> {
    page.header("content-security-policy")
        .split("; ")
        .find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '))
}

/// What every page of ours has.
fn is_closed(page: &Page, what: &str) {
    assert_eq!(directive(page, "default-src"), Some("'none'"), "{what}");
    assert_eq!(directive(page, "base-uri"), Some("'none'"), "{what}");
    assert_eq!(directive(page, "form-action"), Some("'self'"), "{what}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(page.header("cache-control"), "no-store", "{what}");
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        "same-origin",
        "{what}"
    );
    assert!(
        page.header("permissions-policy").contains("microphone=()"),
        "{what}"
    );
}

/// The policy's nonce is the one of every script, and no script comes from elsewhere.
fn has_its_own_nonce(page: &Page, what: &str) {
    let nonce = page.nonce().unwrap_or_else(|| panic!("{what}: no nonce"));
    assert!(nonce.len() >= 16, "{what}");
    let scripts: Vec<&str> = page.body.split("<script").skip(1).collect();
    assert!(!scripts.is_empty(), "{what}");
    for script in scripts {
        let tag = script.split('>').next().unwrap();
        assert!(
            tag.contains(&format!("nonce=\"{nonce}\"")),
            "{what}: <script{tag}>"
        );
        assert!(!tag.contains("src=\"http"), "{what}: <script{tag}>");
    }
    assert!(!page.body.contains(" style=\""), "{what}: an inline style");
    assert!(!page.body.contains(" onclick"), "{what}: an inline handler");
}

fn requests_no_script(page: &Page, what: &str) {
    assert!(!page.body.contains(".wasm"), "{what}");
    assert!(!page.body.contains("src="), "{what}");
    assert!(!page.body.contains("modulepreload"), "{what}");
    assert!(
        !page
            .header("content-security-policy")
            .contains("wasm-unsafe-eval"),
        "{what}"
    );
    assert_eq!(directive(page, "connect-src"), None, "{what}");
}

/// SEC-130, SEC-134, SEC-135
#[tokio::test]
async fn sec_130_pages_without_an_island_load_and_frame_nothing() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut pages = vec![];
    for path in ["/", "/start/phone", "/nothing"] {
        pages.push(applicant.browser.get(path).await);
    }
    for rest in ["", "/steps/number", "/steps/confirm"] {
        pages.push(applicant.browser.get(&applicant.path(rest)).await);
    }
    applicant.chooses_page("confirm").await;
    pages.push(
        applicant
            .browser
            .get(&applicant.step("confirm/leave"))
            .await,
    );
    let back = app.simulator.finishes_phone("ABORT", None).await.unwrap();
    applicant.comes_back(&back).await;
    pages.push(
        applicant
            .browser
            .get(&applicant.step("confirm/ended"))
            .await,
    );
    let mut early = app.applicant();
    early.begins("phone").await;
    pages.push(early.browser.get(&early.step("terms")).await);
    pages.push(early.browser.post(&early.step("terms"), &[]).await);
    let mut done = ready_to_confirm(&app).await;
    done.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    done.comes_back(&back).await;
    let result = done.browser.get(&done.path("/result")).await;
    assert_eq!(result.status, StatusCode::OK);
    pages.push(result);
    for page in &pages {
        let what = format!("{} {}", page.status, page.path);
        is_closed(page, &what);
        has_its_own_nonce(page, &what);
        requests_no_script(page, &what);
        assert_eq!(directive(page, "frame-src"), None, "{what}");
        assert_eq!(directive(page, "frame-ancestors"), Some("'none'"), "{what}");
        assert_eq!(page.header("referrer-policy"), "strict-origin", "{what}");
        assert!(
            page.header("permissions-policy").contains("camera=()"),
            "{what}"
        );
    }
}

/// SG-06, OK-02, OK-03, SEC-131, SEC-135
#[tokio::test]
async fn sec_135_the_frame_page_frames_the_provider_and_nobody_else() {
    let app = TestApp::start().await;
    let mut phone = ready_to_confirm(&app).await;
    let page = phone.chooses_frame("confirm").await;
    is_closed(&page, "phone");
    has_its_own_nonce(&page, "phone");
    let expected = format!("'self' {}", app.simulator.phone_url());
    assert_eq!(directive(&page, "frame-src"), Some(expected.as_str()));
    assert!(page.header("permissions-policy").contains("camera=()"));
    assert_eq!(directive(&page, "frame-ancestors"), Some("'none'"));
    let script = directive(&page, "script-src").unwrap();
    assert!(script.starts_with("'self' 'nonce-"), "{script}");
    assert!(script.ends_with("'wasm-unsafe-eval'"), "{script}");
    assert_eq!(directive(&page, "connect-src"), Some("'self'"));
    assert!(!page.body.contains("<iframe"), "the island makes the frame");

    let mut face = ready_to_be_seen(&app).await;
    let page = face.chooses_frame("face").await;
    let origin = app.simulator.face_web_url();
    let expected = format!("'self' {origin}");
    assert_eq!(directive(&page, "frame-src"), Some(expected.as_str()));
    let camera = format!("camera=(self \"{origin}\")");
    assert!(page.header("permissions-policy").contains(&camera));
    assert_eq!(page.header("referrer-policy"), "strict-origin");
}

/// SEC-130
#[tokio::test]
async fn sec_130_the_waiting_page_has_its_island_and_no_frame() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    let message = callback(&session, "COMPLETED", None);
    applicant.hears("face", &frame, &message).await;
    let page = applicant.browser.get(&applicant.step("face/wait")).await;
    assert_eq!(page.status, StatusCode::OK);
    is_closed(&page, "waiting");
    has_its_own_nonce(&page, "waiting");
    assert_eq!(directive(&page, "frame-src"), None);
    assert_eq!(directive(&page, "connect-src"), Some("'self'"));
    assert!(page.header("permissions-policy").contains("camera=()"));
}

/// SEC-130, SEC-199: only our own pages may frame it, and its one script is named by its hash.
#[tokio::test]
async fn sec_130_the_return_page_is_framed_by_ourselves_only() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let page = applicant.browser.get(local(&back)).await;
    is_closed(&page, "return");
    assert_eq!(directive(&page, "frame-ancestors"), Some("'self'"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let script = directive(&page, "script-src").unwrap();
    assert!(script.starts_with("'sha256-"), "{script}");
    assert_eq!(page.header("set-cookie"), "");
    assert!(page.body.contains("<form method=\"post\">"));
}

/// SEC-130, SEC-177
#[tokio::test]
async fn sec_130_every_other_answer_is_closed_too() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let mut answers = vec![
        applicant.launches("confirm").await,
        applicant.browser.call("nothing", &json!({})).await,
        applicant
            .browser
            .post(&applicant.step("confirm"), &[("presentation", "frame")])
            .await,
        app.receives(Vec::new(), None, "text/plain").await,
        applicant.browser.get("/pkg/nothing.js").await,
    ];
    let elsewhere = Request::get("/").header("host", "evil.test");
    let elsewhere = elsewhere.body(Body::empty()).unwrap();
    answers.push(app.line.send(elsewhere).await);
    for answer in &answers {
        let what = format!("{} {}", answer.status, answer.path);
        assert_eq!(directive(answer, "default-src"), Some("'none'"), "{what}");
        assert_eq!(
            directive(answer, "frame-ancestors"),
            Some("'none'"),
            "{what}"
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        assert_eq!(answer.header("x-request-id").len(), 8, "{what}");
        assert_eq!(answer.header("server"), "", "{what}");
    }
    assert_eq!(answers[5].status, StatusCode::MISDIRECTED_REQUEST);
}

/// Every request has its own nonce and its own support code, which the page shows.
#[tokio::test]
async fn nonces_and_codes_are_fresh() {
    let app = TestApp::start().await;
    let mut browser = app.applicant().browser;
    let first = browser.get("/").await;
    let second = browser.get("/").await;
    assert_ne!(first.nonce(), second.nonce());
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    assert!(first.body.contains(first.header("x-request-id")));
    assert_eq!(first.without_codes(), second.without_codes());
}

/// SEC-137, SEC-139
#[tokio::test]
async fn sec_137_the_cookie_appears_with_the_first_onboarding_and_is_closed_to_scripts() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant
        .browser
        .sends("cookie", "vestibule=AAAAAAAAAAAAAAAAAAAAAA");
    let shown = applicant.browser.get("/start/face").await;
    assert!(
        shown.header("set-cookie").starts_with("vestibule=;"),
        "{shown:?}"
    );
    let begun = applicant.browser.post("/start/face", &[]).await;
    let cookie = begun.header("set-cookie");
    assert!(cookie.starts_with("vestibule="), "{cookie}");
    assert!(!cookie.contains("AAAAAAAAAAAAAAAAAAAAAA"), "{cookie}");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}
