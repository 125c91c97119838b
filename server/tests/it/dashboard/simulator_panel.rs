//! The simulator's panel, in Development: what is told there is played.

use axum::http::StatusCode;
use vestibule::permission::Role;

use super::desk::{Desk, EVERYBODY};
use crate::{app::TestApp, happy::ready_to_confirm};

const PANEL: &str = "/dashboard/simulator";

/// A server that knows where its simulator's inbox is.
pub(super) async fn start(settings: &[(&str, &str)]) -> TestApp {
    let mut app = TestApp::with(settings).await;
    let inbox = format!(
        "[server]\nsimulator_inbox = \"{}\"\n",
        app.simulator.inbox()
    );
    app.is_restarted_with(|text| text.replacen("[server]\n", &inbox, 1))
        .await;
    app
}

#[tokio::test]
async fn the_next_session_plays_what_was_chosen_on_the_panel() {
    let app = start(&[]).await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let page = rita.browser.get(PANEL).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(page.body.contains("id=\"provider-signicat\""), "{page:?}");
    let state = app.simulator.state().await;
    assert_eq!(state["signicat"]["next"].as_array().unwrap().len(), 0);
    let scenario = page.body.split("id=\"scenario-signicat\"").nth(1).unwrap();
    let scenario = scenario.split("<option value=\"").nth(2).unwrap();
    let scenario = scenario.split('"').next().unwrap();

    let fields = [
        ("do", "next"),
        ("provider", "signicat"),
        ("scenario", scenario),
        ("times", "2"),
    ];
    let sent = rita.browser.post(PANEL, &fields).await;
    assert_eq!(sent.location(), PANEL, "{sent:?}");
    let state = app.simulator.state().await;
    assert_eq!(state["signicat"]["next"].as_array().unwrap().len(), 2);
    ready_to_confirm(&app).await.launches_frame("confirm").await;
    let session = app.simulator.newest("signicat").await;
    assert_eq!(session["scenario"], scenario);
    assert_eq!(app.audited("simulator.told").await, 1);
}

#[tokio::test]
async fn what_the_simulator_does_not_take_is_said() {
    let app = start(&[]).await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    for (provider, scenario, times) in [
        ("signicat", "nothing-like-it", "1"),
        ("../reset", "success", "1"),
        ("signicat", "success", "1000"),
    ] {
        let fields = [
            ("do", "next"),
            ("provider", provider),
            ("scenario", scenario),
            ("times", times),
        ];
        let page = rita.browser.post(PANEL, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert_eq!(app.audited("simulator.told").await, 0);
}

#[tokio::test]
async fn without_a_simulator_the_panel_says_so_and_viewers_have_none() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let page = rita.browser.get(PANEL).await;
    assert!(page.body.contains("No simulator is configured"), "{page:?}");
    let mut vera = Desk::of(&app, "vera", Role::Viewer, &EVERYBODY).await;
    let page = vera.browser.get(PANEL).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
}
