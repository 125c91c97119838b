use axum::{Router, body::Body, http::StatusCode, middleware, routing::get};
use insta::assert_snapshot;
use tower::ServiceExt;

use super::*;

fn nonce() -> Nonce {
    Nonce::from_value("abc")
}

fn written(page: &PageHeaders) -> HeaderMap {
    let mut headers = HeaderMap::new();
    page.write(&nonce(), &mut headers);
    headers
}

fn csp(page: &PageHeaders) -> String {
    written(page)[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned()
}

/// SEC-174
#[test]
fn sec_174_a_page_without_islands_runs_nothing_of_ours() {
    assert_snapshot!(csp(&PageHeaders::default()), @"default-src 'none'; script-src 'nonce-abc'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
}

/// SEC-174
#[test]
fn sec_174_a_frame_page_lists_the_origins_of_its_step_only() {
    let page = PageHeaders {
        frame_src: vec!["https://provider.example".to_owned()],
        script: Script::Islands,
        ..PageHeaders::default()
    };
    assert_snapshot!(csp(&page), @"default-src 'none'; script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self' https://provider.example; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
}

/// SEC-174
#[test]
fn sec_174_the_dashboard_runs_its_own_modules_by_nonce_and_they_ask_nobody_else() {
    let page = PageHeaders {
        script: Script::Modules,
        ..PageHeaders::default()
    };
    assert_snapshot!(csp(&page), @"default-src 'none'; script-src 'nonce-abc'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'");
}

/// SEC-199
#[test]
fn a_return_page_runs_one_script_and_only_our_own_pages_frame_it() {
    let page = PageHeaders {
        frame_ancestors: FrameAncestors::OurOwn,
        referrer_policy: Some("no-referrer"),
        script: Script::Hash("sha256-xyz"),
        ..PageHeaders::default()
    };
    assert_snapshot!(csp(&page), @"default-src 'none'; script-src 'sha256-xyz'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; object-src 'none'");
    assert_eq!(written(&page)[header::REFERRER_POLICY], "no-referrer");
}

/// SEC-130
#[test]
fn sec_130_an_embedded_page_names_its_embedders() {
    let page = PageHeaders {
        frame_ancestors: FrameAncestors::OurOwnAnd(vec!["https://shop.example".to_owned()]),
        form_action: vec!["https://sdk.example".to_owned()],
        ..PageHeaders::default()
    };
    let policy = csp(&page);
    assert!(
        policy.contains("frame-ancestors 'self' https://shop.example;"),
        "{policy}"
    );
    assert!(
        policy.contains("form-action 'self' https://sdk.example;"),
        "{policy}"
    );
}

/// SEC-135
#[test]
fn sec_135_the_camera_is_delegated_to_exact_origins_or_to_nobody() {
    let policy = |origins: &[&str]| {
        let page = PageHeaders {
            camera_origins: origins.iter().map(|origin| (*origin).to_owned()).collect(),
            ..PageHeaders::default()
        };
        let headers = written(&page);
        let text = headers[PERMISSIONS_POLICY].to_str().unwrap();
        text.split(", ").next().unwrap().to_owned()
    };
    assert_eq!(policy(&[]), "camera=()");
    assert_eq!(
        policy(&["https://a.example", "http://127.0.0.1:4103"]),
        r#"camera=(self "https://a.example" "http://127.0.0.1:4103")"#
    );
}

#[test]
fn an_origin_cannot_smuggle_a_directive_in() {
    let wrong = [
        "https://a.example; script-src *",
        "https://a.example, default-src *",
        "https://a.example 'unsafe-inline'",
        "'unsafe-inline'",
        "*",
        "data:",
        "https://a\" \"b",
        "https://ä.example",
    ];
    let page = PageHeaders {
        frame_src: wrong.map(str::to_owned).to_vec(),
        form_action: wrong.map(str::to_owned).to_vec(),
        camera_origins: wrong.map(str::to_owned).to_vec(),
        frame_ancestors: FrameAncestors::OurOwnAnd(wrong.map(str::to_owned).to_vec()),
        ..PageHeaders::default()
    };
    assert_snapshot!(csp(&page), @"default-src 'none'; script-src 'nonce-abc'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; object-src 'none'");
    let headers = written(&page);
    assert!(
        headers[PERMISSIONS_POLICY]
            .to_str()
            .unwrap()
            .starts_with("camera=(),")
    );
}

#[test]
fn a_fresh_nonce_has_128_bits() {
    assert_eq!(Nonce::new().len(), 22);
    assert_ne!(Nonce::new(), Nonce::new());
}

async fn answer(path: &str, https: bool) -> Response {
    async fn page() -> (HeaderMap, &'static str) {
        (written(&PageHeaders::default()), "page")
    }
    Router::new()
        .route("/page", get(page))
        .route(
            "/broken",
            get(|| async { StatusCode::INTERNAL_SERVER_ERROR }),
        )
        .layer(middleware::from_fn_with_state(Defaults { https }, defaults))
        .oneshot(Request::get(path).body(Body::empty()).unwrap())
        .await
        .unwrap()
}

/// SEC-130, SEC-177
#[tokio::test]
async fn sec_177_every_response_has_every_header() {
    for path in ["/page", "/broken", "/unknown"] {
        let headers = answer(path, true).await.headers().clone();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[COOP], "same-origin", "{path}");
        assert_eq!(headers[CORP], "same-origin", "{path}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert_eq!(
            headers[header::STRICT_TRANSPORT_SECURITY],
            "max-age=63072000",
            "{path}"
        );
        assert!(headers.contains_key(PERMISSIONS_POLICY), "{path}");
        assert_eq!(
            headers
                .get_all(header::CONTENT_SECURITY_POLICY)
                .iter()
                .count(),
            1,
            "{path}"
        );
    }
}

/// SEC-134
#[tokio::test]
async fn what_a_page_set_stays() {
    let headers = answer("/page", false).await.headers().clone();
    assert!(
        headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .contains("nonce-abc")
    );
    assert_eq!(headers[header::REFERRER_POLICY], "strict-origin");
    let headers = answer("/unknown", false).await.headers().clone();
    assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
}

#[tokio::test]
async fn hsts_is_only_sent_over_https() {
    assert!(
        !answer("/page", false)
            .await
            .headers()
            .contains_key(header::STRICT_TRANSPORT_SECURITY)
    );
}

#[test]
fn a_page_of_ours_that_makes_passkeys_delegates_them_to_nobody() {
    let page = PageHeaders {
        passkeys: true,
        ..PageHeaders::default()
    };
    for (page, allowed) in [(page, "(self)"), (PageHeaders::default(), "()")] {
        let headers = written(&page);
        let policy = headers["permissions-policy"].to_str().unwrap();
        for feature in ["create", "get"] {
            let line = format!("publickey-credentials-{feature}={allowed}");
            assert!(policy.contains(&line), "{line}: {policy}");
        }
    }
}
