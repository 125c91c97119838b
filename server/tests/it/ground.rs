//! What outlives a restart: the database and the folder with configuration and keys.

use std::{env, path::Path};

use sqlx::{AnyConnection, Column, Connection, Row, TypeInfo, ValueRef};
use tempfile::TempDir;

/// A fresh database and a fresh folder. Both are gone when this is dropped.
pub struct Ground {
    folder: TempDir,
    url: String,
    schema: Option<Schema>,
}

struct Schema {
    server: String,
    name: String,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one variable that chooses the database of the tests"
)]
fn server() -> Option<String> {
    env::var("VESTIBULE_TEST_DATABASE")
        .ok()
        .filter(|url| url.starts_with("postgres"))
}

impl Ground {
    pub async fn fresh() -> Self {
        sqlx::any::install_default_drivers();
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = server() else {
            let url = format!("sqlite://{}", folder.path().join("test.db").display());
            return Self {
                folder,
                url,
                schema: None,
            };
        };
        let name = schema_name(folder.path());
        let mut connection = AnyConnection::connect(&server).await.unwrap();
        sqlx::query(&format!("CREATE SCHEMA {name}"))
            .execute(&mut connection)
            .await
            .unwrap();
        let joint = if server.contains('?') { '&' } else { '?' };
        let url =
            format!("{server}{joint}options=-c%20search_path%3D{name}&application_name={name}");
        Self {
            folder,
            url,
            schema: Some(Schema { server, name }),
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn is_sqlite(&self) -> bool {
        self.schema.is_none()
    }

    pub async fn connect(&self) -> AnyConnection {
        AnyConnection::connect(&self.url).await.unwrap()
    }

    /// Runs a statement behind the server's back.
    pub async fn execute(&self, sql: &str) -> u64 {
        sqlx::query(sql)
            .execute(&mut self.connect().await)
            .await
            .unwrap()
            .rows_affected()
    }

    pub async fn number(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&mut self.connect().await)
            .await
            .unwrap()
    }

    pub async fn texts(&self, sql: &str) -> Vec<String> {
        sqlx::query_scalar(sql)
            .fetch_all(&mut self.connect().await)
            .await
            .unwrap()
    }

    /// The rows of these tables as text, but for when the provider was last asked.
    pub async fn dump(&self, tables: &[&str]) -> String {
        let mut connection = self.connect().await;
        let mut text = String::new();
        for table in tables {
            let rows = sqlx::query(&format!("SELECT * FROM {table}"))
                .fetch_all(&mut connection)
                .await
                .unwrap();
            let mut lines: Vec<String> = rows.iter().map(line).collect();
            lines.sort();
            text.push_str(&format!("[{table}]\n{}\n", lines.join("\n")));
        }
        text
    }

    /// How the database would read this.
    pub async fn plan(&self, sql: &str) -> String {
        let mut connection = self.connect().await;
        let (explain, column) = match self.is_sqlite() {
            true => ("EXPLAIN QUERY PLAN", 3),
            false => ("EXPLAIN", 0),
        };
        let rows = sqlx::query(&format!("{explain} {sql}"))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let lines: Vec<String> = rows.iter().map(|row| row.get(column)).collect();
        lines.join("\n")
    }

    pub async fn tables(&self) -> Vec<String> {
        let sql = match &self.schema {
            None => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name".to_owned(),
            Some(schema) => format!(
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = '{}' ORDER BY tablename",
                schema.name
            ),
        };
        let mut tables = self.texts(&sql).await;
        // Not ours, and of a type that the driver does not read.
        tables.retain(|table| !table.starts_with("_sqlx"));
        tables
    }
}

fn line(row: &sqlx::any::AnyRow) -> String {
    let cells = row
        .columns()
        .iter()
        .filter(|column| column.name() != "polled_at")
        .map(|column| {
            let at = column.ordinal();
            let raw = row.try_get_raw(at).unwrap();
            let value = if raw.is_null() {
                "-".to_owned()
            } else {
                match raw.type_info().name() {
                    "BLOB" => String::from_utf8_lossy(&row.get::<Vec<u8>, _>(at)).into_owned(),
                    "TEXT" => row.get::<String, _>(at),
                    _ => row.get::<i64, _>(at).to_string(),
                }
            };
            format!("{}={value}", column.name())
        });
    cells.collect::<Vec<_>>().join(" ")
}

/// The folder's name is unique on this machine; what is left of it is a name in SQL.
fn schema_name(folder: &Path) -> String {
    let unique: String = folder
        .file_name()
        .unwrap()
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| format!("{:02x}", u32::from(letter)))
        .collect();
    format!("test_{unique}")
}

impl Drop for Ground {
    fn drop(&mut self) {
        let Some(schema) = self.schema.take() else {
            return;
        };
        in_a_runtime_of_its_own(async move {
            let mut connection = AnyConnection::connect(&schema.server).await?;
            let name = &schema.name;
            // A transaction that a test left open would hold its locks.
            for sql in [
                format!(
                    "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{name}'"
                ),
                format!("DROP SCHEMA {name} CASCADE"),
            ] {
                sqlx::query(&sql).execute(&mut connection).await?;
            }
            Ok::<_, sqlx::Error>(())
        })
        .unwrap();
    }
}

/// For `Drop`, which cannot wait: the test's own runtime stands still meanwhile.
pub fn in_a_runtime_of_its_own<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        scope
            .spawn(|| {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap()
                    .block_on(work)
            })
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
