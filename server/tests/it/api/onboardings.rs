//! Onboardings over the API, from beginning to erasure.

use axum::{body::Body, http::Method};
use serde_json::{Value, json};
use vestibule_server::services::clients::{Mode, Scope};

use super::{
    bench::{BINDING, Partner, RETURN_URL, beginning, partner, with_key},
    samples::UNKNOWN,
};
use crate::{app::TestApp, reference_images::portrait};

/// A journey with a question and nothing else.
const JOURNEY: &str = "strict";

fn with(field: &str, value: Value) -> Value {
    let mut body = beginning(JOURNEY);
    body[field] = value;
    body
}

async fn begins(shop: &Partner, body: &Value) -> String {
    let begun = shop.post("/onboardings", body).await.is(201);
    begun["onboarding"]["id"].as_str().unwrap().to_owned()
}

async fn cancels(shop: &Partner, id: &str) {
    let path = format!("/onboardings/{id}/cancel");
    let cancelled = shop.post(&path, &json!({})).await.is(200);
    assert_eq!(cancelled["status"], "cancelled");
}

#[tokio::test]
async fn what_was_said_is_read_back_but_for_what_is_secret() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let old = begins(&shop, &beginning(JOURNEY)).await;
    cancels(&shop, &old).await;
    let mut body = beginning(JOURNEY);
    body["client_reference"] = json!("customer-4711");
    body["account"] = json!("siti@example.com");
    body["expected"] = json!({ "name": "Siti Rahayu" });
    body["prefill"] = json!({ "name": "Siti" });
    body["locale"] = json!("id");
    body["lifetime_minutes"] = json!(60);
    body["link_lifetime_minutes"] = json!(30);
    body["metadata"] = json!({ "branch": "north", "": "" });
    let refused = shop.post("/onboardings", &body).await;
    let refused = refused.is_problem(400, "invalid_request");
    assert_eq!(refused["errors"][0]["pointer"], "#/metadata/");
    body["metadata"] = json!({ "branch": "north" });
    body["renews"] = json!(old);
    let answer = shop.post("/onboardings", &body).await;
    let begun = answer.is(201);
    let shown = &begun["onboarding"];
    let id = shown["id"].as_str().unwrap();
    assert_eq!(
        answer.header("location"),
        format!("/api/v1/onboardings/{id}")
    );
    for (field, value) in [
        ("mode", json!("test")),
        ("journey", json!(JOURNEY)),
        ("status", json!("in_progress")),
        ("closed_as", Value::Null),
        ("client_reference", json!("customer-4711")),
        ("metadata", json!({ "branch": "north" })),
        ("locale", json!("id")),
        ("renews", json!(old)),
        ("return_url", json!(RETURN_URL)),
        ("result_available", json!(false)),
        ("created_at", json!("2026-11-18T11:06:40Z")),
        ("expires_at", json!("2026-11-18T12:06:40Z")),
        ("started_at", Value::Null),
        ("finished_at", Value::Null),
        ("erased_at", Value::Null),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    assert_eq!(begun["link"]["expires_at"], "2026-11-18T11:36:40Z");
    let read = shop.get(&format!("/onboardings/{id}")).await;
    assert_eq!(&read.is(200), shown);
    for secret in [BINDING, "siti@", "Rahayu", "Siti"] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
}

/// SEC-148: of another client, and of the other mode, there is nothing to renew. What is not over is not renewed.
#[tokio::test]
async fn only_what_is_over_and_theirs_is_renewed() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let live = with_key(&app, &shop.client, Mode::Live, &Scope::ALL).await;
    let old = begins(&shop, &beginning(JOURNEY)).await;
    let renewing = with("renews", json!(old));
    let early = shop.post("/onboardings", &renewing).await;
    let early = early.is_problem(400, "invalid_request");
    assert_eq!(early["errors"][0]["pointer"], "#/renews");
    let advice = early["errors"][0]["detail"].as_str().unwrap();
    assert!(advice.contains("cancel"), "{advice}");
    cancels(&shop, &old).await;
    let never = with("renews", json!(UNKNOWN));
    let never = shop.post("/onboardings", &never).await;
    let never = never.is_problem(400, "invalid_request")["errors"].clone();
    for foreign in [&bank, &live] {
        let refused = foreign.post("/onboardings", &renewing).await;
        let refused = refused.is_problem(400, "invalid_request");
        assert_eq!(refused["errors"], never);
    }
    begins(&shop, &renewing).await;
    let erase = format!("/onboardings/{old}/erase");
    shop.post(&erase, &json!({})).await.is(200);
    begins(&shop, &renewing).await;
}

/// SEC-152, SEC-77: each limit that the document names, and the place of each mistake, all at once.
#[tokio::test]
async fn every_mistake_is_named_at_its_place() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let many = |count: usize| -> Value {
        let entries = (0..count).map(|number| (format!("k{number}"), json!("v")));
        Value::Object(entries.collect())
    };
    for (field, value, place) in [
        ("journey", json!("nowhere"), "journey"),
        ("journey", json!("No Name"), "journey"),
        ("return_url", json!(format!("{RETURN_URL}/")), "return_url"),
        ("return_url", json!("javascript:alert(1)"), "return_url"),
        ("session_binding", json!("x".repeat(15)), "session_binding"),
        ("session_binding", json!("x".repeat(129)), "session_binding"),
        (
            "session_binding",
            json!("sixteen letters "),
            "session_binding",
        ),
        ("client_reference", json!(""), "client_reference"),
        (
            "client_reference",
            json!("x".repeat(201)),
            "client_reference",
        ),
        ("account", json!("a\nb"), "account"),
        ("expected", many(41), "expected"),
        (
            "expected",
            json!({ "name": "x".repeat(201) }),
            "expected/name",
        ),
        ("prefill", json!({ "a/b": "x".repeat(201) }), "prefill/a~1b"),
        ("metadata", many(21), "metadata"),
        ("metadata", json!({ "k": 1 }), "metadata/k"),
        ("locale", json!("xx"), "locale"),
        ("lifetime_minutes", json!(0), "lifetime_minutes"),
        ("lifetime_minutes", json!(527_041), "lifetime_minutes"),
        ("link_lifetime_minutes", json!(0), "link_lifetime_minutes"),
        ("renews", json!("1"), "renews"),
    ] {
        let answer = shop.post("/onboardings", &with(field, value.clone())).await;
        let problem = answer.is_problem(400, "invalid_request");
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], format!("#/{place}"), "{value}");
        assert!(!error["detail"].as_str().unwrap().is_empty(), "{value}");
    }
    let two = json!({ "journey": JOURNEY, "return_url": "https://evil.example/", "session_binding": "short" });
    let problem = shop.post("/onboardings", &two).await.json();
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{problem}");
    let listed = shop.get("/onboardings").await.is(200);
    assert_eq!(listed["data"], json!([]));
}

#[tokio::test]
async fn lists_have_what_was_asked_for() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let first = begins(&shop, &with("client_reference", json!("one"))).await;
    app.clock.advance(1000);
    let second = begins(&shop, &beginning("phone")).await;
    app.clock.advance(1000);
    let third = begins(&shop, &with("client_reference", json!("one"))).await;
    cancels(&shop, &third).await;
    for (filter, found) in [
        ("", vec![&third, &second, &first]),
        ("?status=in_progress", vec![&second, &first]),
        ("?status=cancelled", vec![&third]),
        ("?journey=phone", vec![&second]),
        ("?journey=nowhere", vec![]),
        ("?client_reference=one", vec![&third, &first]),
        ("?client_reference=on", vec![]),
        ("?client_reference=one&status=cancelled", vec![&third]),
        ("?created_after=2026-11-18T11:06:41Z", vec![&third, &second]),
        ("?created_before=2026-11-18T11:06:41Z", vec![&first]),
        (
            "?created_after=2026-11-18T12:06:41%2B01:00&created_before=2026-11-18T11:06:42Z",
            vec![&second],
        ),
    ] {
        let page = shop.get(&format!("/onboardings{filter}")).await.is(200);
        let ids: Vec<_> = page["data"].as_array().unwrap().iter().collect();
        let ids: Vec<_> = ids.iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids, found, "{filter}");
    }
    for (filter, name) in [
        ("status=done", "status"),
        ("created_after=yesterday", "created_after"),
        ("created_before=2026-11-18", "created_before"),
    ] {
        let answer = shop.get(&format!("/onboardings?{filter}")).await;
        let problem = answer.is_problem(400, "invalid_request");
        assert_eq!(problem["errors"][0]["parameter"], name, "{filter}");
    }
}

/// Whoever is refused learns what to do about it.
#[tokio::test]
async fn refusals_say_what_to_do() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let id = begins(&shop, &beginning(JOURNEY)).await;
    let at = |rest: &str| format!("/onboardings/{id}{rest}");
    let nobody = Partner {
        key: format!("{}x", &shop.key[..shop.key.len() - 1]),
        ..shop.clone()
    };
    let sent = json!({ "result_code": "guess", "session_binding": BINDING });
    shop.post_once("/onboardings", "a", &beginning(JOURNEY))
        .await;
    for (answer, code, advice) in [
        (shop.get("/onboardings/1").await, "not_found", "mode"),
        (nobody.get("/client").await, "unauthorized", "expired"),
        (shop.get(&at("/facts")).await, "result_not_bound", "/result"),
        (
            shop.post(&at("/result"), &sent).await,
            "invalid_result_code",
            "button",
        ),
        (
            shop.post_once("/onboardings", "a", &sent).await,
            "idempotency_key_reused",
            "new key",
        ),
        (
            shop.get("/onboardings?cursor=x").await,
            "invalid_cursor",
            "next_cursor",
        ),
    ] {
        let problem = answer.is_problem(answer.status.as_u16(), code);
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(advice), "{problem}");
    }
}

/// What is over, and what was erased, says so whatever is asked of it.
#[tokio::test]
async fn what_is_over_says_so() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let id = begins(&shop, &beginning(JOURNEY)).await;
    let at = |rest: &str| format!("/onboardings/{id}{rest}");
    shop.get(&at("/facts"))
        .await
        .is_problem(409, "result_not_bound");
    let evidence = shop.get(&at("/evidence")).await;
    evidence.is_problem(409, "result_not_bound");
    let sent = json!({ "result_code": "guess", "session_binding": BINDING });
    let refused = shop.post(&at("/result"), &sent).await;
    refused.is_problem(422, "invalid_result_code");
    let new = shop
        .post(&at("/links"), &json!({ "lifetime_minutes": 5 }))
        .await;
    assert_eq!(new.is(201)["expires_at"], "2026-11-18T11:11:40Z");
    let long = shop
        .post(&at("/links"), &json!({ "lifetime_minutes": 0 }))
        .await;
    let long = long.is_problem(400, "invalid_request");
    assert_eq!(long["errors"][0]["pointer"], "#/lifetime_minutes");

    cancels(&shop, &id).await;
    cancels(&shop, &id).await;
    let new = shop.post(&at("/links"), &json!({})).await;
    new.is_problem(409, "conflict");
    let events = shop.get(&at("/events")).await.is(200);
    assert_eq!(events["data"][0]["type"], "onboarding.cancelled");
    assert_eq!(events["data"][0]["sequence"], 1);
    let after = shop.get(&at("/events?after=1")).await.is(200);
    assert_eq!(after["data"], json!([]));

    let erased = shop.post_once(&at("/erase"), "e", &json!({})).await;
    assert_ne!(erased.is(200)["erased_at"], Value::Null);
    assert_eq!(erased.json()["return_url"], Value::Null);
    let again = shop.post_once(&at("/erase"), "e", &json!({})).await;
    assert_eq!(again.bytes, erased.bytes);
    shop.get(&at("")).await.is(200);
    shop.get(&at("/checks")).await.is(200);
    for path in ["/facts", "/evidence"] {
        let gone = shop.get(&at(path)).await.is_problem(409, "conflict");
        let detail = gone["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("erased"), "{path}: {gone}");
    }
    let gone = shop.post(&at("/result"), &sent).await;
    gone.is_problem(409, "conflict");
    let gone = sends_picture(&shop, &id, "image/jpeg", portrait()).await;
    gone.is_problem(409, "conflict");
}

async fn sends_picture(
    shop: &Partner,
    id: &str,
    kind: &str,
    picture: Vec<u8>,
) -> super::bench::Answer {
    let request = shop
        .request(Method::POST, &format!("/onboardings/{id}/reference-image"))
        .header("content-type", kind);
    shop.send(request.body(Body::from(picture)).unwrap()).await
}

/// SEC-159
#[tokio::test]
async fn a_reference_image_is_stored_sealed_and_only_if_it_is_one() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let id = begins(&shop, &beginning("portrait")).await;
    for (kind, picture, status, code) in [
        (
            "image/svg+xml",
            b"<svg/>".to_vec(),
            415,
            "unsupported_media_type",
        ),
        (
            "application/json",
            portrait(),
            415,
            "unsupported_media_type",
        ),
        ("image/png", b"<svg/>".to_vec(), 422, "unusable_image"),
        ("image/jpeg", Vec::new(), 422, "unusable_image"),
        (
            "image/jpeg",
            portrait()[..40].to_vec(),
            422,
            "unusable_image",
        ),
        (
            "image/jpeg",
            vec![0xff; 9_000_000],
            413,
            "payload_too_large",
        ),
    ] {
        let refused = sends_picture(&shop, &id, kind, picture).await;
        refused.is_problem(status, code);
    }
    assert_eq!(app.audited("picture.stored").await, 0);
    for _ in 0..2 {
        let stored = sends_picture(&shop, &id, "image/jpeg", portrait()).await;
        assert_eq!(stored.status, 204, "{}", stored.text());
    }
    let kept = "SELECT CAST(COUNT(*) AS BIGINT) FROM reference_images";
    assert_eq!(app.ground.number(kept).await, 1);
    let actors = "SELECT actor FROM audit_events WHERE kind = 'picture.stored'";
    let by = format!("client:shop/{}", &shop.key[.."vst_test_12345678".len()]);
    assert_eq!(app.ground.texts(actors).await, [by.clone(), by]);
    cancels(&shop, &id).await;
    assert_eq!(app.ground.number(kept).await, 0);
    let late = sends_picture(&shop, &id, "image/jpeg", portrait()).await;
    late.is_problem(409, "conflict");
}
