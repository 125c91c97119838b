//! Below the API: hosts, other sites, and requests that two parsers read in two ways.

use std::net::SocketAddr;

use axum::http::{Method, header};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use vestibule_server::services::clients::Mode;

use super::bench::{Answer, partner};
use crate::app::TestApp;

/// SEC-157: no other site's script reads anything, with or without credentials.
#[tokio::test]
async fn no_other_site_may_read_an_answer() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let headers = [
        ("origin", "https://evil.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization"),
    ];
    let is_closed = |answer: &Answer| {
        let names = answer.headers.keys();
        let mut names = names.map(|name| name.as_str());
        !names.any(|name| name.starts_with("access-control-"))
    };
    for origin in ["https://evil.example", "null", "http://localhost:3000"] {
        let origin = [("origin", origin)];
        let read = shop.call(Method::GET, "/client", &origin, None).await;
        read.is(200);
        assert!(is_closed(&read));
    }
    let asked = shop.call(Method::OPTIONS, "/client", &headers, None).await;
    assert_eq!(asked.status, 405);
    assert!(is_closed(&asked));
    let mut preflight = shop.request(Method::OPTIONS, "/onboardings");
    preflight.headers_mut().unwrap().remove("authorization");
    for (name, value) in headers {
        preflight = preflight.header(name, value);
    }
    let answer = shop
        .send(preflight.body(String::new().into()).unwrap())
        .await;
    assert_eq!(answer.status, 401);
    assert!(is_closed(&answer));
}

/// A browser's cookies mean nothing here, and the API gives none.
#[tokio::test]
async fn the_api_has_no_sessions_and_no_pages() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let browser = [("accept", "text/html"), ("sec-fetch-site", "cross-site")];
    for path in ["/client", "/nothing", "/onboardings/1"] {
        let answer = shop.call(Method::GET, path, &browser, None).await;
        assert!(answer.header("content-type").contains("json"), "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; base-uri"));
    }
}

/// SEC-156: links are built from the configuration, and other hosts are not answered.
#[tokio::test]
async fn another_host_is_misdirected() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    for host in ["evil.example", "localhost:3000.evil.example", ""] {
        let mut request = shop.request(Method::GET, "/client");
        let headers = request.headers_mut().unwrap();
        headers.insert(header::HOST, host.parse().unwrap());
        let request = request.header("accept", "text/html");
        let answer = shop.send(request.body(String::new().into()).unwrap()).await;
        answer.is_problem(421, "unknown_host");
    }
    let body = super::bench::beginning(super::samples::JOURNEY);
    let headers = [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
    ];
    let path = "/onboardings";
    let begun = shop.call(Method::POST, path, &headers, Some(&body)).await;
    let begun = begun.is(201);
    let link = begun["link"]["url"].as_str().unwrap();
    assert!(link.starts_with("http://localhost:3000/l/"), "{link}");
}

/// What a server answers to these bytes, until it closes the connection or has answered and waits.
async fn raw(address: SocketAddr, bytes: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has said what it had to say.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// SEC-156: requests that a proxy might see as one and we as two.
#[tokio::test]
async fn requests_with_two_readings_are_refused() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.line.router();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, service).await });
    let head = |rest: &str| {
        format!(
            "POST /api/v1/webhook-endpoints HTTP/1.1\r\nHost: localhost:3000\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\n{rest}",
            shop.key
        )
    };
    let body = super::samples::endpoint().to_string();
    let length = body.len();
    let right = head(&format!(
        "Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    ));
    assert!(raw(address, &right).await.starts_with("HTTP/1.1 201 "));

    let chunked = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
    for (what, rest) in [
        (
            "two lengths",
            format!("Content-Length: {length}\r\nContent-Length: 5\r\n\r\n{body}"),
        ),
        (
            "a list of lengths",
            format!("Content-Length: {length}, 5\r\n\r\n{body}"),
        ),
        (
            "a signed length",
            format!("Content-Length: +{length}\r\n\r\n{body}"),
        ),
        (
            "a folded header",
            format!("X-A: b\r\n c\r\nContent-Length: {length}\r\n\r\n{body}"),
        ),
        (
            "a space before the colon",
            format!("Content-Length : {length}\r\n\r\n{body}"),
        ),
        (
            "chunked, but not last",
            format!("Transfer-Encoding: chunked, identity\r\n\r\n{chunked}"),
        ),
        (
            "an unknown coding",
            format!("Transfer-Encoding: xchunked\r\n\r\n{chunked}"),
        ),
        (
            "a chunk that is too large",
            format!("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{body}"),
        ),
        (
            "two hosts",
            format!("Host: evil.example\r\nContent-Length: {length}\r\n\r\n{body}"),
        ),
    ] {
        let answer = raw(address, &head(&format!("Connection: close\r\n{rest}"))).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        let is_refused = answer.is_empty() || status.starts_with('4');
        assert!(is_refused, "{what}: {answer}");
        assert!(!answer.contains("HTTP/1.1 2"), "{what}: {answer}");
    }
    let listed = shop.get("/webhook-endpoints").await.is(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);

    // A length beside chunks is not read (RFC 9112, 6.3), and nothing that follows is taken for a second request.
    let next = "GET /api/v1/client HTTP/1.1\r\nHost: localhost:3000\r\n\r\n";
    for rest in [
        format!("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}{next}"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{chunked}{next}"),
    ] {
        let answer = raw(address, &head(&rest)).await;
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    }
    serving.abort();
}

/// An answer that comes before the body was read ends the connection, and says so: a client that keeps its connections would else
/// lose the next request on it.
#[tokio::test]
async fn a_connection_on_which_a_body_was_not_read_ends_and_the_answer_says_so() {
    let app = TestApp::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.line.router();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, service).await });
    // Nobody's key, so that nothing asks for the body.
    let head = |length: usize| {
        format!(
            "POST /api/v1/onboardings HTTP/1.1\r\nHost: localhost:3000\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n"
        )
    };
    let answer = raw(address, &head(60_000)).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert!(
        answer.to_lowercase().contains("\r\nconnection: close\r\n"),
        "{answer}"
    );

    // What has arrived as a whole is read for nothing, and the connection goes on.
    let next = "GET /api/v1/client HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n\r\n";
    let answer = raw(address, &format!("{}{{}}{next}", head(2))).await;
    assert_eq!(answer.matches("HTTP/1.1 401 ").count(), 2, "{answer}");
    serving.abort();
}
