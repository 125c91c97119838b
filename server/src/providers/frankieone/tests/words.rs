use crate::providers::frankieone::messages::Issue;

use super::*;

fn word(message: Value) -> Word {
    Word::read(&message.to_string()).unwrap()
}

fn error(code: &str, issues: Value) -> Word {
    word(json!({ "type": "error", "errorCode": code, "issues": issues }))
}

/// FO-12, FO-13, FO-14, FO-15, FO-16, FO-17, FO-18, FO-19
#[test]
fn every_error_code_has_its_page_and_its_alert() {
    for code in ErrorCode::ALL {
        let (reason, alert) = match code {
            ErrorCode::VendorServerError => (Reason::Unavailable, false),
            ErrorCode::VendorUnauthorised => (Reason::Misconfigured, true),
            ErrorCode::VendorBadRequest => (Reason::ProviderError, false),
            ErrorCode::VendorAccessDenied => (Reason::AccessDenied, false),
            ErrorCode::VendorForbidden => (Reason::Misconfigured, true),
            ErrorCode::VendorDataExpired => (Reason::DataExpired, false),
            ErrorCode::InvalidConfig => (Reason::Misconfigured, true),
            ErrorCode::BadRequest => (Reason::Misconfigured, true),
            ErrorCode::ServerError => (Reason::ProviderError, false),
        };
        let word = error(code.name(), json!([]));
        assert_eq!(word.stopped(), Some(reason), "{code:?}");
        assert_eq!(word.alert(), alert.then(|| code.name()), "{code:?}");
        assert_eq!(word.hint(), Hint::Stopped(reason), "{code:?}");
    }
}

/// FO-14: the document names the codes, and shows no element.
#[test]
fn every_issue_in_every_shape_says_that_data_is_missing() {
    for issue in Issue::ALL {
        let name = issue.name();
        for issues in [
            json!([{ "code": name }]),
            json!([name]),
            json!({ "code": name }),
            json!(name),
            json!([{ "code": "UNHEARD_OF" }, { "code": name, "more": 1 }]),
        ] {
            let word = error("VENDOR_BAD_REQUEST", issues.clone());
            assert_eq!(
                word,
                Word::Error(ErrorCode::VendorBadRequest, vec![issue]),
                "{issues}"
            );
            assert_eq!(word.stopped(), Some(Reason::DataMissing));
        }
    }
}

/// FO-14: "issues: undefined" stands beside VENDOR_BAD_REQUEST in the document's own example.
#[test]
fn a_bad_request_without_an_issue_that_we_know_is_the_providers_trouble() {
    for issues in [
        json!(null),
        json!([]),
        json!({}),
        json!(7),
        json!(["UNHEARD_OF"]),
        json!([null, {}, { "code": 1 }]),
    ] {
        let word = error("VENDOR_BAD_REQUEST", issues.clone());
        assert_eq!(word.stopped(), Some(Reason::ProviderError), "{issues}");
    }
    // Only a bad request has issues that count.
    let word = error("SERVER_ERROR", json!(["MANDATORY_DOB"]));
    assert_eq!(word.stopped(), Some(Reason::ProviderError));
}

/// FO-20
#[test]
fn the_text_of_an_error_changes_nothing() {
    let without = error("VENDOR_ACCESS_DENIED", json!([]));
    for message in ["User denied the access", "<b>SERVER_ERROR</b>", "approved"] {
        let with = word(json!({
            "type": "error", "errorCode": "VENDOR_ACCESS_DENIED", "issues": [], "message": message,
        }));
        assert_eq!(with, without);
    }
}

#[test]
fn an_error_code_that_no_document_knows_is_unexpected_and_asks() {
    for code in [
        json!("VENDOR_ON_HOLIDAY"),
        json!(null),
        json!(7),
        json!("server_error"),
    ] {
        let word = word(json!({ "type": "error", "errorCode": code, "issues": [] }));
        assert!(matches!(word, Word::UnknownError(_)), "{code}");
        assert_eq!(word.stopped(), Some(Reason::ProviderError));
        assert_eq!(word.alert(), None);
        assert_eq!(word.hint(), Hint::Unexpected { fetch: true });
    }
}

/// FO-05, FO-07, FO-09, FO-11
#[test]
fn what_the_page_says_without_an_error_code_has_its_page() {
    for (message, reason) in [
        (json!({ "type": "approved" }), None),
        (json!({ "type": "denied" }), Some(Reason::Cancelled)),
        (json!({ "type": "unanswered" }), Some(Reason::Unavailable)),
        (json!({ "type": "left" }), Some(Reason::Left)),
        (json!({ "type": "expired" }), Some(Reason::DataExpired)),
        (json!({ "type": "failed" }), Some(Reason::ProviderError)),
        (json!({ "type": "other_session" }), Some(Reason::NotOurs)),
        (
            json!({ "type": "refused", "error": "access_denied" }),
            Some(Reason::Cancelled),
        ),
        (
            json!({ "type": "refused", "error": "503" }),
            Some(Reason::Unavailable),
        ),
        (
            json!({ "type": "refused", "error": "temporarily_unavailable" }),
            Some(Reason::Unavailable),
        ),
        (
            json!({ "type": "refused", "error": "500" }),
            Some(Reason::ProviderError),
        ),
        (
            json!({ "type": "refused", "error": "<b>" }),
            Some(Reason::ProviderError),
        ),
    ] {
        assert_eq!(word(message.clone()).stopped(), reason, "{message}");
    }
}

#[test]
fn an_approval_is_a_reason_to_ask_and_nothing_more() {
    assert_eq!(word(json!({ "type": "approved" })).hint(), Hint::Fetch);
}

#[test]
fn what_the_page_never_says_is_refused() {
    for raw in [
        "",
        "approved",
        "[]",
        "{}",
        "\"approved\"",
        "{\"type\":1}",
        "{\"type\":\"done\"}",
        "{\"type\":\"refused\"}",
    ] {
        assert_eq!(Word::read(raw), None, "{raw}");
    }
}
