//! Providers' calls: on a listener of their own, and from known networks only.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::{
    app::TestApp,
    browser::Line,
    paper::PAPER_AUTHORIZATION,
    reference_image_questions::{asks_on, on_the_page},
};

const QUESTION: &str = "/providers/paper/reference-image";
const OWN: [(&str, &str); 2] = [
    ("PROVIDER_CALLBACKS__LISTEN", r#"["127.0.0.1:0"]"#),
    (
        "PROVIDER_CALLBACKS__ORIGIN",
        "https://callbacks.example.net",
    ),
];

/// The line of the listener that only providers use.
async fn own_line(app: &TestApp) -> Line {
    let server = app.tries_to_start().await.unwrap();
    Line::to(server.callbacks().unwrap())
}

#[tokio::test]
async fn without_a_listener_of_their_own_there_is_none() {
    let app = TestApp::start().await;
    assert!(app.tries_to_start().await.unwrap().callbacks().is_none());
}

#[tokio::test]
async fn providers_are_answered_on_their_own_listener_and_nobody_else() {
    let app = TestApp::with(&OWN).await;
    let applicant = on_the_page(&app).await;
    let line = own_line(&app).await;
    let host = ("host", "callbacks.example.net");
    let asked = |host| {
        [
            host,
            ("authorization", PAPER_AUTHORIZATION),
            ("x-user", applicant.onboarding()),
        ]
    };
    let answer = asks_on(&line, QUESTION, &asked(host)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let link = answer.json()["url"].as_str().unwrap().to_owned();
    let path = link
        .strip_prefix("https://callbacks.example.net")
        .unwrap_or_else(|| panic!("elsewhere: {link}"));
    let request = Request::get(path).header("host", "callbacks.example.net");
    let (status, headers, _) = line
        .send_for_bytes(request.body(Body::empty()).unwrap())
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "image/jpeg");
    assert!(headers.contains_key("strict-transport-security"));
    // No page, no file, no function, no session.
    for path in [
        "/",
        "/start/paper",
        "/fn/status",
        "/providers/paper",
        "/dev/clock",
    ] {
        let answer = asks_on(&line, path, &[host]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body, "");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    for other in ["localhost:3000", "evil.test", ""] {
        let answer = asks_on(&line, QUESTION, &asked(("host", other))).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{other}");
    }
}

#[tokio::test]
async fn the_public_listener_then_knows_no_provider() {
    let app = TestApp::with(&OWN).await;
    let applicant = on_the_page(&app).await;
    let headers = [
        ("host", "localhost:3000"),
        ("authorization", PAPER_AUTHORIZATION),
        ("x-user", applicant.onboarding()),
    ];
    for path in [
        QUESTION,
        "/providers/paper/callback",
        "/providers/paper/images/token",
    ] {
        let answer = asks_on(&app.line, path, &headers).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let answer = app
            .line
            .send(
                Request::post(path)
                    .header("host", "localhost:3000")
                    .body(Body::empty())
                    .unwrap(),
            )
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(app.audited("picture.offered").await, 0);
}

#[tokio::test]
async fn a_call_from_an_unknown_network_is_refused_before_it_is_read() {
    let app = TestApp::with(&[
        (
            "PROVIDER_CALLBACKS__SOURCES",
            r#"{ paper = ["203.0.113.0/24", "2001:db8::/32"] }"#,
        ),
        // A request in these tests comes from no address.
        ("SERVER__TRUSTED_PROXIES", r#"["0.0.0.0/32"]"#),
    ])
    .await;
    let applicant = on_the_page(&app).await;
    for (from, status) in [
        ("203.0.113.7", StatusCode::OK),
        ("2001:db8::7", StatusCode::OK),
        ("::ffff:203.0.113.9", StatusCode::OK),
        ("203.0.114.1", StatusCode::FORBIDDEN),
        // Only what the trusted proxy wrote counts.
        ("203.0.113.7, 198.51.100.1", StatusCode::FORBIDDEN),
        ("nonsense", StatusCode::FORBIDDEN),
    ] {
        let headers = [
            ("host", "localhost:3000"),
            ("x-forwarded-for", from),
            ("authorization", PAPER_AUTHORIZATION),
            ("x-user", applicant.onboarding()),
        ];
        let answer = asks_on(&app.line, QUESTION, &headers).await;
        assert_eq!(answer.status, status, "{from}");
    }
    let stranger = [
        ("host", "localhost:3000"),
        ("x-forwarded-for", "198.51.100.1"),
    ];
    for path in [
        "/providers/paper/callback",
        "/providers/paper/images/token",
        // The same name, spelled otherwise.
        "/providers/%70aper/reference-image",
    ] {
        let answer = asks_on(&app.line, path, &stranger).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.audited("request.refused").await, 6);
    // Others may call from anywhere; their credentials are checked.
    let answer = asks_on(&app.line, "/providers/parchment/reference-image", &stranger).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
