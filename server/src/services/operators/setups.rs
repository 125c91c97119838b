//! One-time links with which operators choose how they sign in: a password, then an app, whose first code stores both.
//!
//! There is no default password. While nobody can sign in, each start of the server prints a link for the first operator, who
//! becomes an admin for every client. Links for others, and for whoever lost everything, come from an admin or the command line.

mod making;

use serde_json::json;
use vestibule::{
    id::OperatorName,
    permission::{Action, Role},
};
use zeroize::Zeroizing;

use super::{
    EVERY,
    carried::{self, HalfSetUp},
    passwords::{self, Weakness},
    recovery, resets,
    sessions::{self, Factor, SignedIn},
    sign_in::{self, Entered, Origin},
    totp::{Enrolment, Secret},
};
use crate::{
    crypto::sha256_hex,
    db::{
        self, Tx,
        operators::{
            GrantRow, OperatorRow,
            credentials::{self, Chosen},
            setups::SetupRow,
        },
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        display_names::display_name,
        proposals::rights,
    },
};

pub use self::making::{NOT_FRESH, announce, make, make_first, make_for, make_own, url};

/// Held by whoever looks whether anybody can sign in and writes by it.
const FIRST: &str = "operators.first";

/// Whose link it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// The first operator of all, who chooses a name.
    First,
    /// This operator.
    Operator(OperatorName),
}

/// What somebody with a link typed.
pub struct Typed<'a> {
    /// The name; only the first operator chooses one.
    pub name: &'a str,
    /// How others read it; likewise.
    pub display_name: &'a str,
    /// The password ...
    pub password: Zeroizing<String>,
    /// ... and once more.
    pub again: Zeroizing<String>,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// That is no name.
    Name,
    /// Somebody has the name already.
    NameTaken,
    /// Not 1 to 100 characters.
    DisplayName,
    /// The password is not good enough.
    Password(Weakness),
    /// The second one is another.
    Again,
}

/// What became of what was typed.
#[derive(Debug)]
pub enum Typing {
    /// The link is no good, or not any more.
    Over,
    /// Something has to be typed anew.
    Wrong(Vec<Mistake>),
    /// What the browser carries to the second page.
    Carried(String),
}

/// What became of the app's first code.
#[derive(Debug)]
pub enum Confirmation {
    /// The link is no good, or the password was chosen too long ago.
    Over,
    /// It is no code of that app.
    Refused,
    /// Everything is stored and they are signed in; the recovery codes are shown this once.
    Done(Entered, Vec<String>),
}

/// Whose link this is, if it is any good.
///
/// # Errors
/// When the database fails.
pub async fn look(core: &Core, token: &str) -> Result<Option<Invited>, ServiceError> {
    let mut connection = core.db.read().await?;
    look_in(core, &mut connection, &sha256_hex(token.as_bytes())).await
}

/// Whether anybody can sign in. Whom the single sign-on let in once cannot any more when there is none.
async fn anybody(core: &Core, connection: &mut sqlx::AnyConnection) -> Result<bool, ServiceError> {
    let single = core.single_sign_on.is_some();
    Ok(credentials::anybody(connection, single).await?)
}

async fn look_in(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    hash: &str,
) -> Result<Option<Invited>, ServiceError> {
    // Nor do those that were made before passwords were turned off.
    let found = match core.is_single_sign_on_only() {
        true => None,
        false => db::operators::setups::find(connection, hash, core.clock.now()).await?,
    };
    let good = match found {
        Some(row) if maker_may(connection, &row).await? => Some(row),
        _ => None,
    };
    match good {
        None => Ok(None),
        Some(row) => match row.operator {
            Some(name) => {
                let name = OperatorName::new(name).map_err(|_| super::inconsistent("name"))?;
                Ok(Some(Invited::Operator(name)))
            }
            // There is a first operator only once.
            None if anybody(core, connection).await? => Ok(None),
            None => Ok(Some(Invited::First)),
        },
    }
}

/// Whether whoever made a link may still make one: an admin who is none any more has no way back by a link for another one.
async fn maker_may(
    connection: &mut sqlx::AnyConnection,
    row: &SetupRow,
) -> Result<bool, ServiceError> {
    let maker = row.made_by.as_deref().and_then(resets::operator_of);
    match maker.filter(|maker| row.operator.as_deref() != Some(*maker)) {
        Some(maker) => {
            let granted = rights::of(connection, maker).await?;
            Ok(granted.may(Action::ManageOperators, None))
        }
        None => Ok(true),
    }
}

/// Looks at the password, and at the first operator's name. Nothing is stored yet.
///
/// # Errors
/// [`ServiceError::TooMany`] when too many passwords are hashed at once.
pub async fn choose(core: &Core, token: &str, typed: Typed<'_>) -> Result<Typing, ServiceError> {
    let link = sha256_hex(token.as_bytes());
    let mut connection = core.db.read().await?;
    let Some(invited) = look_in(core, &mut connection, &link).await? else {
        return Ok(Typing::Over);
    };
    let mut mistakes = Vec::new();
    let (name, display_name) = match invited {
        Invited::Operator(name) => {
            let row = db::operators::find(&mut connection, name.as_str()).await?;
            let display_name = row.map(|row| row.display_name).unwrap_or_default();
            (Some(name), display_name)
        }
        Invited::First => {
            let name = OperatorName::new(typed.name.trim().to_lowercase()).ok();
            match &name {
                None => mistakes.push(Mistake::Name),
                Some(name) => {
                    let taken = db::operators::find(&mut connection, name.as_str()).await?;
                    mistakes.extend(taken.map(|_| Mistake::NameTaken));
                }
            }
            let shown_as = display_name(typed.display_name);
            mistakes.extend(shown_as.is_err().then_some(Mistake::DisplayName));
            (name, shown_as.unwrap_or_default())
        }
    };
    // Hashing takes its time; others need connections.
    drop(connection);
    let known_as = name.as_ref().map_or("", OperatorName::as_str);
    if let Some(weakness) = passwords::weakness(&typed.password, known_as) {
        mistakes.push(Mistake::Password(weakness));
    } else if typed.password != typed.again {
        mistakes.push(Mistake::Again);
    }
    let (true, Some(name)) = (mistakes.is_empty(), name) else {
        return Ok(Typing::Wrong(mistakes));
    };
    let half = HalfSetUp {
        link,
        name: name.to_string(),
        display_name,
        password_hash: core.passwords.hash(&*core.random, typed.password).await?,
        secret: Secret::new(core).as_bytes().to_vec(),
    };
    carried::seal(core, half).map(Typing::Carried)
}

/// What an app is shown on the second page; nothing when the browser does not come from the first.
///
/// # Errors
/// When no QR code can be made.
pub fn enrolment(core: &Core, token: &str, half: &str) -> Result<Option<Enrolment>, ServiceError> {
    opened(core, token, half)
        .map(|half| Secret::from_bytes(&half.secret).enrolment(&half.name))
        .transpose()
}

fn opened(core: &Core, token: &str, half: &str) -> Option<HalfSetUp> {
    let half: HalfSetUp = carried::open(core, half)?;
    (half.link == sha256_hex(token.as_bytes())).then_some(half)
}

/// Looks at the app's first code, stores everything, uses the link up and signs in. Every session that there was ends; passkeys
/// stay only for whoever is signed in already.
///
/// # Errors
/// When the database fails.
pub async fn confirm(
    core: &Core,
    (token, half): (&str, &str),
    code: &str,
    (from, already): (Origin<'_>, Option<&SignedIn>),
) -> Result<Confirmation, ServiceError> {
    let Some(half) = opened(core, token, half) else {
        return Ok(Confirmation::Over);
    };
    let secret = Secret::from_bytes(&half.secret);
    let name = OperatorName::new(half.name).map_err(|_| super::inconsistent("name"))?;
    let now = core.clock.now();
    let Some(step) = secret.step_of(&super::totp::typed(code), now, None)? else {
        return Ok(Confirmation::Refused);
    };
    let mut tx = core.db.begin_write().await?;
    db::locks::hold(&mut tx, core.db.dialect(), FIRST).await?;
    let link = db::operators::setups::find(&mut tx, &half.link, now).await?;
    let is_first = match look_in(core, &mut tx, &half.link).await? {
        None => return Ok(Confirmation::Over),
        Some(Invited::Operator(invited)) if invited != name => return Ok(Confirmation::Over),
        Some(Invited::Operator(_)) => false,
        Some(Invited::First) => true,
    };
    if !db::operators::setups::take(&mut tx, &half.link, now).await? {
        return Ok(Confirmation::Over);
    }
    if is_first && !insert_first(core, &mut tx, &name, half.display_name).await? {
        return Ok(Confirmation::Over);
    }
    let chosen = Chosen {
        password_hash: half.password_hash,
        totp_secret: secret.sealed(core, name.as_str())?,
        totp_step: step,
    };
    credentials::choose(&mut tx, name.as_str(), chosen, now).await?;
    let codes = recovery::generate(&*core.random);
    let hashes: Vec<String> = codes.iter().map(|code| recovery::hash(code)).collect();
    credentials::replace_recovery_codes(&mut tx, name.as_str(), &hashes).await?;
    sessions::end_all(core, &mut tx, &name, None).await?;
    if already.is_none_or(|already| already.name != name) {
        credentials::forget_passkeys(&mut tx, name.as_str()).await?;
    }
    let made_by = link.as_ref().and_then(|link| link.made_by.as_deref());
    if let (Some(made_by), Some(_)) = (
        made_by,
        link.as_ref().and_then(|link| link.last_signed_in_at),
    ) {
        resets::note(core, &mut tx, &name, made_by).await?;
    }
    let event = ("operator.set_up", Actor::Operator(name.as_str()));
    let detail = json!({ "first": is_first, "link_by": made_by });
    audit::of_system(core, &mut tx, event, &detail).await?;
    let entered = sign_in::enter(core, &mut tx, &name, Factor::Totp, from).await?;
    tx.commit().await?;
    Ok(Confirmation::Done(entered, codes))
}

/// The first operator is an admin for every client. `false` when somebody has the name meanwhile.
async fn insert_first(
    core: &Core,
    tx: &mut Tx,
    name: &OperatorName,
    display_name: String,
) -> Result<bool, ServiceError> {
    let row = OperatorRow {
        name: name.to_string(),
        display_name,
        created_at: core.clock.now().0,
        disabled_at: None,
    };
    if !db::operators::insert(tx, &row).await? {
        return Ok(false);
    }
    let grant = GrantRow {
        operator: row.name,
        client: EVERY.to_owned(),
        role: Role::Admin.code().to_owned(),
        granted_at: row.created_at,
    };
    db::operators::grant(tx, &grant).await?;
    for (kind, detail) in [
        ("operator.added", json!({ "operator": name })),
        (
            "operator.granted",
            json!({ "operator": name, "client": EVERY, "role": Role::Admin }),
        ),
    ] {
        audit::of_system(core, tx, (kind, Actor::Operator(name.as_str())), &detail).await?;
    }
    Ok(true)
}
