//! Other sites must not act through a person's browser, nor send it away through us.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    app::TestApp, applicant::local, bad_input::Watched, happy::ready_to_confirm, pages::text,
};

/// SEC-141
#[tokio::test]
async fn sec_141_other_sites_cannot_act_through_the_browser() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let at = json!({ "at": { "onboarding": applicant.onboarding(), "step": "confirm" } });
    let mut watched = Watched::by(&app).await;
    for (site, origin) in [
        ("cross-site", "https://evil.test"),
        ("same-site", "http://localhost:4000"),
        ("none", "null"),
    ] {
        applicant.browser.sends("sec-fetch-site", site);
        applicant.browser.sends("origin", origin);
        let confirm = applicant.step("confirm");
        let page = applicant
            .browser
            .post(&confirm, &[("presentation", "frame")])
            .await;
        watched
            .refused(&page, StatusCode::FORBIDDEN, "a form")
            .await;
        assert_eq!(page.heading(), text("error-cross-site"));
        let page = applicant.browser.post("/start/phone", &[]).await;
        watched
            .refused(&page, StatusCode::FORBIDDEN, "a start")
            .await;
        let page = applicant.browser.call("launch", &at).await;
        watched
            .refused(&page, StatusCode::FORBIDDEN, "a function")
            .await;
        let page = applicant.browser.post(local(&back), &[]).await;
        watched
            .refused(&page, StatusCode::FORBIDDEN, "a return")
            .await;
    }
}

/// SEC-77: the language link leads nowhere else.
#[tokio::test]
async fn sec_77_the_language_link_is_no_open_redirect() {
    let app = TestApp::start().await;
    let mut browser = app.applicant().browser;
    for path in [
        "//evil.test?lang=id",
        "//evil.test/start/phone?lang=id",
        "/%2fevil.test?lang=id",
        "/%5cevil.test?lang=id",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.location(), "", "{path}");
    }
    for (path, to) in [
        ("/?lang=id", "/"),
        ("/start/phone?lang=en", "/start/phone"),
        // What else was asked for is asked for again, of us.
        ("/?lang=id&to=//evil.test", "/?to=//evil.test"),
        ("/?to=//evil.test&lang=id", "/?to=//evil.test"),
    ] {
        assert_eq!(browser.get(path).await.location(), to);
    }
    for path in ["/?lang=fr", "/?lang=", "/?language=id"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
}
