//! `POST /auth/open/connect/token` (SG-18).

use reqwest::StatusCode;
use serde_json::Value;

use crate::harness::{Answer, Simulator, embedded};

const SCOPE: (&str, &str) = ("scope", "signicat-api");
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

type Pair = (&'static str, &'static str);
/// The error, Basic credentials, the form and the status.
type Refusal = (&'static str, Option<Pair>, &'static [Pair], u16);

async fn ask(simulator: &Simulator, basic: Option<(&str, &str)>, form: &[(&str, &str)]) -> Answer {
    let mut request = simulator
        .client
        .post(simulator.signicat("/auth/open/connect/token"))
        .form(form);
    if let Some((id, secret)) = basic {
        request = request.basic_auth(id, Some(secret));
    }
    Answer::of(request).await
}

/// SG-18
#[tokio::test]
async fn sg_18_credentials_may_come_as_basic_or_in_the_form() {
    let simulator = Simulator::start().await;
    let basic = ask(
        &simulator,
        Some(("sim-signicat", "sim-signicat-secret")),
        &[GRANT, SCOPE],
    )
    .await;
    let form = [
        GRANT,
        SCOPE,
        ("client_id", "sim-signicat"),
        ("client_secret", "sim-signicat-secret"),
    ];
    for answer in [basic, ask(&simulator, None, &form).await] {
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body["token_type"], "Bearer");
        assert_eq!(answer.body["expires_in"], 600);
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

/// SG-18
#[tokio::test]
async fn sg_18_every_wrong_token_request_is_refused_with_its_own_error() {
    let simulator = Simulator::start().await;
    let good = Some(("sim-signicat", "sim-signicat-secret"));
    let cases: &[Refusal] = &[
        (
            "invalid_client",
            Some(("sim-signicat", "wrong")),
            &[GRANT, SCOPE],
            401,
        ),
        (
            "invalid_client",
            Some(("nobody", "sim-signicat-secret")),
            &[GRANT, SCOPE],
            401,
        ),
        ("invalid_client", None, &[GRANT, SCOPE], 400),
        (
            "invalid_client",
            None,
            &[
                GRANT,
                SCOPE,
                ("client_id", "sim-signicat"),
                ("client_secret", "wrong"),
            ],
            400,
        ),
        ("invalid_request", good, &[SCOPE], 400),
        (
            "unsupported_grant_type",
            good,
            &[("grant_type", "password"), SCOPE],
            400,
        ),
        ("invalid_scope", good, &[GRANT], 400),
        ("invalid_scope", good, &[GRANT, ("scope", "openid")], 400),
        ("invalid_request", good, &[GRANT, GRANT, SCOPE], 400),
        (
            "invalid_request",
            good,
            &[
                GRANT,
                SCOPE,
                ("client_id", "sim-signicat"),
                ("client_secret", "x"),
            ],
            400,
        ),
    ];
    for (error, basic, form, status) in cases {
        let answer = ask(&simulator, *basic, form).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["error"]),
            (*status, &Value::from(*error)),
            "{form:?}"
        );
        assert!(answer.body["error_description"].is_string());
        assert!(answer.body["access_token"].is_null());
    }
}

#[tokio::test]
async fn a_token_request_in_json_is_refused() {
    let simulator = Simulator::start().await;
    let request = simulator
        .client
        .post(simulator.signicat("/auth/open/connect/token"))
        .basic_auth("sim-signicat", Some("sim-signicat-secret"))
        .json(&serde_json::json!({ "grant_type": "client_credentials", "scope": "signicat-api" }));
    assert_eq!(Answer::of(request).await.body["error"], "invalid_request");
}

/// SG-18
#[tokio::test]
async fn sg_18_a_token_without_the_permission_is_valid_and_opens_nothing() {
    let simulator = Simulator::start().await;
    let token = simulator
        .signicat_token_of("sim-signicat-nopermission")
        .await;
    let answer = simulator.create(&token, &embedded()).await;
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (StatusCode::FORBIDDEN, &Value::from("forbidden"))
    );
}

/// SG-01, SG-18
#[tokio::test]
async fn the_api_wants_a_bearer_token_that_lives() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    assert_eq!(
        simulator.create(&token, &embedded()).await.status,
        StatusCode::OK
    );
    assert_eq!(
        simulator.create("unknown", &embedded()).await.body["code"],
        "invalid_token"
    );

    let bare = simulator
        .client
        .post(simulator.signicat("/auth/rest/sessions"))
        .json(&embedded());
    let answer = Answer::of(bare).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.headers.contains_key("www-authenticate"));
    assert_eq!(answer.headers["content-type"], "application/problem+json");

    simulator.advance_s(599).await;
    assert_eq!(
        simulator.create(&token, &embedded()).await.status,
        StatusCode::OK
    );
    simulator.advance_s(1).await;
    let late = simulator.create(&token, &embedded()).await;
    assert_eq!(
        (late.status, &late.body["code"]),
        (StatusCode::UNAUTHORIZED, &Value::from("invalid_token"))
    );
}

#[tokio::test]
async fn an_organisation_level_client_names_the_account() {
    let simulator = Simulator::start().await;
    let token = simulator
        .signicat_token_of("sim-signicat-organisation")
        .await;
    assert_eq!(
        simulator.create(&token, &embedded()).await.status,
        StatusCode::FORBIDDEN
    );
    for (account, status) in [
        ("a-sdge-simulator", StatusCode::OK),
        ("a-sdge-other", StatusCode::FORBIDDEN),
    ] {
        let url = simulator.signicat(&format!("/auth/rest/sessions?signicat-accountId={account}"));
        let request = simulator
            .client
            .post(url)
            .bearer_auth(&token)
            .json(&embedded());
        assert_eq!(Answer::of(request).await.status, status, "{account}");
    }
}
