//! The server functions as the wire sees them.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
    response::IntoResponse,
};
use leptos::server_fn::axum::server_fn_paths;
use vestibule_app::contract::UiError;

const AT: &str = r#"{"at":{"onboarding":"0190f3a4-7c1e-7b2d-8000-0123456789ab","step":"phone"}}"#;

#[expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]
async fn call(method: Method, path: &str, body: &str) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = leptos_axum::handle_server_fns(request)
        .await
        .into_response();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 100_000).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// P-5, P-17: the names stay, because the wasm of an older version may be open in a tab.
#[test]
fn there_are_five_functions_under_fn_and_all_of_them_are_posted() {
    let mut paths: Vec<(String, Method)> = server_fn_paths()
        .map(|(path, method)| (path.to_owned(), method))
        .collect();
    paths.sort_by(|one, other| one.0.cmp(&other.0));
    let wanted: Vec<(String, Method)> = [
        "claim_return",
        "launch",
        "report_message",
        "report_refused",
        "status",
    ]
    .map(|name| (format!("/fn/{name}"), Method::POST))
    .to_vec();
    assert_eq!(paths, wanted);
}

#[tokio::test]
async fn a_body_that_is_not_what_the_function_takes_is_a_bad_request() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"at":{"onboarding":"1","step":"phone"}}"#,
        "at=1",
    ] {
        let (status, text) = call(Method::POST, "/fn/launch", body).await;
        assert!(!status.is_success(), "{body}");
        assert_eq!(
            serde_json::from_str::<UiError>(&text).ok(),
            Some(UiError::BadRequest),
            "{body}: {text}"
        );
    }
}

/// Without a backend in context there is nothing to call; the answer tells nothing about why.
#[tokio::test]
async fn without_a_backend_every_function_fails_closed() {
    let (status, text) = call(Method::POST, "/fn/status", AT).await;
    assert!(!status.is_success());
    let error = serde_json::from_str::<UiError>(&text).ok();
    assert_eq!(
        error,
        Some(UiError::Internal {
            support_code: String::new()
        })
    );
}

#[tokio::test]
async fn nothing_answers_a_get_or_an_unknown_name() {
    for (method, path) in [(Method::GET, "/fn/launch"), (Method::POST, "/fn/other")] {
        let (status, _) = call(method, path, AT).await;
        assert!(!status.is_success(), "{path}");
    }
}
