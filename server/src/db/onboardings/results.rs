//! Result codes: what an applicant's browser carries back to the client.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// Stores the code that is good from now on; the one before is not any more.
pub async fn set_result_code(
    connection: &mut AnyConnection,
    id: &str,
    code_hash: &str,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET result_code_hash = $2, result_code_expires_at = $3 WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(code_hash.to_owned())
    .bind(expires_at.0);
    execute(connection, query).await.map(drop)
}

/// Uses the code up. `false` when it was used, or another took its place.
pub async fn use_result_code(
    connection: &mut AnyConnection,
    id: &str,
    code_hash: &str,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET result_code_hash = NULL, result_code_expires_at = NULL \
         WHERE id = $1 AND result_code_hash = $2",
    )
    .bind(id.to_owned())
    .bind(code_hash.to_owned());
    Ok(execute(connection, query).await? == 1)
}

/// Records that the client showed a code and the binding together; the first time stays.
pub async fn bind_result(
    connection: &mut AnyConnection,
    id: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET bound_at = COALESCE(bound_at, $2), updated_at = $2 WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
