//! What may not stand in a request.

use axum::http::Method;
use serde_json::{Value, json};
use vestibule_server::services::clients::Mode;

use super::{
    bench::{Answer, Partner, beginning, partner},
    samples::{JOURNEY, Possessions, body, endpoint, operations},
};
use crate::app::TestApp;

async fn sends(shop: &Partner, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
    let request = shop
        .request(Method::POST, path)
        .header("content-type", kind);
    let body: Vec<u8> = body.into();
    shop.send(request.body(body.into()).unwrap()).await
}

/// SEC-152: in every body that there is, from the document.
#[tokio::test]
async fn fields_that_nobody_asked_for_are_refused() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let own = Possessions::of(&shop).await;
    let mut bodies = 0;
    for (method, path, operation) in operations() {
        let content = &operation["requestBody"]["content"];
        if content.get("application/json").is_none() {
            continue;
        }
        bodies += 1;
        let at = path.strip_prefix("/api/v1").unwrap();
        let at = match path.contains("{id}") {
            true => at.replace("{id}", own.id(&path)),
            false => at.to_owned(),
        };
        for field in ["id", "client", "mode", "status", "created_at", "Url"] {
            let mut sent = body(&method, &path).unwrap_or_else(|| json!({}));
            sent[field] = json!("x");
            let method: Method = method.parse().unwrap();
            let answer = shop.call(method.clone(), &at, &[], Some(&sent)).await;
            let problem = answer.is_problem(400, "invalid_request");
            let error = &problem["errors"][0];
            assert_eq!(error["code"], "unknown_field", "{method} {path}");
            assert_eq!(error["pointer"], format!("#/{field}"), "{method} {path}");
            // Every field that there is, whole.
            let detail = error["detail"].as_str().unwrap();
            let is_whole = detail.ends_with('`') || detail.ends_with("there are no fields");
            assert!(is_whole, "{method} {path}: {detail}");
        }
    }
    assert!(bodies >= 7, "{bodies}");
}

/// SEC-152: also in the query, on every route.
#[tokio::test]
async fn parameters_that_nobody_asked_for_are_refused() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let own = Possessions::of(&shop).await;
    for (method, path, _) in operations() {
        let at = path.strip_prefix("/api/v1").unwrap();
        let at = match path.contains("{id}") {
            true => at.replace("{id}", own.id(&path)),
            false => at.to_owned(),
        };
        let sent = body(&method, &path);
        let method: Method = method.parse().unwrap();
        let at = format!("{at}?client=bank");
        let answer = shop.call(method, &at, &[], sent.as_ref()).await;
        let problem = answer.is_problem(400, "invalid_request");
        assert_eq!(problem["errors"][0]["parameter"], "client", "{path}");
    }
    for (query, code) in [
        ("limit=1&limit=2", "repeated"),
        ("limit=0", "invalid_value"),
        ("limit=101", "invalid_value"),
        ("limit=x", "invalid_value"),
        ("state=gone", "invalid_value"),
        ("endpoint=%00", "invalid_value"),
        ("endpoint=1", "invalid_value"),
    ] {
        let answer = shop.get(&format!("/webhook-deliveries?{query}")).await;
        let problem = answer.is_problem(400, "invalid_request");
        let error = &problem["errors"][0];
        assert_eq!(error["code"], code, "{query}: {problem}");
        let name = query.split('=').next().unwrap();
        assert_eq!(error["parameter"], name, "{query}");
    }
}

/// SEC-153
#[tokio::test]
async fn texts_that_are_traps_for_parsers_are_refused_where_the_trap_is() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let path = "/webhook-endpoints";
    let deep = format!(r#"{{"url":{}1{}}}"#, "[".repeat(1000), "]".repeat(1000));
    let twice = r#"{"url":"https://a.example.com/","url":"https://b.example.com/"}"#;
    let hidden = r#"{"url":"https://a.example.com/","\u0075rl":"https://b.example.com/"}"#;
    for (body, code, pointer) in [
        (deep.as_str(), "too_deep", "#/url"),
        (twice, "repeated", "#/url"),
        (hidden, "repeated", "#/url"),
        (r#"{"url":"\ud800"}"#, "syntax", "#"),
        (
            r#"{"url":"https://a.example.com/","description":"\u0000"}"#,
            "invalid_value",
            "#/description",
        ),
        (
            r#"{"url":"https://a.example.com/","events":[1]}"#,
            "wrong_type",
            "#/events/0",
        ),
        (
            r#"{"url":"https://a.example.com/","events":["x"]}"#,
            "invalid_value",
            "#/events/0",
        ),
        (r#"{"url":1e999}"#, "syntax", "#"),
        (
            r#"{"url":["https://a.example.com/"]}"#,
            "wrong_type",
            "#/url",
        ),
        ("{}", "missing", "#/url"),
        // serde would take it for an object whose names were left out.
        (r#"["https://a.example.com/"]"#, "wrong_type", "#"),
        ("[]", "wrong_type", "#"),
        ("null", "wrong_type", "#"),
        ("", "syntax", "#"),
        ("{} {}", "syntax", "#"),
        ("{'url':1}", "syntax", "#"),
        ("\u{feff}{}", "syntax", "#"),
    ] {
        let answer = sends(&shop, path, "application/json", body).await;
        let problem = answer.is_problem(400, "invalid_request");
        let error = &problem["errors"][0];
        let what: String = body.chars().take(60).collect();
        assert_eq!(error["code"], code, "{what}: {problem}");
        let place = error["pointer"].as_str().unwrap();
        assert!(place.starts_with(pointer), "{what}: {problem}");
    }
    let invalid = b"{\"url\":\"https://a.example.com/\xff\"}".to_vec();
    let answer = sends(&shop, path, "application/json", invalid).await;
    answer.is_problem(400, "invalid_request");
    let huge = format!(r#"{{"url":"{}"}}"#, "a".repeat(10_000_000));
    let answer = sends(&shop, path, "application/json", huge.clone()).await;
    answer.is_problem(413, "payload_too_large");
    let with_key = shop
        .request(Method::POST, path)
        .header("content-type", "application/json")
        .header("idempotency-key", "huge");
    let answer = shop.send(with_key.body(huge.into()).unwrap()).await;
    answer.is_problem(413, "payload_too_large");
}

/// SEC-153: a list in the order of our code is no request, on any route.
#[tokio::test]
async fn a_list_is_not_read_as_an_object_without_names() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let own = Possessions::of(&shop).await;
    let mut bodies = 0;
    for (method, path, operation) in operations() {
        let content = &operation["requestBody"]["content"];
        if content.get("application/json").is_none() {
            continue;
        }
        bodies += 1;
        let at = path.strip_prefix("/api/v1").unwrap();
        let at = match path.contains("{id}") {
            true => at.replace("{id}", own.id(&path)),
            false => at.to_owned(),
        };
        let begun = beginning(JOURNEY);
        let begun = ["journey", "return_url", "session_binding"].map(|name| begun[name].clone());
        for list in [json!(begun), json!(["v1", 1]), json!([])] {
            let method: Method = method.parse().unwrap();
            let answer = shop.call(method.clone(), &at, &[], Some(&list)).await;
            let problem = answer.is_problem(400, "invalid_request");
            let error = &problem["errors"][0];
            assert_eq!(error["code"], "wrong_type", "{method} {path}: {list}");
            assert_eq!(error["detail"], "not an object", "{method} {path}: {list}");
        }
    }
    assert!(bodies >= 7, "{bodies}");
}

/// Whoever calls does not know in which language we are written.
#[tokio::test]
async fn mistakes_are_told_in_the_words_of_json() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    for (field, value, end) in [
        (
            "lifetime_minutes",
            json!("60"),
            "expected a whole number, 0 or more",
        ),
        (
            "lifetime_minutes",
            json!(-5),
            "expected a whole number, 0 or more",
        ),
        ("metadata", json!([]), "expected an object"),
        ("journey", json!("nowhere"), "lists those of this key"),
    ] {
        let mut body = beginning(JOURNEY);
        body[field] = value;
        let answer = shop
            .call(Method::POST, "/onboardings", &[], Some(&body))
            .await;
        let problem = answer.is_problem(400, "invalid_request");
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.ends_with(end), "{field}: {detail}");
    }
    for (value, detail) in [("x", "not a whole number"), ("", "not a whole number")] {
        let answer = shop.get(&format!("/onboardings?limit={value}")).await;
        let problem = answer.is_problem(400, "invalid_request");
        assert_eq!(problem["errors"][0]["detail"], detail, "{value}");
    }
    let nowhere = shop.get("/onboardings/").await;
    let problem = nowhere.is_problem(404, "not_found");
    assert!(problem["detail"].as_str().unwrap().contains("/api/docs"));
}

/// SEC-153
#[tokio::test]
async fn only_json_is_read_as_json() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let path = "/webhook-endpoints";
    let body = endpoint().to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/jsonp",
        "text/json",
        "",
    ] {
        let answer = sends(&shop, path, kind, body.clone()).await;
        answer.is_problem(415, "unsupported_media_type");
    }
    for kind in ["Application/JSON", "application/json; charset=UTF-8"] {
        sends(&shop, path, kind, body.clone()).await.is(201);
    }
}

/// SEC-152: values at and over the limits that the document names.
#[tokio::test]
async fn values_have_the_limits_of_the_document() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let with = |field: &str, value: Value| {
        let mut body = endpoint();
        body[field] = value;
        body
    };
    let long = format!("https://shop.example.com/{}", "a".repeat(1000));
    for (body, pointer) in [
        (with("url", json!("ftp://shop.example.com/")), "#/url"),
        (with("url", json!("https://shop.example.com/ ")), "#/url"),
        (with("url", json!(" https://shop.example.com/")), "#/url"),
        (with("url", json!("https://u:p@shop.example.com/")), "#/url"),
        (with("url", json!("https://10.0.0.1/")), "#/url"),
        (with("url", json!(long)), "#/url"),
        (with("description", json!("x".repeat(201))), "#/description"),
        (with("description", json!("a\nb")), "#/description"),
        (
            with("events", json!(vec!["link.requested"; 21])),
            "#/events",
        ),
        (with("schemes", json!(["v1", "v1", "v1"])), "#/schemes"),
    ] {
        let answer = shop.post("/webhook-endpoints", &body).await;
        let problem = answer.is_problem(400, "invalid_request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    let mut unknown = beginning(JOURNEY);
    unknown["return_url"] = json!("https://shop.example.com/back/");
    let answer = shop.post("/onboardings", &unknown).await;
    let problem = answer.is_problem(400, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "#/return_url");
}
