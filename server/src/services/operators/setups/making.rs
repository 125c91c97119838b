//! Making links.

use serde_json::json;
use vestibule::{id::OperatorName, permission::Action};

use super::anybody;
use crate::{
    crypto::sha256_hex,
    db::{self, Tx, operators::credentials},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        operators::sessions::{self, SignedIn},
    },
};

/// A link is good for so long, in milliseconds.
const GOOD_FOR: i64 = 24 * 60 * 60 * 1000;
/// What an admin is told whose second factor was too long ago.
pub const NOT_FRESH: ServiceError = ServiceError::BadRequest(
    "second factor: this lets somebody sign in as that operator. Show your second factor once more on the page of your account, \
     or sign in again, and then do it",
);

/// The address of a link, at our first origin.
#[must_use]
pub fn url(core: &Core, token: &str) -> String {
    let origin = core.origins.first().map_or("", String::as_str);
    format!("{origin}/dashboard/set-up/{token}")
}

/// Makes a link for an operator; older ones of theirs end. Answers the token, which is stored nowhere.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such operator, [`ServiceError::BadRequest`] when it is disabled.
pub async fn make(
    core: &Core,
    name: &OperatorName,
    actor: Actor<'_>,
) -> Result<String, ServiceError> {
    if core.is_single_sign_on_only() {
        return Err(ServiceError::BadRequest(
            "single sign-on: operators sign in there and nowhere else, so there are no set-up links",
        ));
    }
    let mut tx = core.db.begin_write().await?;
    let row = credentials::find(&mut tx, name.as_str()).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    if row.disabled_at.is_some() {
        return Err(ServiceError::BadRequest("the operator is disabled"));
    }
    db::operators::setups::end(&mut tx, name.as_str(), core.clock.now()).await?;
    let token = insert(core, &mut tx, Some(name), actor).await?;
    let event = ("operator.set_up_link_made", actor);
    audit::of_system(core, &mut tx, event, &json!({ "operator": name })).await?;
    tx.commit().await?;
    Ok(token)
}

/// Makes a link for another operator. With it the admin could sign in as them, so it takes a second factor that was shown just
/// now: a screen that somebody left open is not enough.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; [`ServiceError::BadRequest`] for oneself and without that second factor;
/// else as [`make`].
pub async fn make_for(
    core: &Core,
    who: &SignedIn,
    name: &OperatorName,
) -> Result<String, ServiceError> {
    if !who.grants.may(Action::ManageOperators, None) {
        return Err(ServiceError::NotFound);
    }
    if who.name == *name {
        return Err(ServiceError::BadRequest(
            "own: set up your own sign-in on the page of your account",
        ));
    }
    if !sessions::is_fresh(core, who) {
        return Err(NOT_FRESH);
    }
    make(core, name, Actor::Operator(who.name.as_str())).await
}

/// Makes a link for whoever it is that shows a second factor just now, to choose everything anew.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when that was too long ago.
pub async fn make_own(core: &Core, who: &SignedIn) -> Result<String, ServiceError> {
    if !sessions::is_fresh(core, who) {
        return Err(ServiceError::OutOfOrder);
    }
    make(core, &who.name, Actor::Operator(who.name.as_str())).await
}

/// Makes a link for the first operator. Nothing while anybody can sign in, and where only the single sign-on lets people in.
///
/// # Errors
/// When the database fails.
pub async fn make_first(core: &Core, actor: Actor<'_>) -> Result<Option<String>, ServiceError> {
    if core.is_single_sign_on_only() {
        return Ok(None);
    }
    let mut tx = core.db.begin_write().await?;
    if anybody(core, &mut tx).await? {
        return Ok(None);
    }
    let token = insert(core, &mut tx, None, actor).await?;
    let event = ("operator.set_up_link_made", actor);
    audit::of_system(core, &mut tx, event, &json!({ "operator": null })).await?;
    tx.commit().await?;
    Ok(Some(token))
}

async fn insert(
    core: &Core,
    tx: &mut Tx,
    name: Option<&OperatorName>,
    actor: Actor<'_>,
) -> Result<String, ServiceError> {
    let (token, now) = (core.random.token(), core.clock.now());
    let hash = sha256_hex(token.as_bytes());
    let made_by = actor.code();
    let link = (
        hash.as_str(),
        name.map(OperatorName::as_str),
        made_by.as_str(),
    );
    db::operators::setups::insert(tx, link, now, now.plus_millis(GOOD_FOR)).await?;
    Ok(token)
}

/// Prints the first operator's link to the log, if nobody can sign in. Whoever reads the log of a new server owns it anyway.
pub async fn announce(core: &Core) {
    match make_first(core, Actor::System).await {
        Ok(Some(token)) => tracing::warn!(
            set_up = url(core, &token),
            "nobody can sign in to the dashboard yet: open this link, once, within 24 hours"
        ),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "no set-up link could be made"),
    }
}
