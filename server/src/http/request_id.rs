//! One short code per request: on the page, in the response, in every log line of the request.

use std::{fmt, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::metrics::Measured;
use crate::random::Randomness;

/// The response header that repeats the code.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Crockford's base32: no I, L, O or U, so that the code survives being read out.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The support code of a request: 8 characters, 40 bits. In the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId([u8; 8]);

impl RequestId {
    /// A fresh one.
    #[must_use]
    pub fn generate(random: &dyn Randomness) -> Self {
        let mut bytes = [0_u8; 8];
        random.fill(&mut bytes);
        Self(bytes.map(|byte| ALPHABET[usize::from(byte % 32)]))
    }

    /// The eight characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Middleware, the outermost but for the layers that cannot fail: gives the request its code and span, and writes one
/// line when it was answered. The line has the route's template, never the path or the query.
///
/// Use: `Router::layer(middleware::from_fn_with_state(random, request_id::identify))`.
pub async fn identify(
    State(random): State<Arc<dyn Randomness>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::generate(&*random);
    request.extensions_mut().insert(id);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let method = known(request.method());
    let span = tracing::info_span!(
        "request",
        request_id = %id,
        method,
        route,
        status = tracing::field::Empty,
    );
    let recorded = span.clone();
    let measured = Measured::begin(method, route);

    async move {
        // A monotonic clock for a duration that decides nothing.
        let begun = tokio::time::Instant::now();
        let mut response = next.run(request).await;
        if let Ok(value) = HeaderValue::from_str(id.as_str()) {
            response.headers_mut().insert(X_REQUEST_ID, value);
        }
        tracing::info!(
            status = response.status().as_u16(),
            duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        recorded.record("status", response.status().as_u16());
        measured.answered(response.status(), begun.elapsed());
        response
    }
    .instrument(span)
    .await
}

/// A method's name, but not one that a client made up.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::{Extension, Router, body::Body, middleware, routing::get};
    use tower::ServiceExt;

    use super::*;
    use crate::random::ChaChaRandomness;

    #[tokio::test]
    async fn the_page_and_the_header_show_the_same_code() {
        let random: Arc<dyn Randomness> = Arc::new(ChaChaRandomness::seeded(5));
        let app = Router::new()
            .route(
                "/o/{id}",
                get(|Extension(id): Extension<RequestId>| async move { id.to_string() }),
            )
            .layer(middleware::from_fn_with_state(random, identify));
        let ask = || Request::get("/o/1").body(Body::empty()).unwrap();

        let response = app.clone().oneshot(ask()).await.unwrap();
        let header = response.headers()[X_REQUEST_ID]
            .to_str()
            .unwrap()
            .to_owned();
        let body = axum::body::to_bytes(response.into_body(), 100)
            .await
            .unwrap();
        assert_eq!(header.as_bytes(), &body[..]);

        let other = app.oneshot(ask()).await.unwrap();
        assert_ne!(other.headers()[X_REQUEST_ID].to_str().unwrap(), header);
    }

    #[test]
    fn the_code_has_no_letter_that_is_mistaken_for_another() {
        let random = ChaChaRandomness::seeded(1);
        for _ in 0..200 {
            let id = RequestId::generate(&random);
            assert_eq!(id.as_str().len(), 8);
            assert!(!id.as_str().contains(['I', 'L', 'O', 'U']), "{id}");
        }
    }
}
