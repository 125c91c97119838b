//! Operators: people who look after cases, or the server, and what each of them may do for which clients.

mod carried;
pub mod passkeys;
pub mod passwords;
pub mod recovery;
pub mod resets;
pub mod sessions;
pub mod setups;
pub mod sign_in;
pub mod single_sign_on;
mod throttle;
pub mod totp;

use std::{fmt, str::FromStr};

use serde::Serialize;
use vestibule::{
    id::{ClientName, OperatorName},
    permission::Role,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    core::Core,
    display_names::display_name,
};
use crate::db::{
    self, Tx,
    operators::{GrantRow, OperatorRow},
};

/// What stands for every client.
const EVERY: &str = "*";

/// For whom a grant holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Every client, also those that come later.
    Every,
    /// One client.
    Client(ClientName),
}

impl Reach {
    fn code(&self) -> &str {
        match self {
            Self::Every => EVERY,
            Self::Client(name) => name.as_str(),
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Reach {
    type Err = vestibule::id::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            EVERY => Ok(Self::Every),
            name => ClientName::new(name).map(Self::Client),
        }
    }
}

/// What an operator may do, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The client's name, or `*`.
    pub client: String,
    /// What it may do there.
    pub role: Role,
}

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operator {
    /// Its name.
    pub name: OperatorName,
    /// How others read it.
    pub display_name: String,
    /// Whether it may do anything.
    pub enabled: bool,
    /// What it may do.
    pub grants: Vec<Grant>,
}

/// Adds an operator, who may do nothing yet.
///
/// # Errors
/// [`ServiceError::BadRequest`] for a name that is taken, or a display name that is none.
pub async fn add(
    core: &Core,
    name: &OperatorName,
    shown_as: &str,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let row = OperatorRow {
        name: name.to_string(),
        display_name: display_name(shown_as)?,
        created_at: core.clock.now().0,
        disabled_at: None,
    };
    let mut tx = core.db.begin_write().await?;
    if !db::operators::insert(&mut tx, &row).await? {
        return Err(ServiceError::BadRequest(
            "there is an operator of this name already",
        ));
    }
    let detail = serde_json::json!({ "operator": name });
    audit::of_system(core, &mut tx, ("operator.added", actor), &detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Every operator, by name.
///
/// # Errors
/// When the database fails.
pub async fn all(core: &Core) -> Result<Vec<Operator>, ServiceError> {
    let mut connection = core.db.read().await?;
    let mut operators = Vec::new();
    for row in db::operators::all(&mut connection).await? {
        let grants = db::operators::grants_of(&mut connection, &row.name).await?;
        operators.push(Operator {
            name: OperatorName::new(row.name).map_err(|_| inconsistent("name"))?,
            display_name: row.display_name,
            enabled: row.disabled_at.is_none(),
            grants: grants.into_iter().map(grant_of).collect::<Result<_, _>>()?,
        });
    }
    Ok(operators)
}

/// What operators see of themselves.
#[derive(Debug, Clone)]
pub struct Own {
    /// What they may do.
    pub grants: Vec<Grant>,
    /// How many recovery codes are left.
    pub recovery_codes_left: i64,
}

/// What whoever is signed in may do, and what is left of their recovery codes.
///
/// # Errors
/// When the database fails.
pub async fn own(core: &Core, who: &sessions::SignedIn) -> Result<Own, ServiceError> {
    let mut connection = core.db.read().await?;
    let name = who.name.as_str();
    let grants = db::operators::grants_of(&mut connection, name).await?;
    let left = db::operators::credentials::recovery_codes_left(&mut connection, name).await?;
    Ok(Own {
        grants: grants.into_iter().map(grant_of).collect::<Result<_, _>>()?,
        recovery_codes_left: left,
    })
}

fn grant_of(row: GrantRow) -> Result<Grant, ServiceError> {
    Ok(Grant {
        role: Role::from_code(&row.role).ok_or_else(|| inconsistent("role"))?,
        client: row.client,
    })
}

fn inconsistent(what: &str) -> ServiceError {
    ServiceError::Internal(format!("an operator's {what} is none").into())
}

/// Lets an operator do something. Twice is once.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator, [`ServiceError::BadRequest`] for a client that there is not.
pub async fn grant(
    core: &Core,
    name: &OperatorName,
    (role, reach): (Role, &Reach),
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let mut tx = found(core, name).await?;
    if let Reach::Client(client) = reach
        && db::clients::find(&mut tx, client.as_str()).await?.is_none()
    {
        return Err(ServiceError::BadRequest("there is no such client"));
    }
    let row = GrantRow {
        operator: name.to_string(),
        client: reach.code().to_owned(),
        role: role.code().to_owned(),
        granted_at: core.clock.now().0,
    };
    if db::operators::grant(&mut tx, &row).await? {
        let detail = serde_json::json!({ "operator": name, "client": reach.code(), "role": role });
        audit::of_system(core, &mut tx, ("operator.granted", actor), &detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes back what an operator may do.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator, or it may not do that.
pub async fn revoke(
    core: &Core,
    name: &OperatorName,
    (role, reach): (Role, &Reach),
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let mut tx = found(core, name).await?;
    if !db::operators::revoke(&mut tx, name.as_str(), reach.code(), role.code()).await? {
        return Err(ServiceError::NotFound);
    }
    let detail = serde_json::json!({ "operator": name, "client": reach.code(), "role": role });
    audit::of_system(core, &mut tx, ("operator.revoked", actor), &detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Has an operator do nothing from now on, or lets it again.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator.
pub async fn set_disabled(
    core: &Core,
    name: &OperatorName,
    disabled: bool,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let mut tx = found(core, name).await?;
    let at = disabled.then(|| core.clock.now());
    db::operators::set_disabled(&mut tx, name.as_str(), at).await?;
    if disabled {
        // Enabled again, they sign in again.
        sessions::end_all(core, &mut tx, name, None).await?;
        db::operators::setups::end(&mut tx, name.as_str(), core.clock.now()).await?;
    }
    let kind = if disabled {
        "operator.disabled"
    } else {
        "operator.enabled"
    };
    let detail = serde_json::json!({ "operator": name });
    audit::of_system(core, &mut tx, (kind, actor), &detail).await?;
    tx.commit().await?;
    Ok(())
}

/// A transaction in which the operator is there.
async fn found(core: &Core, name: &OperatorName) -> Result<Tx, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    match db::operators::find(&mut tx, name.as_str()).await? {
        Some(_) => Ok(tx),
        None => Err(ServiceError::NotFound),
    }
}
