//! The samples of `samples/external-step`, as they are, in a journey of the real server.

use std::{
    io::{BufRead, BufReader, ErrorKind},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::json;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle, time::timeout};
use vestibule::check::{Ending, State as CheckState};
use vestibule_server::clock::{Clock, SystemClock};
use vestibule_simulator::{DEFAULT_EXTERNAL_ANSWER_SECRET, DEFAULT_EXTERNAL_REQUEST_SECRET};

use crate::{app::TestApp, applicant::Applicant};

const DONE: CheckState = CheckState::Ended(Ending::Succeeded);
/// Far more than a sample takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A sample that runs until this is dropped.
struct Sample {
    child: Child,
    url: String,
}

impl Sample {
    /// `file` below the folder of samples, by this program; `None` on a machine that lacks it.
    fn start(program: &str, file: &str) -> Option<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../samples/external-step");
        let spawned = Command::new(program)
            .arg(root.join(file))
            .env("PORT", "0")
            .env("REQUEST_SECRET", DEFAULT_EXTERNAL_REQUEST_SECRET)
            .env("ANSWER_SECRET", DEFAULT_EXTERNAL_ANSWER_SECRET)
            .stdout(Stdio::piped())
            .spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound && program != "node" => {
                println!("NOT TESTED: {file}, because {program} is not installed");
                return None;
            }
            Err(error) => panic!("{program} runs {file}: {error}"),
        };
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(' ').next().unwrap();
        assert!(port.parse::<u16>().is_ok(), "{line}");
        Some(Self {
            url: format!("http://127.0.0.1:{port}"),
            child,
        })
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

type Call = (HeaderMap, Bytes);

#[derive(Default)]
struct Calls {
    all: Mutex<Vec<Call>>,
    came: Notify,
}

/// The callback URL of the samples; what comes is handed to the server under test.
struct Receiver {
    url: String,
    calls: Arc<Calls>,
    task: JoinHandle<()>,
}

impl Receiver {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callback", listener.local_addr().unwrap());
        let calls = Arc::new(Calls::default());
        let router = Router::new().fallback(take).with_state(calls.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, calls, task }
    }

    async fn next(&self) -> Call {
        timeout(PATIENCE, async {
            loop {
                let came = self.calls.came.notified();
                if let Some(call) = self.calls.all.lock().unwrap().pop() {
                    return call;
                }
                came.await;
            }
        })
        .await
        .unwrap()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(State(calls): State<Arc<Calls>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    calls.all.lock().unwrap().push((headers, body));
    calls.came.notify_one();
    StatusCode::OK
}

/// The server with this sample behind the connection `silent` or `company`. Samples live by the system's clock.
async fn app_with(sample: &Sample, receiver: &Receiver) -> TestApp {
    let mut app = TestApp::start().await;
    app.clock.set(SystemClock.now());
    let simulator = app.simulator.external_url().to_owned();
    let (url, callback) = (sample.url.clone(), receiver.url.clone());
    app.is_restarted_with(|text| {
        text.replace(
            &format!("url = \"{simulator}\""),
            &format!("callback_url = \"{callback}\", url = \"{url}\""),
        )
    })
    .await;
    app
}

/// The callback reaches the server, which asks the sample.
async fn callback_arrives(app: &TestApp, receiver: &Receiver, connection: &str) {
    let (headers, body) = receiver.next().await;
    let mut request = Request::post(format!("/providers/{connection}/callback"))
        .header(header::HOST, "localhost:3000")
        .header(header::CONTENT_TYPE, "application/json");
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        request = request.header(name, &headers[name]);
    }
    let answer = app.line.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
}

#[expect(clippy::disallowed_methods, reason = "the tests' own client")]
fn client() -> reqwest::Client {
    // An error means that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn submits(page: &str, number: &str) -> String {
    let client = client();
    let question = client.get(page).send().await.unwrap();
    assert_eq!(question.status(), 200);
    assert!(question.text().await.unwrap().contains("name=\"number\""));
    let answer = client.post(page).form(&[("number", number)]).send();
    let html = answer.await.unwrap().text().await.unwrap();
    let (_, rest) = html.split_once("id=\"return\" href=\"").unwrap();
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

async fn at_the_page(app: &TestApp) -> (Applicant, String) {
    let mut applicant = app.applicant();
    applicant.begins("company").await;
    let page = applicant.chooses_page("customer").await;
    (applicant, page)
}

#[tokio::test]
async fn an_applicant_goes_through_the_node_sample() {
    let sample = Sample::start("node", "node/server.mjs").unwrap();
    let receiver = Receiver::listen().await;
    let app = app_with(&sample, &receiver).await;
    let (mut applicant, page) = at_the_page(&app).await;
    assert!(page.starts_with(&sample.url), "{page}");
    let back = submits(&page, "17").await;
    // The browser is first here: the sample's own call is of no use any more.
    let _too_late = receiver.next().await;
    let returned = applicant.comes_back(&back).await;
    assert_eq!(
        returned.location(),
        applicant.path("/result"),
        "{returned:?}"
    );
    assert_eq!(app.facts(&applicant).await, ["identity"]);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");

    // Somebody else, whose browser never comes back.
    let (mut applicant, page) = at_the_page(&app).await;
    submits(&page, "18").await;
    callback_arrives(&app, &receiver, "company").await;
    let ended = applicant.browser.visit(&applicant.step("customer")).await;
    assert!(ended.path.ends_with("/ended"), "{ended:?}");
    assert_eq!(app.facts(&applicant).await, [] as [&str; 0]);
}

#[tokio::test]
async fn an_applicant_goes_through_the_python_sample() {
    let Some(sample) = Sample::start("python3", "python/server.py") else {
        return;
    };
    let receiver = Receiver::listen().await;
    let app = app_with(&sample, &receiver).await;
    for (number, status) in [("17", "completed"), ("18", "in_progress")] {
        let mut applicant = app.applicant();
        applicant.begins("silent").await;
        let about = applicant.step("about");
        applicant.browser.post(&about, &[("number", number)]).await;
        let step = applicant.step("register");
        let chosen = applicant.browser.post(&step, &[]).await;
        assert_eq!(chosen.location(), format!("{step}/wait"), "{chosen:?}");
        callback_arrives(&app, &receiver, "silent").await;
        assert_eq!(app.onboarding_status(&applicant).await, status);
        assert_eq!(app.state(&applicant).await == DONE, number == "17");
    }
}

/// What is not signed, old or replayed gets nothing out of them.
#[tokio::test]
async fn the_samples_talk_to_nobody_else() {
    for (program, file) in [("node", "node/server.mjs"), ("python3", "python/server.py")] {
        let Some(sample) = Sample::start(program, file) else {
            continue;
        };
        let now = SystemClock.now().0 / 1_000;
        let body =
            json!({ "version": 1, "type": "check.status", "id": "x", "check": "y" }).to_string();
        let webhook = standardwebhooks::Webhook::new(DEFAULT_EXTERNAL_REQUEST_SECRET).unwrap();
        let stranger = standardwebhooks::Webhook::new(DEFAULT_EXTERNAL_ANSWER_SECRET).unwrap();
        let sign = |by: &standardwebhooks::Webhook, id: &str, at: i64| {
            by.sign(id, at, body.as_bytes()).unwrap()
        };
        for (id, at, signature, status) in [
            ("m-1", now, String::new(), 401),
            ("m-1", now, sign(&stranger, "m-1", now), 401),
            ("m-1", now - 301, sign(&webhook, "m-1", now - 301), 401),
            ("m-1", now + 330, sign(&webhook, "m-1", now + 330), 401),
            ("m-2", now, sign(&webhook, "m-1", now), 401),
            // Ours, about no check; and then a second time.
            ("m-1", now, sign(&webhook, "m-1", now), 404),
            ("m-1", now, sign(&webhook, "m-1", now), 409),
        ] {
            let answer = send(&sample.url, id, at, &signature, &body).await;
            assert_eq!(answer, status, "{program} {id} {at} {signature}");
        }
    }
}

async fn send(url: &str, id: &str, at: i64, signature: &str, body: &str) -> u16 {
    let request = client()
        .post(format!("{url}/checks/x/status"))
        .header("webhook-id", id)
        .header("webhook-timestamp", at.to_string())
        .header("webhook-signature", signature)
        .body(body.to_owned());
    request.send().await.unwrap().status().as_u16()
}
