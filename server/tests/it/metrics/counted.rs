//! What happens leaves its numbers, and nothing of a person.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::json;
use vestibule_server::telemetry::names;

use super::Scrape;
use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::local,
    audit_tree::signs,
    browser::Line,
    face_endings::in_front_of_the_frame,
    happy::ready_to_confirm,
};

/// How much each of these series grew. Other tests may run in the same process, so that it is never less.
fn grew(before: &Scrape, after: &Scrape, series: &[(&str, f64)]) {
    for (series, by) in series {
        let grown = after.value(series) - before.value(series);
        assert!(grown >= *by, "{series} grew by {grown}\n{}", after.0);
    }
}

#[tokio::test]
async fn an_onboarding_leaves_its_numbers() {
    let app = TestApp::start().await;
    let before = Scrape::of(&app.management).await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
    applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    let after = Scrape::of(&app.management).await;
    grew(
        &before,
        &after,
        &[
            (r#"vestibule_onboardings_begun_total{journey="phone"}"#, 1.0),
            (
                r#"vestibule_onboardings_moved_total{journey="phone",status="completed"}"#,
                1.0,
            ),
            (r#"vestibule_checks_started_total{connection="phone"}"#, 1.0),
            (
                r#"vestibule_checks_ended_total{connection="phone",ending="succeeded",reason="none"}"#,
                1.0,
            ),
            (
                r#"vestibule_outbound_requests_total{connection="phone",call="signicat.token",result="2xx"}"#,
                1.0,
            ),
            (
                r#"vestibule_outbound_request_duration_seconds_count{connection="phone",call="signicat.token"}"#,
                1.0,
            ),
            (
                r#"vestibule_http_requests_total{method="POST",route="/start/{journey}",status="3xx"}"#,
                1.0,
            ),
            (
                r#"vestibule_http_request_duration_seconds_count{method="GET",route="/o/{id}/steps/{step}"}"#,
                1.0,
            ),
            // The second claim.
            (
                r#"vestibule_refusals_total{event="return.refused",reason="replayed"}"#,
                1.0,
            ),
        ],
    );
    assert!(after.value("vestibule_database_connections") >= 1.0);
    assert!(after.has(&format!(
        "vestibule_build_info{{version=\"{}\"}}",
        env!("CARGO_PKG_VERSION")
    )));
    assert_eq!(
        after.value(r#"vestibule_outbound_circuit_state{connection="phone"}"#),
        0.0
    );
}

/// SEC-155, SEC-113
#[tokio::test]
async fn every_refusal_is_counted_with_its_reason() {
    let app = TestApp::with(&[
        ("LIMITS__START", "{per_minute=2,burst=2}"),
        ("BUDGETS__PER_ONBOARDING", "1"),
    ])
    .await;
    let before = Scrape::of(&app.management).await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.launches("confirm").await;

    let mut stranger = app.applicant();
    stranger.browser.post(local(&back), &[]).await;
    stranger.browser.post("/return/phone/nobody", &[]).await;
    stranger.browser.get(&applicant.path("")).await;
    app.receives_callback(&json!({}), Some("Bearer guessed"))
        .await;
    for _ in 0..2 {
        stranger.browser.post("/start/phone", &[]).await;
    }
    let elsewhere = Request::get("/").header(header::HOST, "evil.test");
    app.line.send(elsewhere.body(Body::empty()).unwrap()).await;
    let other_site = Request::post("/fn/status")
        .header(header::HOST, "localhost:3000")
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://evil.test");
    app.line.send(other_site.body(Body::empty()).unwrap()).await;

    let after = Scrape::of(&app.management).await;
    let refused = |event: &str, reason: &str| {
        format!(r#"vestibule_refusals_total{{event="{event}",reason="{reason}"}}"#)
    };
    grew(
        &before,
        &after,
        &[
            (&refused("return.refused", "foreign"), 1.0),
            (&refused("return.refused", "unknown"), 1.0),
            (&refused("request.refused", "404 /o/{id}"), 1.0),
            (&refused("webhook.refused", "not authenticated"), 1.0),
            (&refused("request.refused", "403 /fn/{function}"), 1.0),
            (&refused("budget.refused", "per_onboarding"), 1.0),
            (
                r#"vestibule_budget_refusals_total{connection="phone",budget="per_onboarding"}"#,
                1.0,
            ),
            (r#"vestibule_rate_limit_refusals_total{limit="start"}"#, 1.0),
            (r#"vestibule_http_refusals_total{reason="too_many"}"#, 1.0),
            (r#"vestibule_http_refusals_total{reason="cross_site"}"#, 1.0),
            (
                r#"vestibule_http_refusals_total{reason="unknown_host"}"#,
                1.0,
            ),
        ],
    );
    let audited = app.audited("return.refused").await + app.audited("request.refused").await;
    assert!(audited >= 4, "{audited}");
}

#[tokio::test]
async fn messages_and_novelties_are_counted_by_connection() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let before = Scrape::of(&app.management).await;
    let unknown = json!({ "type": "ONEKYC_SOMETHING_NEW", "data": {} });
    applicant.hears("face", &frame, &unknown).await;
    let raw = unknown.to_string();
    let evil = "https://evil.test";
    applicant.reports("face", &frame.attempt, evil, &raw).await;
    let after = Scrape::of(&app.management).await;
    let message = |verdict: &str| {
        format!(r#"vestibule_messages_total{{connection="identity",verdict="{verdict}"}}"#)
    };
    grew(
        &before,
        &after,
        &[
            (&message("unexpected"), 1.0),
            (&message("origin"), 1.0),
            (
                r#"vestibule_novelties_total{connection="identity",kind="event"}"#,
                1.0,
            ),
        ],
    );
    assert!(!after.0.contains("evil"), "{}", after.0);
}

#[tokio::test]
async fn a_circuit_that_opens_and_jobs_that_wait_are_seen() {
    let app = TestApp::start().await;
    let mut waiting = ready_to_confirm(&app).await;
    waiting.chooses_page("confirm").await;
    let mut applicant = ready_to_confirm(&app).await;
    let fault = json!({ "fault": "down" });
    app.simulator.breaks("signicat", fault).await;
    let before = Scrape::of(&app.management).await;
    let confirm = applicant.step("confirm");
    for _ in 0..5 {
        let page = [("presentation", "page")];
        applicant.browser.post(&confirm, &page).await;
    }
    let open = Scrape::of(&app.management).await;
    let circuit = r#"vestibule_outbound_circuit_state{connection="phone"}"#;
    assert_eq!(open.value(circuit), 2.0, "{}", open.0);

    app.passes(MINUTE).await;
    let late = Scrape::of(&app.management).await;
    // Two onboardings and the system.
    assert_eq!(late.value("vestibule_audit_chains_ahead"), 3.0);
    signs(&app).await;
    assert_eq!(late.value(circuit), 1.0, "the cool-down is over");
    assert!(late.value("vestibule_jobs_due") >= 1.0);
    let oldest = late.value("vestibule_jobs_oldest_due_seconds");
    assert!((30.0..=60.0).contains(&oldest), "{oldest}");
    app.runs_due_jobs().await;
    app.passes(20 * MINUTE).await;
    app.runs_due_jobs().await;
    let after = Scrape::of(&app.management).await;
    assert_eq!(after.value("vestibule_jobs_due"), 0.0);
    // What the jobs did since.
    assert_eq!(after.value("vestibule_audit_chains_ahead"), 1.0);
    assert!(after.value("vestibule_audit_checkpoint_age_seconds") >= 1_200.0);
    grew(
        &before,
        &after,
        &[
            (
                r#"vestibule_jobs_run_total{kind="poll",outcome="again"}"#,
                1.0,
            ),
            (
                r#"vestibule_jobs_run_total{kind="deadline",outcome="done"}"#,
                1.0,
            ),
            (
                r#"vestibule_checks_ended_total{connection="phone",ending="expired",reason="session_expired"}"#,
                1.0,
            ),
        ],
    );
    let calls = ["unreachable", "interrupted", "5xx"].map(|result| {
        let call = r#"connection="phone",call="signicat.session.create""#;
        after.value(&format!(
            r#"vestibule_outbound_requests_total{{{call},result="{result}"}}"#
        ))
    });
    assert!(calls.iter().sum::<f64>() >= 1.0, "{}", after.0);
}

#[tokio::test]
async fn a_database_that_is_away_takes_no_scrape_with_it() {
    let app = TestApp::start().await;
    let before = Scrape::of(&app.management).await;
    app.is_tampered_with();
    app.core.db.pool().close().await;
    app.passes(10 * SECOND).await;
    let after = Scrape::of(&app.management).await;
    grew(&before, &after, &[("vestibule_gauge_failures_total", 1.0)]);
    assert!(after.has("vestibule_jobs_due"), "the last known is shown");
}

#[tokio::test]
async fn metrics_are_on_the_management_listener_only() {
    let own = [
        ("PROVIDER_CALLBACKS__LISTEN", r#"["127.0.0.1:0"]"#),
        (
            "PROVIDER_CALLBACKS__ORIGIN",
            "https://callbacks.example.net",
        ),
    ];
    let app = TestApp::with(&own).await;
    let callbacks = Line::to(app.tries_to_start().await.unwrap().callbacks().unwrap());
    for (line, host) in [
        (&app.line, "localhost:3000"),
        (&app.line, "127.0.0.1:3000"),
        (&callbacks, "callbacks.example.net"),
    ] {
        let request = Request::get("/metrics").header(header::HOST, host);
        let page = line.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{host}: {page:?}");
        assert!(!page.body.contains("vestibule_http"), "{host}");
    }
}

/// SEC-183
#[tokio::test]
async fn sec_183_nothing_that_a_person_sends_becomes_a_label() {
    const CANARIES: [&str; 4] = ["quennelwyn", "7700900742", "evil", "xanthopoulaki"];
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    for path in [
        "/quennelwyn",
        "/o/447700900742?name=quennelwyn",
        "/start/quennelwyn",
        "/l/xanthopoulaki",
        "/return/quennelwyn/7700900742?state=xanthopoulaki",
        "/fn/quennelwyn",
        "/providers/quennelwyn/callback",
    ] {
        applicant.browser.get(path).await;
        applicant
            .browser
            .post(path, &[("phone", "+447700900742"), ("quennelwyn", "1")])
            .await;
    }
    let request = Request::builder()
        .method("QUENNELWYN")
        .uri("/")
        .header(header::HOST, "xanthopoulaki.evil")
        .header("traceparent", "00-quennelwyn-7700900742-01");
    app.line.send(request.body(Body::empty()).unwrap()).await;
    let raw = json!({ "type": "quennelwyn", "event": "7700900742" }).to_string();
    let origin = frame.origin().to_owned();
    for origin in [origin.as_str(), "https://quennelwyn.evil"] {
        applicant
            .reports("face", &frame.attempt, origin, &raw)
            .await;
    }
    app.receives_callback(&json!({ "quennelwyn": 1 }), Some("Bearer xanthopoulaki"))
        .await;
    app.lives_for(2 * MINUTE).await;

    let scrape = Scrape::of(&app.management).await;
    let id = applicant.onboarding();
    let text = scrape.0.to_lowercase();
    for canary in CANARIES.iter().chain([&id, &frame.attempt.as_str()]) {
        assert!(!text.contains(canary), "{canary} in\n{text}");
    }
    assert!(
        scrape.value(
            r#"vestibule_http_requests_total{method="other",route="unmatched",status="4xx"}"#
        ) >= 1.0
            || scrape
                .value(r#"vestibule_http_requests_total{method="other",route="/",status="4xx"}"#)
                >= 1.0,
        "{text}"
    );
    // Nothing had to be cleaned to get there.
    assert!(
        !text.contains("(other)") && !text.contains("(more)"),
        "{text}"
    );
    for name in scrape.names() {
        assert!(names::find(name).is_some(), "{name} is not in the table");
    }
}
