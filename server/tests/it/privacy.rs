//! Nothing personal where it does not belong: a person with an unmistakable name and number goes through.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::{
    app::{MINUTE, TestApp},
    face_endings::callback,
    happy::ready_to_be_seen,
};

const NAME: &str = "Quennelwyn Xanthopoulaki";
const NUMBER: &str = "+44 7700 900742";

/// What is logged.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    /// Everything that a server with the loudest configuration writes; see `telemetry`.
    pub fn captured() -> Self {
        let lines = Self::default();
        let filter: EnvFilter = "info,vestibule=trace,vestibule_app=trace,vestibule_server=trace,vestibule_simulator=off"
            .parse()
            .unwrap();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(lines.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        lines
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// How a secret may look after somebody wrote it down.
fn forms(secret: &str) -> Vec<String> {
    let digits: String = secret.chars().filter(char::is_ascii_digit).collect();
    let mut forms = vec![
        secret.to_owned(),
        secret.replace(' ', "+"),
        secret.replace(' ', "%20"),
    ];
    forms.push(secret.to_lowercase());
    if digits.len() >= 8 {
        forms.push(digits[2..].to_owned());
    }
    use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
    forms.push(BASE64_STANDARD_NO_PAD.encode(secret));
    forms
}

fn is_free_of(place: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        for form in forms(secret) {
            if let Some(at) = text.find(&form) {
                let around = text[..at].chars().rev().take(80).collect::<String>();
                let around: String = around.chars().rev().collect();
                panic!("{place} holds {form:?}, after {around:?}");
            }
        }
    }
}

/// SEC-183, rule 11
#[tokio::test]
async fn sec_183_a_person_s_name_and_number_are_nowhere_in_clear() {
    let lines = Lines::captured();
    let app = TestApp::start().await;
    let mut person = app.applicant();
    person.begins("review").await;
    let name = person.step("name");
    person.browser.post(&name, &[("name", NAME)]).await;
    person.launches_frame("confirm").await;
    let link = person.chooses_page("confirm").await;
    let back = app
        .simulator
        .finishes_phone("SUCCESS", Some(&NUMBER.replace(' ', "")))
        .await
        .unwrap();
    let session = app.simulator.newest("signicat").await["id"].to_string();
    person.comes_back(&back).await;
    person.comes_back(&back).await;
    person.arrives().await;

    // The other journey: number first, an outage, another number, a replay, refusals.
    let mut other = app.applicant();
    other.begins("phone").await;
    other.agrees("terms").await;
    other.answers_phone("number", NUMBER).await;
    let fault = json!({ "fault": "truncated", "times": 1 });
    app.simulator.breaks("signicat", fault).await;
    other.chooses_frame("confirm").await;
    other.launches("confirm").await;
    let frame = other.launches_again("confirm").await;
    let nonce_return = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let nonce = nonce_return
        .split("sessionNonce=")
        .nth(1)
        .unwrap()
        .to_owned();
    other.claims("confirm", &frame.attempt, &nonce_return).await;
    let answer = [("phone", NUMBER)];
    other.browser.post(&other.step("number"), &answer).await;
    other
        .browser
        .get(&format!("/o/{}", NUMBER.replace(' ', "")))
        .await;

    // A message that carries it.
    let mut face = ready_to_be_seen(&app).await;
    let shown = face.launches_frame("face").await;
    face.is_greeted("face", &shown).await;
    let mut message = callback(&app.simulator.newest_face().await, "COMPLETED", None);
    message["data"]["name"] = json!(NAME);
    face.hears("face", &shown, &message).await;
    app.lives_for(2 * MINUTE).await;

    let personal = [NAME.to_owned(), NUMBER.to_owned(), NUMBER.replace(' ', "")];
    let log = lines.text();
    assert!(
        log.contains("check moved") && log.contains("answered"),
        "{log}"
    );
    is_free_of("the log", &log, &personal);

    let tables = app.ground.tables().await;
    assert!(tables.len() > 15, "{tables:?}");
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let dump = app.ground.dump(&tables).await;
    is_free_of("the database", &dump, &personal);
    if app.ground.is_sqlite() {
        for file in ["test.db", "test.db-wal"] {
            let bytes = std::fs::read(app.ground.folder().join(file)).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            is_free_of(file, &text, &personal);
        }
    }
    for applicant in [&person, &other, &face] {
        for seen in applicant.browser.seen() {
            // The address that the visitor typed in comes first; what we answered follows.
            let answered = seen.split_once('\n').unwrap().1;
            is_free_of("a response", answered, &personal);
        }
    }

    // What opens provider sessions is in no log and not in clear in the database either.
    let launch = link.split("transactionId=").nth(1).unwrap();
    let launch = launch.split('&').next().unwrap().to_owned();
    let token = shown.src().split("token=").nth(1).unwrap().to_owned();
    let secrets = [
        launch,
        nonce,
        token,
        "sim-signicat-secret".to_owned(),
        "sim-onekyc-passkey".to_owned(),
        "Bearer sim-onekyc-callback".to_owned(),
    ];
    is_free_of("the log", &log, &secrets);
    is_free_of("the database", &dump, &secrets);
    assert!(
        dump.contains(session.trim_matches('"')),
        "references are for operators"
    );
    let cookie = person.browser.cookie_value();
    is_free_of("the log", &log, std::slice::from_ref(&cookie));
    is_free_of("the database", &dump, &[cookie]);
    let handle = crate::applicant::local(&back).rsplit('/').next().unwrap();
    let handle = handle.split('?').next().unwrap().to_owned();
    is_free_of("the log", &log, std::slice::from_ref(&handle));
    is_free_of("the database", &dump, &[handle]);
}
