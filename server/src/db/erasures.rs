//! The erasure ledger: which onboardings were erased, for backups that are older.

use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, FromRow};

use super::{DbError, execute};

/// Rows that are read at a time.
const PAGE: i64 = 1000;

/// An onboarding that was erased.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasureRow {
    /// Its id.
    pub onboarding_id: String,
    /// When, in milliseconds UTC.
    pub erased_at: i64,
    /// Who did it, as in the audit log.
    pub actor: String,
}

/// The whole ledger, by id.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut AnyConnection) -> Result<Vec<ErasureRow>, DbError> {
    let mut rows: Vec<ErasureRow> = Vec::new();
    loop {
        let after = rows
            .last()
            .map_or_else(String::new, |row| row.onboarding_id.clone());
        let page: Vec<ErasureRow> = sqlx::query_as(
            "SELECT onboarding_id, erased_at, actor FROM erasure_ledger WHERE onboarding_id > $1 \
             ORDER BY onboarding_id LIMIT $2",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

/// Notes an erasure that another database knows of; an onboarding that is not here may come with an older backup yet.
///
/// # Errors
/// When the database fails.
pub async fn note(connection: &mut AnyConnection, row: &ErasureRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO erasure_ledger (onboarding_id, erased_at, actor) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(row.onboarding_id.clone())
    .bind(row.erased_at)
    .bind(row.actor.clone());
    execute(connection, query).await.map(drop)
}
