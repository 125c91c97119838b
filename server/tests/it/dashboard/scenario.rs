//! Onboardings as scenarios: what is in the file, and that it leads to the same end when it is played.

mod contents;
mod endings;

use axum::http::StatusCode;
use serde_json::Value;
use vestibule::{check::State, permission::Role, reason::Reason};

use super::{bench::operator, case::page_of};
use crate::{app::TestApp, applicant::Applicant};

/// Whoever may read a case downloads it as a file.
async fn file(app: &TestApp, person: &Applicant) -> Value {
    // Every name once.
    let name = format!("reader-{}", app.audited("operator.added").await);
    let mut reader = operator(app, &name, &[(Role::Viewer, "*")]).await;
    let page = reader
        .get(&format!("{}/scenario", page_of(&person.id())))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert_eq!(page.header("content-type"), "application/json");
    let name = format!("attachment; filename=\"scenario-{}.json\"", person.id());
    assert_eq!(page.header("content-disposition"), name);
    page.json()
}

fn checks(file: &Value) -> Vec<&Value> {
    let acts = file["acts"].as_array().unwrap().iter();
    acts.filter(|act| act["do"] == "check").collect()
}

/// The scenario of the last session of the last check.
async fn mapped(app: &TestApp, person: &Applicant) -> String {
    let file = file(app, person).await;
    let check = *checks(&file).last().unwrap();
    let session = check["sessions"].as_array().unwrap().last().unwrap();
    let name = session["scenario"].as_str();
    name.unwrap_or_else(|| panic!("unmapped: {check:#}"))
        .to_owned()
}

/// What a player compares.
fn came_to(state: State) -> (&'static str, Option<Reason>) {
    match state {
        State::Ended(ending) => ("ended", ending.reason()),
        State::Stopped { reason, .. } => ("stopped", Some(reason)),
        State::Processing { .. } => ("processing", None),
        other => panic!("{other:?}"),
    }
}
