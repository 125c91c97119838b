//! What the SDK's result callback said.

use super::*;

fn report(status: &str, error_code: Value) -> Hint {
    messages::read(
        &json!({ "type": "result", "status": status, "errorCode": error_code }).to_string(),
    )
}

/// SL-13: processed, whatever the verdict. Never a result.
#[test]
fn sl_13_completed_is_worth_a_fetch_and_nothing_more() {
    assert_eq!(report("COMPLETED", json!(null)), Hint::Fetch);
    assert_eq!(report("COMPLETED", json!("CAMERA")), Hint::Fetch);
    let without = json!({ "type": "result", "status": "COMPLETED" }).to_string();
    assert_eq!(messages::read(&without), Hint::Fetch);
}

/// SL-13: contract 1.3.9, every error code.
#[test]
fn sl_13_each_error_code_has_its_reason() {
    for (code, reason) in [
        ("CAMERA", Reason::CameraDenied),
        ("PERMISSION", Reason::CameraDenied),
        ("NETWORK", Reason::Unavailable),
        ("API", Reason::ProviderError),
        ("VERIFICATION", Reason::ProviderError),
        ("SECURITY", Reason::ProviderError),
        ("HELP_CLICKED", Reason::Left),
        ("USER_CANCELLED", Reason::Cancelled),
    ] {
        for status in ["ERROR", "NOT_COMPLETED"] {
            assert_eq!(report(status, json!(code)), Hint::Stopped(reason), "{code}");
        }
        // What merely stopped may be begun again: the verdict is the server's.
        assert!(reason.may_start_again(), "{code}");
    }
}

/// SL-05: a script that is missing or throws.
#[test]
fn sl_05_an_sdk_that_does_not_run_is_said_by_the_page() {
    let stopped = Hint::Stopped(Reason::ProviderError);
    assert_eq!(messages::read(r#"{"type":"failed"}"#), stopped);
}

/// SEC-99
#[test]
fn unknown_values_cause_a_fetch_at_most() {
    let fetch = Hint::Unexpected { fetch: true };
    for (status, code) in [
        ("PAUSED", json!(null)),
        ("VALID", json!(null)),
        ("completed", json!(null)),
        ("", json!(null)),
        ("ERROR", json!(null)),
        ("NOT_COMPLETED", json!(null)),
        ("ERROR", json!("SOMETHING_NEW")),
        ("ERROR", json!("camera")),
        ("ERROR", json!("")),
    ] {
        assert_eq!(report(status, code.clone()), fetch, "{status} {code}");
    }
    for raw in [
        r#"{"type":"result","status":null,"errorCode":null}"#,
        r#"{"type":"result"}"#,
    ] {
        assert_eq!(messages::read(raw), fetch, "{raw}");
    }
}

/// SEC-197
#[test]
fn other_shapes_are_refused() {
    for raw in [
        "",
        "null",
        "0",
        "\"COMPLETED\"",
        "COMPLETED",
        "[]",
        "{}",
        r#"{"type":"result","status":true}"#,
        r#"{"type":"result","status":["COMPLETED"]}"#,
        r#"{"type":"result","status":"ERROR","errorCode":5}"#,
        r#"{"type":"result","status":"COMPLETED","facts":["face_live"]}"#,
        r#"{"type":"result","status":"COMPLETED","status":"ERROR"}"#,
        r#"{"type":["result"],"status":"COMPLETED"}"#,
        r#"{"type":"RESULT","status":"COMPLETED"}"#,
        r#"{"status":"COMPLETED"}"#,
        r#"{"type":"failed","status":"COMPLETED"}"#,
        r#"{"type":"result","__proto__":{"status":"COMPLETED"}}"#,
        r#"{"type":"result","status":"COMPLETED""#,
    ] {
        assert_eq!(
            messages::read(raw),
            Hint::Unexpected { fetch: false },
            "{raw}"
        );
    }
    let long = json!({ "type": "result", "status": "COMPLETED", "errorCode": "x".repeat(2_000) });
    assert_eq!(
        messages::read(&long.to_string()),
        Hint::Unexpected { fetch: false }
    );
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let deep = format!(r#"{{"type":"result","status":{deep}}}"#);
    assert_eq!(messages::read(&deep), Hint::Unexpected { fetch: false });
}
