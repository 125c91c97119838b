//! Migrations: applied once, in order, the same for both databases.

use vestibule_server::{db::DbError, server::ServerError};

use crate::{app::TestApp, happy::ready_to_confirm};

const SQLITE: &str = concat!(
    include_str!("../../../migrations/sqlite/0001_foundation.sql"),
    include_str!("../../../migrations/sqlite/0002_sdk_pages.sql"),
    include_str!("../../../migrations/sqlite/0003_reference_images.sql"),
    include_str!("../../../migrations/sqlite/0004_decisions.sql"),
    include_str!("../../../migrations/sqlite/0005_clients.sql"),
);
const POSTGRES: &str = concat!(
    include_str!("../../../migrations/postgres/0001_foundation.sql"),
    include_str!("../../../migrations/postgres/0002_sdk_pages.sql"),
    include_str!("../../../migrations/postgres/0003_reference_images.sql"),
    include_str!("../../../migrations/postgres/0004_decisions.sql"),
    include_str!("../../../migrations/postgres/0005_clients.sql"),
);

#[test]
fn both_databases_have_the_same_tables_columns_and_indices() {
    let words = |sql: &str| -> Vec<String> {
        sql.lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .flat_map(str::split_whitespace)
            .map(|word| word.replace("BYTEA", "BLOB"))
            .collect()
    };
    assert_eq!(words(SQLITE), words(POSTGRES));
}

#[tokio::test]
async fn every_table_of_the_slice_is_there() {
    let app = TestApp::start().await;
    let tables = app.ground.tables().await;
    for table in [
        "attempts",
        "audit_events",
        "audit_heads",
        "browser_sessions",
        "check_events",
        "checks",
        "connections",
        "consents",
        "data_keys",
        "evidence",
        "facts",
        "image_links",
        "inbox",
        "jobs",
        "journey_versions",
        "messages",
        "onboardings",
        "reference_images",
        "sdk_visits",
        "steps",
        "usage",
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
    let Err(ServerError::Database(DbError::Migrate(error))) = app.tries_to_start().await else {
        panic!("it starts");
    };
    assert!(error.to_string().contains("9999"), "{error}");
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
