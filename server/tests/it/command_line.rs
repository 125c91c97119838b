//! The program's commands on the database of a server.

mod registry;
mod upkeep;

use std::{path::Path, process::Command};

use serde_json::json;
use vestibule_server::db::Database;

use crate::{app::TestApp, applicant::Applicant, happy::ready_to_confirm};

/// Exit code, standard output, standard error.
type Said = (Option<i32>, String, String);

/// Runs the program with a configuration that has nothing but the database and the key ring.
fn run(folder: &Path, database: &str, arguments: &[&str]) -> Said {
    let keys = format!("file = {}", json!(folder.join("keys.toml")));
    run_with_keys(folder, database, &keys, arguments)
}

fn run_with_keys(folder: &Path, database: &str, keys: &str, arguments: &[&str]) -> Said {
    let output = program(folder, database, keys, arguments).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn program(folder: &Path, database: &str, keys: &str, arguments: &[&str]) -> Command {
    let file = folder.join("command.toml");
    let text = format!("[database]\nurl = {}\n[keys]\n{keys}\n", json!(database));
    std::fs::write(&file, text).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    program
        .current_dir(folder)
        .env_remove("VESTIBULE_CONFIG")
        .arg("--config")
        .arg(file)
        .args(arguments);
    program
}

fn said(app: &TestApp, arguments: &[&str]) -> Said {
    run(app.ground.folder(), app.ground.url(), arguments)
}

/// What the program prints when all goes well.
fn says(app: &TestApp, arguments: &[&str]) -> String {
    let (code, out, err) = said(app, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {out}{err}");
    out
}

/// What it says when it refuses.
fn refuses(app: &TestApp, arguments: &[&str]) -> String {
    let (code, out, err) = said(app, arguments);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{arguments:?}: {err}");
    err
}

/// Through the journey `phone`.
async fn completed(app: &TestApp) -> Applicant {
    let mut applicant = ready_to_confirm(app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    applicant
}

async fn count(db: &Database, sql: &str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(&mut *db.read().await.unwrap())
        .await
        .unwrap()
}
