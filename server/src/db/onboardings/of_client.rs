//! Onboardings as the client sees them that began them.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{COLUMNS, OnboardingRow};
use crate::db::{DbError, conditions::Values, dialect::Dialect};

/// Whose onboardings are meant: a client's, in one mode.
#[derive(Debug, Clone, Copy)]
pub struct Theirs<'a> {
    /// The client's name.
    pub client: &'a str,
    /// `test` or `live`.
    pub mode: &'a str,
}

/// An onboarding, when it was first begun in a browser, and its data key.
#[derive(Debug, Clone, FromRow)]
pub struct SeenRow {
    /// The row.
    #[sqlx(flatten)]
    pub row: OnboardingRow,
    /// When its link was claimed for the first time.
    pub started_at: Option<i64>,
    /// The key of the ring that wrapped its data key.
    pub ring_key: String,
    /// The wrapped data key, until it was destroyed.
    pub wrapped: Option<Vec<u8>>,
    /// When it was wrapped.
    pub wrapped_at: i64,
}

const MORE: &str = "(SELECT CAST(MIN(events.at) AS BIGINT) FROM events WHERE events.onboarding_id = onboardings.id \
                    AND events.kind = 'onboarding.started') AS started_at, ring_key, wrapped, wrapped_at";
const FROM: &str = "onboardings JOIN data_keys ON data_keys.onboarding_id = onboardings.id";

/// One onboarding. An unknown id, another client's and one of the other mode cost the same query, and give the same.
pub async fn find_theirs(
    connection: &mut AnyConnection,
    theirs: Theirs<'_>,
    id: &str,
    lock: Option<Dialect>,
) -> Result<Option<SeenRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS}, {MORE} FROM {FROM} WHERE id = $1 AND client = $2 AND mode = $3{}",
        lock.map_or("", Dialect::for_update)
    );
    Ok(sqlx::query_as(&sql)
        .bind(id.to_owned())
        .bind(theirs.client.to_owned())
        .bind(theirs.mode.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Which onboardings are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<&'static str>,
    /// Of this journey.
    pub journey: Option<String>,
    /// With one of these keyed hashes of the client's reference.
    pub references: Option<Vec<String>>,
    /// Begun at or after this moment.
    pub created_after: Option<Timestamp>,
    /// Begun before this moment.
    pub created_before: Option<Timestamp>,
    /// Older than this one: where the page before ended.
    pub before: Option<String>,
}

/// A client's onboardings, newest first.
pub async fn list_theirs(
    connection: &mut AnyConnection,
    theirs: Theirs<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<SeenRow>, DbError> {
    let mut values = Values::default();
    let mut wanted = format!(
        "client = {} AND mode = {}",
        values.text(theirs.client),
        values.text(theirs.mode)
    );
    let mut and = |condition: String| wanted.push_str(&format!(" AND {condition}"));
    if let Some(status) = filter.status {
        and(format!("status = {}", values.text(status)));
    }
    if let Some(journey) = &filter.journey {
        and(format!("journey = {}", values.text(journey)));
    }
    if let Some(hashes) = &filter.references {
        // Never empty: a ring has a key.
        and(format!("reference_hash IN ({})", values.texts(hashes)));
    }
    if let Some(before) = &filter.before {
        and(format!("id < {}", values.text(before)));
    }
    if let Some(after) = filter.created_after {
        and(format!("created_at >= {}", values.number(after.0)));
    }
    if let Some(before) = filter.created_before {
        and(format!("created_at < {}", values.number(before.0)));
    }
    let limit = values.number(limit);
    let sql = format!(
        "SELECT {COLUMNS}, {MORE} FROM {FROM} WHERE {wanted} ORDER BY id DESC LIMIT {limit}"
    );
    let query = values.bind(sqlx::query_as(&sql));
    Ok(query.fetch_all(connection).await?)
}
