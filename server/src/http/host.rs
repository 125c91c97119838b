//! The `Host` header must name one of our public origins. SEC-156.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{refusal::Refusal, sent::Sent};
use crate::config::PublicOrigin;

/// Middleware: a request for any other host, for several, or for none gets 421 (RFC 9110, 15.5.20). The others carry
/// the [`PublicOrigin`] that they were sent to in their extensions.
///
/// Use: `from_fn_with_state(Arc::<[PublicOrigin]>::from(config.public_origins.clone()), host::allow)`.
pub async fn allow(
    State(origins): State<Arc<[PublicOrigin]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let ours = asked_for(&request)
        .and_then(|host| origins.iter().find(|ours| is_authority(ours, host)))
        .cloned();
    match ours {
        Some(origin) => {
            request.extensions_mut().insert(origin);
            next.run(request).await
        }
        None => Refusal::UnknownHost.into_response(),
    }
}

/// Whether a request is for exactly this origin's host.
#[must_use]
pub fn names(request: &Request, origin: &PublicOrigin) -> bool {
    asked_for(request).is_some_and(|host| is_authority(origin, host))
}

/// HTTP/1.1 says it in the header; HTTP/2 in `:authority`, which is in the URI.
fn asked_for(request: &Request) -> Option<&str> {
    let host = Sent::of(request.headers(), &header::HOST);
    match (host, request.uri().authority()) {
        (host, None) => host.text(),
        (Sent::Never, Some(authority)) => Some(authority.as_str()),
        (Sent::Once(host), Some(authority)) if host == authority.as_str() => {
            Some(authority.as_str())
        }
        _ => None,
    }
}

fn is_authority(ours: &PublicOrigin, host: &str) -> bool {
    let default_port = if ours.is_https() { ":443" } else { ":80" };
    host.eq_ignore_ascii_case(ours.authority())
        || host
            .strip_suffix(default_port)
            .is_some_and(|host| host.eq_ignore_ascii_case(ours.authority()))
}

#[cfg(test)]
mod tests {
    use axum::{Extension, Router, body::Body, http::StatusCode, middleware, routing::any};
    use tower::ServiceExt;

    use super::*;

    async fn ask(uri: &str, hosts: &[&str]) -> Response {
        let origins: Arc<[PublicOrigin]> = Arc::from(vec![
            "https://id.example.com".parse().unwrap(),
            "http://localhost:3000".parse().unwrap(),
        ]);
        let app = Router::new()
            .fallback(any(|origin: Extension<PublicOrigin>| async move {
                origin.to_string()
            }))
            .layer(middleware::from_fn_with_state(origins, allow));
        let mut request = Request::get(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        app.oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn status(uri: &str, hosts: &[&str]) -> StatusCode {
        ask(uri, hosts).await.status()
    }

    #[tokio::test]
    async fn a_request_carries_the_origin_that_it_was_sent_to() {
        for (host, origin) in [
            ("ID.example.com:443", "https://id.example.com"),
            ("localhost:3000", "http://localhost:3000"),
        ] {
            let body = ask("/", &[host]).await.into_body();
            let body = axum::body::to_bytes(body, 100).await.unwrap();
            assert_eq!(body, origin);
        }
    }

    #[tokio::test]
    async fn our_hosts_are_answered() {
        for host in [
            "id.example.com",
            "ID.example.com",
            "id.example.com:443",
            "localhost:3000",
        ] {
            assert_eq!(status("/", &[host]).await, StatusCode::OK, "{host}");
        }
        assert_eq!(status("https://id.example.com/", &[]).await, StatusCode::OK);
    }

    #[tokio::test]
    async fn sec_156_other_hosts_are_misdirected() {
        for hosts in [
            &[][..],
            &[""],
            &["evil.test"],
            &["id.example.com.evil.test"],
            &["id.example.com:8443"],
            &["localhost"],
            &["127.0.0.1:3000"],
            &["id.example.com@evil.test"],
            &["id.example.com", "evil.test"],
        ] {
            assert_eq!(
                status("/", hosts).await,
                StatusCode::MISDIRECTED_REQUEST,
                "{hosts:?}"
            );
        }
        assert_eq!(
            status("https://evil.test/", &["id.example.com"]).await,
            StatusCode::MISDIRECTED_REQUEST
        );
    }
}
