//! Migrations: applied once, in order, the same for both databases.

use vestibule_server::{db::DbError, server::ServerError};

use crate::{app::TestApp, happy::ready_to_confirm};

/// Number and name of each, for SQLite and for PostgreSQL.
macro_rules! migrations {
    ($($name:literal),+) => {
        [$((
            $name,
            include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        )),+]
    };
}

const MIGRATIONS: [(&str, &str, &str); 8] = migrations![
    "0001_foundation",
    "0002_sdk_pages",
    "0003_reference_images",
    "0004_decisions",
    "0005_clients",
    "0006_audit_tree",
    "0007_dashboard",
    "0008_retention"
];

/// A migration that is missing above would not be compared.
#[test]
fn every_migration_is_compared() {
    for kind in ["sqlite", "postgres"] {
        let folder = format!("{}/../migrations/{kind}", env!("CARGO_MANIFEST_DIR"));
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        found.sort();
        let listed = MIGRATIONS.map(|(name, ..)| format!("{name}.sql"));
        assert_eq!(found, listed, "{kind}");
    }
}

#[test]
fn both_databases_have_the_same_tables_columns_and_indices() {
    let words = |sql: &str| -> Vec<String> {
        sql.lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .flat_map(str::split_whitespace)
            .map(|word| word.replace("BYTEA", "BLOB"))
            .collect()
    };
    for (name, sqlite, postgres) in MIGRATIONS {
        assert_eq!(words(sqlite), words(postgres), "{name}");
    }
}

#[tokio::test]
async fn every_table_of_the_slice_is_there() {
    let app = TestApp::start().await;
    let tables = app.ground.tables().await;
    for table in [
        "api_keys",
        "attempts",
        "audit_checkpoints",
        "audit_events",
        "audit_heads",
        "audit_leaves",
        "audit_nodes",
        "browser_sessions",
        "check_events",
        "checks",
        "clients",
        "connections",
        "consents",
        "data_keys",
        "decisions",
        "erasure_ledger",
        "events",
        "evidence",
        "facts",
        "idempotency_keys",
        "image_links",
        "inbox",
        "jobs",
        "journey_versions",
        "legal_holds",
        "messages",
        "onboardings",
        "operator_grants",
        "operators",
        "reference_images",
        "retention_state",
        "sdk_visits",
        "signing_keys",
        "steps",
        "usage",
        "webhook_attempts",
        "webhook_deliveries",
        "webhook_endpoints",
        "webhook_secrets",
    ] {
        assert!(
            tables.contains(&table.to_owned()),
            "{table} is missing in {tables:?}"
        );
    }
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let app = TestApp::start().await;
    ready_to_confirm(&app).await;
    let before = app.decisions().await;
    app.core.db.migrate().await.unwrap();
    app.tries_to_start().await.unwrap();
    assert_eq!(app.decisions().await, before);
}

/// An older program must not run on what it does not understand.
#[tokio::test]
async fn a_database_of_a_newer_version_stops_the_start() {
    let app = TestApp::start().await;
    let columns = "version, description, installed_on, success, checksum, execution_time";
    let newer = format!(
        "INSERT INTO _sqlx_migrations ({columns}) SELECT 9999, description, installed_on, success, checksum, \
         execution_time FROM _sqlx_migrations WHERE version = 1"
    );
    assert_eq!(app.ground.execute(&newer).await, 1);
    let Err(ServerError::Database(error @ DbError::Newer(9999))) = app.tries_to_start().await
    else {
        panic!("it starts");
    };
    assert!(error.to_string().contains("newer program"), "{error}");
}

/// A migration that was edited after it was applied is not the one that was applied.
#[tokio::test]
async fn an_edited_migration_stops_the_start() {
    let app = TestApp::start().await;
    let edited = "UPDATE _sqlx_migrations SET checksum = (SELECT salt FROM audit_events LIMIT 1) WHERE version = 1";
    ready_to_confirm(&app).await;
    assert_eq!(app.ground.execute(edited).await, 1);
    assert!(matches!(
        app.tries_to_start().await,
        Err(ServerError::Database(DbError::Migrate(_)))
    ));
}
