//! Somebody else replaced how an operator signs in: by a set-up link that was used, or by binding the single sign-on anew.
//!
//! Whoever makes a link can open it, and is that operator from then on. Somebody has to be able to help those who lost everything,
//! so it is not forbidden but never silent: the operator reads of it for a month, and the two count as one person for four eyes,
//! until somebody else replaces it again. SEC-192

use sqlx::AnyConnection;
use vestibule::{id::OperatorName, time::Timestamp};

use super::sessions::SignedIn;
use crate::{
    db::{self, Tx, operators::resets::ResetRow},
    services::{ServiceError, audit::Actor, core::Core},
};

/// They are told for so long, in milliseconds.
const TOLD_FOR: i64 = 30 * 24 * 60 * 60 * 1000;
/// Most that they are told of.
const MOST: i64 = 5;
/// Stands before an operator's name in the audit log.
const OPERATOR: &str = "operator:";

/// How somebody's sign-in was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    /// The operator who did; nothing for the command line.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The operator whom the audit log names so.
pub(super) fn operator_of(actor: &str) -> Option<&str> {
    actor.strip_prefix(OPERATOR)
}

/// Writes down that somebody replaced how an operator signs in, unless they did it themselves.
pub(super) async fn note(
    core: &Core,
    tx: &mut Tx,
    name: &OperatorName,
    made_by: &str,
) -> Result<(), ServiceError> {
    if operator_of(made_by) == Some(name.as_str()) {
        return Ok(());
    }
    let row = ResetRow {
        id: core.new_id(),
        operator: name.to_string(),
        made_by: made_by.to_owned(),
        reset_at: core.clock.now().0,
    };
    Ok(db::operators::resets::insert(tx, &row).await?)
}

/// What an operator is told, newest first.
///
/// # Errors
/// When the database fails.
pub async fn told(core: &Core, who: &SignedIn) -> Result<Vec<Reset>, ServiceError> {
    let since = core.clock.now().0.saturating_sub(TOLD_FOR);
    let mut connection = core.db.read().await?;
    let rows = db::operators::resets::newest(&mut connection, who.name.as_str(), MOST).await?;
    let recent = rows.into_iter().filter(|row| row.reset_at > since);
    let resets = recent.map(|row| Reset {
        by: operator_of(&row.made_by).map(str::to_owned),
        at: Timestamp(row.reset_at),
    });
    Ok(resets.collect())
}

/// Whether one of two operators replaced the other's sign-in last: who acts as both may be one person.
pub(in crate::services) async fn may_be_one(
    connection: &mut AnyConnection,
    one: &str,
    other: &str,
) -> Result<bool, ServiceError> {
    for (of, by) in [(one, other), (other, one)] {
        let last = db::operators::resets::newest(&mut *connection, of, 1).await?;
        let by = Actor::Operator(by).code();
        if last.first().is_some_and(|row| row.made_by == by) {
            return Ok(true);
        }
    }
    Ok(false)
}
