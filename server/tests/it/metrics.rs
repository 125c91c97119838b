//! What operators see: metrics on the management listener, and the files that are made from them.

use std::{collections::BTreeSet, fs, path::Path};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;
use vestibule_server::telemetry::names::{self, Kind};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::local,
    audit_tree::signs,
    browser::Line,
    face_endings::in_front_of_the_frame,
    happy::ready_to_confirm,
};

/// `cargo test` runs these in one process, whose servers share their gauges: one scrape at a time.
static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// One scrape.
pub struct Scrape(String);

impl Scrape {
    pub async fn of(management: &Router) -> Self {
        let _alone = ONE.lock().await;
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let answer = management.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap();
        assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
        let body = axum::body::to_bytes(answer.into_body(), 10_000_000)
            .await
            .unwrap();
        Self(String::from_utf8(body.to_vec()).unwrap())
    }

    /// The value of a series, with its labels as they are written; 0 where it is absent.
    pub fn value(&self, series: &str) -> f64 {
        let line = self.0.lines().find_map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            (name == series).then(|| value.parse().unwrap())
        });
        line.unwrap_or(0.0)
    }

    fn has(&self, series: &str) -> bool {
        self.0.lines().any(|line| {
            line.rsplit_once(' ')
                .is_some_and(|(name, _)| name == series)
        })
    }

    /// The names of the metrics that are shown.
    fn names(&self) -> BTreeSet<&str> {
        self.0
            .lines()
            .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
            .collect()
    }
}

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

fn file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// Every name of ours in a text, without what Prometheus adds to a histogram's.
fn names_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with("vestibule_"))
        .map(|word| {
            let of_histogram = ["_bucket", "_count", "_sum"]
                .iter()
                .filter_map(|ending| word.strip_suffix(ending))
                .find(|name| names::find(name).is_some_and(|found| found.kind == Kind::Histogram));
            of_histogram.unwrap_or(word).to_owned()
        })
        .collect()
}

/// The labels that a query selects or groups by have to be those of some metric.
fn labels_in(expression: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in expression.split('{').skip(1) {
        let selector = part.split('}').next().unwrap();
        for matcher in selector.split(',') {
            let name = matcher.split(['=', '!']).next().unwrap().trim();
            found.insert(name.to_owned());
        }
    }
    for part in expression.split("by (").skip(1) {
        for name in part.split(')').next().unwrap().split(',') {
            found.insert(name.trim().to_owned());
        }
    }
    found
}

fn is_a_query(expression: &str) {
    let of_prometheus = ["le", "instance", "job"];
    let ours: BTreeSet<&str> = names::ALL
        .iter()
        .flat_map(|metric| metric.labels.iter().copied())
        .collect();
    for label in labels_in(expression) {
        assert!(
            ours.contains(label.as_str()) || of_prometheus.contains(&label.as_str()),
            "no metric has the label {label}: {expression}"
        );
    }
    for (open, close) in [('(', ')'), ('{', '}'), ('[', ']')] {
        assert_eq!(
            expression.matches(open).count(),
            expression.matches(close).count(),
            "{expression}"
        );
    }
}

#[test]
fn every_alert_and_panel_asks_for_a_metric_that_there_is() {
    for path in [
        "docs/operations/alerts.yml",
        "docs/operations/grafana-dashboard.json",
        "docs/operations/README.md",
        "docs/operations.md",
    ] {
        let names = names_in(&file(path));
        assert!(!names.is_empty(), "{path}");
        for name in names {
            assert!(names::find(&name).is_some(), "{path}: there is no {name}");
        }
    }
}

#[test]
fn every_metric_is_explained_and_shown_on_the_dashboard() {
    let readme = names_in(&file("docs/operations/README.md"));
    let dashboard = names_in(&file("docs/operations/grafana-dashboard.json"));
    for metric in names::ALL {
        assert!(readme.contains(metric.name), "README: {}", metric.name);
        assert!(
            dashboard.contains(metric.name),
            "dashboard: {}",
            metric.name
        );
        let line = file("docs/operations/README.md")
            .lines()
            .find(|line| line.starts_with(&format!("| `{}`", metric.name)))
            .unwrap()
            .to_owned();
        let labels = line.split('|').nth(2).unwrap().trim().to_owned();
        assert_eq!(labels, metric.labels.join(", "), "{}", metric.name);
    }
}

#[test]
fn the_dashboard_is_one() {
    let dashboard: Value =
        serde_json::from_str(&file("docs/operations/grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for panel in panels {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{panel}");
        assert!(panel["title"].is_string() && panel["gridPos"]["w"].as_u64().unwrap() <= 24);
        if panel["type"] == "row" {
            continue;
        }
        let targets = panel["targets"].as_array().unwrap();
        assert!(!targets.is_empty(), "{panel}");
        for target in targets {
            is_a_query(target["expr"].as_str().unwrap());
        }
    }
}

/// A reader of the shape that the file keeps to; Prometheus' own checker is not at hand in tests.
#[test]
fn every_alert_has_a_query_a_severity_and_something_to_do() {
    let rules = file("docs/operations/alerts.yml");
    assert!(!rules.contains('\t'));
    let mut alerts = BTreeSet::new();
    for rule in rules.split("\n      - alert: ").skip(1) {
        let name = rule.lines().next().unwrap();
        assert!(
            name.starts_with("Vestibule") && alerts.insert(name.to_owned()),
            "{name}"
        );
        let expression = rule.split("        expr: ").nth(1).unwrap();
        let expression = match expression.strip_prefix(">-\n") {
            Some(folded) => folded
                .lines()
                .take_while(|line| line.starts_with("          "))
                .collect::<Vec<_>>()
                .join(" "),
            None => expression.lines().next().unwrap().to_owned(),
        };
        assert!(
            expression.contains('>') || expression.contains("=="),
            "{name}: {expression}"
        );
        is_a_query(&expression);
        let severity = rule.contains("labels: {severity: page}")
            || rule.contains("labels: {severity: ticket}");
        assert!(severity, "{name}");
        for part in ["          summary: \"", "          action: \""] {
            assert!(rule.contains(part), "{name} has no {part}");
        }
    }
    assert!(alerts.len() >= 10, "{alerts:?}");
    let readme = file("docs/operations/README.md");
    for word in readme.split('`').filter(|word| {
        word.strip_prefix("Vestibule")
            .is_some_and(|rest| rest.starts_with(char::is_uppercase))
    }) {
        assert!(alerts.contains(word), "README names {word}");
    }
}

/// A name in the source that is not in the table would be counted nowhere.
#[test]
fn metrics_are_named_in_one_place() {
    fn look(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                for call in ["counter!(", "gauge!(", "histogram!("] {
                    for after in text.split(call).skip(1) {
                        let name = after.trim_start();
                        if let Some(name) = name.strip_prefix('"') {
                            let name = name.split('"').next().unwrap();
                            if names::find(name).is_none() {
                                found.push(format!("{}: {name}", path.display()));
                            }
                        }
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    look(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    // The recorder's own test of it.
    found.retain(|name| !name.ends_with("vestibule_unheard_of_total"));
    assert_eq!(found, [""; 0]);
}
