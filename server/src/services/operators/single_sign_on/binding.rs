//! Which operator the provider means: by a claim the first time, by the subject that was bound from then on.

use serde_json::json;
use vestibule::id::OperatorName;

use super::{Stop, id_token::Person, refused};
use crate::{
    config::{NamingClaim, SingleSignOnConfig},
    db::{Tx, operators::subjects},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        operators::{self, resets, sessions},
    },
};

/// Longest subject (OpenID Connect Core 1.0, 2) and longest claim that names somebody, in bytes.
pub(super) const LONGEST_NAME: usize = 255;

/// How a subject is stored: unique among all providers.
fn subject(config: &SingleSignOnConfig, person: &Person) -> String {
    format!("{}|{}", config.issuer, person.sub)
}

pub(super) async fn is_bound(
    core: &Core,
    config: &SingleSignOnConfig,
    person: &Person,
) -> Result<bool, ServiceError> {
    let mut connection = core.db.read().await?;
    let found = subjects::bound(&mut connection, &subject(config, person)).await?;
    Ok(found.is_some())
}

/// Which operator this is.
pub(super) async fn admit(
    core: &Core,
    tx: &mut Tx,
    config: &SingleSignOnConfig,
    person: Person,
) -> Result<(OperatorName, Person), Stop> {
    let subject = subject(config, &person);
    let row = match subjects::bound(tx, &subject).await? {
        Some(row) => row,
        None => {
            let called = person.called.as_ref().ok_or_else(|| refused("claim"))?;
            let row = subjects::called(tx, called).await?;
            let row = row.ok_or_else(|| refused("unknown"))?;
            if row.subject.is_some() {
                return Err(Stop::Refused("subject", Some(row.name)));
            }
            if row.disabled_at.is_none() {
                bind(core, tx, (&row.name, &subject), config).await?;
            }
            row
        }
    };
    if row.disabled_at.is_some() {
        return Err(Stop::Refused("disabled", Some(row.name)));
    }
    let name = OperatorName::new(row.name).map_err(|_| operators::inconsistent("name"))?;
    Ok((name, person))
}

async fn bind(
    core: &Core,
    tx: &mut Tx,
    (name, subject): (&str, &str),
    config: &SingleSignOnConfig,
) -> Result<(), ServiceError> {
    if !subjects::bind(tx, name, subject).await? {
        // Somebody else was bound to it at the same moment.
        return Err(ServiceError::AlreadyHandled);
    }
    let event = ("operator.single_sign_on_bound", Actor::Operator(name));
    audit::of_system(core, tx, event, &json!({ "issuer": config.issuer })).await
}

/// What is known of how an operator signs in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Whether a subject is bound.
    pub is_bound: bool,
    /// What the provider calls the operator at the first time, where that is not the name.
    pub claimed_as: Option<String>,
}

/// How an operator signs in there.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator.
pub async fn binding(core: &Core, name: &OperatorName) -> Result<Binding, ServiceError> {
    let mut connection = core.db.read().await?;
    let row = subjects::find(&mut connection, name.as_str()).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    Ok(Binding {
        is_bound: row.subject.is_some(),
        claimed_as: row.claimed_as,
    })
}

/// Writes down what the provider calls an operator: nothing means by the name. A subject that was bound is forgotten together
/// with the sessions that there are, since it may have been somebody else's; the next sign-in binds one anew.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator, [`ServiceError::BadRequest`] for what is no name there or
/// another's.
pub async fn expect(
    core: &Core,
    name: &OperatorName,
    claimed_as: Option<&str>,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let claim = core
        .single_sign_on
        .as_ref()
        .map_or(NamingClaim::Sub, |single| single.config.claim);
    let claimed_as = claimed_as.map(str::trim).filter(|text| !text.is_empty());
    let claimed_as = claimed_as.map(|text| as_compared(claim, text));
    if claimed_as
        .as_ref()
        .is_some_and(|text| text.len() > LONGEST_NAME || text.chars().any(char::is_control))
    {
        return Err(ServiceError::BadRequest(
            "what the single sign-on calls somebody has at most 255 bytes",
        ));
    }
    let mut tx = core.db.begin_write().await?;
    let before = subjects::find(&mut tx, name.as_str()).await?;
    let before = before.ok_or(ServiceError::NotFound)?;
    let was_bound = before.subject.is_some();
    if let Some(text) = &claimed_as
        && let Some(other) = subjects::called(&mut tx, text).await?
        && other.name != name.as_str()
    {
        return Err(ServiceError::BadRequest(
            "the single sign-on calls another operator so",
        ));
    }
    subjects::expect(&mut tx, name.as_str(), claimed_as.as_deref()).await?;
    if was_bound {
        sessions::end_all(core, &mut tx, name, None).await?;
    }
    // Also whoever signed in by a password so far: from now on that account is a way in as them.
    if was_bound || before.last_signed_in_at.is_some() {
        resets::note(core, &mut tx, name, &actor.code()).await?;
    }
    let event = ("operator.single_sign_on_expected", actor);
    audit::of_system(core, &mut tx, event, &json!({ "operator": name })).await?;
    tx.commit().await?;
    Ok(())
}

/// Addresses and user names are the same in capitals; subjects are not. Only ASCII letters: others look alike.
pub(super) fn as_compared(claim: NamingClaim, text: &str) -> String {
    match claim {
        NamingClaim::Email | NamingClaim::PreferredUsername => text.to_ascii_lowercase(),
        NamingClaim::Sub => text.to_owned(),
    }
}
