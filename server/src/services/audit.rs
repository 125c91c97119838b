//! Writing the audit log.

use serde::Serialize;
use sqlx::AnyConnection;

use super::{ServiceError, case::Case, core::Core};
use crate::db::audit::{NewAudit, SYSTEM, append};

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The applicant's browser.
    Applicant,
    /// A provider, by itself.
    Provider,
    /// We.
    System,
}

impl Actor {
    fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Provider => "provider",
            Self::System => "system",
        }
    }
}

/// Appends to an onboarding's chain; the detail is sealed.
///
/// # Errors
/// When the database fails.
pub async fn of_case<T: Serialize + Sync>(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    event: (&str, Actor),
    detail: &T,
) -> Result<(), ServiceError> {
    let stored = case.seal(core, ("audit_events", "detail"), detail)?;
    let plain = serde_json::to_vec(detail)?;
    write(core, connection, case.id.as_str(), event, &plain, stored).await
}

/// Appends to the system's chain. The detail is plain: nothing personal belongs there.
///
/// # Errors
/// When the database fails.
pub async fn of_system<T: Serialize + Sync>(
    core: &Core,
    connection: &mut AnyConnection,
    event: (&str, Actor),
    detail: &T,
) -> Result<(), ServiceError> {
    let plain = serde_json::to_vec(detail)?;
    let stored = plain.clone();
    write(core, connection, SYSTEM, event, &plain, stored).await
}

async fn write(
    core: &Core,
    connection: &mut AnyConnection,
    chain: &str,
    event: (&str, Actor),
    plain: &[u8],
    stored: Vec<u8>,
) -> Result<(), ServiceError> {
    let mut salt = [0_u8; 16];
    core.random.fill(&mut salt);
    let (kind, actor) = event;
    let new = NewAudit {
        id: core.new_id(),
        chain,
        kind,
        actor: actor.code(),
        salt,
        plain,
        stored: Some(stored),
    };
    append(connection, core.db.dialect(), new, core.clock.now()).await?;
    Ok(())
}

/// Records a refusal that belongs to no onboarding, in a transaction of its own.
///
/// # Errors
/// When the database fails.
pub async fn refusal(core: &Core, what: &str, reason: &str) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    of_system(
        core,
        &mut tx,
        (what, Actor::Applicant),
        &serde_json::json!({ "reason": reason }),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
