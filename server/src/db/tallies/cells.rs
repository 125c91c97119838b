//! The smallest sums that somebody can ask for, over several windows at once: everything else is added up from these.

use sqlx::{AnyConnection, FromRow};

use super::{OfDay, totals_of_day};
use crate::db::{DbError, dialect::Dialect};

/// Most that are read, of each of the two kinds.
pub const MOST: usize = 100_000;

/// A sum over days and shards: of one client, mode and journey, over three windows.
#[derive(Debug, FromRow)]
pub struct CellRow {
    /// The client.
    pub client: String,
    /// `live`, `test` or `direct`.
    pub mode: String,
    /// The journey.
    pub journey: String,
    /// What is counted.
    pub measure: String,
    /// The step.
    pub step: String,
    /// Of which kind.
    pub detail: String,
    /// How many since the first of the days that were given.
    pub first: i64,
    /// Since the second.
    pub second: i64,
    /// Since the third.
    pub third: i64,
    /// Rows that it is of.
    pub parts: i64,
}

/// What became of one day's onboardings of one client, mode and journey.
#[derive(Debug, FromRow)]
pub struct DayCellRow {
    /// The client.
    pub client: String,
    /// `live`, `test` or `direct`.
    pub mode: String,
    /// The journey.
    pub journey: String,
    /// The day.
    pub day: i64,
    /// How many were begun.
    pub begun: i64,
    /// How many of them are completed.
    pub completed: i64,
}

/// Every such sum of these windows, each from its first day on; `None` when there are more than [`MOST`]. The caller's
/// transaction is a snapshot and reads nothing else that is large.
///
/// # Errors
/// When the database fails.
pub async fn read(
    connection: &mut AnyConnection,
    dialect: Dialect,
    windows: [i64; 3],
    of_day: OfDay,
) -> Result<Option<(Vec<CellRow>, Vec<DayCellRow>)>, DbError> {
    if let Some(sql) = dialect.memory_for_sums() {
        sqlx::query(sql).execute(&mut *connection).await?;
    }
    let limit = MOST + 1;
    let sql = format!(
        "SELECT client, mode, journey, measure, step, detail, \
         CAST(SUM(CASE WHEN day >= $1 THEN count ELSE 0 END) AS BIGINT) AS first, \
         CAST(SUM(CASE WHEN day >= $2 THEN count ELSE 0 END) AS BIGINT) AS second, \
         CAST(SUM(CASE WHEN day >= $3 THEN count ELSE 0 END) AS BIGINT) AS third, \
         CAST(COUNT(*) AS BIGINT) AS parts FROM tallies WHERE day >= $4 \
         GROUP BY client, mode, journey, measure, step, detail LIMIT {limit}"
    );
    let mut query = sqlx::query_as(&sql);
    for day in windows {
        query = query.bind(day);
    }
    let [first, second, third] = windows;
    let begin = first.min(second).min(third);
    let cells: Vec<CellRow> = query.bind(begin).fetch_all(&mut *connection).await?;
    let (totals, is_meant) = totals_of_day(of_day);
    let sql = format!(
        "SELECT client, mode, journey, day, {totals} FROM tallies WHERE day >= $1 AND {is_meant} \
         GROUP BY client, mode, journey, day LIMIT {limit}"
    );
    let days: Vec<DayCellRow> = sqlx::query_as(&sql)
        .bind(begin)
        .fetch_all(connection)
        .await?;
    let are_all = cells.len() <= MOST && days.len() <= MOST;
    Ok(are_all.then_some((cells, days)))
}
