//! The export of the list.

use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use vestibule::permission::Role;
use vestibule_server::{db, services::clients::Mode};

use super::bench::{cookie, operator};
use crate::{
    api::{
        bench::{Partner, beginning, partner},
        samples::JOURNEY,
    },
    app::TestApp,
    browser::{Browser, Page},
};

const EXPORT: &str = "/dashboard/onboardings/export";
const SYSTEM: &str = "system";

async fn begins(app: &TestApp, shop: &Partner) -> String {
    app.clock.advance(1);
    let begun = shop.post("/onboardings", &beginning(JOURNEY)).await.is(201);
    begun["onboarding"]["id"].as_str().unwrap().to_owned()
}

async fn exports(browser: &mut Browser, format: &str, filter: &[(&str, &str)]) -> Page {
    let mut fields = vec![("format", format)];
    fields.extend_from_slice(filter);
    browser.post(EXPORT, &fields).await
}

/// The ids of a CSV file.
fn ids(page: &Page) -> Vec<String> {
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let lines = page.body.split_terminator("\r\n").skip(1);
    lines
        .map(|line| line.split(',').next().unwrap().to_owned())
        .collect()
}

/// What the audit log says of this kind, newest last.
async fn audited(app: &TestApp, kind: &str) -> Vec<(String, Value)> {
    let mut connection = app.core.db.read().await.unwrap();
    let rows = db::audit::page(&mut connection, SYSTEM, 0).await.unwrap();
    rows.into_iter()
        .filter(|row| row.kind == kind)
        .map(|row| {
            let detail = serde_json::from_slice(row.detail.as_deref().unwrap()).unwrap();
            (row.actor, detail)
        })
        .collect()
}

/// As many copies of an onboarding, behind the server's back; their ids, newest first.
async fn copies(app: &TestApp, id: &str, count: usize) -> Vec<String> {
    app.is_tampered_with();
    let ids: Vec<_> = (0..count)
        .map(|number| format!("0190f3a4-7c1e-7b2d-8000-{number:012x}"))
        .collect();
    let values: Vec<_> = ids.iter().map(|id| format!("('{id}')")).collect();
    let columns = "journey, journey_version, origin, owner_hash, locale, status, created_at, updated_at, client, mode";
    let sql = format!(
        "INSERT INTO onboardings (id, {columns}) SELECT made.column1, {columns} FROM onboardings, \
         (VALUES {}) AS made WHERE id = '{id}'",
        values.join(", ")
    );
    assert_eq!(app.ground.execute(&sql).await, count as u64);
    ids.into_iter().rev().collect()
}

#[tokio::test]
async fn a_file_has_what_the_filter_lets_through_and_nothing_about_the_person() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let mut canary = beginning(JOURNEY);
    canary["client_reference"] = json!("=CANARY()");
    canary["account"] = json!("canary@example.com");
    canary["metadata"] = json!({ "branch": "canary" });
    let begun = shop.post("/onboardings", &canary).await.is(201);
    let first = begun["onboarding"]["id"].as_str().unwrap().to_owned();
    let second = begins(&app, &shop).await;
    let cancel = format!("/onboardings/{second}/cancel");
    shop.post(&cancel, &json!({})).await.is(200);
    let mut lead = operator(&app, "lead", &[(Role::Reviewer, "*")]).await;

    let all = exports(&mut lead, "csv", &[]).await;
    assert_eq!(ids(&all), [second.clone(), first.clone()]);
    let head = "id,reference,client,mode,journey,journey_version,status,closed_as,locale,begun_at,updated_at,finished_at,erased_at\r\n";
    assert!(all.body.starts_with(head), "{}", all.body);
    assert!(
        all.body
            .contains(",cancelled,cancelled,en,2026-11-18T11:06:40")
    );
    assert_eq!(
        all.header("content-disposition"),
        "attachment; filename=\"onboardings.csv\""
    );
    assert!(all.header("content-type").starts_with("text/csv"));
    assert_eq!(all.header("cache-control"), "no-store");
    let cancelled = exports(&mut lead, "csv", &[("status", "cancelled")]).await;
    assert_eq!(ids(&cancelled), std::slice::from_ref(&second));

    let json = exports(&mut lead, "json", &[("status", "in_progress")]).await;
    assert_eq!(json.header("content-type"), "application/json");
    assert_eq!(json.json().as_array().unwrap().len(), 1);
    assert_eq!(json.json()[0]["id"], first);
    assert_eq!(json.json()[0]["finished_at"], Value::Null);
    let none = exports(&mut lead, "json", &[("status", "expired")]).await;
    assert_eq!(none.json(), json!([]));
    for page in [&all, &json] {
        assert!(
            !page.body.to_lowercase().contains("canary"),
            "{}",
            page.body
        );
    }

    let begun = audited(&app, "dashboard.export.begun").await;
    assert_eq!(begun.len(), 4);
    let (actor, detail) = &begun[1];
    assert_eq!(actor, "operator:lead");
    assert_eq!(detail["format"], "csv");
    assert_eq!(detail["status"], "cancelled");
}

/// SEC-149
#[tokio::test]
async fn only_those_who_may_export_do_and_only_for_their_clients() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let of_shop = begins(&app, &shop).await;
    begins(&app, &bank).await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    let page = viewer.get("/dashboard/onboardings").await;
    assert!(!page.body.contains(EXPORT), "no button that does nothing");
    let refused = exports(&mut viewer, "csv", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let grants = [(Role::Reviewer, "shop"), (Role::Viewer, "bank")];
    let mut clerk = operator(&app, "clerk", &grants).await;
    let page = clerk.get("/dashboard/onboardings").await;
    assert!(page.body.contains(EXPORT));
    let file = exports(&mut clerk, "csv", &[]).await;
    assert_eq!(ids(&file), [of_shop], "the bank's may be listed only");
    let other = exports(&mut clerk, "csv", &[("client", "bank")]).await;
    assert_eq!(ids(&other), Vec::<String>::new());
    for fields in [&[("format", "xml")][..], &[("status", "x")], &[]] {
        let page = clerk.post(EXPORT, fields).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
}

#[tokio::test]
async fn a_file_of_many_pages_has_everything_once() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let newest = begins(&app, &shop).await;
    let mut all = vec![newest.clone()];
    all.extend(copies(&app, &newest, 1_201).await);
    let mut lead = operator(&app, "lead", &[(Role::Reviewer, "shop")]).await;
    let file = exports(&mut lead, "csv", &[]).await;
    assert_eq!(ids(&file), all);
    let json = exports(&mut lead, "json", &[]).await.json();
    let found = json.as_array().unwrap().iter();
    assert!(found.map(|one| one["id"].as_str().unwrap()).eq(&all));
}

/// The answer to somebody who has it in pieces.
async fn taken_by(app: &TestApp, name: &str) -> Response<Body> {
    let cookie = cookie(app, name, &[(Role::Reviewer, "shop")]).await;
    let request = Request::post(EXPORT)
        .header(header::HOST, "localhost:3000")
        .header(header::ORIGIN, "http://localhost:3000")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from("format=csv"))
        .unwrap();
    app.line.router().oneshot(request).await.unwrap()
}

/// Servers ask once more after the end.
#[tokio::test]
async fn the_end_of_a_file_is_its_end_however_often_it_is_asked_for() {
    let app = TestApp::start().await;
    partner(&app, "shop", Mode::Test).await;
    let mut body = taken_by(&app, "lead").await.into_body();
    while let Some(frame) = body.frame().await {
        assert!(frame.is_ok());
    }
    assert!(body.frame().await.is_none());
}

/// Whoever goes away in the middle leaves nothing running, and the audit log says so.
#[tokio::test]
async fn an_export_that_nobody_takes_ends() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let newest = begins(&app, &shop).await;
    copies(&app, &newest, 5_000).await;
    let mut lead = operator(&app, "lead", &[(Role::Reviewer, "shop")]).await;
    let whole = exports(&mut lead, "csv", &[]).await;
    assert_eq!(ids(&whole).len(), 5_001);

    let response = taken_by(&app, "second").await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    assert!(body.frame().await.unwrap().is_ok());
    drop(body);
    // It notices when it writes the next page.
    let mut ended = Vec::new();
    for _ in 0..10_000 {
        ended = audited(&app, "dashboard.export.ended").await;
        if ended.len() == 2 {
            break;
        }
    }
    assert_eq!(ended[0].1, json!({ "rows": 5_001, "whole": true }));
    assert_eq!(ended[1].1["whole"], false);
    assert!(ended[1].1["rows"].as_u64().unwrap() < 5_001);
}
