//! Passkeys: added by whoever showed a second factor just now, and by themselves enough to sign in.
//!
//! Each is discoverable and verifies who holds it, so that it is something one has and something one is or knows. What was asked
//! is carried by the browser, sealed; an answer works once, because a passkey answers nothing that was asked before its last
//! answer. SEC-193

mod ceremony;

use serde_json::json;
use vestibule::{id::OperatorName, time::Timestamp};

use self::ceremony::{Answer, Kept, Owner, Place, Question};
use super::{
    carried::{self, AskedForPasskey, NewPasskey},
    sessions::{self, Factor, SignedIn},
    sign_in::{self, Entered, Origin, way_back},
    throttle::{self, Counted},
};
use crate::{
    config::PublicOrigin,
    db::{
        self, Tx,
        operators::{credentials, passkeys::PasskeyRow},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
    },
};

/// How many an operator may have.
pub const MOST: usize = 10;
/// Longest name of one, in characters.
pub const MAX_LABEL: usize = 60;
/// What the audit log has of an id: enough to tell an operator's passkeys apart.
const NAMED: usize = 22;

/// A passkey, as its operator sees it.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its id.
    pub id: String,
    /// What they call it.
    pub label: String,
    /// Since when it is theirs.
    pub created_at: Timestamp,
    /// When they last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

/// What a browser is asked.
#[derive(Debug)]
pub struct Asked {
    /// The options as JSON, for the browser.
    pub options: String,
    /// What it has to bring back together with the answer.
    pub carried: String,
}

/// What became of a new passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is theirs.
    Done,
    /// It has no name, or too long a one.
    NoLabel,
    /// It is none, it is somebody's already, or it was asked for too long ago.
    Refused,
}

/// Whether passkeys work at this origin: they belong to a host's name.
#[must_use]
pub fn work_at(origin: &PublicOrigin) -> bool {
    Place::at(origin).is_some()
}

fn place(origin: &PublicOrigin) -> Result<Place<'_>, ServiceError> {
    Place::at(origin).ok_or(ServiceError::NotFound)
}

fn sealed(core: &Core, id: &str, kept: &Kept) -> Result<Vec<u8>, ServiceError> {
    let plain = serde_json::to_vec(kept)?;
    let place = ("operator_passkeys", "credential", id);
    Ok(core.keys.seal_system(&*core.random, &plain, place)?)
}

fn opened(core: &Core, row: &PasskeyRow) -> Result<Kept, ServiceError> {
    let place = ("operator_passkeys", "credential", row.id.as_str());
    let plain = core.keys.open_system(&row.credential, place)?;
    Ok(serde_json::from_slice(&plain)?)
}

fn label(typed: &str) -> Option<&str> {
    let label = typed.trim();
    (1..=MAX_LABEL)
        .contains(&label.chars().count())
        .then_some(label)
}

fn named(id: &str) -> &str {
    id.get(..NAMED).unwrap_or(id)
}

/// The passkeys of whoever asks, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_operator(core: &Core, who: &SignedIn) -> Result<Vec<Passkey>, ServiceError> {
    let mut connection = core.db.read().await?;
    let rows = db::operators::passkeys::of_operator(&mut connection, who.name.as_str()).await?;
    Ok(rows.into_iter().map(seen).collect())
}

fn seen(row: PasskeyRow) -> Passkey {
    Passkey {
        id: row.id,
        label: row.label,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    }
}

/// Asks the browser of whoever is signed in for a new passkey.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when their second factor was shown too long ago, [`ServiceError::OverBudget`] when they have as
/// many as they may, [`ServiceError::NotFound`] where passkeys do not work.
pub async fn ask_for_new(
    core: &Core,
    who: &SignedIn,
    origin: &PublicOrigin,
) -> Result<Asked, ServiceError> {
    let place = place(origin)?;
    if !sessions::is_fresh(core, who) {
        return Err(ServiceError::OutOfOrder);
    }
    let rows = {
        let mut connection = core.db.read().await?;
        db::operators::passkeys::of_operator(&mut connection, who.name.as_str()).await?
    };
    if rows.len() >= MOST {
        return Err(ServiceError::OverBudget);
    }
    let mut has = Vec::new();
    for row in rows {
        let kept = opened(core, &row)?;
        has.push((row.id, kept));
    }
    let owner = Owner {
        name: who.name.as_str(),
        display_name: &who.display_name,
        has,
    };
    let Question { options, state } = ceremony::ask_for_new(&place, owner)?;
    let session = who.session.clone();
    let carried = carried::seal(core, NewPasskey { session, state })?;
    Ok(Asked { options, carried })
}

/// Adds a passkey that the browser made.
///
/// # Errors
/// As [`ask_for_new`].
pub async fn add(
    core: &Core,
    who: &SignedIn,
    origin: &PublicOrigin,
    (carried, answer, typed): (&str, &str, &str),
) -> Result<Added, ServiceError> {
    let place = place(origin)?;
    if !sessions::is_fresh(core, who) {
        return Err(ServiceError::OutOfOrder);
    }
    let Some(label) = label(typed) else {
        return Ok(Added::NoLabel);
    };
    let asked = carried::open::<NewPasskey>(core, carried);
    let Some(asked) = asked.filter(|asked| asked.session == who.session) else {
        return Ok(Added::Refused);
    };
    let (id, kept) = match ceremony::made(&place, &asked.state, answer)? {
        Ok(made) => made,
        Err(reason) => {
            tracing::info!(reason, "a new passkey was refused");
            return Ok(Added::Refused);
        }
    };
    let name = who.name.as_str();
    let row = PasskeyRow {
        credential: sealed(core, &id, &kept)?,
        id,
        operator: name.to_owned(),
        label: label.to_owned(),
        created_at: core.clock.now().0,
        last_used_at: None,
    };
    let mut tx = core.db.begin_write().await?;
    let lock = format!("operator_passkeys {name}");
    db::locks::hold(&mut tx, core.db.dialect(), &lock).await?;
    let before = db::operators::passkeys::of_operator(&mut tx, name).await?;
    if before.len() >= MOST {
        return Err(ServiceError::OverBudget);
    }
    if !db::operators::passkeys::insert(&mut tx, &row).await? {
        return Ok(Added::Refused);
    }
    audited(core, &mut tx, "operator.passkey_added", (who, &row.id)).await?;
    tx.commit().await?;
    Ok(Added::Done)
}

async fn audited(
    core: &Core,
    tx: &mut Tx,
    kind: &'static str,
    (who, id): (&SignedIn, &str),
) -> Result<(), ServiceError> {
    let event = (kind, Actor::Operator(who.name.as_str()));
    audit::of_system(core, tx, event, &json!({ "passkey": named(id) })).await
}

/// Calls one of their passkeys something else. `false` when that is no name.
///
/// # Errors
/// [`ServiceError::NotFound`] for one that is none of theirs.
pub async fn rename(
    core: &Core,
    who: &SignedIn,
    id: &str,
    typed: &str,
) -> Result<bool, ServiceError> {
    let Some(label) = label(typed) else {
        return Ok(false);
    };
    let mut tx = core.db.begin_write().await?;
    let whose = (who.name.as_str(), id);
    if !db::operators::passkeys::rename(&mut tx, whose, label).await? {
        return Err(ServiceError::NotFound);
    }
    audited(core, &mut tx, "operator.passkey_renamed", (who, id)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Removes one of their passkeys, and ends their other sessions: whoever has it may have signed in.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when their second factor was shown too long ago, [`ServiceError::NotFound`] for one that is none of
/// theirs.
pub async fn remove(core: &Core, who: &SignedIn, id: &str) -> Result<(), ServiceError> {
    if !sessions::is_fresh(core, who) {
        return Err(ServiceError::OutOfOrder);
    }
    let mut tx = core.db.begin_write().await?;
    if !db::operators::passkeys::remove(&mut tx, (who.name.as_str(), id)).await? {
        return Err(ServiceError::NotFound);
    }
    sessions::end_all(core, &mut tx, &who.name, Some(&who.session)).await?;
    audited(core, &mut tx, "operator.passkey_removed", (who, id)).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks a browser for a passkey. Who there is is not told: it is for whosever passkey.
///
/// # Errors
/// [`ServiceError::NotFound`] where passkeys do not work.
pub fn ask(core: &Core, origin: &PublicOrigin) -> Result<Asked, ServiceError> {
    let Question { options, state } = ceremony::ask(&place(origin)?)?;
    let asked_at = core.clock.now().0;
    let carried = carried::seal(core, AskedForPasskey { asked_at, state })?;
    Ok(Asked { options, carried })
}

/// What a browser brings who wants to sign in with a passkey.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// What it was given together with the question.
    pub carried: &'a str,
    /// The answer.
    pub answer: &'a str,
    /// Where they wanted to go.
    pub next: Option<&'a str>,
}

/// Looks at a passkey's answer, and begins a session; nothing when it is not right. What is not right about it is not told.
///
/// # Errors
/// [`ServiceError::TooSoon`] after too many failures, [`ServiceError::NotFound`] where passkeys do not work.
pub async fn enter(
    core: &Core,
    brought: Brought<'_>,
    origin: &PublicOrigin,
    from: Origin<'_>,
) -> Result<Option<Entered>, ServiceError> {
    if core.is_single_sign_on_only() {
        return Err(ServiceError::NotFound);
    }
    let place = place(origin)?;
    let counted = [Counted::Address(from.network)];
    throttle::take(core, &counted).await?;
    let mut tx = core.db.begin_write().await?;
    let name = match answered(core, &mut tx, brought, &place).await? {
        Ok(name) => name,
        Err(Refusal { reason, operator }) => {
            sign_in::refuse(core, &mut tx, reason, operator.as_deref()).await?;
            tx.commit().await?;
            return Ok(None);
        }
    };
    throttle::forgive(core, &mut tx, &counted).await?;
    let mut entered = sign_in::enter(core, &mut tx, &name, Factor::Passkey, from).await?;
    tx.commit().await?;
    if let Some(next) = brought.next.and_then(way_back) {
        next.clone_into(&mut entered.next);
    }
    Ok(Some(entered))
}

/// Why nobody enters, for the audit log.
struct Refusal {
    reason: &'static str,
    operator: Option<String>,
}

impl Refusal {
    const fn of_nobody(reason: &'static str) -> Self {
        let operator = None;
        Self { reason, operator }
    }
}

/// Whose passkey answered; it has answered from now on.
async fn answered(
    core: &Core,
    tx: &mut Tx,
    brought: Brought<'_>,
    place: &Place<'_>,
) -> Result<Result<OperatorName, Refusal>, ServiceError> {
    let Some(asked) = carried::open::<AskedForPasskey>(core, brought.carried) else {
        return Ok(Err(Refusal::of_nobody("passkey_over")));
    };
    let Some(answer) = Answer::read(brought.answer) else {
        return Ok(Err(Refusal::of_nobody("passkey_unreadable")));
    };
    let Some(row) = db::operators::passkeys::find(tx, &answer.id()).await? else {
        return Ok(Err(Refusal::of_nobody("passkey_unknown")));
    };
    let refused = |reason| {
        let operator = Some(row.operator.clone());
        Ok(Err(Refusal { reason, operator }))
    };
    let kept = match answer.verify(place, &asked.state, &opened(core, &row)?)? {
        Ok(kept) => kept,
        Err(reason) => return refused(reason),
    };
    let operator = credentials::find(tx, &row.operator).await?;
    if operator.is_none_or(|operator| operator.disabled_at.is_some()) {
        return refused("disabled");
    }
    let credential = sealed(core, &row.id, &kept)?;
    let (asked_at, now) = (Timestamp(asked.asked_at), core.clock.now());
    if !db::operators::passkeys::answered(tx, &row.id, credential, asked_at, now).await? {
        return refused("passkey_used");
    }
    let name = OperatorName::new(row.operator).map_err(|_| super::inconsistent("name"))?;
    Ok(Ok(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_names_not_to_addresses() {
        for (origin, works) in [
            ("https://id.example.com", true),
            ("http://localhost:3000", true),
            ("https://192.0.2.1", false),
            ("https://[2001:db8::1]:8443", false),
        ] {
            assert_eq!(work_at(&origin.parse().unwrap()), works, "{origin}");
        }
    }

    #[test]
    fn a_name_is_one_to_sixty_characters() {
        assert_eq!(label("  My phone "), Some("My phone"));
        assert!(label(&"å".repeat(MAX_LABEL)).is_some());
        assert_eq!(label(&"å".repeat(MAX_LABEL + 1)), None);
        assert_eq!(label("   "), None);
    }
}
