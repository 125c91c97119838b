//! Steps that a company does itself, through its own service.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    browser::Page,
    pages::heading,
};

const DONE: State = State::Ended(Ending::Succeeded);

async fn at_the_step(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("company").await;
    applicant
}

/// The applicant has left for the company's page.
pub async fn on_the_page(app: &TestApp, scenario: &str) -> Applicant {
    app.simulator.will_play("external", scenario).await;
    let mut applicant = at_the_step(app).await;
    applicant.chooses_page("customer").await;
    applicant
}

async fn before_the_silent_step(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("silent").await;
    let path = applicant.step("about");
    let answered = applicant.browser.post(&path, &[("number", "17")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
    applicant
}

/// What the person does on the company's page; answers with where the browser goes.
pub async fn does(app: &TestApp, act: &str) -> String {
    let id = app.simulator.newest("external").await["id"].clone();
    let path = format!("/control/external/sessions/{}/finish", id.as_str().unwrap());
    let ended = app.simulator.post(&path, json!({ "act": act })).await;
    ended["location"].as_str().unwrap_or_default().to_owned()
}

/// The callback that was planned last arrives.
async fn planned_callback_arrives(app: &TestApp) -> Page {
    let state = app.simulator.state().await;
    let planned = state["external"]["callbacks"].as_array().unwrap().clone();
    arrives(app, planned.last().unwrap()).await
}

async fn arrives(app: &TestApp, planned: &Value) -> Page {
    let mut request = Request::post("/providers/company/callback")
        .header(header::HOST, "localhost:3000")
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in planned["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str().unwrap());
    }
    let body = planned["body"].as_str().unwrap().to_owned();
    app.line.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn an_applicant_does_a_companys_own_step_on_its_page() {
    let app = TestApp::start().await;
    let mut applicant = at_the_step(&app).await;
    let link = applicant.chooses_page("customer").await;
    let session = app.simulator.newest("external").await;
    assert_eq!(session["page"], link);
    assert_eq!(session["parameters"], json!({}));
    let back = does(&app, "approve").await;
    let returned = applicant.comes_back(&back).await;
    assert_eq!(
        returned.location(),
        applicant.path("/result"),
        "{returned:?}"
    );
    assert_eq!(app.facts(&applicant).await, ["identity"]);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    let again = applicant.comes_back(&back).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{again:?}");
}

/// Forms and links: nothing here needs a script.
#[tokio::test]
async fn a_step_without_a_page_has_one_button_and_waits() {
    let app = TestApp::start().await;
    app.simulator.will_play("external", "no_page").await;
    let mut applicant = before_the_silent_step(&app).await;
    let step = applicant.step("register");
    let page = applicant.browser.get(&step).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(
        page.body.contains("This step is done by The register"),
        "{}",
        page.body
    );
    assert!(
        !page.body.contains("name=\"presentation\""),
        "{}",
        page.body
    );
    let form = page.body.split(&format!("action=\"{step}\"")).nth(1);
    assert_eq!(
        form.unwrap()
            .split("</form>")
            .next()
            .unwrap()
            .matches("<button")
            .count(),
        1
    );

    let chosen = applicant.browser.post(&step, &[]).await;
    assert_eq!(chosen.location(), format!("{step}/wait"), "{chosen:?}");
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { starts: 1, .. }
    ));
    let session = app.simulator.newest("external").await;
    assert_eq!(session["inputs"], json!({ "customer_number": "17" }));
    let waiting = applicant.browser.get(chosen.location()).await;
    assert_eq!(waiting.status, StatusCode::OK, "{waiting:?}");
    assert!(
        waiting.body.contains("http-equiv=\"refresh\""),
        "{}",
        waiting.body
    );

    // Nothing to leave for, and nothing to start twice.
    for path in ["", "/leave", "/frame"] {
        let page = applicant.browser.get(&format!("{step}{path}")).await;
        assert_eq!(page.location(), format!("{step}/wait"), "{path}: {page:?}");
    }
    let twice = applicant.browser.post(&step, &[]).await;
    assert_eq!(twice.location(), format!("{step}/wait"), "{twice:?}");
    assert_eq!(app.simulator.calls("external", "begin").await, 1);

    app.passes(2 * SECOND).await;
    let asked = applicant.browser.post(&format!("{step}/wait"), &[]).await;
    assert_eq!(asked.location(), applicant.path("/result"), "{asked:?}");
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(app.facts(&applicant).await, ["identity"]);
}

/// The poll job asks when nobody looks.
#[tokio::test]
async fn a_step_without_a_page_goes_on_when_the_applicant_has_gone() {
    let app = TestApp::start().await;
    app.simulator.will_play("external", "no_page").await;
    let mut applicant = before_the_silent_step(&app).await;
    let step = applicant.step("register");
    applicant.browser.post(&step, &[]).await;
    app.lives_for(2 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
}

/// A service that has pages, and has none for this person.
#[tokio::test]
async fn whoever_expected_a_page_waits_where_there_is_none() {
    let app = TestApp::start().await;
    app.simulator.will_play("external", "no_page").await;
    let mut applicant = at_the_step(&app).await;
    let step = applicant.step("customer");
    let chosen = applicant
        .browser
        .post(&step, &[("presentation", "page")])
        .await;
    assert_eq!(chosen.location(), format!("{step}/wait"), "{chosen:?}");
    app.lives_for(MINUTE).await;
    assert_eq!(app.state(&applicant).await, DONE);
}

#[tokio::test]
async fn a_step_without_a_page_that_was_not_accepted_can_be_tried_again() {
    let app = TestApp::start().await;
    app.simulator
        .will_play("external", "no_page_declined")
        .await;
    let mut applicant = before_the_silent_step(&app).await;
    let step = applicant.step("register");
    applicant.browser.post(&step, &[]).await;
    app.lives_for(MINUTE).await;
    let ended = applicant.browser.visit(&step).await;
    assert_eq!(ended.heading(), heading(Reason::NotAccepted));
    assert!(ended.body.contains("Try again"), "{}", ended.body);
    assert!(
        !ended.body.contains("name=\"presentation\""),
        "{}",
        ended.body
    );
    app.simulator.will_play("external", "no_page").await;
    let again = applicant.browser.post(&step, &[]).await;
    assert_eq!(again.location(), format!("{step}/wait"), "{again:?}");
    app.lives_for(MINUTE).await;
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(app.checks(&applicant).await.len(), 2);
}

#[tokio::test]
async fn a_person_who_gives_up_on_the_page_may_begin_again() {
    let app = TestApp::start().await;
    let mut applicant = on_the_page(&app, "happy").await;
    let back = does(&app, "leave").await;
    let returned = applicant.comes_back(&back).await;
    let ended = applicant.browser.visit(returned.location()).await;
    assert_eq!(ended.heading(), heading(Reason::Left));
    applicant.chooses_page("customer").await;
    let back = does(&app, "approve").await;
    let returned = applicant.comes_back(&back).await;
    assert_eq!(returned.location(), applicant.path("/result"));
    // The same check all the time.
    assert_eq!(app.checks(&applicant).await.len(), 1);
}

/// SEC-105
#[tokio::test]
async fn a_callback_makes_us_ask_and_its_replay_does_nothing() {
    let app = TestApp::start().await;
    let mut applicant = on_the_page(&app, "happy").await;
    does(&app, "approve").await;
    let taken = planned_callback_arrives(&app).await;
    assert_eq!(taken.status, StatusCode::OK, "{taken:?}");
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));

    let before = app.decisions().await;
    let asked = app.simulator.calls("external", "status").await;
    let again = planned_callback_arrives(&app).await;
    assert_eq!(again.status, StatusCode::OK, "{again:?}");
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("external", "status").await, asked);
}

/// SEC-105: a callback says that something happened, and never what.
#[tokio::test]
async fn no_callback_settles_anything_by_itself() {
    for (scenario, status) in [
        ("callback_says_done", StatusCode::OK),
        ("callback_unknown", StatusCode::OK),
        ("callback_unsigned", StatusCode::UNAUTHORIZED),
        ("callback_forged", StatusCode::UNAUTHORIZED),
        ("callback_request_secret", StatusCode::UNAUTHORIZED),
        ("callback_old", StatusCode::UNAUTHORIZED),
        ("callback_other_type", StatusCode::BAD_REQUEST),
        ("callback_other_version", StatusCode::BAD_REQUEST),
        ("callback_not_json", StatusCode::BAD_REQUEST),
    ] {
        let app = TestApp::start().await;
        let applicant = on_the_page(&app, scenario).await;
        does(&app, "approve").await;
        let answer = planned_callback_arrives(&app).await;
        assert_eq!(answer.status, status, "{scenario}");
        let state = app.state(&applicant).await;
        assert_ne!(state, DONE, "{scenario}");
        if status != StatusCode::OK {
            assert_eq!(
                app.simulator.calls("external", "status").await,
                0,
                "{scenario}"
            );
        }
    }
}

/// SEC-37, SEC-95: the worst answer leaves the check as it was, until its deadline; then it is over, and was never done.
#[tokio::test]
async fn an_answer_that_is_not_the_services_own_never_settles_a_check() {
    for scenario in [
        "status_forged",
        "status_replayed",
        "status_other_check",
        "status_old",
    ] {
        let app = TestApp::start().await;
        let mut applicant = on_the_page(&app, scenario).await;
        let back = does(&app, "approve").await;
        let returned = applicant.comes_back(&back).await;
        let wait = format!("{}/wait", applicant.step("customer"));
        assert_eq!(returned.location(), wait, "{scenario}: {returned:?}");
        assert!(matches!(
            app.state(&applicant).await,
            State::Processing { .. }
        ));
        app.lives_for(30 * MINUTE).await;
        assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
        assert_eq!(app.facts(&applicant).await, [] as [&str; 0], "{scenario}");
    }
}

/// A value whose source says "user-provided" is never verified.
#[tokio::test]
async fn what_the_person_told_the_service_does_not_complete_a_journey() {
    let app = TestApp::start().await;
    let mut applicant = on_the_page(&app, "user_provided").await;
    let back = does(&app, "approve").await;
    applicant.comes_back(&back).await;
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(app.facts(&applicant).await, [] as [&str; 0]);
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
}

#[tokio::test]
async fn a_service_that_is_down_can_be_tried_again_in_a_while() {
    let app = TestApp::start().await;
    let down = json!({ "fault": "http_503", "route": "begin" });
    app.simulator.breaks("external", down).await;
    let mut applicant = at_the_step(&app).await;
    let step = applicant.step("customer");
    let refused = applicant
        .browser
        .post(&step, &[("presentation", "page")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{refused:?}"
    );
    app.simulator.is_repaired("external").await;
    applicant.chooses_page("customer").await;
}

/// The island asked for a frame, and the provider has none to show this time.
#[tokio::test]
async fn whoever_expected_a_frame_waits_where_there_is_none() {
    let app = TestApp::start().await;
    app.paper.shared().works_alone = true;
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_frame("sign").await;
    let launched = applicant.launches("sign").await;
    let wait = format!("{}/wait", applicant.step("sign"));
    assert_eq!(launched.json()["go_to"]["path"], wait, "{launched:?}");
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { starts: 1, .. }
    ));
    // A reload of the page with the frame.
    let again = applicant.launches("sign").await;
    assert_eq!(again.json()["go_to"]["path"], wait, "{again:?}");
    assert_eq!(app.paper.shared().starts, 1);
    app.lives_for(30 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
}
