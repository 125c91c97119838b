//! A selfie that is compared with a picture of ours: the provider asks, and gets it once.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    applicant::{Applicant, Frame, go_to, local},
    browser::Page,
    reference_image_questions::asks_on,
    reference_images::{pictures, portrait},
    selfie::{DONE, STEP, ends, listens, result},
};

const GOOD: [(&str, &str); 3] = [
    ("client-id", "sim-iab"),
    ("pass-key", "sim-iab-passkey"),
    ("x-reference-image-type", "KTP"),
];

async fn asks(app: &TestApp, user: &str, credentials: &[(&str, &str)]) -> Page {
    let mut headers = vec![
        ("host", "localhost:3000"),
        ("x-partner-user-id", user),
        ("x-partner-user-id-type", "ONBOARDING_ID"),
    ];
    headers.extend(credentials);
    asks_on(&app.line, "/providers/selfie/reference-image", &headers).await
}

/// Has handed in a picture, and is in front of the SDK.
pub async fn with_a_picture(app: &TestApp) -> (Applicant, Frame) {
    let mut applicant = app.applicant();
    applicant.begins("selfie-match").await;
    let path = applicant.step("photo");
    let sent = applicant
        .browser
        .post_parts(&path, &[], &[("portrait", &portrait())])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    let frame = applicant.launches_frame(STEP).await;
    listens(&mut applicant, &frame).await;
    (applicant, frame)
}

pub async fn compares(
    app: &TestApp,
    applicant: &mut Applicant,
    frame: &Frame,
    compared: bool,
) -> Page {
    let end = json!({ "status": "COMPLETED", "result": "VALID", "compared": compared });
    ends(app, end).await;
    applicant
        .hears(STEP, frame, &result("COMPLETED", None))
        .await
}

/// SL-11
#[tokio::test]
async fn sl_11_the_provider_gets_the_picture_once_and_it_is_deleted_when_the_check_settles() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = with_a_picture(&app).await;
    let answer = asks(&app, applicant.onboarding(), &GOOD).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let answer = answer.json();
    assert_eq!(answer["success"], true);
    assert_eq!(answer["data"]["expiry_seconds"], "600");
    let link = answer["data"]["url"].as_str().unwrap().to_owned();
    assert!(
        link.starts_with("http://localhost:3000/providers/selfie/images/"),
        "{link}"
    );
    let reads = async || {
        let request = Request::get(local(&link)).header(header::HOST, "localhost:3000");
        let request = request.body(Body::empty()).unwrap();
        app.line.send_for_bytes(request).await.0
    };
    assert_eq!(reads().await, StatusCode::OK);
    assert_eq!(reads().await, StatusCode::GONE);
    let heard = compares(&app, &mut applicant, &frame, true).await;
    assert_eq!(go_to(&heard), applicant.path("/result"));
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(app.facts(&applicant).await, ["face_live", "face_matches"]);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    assert_eq!(pictures(&app).await, 0);
}

/// SL-11: without a comparison there is no match, and the journey that needs one is not complete.
#[tokio::test]
async fn sl_11_without_a_comparison_no_face_matches() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = with_a_picture(&app).await;
    compares(&app, &mut applicant, &frame, false).await;
    assert_eq!(app.facts(&applicant).await, ["face_live"]);
    assert_ne!(app.onboarding_status(&applicant).await, "completed");
}

/// SL-11: in the provider's words, and the same for everybody without credentials.
#[tokio::test]
async fn sl_11_a_stranger_learns_nothing_about_anybody() {
    let app = TestApp::start().await;
    let (applicant, _) = with_a_picture(&app).await;
    let mut without = app.applicant();
    without.begins("selfie").await;
    without.launches_frame(STEP).await;
    let mut bodies = Vec::new();
    for user in [applicant.onboarding(), without.onboarding(), "nobody"] {
        for credentials in [
            &GOOD[2..],
            &GOOD[1..],
            &[GOOD[0], GOOD[2]],
            &[("client-id", "sim-iab"), ("pass-key", "wrong"), GOOD[2]],
            &[("client-id", "sim-iab"), ("pass-key", "wrong")],
        ] {
            let answer = asks(&app, user, credentials).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer:?}");
            bodies.push(answer.body);
        }
    }
    bodies.dedup();
    let [body] = bodies.try_into().unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["errors"][0]["code"], "110");
}

/// SL-11: no picture, no such person, and a question that is not the documented one.
#[tokio::test]
async fn sl_11_where_there_is_nothing_the_answer_is_400() {
    let app = TestApp::start().await;
    let (applicant, _) = with_a_picture(&app).await;
    let mut without = app.applicant();
    without.begins("selfie").await;
    without.launches_frame(STEP).await;
    let nothing = json!({ "success": false, "data": null,
        "errors": [{ "code": "1539", "cause": "REFERENCE_IMAGE_DOES_NOT_EXIST" }] });
    for user in [without.onboarding(), "nobody", "' OR 1=1 --"] {
        let answer = asks(&app, user, &GOOD).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{user}");
        assert_eq!(answer.json(), nothing, "{user}");
    }
    let wrong = [GOOD[0], GOOD[1], ("x-reference-image-type", "PASSPORT")];
    let answer = asks(&app, applicant.onboarding(), &wrong).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["errors"][0]["cause"], "INVALID_REQUEST");
}
