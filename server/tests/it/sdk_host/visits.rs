//! A visit to the SDK page: there, on to the provider, back and home.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::{check::State, reason::Reason};

use super::{
    asks_for_a_code, continuation, data, finishes, is_announced, opens, resumes, value_of,
};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    paper::done,
};

#[tokio::test]
async fn an_applicant_goes_to_the_sdk_page_and_away_and_back_and_home() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(
        data(&page)["opened"]["parameters"]["token"]
            .as_str()
            .unwrap()
            .starts_with("first-")
    );
    let back = resumes(&app, &continuation(&page)).await.json();
    assert!(
        back["parameters"]["token"]
            .as_str()
            .unwrap()
            .starts_with("second-")
    );
    app.puppet.strings().says = Some(done());
    let code = back["continuation"].as_str().unwrap();
    let home = finishes(&app, code, &json!({ "type": "approved" }))
        .await
        .json();
    let claimed = ada.comes_back(home["to"].as_str().unwrap()).await;
    assert_eq!(claimed.location(), ada.path("/result"), "{claimed:?}");
    assert_eq!(app.puppet.strings().words, [r#"{"type":"approved"}"#]);
    assert_eq!(app.facts(&ada).await, ["contact_control"]);
}

#[tokio::test]
async fn what_the_page_says_alone_settles_nothing() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "approved" }))
        .await
        .json();
    ada.comes_back(home["to"].as_str().unwrap()).await;
    assert!(matches!(app.state(&ada).await, State::Processing { .. }));
    assert_eq!(app.facts(&ada).await, [""; 0]);
}

#[tokio::test]
async fn a_denial_on_the_page_offers_another_try() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "denied" }))
        .await
        .json();
    let claimed = ada.comes_back(home["to"].as_str().unwrap()).await;
    assert_eq!(claimed.location(), ada.path("/steps/show/ended"));
    let State::Stopped { reason, .. } = app.state(&ada).await else {
        panic!("{:?}", app.state(&ada).await);
    };
    assert_eq!(reason, Reason::Cancelled);
    let code = asks_for_a_code(&mut ada).await;
    assert_eq!(opens(&app, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_code_is_good_once() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let again = opens(&app, &code).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(
        again
            .body
            .contains("href=\"http://localhost:3000/o/1/steps/show/leave\""),
        "{again:?}"
    );
    let first = continuation(&page);
    let second = resumes(&app, &first).await.json();
    assert_eq!(resumes(&app, &first).await.status, StatusCode::NOT_FOUND);
    let word = json!({ "type": "approved" });
    assert_eq!(
        finishes(&app, &first, &word).await.status,
        StatusCode::NOT_FOUND
    );
    let second = second["continuation"].as_str().unwrap();
    let home = finishes(&app, second, &word).await.json();
    assert_eq!(
        finishes(&app, second, &word).await.status,
        StatusCode::NOT_FOUND
    );
    let to = home["to"].as_str().unwrap();
    ada.comes_back(to).await;
    assert_eq!(ada.comes_back(to).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn codes_run_out() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    app.passes(60 * SECOND).await;
    assert_eq!(opens(&app, &code).await.status, StatusCode::NOT_FOUND);
    // The announcement gives a new one, for the same provider session.
    let page = ada
        .browser
        .get(&format!("{}/leave", ada.step("show")))
        .await;
    let page = opens(&app, &value_of(&page, "code").unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(app.puppet.strings().starts, 1);
    app.passes(45 * MINUTE).await;
    assert_ne!(
        resumes(&app, &continuation(&page)).await.status,
        StatusCode::OK
    );
    assert_eq!(app.puppet.strings().resumes, 0);
}

#[tokio::test]
async fn a_code_for_one_thing_is_good_for_nothing_else() {
    let app = TestApp::start().await;
    let (_, code) = is_announced(&app).await;
    assert_eq!(resumes(&app, &code).await.status, StatusCode::NOT_FOUND);
    let word = json!({ "type": "approved" });
    assert_eq!(
        finishes(&app, &code, &word).await.status,
        StatusCode::NOT_FOUND
    );
    let page = opens(&app, &code).await;
    assert_eq!(
        opens(&app, &continuation(&page)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_newer_start_supersedes_the_visit() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    asks_for_a_code(&mut ada).await;
    assert_eq!(
        resumes(&app, &continuation(&page)).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn the_way_home_is_of_no_use_to_another_browser() {
    let app = TestApp::start().await;
    let (ada, code) = is_announced(&app).await;
    app.puppet.strings().says = Some(done());
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "approved" }))
        .await
        .json();
    let mut mallory = app.applicant();
    mallory.begins("puppet").await;
    let refused = mallory.comes_back(home["to"].as_str().unwrap()).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(matches!(app.state(&ada).await, State::Open { .. }));
}

/// What a link says is not what the page said.
#[tokio::test]
async fn the_last_word_cannot_be_put_into_the_address() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "denied" }))
        .await
        .json();
    let forged = format!(
        "{}&sdk_result=%7B%22type%22%3A%22approved%22%7D",
        home["to"].as_str().unwrap()
    );
    ada.comes_back(&forged).await;
    assert_eq!(app.puppet.strings().words, [r#"{"type":"denied"}"#]);
}
