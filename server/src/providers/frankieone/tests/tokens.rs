use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule::time::Timestamp;

use super::*;

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn token(changes: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "data": {
            "organisation": { "customerId": "customer" },
            "sessionId": "4c1e4dc8",
            "environment": "https://backend.example.com",
            "reference": REFERENCE,
            "frankie2customer": false,
        },
        "exp": NOW.0 / 1_000 + 3_600,
    });
    changes(&mut claims);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    format!("{}.{}.c2lnbmF0dXJl", part(&header), part(&claims))
}

fn read(token: String) -> Result<Session, ProviderError> {
    token::read(token.into(), &settings(json!({})), REFERENCE, NOW)
}

/// FO-01
#[test]
fn a_token_that_says_what_was_asked_for_is_taken() {
    let session = read(token(|_| {})).unwrap();
    assert_eq!(session.expires, NOW.plus_seconds(3_600));
    let slash =
        token(|claims| claims["data"]["environment"] = json!("https://backend.example.com/"));
    assert!(read(slash).is_ok());
}

/// OneSDK sends the identity provider's code to whatever host the token names.
#[test]
fn a_token_that_leads_elsewhere_or_belongs_to_another_account_never_reaches_a_browser() {
    for (path, value) in [
        ("/data/environment", json!("https://backend.example.org")),
        ("/data/environment", json!("http://backend.example.com")),
        ("/data/environment", json!("https://backend.example.com/v2")),
        ("/data/environment", json!("")),
        ("/data/organisation/customerId", json!("somebody")),
        ("/data/frankie2customer", json!(true)),
    ] {
        let token = token(|claims| *claims.pointer_mut(path).unwrap() = value.clone());
        let refused = read(token);
        assert!(
            matches!(refused, Err(ProviderError::Misconfigured { .. })),
            "{path} {value} {refused:?}"
        );
    }
    let child = token(|claims| claims["data"]["organisation"]["customerChildId"] = json!("child"));
    assert!(matches!(
        read(child),
        Err(ProviderError::Misconfigured { .. })
    ));
}

#[test]
fn a_token_about_somebody_else_or_out_of_time_is_unexpected() {
    for (path, value) in [
        ("/data/reference", json!("case-2")),
        ("/data/reference", json!(null)),
        ("/data/sessionId", json!("")),
        ("/exp", json!(NOW.0 / 1_000)),
        ("/exp", json!("tomorrow")),
        ("/data", json!([])),
    ] {
        let token = token(|claims| *claims.pointer_mut(path).unwrap() = value.clone());
        let refused = read(token);
        assert!(
            matches!(refused, Err(ProviderError::Unexpected { .. })),
            "{path} {value} {refused:?}"
        );
    }
    // An entity that exists cannot be federated.
    let entity = token(|claims| claims["data"]["entityId"] = json!("6f7a7bb6"));
    assert!(matches!(
        read(entity),
        Err(ProviderError::Unexpected { .. })
    ));
    for text in ["", "not-a-jwt", "a.b.c", "a.e30.c.d", "a.e30.c"] {
        assert!(
            matches!(read(text.to_owned()), Err(ProviderError::Unexpected { .. })),
            "{text}"
        );
    }
}
