//! A provider is down, slow or broken; then it recovers.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::check::{Ending, State};
use vestibule_server::outbound::CircuitState;

use crate::{
    app::{MINUTE, SECOND, TestApp},
    happy::ready_to_confirm,
};

/// The provider is down; the page says so and keeps what there is; the circuit opens; everything recovers.
#[tokio::test]
async fn an_outage_has_a_page_opens_the_circuit_and_passes() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    app.simulator
        .breaks("signicat", json!({ "fault": "down" }))
        .await;
    let circuit = || app.core.connected("phone").unwrap().http.circuit();
    let confirm = applicant.step("confirm");
    let mut tries = 0;
    while circuit() == CircuitState::Closed {
        tries += 1;
        assert!(tries <= 5, "the circuit does not open");
        let page = applicant
            .browser
            .post(&confirm, &[("presentation", "page")])
            .await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{page:?}");
        assert_eq!(page.header("retry-after"), "30");
        assert!(page.body.contains("<h1"), "{}", page.body);
    }
    let (token, create) = (
        app.simulator.calls("signicat", "token").await,
        app.simulator.calls("signicat", "create").await,
    );
    // Nothing goes out any more, and the island hears the same.
    let page = applicant.launches("confirm").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.json(), json!("Unavailable"));
    assert_eq!(app.simulator.calls("signicat", "token").await, token);
    assert_eq!(app.simulator.calls("signicat", "create").await, create);
    let check = app.check(&applicant).await;
    assert_eq!(check.state, State::Created, "nothing changed");
    assert!(!check.counted);

    app.simulator.is_repaired("signicat").await;
    app.passes(31 * SECOND).await;
    applicant.chooses_page("confirm").await;
    assert_eq!(circuit(), CircuitState::Closed);
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.comes_back(&back).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

/// SEC-73: whatever goes wrong on the way, the claim waits and the result is not lost.
#[tokio::test]
async fn a_provider_that_breaks_during_a_return_is_asked_again() {
    let app = TestApp::start().await;
    for fault in [
        "http500",
        "http503",
        "rate_limited",
        "truncated",
        "empty",
        "not_json",
        "redirect",
        "wrong_content_type",
    ] {
        let mut applicant = ready_to_confirm(&app).await;
        let frame = applicant.launches_frame("confirm").await;
        let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
        let breaks = json!({ "fault": fault, "route": "status" });
        app.simulator.breaks("signicat", breaks).await;
        let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
        assert_eq!(claimed.status, StatusCode::OK, "{fault}: {claimed:?}");
        let state = app.state(&applicant).await;
        let done = State::Ended(Ending::Succeeded);
        assert!(
            matches!(state, State::Processing { .. }) || state == done,
            "{fault}: {state:?}"
        );
        app.simulator.is_repaired("signicat").await;
        app.lives_for(3 * MINUTE).await;
        assert_eq!(app.state(&applicant).await, done, "{fault}");
    }
}

/// One connection's outage is not another's.
#[tokio::test]
async fn an_outage_of_one_provider_leaves_the_others_alone() {
    let app = TestApp::start().await;
    app.simulator
        .breaks("signicat", json!({ "fault": "http503" }))
        .await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_frame("confirm").await;
    for _ in 0..5 {
        assert_eq!(
            applicant.launches("confirm").await.status,
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
    let mut other = crate::happy::ready_to_be_seen(&app).await;
    other.launches_frame("face").await;
}
