//! The database: plain query functions on a connection, the same SQL for SQLite and PostgreSQL.
//!
//! Types are TEXT, BIGINT and BLOB/BYTEA only; what must differ stands in [`dialect`].

pub mod allowed_attempts;
pub mod attempts;
pub mod audit;
pub mod audit_tree;
pub mod backlogs;
pub mod browser_sessions;
pub mod catalogue;
pub mod checks;
pub mod clients;
mod conditions;
pub mod dashboard;
pub mod decisions;
pub mod dialect;
pub mod erasure;
pub mod erasures;
pub mod events;
pub mod evidence;
pub mod facts;
pub mod holds;
pub mod idempotency;
pub mod identifiers;
pub mod inbox;
pub mod jobs;
pub mod journey_activations;
pub mod keys_in_use;
pub mod locks;
pub mod messages;
pub mod onboardings;
pub mod operators;
pub mod pauses;
pub mod proposals;
pub mod recall;
pub mod reference_images;
pub mod retention;
pub mod risk_signals;
pub mod rows;
pub mod sdk_visits;
pub mod signing_keys;
pub mod support_codes;
pub mod tallies;
pub mod uploads;
pub mod usage;
pub mod webhooks;

use std::time::Duration;

use sqlx::{
    Any, AnyConnection, AnyPool, Connection, Transaction,
    any::AnyPoolOptions,
    migrate::{MigrateError, Migrator},
};

use self::dialect::Dialect;

/// The migrations of each dialect, embedded.
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// Connections in the pool. SQLite readers want several (8.5k reads/s with one, 46k with eight).
const POOL_SIZE: u32 = 8;

/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A pool and what it talks to.
#[derive(Debug, Clone)]
pub struct Database {
    pool: AnyPool,
    dialect: Dialect,
}

/// What can go wrong below a service.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database refused or did not answer.
    #[error("database: {0}")]
    Sqlx(#[from] sqlx::Error),
    /// A row holds what no code of ours writes.
    #[error("inconsistent row in {table}: {detail}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// What is wrong with it, without personal data.
        detail: String,
    },
    /// Nobody can be reached under the URL, or whoever is there lets us not in.
    #[error("database.url: {0}")]
    Unreachable(sqlx::Error),
    /// A newer program migrated the database.
    #[error(
        "the database has migration {0}, which this program does not know; use the newer program"
    )]
    Newer(i64),
    /// The migrations do not fit the database.
    #[error("migrations: {0}")]
    Migrate(#[from] MigrateError),
    /// The URL is of no database that we know.
    #[error("database.url: use sqlite:// or postgres://")]
    UnknownUrl,
    /// The folder of an SQLite file cannot be made.
    #[error("database.url: cannot make the folder: {0}")]
    Folder(std::io::Error),
}

/// Opens one connection as the pool does, which tries again and says in the end only that it waited.
async fn first(url: &str, set_up: &[&str]) -> Result<(), sqlx::Error> {
    let opened = async {
        let mut connection = AnyConnection::connect(url).await?;
        for statement in set_up {
            sqlx::query(statement).execute(&mut connection).await?;
        }
        connection.close().await
    };
    tokio::time::timeout(PATIENCE, opened)
        .await
        .unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
}

/// Whether it is worth waiting: nobody listens yet, the server is starting or full, or another process holds the file.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => matches!(
            error.code().as_deref(),
            // SQLITE_BUSY and its kinds; PostgreSQL's too_many_connections and cannot_connect_now.
            Some("5" | "261" | "517" | "773" | "53300" | "57P03")
        ),
        _ => false,
    }
}

/// An open transaction.
pub type Tx = Transaction<'static, Any>;

impl Database {
    /// Opens the pool. An SQLite file and its folder are created when they are missing.
    ///
    /// # Errors
    /// When the URL is of no known kind, or the database does not answer within 10 seconds.
    pub async fn connect(url: &str) -> Result<Self, DbError> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(url).ok_or(DbError::UnknownUrl)?;
        let url = dialect.prepare(url)?;
        let set_up = dialect.connection_set_up();
        let refused = match first(&url, set_up).await {
            Ok(()) => None,
            Err(error) if may_pass(&error) => Some(error),
            Err(error) => return Err(DbError::Unreachable(error)),
        };
        let pool = AnyPoolOptions::new()
            .max_connections(POOL_SIZE)
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for statement in set_up {
                        sqlx::query(statement).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect(&url)
            .await
            .map_err(|error| DbError::Unreachable(refused.unwrap_or(error)))?;
        Ok(Self { pool, dialect })
    }

    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// When a migration fails or the database was migrated by a newer version.
    pub async fn migrate(&self) -> Result<(), DbError> {
        let done = match self.dialect {
            Dialect::Sqlite => SQLITE.run(&self.pool).await,
            Dialect::Postgres => POSTGRES.run(&self.pool).await,
        };
        done.map_err(|error| match error {
            MigrateError::VersionMissing(version) => DbError::Newer(version),
            other => other.into(),
        })
    }

    /// Starts a transaction that may write.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin_write(&self) -> Result<Tx, DbError> {
        // In a task of its own, because a request may be cancelled at any await: after a BEGIN of the caller's, sqlx 0.8.6
        // looks once more whether SQLite took it (`SqliteTransactionManager::begin`), and a future dropped there would
        // give an open transaction, and with it the write lock, back to the pool.
        let (pool, statement) = (self.pool.clone(), self.dialect.begin_write());
        let begun = tokio::spawn(async move { pool.begin_with(statement).await }).await;
        Ok(begun.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }

    /// A connection for reads.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Any>, DbError> {
        Ok(self.pool.acquire().await?)
    }

    /// Has nothing that was deleted stay in the write-ahead log of SQLite. PostgreSQL's belongs to its operator.
    ///
    /// # Errors
    /// When it cannot be emptied.
    pub async fn forget_freed_pages(&self) -> Result<(), DbError> {
        if let Some(statement) = self.dialect.empty_log() {
            sqlx::query(statement).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Which SQL it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The pool, for the session store and the health check.
    #[must_use]
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }
}

/// Turns "no row", "several rows" and odd values into one kind of error.
fn inconsistent(table: &'static str, detail: impl Into<String>) -> DbError {
    DbError::Inconsistent {
        table,
        detail: detail.into(),
    }
}

/// Rows changed by a statement.
async fn execute<'q>(
    connection: &mut AnyConnection,
    query: sqlx::query::Query<'q, Any, sqlx::any::AnyArguments<'q>>,
) -> Result<u64, DbError> {
    Ok(query.execute(connection).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use std::{future::Future, pin::pin, task::Poll};

    use super::*;

    async fn polled(future: &mut (impl Future + Unpin), times: usize) -> bool {
        for _ in 0..times {
            let ready = std::future::poll_fn(|context| {
                Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready())
            })
            .await;
            if ready {
                return true;
            }
            tokio::task::yield_now().await;
        }
        false
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_request_cancelled_while_it_begins_to_write_leaves_no_lock_behind() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let db = Database::connect(&url).await.unwrap();
        for times in 0..400 {
            {
                let mut beginning = pin!(db.begin_write());
                if polled(&mut beginning, times).await {
                    continue;
                }
            }
            let tx = db.begin_write().await;
            assert!(tx.is_ok(), "cancelled after {times} polls: {tx:?}");
        }
    }
}
