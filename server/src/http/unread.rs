//! After an answer to a request whose body was not read, the connection ends, and the answer says so.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderValue, Version, header},
    middleware::Next,
    response::Response,
};
use http_body_util::BodyExt;

/// Most bytes that are read for nothing, so that a connection may go on.
const MOST: usize = 64 * 1024;

/// Middleware: hyper closes a connection on which more of a request's body is to come, without a word of it. A client that keeps its
/// connections would lose the next request, and does not repeat it by itself if that is a POST (RFC 9112, 9.3.1 and 9.6).
pub async fn close_after(request: Request, next: Next) -> Response {
    if request.version() > Version::HTTP_11 || request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Shared(Arc::new(Mutex::new(body)));
    let rest = body.clone();
    let mut response = next.run(Request::from_parts(parts, Body::new(body))).await;
    if !rest.comes_to_its_end() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// A body of which something may be left when the answer is there.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl Shared {
    fn with<T>(&self, read: impl FnOnce(&mut Body) -> T) -> T {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads what has arrived, and says whether that was all.
    fn comes_to_its_end(&self) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        let mut read = 0;
        self.with(|body| {
            while read < MOST && !body.is_end_stream() {
                match Pin::new(&mut body.frame()).poll(&mut context) {
                    Poll::Ready(Some(Ok(frame))) => read += frame.data_ref().map_or(0, Bytes::len),
                    Poll::Ready(None) => return true,
                    Poll::Ready(Some(Err(_))) | Poll::Pending => return false,
                }
            }
            body.is_end_stream()
        })
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        self.with(|body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.with(|body| body.size_hint())
    }
}
