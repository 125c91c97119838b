//! A browser: cookies, the headers that browsers send, redirects.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
};
use serde_json::Value;
use tower::ServiceExt;

/// The way to the server, which may be another one after a restart.
#[derive(Clone)]
pub struct Line(Arc<Mutex<Router>>);

impl Line {
    pub fn to(router: Router) -> Self {
        Self(Arc::new(Mutex::new(router)))
    }

    pub fn lead_to(&self, router: Router) {
        *self.0.lock().unwrap() = router;
    }

    /// The server, to be served on a listener.
    pub fn router(&self) -> Router {
        self.0.lock().unwrap().clone()
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Page {
        let path = request.uri().to_string();
        let (status, headers, body) = self.send_for_bytes(request).await;
        Page {
            path,
            status,
            headers,
            body: String::from_utf8(body).unwrap(),
        }
    }

    /// The same, for what is no text.
    pub async fn send_for_bytes(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let router = self.0.lock().unwrap().clone();
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 * 1024 * 1024).await.unwrap();
        (parts.status, parts.headers, body.to_vec())
    }
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The text of the main heading.
    pub fn heading(&self) -> String {
        let rest = self.body.split("<h1").nth(1).unwrap_or_default();
        let inner = rest.split_once('>').map_or("", |(_, inner)| inner);
        without_tags(inner.split("</h1>").next().unwrap_or_default())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The nonce in the policy.
    pub fn nonce(&self) -> Option<&str> {
        let policy = self.header("content-security-policy");
        policy.split("'nonce-").nth(1)?.split('\'').next()
    }

    /// The body without what differs from request to request.
    pub fn without_codes(&self) -> String {
        let mut body = self.body.replace(self.header("x-request-id"), "CODE");
        if let Some(nonce) = self.nonce() {
            body = body.replace(nonce, "NONCE");
        }
        body
    }
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// One browser of one person; a clone is another tab.
#[derive(Clone)]
pub struct Browser {
    line: Line,
    cookies: BTreeMap<String, String>,
    /// Sent with every request, instead of the usual ones of the same name.
    extra: Vec<(HeaderName, HeaderValue)>,
    /// Everything that came back, for whoever looks for what should not be there.
    seen: Vec<String>,
}

impl Browser {
    pub fn on(line: &Line) -> Self {
        Self {
            line: line.clone(),
            cookies: BTreeMap::new(),
            extra: Vec::new(),
            seen: Vec::new(),
        }
    }

    pub fn sends(&mut self, name: &'static str, value: &str) {
        self.extra.retain(|(known, _)| known != name);
        self.extra.push((
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        ));
    }

    pub fn has_cookie(&self) -> bool {
        !self.cookies.is_empty()
    }

    pub fn cookie_value(&self) -> String {
        self.cookies.values().next().unwrap().clone()
    }

    pub fn seen(&self) -> &[String] {
        &self.seen
    }

    async fn request(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let mut request = Request::new(Body::from(body));
        *request.uri_mut() = path.parse().unwrap();
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static("localhost:3000"));
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"),
        );
        if method != Method::GET {
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
            headers.insert(
                header::ORIGIN,
                HeaderValue::from_static("http://localhost:3000"),
            );
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            headers.insert(
                header::COOKIE,
                HeaderValue::from_str(&pairs.join("; ")).unwrap(),
            );
        }
        for (name, value) in &self.extra {
            headers.insert(name, value.clone());
        }
        *request.method_mut() = method;
        let page = self.line.send(request).await;
        for cookie in page.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.seen.push(format!(
            "{path}\n{}\n{}",
            page.headers
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect::<Vec<_>>()
                .join("\n"),
            page.body
        ));
        page
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.request(Method::GET, path, "", Vec::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
        self.post_raw(path, "application/x-www-form-urlencoded", body)
            .await
    }

    pub async fn post_raw(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Page {
        self.request(Method::POST, path, kind, body).await
    }

    /// Sends a form in parts, as browsers do when there is a file in it: fields in words, and files by field name.
    pub async fn post_parts(
        &mut self,
        path: &str,
        words: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Page {
        let mut body = Vec::new();
        for (name, value) in words {
            let part = format!(
                "--PART\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        for (name, bytes) in files {
            let file_name = if bytes.is_empty() { "" } else { "me.jpg" };
            let part = format!(
                "--PART\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
                 Content-Type: image/jpeg\r\n\r\n"
            );
            body.extend_from_slice(part.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--PART--\r\n");
        self.post_raw(path, "multipart/form-data; boundary=PART", body)
            .await
    }

    /// Calls a server function, as islands do.
    pub async fn call(&mut self, function: &str, arguments: &Value) -> Page {
        let body = serde_json::to_vec(arguments).unwrap();
        self.post_raw(&format!("/fn/{function}"), "application/json", body)
            .await
    }

    /// GET, and along redirects to paths of ours.
    pub async fn visit(&mut self, path: &str) -> Page {
        let mut page = self.get(path).await;
        for _ in 0..5 {
            if !page.status.is_redirection() {
                return page;
            }
            let to = page.location().to_owned();
            assert!(to.starts_with('/'), "redirected away: {to}");
            page = self.get(&to).await;
        }
        panic!("redirected in a circle: {path}");
    }
}
