//! What an erasure deletes, and what it leaves of each row.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// What is deleted, or set to nothing, of the onboarding $1.
const DELETED: &[&str] = &[
    "UPDATE steps SET answer = NULL, prefilled = NULL WHERE onboarding_id = $1",
    "DELETE FROM risk_signals WHERE onboarding_id = $1",
    "DELETE FROM uploads WHERE onboarding_id = $1",
    "DELETE FROM image_links WHERE onboarding_id = $1",
    "DELETE FROM reference_images WHERE onboarding_id = $1",
    "UPDATE messages SET raw = NULL WHERE check_id IN (SELECT id FROM checks WHERE onboarding_id = $1)",
    "UPDATE sdk_visits SET parameters = NULL, result = NULL, code_expires_at = 0 WHERE attempt_id IN \
     (SELECT attempts.id FROM attempts JOIN checks ON checks.id = attempts.check_id WHERE checks.onboarding_id = $1)",
    // The calls stay, so that none is repeated by mistake.
    "UPDATE idempotency_keys SET answer = NULL WHERE onboarding_id = $1",
];

/// What may not be null, and is emptied ($2).
const EMPTIED: &[&str] = &[
    "UPDATE facts SET claims = $2, verified = NULL WHERE onboarding_id = $1",
    "UPDATE decisions SET inputs = $2 WHERE onboarding_id = $1",
    "UPDATE notes SET body = $2 WHERE onboarding_id = $1",
    "UPDATE reveals SET reason = $2 WHERE onboarding_id = $1",
    "UPDATE legal_holds SET reason = $2 WHERE onboarding_id = $1",
    "UPDATE evidence SET body = $2 WHERE check_id IN (SELECT id FROM checks WHERE onboarding_id = $1)",
    // The provider's own name for the session finds the person there.
    "UPDATE attempts SET session = $2, leave_to = NULL, return_query = NULL, reference = 'erased ' || id \
     WHERE check_id IN (SELECT id FROM checks WHERE onboarding_id = $1)",
    // With its salt, a commitment to one of a few likely details could be told; without it the chain verifies all the same.
    "UPDATE audit_events SET detail = NULL, salt = $2 WHERE chain = $1",
];

/// What keeps the time of the erasure ($2). Hashes of random words say nothing; those that find something are gone.
const DATED: &[&str] = &[
    "UPDATE data_keys SET wrapped = NULL, destroyed_at = $2 WHERE onboarding_id = $1",
    "UPDATE onboardings SET owner_hash = '', link_hash = NULL, link_expires_at = NULL, expected = NULL, \
     invitation = NULL, reference_hash = NULL, binding_hash = NULL, result_code_hash = NULL, \
     result_code_expires_at = NULL, updated_at = $2, erased_at = $2 WHERE id = $1",
];

/// Deletes what is personal, and remembers that for backups that are older.
pub async fn erase(
    connection: &mut AnyConnection,
    id: &str,
    (actor, now): (&str, Timestamp),
) -> Result<(), DbError> {
    for statement in DELETED {
        let query = sqlx::query(statement).bind(id.to_owned());
        execute(&mut *connection, query).await?;
    }
    for statement in EMPTIED {
        let query = sqlx::query(statement).bind(id.to_owned());
        execute(&mut *connection, query.bind(Vec::<u8>::new())).await?;
    }
    for statement in DATED {
        let query = sqlx::query(statement).bind(id.to_owned());
        execute(&mut *connection, query.bind(now.0)).await?;
    }
    let query = sqlx::query(
        "INSERT INTO erasure_ledger (onboarding_id, erased_at, actor) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(id.to_owned())
    .bind(now.0)
    .bind(actor.to_owned());
    execute(connection, query).await.map(drop)
}
