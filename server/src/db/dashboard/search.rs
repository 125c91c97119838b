//! Finding onboardings by what somebody on the telephone can say. Whether an operator may see what is found, whoever lists it
//! asks.

use sqlx::AnyConnection;

use crate::db::{DbError, conditions::Values};

/// Those whose pages show this reference: the end of the id.
pub async fn by_reference(
    connection: &mut AnyConnection,
    reference: &str,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM onboardings WHERE substr(id, 25) = $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(reference.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// The one that a page with this support code was about.
pub async fn by_support_code(
    connection: &mut AnyConnection,
    code: &str,
) -> Result<Option<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT onboarding_id FROM support_codes WHERE code = $1")
            .bind(code.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// Those with one of these keyed hashes of their client's reference.
pub async fn by_client_reference(
    connection: &mut AnyConnection,
    hashes: &[String],
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let mut values = Values::default();
    let hashes = values.texts(hashes);
    let limit = values.number(limit);
    let sql = format!(
        "SELECT id FROM onboardings WHERE reference_hash IN ({hashes}) ORDER BY id DESC LIMIT {limit}"
    );
    ids(connection, values, &sql).await
}

/// Those that one of these identifiers belongs to: client, kind and keyed hash.
pub async fn by_identifier(
    connection: &mut AnyConnection,
    identifiers: &[(String, &'static str, String)],
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let mut values = Values::default();
    let mut rows = Vec::new();
    for (client, kind, hash) in identifiers {
        let row = values.texts(&[client.as_str(), *kind, hash.as_str()]);
        rows.push(format!("({row})"));
    }
    let limit = values.number(limit);
    let sql = format!(
        "SELECT DISTINCT onboarding_id FROM identifiers WHERE (client, kind, hash) IN (VALUES {}) \
         ORDER BY onboarding_id DESC LIMIT {limit}",
        rows.join(", ")
    );
    ids(connection, values, &sql).await
}

async fn ids(
    connection: &mut AnyConnection,
    values: Values,
    sql: &str,
) -> Result<Vec<String>, DbError> {
    let query = values.bind(sqlx::query_as::<_, (String,)>(sql));
    let found = query.fetch_all(connection).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
