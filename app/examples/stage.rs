//! A stage for the islands: our frame and waiting pages with a scripted [`Backend`] on http://localhost:3900, and a toy
//! provider on http://127.0.0.1:3901. After `cargo xtask frontend`:
//! `cargo run -p vestibule-app --features ssr --example stage`, then open `http://localhost:3900/frame?play=NAME`.
//! Plays: `happy`, `flood`, `slow`, `superseded`, `unavailable`, `internal`, `gone`, `return`. `/log` tells what
//! arrived.

#[path = "../tests/samples/mod.rs"]
#[expect(dead_code, reason = "the stage shows two of the samples")]
mod samples;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::{Path as UrlPath, State},
    http::{HeaderValue, Request, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use leptos::{nonce::Nonce, prelude::provide_context};
use vestibule::{
    launch::{FrameSpec, Reply, Size},
    locale::Locale,
};
use vestibule_app::{
    contract::{
        Backend, Caller, LaunchView, MessageReport, RefusedReport, ReturnClaim, StepRef,
        StepStatusView, UiError,
    },
    page::{Chrome, Page},
};

const PROVIDER: &str = "http://127.0.0.1:3901";
const NONCE: &str = "c3RhZ2U";

/// What the islands are played.
#[derive(Default)]
struct Script {
    play: Mutex<String>,
    log: Mutex<Vec<String>>,
    asked: AtomicU32,
}

impl Script {
    fn play(&self) -> String {
        self.play
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, line: String) {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }
}

fn on() -> StepStatusView {
    StepStatusView {
        go_to: None,
        announcement: "Still waiting for the result.".to_owned(),
    }
}

#[async_trait]
impl Backend for Script {
    async fn launch(&self, _caller: &Caller, _at: StepRef) -> Result<LaunchView, UiError> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        self.note("launch".to_owned());
        let play = self.play();
        if asked == 0 {
            match play.as_str() {
                "superseded" => return Err(UiError::Superseded),
                "unavailable" => return Err(UiError::Unavailable),
                "gone" => return Err(UiError::NotFound),
                "internal" => {
                    return Err(UiError::Internal {
                        support_code: "ABCD-1234".to_owned(),
                    });
                }
                _ => {}
            }
        }
        Ok(LaunchView::Frame {
            attempt: format!("attempt-{asked}"),
            spec: FrameSpec {
                src: format!("{PROVIDER}/{play}"),
                provider_origins: vec![PROVIDER.to_owned()],
                sandbox: "allow-scripts allow-same-origin allow-forms".to_owned(),
                allow: format!("camera {PROVIDER}"),
                referrerpolicy: "strict-origin".to_owned(),
                min_size: Size {
                    width: 320,
                    height: 520,
                },
                preferred_size: Size {
                    width: 600,
                    height: 640,
                },
                max_message_bytes: 4096,
                expects_message: play != "return",
                replies: vec![Reply {
                    on_type: "HELLO".to_owned(),
                    with: serde_json::json!({"type": "WELCOME", "you": "are framed"}),
                }],
                binding_message: None,
                lives_ms: None,
            },
        })
    }

    async fn report_message(
        &self,
        _caller: &Caller,
        report: MessageReport,
    ) -> Result<StepStatusView, UiError> {
        let done = report.raw.contains("DONE");
        self.note(format!("message {} {}", report.origin, report.raw));
        Ok(StepStatusView {
            go_to: done.then(|| "/end".to_owned()),
            ..on()
        })
    }

    async fn report_refused(&self, _caller: &Caller, report: RefusedReport) -> Result<(), UiError> {
        self.note(format!(
            "refused {} {} {} x{}",
            report.rule.code(),
            report.origin,
            report.bytes,
            report.count
        ));
        Ok(())
    }

    async fn claim_return(
        &self,
        _caller: &Caller,
        claim: ReturnClaim,
    ) -> Result<StepStatusView, UiError> {
        self.note(format!("claim {} {}", claim.path, claim.search));
        Ok(StepStatusView {
            go_to: Some("/end".to_owned()),
            ..on()
        })
    }

    async fn status(&self, _caller: &Caller, _at: StepRef) -> Result<StepStatusView, UiError> {
        self.note("status".to_owned());
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let go_to = (self.play() == "wait" && asked >= 3).then(|| "/end".to_owned());
        Ok(StepStatusView { go_to, ..on() })
    }
}

#[derive(Clone)]
struct Stage {
    script: Arc<Script>,
    chrome: Chrome,
    site: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(site.join("manifest.json"))?)?;
    let mut chrome = samples::chrome(Locale::En);
    chrome.output_name = manifest["output_name"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    chrome.stylesheet = manifest["css"].as_str().unwrap_or_default().to_owned();
    let stage = Stage {
        script: Arc::new(Script::default()),
        chrome,
        site,
    };
    let app = Router::new()
        .route("/frame", get(frame))
        .route("/waiting", get(waiting))
        .route("/end", get(|| async { Html("<h1>The end</h1>") }))
        .route("/return/phone/1", get(returned))
        .route("/log", get(log))
        .route("/fn/{name}", post(function))
        .fallback(file)
        .with_state(stage);
    let provider = Router::new().route("/{play}", get(provider_page));
    let ours = tokio::net::TcpListener::bind("127.0.0.1:3900").await?;
    let theirs = tokio::net::TcpListener::bind("127.0.0.1:3901").await?;
    tokio::select! {
        end = axum::serve(ours, app) => end?,
        end = axum::serve(theirs, provider) => end?,
    }
    Ok(())
}

async fn frame(State(stage): State<Stage>, request: Request<Body>) -> Response {
    begin(&stage, &request);
    page(&stage, Page::Frame(samples::frame(true)), request).await
}

async fn waiting(State(stage): State<Stage>, request: Request<Body>) -> Response {
    begin(&stage, &request);
    page(&stage, Page::Waiting(samples::waiting()), request).await
}

fn begin(stage: &Stage, request: &Request<Body>) {
    let play = request
        .uri()
        .query()
        .and_then(|query| query.strip_prefix("play="));
    *stage
        .script
        .play
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = play.unwrap_or("happy").to_owned();
    stage
        .script
        .log
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clear();
    stage.script.asked.store(0, Ordering::Relaxed);
}

async fn page(stage: &Stage, page: Page, request: Request<Body>) -> Response {
    let chrome = stage.chrome.clone();
    let render = leptos_axum::render_app_async_with_context(
        || provide_context(Nonce::from_value(NONCE)),
        move || vestibule_app::document(page.clone(), chrome.clone()),
    );
    let mut response = render(request).await;
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{NONCE}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; frame-src 'self' {PROVIDER}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn function(State(stage): State<Stage>, request: Request<Body>) -> Response {
    leptos_axum::handle_server_fns_with_context(
        move || {
            let backend: Arc<dyn Backend> = stage.script.clone();
            provide_context(backend);
            provide_context(Caller {
                browser_session: None,
                locale: Locale::En,
            });
        },
        request,
    )
    .await
    .into_response()
}

async fn log(State(stage): State<Stage>) -> String {
    stage
        .script
        .log
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .join("\n")
}

async fn returned() -> Html<&'static str> {
    Html(
        "<h1>Back</h1><script>parent.postMessage({type:'vestibule.return', path: location.pathname, \
         search: location.search}, location.origin)</script>",
    )
}

async fn file(State(stage): State<Stage>, request: Request<Body>) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match fs::read(stage.site.join(path)) {
        Ok(content) if !path.contains("..") => {
            ([(header::CONTENT_TYPE, kind)], content).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn provider_page(UrlPath(play): UrlPath<String>) -> Html<String> {
    let act = match play.as_str() {
        "flood" => {
            "for (let n = 0; n < 20000; n++) parent.postMessage({type:'NOISE', n}, '*'); say({type:'LARGE', x:'x'.repeat(9000)});"
        }
        "large" => {
            "say({type:'LARGE', x:'x'.repeat(9000)}); say({type:'BINARY', x:new Uint8Array(50000000)}); say('{\"type\":\"HELLO\"}');"
        }
        "slow" => "",
        "return" => {
            "setTimeout(() => location.href = 'http://localhost:3900/return/phone/1?code=7&state=9', 500);"
        }
        _ => "say({type:'HELLO'});",
    };
    Html(format!(
        "<!DOCTYPE html><title>Toy</title><h1>Toy provider</h1><p id=heard>nothing heard</p>\
         <button onclick=\"say({{type:'DONE'}})\">Done</button>\
         <script>const say = m => parent.postMessage(m, '*');\
         addEventListener('message', e => heard.textContent = e.origin + ' ' + JSON.stringify(e.data));{act}</script>"
    ))
}
