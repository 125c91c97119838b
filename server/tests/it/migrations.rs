//! Migrations: applied once, in order, the same for both databases.

use sqlx::migrate::Migrator;
use vestibule_server::{
    db::{Database, DbError},
    server::ServerError,
};

use crate::{app::TestApp, ground::Ground, happy::ready_to_confirm};

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

const MIGRATIONS: [(&str, &str, &str); 9] = migrations![
    "0001_foundation",
    "0002_sdk_pages",
    "0003_reference_images",
    "0004_decisions",
    "0005_clients",
    "0006_audit_tree",
    "0007_dashboard",
    "0008_retention",
    "0009_operator_resets"
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
        "operator_resets",
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

/// An empty database as a program of that migration left it.
async fn as_of(ground: &Ground, newest: &str) {
    let folder = ground.folder().join("migrations");
    std::fs::create_dir(&folder).unwrap();
    for (name, sqlite, postgres) in MIGRATIONS {
        let sql = if ground.is_sqlite() { sqlite } else { postgres };
        std::fs::write(folder.join(format!("{name}.sql")), sql).unwrap();
        if name == newest {
            break;
        }
    }
    Database::connect(ground.url()).await.unwrap();
    let migrator = Migrator::new(folder.as_path()).await.unwrap();
    migrator.run(&mut ground.connect().await).await.unwrap();
}

/// What was there before counts from when something of it last changed, and is otherwise as it was.
#[tokio::test]
async fn onboardings_from_before_retention_have_had_their_status_since_they_last_changed() {
    let ground = Ground::fresh().await;
    as_of(&ground, "0007_dashboard").await;
    let version = "INSERT INTO journey_versions (hash, name, content, created_at) VALUES ('v', 'account', '{}', 1)";
    ground.execute(version).await;
    // Status, and when it was begun, last changed, finished and erased.
    let rows = [
        ("in_progress", 1_000, 1_000, "NULL", "NULL"),
        ("in_progress", 1_000, 9_000, "NULL", "NULL"),
        ("needs_review", 1_000, 5_000, "4000", "NULL"),
        ("completed", 1_000, 7_000, "6000", "NULL"),
        ("rejected", 2_000, 7_001, "7001", "NULL"),
        ("stopped", 2_000, 3_000, "NULL", "NULL"),
        ("cancelled", 2_000, 2_000, "2000", "NULL"),
        ("expired", 2_000, 8_000, "8000", "8000"),
    ];
    for (number, (status, begun, changed, finished, erased)) in rows.into_iter().enumerate() {
        let insert = format!(
            "INSERT INTO onboardings (id, journey, journey_version, origin, owner_hash, locale, status, created_at, \
             updated_at, finished_at, erased_at) VALUES ('o{number}', 'account', 'v', 'https://a.example', 'h', 'en', \
             '{status}', {begun}, {changed}, {finished}, {erased})"
        );
        assert_eq!(ground.execute(&insert).await, 1);
    }
    let tables = ["journey_versions", "onboardings"];
    let before = ground.dump(&tables).await;

    let database = Database::connect(ground.url()).await.unwrap();
    database.migrate().await.unwrap();
    let since =
        ground.texts("SELECT id || ' ' || CAST(status_since AS TEXT) FROM onboardings ORDER BY id");
    let expected: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(number, row)| format!("o{number} {}", row.2))
        .collect();
    assert_eq!(since.await, expected);
    let mut after = ground.dump(&tables).await;
    for row in rows {
        after = after.replace(&format!(" status_since={}\n", row.2), "\n");
    }
    assert_eq!(after, before);
    for table in ["legal_holds", "retention_state"] {
        let count = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(ground.number(&count).await, 0, "{table}");
    }
    // Nothing is left to do.
    database.migrate().await.unwrap();
}
