//! Named locks, for what is counted before it is added to.

use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use super::{DbError, dialect::Dialect};

/// Waits until nobody else holds the lock of this name, and holds it until the transaction ends: whatever its last holder
/// wrote is then seen. Whoever also locks a case locks the case first, and several names in their order.
///
/// # Errors
/// When it is not to be had within 10 seconds.
pub async fn hold(
    connection: &mut AnyConnection,
    dialect: Dialect,
    name: &str,
) -> Result<(), DbError> {
    let Some(sql) = dialect.hold_lock() else {
        return Ok(());
    };
    sqlx::query(sql)
        .bind(number(name))
        .execute(connection)
        .await?;
    Ok(())
}

/// Two names that share a number wait for each other, which costs time and nothing else.
fn number(name: &str) -> i64 {
    Sha256::digest(name.as_bytes())
        .iter()
        .take(8)
        .fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_have_numbers_of_their_own() {
        assert_eq!(super::number("a"), super::number("a"));
        assert_ne!(super::number("a"), super::number("b"));
    }
}
