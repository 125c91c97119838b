//! Jobs: rows written in the transaction that makes them necessary, claimed by any instance.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, dialect::Dialect, execute};

/// A row of `jobs`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct JobRow {
    /// What is to be done.
    pub kind: String,
    /// About what.
    pub subject: String,
    /// When, in milliseconds UTC.
    pub run_at: i64,
    /// How often it was tried since it was last scheduled.
    pub tries: i64,
}

/// Schedules a job, or moves the one there is.
pub async fn schedule(
    connection: &mut AnyConnection,
    kind: &str,
    subject: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO jobs (kind, subject, run_at, tries, created_at) VALUES ($1, $2, $3, 0, $4) \
         ON CONFLICT (kind, subject) DO UPDATE SET run_at = $3, tries = 0, claimed_until = NULL",
    )
    .bind(kind.to_owned())
    .bind(subject.to_owned())
    .bind(run_at.0)
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Sees to it that a job which comes again and again is there, and not planned for later than `latest`: a clock that was far
/// ahead for a while must not silence it.
pub async fn ensure(
    connection: &mut AnyConnection,
    (kind, subject): (&str, &str),
    latest: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO jobs (kind, subject, run_at, tries, created_at) VALUES ($1, $2, $3, 0, $3) \
         ON CONFLICT (kind, subject) DO UPDATE SET run_at = $3, tries = 0, claimed_until = NULL WHERE jobs.run_at > $4",
    )
    .bind(kind.to_owned())
    .bind(subject.to_owned())
    .bind(now.0)
    .bind(latest.0);
    execute(connection, query).await.map(drop)
}

/// Claims the jobs that are due, for `lease_ms`; after that another instance may take them.
pub async fn claim_due(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: Timestamp,
    lease_ms: i64,
    limit: i64,
) -> Result<Vec<JobRow>, DbError> {
    let sql = format!(
        "SELECT kind, subject, run_at, tries FROM jobs WHERE run_at <= $1 \
         AND (claimed_until IS NULL OR claimed_until <= $1) ORDER BY run_at LIMIT $2{}",
        dialect.for_update_skip_locked()
    );
    let due: Vec<JobRow> = sqlx::query_as(&sql)
        .bind(now.0)
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    for job in &due {
        let query =
            sqlx::query("UPDATE jobs SET claimed_until = $3 WHERE kind = $1 AND subject = $2")
                .bind(job.kind.clone())
                .bind(job.subject.clone())
                .bind(now.0.saturating_add(lease_ms));
        execute(connection, query).await?;
    }
    Ok(due)
}

/// Removes a job that was done, unless it was scheduled anew meanwhile.
pub async fn finish(connection: &mut AnyConnection, job: &JobRow) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM jobs WHERE kind = $1 AND subject = $2 AND run_at = $3")
        .bind(job.kind.clone())
        .bind(job.subject.clone())
        .bind(job.run_at);
    execute(connection, query).await.map(drop)
}

/// Puts a job off, unless it was scheduled anew meanwhile.
pub async fn put_off(
    connection: &mut AnyConnection,
    job: &JobRow,
    run_at: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE jobs SET run_at = $4, tries = tries + 1, claimed_until = NULL \
         WHERE kind = $1 AND subject = $2 AND run_at = $3",
    )
    .bind(job.kind.clone())
    .bind(job.subject.clone())
    .bind(job.run_at)
    .bind(run_at.0);
    execute(connection, query).await.map(drop)
}

/// Removes a job, whatever its time.
pub async fn remove(
    connection: &mut AnyConnection,
    kind: &str,
    subject: &str,
) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM jobs WHERE kind = $1 AND subject = $2")
        .bind(kind.to_owned())
        .bind(subject.to_owned());
    execute(connection, query).await.map(drop)
}

/// Every job, soonest first.
pub async fn all(connection: &mut AnyConnection) -> Result<Vec<JobRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT kind, subject, run_at, tries FROM jobs ORDER BY run_at, kind, subject LIMIT 1000",
    )
    .fetch_all(connection)
    .await?)
}
