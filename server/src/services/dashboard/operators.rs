//! Operators and their grants, for whoever looks after them.

use vestibule::{
    id::OperatorName,
    permission::{Action, Role},
};

use crate::services::{
    ServiceError,
    audit::Actor,
    core::Core,
    operators::{
        self, Operator, Reach,
        sessions::{self, SignedIn},
        setups,
        single_sign_on::{self, Binding},
    },
};

/// What is changed about an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// May do something more.
    Grant(Role, Reach),
    /// May not any more.
    Revoke(Role, Reach),
    /// May do nothing, and is signed out.
    Disable,
    /// May again.
    Enable,
    /// Is who the single sign-on calls so at their next sign-in there: nothing means by the name.
    ClaimedAs(String),
}

const OWN: ServiceError = ServiceError::BadRequest(
    "own: ask another admin: nobody takes away their own rights, or gives themselves new ones",
);

fn may(operator: &SignedIn) -> Result<(), ServiceError> {
    match operator.grants.may(Action::ManageOperators, None) {
        true => Ok(()),
        false => Err(ServiceError::NotFound),
    }
}

/// Every operator, by name.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not look after others.
pub async fn all(core: &Core, operator: &SignedIn) -> Result<Vec<Operator>, ServiceError> {
    may(operator)?;
    operators::all(core).await
}

/// An operator.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, and for operators who may not look after others.
pub async fn one(
    core: &Core,
    operator: &SignedIn,
    name: &OperatorName,
) -> Result<Operator, ServiceError> {
    let all = all(core, operator).await?;
    let found = all.into_iter().find(|one| one.name == *name);
    found.ok_or(ServiceError::NotFound)
}

/// How an operator signs in at the single sign-on; nothing where there is none.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator, and for operators who may not look after others.
pub async fn binding(
    core: &Core,
    operator: &SignedIn,
    name: &OperatorName,
) -> Result<Option<Binding>, ServiceError> {
    may(operator)?;
    match core.single_sign_on {
        Some(_) => single_sign_on::binding(core, name).await.map(Some),
        None => Ok(None),
    }
}

/// Adds an operator, who may do nothing yet and has no way in.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; else as [`operators::add`].
pub async fn add(
    core: &Core,
    operator: &SignedIn,
    name: &OperatorName,
    display_name: &str,
) -> Result<(), ServiceError> {
    may(operator)?;
    let actor = Actor::Operator(operator.name.as_str());
    operators::add(core, name, display_name, actor).await
}

/// Changes what an operator may do. Nobody changes that of themselves: no one locks themselves out, or takes more than others
/// gave.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; [`ServiceError::BadRequest`] for oneself; else as the service that
/// does it.
pub async fn change(
    core: &Core,
    operator: &SignedIn,
    name: &OperatorName,
    change: &Change,
) -> Result<(), ServiceError> {
    may(operator)?;
    if operator.name == *name {
        return Err(OWN);
    }
    let actor = Actor::Operator(operator.name.as_str());
    match change {
        Change::Grant(role, reach) => operators::grant(core, name, (*role, reach), actor).await,
        Change::Revoke(role, reach) => operators::revoke(core, name, (*role, reach), actor).await,
        Change::Disable => operators::set_disabled(core, name, true, actor).await,
        Change::Enable => operators::set_disabled(core, name, false, actor).await,
        Change::ClaimedAs(_) if core.single_sign_on.is_none() => Err(ServiceError::BadRequest(
            "single sign-on: there is none in the configuration",
        )),
        // As with a set-up link: whoever says whom it means could mean themselves.
        Change::ClaimedAs(_) if !sessions::is_fresh(core, operator) => Err(setups::NOT_FRESH),
        Change::ClaimedAs(text) => single_sign_on::expect(core, name, Some(text), actor).await,
    }
}
