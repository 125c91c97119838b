//! Clients, their return URLs and keys, for the operators who look after them.

use vestibule::{id::ClientName, permission::Action};

use crate::{
    db::clients::ApiKeyRow,
    services::{
        ServiceError,
        audit::Actor,
        clients::{self, Client, NewKey},
        core::Core,
        operators::sessions::SignedIn,
    },
};

/// What is changed about a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// Applicants may be sent back there, too.
    AddUrl(&'a str),
    /// Not there any more.
    RemoveUrl(&'a str),
    /// Its keys are refused.
    Disable,
    /// They are accepted again.
    Enable,
    /// The key with this prefix is ended.
    RevokeKey(&'a str),
}

fn may(operator: &SignedIn, client: &ClientName) -> Result<(), ServiceError> {
    match operator.grants.may(Action::ManageClients, Some(client)) {
        true => Ok(()),
        false => Err(ServiceError::NotFound),
    }
}

/// The clients that the operator looks after, by name.
///
/// # Errors
/// When the database fails.
pub async fn all(core: &Core, operator: &SignedIn) -> Result<Vec<Client>, ServiceError> {
    let all = clients::all(core).await?;
    let theirs = |client: &Client| may(operator, &client.name).is_ok();
    Ok(all.into_iter().filter(theirs).collect())
}

/// A client with its keys, newest first.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or it is not theirs.
pub async fn one(
    core: &Core,
    operator: &SignedIn,
    name: &ClientName,
) -> Result<(Client, Vec<ApiKeyRow>), ServiceError> {
    may(operator, name)?;
    let client = clients::find(core, name).await?;
    let keys = clients::keys(core, name).await?;
    Ok((client, keys))
}

/// Makes a client.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; else as [`clients::create`].
pub async fn create(
    core: &Core,
    operator: &SignedIn,
    name: &ClientName,
    about: (&str, &[String]),
) -> Result<(), ServiceError> {
    if !operator.grants.may(Action::AddClients, None) {
        return Err(ServiceError::NotFound);
    }
    let actor = Actor::Operator(operator.name.as_str());
    clients::create(core, name, about, actor).await
}

/// Changes a client.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is not theirs; else as the service that does it.
pub async fn change(
    core: &Core,
    operator: &SignedIn,
    name: &ClientName,
    change: Change<'_>,
) -> Result<(), ServiceError> {
    may(operator, name)?;
    let actor = Actor::Operator(operator.name.as_str());
    match change {
        Change::AddUrl(url) => clients::add_return_url(core, name, url, actor).await,
        Change::RemoveUrl(url) => clients::remove_return_url(core, name, url, actor).await,
        Change::Disable => clients::set_disabled(core, name, true, actor).await,
        Change::Enable => clients::set_disabled(core, name, false, actor).await,
        Change::RevokeKey(prefix) => clients::revoke_key(core, name, prefix, actor).await,
    }
}

/// Makes a key and gives it, this once.
///
/// # Errors
/// [`ServiceError::NotFound`] when the client is not theirs; else as [`clients::create_key`].
pub async fn create_key(
    core: &Core,
    operator: &SignedIn,
    name: &ClientName,
    new: NewKey,
) -> Result<(String, ApiKeyRow), ServiceError> {
    may(operator, name)?;
    let actor = Actor::Operator(operator.name.as_str());
    clients::create_key(core, name, new, actor).await
}
