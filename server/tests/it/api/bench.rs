//! A client's backend: a key, and calls with it.

use std::{collections::BTreeSet, net::SocketAddr};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use vestibule::{id::ClientName, time::Timestamp};
use vestibule_server::services::{
    audit::Actor,
    clients::{self, Mode, NewKey, Scope},
};

use crate::{app::TestApp, browser::Line};

/// Where the applicants of every client of these tests may be sent back to.
pub const RETURN_URL: &str = "https://shop.example.com/back";
/// What the client keeps beside its user's session.
pub const BINDING: &str = "session-of-the-shop-0123456789";

/// A client's backend with one of its keys.
#[derive(Clone)]
pub struct Partner {
    pub line: Line,
    pub client: ClientName,
    pub key: String,
    pub from: SocketAddr,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

/// A new client with a key of this mode for everything.
pub async fn partner(app: &TestApp, name: &str, mode: Mode) -> Partner {
    let client = ClientName::new(name).unwrap();
    let urls = [RETURN_URL.to_owned()];
    clients::create(&app.core, &client, ("Shop", &urls), Actor::CommandLine)
        .await
        .unwrap();
    with_key(app, &client, mode, &Scope::ALL).await
}

/// Another key of a client that there is.
pub async fn with_key(app: &TestApp, client: &ClientName, mode: Mode, scopes: &[Scope]) -> Partner {
    let new = NewKey {
        label: "tests".to_owned(),
        mode,
        scopes: scopes.iter().copied().collect::<BTreeSet<_>>(),
        sources: Vec::new(),
        expires_at: None,
    };
    with(app, client, new).await
}

/// The same, with everything that a key may be given.
pub async fn with(app: &TestApp, client: &ClientName, new: NewKey) -> Partner {
    let (key, _) = clients::create_key(&app.core, client, new, Actor::CommandLine)
        .await
        .unwrap();
    Partner {
        line: app.line.clone(),
        client: client.clone(),
        key,
        from: "203.0.113.7:4711".parse().unwrap(),
    }
}

/// A key that ends then.
pub fn ending(at: i64) -> NewKey {
    NewKey {
        label: "short".to_owned(),
        mode: Mode::Test,
        scopes: Scope::ALL.into_iter().collect(),
        sources: Vec::new(),
        expires_at: Some(Timestamp(at)),
    }
}

/// The least that a new onboarding needs.
pub fn beginning(journey: &str) -> Value {
    json!({ "journey": journey, "return_url": RETURN_URL, "session_binding": BINDING })
}

impl Partner {
    /// `/api/v1` and this.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, &[], Some(body)).await
    }

    /// A POST with an Idempotency-Key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key)];
        self.call(Method::POST, path, &headers, Some(body)).await
    }

    /// A call with headers beside the key, and a JSON body or none.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// A request with the key, to add to.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::HOST, "localhost:3000")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
    }

    /// Sends a request from this backend's address, as it is.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(self.from));
        let (status, headers, bytes) = self.line.send_for_bytes(request).await;
        Answer {
            status,
            headers,
            bytes,
        }
    }
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// The body of a refusal with this status and code.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> Value {
        let body = self.is(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("urn:vestibule:problem:{code}"));
        assert_eq!(body["request_id"], self.header("x-request-id"));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        body
    }

    /// The body of a refusal without what names the request.
    pub fn problem_but_for_its_id(&self) -> Value {
        let mut body = self.json();
        body.as_object_mut().unwrap().remove("request_id");
        body
    }
}
