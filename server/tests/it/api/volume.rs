//! How much a caller may ask for.

use axum::http::Method;
use vestibule_server::services::clients::{Mode, Scope};

use super::bench::{Partner, partner, with_key};
use crate::app::{SECOND, TestApp};

/// SEC-155
#[tokio::test]
async fn a_key_over_its_limit_is_told_when_to_come_back() {
    let app = TestApp::with(&[("LIMITS__API_KEY", "{per_minute=60,burst=3}")]).await;
    let shop = partner(&app, "shop", Mode::Test).await;
    for left in [2, 1, 0] {
        let answer = shop.get("/client").await;
        answer.is(200);
        assert_eq!(answer.header("ratelimit-policy"), "\"key\";q=3;w=3");
        let expected = format!("\"key\";r={left};t={}", 3 - left);
        assert_eq!(answer.header("ratelimit"), expected);
    }
    // From wherever it comes, and whatever it says about that.
    let elsewhere = Partner {
        from: "198.51.100.77:1".parse().unwrap(),
        ..shop.clone()
    };
    let headers = [("x-forwarded-for", "192.0.2.1")];
    let answer = elsewhere.call(Method::GET, "/client", &headers, None).await;
    answer.is_problem(429, "rate_limited");
    assert_eq!(answer.header("retry-after"), "1");
    // Another key has its own.
    let other = with_key(&app, &shop.client, Mode::Test, &Scope::ALL).await;
    other.get("/client").await.is(200);
    app.clock.advance(SECOND);
    shop.get("/client").await.is(200);
    shop.get("/client").await.is_problem(429, "rate_limited");
}

/// SEC-155
#[tokio::test]
async fn an_address_has_a_limit_for_all_keys_together() {
    let app = TestApp::with(&[("LIMITS__API_ADDRESS", "{per_minute=1,burst=2}")]).await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    shop.get("/client").await.is(200);
    bank.get("/client").await.is(200);
    for (number, asking) in [&shop, &bank].into_iter().enumerate() {
        let claimed = format!("192.0.2.{number}");
        let headers = [("x-forwarded-for", claimed.as_str())];
        let answer = asking.call(Method::GET, "/client", &headers, None).await;
        answer.is_problem(429, "rate_limited");
        assert_eq!(answer.header("retry-after"), "60");
    }
    let elsewhere = Partner {
        from: "198.51.100.77:1".parse().unwrap(),
        ..shop
    };
    elsewhere.get("/client").await.is(200);
}

/// SEC-155, SEC-150: keys cannot be tried out, and trying does not fill the audit log.
#[tokio::test]
async fn an_address_that_guesses_is_turned_away() {
    let app = TestApp::with(&[("LIMITS__API_REFUSED", "{per_minute=1,burst=3}")]).await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let guessing = Partner {
        key: format!("{}x", &shop.key[..shop.key.len() - 1]),
        ..shop.clone()
    };
    for _ in 0..3 {
        let answer = guessing.get("/client").await;
        answer.is_problem(401, "unauthorized");
    }
    for _ in 0..5 {
        let answer = guessing.get("/client").await;
        answer.is_problem(429, "rate_limited");
    }
    assert_eq!(app.audited("api.refused").await, 3);
    // Whoever shares the address and has a key is not locked out.
    shop.get("/client").await.is(200);
}
