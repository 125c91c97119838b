//! Calls that are sent again.

use std::{pin::pin, task::Poll, time::Duration};

use axum::http::Method;
use serde_json::json;
use vestibule_server::services::{clients::Mode, idempotency};

use super::{
    bench::{Partner, beginning, partner, with_key},
    samples::{JOURNEY, endpoint},
};
use crate::app::{MINUTE, TestApp};

const HOUR: i64 = 60 * MINUTE;

async fn shop(app: &TestApp) -> Partner {
    partner(app, "shop", Mode::Test).await
}

async fn begun(app: &TestApp) -> i64 {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings";
    app.ground.number(sql).await
}

/// SEC-151
#[tokio::test]
async fn the_same_call_has_one_effect_and_one_answer() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let body = beginning(JOURNEY);
    let first = shop.post_once("/onboardings", "a", &body).await;
    first.is(201);
    assert_eq!(first.header("idempotency-replayed"), "");
    app.clock.advance(HOUR);
    let second = shop.post_once("/onboardings", "a", &body).await;
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(second.status, first.status);
    assert_eq!(second.bytes, first.bytes);
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!(begun(&app).await, 1);

    shop.post_once("/onboardings", "b", &body).await.is(201);
    assert_eq!(begun(&app).await, 2);
    // Keys of two API keys have nothing to do with each other.
    let scopes = vestibule_server::services::clients::Scope::ALL;
    let other = with_key(&app, &shop.client, Mode::Test, &scopes).await;
    let answer = other.post_once("/onboardings", "a", &body).await;
    answer.is(201);
    assert_eq!(answer.header("idempotency-replayed"), "");
    assert_eq!(begun(&app).await, 3);
}

/// SEC-151: a refusal is an answer too.
#[tokio::test]
async fn a_refusal_is_remembered_as_it_was() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let body = json!({ "url": "https://10.0.0.1/" });
    let path = "/webhook-endpoints";
    let first = shop.post_once(path, "a", &body).await;
    first.is_problem(400, "invalid_request");
    let second = shop.post_once(path, "a", &body).await;
    assert_eq!(second.bytes, first.bytes);
    assert_eq!(second.header("content-type"), "application/problem+json");
    assert_eq!(second.header("idempotency-replayed"), "true");
}

/// SEC-151
#[tokio::test]
async fn a_key_is_for_one_request() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let path = "/webhook-endpoints";
    shop.post_once(path, "a", &endpoint()).await.is(201);
    let other = json!({ "url": "https://shop.example.com/other" });
    let answer = shop.post_once(path, "a", &other).await;
    answer.is_problem(422, "idempotency_key_reused");
    let answer = shop.post_once("/onboardings", "a", &endpoint()).await;
    answer.is_problem(422, "idempotency_key_reused");
    let request = shop
        .request(Method::POST, path)
        .header("content-type", "application/json; charset=utf-8")
        .header("idempotency-key", "a");
    let answer = shop
        .send(request.body(endpoint().to_string().into()).unwrap())
        .await;
    answer.is_problem(422, "idempotency_key_reused");
}

/// SEC-151
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_once_have_one_effect() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let shop = shop.clone();
            let body = beginning(JOURNEY);
            tokio::spawn(async move { shop.post_once("/onboardings", "a", &body).await })
        })
        .collect();
    let mut made = Vec::new();
    for call in calls {
        let answer = call.await.unwrap();
        if answer.status == 409 {
            answer.is_problem(409, "idempotency_in_progress");
            assert_eq!(answer.header("retry-after"), "1");
        } else {
            made.push(answer.is(201));
        }
    }
    assert!(!made.is_empty());
    assert!(made.iter().all(|answer| *answer == made[0]));
    assert_eq!(begun(&app).await, 1);
}

/// SEC-151
#[tokio::test]
async fn a_key_is_up_to_255_printable_characters() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let path = "/webhook-endpoints";
    for wrong in ["", " ", &"x".repeat(256), "a\tb"] {
        let answer = shop.post_once(path, wrong, &endpoint()).await;
        answer.is_problem(400, "invalid_idempotency_key");
    }
    for strange in [&b"\xc3\xa9"[..], b"\xff"] {
        let request = shop
            .request(Method::POST, path)
            .header("content-type", "application/json")
            .header("idempotency-key", strange);
        let answer = shop
            .send(request.body(endpoint().to_string().into()).unwrap())
            .await;
        answer.is_problem(400, "invalid_idempotency_key");
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "a")];
    let answer = shop
        .call(Method::POST, path, &twice, Some(&endpoint()))
        .await;
    answer.is_problem(400, "invalid_idempotency_key");
    for right in ["x".repeat(255), "\"8e03978e 40d5\" ~!".to_owned()] {
        shop.post_once(path, &right, &endpoint()).await.is(201);
    }
}

/// SEC-151
#[tokio::test]
async fn after_a_day_a_key_is_new() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let body = beginning(JOURNEY);
    shop.post_once("/onboardings", "a", &body).await.is(201);
    app.clock.advance(24 * HOUR);
    let answer = shop.post_once("/onboardings", "a", &body).await;
    answer.is(201);
    assert_eq!(answer.header("idempotency-replayed"), "");
    assert_eq!(begun(&app).await, 2);
    app.clock.advance(24 * HOUR);
    assert_eq!(idempotency::forget_old(&app.core).await.unwrap(), 1);
}

/// SEC-151: what failed on our side may be tried again with the same key.
#[tokio::test]
async fn an_answer_that_something_broke_is_not_kept() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let break_it = "ALTER TABLE webhook_secrets RENAME TO gone";
    let mend_it = "ALTER TABLE gone RENAME TO webhook_secrets";
    app.ground.execute(break_it).await;
    let path = "/webhook-endpoints";
    let answer = shop.post_once(path, "a", &endpoint()).await;
    answer.is_problem(500, "internal");
    assert!(!answer.text().contains("webhook_secrets"));
    app.ground.execute(mend_it).await;
    shop.post_once(path, "a", &endpoint()).await.is(201);
    let listed = shop.get(path).await.is(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
}

/// SEC-151: the process ended between effect and answer. Nobody can know which of them was; so nobody takes the key over.
#[tokio::test]
async fn a_call_that_was_cut_off_is_not_repeated() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let body = beginning(JOURNEY);
    shop.post_once("/onboardings", "a", &body).await.is(201);
    let sql = "UPDATE idempotency_keys SET status = NULL, answer = NULL";
    app.ground.execute(sql).await;
    let answer = shop.post_once("/onboardings", "a", &body).await;
    answer.is_problem(409, "idempotency_in_progress");
    app.clock.advance(11 * MINUTE);
    let answer = shop.post_once("/onboardings", "a", &body).await;
    answer.is_problem(409, "idempotency_outcome_unknown");
    assert_eq!(begun(&app).await, 1);
}

/// SEC-151: whoever hangs up and calls again gets the answer.
#[tokio::test]
async fn a_client_that_hangs_up_does_not_part_effect_and_answer() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let body = beginning(JOURNEY);
    // Wherever it is just then, also between its claim and its effect.
    let moments = (1..=30).chain([50, 100]);
    for polls in moments.clone() {
        let key = format!("after {polls}");
        {
            let mut call = pin!(shop.post_once("/onboardings", &key, &body));
            for _ in 0..polls {
                let done = std::future::poll_fn(|context| {
                    Poll::Ready(call.as_mut().poll(context).is_ready())
                })
                .await;
                if done {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let again = async {
            loop {
                let answer = shop.post_once("/onboardings", &key, &body).await;
                if answer.status != 409 {
                    return answer;
                }
            }
        };
        let answer = tokio::time::timeout(Duration::from_secs(20), again).await;
        answer.unwrap().is(201);
    }
    let expected = i64::try_from(moments.count()).unwrap();
    assert_eq!(begun(&app).await, expected);
}

/// SEC-151, SEC-188: links and secrets are in answers.
#[tokio::test]
async fn stored_answers_are_sealed_and_go_with_what_they_are_about() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let path = "/webhook-endpoints";
    let made = shop.post_once(path, "a secret", &endpoint()).await.is(201);
    let secret = made["secrets"][0]["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"));
    let begun = shop
        .post_once("/onboardings", "b", &beginning(JOURNEY))
        .await;
    let begun = begun.is(201);
    let link = begun["link"]["url"].as_str().unwrap();
    let dump = app.ground.dump(&["idempotency_keys"]).await;
    let token = link.rsplit('/').next().unwrap();
    for plain in [&secret["whsec_".len()..], token, "a secret"] {
        let hex: String = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!dump.contains(plain) && !dump.to_lowercase().contains(&hex));
    }

    let id = begun["onboarding"]["id"].as_str().unwrap();
    let erase = format!("/onboardings/{id}/erase");
    shop.call(Method::POST, &erase, &[], None).await.is(200);
    let again = shop
        .post_once("/onboardings", "b", &beginning(JOURNEY))
        .await;
    again.is_problem(409, "conflict");
    let again = shop.post_once(path, "a secret", &endpoint()).await;
    assert_eq!(again.is(201), made);
}
