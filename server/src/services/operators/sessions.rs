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
        operators::sessions::{FoundRow, ListedRow, NewRow},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
    },
};

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
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self::Totp,
        Self::Passkey,
        Self::Recovery,
        Self::SingleSignOn,
    ];

    /// The one with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.code() == code)
    }

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

/// Whose cookie this is; nobody's when the session is over or the operator is disabled. The session is in use then, and its
/// idle time begins anew.
///
/// # Errors
/// When the database fails.
pub async fn find(core: &Core, token: &str) -> Result<Option<SignedIn>, ServiceError> {
    let Some((signed_in, seen_at)) = known(core, token).await? else {
        return Ok(None);
    };
    let now = core.clock.now().0;
    if seen_at + TOUCH_EVERY <= now {
        let mut tx = core.db.begin_write().await?;
        db::operators::sessions::touch(&mut tx, &signed_in.session, now).await?;
        tx.commit().await?;
    }
    Ok(Some(signed_in))
}

/// The same for what a screen asks by itself: its operator may have left long ago, and the idle time goes on.
///
/// # Errors
/// When the database fails.
pub async fn look(core: &Core, token: &str) -> Result<Option<SignedIn>, ServiceError> {
    let known = known(core, token).await?;
    Ok(known.map(|(signed_in, _)| signed_in))
}

/// Whose cookie this is, and when it was last used.
async fn known(core: &Core, token: &str) -> Result<Option<(SignedIn, i64)>, ServiceError> {
    let hash = sha256_hex(token.as_bytes());
    let mut connection = core.db.read().await?;
    let Some(row) = db::operators::sessions::find(&mut connection, &hash).await? else {
        return Ok(None);
    };
    if !goes_on(core, row.created_at, row.seen_at) {
        return Ok(None);
    }
    let grants = db::operators::grants_of(&mut connection, &row.operator).await?;
    let seen_at = row.seen_at;
    Ok(Some((signed_in(row, grants)?, seen_at)))
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

/// Whether a session is still good.
fn goes_on(core: &Core, created_at: i64, seen_at: i64) -> bool {
    let now = core.clock.now().0;
    now < created_at + core.dashboard.absolute_ms() && now < seen_at + core.dashboard.idle_ms()
}

/// A session, as its operator sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// How they signed in.
    pub factor: Factor,
    /// When they did.
    pub created_at: Timestamp,
    /// When it was used last, to the minute.
    pub seen_at: Timestamp,
    /// From where.
    pub address: String,
    /// With what.
    pub agent: String,
}

/// The sessions of an operator that go on, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_operator(core: &Core, who: &SignedIn) -> Result<Vec<Listed>, ServiceError> {
    let mut connection = core.db.read().await?;
    let rows = db::operators::sessions::of_operator(&mut connection, who.name.as_str()).await?;
    rows.into_iter()
        .filter(|row| goes_on(core, row.created_at, row.seen_at))
        .map(|row| listed(row, who))
        .collect()
}

fn listed(row: ListedRow, who: &SignedIn) -> Result<Listed, ServiceError> {
    Ok(Listed {
        is_this: row.id == who.session,
        id: row.id,
        factor: Factor::from_code(&row.factor).ok_or_else(|| super::inconsistent("factor"))?,
        created_at: Timestamp(row.created_at),
        seen_at: Timestamp(row.seen_at),
        address: row.address,
        agent: row.agent,
    })
}

/// Which sessions somebody ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'a> {
    /// The one that asks.
    This,
    /// One of theirs, by its id.
    One(&'a str),
    /// All but the one that asks.
    Others,
    /// All.
    All,
}

/// Ends sessions of whoever asks, and says in the audit log how many.
///
/// # Errors
/// [`ServiceError::NotFound`] for a session that is none of theirs, or over.
pub async fn sign_out(core: &Core, who: &SignedIn, which: Which<'_>) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let name = who.name.as_str();
    let ended = match which {
        Which::This => u64::from(end(core, &mut tx, &who.name, &who.session).await?),
        Which::One(id) => u64::from(end(core, &mut tx, &who.name, id).await?),
        Which::Others => end_all(core, &mut tx, &who.name, Some(&who.session)).await?,
        Which::All => end_all(core, &mut tx, &who.name, None).await?,
    };
    if ended == 0 && matches!(which, Which::One(_)) {
        return Err(ServiceError::NotFound);
    }
    if ended > 0 {
        let event = ("operator.signed_out", Actor::Operator(name));
        let detail = serde_json::json!({ "sessions": ended });
        audit::of_system(core, &mut tx, event, &detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends every session of an operator but one, and says how many.
///
/// # Errors
/// When the database fails.
pub async fn end_all(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    name: &OperatorName,
    but: Option<&str>,
) -> Result<u64, ServiceError> {
    let now = core.clock.now();
    Ok(db::operators::sessions::end_all(connection, name.as_str(), but, now).await?)
}

/// Ends every operator's sessions and set-up links after a restore: each may have been ended, or used, since the backup was made.
///
/// # Errors
/// When the database fails.
pub async fn end_everybodys(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
) -> Result<(), ServiceError> {
    Ok(db::operators::sessions::end_everybodys(connection, core.clock.now()).await?)
}

/// Whether somebody showed a second factor just now; what changes how they sign in needs it.
#[must_use]
pub fn is_fresh(core: &Core, who: &SignedIn) -> bool {
    core.clock.now().0 < who.proved_at.0 + core.dashboard.proof_ms()
}

/// Notes that a second factor was shown once more. The transaction is the caller's.
///
/// # Errors
/// When the database fails.
pub async fn proved(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    who: &SignedIn,
    factor: Factor,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    db::operators::sessions::proved(connection, &who.session, now).await?;
    let event = ("operator.proved", Actor::Operator(who.name.as_str()));
    let detail = serde_json::json!({ "factor": factor.code() });
    audit::of_system(core, connection, event, &detail).await
}
