//! How far onboardings that are on somebody's screen have come.

use sqlx::{AnyConnection, FromRow};
use vestibule::permission::Visible;

use super::listing::within;
use crate::db::{DbError, conditions::Values};

/// An onboarding, and how much happened in it.
#[derive(Debug, Clone, FromRow)]
pub struct VersionRow {
    /// UUIDv7.
    pub id: String,
    /// The client's name, or `direct`.
    pub client: String,
    /// The events in its audit chain: everything that happens to a case is written there.
    pub events: i64,
}

/// Those of some onboardings that somebody may see, in the order of their ids.
pub async fn versions(
    connection: &mut AnyConnection,
    visible: &Visible,
    ids: &[String],
) -> Result<Vec<VersionRow>, DbError> {
    let mut values = Values::default();
    let Some(mut wanted) = within(visible, &mut values).filter(|_| !ids.is_empty()) else {
        return Ok(Vec::new());
    };
    wanted.push(format!("id IN ({})", values.texts(ids)));
    let sql = format!(
        "SELECT id, client, COALESCE(sequence, 0) AS events FROM onboardings \
         LEFT JOIN audit_heads ON chain = id WHERE {} ORDER BY id",
        wanted.join(" AND ")
    );
    let query = values.bind(sqlx::query_as(&sql));
    Ok(query.fetch_all(connection).await?)
}
