//! Messages from the frame.

use super::*;

const REFUSED: Hint = Hint::Unexpected { fetch: false };

fn callback(data: Value) -> String {
    json!({ "type": "ONEKYC_QR_CALLBACK", "data": data }).to_string()
}

fn error(code: &str) -> Hint {
    message(&callback(
        json!({ "status": "ERROR", "partner_session_id": SESSION, "error_code": code }),
    ))
}

/// OK-09
#[test]
fn ok_09_completed_is_worth_a_fetch_and_nothing_more() {
    assert_eq!(
        message(&callback(
            json!({ "status": "COMPLETED", "partner_session_id": SESSION })
        )),
        Hint::Fetch
    );
    let with_code = json!({ "status": "COMPLETED", "partner_session_id": SESSION, "error_code": null, "more": 1 });
    assert_eq!(message(&callback(with_code)), Hint::Fetch);
}

/// OK-10, OK-15: closing the screen says PENDING, too.
#[test]
fn ok_10_pending_is_somebody_who_left() {
    assert_eq!(error("PENDING"), Hint::Stopped(Reason::Left));
}

/// OK-11
#[test]
fn ok_11_a_timed_out_launch_is_a_session_that_expired() {
    assert_eq!(
        error("SESSION_TIMEOUT"),
        Hint::Stopped(Reason::SessionExpired)
    );
}

/// OK-12
#[test]
fn ok_12_a_denied_camera_may_be_tried_again() {
    assert_eq!(
        error("PERMISSION_ERROR"),
        Hint::Stopped(Reason::CameraDenied)
    );
    assert!(Reason::CameraDenied.may_start_again());
}

/// OK-13
#[test]
fn ok_13_exhausted_attempts_offer_no_other() {
    assert_eq!(
        error("ATTEMPTS_EXHAUSTED"),
        Hint::Stopped(Reason::AttemptsExhausted)
    );
    assert!(!Reason::AttemptsExhausted.may_start_again());
}

/// OK-14
#[test]
fn ok_14_a_generic_error_is_the_provider_s() {
    assert_eq!(error("GENERIC_ERROR"), Hint::Stopped(Reason::ProviderError));
}

/// SEC-99
#[test]
fn unknown_values_cause_a_fetch_at_most() {
    let fetch = Hint::Unexpected { fetch: true };
    assert_eq!(error("SOMETHING_NEW"), fetch);
    assert_eq!(error("pending"), fetch);
    for data in [
        json!({ "status": "ERROR", "partner_session_id": SESSION }),
        json!({ "status": "VALID", "partner_session_id": SESSION }),
        json!({ "status": "completed", "partner_session_id": SESSION }),
        json!({ "status": "", "partner_session_id": SESSION, "error_code": "PENDING" }),
    ] {
        assert_eq!(message(&callback(data.clone())), fetch, "{data}");
    }
}

/// OK-07, SEC-197: the nested shape and no other.
#[test]
fn ok_07_other_shapes_are_refused() {
    for raw in [
        json!({ "type": "ONEKYC_QR_CALLBACK", "status": "COMPLETED", "partner_session_id": SESSION }).to_string(),
        callback(json!(null)),
        callback(json!([{ "status": "COMPLETED", "partner_session_id": SESSION }])),
        callback(json!("COMPLETED")),
        callback(json!({ "status": "COMPLETED" })),
        callback(json!({ "partner_session_id": SESSION })),
        callback(json!({ "status": true, "partner_session_id": SESSION })),
        callback(json!({ "status": "COMPLETED", "partner_session_id": [SESSION] })),
        callback(json!({ "status": "ERROR", "partner_session_id": SESSION, "error_code": 5 })),
        json!({ "type": "ONEKYC_CALLBACK", "data": { "status": "COMPLETED", "partner_session_id": SESSION } }).to_string(),
        json!({ "type": ["ONEKYC_QR_CALLBACK"], "data": {} }).to_string(),
        json!({ "data": { "status": "COMPLETED", "partner_session_id": SESSION } }).to_string(),
        json!([callback(json!({ "status": "COMPLETED", "partner_session_id": SESSION }))]).to_string(),
        "null".to_owned(),
        "0".to_owned(),
        "\"COMPLETED\"".to_owned(),
        String::new(),
        "COMPLETED".to_owned(),
        "{\"type\":\"ONEKYC_QR_CALLBACK\",".to_owned(),
    ] {
        assert_eq!(message(&raw), REFUSED, "{raw}");
    }
}

/// OK-08, SEC-95
#[test]
fn ok_08_another_session_s_message_is_foreign() {
    for other in [
        "",
        "7F3C1C8E-4F4E-4F0A-9A51-0D9A3A1F2B10",
        " 7f3c1c8e-4f4e-4f0a-9a51-0d9a3a1f2b10",
        "x",
    ] {
        for status in ["COMPLETED", "ERROR", "NEW"] {
            let data =
                json!({ "status": status, "partner_session_id": other, "error_code": "PENDING" });
            assert_eq!(message(&callback(data)), Hint::Foreign, "{other}");
        }
    }
}

/// OK-04
#[test]
fn ok_04_the_handshake_needs_nothing_from_the_server() {
    assert_eq!(
        message(r#"{"type":"GET_ORIGIN_FROM_ONEKYC"}"#),
        Hint::Ignore
    );
}

/// SEC-126
#[test]
fn large_deep_and_odd_messages_do_no_harm() {
    let long = callback(
        json!({ "status": "COMPLETED", "partner_session_id": SESSION, "more": "x".repeat(1 << 20) }),
    );
    assert_eq!(message(&long), REFUSED);
    let deep = |levels: usize| {
        let nest = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        let data =
            format!(r#"{{"status":"COMPLETED","partner_session_id":"{SESSION}","more":{nest}}}"#);
        format!(r#"{{"type":"ONEKYC_QR_CALLBACK","data":{data}}}"#)
    };
    assert_eq!(message(&deep(5)), Hint::Fetch);
    assert_eq!(message(&deep(6)), REFUSED);
    assert_eq!(message(&deep(1_000)), REFUSED);
    for odd in [
        json!({ "__proto__": { "status": "COMPLETED", "partner_session_id": SESSION } }),
        json!({ "constructor": { "prototype": { "status": "COMPLETED" } }, "partner_session_id": SESSION }),
    ] {
        assert_eq!(message(&callback(odd)), REFUSED);
    }
    let beside = json!({ "__proto__": { "status": "ERROR" }, "status": "COMPLETED", "partner_session_id": SESSION });
    assert_eq!(message(&callback(beside)), Hint::Fetch);
    assert_eq!(message("\u{0}\u{feff}{}"), REFUSED);
    assert_eq!(message(r#"{"type":"\ud800"}"#), REFUSED);
}
