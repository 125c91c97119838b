//! The browser session's cookie.

use std::time::Duration;

use tower_sessions::{Expiry, SessionManagerLayer, SessionStore, cookie::SameSite};

/// The cookie's name over https: browsers then insist on Secure, Path=/ and no Domain (RFC 6265bis, 4.1.3.2).
pub const SECURE_COOKIE: &str = "__Host-vestibule";
/// The cookie's name in Development, over http: Safari drops Secure cookies there.
pub const PLAIN_COOKIE: &str = "vestibule";

/// The layer that gives every request its browser session. Lax, because applicants come back from providers by a
/// top-level navigation; persistent, because phones close browsers in mid-journey. The limits are the store's; the
/// cookie lives as long as the absolute one.
#[must_use]
pub fn layer<Store: SessionStore>(
    store: Store,
    https: bool,
    absolute: Duration,
) -> SessionManagerLayer<Store> {
    let seconds = i64::try_from(absolute.as_secs()).unwrap_or(i64::MAX);
    SessionManagerLayer::new(store)
        .with_name(if https { SECURE_COOKIE } else { PLAIN_COOKIE })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(seconds)))
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::Body,
        http::{Request, header},
        routing::{get, post},
    };
    use tower::ServiceExt;
    use tower_sessions::{MemoryStore, Session, session::Id};

    use super::*;

    async fn cookie(https: bool, path: &str, sent: Option<&str>) -> Option<String> {
        let app = Router::new()
            .route("/", get(|| async {}))
            .route(
                "/start",
                post(|session: Session| async move {
                    session.cycle_id().await.unwrap();
                    session.insert("applicant", "key").await.unwrap();
                }),
            )
            .layer(layer(
                MemoryStore::default(),
                https,
                Duration::from_secs(86_400),
            ));
        let method = if path == "/" { "GET" } else { "POST" };
        let mut request = Request::builder().method(method).uri(path);
        if let Some(sent) = sent {
            request = request.header(header::COOKIE, sent);
        }
        let response = app
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        response
            .headers()
            .get(header::SET_COOKIE)
            .map(|value| value.to_str().unwrap().to_owned())
    }

    fn without_value(cookie: &str) -> String {
        let (name, rest) = cookie.split_once('=').unwrap();
        let (_, attributes) = rest.split_once(';').unwrap();
        format!("{name}={attributes}")
    }

    /// SEC-137
    #[tokio::test]
    async fn sec_137_over_https_the_cookie_is_bound_to_the_host() {
        let cookie = cookie(true, "/start", None).await.unwrap();
        assert_eq!(
            without_value(&cookie),
            "__Host-vestibule= HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=86400"
        );
    }

    #[tokio::test]
    async fn in_development_the_cookie_works_over_http() {
        let cookie = cookie(false, "/start", None).await.unwrap();
        assert_eq!(
            without_value(&cookie),
            "vestibule= HttpOnly; SameSite=Lax; Path=/; Max-Age=86400"
        );
    }

    #[tokio::test]
    async fn a_visitor_who_did_nothing_gets_no_cookie() {
        assert_eq!(cookie(true, "/", None).await, None);
    }

    /// SEC-139
    #[tokio::test]
    async fn sec_139_an_id_that_a_browser_brings_along_is_replaced() {
        let planted = format!("__Host-vestibule={}", Id(42));
        let cookie = cookie(true, "/start", Some(&planted)).await.unwrap();
        assert!(!cookie.starts_with(&planted), "{cookie}");
    }
}
