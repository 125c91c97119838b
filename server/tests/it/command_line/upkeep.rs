//! Recalls, retention, restores, and a database or a key that is not as it should be.

use serde_json::{Value, json};
use vestibule_server::db::{self, Database};

use super::{completed, count, program, refuses, run, run_with_keys, said, says};
use crate::{
    app::{MINUTE, TestApp},
    ground::Ground,
    happy::{NUMBER, ready_to_confirm},
};

/// A list that a full disk cut short would leave people out, and a key that nobody could read was made for nothing.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_could_not_be_written_out_is_a_failure() {
    let app = TestApp::start().await;
    completed(&app).await;
    says(
        &app,
        &["client", "create", "shop", "--display-name", "Shop"],
    );
    let keys = format!("file = {}", json!(app.ground.folder().join("keys.toml")));
    for arguments in [
        &["recall", "--connection", "phone"][..],
        &["client", "key", "create", "shop", "--mode", "test"],
        &["config", "show"],
        &["openapi"],
        &["backup", "-"],
    ] {
        let mut program = program(app.ground.folder(), app.ground.url(), &keys, arguments);
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = program.stdout(full).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {err}");
        assert!(
            err.contains("No space left on device"),
            "{arguments:?}: {err}"
        );
    }
}

/// Which onboardings rest on something: all of them, and no other.
#[tokio::test]
async fn a_recall_finds_exactly_those_that_rest_on_it() {
    let app = TestApp::start().await;
    let done = completed(&app).await;
    let under_way = ready_to_confirm(&app).await;
    let examined = [done.onboarding()];
    let mut both = [done.onboarding(), under_way.onboarding()];
    both.sort_unstable();
    let found = |arguments: &[&str]| -> Vec<String> {
        says(&app, &[&["recall"], arguments].concat())
            .lines()
            .map(|line| {
                let line: Value = serde_json::from_str(line).unwrap();
                line["onboarding"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let nobody = Vec::<String>::new();
    // Only who was examined rests on a provider.
    assert_eq!(found(&["--connection", "phone"]), examined);
    assert_eq!(found(&["--kind", "signicat"]), examined);
    assert_eq!(found(&["--kind", "bankid"]), nobody);
    assert_eq!(found(&["--connection", "identity"]), nobody);
    assert_eq!(
        found(&["--kind", "signicat", "--connection", "identity"]),
        nobody
    );
    let versions = "SELECT DISTINCT journey_version FROM onboardings";
    let versions = app.ground.texts(versions).await;
    assert_eq!(found(&["--journey-version", &versions[0]]), both);
    assert_eq!(found(&["--journey-version", "0"]), nobody);
    assert_eq!(found(&["--ring-key", app.core.keys.current_id()]), both);
    assert_eq!(found(&["--ring-key", "other"]), nobody);
    // The stories begin on 2026-11-18.
    assert_eq!(found(&["--from", "2026-11-18"]), both);
    assert_eq!(found(&["--to", "2026-11-18"]), nobody);
    assert_eq!(
        found(&[
            "--connection",
            "phone",
            "--from",
            "2026-11-18",
            "--to",
            "2026-11-19"
        ]),
        examined
    );
    assert_eq!(
        found(&["--connection", "phone", "--from", "2026-11-19"]),
        nobody
    );
    // A typing error finds nothing, too.
    let (code, out, err) = said(
        &app,
        &["recall", "--connection", "fone", "--ring-key", "other"],
    );
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert_eq!(
        err.lines().collect::<Vec<_>>(),
        [
            "warning: there never was a connection named fone",
            "warning: nothing was ever wrapped by a key named other",
            "0 onboardings",
        ]
    );
    let line = says(&app, &["recall", "--connection", "phone"]);
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["status"], "completed");
    assert!(
        !line.to_string().contains(&NUMBER.replace(' ', "")),
        "{line}"
    );
}

/// SEC-185: whoever has no dashboard, or none that they can reach.
#[tokio::test]
async fn sec_185_what_the_guard_of_retention_stopped_goes_on_by_command() {
    const TEN_YEARS: i64 = 3_652 * 24 * 60 * MINUTE;
    let app = TestApp::with(&[("RETENTION__COMPLETED_DAYS", "1")]).await;
    app.runs_due_jobs().await;
    completed(&app).await;
    app.clock.advance(TEN_YEARS);
    app.runs_due_jobs().await;
    let folder = app.ground.folder();
    let keys = format!(
        "file = {}\n[retention]\ncompleted_days = 1",
        json!(folder.join("keys.toml"))
    );
    let retention = |arguments: &[&str]| {
        let arguments = [&["retention"], arguments].concat();
        run_with_keys(folder, app.ground.url(), &keys, &arguments)
    };
    let (code, out, err) = retention(&["show"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("STOPPED by the guard (clock)"), "{out}");
    assert!(out.contains("`vestibule retention confirm 1`"), "{out}");
    let (code, _, err) = retention(&["confirm", "2"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("not how many"), "{err}");
    let (code, out, err) = retention(&["confirm", "1"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert_eq!(retention(&["confirm", "1"]).0, Some(1));
    app.runs_due_jobs().await;
    let erased = app.ground.texts("SELECT actor FROM erasure_ledger").await;
    assert_eq!(erased, ["retention"]);
    let (_, out, _) = retention(&["show"]);
    assert!(
        out.contains("by command_line") && !out.contains("STOPPED"),
        "{out}"
    );
}

/// What was erased after a backup was made stays erased when it is restored.
#[tokio::test]
async fn a_restore_erases_again_what_the_ledger_has() {
    let app = TestApp::start().await;
    let done = completed(&app).await;
    let other = completed(&app).await;
    let id = done.onboarding();
    // On hold when the backup is made, and not any more when it is erased: the ledger is newer.
    let hold = format!(
        "INSERT INTO legal_holds (id, onboarding_id, reason, placed_by, placed_at) \
         SELECT 'hold', onboarding_id, wrapped, 'ada', 1 FROM data_keys WHERE onboarding_id = '{id}'"
    );
    assert_eq!(app.ground.execute(&hold).await, 1);
    let held = refuses(&app, &["erase", id, "--yes"]);
    assert!(held.contains("legal hold"), "{held}");
    says(&app, &["backup", "a.backup"]);
    let lift = "UPDATE legal_holds SET lifted_by = 'ada', lifted_at = 2";
    assert_eq!(app.ground.execute(lift).await, 1);
    let there = refuses(&app, &["backup", "a.backup"]);
    assert!(there.contains("--force"), "{there}");
    assert_eq!(app.audited("backup.made").await, 1);
    says(&app, &["erase", id, "--yes"]);
    assert_eq!(
        count(
            &app.core.db,
            "SELECT COUNT(*) FROM data_keys WHERE wrapped IS NULL"
        )
        .await,
        1
    );
    assert!(says(&app, &["erasures", "export", "a.ledger"]).contains('1'));
    app.is_tampered_with();

    let new = Ground::fresh().await;
    let folder = app.ground.folder();
    let (code, _, err) = run(folder, new.url(), &["migrate"]);
    assert_eq!(code, Some(0), "{err}");
    let (code, out, err) = run(
        folder,
        new.url(),
        &["restore", "a.backup", "--ledger", "a.ledger"],
    );
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("1 onboardings erased again"), "{out}");
    let db = Database::connect(new.url()).await.unwrap();
    let keys = format!(
        "SELECT COUNT(*) FROM data_keys WHERE wrapped IS NOT NULL AND onboarding_id = '{id}'"
    );
    assert_eq!(count(&db, &keys).await, 0);
    let keys = keys.replace(id, other.onboarding());
    assert_eq!(count(&db, &keys).await, 1);
    let erased =
        format!("SELECT COUNT(*) FROM onboardings WHERE erased_at IS NOT NULL AND id = '{id}'");
    assert_eq!(count(&db, &erased).await, 1);
    // With the time of the erasure, not of the restore.
    let of = async |db: &Database| {
        db::erasures::all(&mut db.read().await.unwrap())
            .await
            .unwrap()
    };
    assert_eq!(of(&db).await, of(&app.core.db).await);
    assert_eq!(
        count(
            &db,
            "SELECT COUNT(*) FROM audit_events WHERE kind = 'backup.restored'"
        )
        .await,
        1
    );
    // Once is enough, and no second one fits.
    let (code, _, err) = run(folder, new.url(), &["restore", "a.backup"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("not empty"), "{err}");
}

/// A command neither makes a database nor migrates one.
#[test]
fn a_command_leaves_the_schema_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("missing.db");
    let url = format!("sqlite://{}", file.display());
    for arguments in [
        &["client", "list"][..],
        &["backup", "a.backup"],
        &["recall", "--kind", "signicat"],
    ] {
        let (code, _, err) = run(folder.path(), &url, arguments);
        assert_eq!(code, Some(1), "{arguments:?}");
        assert!(err.contains("vestibule migrate"), "{err}");
        assert!(!file.exists() && !folder.path().join("a.backup").exists());
    }
}

/// What keeps a command from its database is said, and not that it waited.
#[test]
fn a_database_that_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("no.db"), "this is no database at all").unwrap();
    let (code, out, err) = run(folder.path(), "sqlite://no.db", &["client", "list"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.contains("database.url") && err.contains("file is not a database"),
        "{err}"
    );
}

/// A key that onboardings need, and that is not in the ring or is another one.
#[tokio::test]
async fn a_key_that_is_gone_from_the_ring_is_told_by_the_doctor() {
    let app = TestApp::start().await;
    ready_to_confirm(&app).await;
    let name = app.core.keys.current_id().to_owned();
    let (folder, url) = (app.ground.folder(), app.ground.url());
    let (_, out, _) = run(folder, url, &["doctor"]);
    let well = format!("ok       keys: {name} wraps 1 onboardings");
    assert!(out.contains(&well), "{out}");
    let secret = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    for (id, words) in [("new", "put that key back"), (&name, "another secret")] {
        let keys = format!("ring = [{{ id = \"{id}\", secret = \"{secret}\" }}]");
        let (code, out, _) = run_with_keys(folder, url, &keys, &["doctor"]);
        assert_eq!(code, Some(1), "{out}");
        let line = out
            .lines()
            .find(|line| line.starts_with("failed   keys: "))
            .unwrap();
        assert!(line.contains(&name) && line.contains(words), "{line}");
        assert!(!out.contains(secret), "{out}");
    }
}

/// Which file it is, and what is wrong with it: whoever reads that there is no key ring looks for another mistake.
#[tokio::test]
async fn a_key_ring_that_cannot_be_read_is_named_by_the_doctor() {
    let app = TestApp::start().await;
    ready_to_confirm(&app).await;
    let (folder, url) = (app.ground.folder(), app.ground.url());
    let ring = folder.join("broken.toml");
    let keys = format!("file = {}", json!(ring));
    for (content, words) in [
        (None, "broken.toml is not there"),
        (Some("nonsense"), "broken.toml"),
        (
            Some("[[ring]]\nid = \"a\"\nsecret = \"abc\"\n"),
            "32 bytes in base64",
        ),
    ] {
        if let Some(content) = content {
            std::fs::write(&ring, content).unwrap();
        }
        let (code, out, _) = run_with_keys(folder, url, &keys, &["doctor"]);
        assert_eq!(code, Some(1), "{out}");
        let line = out.lines().find(|line| line.starts_with("failed   keys: "));
        let line = line.unwrap();
        let is_whole = line.contains(words) && line.contains("a new key opens nothing");
        assert!(is_whole, "{line}");
    }
}
