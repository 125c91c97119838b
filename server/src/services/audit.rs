//! Writing the audit log; verifying it is in [`verification`].

pub mod exporting;
pub mod verification;

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use super::{ServiceError, case::Case, core::Core};
use crate::{
    crypto::sha256_hex,
    db::audit::{NewAudit, SYSTEM, append, newest_configuration},
    telemetry::count,
};

pub use self::verification::{verify, verify_system};

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    /// The applicant's browser.
    Applicant,
    /// A client's backend.
    Client {
        /// The client's name.
        name: &'a str,
        /// The prefix of the key that it used; empty where none was.
        key: &'a str,
    },
    /// An operator, by name.
    Operator(&'a str),
    /// Whoever may run the program on the server.
    CommandLine,
    /// A provider, by itself.
    Provider,
    /// We, because the time for which something is kept is over.
    Retention,
    /// We.
    System,
}

impl Actor<'_> {
    /// The text in the audit log.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Applicant => "applicant".to_owned(),
            Self::Client { name, key: "" } => format!("client:{name}"),
            Self::Client { name, key } => format!("client:{name}/{key}"),
            Self::Operator(name) => format!("operator:{name}"),
            Self::CommandLine => "command_line".to_owned(),
            Self::Provider => "provider".to_owned(),
            Self::Retention => "retention".to_owned(),
            Self::System => "system".to_owned(),
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
    event: (&str, Actor<'_>),
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
    event: (&str, Actor<'_>),
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
    event: (&str, Actor<'_>),
    plain: &[u8],
    stored: Vec<u8>,
) -> Result<(), ServiceError> {
    let mut salt = [0_u8; 16];
    core.random.fill(&mut salt);
    let (kind, actor) = event;
    let actor = actor.code();
    let new = NewAudit {
        id: core.new_id(),
        chain,
        kind,
        actor: &actor,
        salt,
        plain,
        stored: Some(stored),
    };
    append(connection, core.db.dialect(), new, core.clock.now()).await?;
    if kind.ends_with(".refused") {
        count::refused(kind, &reason_in(plain));
    }
    Ok(())
}

/// The reason in the detail of a refusal.
fn reason_in(plain: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Refused {
        #[serde(alias = "budget")]
        reason: String,
    }
    serde_json::from_slice(plain)
        .map_or_else(|_| "none".to_owned(), |refused: Refused| refused.reason)
}

/// What the system's chain says about a configuration.
#[derive(Serialize, Deserialize)]
struct LoadedConfiguration {
    /// SHA-256 of what `vestibule config show` prints: nothing secret is in it.
    sha256: String,
    /// The program's version.
    version: String,
}

/// Records with which configuration the server starts, if it is another than the last one or another version of the program.
/// `shown` is the configuration without its secrets.
///
/// # Errors
/// When the database fails.
pub async fn configuration_loaded(core: &Core, shown: &str) -> Result<(), ServiceError> {
    let loaded = LoadedConfiguration {
        sha256: sha256_hex(shown.as_bytes()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut tx = core.db.begin_write().await?;
    let before = newest_configuration(&mut tx).await?;
    if before.is_some_and(|detail| serde_json::to_vec(&loaded).is_ok_and(|now| now == detail)) {
        return Ok(());
    }
    let event = ("configuration.loaded", Actor::System);
    of_system(core, &mut tx, event, &loaded).await?;
    Ok(tx.commit().await?)
}

/// Records a refusal that belongs to no onboarding, in a transaction of its own.
///
/// # Errors
/// When the database fails.
pub async fn refusal(
    core: &Core,
    event: (&str, Actor<'_>),
    reason: &str,
) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    of_system(
        core,
        &mut tx,
        event,
        &serde_json::json!({ "reason": reason }),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
