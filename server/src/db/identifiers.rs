//! Keyed hashes of what identifies people, per client: to find the same person again without storing who it is.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Remembers that an onboarding has this identifier. What is there already stays.
pub async fn remember(
    connection: &mut AnyConnection,
    (client, onboarding): (&str, &str),
    (kind, hash): (&str, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO identifiers (client, kind, hash, onboarding_id, seen_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (client, kind, hash, onboarding_id) DO NOTHING",
    )
    .bind(client.to_owned())
    .bind(kind.to_owned())
    .bind(hash.to_owned())
    .bind(onboarding.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// How many other onboardings of the client have an identifier of this kind in common with this one, seen after `since`; no
/// further than to `limit`. What this one renews is about the same person, as its client says, and so is what that renewed.
pub async fn others_with_the_same(
    connection: &mut AnyConnection,
    (client, onboarding): (&str, &str),
    kind: &str,
    since: Timestamp,
    limit: i64,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "WITH RECURSIVE renewed (id) AS (SELECT renews FROM onboardings WHERE id = $2 AND renews IS NOT NULL \
         UNION SELECT before.renews FROM onboardings before JOIN renewed ON renewed.id = before.id \
         WHERE before.renews IS NOT NULL) \
         SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT DISTINCT other.onboarding_id FROM identifiers mine \
         JOIN identifiers other ON other.client = mine.client AND other.kind = mine.kind AND other.hash = mine.hash \
         WHERE mine.onboarding_id = $2 AND mine.client = $1 AND mine.kind = $3 AND other.onboarding_id <> $2 \
         AND other.onboarding_id NOT IN (SELECT id FROM renewed) AND other.seen_at > $4 LIMIT $5) AS counted",
    )
    .bind(client.to_owned())
    .bind(onboarding.to_owned())
    .bind(kind.to_owned())
    .bind(since.0)
    .bind(limit)
    .fetch_one(connection)
    .await?)
}

/// How many other onboardings have an identifier of this kind in common with this one and were seen less than `within`
/// milliseconds before or after it; no further than to `limit`.
pub async fn others_around(
    connection: &mut AnyConnection,
    (client, onboarding): (&str, &str),
    kind: &str,
    within: i64,
    limit: i64,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT DISTINCT other.onboarding_id FROM identifiers mine \
         JOIN identifiers other ON other.client = mine.client AND other.kind = mine.kind AND other.hash = mine.hash \
         WHERE mine.onboarding_id = $2 AND mine.client = $1 AND mine.kind = $3 AND other.onboarding_id <> $2 \
         AND other.seen_at > mine.seen_at - $4 AND other.seen_at < mine.seen_at + $4 LIMIT $5) AS counted",
    )
    .bind(client.to_owned())
    .bind(onboarding.to_owned())
    .bind(kind.to_owned())
    .bind(within)
    .bind(limit)
    .fetch_one(connection)
    .await?)
}

/// Forgets what identifies the person of an onboarding.
pub async fn forget(connection: &mut AnyConnection, onboarding: &str) -> Result<u64, DbError> {
    let query =
        sqlx::query("DELETE FROM identifiers WHERE onboarding_id = $1").bind(onboarding.to_owned());
    execute(connection, query).await
}

/// Forgets what was seen before `before` and serves nothing any more.
pub async fn forget_before(
    connection: &mut AnyConnection,
    before: Timestamp,
) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM identifiers WHERE seen_at < $1").bind(before.0);
    execute(connection, query).await
}
