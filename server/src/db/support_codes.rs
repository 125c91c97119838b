//! Support codes: which onboarding a page was about.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Rows of one INSERT; three values each, and both databases take a thousand.
const BATCH: usize = 100;

/// Which onboarding a code was about, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRow {
    /// The code on the page.
    pub code: String,
    /// The onboarding.
    pub onboarding: String,
    /// When the page was shown.
    pub at: Timestamp,
}

/// Stores codes, no code twice. The newest page has a code that comes again: 40 random bits are not for ever.
pub async fn insert(connection: &mut AnyConnection, seen: &[SeenRow]) -> Result<(), DbError> {
    for some in seen.chunks(BATCH) {
        let rows: Vec<_> = (0..some.len())
            .map(|at| format!("(${}, ${}, ${})", 3 * at + 1, 3 * at + 2, 3 * at + 3))
            .collect();
        let sql = format!(
            "INSERT INTO support_codes (code, onboarding_id, at) VALUES {} \
             ON CONFLICT (code) DO UPDATE SET onboarding_id = excluded.onboarding_id, at = excluded.at",
            rows.join(", ")
        );
        let mut query = sqlx::query(&sql);
        for row in some {
            query = query
                .bind(row.code.clone())
                .bind(row.onboarding.clone())
                .bind(row.at.0);
        }
        execute(&mut *connection, query).await?;
    }
    Ok(())
}

/// Forgets codes that were shown before.
pub async fn forget_before(
    connection: &mut AnyConnection,
    before: Timestamp,
) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM support_codes WHERE at < $1").bind(before.0);
    execute(connection, query).await
}
