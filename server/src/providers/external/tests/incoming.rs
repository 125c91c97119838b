//! The callback.

use super::super::signature::Secrets;
use super::*;

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const SECONDS: i64 = 1_795_000_000;
const CHECK: &str = "0190f3a4-7c1e-7b2d-8000-0123456789ab";

fn body(changes: Value) -> String {
    let mut body = json!({ "version": 1, "type": "check.changed", "id": "c-1", "check": CHECK });
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    body.to_string()
}

fn headers(secret: &str, seconds: i64, body: &str) -> Vec<(String, String)> {
    let signature = Secrets::parse(secret)
        .unwrap()
        .sign("m-1", seconds, body.as_bytes());
    [
        ("webhook-id", "m-1".to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn read(headers: &[(String, String)], body: &str) -> Result<Notice, WebhookError> {
    let raw = RawWebhook {
        headers,
        body: body.as_bytes(),
        received_at: NOW,
    };
    External::new()
        .unwrap()
        .read_webhook(&connection(json!({})), raw)
}

#[test]
fn a_signed_callback_names_its_check_and_is_one_event() {
    let body = body(json!({}));
    let notice = read(&headers(THEIRS, SECONDS, &body), &body).unwrap();
    assert_eq!(notice.event_id, "m-1");
    assert_eq!(notice.references, ["c-1"]);
}

#[test]
fn a_callback_that_says_more_says_no_more() {
    let body = body(json!({ "status": "done", "facts": [{ "kind": "identity" }] }));
    let notice = read(&headers(THEIRS, SECONDS, &body), &body).unwrap();
    assert_eq!(notice.references, ["c-1"]);
}

/// SEC-105, SEC-170
#[test]
fn nobody_else_calls_back() {
    let body = body(json!({}));
    let good = headers(THEIRS, SECONDS, &body);
    // The same object, written in another way: what was signed are bytes.
    let rewritten = headers(THEIRS, SECONDS, &body.replace(':', ": "));
    let mut refused = vec![
        Vec::new(),
        // What we signed ourselves, sent back.
        headers(OURS, SECONDS, &body),
        headers(OTHERS, SECONDS, &body),
        headers(THEIRS, SECONDS - 301, &body),
        headers(THEIRS, SECONDS + 301, &body),
        headers(THEIRS, SECONDS, "{}"),
        rewritten,
    ];
    for prefix in ["v1a,", "v2,", "V1,", "sha256=", ""] {
        let mut other = good.clone();
        other[2].1 = good[2].1.replace("v1,", prefix);
        refused.push(other);
    }
    for missing in 0..3 {
        let mut some = good.clone();
        some.remove(missing);
        refused.push(some);
        let mut twice = good.clone();
        twice.push(good[missing].clone());
        refused.push(twice);
    }
    for headers in refused {
        assert_eq!(
            read(&headers, &body),
            Err(WebhookError::Unauthenticated),
            "{headers:?}"
        );
    }
}

#[test]
fn a_signed_message_of_another_kind_is_no_callback() {
    for changes in [
        json!({ "version": 2 }),
        json!({ "version": "1" }),
        json!({ "type": "check.state" }),
        json!({ "id": "" }),
        json!({ "id": "../x" }),
        json!({ "id": "i".repeat(101) }),
        json!({ "check": "17" }),
        json!({ "check": null }),
    ] {
        let body = body(changes);
        let came = read(&headers(THEIRS, SECONDS, &body), &body);
        assert_eq!(came, Err(WebhookError::Malformed), "{body}");
    }
    for body in ["", "[]", "null", &format!("\"{}\"", "x".repeat(70_000))] {
        let came = read(&headers(THEIRS, SECONDS, body), body);
        assert_eq!(came, Err(WebhookError::Malformed));
    }
}
