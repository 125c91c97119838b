use axum::http::HeaderMap;
use tower::ServiceExt;

use super::*;

const JS: &str = "/pkg/vestibule.0123456789abcdef.js";

struct Site {
    _folder: tempfile::TempDir,
    router: Router,
}

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    std::fs::create_dir_all(root.join("pkg")).unwrap();
    for (name, content) in [
        (
            "manifest.json",
            r#"{"output_name":"vestibule.0123456789abcdef","css":"/pkg/vestibule.1111111111111111.css","dashboard_css":"/pkg/dashboard.2222222222222222.css","scripts":{"live":"/pkg/live.3333333333333333.js"}}"#,
        ),
        ("favicon.svg", "<svg/>"),
        ("pkg/vestibule.0123456789abcdef.js", "plain js"),
        ("pkg/vestibule.0123456789abcdef.js.br", "brotli"),
        ("pkg/vestibule.0123456789abcdef.js.gz", "gzip"),
        ("pkg/vestibule.0123456789abcdef_bg.wasm", "wasm"),
        ("pkg/notes.txt", "not hashed"),
    ] {
        std::fs::write(root.join(name), content).unwrap();
    }
    std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    let assets = Assets::of_folder(&root).unwrap();
    assert_eq!(assets.output_name(), "vestibule.0123456789abcdef");
    assert_eq!(assets.stylesheet(), "/pkg/vestibule.1111111111111111.css");
    let own = "/pkg/dashboard.2222222222222222.css";
    assert_eq!(assets.dashboard_stylesheet(), own);
    assert_eq!(assets.scripts()["live"], "/pkg/live.3333333333333333.js");
    Site {
        router: assets.router(),
        _folder: folder,
    }
}

impl Site {
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 10_000).await.unwrap();
        (
            parts.status,
            parts.headers,
            String::from_utf8(body.to_vec()).unwrap(),
        )
    }
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() {
    let site = site();
    for (accepted, encoding, body) in [
        ("gzip, deflate, br, zstd", Some("br"), "brotli"),
        ("gzip", Some("gzip"), "gzip"),
        ("br;q=0, gzip;q=0.5", Some("gzip"), "gzip"),
        ("br;q=0, gzip;q=0.0", None, "plain js"),
        ("identity", None, "plain js"),
        ("", None, "plain js"),
    ] {
        let (status, headers, got) = site.get(JS, &[("accept-encoding", accepted)]).await;
        assert_eq!((status, got.as_str()), (StatusCode::OK, body), "{accepted}");
        assert_eq!(
            headers
                .get("content-encoding")
                .map(|value| value.to_str().unwrap()),
            encoding,
            "{accepted}"
        );
        assert_eq!(headers["vary"], "accept-encoding");
        assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
    }
}

#[tokio::test]
async fn only_hashed_names_are_immutable_and_only_on_success() {
    let site = site();
    let cache = |headers: &HeaderMap| {
        headers
            .get("cache-control")
            .map(|v| v.to_str().unwrap().to_owned())
    };
    let (_, headers, _) = site
        .get("/pkg/vestibule.0123456789abcdef_bg.wasm", &[])
        .await;
    assert!(cache(&headers).unwrap().contains("immutable"));
    assert_eq!(headers["content-type"], "application/wasm");
    for path in ["/pkg/notes.txt", "/favicon.svg"] {
        let (_, headers, _) = site.get(path, &[]).await;
        assert_eq!(cache(&headers).unwrap(), "public, max-age=3600", "{path}");
    }
    let (status, headers, _) = site.get("/pkg/vestibule.ffffffffffffffff.js", &[]).await;
    assert_eq!((status, cache(&headers)), (StatusCode::NOT_FOUND, None));
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let site = site();
    for path in [
        "/pkg/../../secret.txt",
        "/pkg/%2e%2e/%2e%2e/secret.txt",
        "/pkg/..%2f..%2fsecret.txt",
        "/pkg//etc/passwd",
        "/pkg/",
        "/secret.txt",
        "/manifest.json",
        "/pkg/vestibule.0123456789abcdef.js.br",
        "/pkg/vestibule.0123456789abcdef.js%00",
    ] {
        let (status, _, body) = site.get(path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!body.contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let site = site();
    let (_, headers, _) = site.get("/favicon.svg", &[]).await;
    let etag = headers["etag"].to_str().unwrap();
    let (status, headers, body) = site.get("/favicon.svg", &[("if-none-match", etag)]).await;
    assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(headers["etag"], etag);
    let (_, headers, _) = site.get(JS, &[("accept-encoding", "br")]).await;
    let brotli = headers["etag"].to_str().unwrap().to_owned();
    let (status, _, _) = site.get(JS, &[("if-none-match", &brotli)]).await;
    assert_eq!(
        status,
        StatusCode::OK,
        "the plain form is another representation"
    );
}

#[tokio::test]
async fn without_a_build_pages_still_know_what_to_ask_for() {
    let folder = tempfile::tempdir().unwrap();
    let assets = Assets::of_folder(&folder.path().join("missing")).unwrap();
    assert_eq!(assets.stylesheet(), "/pkg/missing.css");
    assert_eq!(assets.dashboard_stylesheet(), "/pkg/missing.css");
    assert_eq!(assets.output_name(), "vestibule");
}
