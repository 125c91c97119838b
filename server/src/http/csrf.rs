//! Another site must not act through a person's browser.
//!
//! Cookies are SameSite=Lax, which is not enough by itself (same-site subdomains; two minutes of grace in some
//! browsers). So every unsafe method must say, by fetch metadata that scripts cannot set, that it comes from our own
//! pages. Server functions and forms alike.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{refusal::Refusal, sent::Sent};
use crate::config::PublicOrigin;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Providers call these without a browser; their own authentication applies.
const EXEMPT: &str = "/providers/";

/// Middleware: refuses unsafe methods unless `Sec-Fetch-Site` is `same-origin` or, where a browser does not send it,
/// `Origin` is one of our public origins. SEC-141.
///
/// Use: `from_fn_with_state(Arc::<[PublicOrigin]>::from(config.public_origins.clone()), csrf::protect)`.
pub async fn protect(
    State(origins): State<Arc<[PublicOrigin]>>,
    request: Request,
    next: Next,
) -> Response {
    let allowed = is_safe(request.method())
        || request.uri().path().starts_with(EXEMPT)
        || is_ours(request.headers(), &origins);
    if allowed {
        next.run(request).await
    } else {
        Refusal::CrossSite.into_response()
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_ours(headers: &HeaderMap, origins: &[PublicOrigin]) -> bool {
    // `none` is a person's own doing (address bar, bookmark), which never sends a form.
    match Sent::of(headers, &SEC_FETCH_SITE) {
        Sent::Once(site) => site == "same-origin",
        Sent::Repeatedly => false,
        Sent::Never => match Sent::of(headers, &header::ORIGIN) {
            Sent::Once(origin) => origins.iter().any(|ours| origin == ours.as_str()),
            Sent::Never | Sent::Repeatedly => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, http::StatusCode, middleware, routing::any};
    use tower::ServiceExt;

    use super::*;

    async fn status(method: &str, path: &str, headers: &[(&str, &str)]) -> StatusCode {
        let origins: Arc<[PublicOrigin]> = Arc::from(vec![
            "https://id.example.com".parse().unwrap(),
            "https://id.example.org".parse().unwrap(),
        ]);
        let app = Router::new()
            .fallback(any(|| async {}))
            .layer(middleware::from_fn_with_state(origins, protect));
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        app.oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
            .status()
    }

    #[tokio::test]
    async fn our_own_pages_may_post() {
        for headers in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", "https://id.example.com")],
            &[("origin", "https://id.example.org")],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        ] {
            assert_eq!(
                status("POST", "/o/1", headers).await,
                StatusCode::OK,
                "{headers:?}"
            );
        }
    }

    #[tokio::test]
    async fn sec_141_other_sites_may_not_post() {
        for headers in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "Same-Origin")],
            &[("sec-fetch-site", "same-origin, cross-site")],
            &[
                ("sec-fetch-site", "same-origin"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://id.example.com"),
            ],
            &[("origin", "null")],
            &[("origin", "https://id.example.com.evil.test")],
            &[("origin", "https://id.example.com:8443")],
            &[("origin", "http://id.example.com")],
            &[("origin", "https://id.example.com/")],
            &[
                ("origin", "https://id.example.com"),
                ("origin", "https://evil.test"),
            ],
            &[("referer", "https://id.example.com/")],
            &[
                ("content-type", "text/plain"),
                ("origin", "https://evil.test"),
            ],
        ] {
            for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "FROB"] {
                assert_eq!(
                    status(method, "/o/1", headers).await,
                    StatusCode::FORBIDDEN,
                    "{method} {headers:?}"
                );
            }
        }
    }

    #[tokio::test]
    async fn sec_141_a_method_override_is_only_a_header() {
        let headers = [
            ("x-http-method-override", "GET"),
            ("sec-fetch-site", "cross-site"),
        ];
        assert_eq!(
            status("POST", "/o/1", &headers).await,
            StatusCode::FORBIDDEN
        );
    }

    #[tokio::test]
    async fn reading_is_always_allowed() {
        for method in ["GET", "HEAD", "OPTIONS"] {
            let headers = [("sec-fetch-site", "cross-site")];
            assert_eq!(status(method, "/o/1", &headers).await, StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn only_provider_routes_are_exempt() {
        assert_eq!(
            status("POST", "/providers/x/webhook", &[]).await,
            StatusCode::OK
        );
        for path in [
            "/providers",
            "/providersx",
            "/a/providers/x",
            "//providers/x",
        ] {
            assert_eq!(
                status("POST", path, &[]).await,
                StatusCode::FORBIDDEN,
                "{path}"
            );
        }
    }
}
