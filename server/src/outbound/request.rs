//! What is sent, and what comes back. Neither shows more than its route, method, status and size in `Debug`.

use std::sync::Arc;

use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;
use vestibule::time::Timestamp;

use crate::{novelties::Novelties, provider::ProviderError};

use super::{error::OutboundError, retry_after};

/// A request. The route is what logs and metrics know it by, e.g. `signicat.session.create`.
pub struct OutboundRequest {
    route: &'static str,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    idempotent: bool,
    problem: Option<&'static str>,
}

impl std::fmt::Debug for OutboundRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutboundRequest")
            .field("route", &self.route)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl OutboundRequest {
    /// A request with this method. Not retried unless [`OutboundRequest::idempotent`] says so.
    #[must_use]
    pub fn new(route: &'static str, method: Method, url: Url) -> Self {
        Self {
            route,
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            idempotent: false,
            problem: None,
        }
    }

    /// A GET, which is idempotent (RFC 9110, 9.2.2).
    #[must_use]
    pub fn get(route: &'static str, url: Url) -> Self {
        Self::new(route, Method::GET, url).idempotent()
    }

    /// A POST.
    #[must_use]
    pub fn post(route: &'static str, url: Url) -> Self {
        Self::new(route, Method::POST, url)
    }

    /// Allows one retry: sending it twice does what sending it once does.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Adds a header that may be shown.
    #[must_use]
    pub fn header(self, name: &'static str, value: &str) -> Self {
        self.add(name, value, false)
    }

    /// Adds a header that nobody may see: credentials, tokens, ids of persons.
    #[must_use]
    pub fn secret_header(self, name: &'static str, value: &SecretString) -> Self {
        self.add(name, value.expose_secret(), true)
    }

    /// Adds `Authorization: Bearer` (RFC 6750, 2.1).
    #[must_use]
    pub fn bearer(self, token: &SecretString) -> Self {
        let value = SecretString::from(format!("Bearer {}", token.expose_secret()));
        self.secret_header("authorization", &value)
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body = Some(bytes),
            Err(_) => self.problem = Some("its JSON body"),
        }
        self.add("content-type", "application/json", false)
    }

    /// Sets a JSON body that was written before, byte for byte: a signature stands over it.
    #[must_use]
    pub fn json_text(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self.add("content-type", "application/json", false)
    }

    /// Sets a Protocol Buffers body (OTLP/HTTP).
    #[must_use]
    pub(super) fn protobuf(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self.add("content-type", "application/x-protobuf", false)
    }

    /// Sets an `application/x-www-form-urlencoded` body.
    #[must_use]
    pub fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        match serde_urlencoded::to_string(pairs) {
            Ok(text) => self.body = Some(text.into_bytes()),
            Err(_) => self.problem = Some("its form body"),
        }
        self.add("content-type", "application/x-www-form-urlencoded", false)
    }

    /// Asks for JSON.
    #[must_use]
    pub fn accept_json(self) -> Self {
        self.add("accept", "application/json", false)
    }

    fn add(mut self, name: &'static str, value: &str, sensitive: bool) -> Self {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(sensitive);
                self.headers.insert(name, value);
            }
            _ => self.problem = Some(name),
        }
        self
    }

    /// The name of the call.
    #[must_use]
    pub fn route(&self) -> &'static str {
        self.route
    }

    pub(super) fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    pub(super) fn check(&self) -> Result<(), OutboundError> {
        self.problem.map_or(Ok(()), |problem| {
            Err(OutboundError::InvalidRequest {
                route: self.route,
                problem,
            })
        })
    }

    pub(super) fn to_reqwest(&self) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        *request.body_mut() = self.body.clone().map(Into::into);
        request
    }
}

/// A complete answer, whatever its status.
pub struct OutboundResponse {
    route: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    received: Timestamp,
    novelties: Arc<Novelties>,
}

impl std::fmt::Debug for OutboundResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutboundResponse")
            .field("route", &self.route)
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl OutboundResponse {
    pub(super) fn new(
        route: &'static str,
        status: StatusCode,
        headers: HeaderMap,
        body: Vec<u8>,
        received: Timestamp,
        novelties: Arc<Novelties>,
    ) -> Self {
        Self {
            route,
            status,
            headers,
            body,
            received,
            novelties,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The value of a header, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The media type as it was sent, or an empty text.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// When to come back, in milliseconds from the moment of the answer, where it says so (RFC 9110, 10.2.3); capped.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<i64> {
        retry_after::parse(self.headers.get(RETRY_AFTER)?.to_str().ok()?, self.received)
    }

    /// Sorts out the answers that mean the same with every provider: 429 and 5xx are "unavailable", a redirect, which is
    /// never followed, is "unexpected". Everything else is for the adapter to read.
    ///
    /// # Errors
    /// As said.
    pub fn accept(self) -> Result<Self, ProviderError> {
        let status = self.status;
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            return Err(ProviderError::Unavailable {
                detail: format!("{} answered {}", self.route, status.as_u16()),
                retry_after_ms: self.retry_after_ms(),
            });
        }
        if status.is_redirection() || status.is_informational() {
            return Err(self.unexpected("a status that is no answer"));
        }
        Ok(self)
    }

    /// Reads the body as JSON. Fields that `T` does not read are counted as novelties of the connection.
    ///
    /// # Errors
    /// When it is not JSON of this shape. The text names the place, not the content.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ProviderError> {
        self.json_beside(&[])
    }

    /// Like [`OutboundResponse::json`], but the fields at these paths are in the provider's contract and of no use to
    /// the adapter. A path is written `data.items[].name` and stands for everything below it.
    ///
    /// # Errors
    /// As [`OutboundResponse::json`].
    pub fn json_beside<T: DeserializeOwned>(
        &self,
        documented: &[&str],
    ) -> Result<T, ProviderError> {
        self.novelties
            .read_json(self.route, &self.body, documented)
            .map_err(|error| {
                // The error's own text may quote values.
                let place = format!(
                    "JSON of another shape at line {} column {}",
                    error.line(),
                    error.column()
                );
                self.unexpected(&place)
            })
    }

    /// Counts a value that the provider's contract does not list for this field.
    pub fn novel_value(&self, field: &str, value: &str) {
        self.novelties.value(self.route, field, value);
    }

    /// The body as text, for evidence.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str, ProviderError> {
        std::str::from_utf8(&self.body).map_err(|_| self.unexpected("a body that is not UTF-8"))
    }

    /// An answer that the provider's contract does not allow.
    #[must_use]
    pub fn unexpected(&self, what: &str) -> ProviderError {
        ProviderError::Unexpected {
            detail: format!(
                "{} answered {} with {what}",
                self.route,
                self.status.as_u16()
            ),
        }
    }
}
