//! Rate limits, as an applicant meets them.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    app::{MINUTE, TestApp},
    happy::ready_to_be_seen,
    pages::text,
};

/// SEC-155
#[tokio::test]
async fn sec_155_beginning_too_often_has_a_page_and_passes() {
    let app = TestApp::with(&[("LIMITS__START", "{per_minute=2,burst=2}")]).await;
    let mut applicant = app.applicant();
    applicant.begins("face").await;
    applicant.begins("face").await;
    let page = applicant.browser.post("/start/face", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(
        page.body.contains(page.header("x-request-id")),
        "no support code"
    );
    assert_eq!(
        app.ground
            .number("SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings")
            .await,
        2
    );
    // Looking is not beginning.
    assert_eq!(
        applicant.browser.get("/start/face").await.status,
        StatusCode::OK
    );
    app.passes(MINUTE).await;
    applicant.begins("face").await;
}

/// SEC-155
#[tokio::test]
async fn sec_155_too_many_requests_of_one_browser_are_refused() {
    let app = TestApp::with(&[("LIMITS__SESSION", "{per_minute=60,burst=8}")]).await;
    let mut applicant = ready_to_be_seen(&app).await;
    let mut other = ready_to_be_seen(&app).await;
    let mut refused = 0;
    for _ in 0..20 {
        let page = applicant.browser.get(&applicant.path("")).await;
        refused += u32::from(page.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 10, "{refused}");
    let page = applicant
        .browser
        .call(
            "status",
            &json!({ "at": { "onboarding": applicant.onboarding(), "step": "face" } }),
        )
        .await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(other.arrives().await.status, StatusCode::OK);
    app.passes(MINUTE).await;
    assert_eq!(applicant.arrives().await.status, StatusCode::OK);
}

/// The catalogue's own words, not a bare line.
#[tokio::test]
async fn a_refused_browser_reads_a_page_in_its_language() {
    let app = TestApp::with(&[("LIMITS__START", "{per_minute=1,burst=1}")]).await;
    let mut applicant = app.applicant();
    applicant.begins("face").await;
    let page = applicant.browser.post("/start/face", &[]).await;
    assert_eq!(page.heading(), text("error-too-many"));
}
