//! The real program, killed without a word in the middle of a journey.

use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
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

/// A running program. Killed, not asked, when it is dropped.
pub struct Program(Child);

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
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = lines.find(|line| line.as_ref().unwrap().contains(words));
        let said = said.expect("the program ended before it said so").unwrap();
        // Whoever does not read on stops the program at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        (Self(child), said)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SIGKILL on Unix.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Addresses that were free a moment ago.
pub fn free_addresses() -> [SocketAddr; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap())
}

/// Passes requests on to the program, as they are.
#[expect(clippy::disallowed_methods, reason = "the tests' own client")]
fn way_to(address: SocketAddr) -> Router {
    let redirects = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirects)
        .build()
        .unwrap();
    Router::new().fallback(move |request: Request| {
        let http = http.clone();
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
    let [listen, management] = free_addresses();
    let without_paper = |text: &str| {
        let (before, rest) = text.split_once("# The tests' own provider.").unwrap();
        let (_, rest) = rest.split_once("[journeys.phone]").unwrap();
        let (phone, _) = rest.split_once("[journeys.face]").unwrap();
        format!("{before}[journeys.phone]{phone}")
    };
    let configuration = without_paper(CONFIGURATION)
        .replace(
            "[server]",
            &format!("[server]\nlisten = [\"{listen}\"]\nmanagement_listen = \"{management}\""),
        )
        .replace("{phone}", simulator.phone_url())
        .replace("{face}", simulator.face_url())
        .replace("{face_web}", simulator.face_web_url())
        .replace("{folder}", &ground.folder().display().to_string());
    let configuration = format!("{configuration}\n[database]\nurl = \"{}\"\n", ground.url());
    let file = ground.folder().join("vestibule.toml");
    std::fs::write(&file, configuration).unwrap();

    let program = Program::start(&file);
    let line = Line::to(way_to(listen));
    let mut applicant = Applicant::on(&line);
    applicant.begins("phone").await;
    applicant.agrees("terms").await;

    drop(program);
    let program = Program::start(&file);
    applicant.answers_phone("number", NUMBER).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = simulator.finishes_phone("SUCCESS", None).await.unwrap();

    drop(program);
    let _program = Program::start(&file);
    let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
    let result = applicant.arrives().await;
    assert_eq!(
        (result.path.as_str(), result.status),
        (applicant.path("/result").as_str(), StatusCode::OK)
    );
}
