//! Operators' sessions: begun by signing in, found by the cookie, ended by time, by the operator or by an admin.

use vestibule::{
    id::{ClientName, OperatorName},
    permission::{Grants, Role},
    time::Timestamp,
};

use super::EVERY;
use crate::{
    crypto::sha256_hex,
    db::{
        self,
        operators::sessions::{FoundRow, NewRow},
    },
    services::{ServiceError, core::Core},
};

/// A session ends after this long without a request, in milliseconds ...
const IDLE: i64 = 30 * 60 * 1000;
/// ... and after this long in any case.
const ABSOLUTE: i64 = 12 * 60 * 60 * 1000;
/// Reads renew a session at most this often.
const TOUCH_EVERY: i64 = 60 * 1000;

/// How somebody proved who they are, beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// A code of an authenticator app.
    Totp,
    /// A passkey, which needs no password.
    Passkey,
    /// A recovery code.
    Recovery,
    /// The single sign-on said so.
    SingleSignOn,
}

impl Factor {
    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::Recovery => "recovery",
            Self::SingleSignOn => "single_sign_on",
        }
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Their name.
    pub name: OperatorName,
    /// How others read it.
    pub display_name: String,
    /// What they may do.
    pub grants: Grants,
    /// The session's id. It is no secret: the cookie's value is.
    pub session: String,
    /// When they last showed a second factor.
    pub proved_at: Timestamp,
}

/// Begins a session and answers the cookie's value. The caller's transaction says in the audit log how it came to that.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    name: &OperatorName,
    factor: Factor,
    (address, agent): (&str, &str),
) -> Result<String, ServiceError> {
    let token = core.random.token();
    let row = NewRow {
        id: core.new_id(),
        hash: sha256_hex(token.as_bytes()),
        operator: name.to_string(),
        factor: factor.code(),
        address: address.to_owned(),
        agent: agent.chars().take(200).collect(),
    };
    db::operators::sessions::insert(connection, &row, core.clock.now()).await?;
    Ok(token)
}

/// Whose cookie this is; nobody's when the session is over or the operator is disabled.
///
/// # Errors
/// When the database fails.
pub async fn find(core: &Core, token: &str) -> Result<Option<SignedIn>, ServiceError> {
    let now = core.clock.now().0;
    let hash = sha256_hex(token.as_bytes());
    let mut connection = core.db.read().await?;
    let Some(row) = db::operators::sessions::find(&mut connection, &hash).await? else {
        return Ok(None);
    };
    if row.created_at + ABSOLUTE <= now || row.seen_at + IDLE <= now {
        return Ok(None);
    }
    let grants = db::operators::grants_of(&mut connection, &row.operator).await?;
    drop(connection);
    if row.seen_at + TOUCH_EVERY <= now {
        let mut tx = core.db.begin_write().await?;
        db::operators::sessions::touch(&mut tx, &row.id, now).await?;
        tx.commit().await?;
    }
    signed_in(row, grants).map(Some)
}

fn signed_in(
    row: FoundRow,
    granted: Vec<db::operators::GrantRow>,
) -> Result<SignedIn, ServiceError> {
    let mut grants = Grants::default();
    for grant in granted {
        let role = Role::from_code(&grant.role).ok_or_else(|| super::inconsistent("role"))?;
        match grant.client.as_str() {
            EVERY => grants.everywhere(role),
            client => {
                let client = ClientName::new(client).map_err(|_| super::inconsistent("client"))?;
                grants.for_client(client, role);
            }
        }
    }
    Ok(SignedIn {
        name: OperatorName::new(row.operator).map_err(|_| super::inconsistent("name"))?,
        display_name: row.display_name,
        grants,
        session: row.id,
        proved_at: Timestamp(row.proved_at),
    })
}

/// Ends one session of an operator. `false` when it was over.
///
/// # Errors
/// When the database fails.
pub async fn end(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    name: &OperatorName,
    session: &str,
) -> Result<bool, ServiceError> {
    let now = core.clock.now();
    Ok(db::operators::sessions::end(connection, name.as_str(), session, now).await?)
}
