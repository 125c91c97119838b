//! The real program, killed without a word in the middle of a journey.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, StatusCode},
};
use vestibule_server::clock::{Clock, SystemClock};

use crate::{
    applicant::{Applicant, go_to},
    browser::Line,
    ground::Ground,
    happy::NUMBER,
    simulator::Simulator,
};

const CONFIGURATION: &str = include_str!("vestibule.toml");

/// The system chooses the ports: one that was free a moment ago may be anybody's by now.
pub const LISTEN: &str = "listen = [\"127.0.0.1:0\"]\nmanagement_listen = \"127.0.0.1:0\"";

/// A running program. Killed, not asked, when it is dropped.
pub struct Program {
    child: Child,
    /// Where its pages are.
    pub address: SocketAddr,
}

impl Program {
    /// Starts it and waits until it says that it is ready.
    pub fn start(configuration: &Path) -> Self {
        Self::says(configuration, "\"ready\"").0
    }

    /// Starts it and waits for a line of its log with these words, which is given, too.
    pub fn says(configuration: &Path, words: &str) -> (Self, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(["serve", "--config"])
            .arg(configuration)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let listening = lines.find(|line| line.contains("\"listening\""));
        let address = address_in(&listening.expect("the program ended before it listened"));
        let said = lines.find(|line| line.contains(words));
        let said = said.expect("the program ended before it said so");
        // Whoever does not read on stops the program at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        (Self { child, address }, said)
    }
}

/// The address that a line of the log names.
fn address_in(line: &str) -> SocketAddr {
    let (_, rest) = line.split_once("\"address\":\"").unwrap();
    rest.split_once('"').unwrap().0.parse().unwrap()
}

impl Drop for Program {
    fn drop(&mut self) {
        // SIGKILL on Unix.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Passes requests on to the program, as they are, wherever it listens just now.
#[expect(clippy::disallowed_methods, reason = "the tests' own client")]
fn way_to(address: Arc<Mutex<SocketAddr>>) -> Router {
    let redirects = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirects)
        .build()
        .unwrap();
    Router::new().fallback(move |request: Request| {
        let http = http.clone();
        let address = *address.lock().unwrap_or_else(PoisonError::into_inner);
        async move {
            let (parts, body) = request.into_parts();
            let answer = http
                .request(parts.method, format!("http://{address}{}", parts.uri))
                .headers(parts.headers)
                .body(to_bytes(body, usize::MAX).await.unwrap())
                .send()
                .await
                .unwrap();
            let mut response = Response::new(Body::empty());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            *response.body_mut() = Body::from(answer.bytes().await.unwrap());
            response
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_journey_and_restarted_the_applicant_continues() {
    let ground = Ground::fresh().await;
    let simulator = Simulator::start(SystemClock.now().0).await;
    let without_paper = |text: &str| {
        let (before, rest) = text.split_once("# The tests' own provider.").unwrap();
        let (_, rest) = rest.split_once("[journeys.phone]").unwrap();
        let (phone, _) = rest.split_once("[journeys.face]").unwrap();
        format!("{before}[journeys.phone]{phone}")
    };
    let configuration = without_paper(CONFIGURATION)
        .replace("[server]", &format!("[server]\n{LISTEN}"))
        .replace("{phone}", simulator.phone_url())
        .replace("{face}", simulator.face_url())
        .replace("{face_web}", simulator.face_web_url())
        .replace("{folder}", &ground.folder().display().to_string());
    let configuration = format!("{configuration}\n[database]\nurl = \"{}\"\n", ground.url());
    let file = ground.folder().join("vestibule.toml");
    std::fs::write(&file, configuration).unwrap();

    let program = Program::start(&file);
    let address = Arc::new(Mutex::new(program.address));
    let line = Line::to(way_to(Arc::clone(&address)));
    let mut applicant = Applicant::on(&line);
    applicant.begins("phone").await;
    applicant.agrees("terms").await;

    drop(program);
    let program = Program::start(&file);
    *address.lock().unwrap() = program.address;
    applicant.answers_phone("number", NUMBER).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = simulator.finishes_phone("SUCCESS", None).await.unwrap();

    drop(program);
    let program = Program::start(&file);
    *address.lock().unwrap() = program.address;
    let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
    let result = applicant.arrives().await;
    assert_eq!(
        (result.path.as_str(), result.status),
        (applicant.path("/result").as_str(), StatusCode::OK)
    );
}
