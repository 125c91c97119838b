//! After a chunked request the connection ends. SEC-156.

use axum::{
    extract::Request,
    http::{HeaderValue, Version, header},
    middleware::Next,
    response::Response,
};

/// Middleware: a proxy that counts by `Content-Length` where hyper counts by chunks would take the rest of a request for the
/// next one. hyper drops the length before anybody can refuse both (RFC 9112, 6.1 and 6.3 allow that, and then ask for the
/// connection to be closed); so it is closed after every request that has chunks, and nothing that follows is answered.
pub async fn close_after(request: Request, next: Next) -> Response {
    let is_chunked = request.version() <= Version::HTTP_11
        && request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = next.run(request).await;
    if is_chunked {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}
