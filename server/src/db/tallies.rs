//! Tallies: counts by day, written with what they count, and the marks by which a step is counted once.
//!
//! A row that many transactions add to would have them wait for each other, and two that add to two such rows in another
//! order would end each other. So each sum is spread over shards, and a transaction of PostgreSQL writes only to a shard
//! that is nobody else's until it ends ([`Dialect::tally_shard`]): nobody ever waits.

pub mod cells;

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, dialect::Dialect, execute};

/// Most sums that are read at once.
pub const MOST: i64 = 50_000;
/// Most pairs of a client and a journey.
pub const MOST_NAMES: usize = 1000;

/// What is added to.
#[derive(Debug, Clone, Copy)]
pub struct Tally<'a> {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// The client's name.
    pub client: &'a str,
    /// `live`, `test` or `direct`, as the onboarding is.
    pub mode: &'a str,
    /// The journey's name.
    pub journey: &'a str,
    /// What is counted.
    pub measure: &'a str,
    /// At which step; empty where that means nothing.
    pub step: &'a str,
    /// Of which kind; empty where there is only one.
    pub detail: &'a str,
}

/// Adds to a sum, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn add(
    connection: &mut AnyConnection,
    dialect: Dialect,
    to: Tally<'_>,
    number: i64,
) -> Result<(), DbError> {
    let sql = format!(
        "INSERT INTO tallies (day, client, mode, journey, measure, step, detail, shard, count) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, {}, $8) \
         ON CONFLICT (day, client, mode, journey, measure, step, detail, shard) \
         DO UPDATE SET count = tallies.count + excluded.count",
        dialect.tally_shard()
    );
    let query = sqlx::query(&sql)
        .bind(to.day)
        .bind(to.client.to_owned())
        .bind(to.mode.to_owned())
        .bind(to.journey.to_owned())
        .bind(to.measure.to_owned())
        .bind(to.step.to_owned())
        .bind(to.detail.to_owned())
        .bind(number);
    execute(connection, query).await.map(drop)
}

/// Which sums are read.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The first day.
    pub from: i64,
    /// These clients'; everybody's without.
    pub clients: Option<&'a [String]>,
    /// Of onboardings in these modes; in any, where none is named.
    pub modes: &'a [&'static str],
    /// Of this journey alone.
    pub journey: Option<&'a str>,
}

/// A sum over days and shards.
#[derive(Debug, Clone, FromRow)]
pub struct SumRow {
    /// The journey.
    pub journey: String,
    /// What is counted.
    pub measure: String,
    /// The step.
    pub step: String,
    /// Of which kind.
    pub detail: String,
    /// How many.
    pub total: i64,
    /// Rows that it is of.
    pub parts: i64,
}

/// What became of one day's onboardings.
#[derive(Debug, Clone, FromRow)]
pub struct DayRow {
    /// The day.
    pub day: i64,
    /// How many were begun.
    pub begun: i64,
    /// How many of them are completed.
    pub completed: i64,
}

/// Measure and kind of those that were begun, and of those that are completed.
pub type OfDay = [(&'static str, &'static str); 2];

/// The columns of [`DayRow`] that are counted, and the condition for what they count.
fn totals_of_day(of_day: OfDay) -> (String, String) {
    let [begun, completed] =
        of_day.map(|(measure, detail)| format!("(measure = '{measure}' AND detail = '{detail}')"));
    let total = |of: &str, name: &str| {
        format!("CAST(SUM(CASE WHEN {of} THEN count ELSE 0 END) AS BIGINT) AS {name}")
    };
    let totals = [total(&begun, "begun"), total(&completed, "completed")];
    (totals.join(", "), format!("({begun} OR {completed})"))
}

/// A client's or a journey's name, or whatever else has one.
#[derive(Debug, Clone, FromRow)]
pub struct NameRow {
    /// The client.
    pub client: String,
    /// The journey.
    pub journey: String,
}

/// The condition for what is wanted; its texts are bound by [`bound`], from $2 on.
fn condition(wanted: &Wanted<'_>) -> String {
    let mut sql = "day >= $1".to_owned();
    let mut next = 2;
    if wanted.journey.is_some() {
        sql.push_str(&format!(" AND journey = ${next}"));
        next += 1;
    }
    let mut one_of = |column: &str, count: usize| {
        let places: Vec<String> = (next..next + count).map(|at| format!("${at}")).collect();
        sql.push_str(&format!(" AND {column} IN ({})", places.join(", ")));
        next += count;
    };
    if !wanted.modes.is_empty() {
        one_of("mode", wanted.modes.len());
    }
    if let Some(clients) = wanted.clients {
        one_of("client", clients.len());
    }
    sql
}

/// The texts of [`condition`], in order.
fn bound<'a>(wanted: &Wanted<'a>) -> impl Iterator<Item = String> + use<'a> {
    let clients = wanted.clients.unwrap_or_default();
    let journey = wanted.journey.map(str::to_owned);
    let modes = wanted.modes.iter().map(|mode| (*mode).to_owned());
    journey
        .into_iter()
        .chain(modes)
        .chain(clients.iter().cloned())
}

/// Nobody's are read without a question to the database, which has no word for an empty list.
fn is_nobody(wanted: &Wanted<'_>) -> bool {
    wanted.clients.is_some_and(<[String]>::is_empty)
}

/// Every sum of these days, at most [`MOST`].
///
/// # Errors
/// When the database fails.
pub async fn sums(
    connection: &mut AnyConnection,
    wanted: &Wanted<'_>,
) -> Result<Vec<SumRow>, DbError> {
    if is_nobody(wanted) {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT journey, measure, step, detail, CAST(SUM(count) AS BIGINT) AS total, CAST(COUNT(*) AS BIGINT) AS parts \
         FROM tallies WHERE {} \
         GROUP BY journey, measure, step, detail ORDER BY journey, measure, step, detail LIMIT {MOST}",
        condition(wanted)
    );
    let mut query = sqlx::query_as(&sql).bind(wanted.from);
    for text in bound(wanted) {
        query = query.bind(text);
    }
    Ok(query.fetch_all(connection).await?)
}

/// What became of each day's onboardings, at most [`MOST`] days.
///
/// # Errors
/// When the database fails.
pub async fn by_day(
    connection: &mut AnyConnection,
    wanted: &Wanted<'_>,
    of_day: OfDay,
) -> Result<Vec<DayRow>, DbError> {
    if is_nobody(wanted) {
        return Ok(Vec::new());
    }
    let (totals, is_meant) = totals_of_day(of_day);
    let sql = format!(
        "SELECT day, {totals} FROM tallies WHERE {} AND {is_meant} GROUP BY day ORDER BY day LIMIT {MOST}",
        condition(wanted)
    );
    let mut query = sqlx::query_as(&sql).bind(wanted.from);
    for text in bound(wanted) {
        query = query.bind(text);
    }
    Ok(query.fetch_all(connection).await?)
}

/// The clients and journeys that something was counted for, at most [`MOST_NAMES`].
///
/// # Errors
/// When the database fails.
pub async fn names(
    connection: &mut AnyConnection,
    wanted: &Wanted<'_>,
) -> Result<Vec<NameRow>, DbError> {
    if is_nobody(wanted) {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT DISTINCT client, journey FROM tallies WHERE {} ORDER BY client, journey LIMIT {MOST_NAMES}",
        condition(wanted)
    );
    let mut query = sqlx::query_as(&sql).bind(wanted.from);
    for text in bound(wanted) {
        query = query.bind(text);
    }
    Ok(query.fetch_all(connection).await?)
}

/// Forgets what belongs to days before this one.
///
/// # Errors
/// When the database fails.
pub async fn forget_before(connection: &mut AnyConnection, day: i64) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM tallies WHERE day < $1").bind(day);
    execute(connection, query).await
}

/// Adds the shards of days before this one together, but for those that somebody writes to now. SQLite has one only.
///
/// # Errors
/// When the database fails.
pub async fn merge_before(
    connection: &mut AnyConnection,
    dialect: Dialect,
    day: i64,
) -> Result<(), DbError> {
    for sql in dialect.merge_tallies() {
        let query = sqlx::query(sql);
        let query = match sql.contains("$1") {
            true => query.bind(day),
            false => query,
        };
        execute(connection, query).await?;
    }
    Ok(())
}

/// Whose an onboarding is.
#[derive(Debug, Clone, FromRow)]
pub struct OwnerRow {
    /// The client.
    pub client: String,
    /// `live`, `test` or `direct`.
    pub mode: String,
    /// The journey.
    pub journey: String,
    /// When it was begun.
    pub created_at: i64,
}

/// Whose an onboarding is.
///
/// # Errors
/// When the database fails.
pub async fn owner(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Option<OwnerRow>, DbError> {
    Ok(
        sqlx::query_as("SELECT client, mode, journey, created_at FROM onboardings WHERE id = $1")
            .bind(onboarding.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// What a step was counted for already.
#[derive(Debug, Clone, FromRow)]
pub struct Marks {
    /// The step.
    pub name: String,
    /// When it could first be done.
    pub reached_at: Option<i64>,
    /// When it was first done.
    pub done_at: Option<i64>,
    /// When it was first skipped.
    pub passed_over_at: Option<i64>,
}

/// The marks of an onboarding's steps, in order.
///
/// # Errors
/// When the database fails.
pub async fn marks(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<Marks>, DbError> {
    Ok(sqlx::query_as(
        "SELECT name, reached_at, done_at, passed_over_at FROM steps WHERE onboarding_id = $1 ORDER BY place LIMIT 100",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// Keeps marks; those that are there already stay.
///
/// # Errors
/// When the database fails.
pub async fn mark(
    connection: &mut AnyConnection,
    onboarding: &str,
    marks: &Marks,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE steps SET reached_at = COALESCE(reached_at, $3), done_at = COALESCE(done_at, $4), \
         passed_over_at = COALESCE(passed_over_at, $5) WHERE onboarding_id = $1 AND name = $2",
    )
    .bind(onboarding.to_owned())
    .bind(marks.name.clone())
    .bind(marks.reached_at)
    .bind(marks.done_at)
    .bind(marks.passed_over_at);
    execute(connection, query).await.map(drop)
}

/// Remembers how a check's newest provider session is shown.
///
/// # Errors
/// When the database fails.
pub async fn show(
    connection: &mut AnyConnection,
    check: &str,
    (shown_as, device): (&str, &str),
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE checks SET shown_as = $2, device = $3 WHERE id = $1")
        .bind(check.to_owned())
        .bind(shown_as.to_owned())
        .bind(device.to_owned());
    execute(connection, query).await.map(drop)
}

/// How a check's newest provider session was shown; `None` when it had none.
///
/// # Errors
/// When the database fails.
pub async fn shown(
    connection: &mut AnyConnection,
    check: &str,
) -> Result<Option<(String, String)>, DbError> {
    let row: Option<(Option<String>, Option<String>)> =
        sqlx::query_as("SELECT shown_as, device FROM checks WHERE id = $1")
            .bind(check.to_owned())
            .fetch_optional(connection)
            .await?;
    Ok(row.and_then(|(shown_as, device)| shown_as.zip(device)))
}

/// The day of a moment.
#[must_use]
pub fn day_of(at: Timestamp) -> i64 {
    at.0.div_euclid(86_400_000)
}
