//! The completion callback.

use super::*;

fn read(headers: &[(&str, &str)], body: &str) -> Result<Notice, WebhookError> {
    let headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let raw = RawWebhook {
        headers: &headers,
        body: body.as_bytes(),
        received_at: Timestamp(0),
    };
    OneKyc::new()
        .unwrap()
        .read_webhook(&connection(json!({})), raw)
}

const GOOD: &[(&str, &str)] = &[
    ("authorization", "Bearer callback"),
    ("content-type", "application/json; charset=utf-8"),
];

fn body(changes: Value) -> String {
    let mut body = json!({ "submissionId": SUBMISSION, "status": "COMPLETED", "result": "VALID", "reasonCode": "" });
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    body.to_string()
}

#[test]
fn a_callback_names_its_submission_and_its_session_where_it_has_one() {
    let notice = read(GOOD, &body(json!({}))).unwrap();
    assert_eq!(notice.event_id, format!("{SUBMISSION}:COMPLETED:VALID"));
    assert_eq!(notice.references, [SUBMISSION]);
    let notice = read(GOOD, &body(json!({ "partnerSessionId": SESSION }))).unwrap();
    assert_eq!(notice.references, [SESSION, SUBMISSION]);
    let notice = read(GOOD, &body(json!({ "status": "ERROR", "result": null }))).unwrap();
    assert_eq!(notice.event_id, format!("{SUBMISSION}:ERROR:"));
}

/// SEC-105, SEC-170
#[test]
fn a_stranger_learns_nothing_whatever_the_body_is() {
    let json = ("content-type", "application/json");
    for headers in [
        vec![json],
        vec![("authorization", ""), json],
        vec![("authorization", "Bearer callbacK"), json],
        vec![("authorization", "Bearer callback "), json],
        vec![("authorization", "Bearer callback2"), json],
        vec![("authorization", "bearer callback"), json],
        vec![
            ("authorization", "Bearer callback"),
            ("authorization", "Bearer callback"),
            json,
        ],
    ] {
        for body in [body(json!({})), "not json".to_owned(), String::new()] {
            assert_eq!(
                read(&headers, &body),
                Err(WebhookError::Unauthenticated),
                "{headers:?}"
            );
        }
    }
}

#[test]
fn without_a_configured_value_none_is_accepted() {
    let mut connection = connection(json!({}));
    connection.secrets.remove("callback_authorization");
    for value in ["", "Bearer callback"] {
        let headers = vec![("authorization".to_owned(), value.to_owned())];
        let raw = RawWebhook {
            headers: &headers,
            body: b"{}",
            received_at: Timestamp(0),
        };
        assert_eq!(
            OneKyc::new().unwrap().read_webhook(&connection, raw),
            Err(WebhookError::Unauthenticated)
        );
    }
}

/// SEC-105
#[test]
fn what_is_not_the_documented_shape_is_malformed() {
    for wrong in [
        body(json!({ "submissionId": null })),
        body(json!({ "submissionId": "" })),
        body(json!({ "submissionId": 7 })),
        body(json!({ "submissionId": "x".repeat(201) })),
        body(json!({ "status": null })),
        body(json!({ "result": "x".repeat(201) })),
        body(json!({ "partnerSessionId": "x".repeat(201) })),
        body(json!({ "more": "x".repeat(70_000) })),
        "[]".to_owned(),
        String::new(),
        "{".to_owned(),
        format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000)),
    ] {
        assert_eq!(read(GOOD, &wrong), Err(WebhookError::Malformed));
    }
    for kind in [
        "text/plain",
        "application/jsonp",
        "application/x-www-form-urlencoded",
    ] {
        let headers = [("authorization", "Bearer callback"), ("content-type", kind)];
        assert_eq!(
            read(&headers, &body(json!({}))),
            Err(WebhookError::Malformed),
            "{kind}"
        );
    }
    assert_eq!(
        read(&GOOD[..1], &body(json!({}))),
        Err(WebhookError::Malformed)
    );
}
