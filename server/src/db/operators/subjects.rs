//! Whom a single sign-on means: by the subject that is bound to an operator or, at the first time, by what it calls them.

use sqlx::{AnyConnection, FromRow};

use crate::db::{DbError, execute};

/// An operator, as a single sign-on finds it.
#[derive(Debug, Clone, FromRow)]
pub struct SubjectRow {
    /// The name.
    pub name: String,
    /// Since when it may do nothing.
    pub disabled_at: Option<i64>,
    /// Issuer and subject that are bound to it.
    pub subject: Option<String>,
    /// What the provider calls it, where that is not the name.
    pub claimed_as: Option<String>,
    /// When the operator last signed in, by whatever way.
    pub last_signed_in_at: Option<i64>,
}

const ROW: &str = "name, disabled_at, subject, claimed_as, last_signed_in_at";

async fn one(
    connection: &mut AnyConnection,
    condition: &str,
    value: &str,
) -> Result<Option<SubjectRow>, DbError> {
    let sql = format!("SELECT {ROW} FROM operators WHERE {condition}");
    Ok(sqlx::query_as(&sql)
        .bind(value.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// An operator by its name.
pub async fn find(
    connection: &mut AnyConnection,
    name: &str,
) -> Result<Option<SubjectRow>, DbError> {
    one(connection, "name = $1", name).await
}

/// To whom this subject is bound.
pub async fn bound(
    connection: &mut AnyConnection,
    subject: &str,
) -> Result<Option<SubjectRow>, DbError> {
    one(connection, "subject = $1", subject).await
}

/// Whom the provider calls so: whoever it was written down for, else whoever has this name and nothing written down.
pub async fn called(
    connection: &mut AnyConnection,
    value: &str,
) -> Result<Option<SubjectRow>, DbError> {
    match one(connection, "claimed_as = $1", value).await? {
        Some(found) => Ok(Some(found)),
        None => one(connection, "name = $1 AND claimed_as IS NULL", value).await,
    }
}

/// Binds a subject to an operator. `false` when another one is bound to it, or it is disabled.
pub async fn bind(
    connection: &mut AnyConnection,
    name: &str,
    subject: &str,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE operators SET subject = $2 WHERE name = $1 AND subject IS NULL AND disabled_at IS NULL",
    )
    .bind(name.to_owned())
    .bind(subject.to_owned());
    Ok(execute(connection, query).await? == 1)
}

/// Writes down what the provider calls an operator, and forgets the subject that was bound to it.
pub async fn expect(
    connection: &mut AnyConnection,
    name: &str,
    claimed_as: Option<&str>,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE operators SET claimed_as = $2, subject = NULL WHERE name = $1")
        .bind(name.to_owned())
        .bind(claimed_as.map(str::to_owned));
    execute(connection, query).await.map(drop)
}
