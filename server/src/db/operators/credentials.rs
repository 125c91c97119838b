//! With what operators sign in: password hash, authenticator app, recovery codes.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// What is known of an operator's password and app.
#[derive(Debug, Clone, FromRow)]
pub struct CredentialsRow {
    /// Whose they are.
    pub name: String,
    /// Since when the operator may do nothing.
    pub disabled_at: Option<i64>,
    /// argon2id, as a PHC string.
    pub password_hash: Option<String>,
    /// Milliseconds UTC.
    pub password_changed_at: Option<i64>,
    /// Sealed by the key ring.
    pub totp_secret: Option<Vec<u8>>,
    /// When a first code of it was typed.
    pub totp_confirmed_at: Option<i64>,
    /// The newest time step whose code was used.
    pub totp_step: Option<i64>,
}

/// What an operator chose.
#[derive(Debug)]
pub struct Chosen {
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// The app's secret, sealed.
    pub totp_secret: Vec<u8>,
    /// The step of the code that confirmed it.
    pub totp_step: i64,
}

/// An operator's credentials.
pub async fn find(
    connection: &mut AnyConnection,
    name: &str,
) -> Result<Option<CredentialsRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT name, disabled_at, password_hash, password_changed_at, totp_secret, totp_confirmed_at, totp_step \
         FROM operators WHERE name = $1",
    )
    .bind(name.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Whether anybody can sign in: an operator who is not disabled, with a password and an app, a passkey or, where there is one,
/// bound to the single sign-on.
pub async fn anybody(connection: &mut AnyConnection, single: bool) -> Result<bool, DbError> {
    let bound = match single {
        true => "subject IS NOT NULL OR",
        false => "",
    };
    let sql = format!(
        "SELECT name FROM operators WHERE disabled_at IS NULL AND ({bound} \
         (password_hash IS NOT NULL AND totp_confirmed_at IS NOT NULL) \
         OR EXISTS (SELECT 1 FROM operator_passkeys WHERE operator_passkeys.operator = operators.name)) LIMIT 1"
    );
    let found: Option<(String,)> = sqlx::query_as(&sql).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Stores what an operator chose in place of what was there.
pub async fn choose(
    connection: &mut AnyConnection,
    name: &str,
    chosen: Chosen,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE operators SET password_hash = $2, password_changed_at = $5, totp_secret = $3, totp_confirmed_at = $5, \
         totp_step = $4 WHERE name = $1",
    )
    .bind(name.to_owned())
    .bind(chosen.password_hash)
    .bind(chosen.totp_secret)
    .bind(chosen.totp_step)
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Uses up the codes of a time step and of those before. `false` when that was done already.
pub async fn use_step(
    connection: &mut AnyConnection,
    name: &str,
    step: i64,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE operators SET totp_step = $2 WHERE name = $1 AND (totp_step IS NULL OR totp_step < $2)",
    )
    .bind(name.to_owned())
    .bind(step);
    Ok(execute(connection, query).await? == 1)
}

/// Notes when an operator signed in.
pub async fn signed_in(
    connection: &mut AnyConnection,
    name: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE operators SET last_signed_in_at = $2 WHERE name = $1")
        .bind(name.to_owned())
        .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Stores recovery codes, as hashes, in place of those that were there.
pub async fn replace_recovery_codes(
    connection: &mut AnyConnection,
    name: &str,
    hashes: &[String],
) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM operator_recovery_codes WHERE operator = $1");
    execute(connection, query.bind(name.to_owned())).await?;
    for hash in hashes {
        let query =
            sqlx::query("INSERT INTO operator_recovery_codes (operator, hash) VALUES ($1, $2)")
                .bind(name.to_owned())
                .bind(hash.clone());
        execute(connection, query).await?;
    }
    Ok(())
}

/// Uses a recovery code up. `false` when there is none, or it was used.
pub async fn use_recovery_code(
    connection: &mut AnyConnection,
    name: &str,
    hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE operator_recovery_codes SET used_at = $3 WHERE operator = $1 AND hash = $2 AND used_at IS NULL",
    )
    .bind(name.to_owned())
    .bind(hash.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(
    connection: &mut AnyConnection,
    name: &str,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM operator_recovery_codes WHERE operator = $1 AND used_at IS NULL",
    )
    .bind(name.to_owned())
    .fetch_one(connection)
    .await?)
}

/// Takes every passkey from an operator.
pub async fn forget_passkeys(connection: &mut AnyConnection, name: &str) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM operator_passkeys WHERE operator = $1");
    execute(connection, query.bind(name.to_owned()))
        .await
        .map(drop)
}
