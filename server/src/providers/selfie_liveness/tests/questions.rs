//! The gateway's question for a reference image, and the answers to it.

use super::*;

const GOOD: [(&str, &str); 5] = [
    ("client-id", "their-client"),
    ("pass-key", "their-pass"),
    ("x-reference-image-type", "KTP"),
    ("x-partner-user-id", "user-7"),
    ("x-partner-user-id-type", "VESTIBULE_ID"),
];

fn asked_of(connection: &Connection, headers: &[(&str, &str)]) -> Result<Question, WebhookError> {
    let headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let raw = RawWebhook {
        headers: &headers,
        body: b"",
        received_at: Timestamp(0),
    };
    adapter().read_question(connection, raw)
}

fn asked(headers: &[(&str, &str)]) -> Result<Question, WebhookError> {
    asked_of(&connection(json!({})), headers)
}

/// The good question with these headers replaced; an empty list of values removes one.
fn but(name: &str, values: &[&'static str]) -> Vec<(&'static str, &'static str)> {
    let mut headers: Vec<_> = GOOD
        .into_iter()
        .filter(|(other, _)| *other != name)
        .collect();
    let name = GOOD.iter().find(|(other, _)| *other == name).unwrap().0;
    headers.extend(values.iter().map(|value| (name, *value)));
    headers
}

/// SL-11
#[test]
fn sl_11_the_question_names_the_user_that_we_gave() {
    let user = "user-7".to_owned();
    assert_eq!(asked(&GOOD), Ok(Question::ReferenceImage { user }));
}

/// SL-11: contract 1.3.3. Nothing about the rest of a question is told to a stranger.
#[test]
fn sl_11_a_stranger_is_turned_away_before_anything_else_is_looked_at() {
    for (name, values) in [
        ("client-id", vec![]),
        ("client-id", vec![""]),
        ("client-id", vec!["their-clien"]),
        ("client-id", vec!["their-client2"]),
        ("client-id", vec!["THEIR-CLIENT"]),
        ("client-id", vec!["their-client", "their-client"]),
        ("pass-key", vec![]),
        ("pass-key", vec![""]),
        ("pass-key", vec!["pass"]),
        ("pass-key", vec!["their-pass "]),
        ("pass-key", vec!["their-pass", "their-pass"]),
    ] {
        let whole = but(name, &values);
        let alone: Vec<_> = whole
            .iter()
            .copied()
            .filter(|(name, _)| ["client-id", "pass-key"].contains(name))
            .collect();
        for headers in [whole, alone] {
            assert_eq!(
                asked(&headers),
                Err(WebhookError::Unauthenticated),
                "{headers:?}"
            );
        }
    }
}

/// SL-11
#[test]
fn sl_11_without_credentials_of_our_own_nobody_is_known() {
    let mut connection = connection(json!({}));
    connection.secrets.remove("reference_image_pass_key");
    let empty = [("client-id", "their-client"), ("pass-key", "")];
    for headers in [&GOOD[..], &GOOD[..1], &empty] {
        let answer = asked_of(&connection, headers);
        assert_eq!(answer, Err(WebhookError::Unauthenticated));
    }
    let mut connection = super::connection(json!({}));
    connection.settings.remove("reference_image_client_id");
    let empty = [("client-id", ""), ("pass-key", "their-pass")];
    for headers in [&GOOD[..], &GOOD[1..], &empty] {
        let answer = asked_of(&connection, headers);
        assert_eq!(answer, Err(WebhookError::Unauthenticated));
    }
}

/// SL-11
#[test]
fn sl_11_what_is_not_the_documented_question_is_malformed() {
    let long: &'static str = "x".repeat(201).leak();
    for (name, values) in [
        ("x-reference-image-type", vec![]),
        ("x-reference-image-type", vec!["SOMETHING_NEW"]),
        ("x-reference-image-type", vec!["ktp"]),
        ("x-reference-image-type", vec!["KTP", "KTP"]),
        ("x-partner-user-id", vec![]),
        ("x-partner-user-id", vec![""]),
        ("x-partner-user-id", vec!["a", "b"]),
        ("x-partner-user-id", vec![long]),
        ("x-partner-user-id-type", vec![]),
        ("x-partner-user-id-type", vec!["OTHER"]),
    ] {
        let headers = but(name, &values);
        assert_eq!(asked(&headers), Err(WebhookError::Malformed), "{headers:?}");
    }
}

/// SL-11: contract 1.3.3
#[test]
fn sl_11_every_answer_has_the_provider_s_words() {
    let image = Answer::ReferenceImage {
        url: "https://id.example.com/providers/selfie/images/x".to_owned(),
        lifetime_seconds: 600,
    };
    let answer = adapter().write_answer(&Ok(image));
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        json!({ "success": true, "data": {
            "url": "https://id.example.com/providers/selfie/images/x", "expiry_seconds": "600" } })
    );
    for (answer, status, code, cause) in [
        (
            Ok(Answer::Nothing),
            400,
            "1539",
            "REFERENCE_IMAGE_DOES_NOT_EXIST",
        ),
        (Err(WebhookError::Malformed), 400, "1539", "INVALID_REQUEST"),
        (
            Err(WebhookError::Unauthenticated),
            401,
            "110",
            "UNAUTHORIZED",
        ),
        (
            Err(WebhookError::Unsupported),
            500,
            "900",
            "GENERIC_SERVICE_ERROR",
        ),
    ] {
        let written = adapter().write_answer(&answer);
        assert_eq!(written.status, status);
        assert_eq!(
            written.body,
            json!({ "success": false, "data": null, "errors": [{ "code": code, "cause": cause }] })
        );
    }
}
