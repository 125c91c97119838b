//! `POST /auth/rest/sessions` (SG-01 to SG-04, SG-13 to SG-17).

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Answer, Simulator, embedded, redirect};

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

fn without(mut body: Value, name: &str) -> Value {
    body.as_object_mut().expect("an object").remove(name);
    body
}

/// SG-01, SG-04
#[tokio::test]
async fn sg_04_a_new_session_is_answered_with_200_and_all_its_fields() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let answer = simulator.create(&token, &embedded()).await;
    assert_eq!(answer.status, StatusCode::OK, "200, not 201");
    let body = answer.body;
    assert_eq!(body["status"], "CREATED");
    assert_eq!(body["flow"], "embedded");
    assert_eq!(body["accountId"], "a-sdge-simulator");
    assert_eq!(body["allowedProviders"], json!(["otp-sms"]));
    assert_eq!(body["requestedAttributes"], json!(["idpId", "phoneNumber"]));
    assert_eq!(body["sessionLifetime"], 1_200);
    let url = body["authenticationUrl"].as_str().expect("a URL");
    assert!(
        url.starts_with(&simulator.signicat("/idps/otp/sms?lang=en&transactionId=")),
        "{url}"
    );
    assert!(body["id"].as_str().is_some_and(|id| id.len() == 36));
    assert!(body["subject"].is_null() && body["sessionNonce"].is_null());
}

/// SG-01
#[tokio::test]
async fn sg_01_every_field_that_breaks_a_rule_is_refused_by_name() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let cases = [
        ("flow", without(embedded(), "flow")),
        ("flow", with(embedded(), "flow", json!("popup"))),
        ("flow", with(embedded(), "flow", json!("headless"))),
        (
            "requestedAttributes",
            without(embedded(), "requestedAttributes"),
        ),
        (
            "requestedAttributes",
            with(embedded(), "requestedAttributes", json!([])),
        ),
        (
            "requestedAttributes",
            with(embedded(), "requestedAttributes", json!(["firstName"])),
        ),
        (
            "allowedProviders",
            with(embedded(), "allowedProviders", json!(["sms-otp"])),
        ),
        (
            "allowedProviders",
            with(embedded(), "allowedProviders", json!(["x".repeat(31)])),
        ),
        (
            "allowedProviders",
            with(embedded(), "allowedProviders", json!("otp-sms")),
        ),
        (
            "returnUrl",
            with(
                embedded(),
                "returnUrl",
                json!("http://www.example.com/return"),
            ),
        ),
        ("returnUrl", with(embedded(), "returnUrl", json!("/return"))),
        (
            "returnUrl",
            with(embedded(), "returnUrl", json!("javascript:alert(1)")),
        ),
        (
            "returnUrl",
            with(
                embedded(),
                "returnUrl",
                json!("https://user:secret@www.example.com"),
            ),
        ),
        (
            "embeddedParentDomains",
            with(
                embedded(),
                "embeddedParentDomains",
                json!(["https://www.example.com"]),
            ),
        ),
        (
            "embeddedParentDomains",
            with(
                embedded(),
                "embeddedParentDomains",
                json!(["www.example.com/path"]),
            ),
        ),
        (
            "embeddedParentDomains",
            with(embedded(), "embeddedParentDomains", json!(["*"])),
        ),
        (
            "embeddedParentDomains",
            with(
                embedded(),
                "embeddedParentDomains",
                json!(["a.test; script-src *"]),
            ),
        ),
        (
            "prefilledInput",
            with(embedded(), "prefilledInput", json!({})),
        ),
        (
            "prefilledInput",
            with(
                embedded(),
                "prefilledInput",
                json!({ "phone": "+447700900000" }),
            ),
        ),
        (
            "prefilledInput",
            with(
                embedded(),
                "prefilledInput",
                json!({ "mobile": "447700900000" }),
            ),
        ),
        (
            "prefilledInput",
            with(
                embedded(),
                "prefilledInput",
                json!({ "mobile": "+44 7700 900000" }),
            ),
        ),
        (
            "additionalParameters",
            with(
                embedded(),
                "additionalParameters",
                json!({ "otp_sms_sender": 1 }),
            ),
        ),
        (
            "requestedLoa",
            with(embedded(), "requestedLoa", json!("highest")),
        ),
        (
            "requestedLoa",
            with(embedded(), "requestedLoa", json!("high")),
        ),
        ("tags", with(embedded(), "tags", json!(vec!["t"; 101]))),
        ("tags", with(embedded(), "tags", json!(["t".repeat(101)]))),
        (
            "sessionLifetime",
            with(embedded(), "sessionLifetime", json!("1200")),
        ),
        (
            "requestDomain",
            with(embedded(), "requestDomain", json!("id.example.com")),
        ),
        (
            "encryptionPublicKey",
            with(
                embedded(),
                "encryptionPublicKey",
                json!({ "kty": "RSA", "use": "enc", "alg": "RSA-OAEP", "d": "x" }),
            ),
        ),
        (
            "redirectUrl",
            with(embedded(), "redirectUrl", json!("https://www.example.com")),
        ),
        ("callbackUrls", without(redirect(), "callbackUrls")),
        (
            "callbackUrls",
            with(
                redirect(),
                "callbackUrls",
                json!({ "success": "https://a.test", "abort": "https://a.test" }),
            ),
        ),
        (
            "callbackUrls",
            with(
                redirect(),
                "callbackUrls",
                json!({ "success": "http://a.test", "abort": "https://a.test", "error": "https://a.test" }),
            ),
        ),
    ];
    for (name, body) in cases {
        let answer = simulator.create(&token, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}: {body}");
        assert_eq!(answer.body["code"], "invalid_request_parameter");
        assert_eq!(answer.invalid_params(), [name], "{body}");
    }
    assert_eq!(
        simulator.state().await["signicat"]["sessions"],
        json!([]),
        "a refused request leaves nothing"
    );
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let url = simulator.signicat("/auth/rest/sessions");
    for (kind, body, status) in [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("text/plain", "{}", 415),
    ] {
        let request = simulator
            .client
            .post(&url)
            .bearer_auth(&token)
            .header("content-type", kind)
            .body(body);
        assert_eq!(
            Answer::of(request).await.status.as_u16(),
            status,
            "{kind} {body}"
        );
    }
    let huge = with(embedded(), "externalReference", json!("x".repeat(100_000)));
    assert_eq!(
        simulator.create(&token, &huge).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

/// SG-17
#[tokio::test]
async fn sg_17_a_lifetime_below_300_seconds_is_raised() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let answer = simulator
        .create(&token, &with(embedded(), "sessionLifetime", json!(10)))
        .await;
    assert_eq!(answer.body["sessionLifetime"], 300);
}

/// SG-02: the pages' frame-ancestors follow embeddedParentDomains.
#[tokio::test]
async fn sg_02_without_parent_domains_any_site_may_frame_the_pages() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let cases = [
        (embedded(), "localhost:3000"),
        (
            with(
                embedded(),
                "embeddedParentDomains",
                json!(["a.test", "b.test:81"]),
            ),
            "a.test b.test:81",
        ),
        (without(embedded(), "embeddedParentDomains"), "*"),
        (with(embedded(), "embeddedParentDomains", json!([])), "*"),
        (redirect(), "'none'"),
    ];
    for (body, ancestors) in cases {
        let created = simulator.create(&token, &body).await;
        let url = created.body["authenticationUrl"].as_str().expect("a URL");
        let response = simulator
            .client
            .get(url)
            .send()
            .await
            .expect("the page answers");
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned();
        assert_eq!(policy, format!("frame-ancestors {ancestors}"));
    }
}

/// SG-03, SG-14
#[tokio::test]
async fn sg_14_an_unsupported_language_becomes_english() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    for (asked, given) in [("nl", "nl"), ("id", "en"), ("gr", "en"), ("el", "el")] {
        let answer = simulator
            .create(&token, &with(embedded(), "language", json!(asked)))
            .await;
        let url = answer.body["authenticationUrl"].as_str().expect("a URL");
        assert!(url.contains(&format!("lang={given}&")), "{asked}: {url}");
    }
}
