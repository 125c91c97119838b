//! Budgets: what costs money is counted before it is done, and not done when there is no room.

use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::json;
use vestibule::{check::State, phone::Phone};
use vestibule_server::{outbound::CircuitState, services::budgets};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    browser::Page,
    happy::{NUMBER, ready_to_confirm},
    pages::text,
};

const HOUR: i64 = 60 * MINUTE;
const USAGE: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM usage";

async fn ready_with(app: &TestApp, number: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    applicant.agrees("terms").await;
    applicant.answers_phone("number", number).await;
    applicant
}

async fn created(app: &TestApp) -> u64 {
    app.simulator.calls("signicat", "create").await
}

/// Whether there is a frame to show; otherwise there is a page that says why not.
fn is_shown(launched: &Page) -> bool {
    assert_eq!(launched.status, StatusCode::OK, "{launched:?}");
    launched.json()["frame"].is_object()
}

/// Nothing was sent, nothing changed, and a page says so and leads to a person.
async fn is_refused(app: &TestApp, applicant: &mut Applicant) {
    let before = (created(app).await, app.ground.number(USAGE).await);
    let page = applicant.launches("confirm").await;
    let not_now = applicant.step("confirm/not-now");
    assert_eq!(page.json()["go_to"]["path"], not_now, "{page:?}");
    let page = applicant.browser.get(&not_now).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.heading(), text("error-over-budget"));
    assert!(page.body.contains(&applicant.path("/help")), "{page:?}");
    assert_eq!((created(app).await, app.ground.number(USAGE).await), before);
}

#[tokio::test]
async fn every_start_has_one_row_with_client_connection_and_a_keyed_hash() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    applicant.launches_again("confirm").await;
    assert_eq!(created(&app).await, 2);
    let rows = app
        .ground
        .texts("SELECT client || ' ' || connection || ' ' || call || ' ' || phone_hash FROM usage")
        .await;
    assert_eq!((rows.len(), &rows[0]), (2, &rows[1]));
    let hash = rows[0].strip_prefix("direct phone start ").unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

/// Fifty people, one number: as many calls as there is budget, counted at the provider.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_parallel_starts_make_no_more_calls_than_the_number_has() {
    let app = TestApp::with(&[("BUDGETS__PER_PHONE_AND_DAY", "7")]).await;
    let mut people = Vec::new();
    for _ in 0..50 {
        let mut applicant = ready_to_confirm(&app).await;
        applicant.chooses_frame("confirm").await;
        people.push(applicant);
    }
    let starts = people.into_iter().map(|mut applicant| {
        tokio::spawn(async move { is_shown(&applicant.launches("confirm").await) })
    });
    let shown = join_all(starts).await;
    let shown = shown.into_iter().filter(|shown| *shown.as_ref().unwrap());
    assert_eq!(shown.count(), 7);
    assert_eq!(created(&app).await, 7);
    assert_eq!(app.ground.number(USAGE).await, 7);
    assert_eq!(app.core.budgets.refused(), 43);
    assert_eq!(app.audited("budget.refused").await, 43);
}

/// The same for a client, whose people have numbers of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_starts_make_no_more_calls_than_the_client_has() {
    let app = TestApp::with(&[("BUDGETS__PER_CLIENT_AND_DAY", "7")]).await;
    let mut people = Vec::new();
    for number in 0..20 {
        let mut applicant = ready_with(&app, &format!("+44 7700 9001{number:02}")).await;
        applicant.chooses_frame("confirm").await;
        people.push(applicant);
    }
    let starts = people.into_iter().map(|mut applicant| {
        tokio::spawn(async move { is_shown(&applicant.launches("confirm").await) })
    });
    let answers = join_all(starts).await;
    let shown = answers
        .iter()
        .filter(|shown| *shown.as_ref().unwrap())
        .count();
    assert_eq!((shown, created(&app).await), (7, 7));
    assert_eq!(app.ground.number(USAGE).await, 7);
}

/// And for one person with many tabs.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_tabs_make_no_more_calls_than_the_onboarding_has() {
    let app = TestApp::with(&[("BUDGETS__PER_ONBOARDING", "3")]).await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_frame("confirm").await;
    let tabs = (0..9).map(|_| {
        let mut tab = applicant.clone();
        tokio::spawn(async move { tab.launches("confirm").await.status })
    });
    for status in join_all(tabs).await {
        assert!(!status.unwrap().is_server_error());
    }
    assert_eq!(created(&app).await, 3);
    assert_eq!(app.ground.number(USAGE).await, 3);
}

/// Nothing is lost: what was answered stays, and a day later there is room again.
#[tokio::test]
async fn over_budget_nothing_is_sent_and_a_day_later_it_goes_on() {
    let app = TestApp::with(&[
        ("BUDGETS__PER_PHONE_AND_DAY", "1"),
        ("SESSIONS__IDLE_MINUTES", "1440"),
        ("SESSIONS__ABSOLUTE_HOURS", "96"),
    ])
    .await;
    let mut first = ready_to_confirm(&app).await;
    first.launches_frame("confirm").await;
    app.passes(HOUR).await;

    let mut second = ready_to_confirm(&app).await;
    second.chooses_frame("confirm").await;
    is_refused(&app, &mut second).await;
    is_refused(&app, &mut second).await;
    assert_eq!(app.state(&second).await, State::Created);
    assert_eq!(app.onboarding_status(&second).await, "in_progress");
    // Whoever tries again and again does not fill the audit log.
    assert_eq!(app.audited("budget.refused").await, 1);
    assert_eq!(app.core.budgets.refused(), 2);
    // Another number has its own budget.
    ready_with(&app, "+44 7700 900999")
        .await
        .launches_frame("confirm")
        .await;

    app.passes(22 * HOUR).await;
    is_refused(&app, &mut second).await;
    app.passes(HOUR + 1).await;
    second.launches_again("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    second.comes_back(&back).await;
}

#[tokio::test]
async fn a_connection_may_have_less_than_there_is() {
    let app = TestApp::with(&[("BUDGETS__CONNECTIONS", "{phone={per_onboarding=1}}")]).await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    is_refused(&app, &mut applicant).await;
    // Calls through others are not limited by it.
    let mut other = app.applicant();
    other.begins("paper").await;
    other.chooses_page_of_paper().await;
    other.chooses_page_of_paper().await;
    assert_eq!(app.paper.shared().starts, 2);
}

/// What one client's people do neither uses up nor tells of another's budget.
#[tokio::test]
async fn clients_have_budgets_of_their_own() {
    let app = TestApp::with(&[
        ("BUDGETS__PER_PHONE_AND_DAY", "1"),
        ("BUDGETS__PER_CLIENT_AND_DAY", "1"),
    ])
    .await;
    let mut first = ready_to_confirm(&app).await;
    let of = format!(
        "UPDATE onboardings SET client = 'acme' WHERE id = '{}'",
        first.onboarding()
    );
    app.ground.execute(&of).await;
    first.launches_frame("confirm").await;
    is_refused(&app, &mut first).await;
    ready_to_confirm(&app).await.launches_frame("confirm").await;
    let hashes = app
        .ground
        .texts("SELECT DISTINCT phone_hash FROM usage")
        .await;
    assert_eq!(hashes.len(), 2, "one number, two clients, two hashes");
}

/// Toll fraud: numbers far away are called by nobody, whatever was answered before.
#[tokio::test]
async fn numbers_that_are_not_served_are_not_called() {
    let mut app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_frame("confirm").await;
    app.is_restarted_with(|before| {
        before.replace("[budgets]\n", "[budgets]\ndialling_codes = [\"+62\"]\n")
    })
    .await;
    is_refused(&app, &mut applicant).await;
    assert_eq!(created(&app).await, 0);
    assert_eq!(app.audited("budget.refused").await, 1);
    assert!(!budgets::may_call(
        &app.core,
        &Phone::parse(NUMBER).unwrap()
    ));
    assert!(budgets::may_call(
        &app.core,
        &Phone::parse("+6281234567890").unwrap()
    ));
}

/// A number that goes to a service of the company's, or to whoever else wants one.
const CALLED: &str = r#"
[journeys.called]
company = "Example Bank"
minutes = 1
contact = "help@bank.example"
open = true
needs = ["contact_control"]
title = { en = "Be called", id = "Ditelepon" }
stored = { en = "Your number.", id = "Nomor Anda." }

[[journeys.called.steps]]
name = "number"
title = { en = "Give your number", id = "Berikan nomor Anda" }

[[journeys.called.steps.kind.form.fields]]
name = "phone"
type = "phone"
label = { en = "What is your number?", id = "Berapa nomor Anda?" }

[[journeys.called.steps]]
name = "sign"
title = { en = "Sign", id = "Tanda tangan" }
kind = { provider = { connection = "paper", purpose = "identity_proofing", max_checks = 2, inputs = { callee = "number.phone" } } }
"#;

#[tokio::test]
async fn a_number_that_a_step_hands_over_has_its_budget_too() {
    let mut app = TestApp::with(&[("BUDGETS__PER_PHONE_AND_DAY", "1")]).await;
    app.is_restarted_with(|before| format!("{before}\n{CALLED}"))
        .await;
    let mut applicant = app.applicant();
    applicant.begins("called").await;
    applicant.answers_phone("number", NUMBER).await;
    applicant.chooses_page_of_paper().await;
    let refused = applicant
        .browser
        .post(&applicant.step("sign"), &[("presentation", "page")])
        .await;
    assert!(refused.status.is_client_error(), "{refused:?}");
    assert_eq!(app.paper.shared().starts, 1);
}

/// Who is not served is told so at the question.
#[tokio::test]
async fn a_form_says_which_numbers_are_not_served() {
    let app = TestApp::with(&[("BUDGETS__DIALLING_CODES", "[\"+62\"]")]).await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    applicant.agrees("terms").await;
    let path = applicant.step("number");
    let page = applicant.browser.post(&path, &[("phone", NUMBER)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    applicant.answers_phone("number", "+62 812 3456 7890").await;
    applicant.launches_frame("confirm").await;
    assert_eq!(created(&app).await, 1);
}

/// A start that left is counted, whatever comes back; one that did not cost nothing.
#[tokio::test]
async fn what_never_left_is_not_counted() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_frame("confirm").await;
    app.simulator
        .breaks("signicat", json!({ "fault": "down" }))
        .await;
    let circuit = || app.core.connected("phone").unwrap().http.circuit();
    let mut tries = 0;
    while circuit() == CircuitState::Closed {
        tries += 1;
        assert!(tries <= 5, "the circuit does not open");
        applicant.launches("confirm").await;
        assert_eq!(app.ground.number(USAGE).await, tries);
    }
    assert!(tries > 0);
    for _ in 0..5 {
        let page = applicant.launches("confirm").await;
        assert_eq!(page.json(), json!("Unavailable"));
    }
    assert_eq!(app.ground.number(USAGE).await, tries);
}

#[tokio::test]
async fn without_a_connection_nothing_is_counted() {
    let mut app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_frame("confirm").await;
    // Held but not listening: nobody else gets the port, and calls are refused.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    let there = app.simulator.phone_url().to_owned();
    app.is_restarted_with(|before| before.replace(&there, &address))
        .await;
    let page = applicant.launches("confirm").await;
    assert_eq!(page.json(), json!("Unavailable"));
    assert_eq!(app.ground.number(USAGE).await, 0);
}
