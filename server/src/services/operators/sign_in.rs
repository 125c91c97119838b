//! Signing in: a name and a password, then a second factor. Between the two somebody is nobody yet.
//!
//! Whether there is no such operator, the password is wrong or the operator is disabled: the answer is the same, and takes the
//! same work. SEC-193

use std::net::IpAddr;

use serde_json::json;
use vestibule::{id::OperatorName, time::Timestamp};
use zeroize::Zeroizing;

use super::{
    carried::{self, HalfSignedIn, KnownBrowser},
    recovery,
    sessions::{self, Factor, SignedIn},
    throttle::{self, Counted},
    totp::{self, Secret},
};
use crate::{
    db::{
        self, Tx,
        operators::credentials::{self, CredentialsRow},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
    },
};

pub use super::carried::KNOWN_FOR_SECONDS;

/// Longest name and longest password that are looked at, in bytes. No good ones are longer.
const MAX_NAME: usize = 100;
const MAX_PASSWORD: usize = 4 * super::passwords::MAX_LENGTH;
/// Longest path that is come back to, in bytes.
const MAX_NEXT: usize = 2000;
/// Sessions are listed for so long after they began, in milliseconds; then they are forgotten.
const KEPT: i64 = 90 * 24 * 60 * 60 * 1000;

const REFUSED: &str = "sign_in.refused";

/// From where somebody signs in.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The address, as it is listed among the sessions.
    pub address: IpAddr,
    /// What is counted as one client: the address, or its network.
    pub network: IpAddr,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// What an earlier signing in left in this browser.
    pub known: Option<&'a str>,
}

/// What somebody typed who wants to sign in.
pub struct Tried<'a> {
    /// The name.
    pub name: &'a str,
    /// The password.
    pub password: Zeroizing<String>,
    /// Where they wanted to go.
    pub next: Option<&'a str>,
}

/// The second factor, as somebody typed it.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// A code of the authenticator app.
    Totp(&'a str),
    /// A recovery code.
    Recovery(&'a str),
}

/// What became of a second factor.
#[derive(Debug)]
pub enum Second {
    /// There is no first factor, or it was too long ago.
    Over,
    /// It is wrong, or was used.
    Refused,
    /// They are signed in.
    Done(Entered),
}

/// Somebody signed in.
#[derive(Debug)]
pub struct Entered {
    /// The value of the session's cookie.
    pub token: String,
    /// By what this browser is known from now on.
    pub known: String,
    /// Where they go.
    pub next: String,
}

/// The path to come back to, if it is one of the dashboard's screens and nothing else. No other site, and no way in or out.
#[must_use]
pub fn way_back(next: &str) -> Option<&str> {
    let rest = next.strip_prefix("/dashboard")?;
    let is_plain = next.len() <= MAX_NEXT
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && (rest.is_empty() || rest.starts_with(['/', '?']));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let is_tame = !path.contains("//")
        && !path.split('/').any(|part| matches!(part, "." | ".."))
        && !path.contains('%');
    let is_way_in = ["/sign-in", "/sign-out", "/set-up"]
        .iter()
        .any(|way| path == *way || path.starts_with(&format!("{way}/")));
    (is_plain && is_tame && !is_way_in).then_some(next)
}

/// Looks at name and password. What the browser has to carry to the second factor; nothing when they are not right.
///
/// # Errors
/// [`ServiceError::TooSoon`] after too many failures, [`ServiceError::TooMany`] when too many sign in at once,
/// [`ServiceError::NotFound`] where passwords are turned off.
pub async fn first(
    core: &Core,
    tried: Tried<'_>,
    from: Origin<'_>,
) -> Result<Option<String>, ServiceError> {
    if core.is_single_sign_on_only() {
        return Err(ServiceError::NotFound);
    }
    let name: String = tried.name.trim().to_lowercase();
    let name: String = name.chars().take(MAX_NAME).collect();
    let known = known_browser(core, &name, from);
    let counted = [
        by_name(&name, known.as_deref()),
        Counted::Address(from.network),
    ];
    throttle::take(core, &counted).await?;

    let row = {
        let mut connection = core.db.read().await?;
        credentials::find(&mut connection, &name).await?
    };
    let usable = row.as_ref().filter(|row| may_sign_in(row));
    let hash = usable.and_then(|row| row.password_hash.clone());
    let is_readable = tried.password.len() <= MAX_PASSWORD;
    let password = match is_readable {
        true => tried.password,
        false => Zeroizing::new(String::new()),
    };
    let is_right = core.passwords.is(password, hash).await? && is_readable;
    let mut tx = core.db.begin_write().await?;
    let (true, Some(row)) = (is_right, usable) else {
        let reason = match &row {
            None => "unknown",
            Some(row) if row.disabled_at.is_some() => "disabled",
            Some(row) if !may_sign_in(row) => "not_set_up",
            Some(_) => "password",
        };
        refuse(core, &mut tx, reason, row.map(|row| row.name).as_deref()).await?;
        tx.commit().await?;
        return Ok(None);
    };
    throttle::forgive(core, &mut tx, &counted).await?;
    tx.commit().await?;
    let half = HalfSignedIn {
        operator: row.name.clone(),
        password_changed_at: row.password_changed_at.unwrap_or_default(),
        next: tried.next.and_then(way_back).map(str::to_owned),
    };
    carried::seal(core, half).map(Some)
}

fn may_sign_in(row: &CredentialsRow) -> bool {
    row.disabled_at.is_none() && row.password_hash.is_some() && row.totp_confirmed_at.is_some()
}

fn by_name<'a>(name: &'a str, known: Option<&'a str>) -> Counted<'a> {
    match known {
        Some(browser) => Counted::Browser { name, browser },
        None => Counted::Name(name),
    }
}

/// The id of this browser, if that operator signed in with it before.
fn known_browser(core: &Core, name: &str, from: Origin<'_>) -> Option<String> {
    let known: KnownBrowser = carried::open(core, from.known?)?;
    (known.operator == name).then_some(known.browser)
}

/// Nothing is said of people whom nobody knows: they may have typed a password where the name belongs.
pub(super) async fn refuse(
    core: &Core,
    tx: &mut Tx,
    reason: &str,
    operator: Option<&str>,
) -> Result<(), ServiceError> {
    let detail = match operator {
        Some(operator) => json!({ "reason": reason, "operator": operator }),
        None => json!({ "reason": reason }),
    };
    audit::of_system(core, tx, (REFUSED, Actor::System), &detail).await
}

/// Whether this browser may be asked for a second factor.
#[must_use]
pub fn is_half_signed_in(core: &Core, half: &str) -> bool {
    carried::open::<HalfSignedIn>(core, half).is_some()
}

/// Looks at the second factor, and begins a session.
///
/// # Errors
/// [`ServiceError::TooSoon`] after too many failures, [`ServiceError::NotFound`] where passwords are turned off.
pub async fn second(
    core: &Core,
    half: &str,
    proof: Proof<'_>,
    from: Origin<'_>,
) -> Result<Second, ServiceError> {
    if core.is_single_sign_on_only() {
        return Err(ServiceError::NotFound);
    }
    let Some(half) = carried::open::<HalfSignedIn>(core, half) else {
        return Ok(Second::Over);
    };
    let counted = [Counted::Second(&half.operator)];
    throttle::take(core, &counted).await?;
    let mut tx = core.db.begin_write().await?;
    let row = credentials::find(&mut tx, &half.operator).await?;
    let Some(row) = row.filter(|row| {
        may_sign_in(row) && row.password_changed_at == Some(half.password_changed_at)
    }) else {
        return Ok(Second::Over);
    };
    let factor = match proven(core, &mut tx, &row, proof).await? {
        Ok(factor) => factor,
        Err(reason) => {
            refuse(core, &mut tx, reason, Some(&row.name)).await?;
            tx.commit().await?;
            return Ok(Second::Refused);
        }
    };
    throttle::forgive(core, &mut tx, &counted).await?;
    let name = OperatorName::new(row.name).map_err(|_| super::inconsistent("name"))?;
    let mut entered = enter(core, &mut tx, &name, factor, from).await?;
    tx.commit().await?;
    if let Some(next) = half.next.as_deref().and_then(way_back) {
        next.clone_into(&mut entered.next);
    }
    Ok(Second::Done(entered))
}

/// Begins a session for somebody who showed everything that it takes; the transaction is the caller's.
///
/// # Errors
/// When the database fails.
pub async fn enter(
    core: &Core,
    tx: &mut Tx,
    name: &OperatorName,
    factor: Factor,
    from: Origin<'_>,
) -> Result<Entered, ServiceError> {
    let address = from.address.to_string();
    let token = sessions::begin(core, tx, name, factor, (address.as_str(), from.agent)).await?;
    credentials::signed_in(tx, name.as_str(), core.clock.now()).await?;
    let event = ("operator.signed_in", Actor::Operator(name.as_str()));
    audit::of_system(core, tx, event, &json!({ "factor": factor.code() })).await?;
    let browser = known_browser(core, name.as_str(), from);
    let known = KnownBrowser {
        operator: name.to_string(),
        browser: browser.unwrap_or_else(|| core.random.token()),
    };
    Ok(Entered {
        token,
        known: carried::seal(core, known)?,
        next: "/dashboard".to_owned(),
    })
}

/// Shows a second factor once more, for what changes how somebody signs in. `false` when it is wrong.
///
/// # Errors
/// [`ServiceError::TooSoon`] after too many failures.
pub async fn prove(core: &Core, who: &SignedIn, proof: Proof<'_>) -> Result<bool, ServiceError> {
    let counted = [Counted::Second(who.name.as_str())];
    throttle::take(core, &counted).await?;
    let mut tx = core.db.begin_write().await?;
    let row = credentials::find(&mut tx, who.name.as_str()).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let factor = match proven(core, &mut tx, &row, proof).await? {
        Ok(factor) => factor,
        Err(reason) => {
            refuse(core, &mut tx, reason, Some(&row.name)).await?;
            tx.commit().await?;
            return Ok(false);
        }
    };
    throttle::forgive(core, &mut tx, &counted).await?;
    sessions::proved(core, &mut tx, who, factor).await?;
    tx.commit().await?;
    Ok(true)
}

/// Uses a second factor up; else why not.
async fn proven(
    core: &Core,
    tx: &mut Tx,
    row: &CredentialsRow,
    proof: Proof<'_>,
) -> Result<Result<Factor, &'static str>, ServiceError> {
    let now = core.clock.now();
    match proof {
        Proof::Totp(code) => {
            let Some(sealed) = row.totp_secret.as_deref() else {
                return Ok(Err("no_app"));
            };
            let secret = Secret::opened(core, &row.name, sealed)?;
            let step = secret.step_of(&totp::typed(code), now, row.totp_step)?;
            let Some(step) = step else {
                return Ok(Err("code"));
            };
            // Of two requests with one code, one is the first.
            match credentials::use_step(tx, &row.name, step).await? {
                true => Ok(Ok(Factor::Totp)),
                false => Ok(Err("code")),
            }
        }
        Proof::Recovery(code) => {
            let hash = recovery::hash(code);
            match credentials::use_recovery_code(tx, &row.name, &hash, now).await? {
                true => Ok(Ok(Factor::Recovery)),
                false => Ok(Err("recovery_code")),
            }
        }
    }
}

/// Forgets what is over: failures of yesterday, links and sessions of long ago.
///
/// # Errors
/// When the database fails.
pub async fn sweep(core: &Core) -> Result<(), ServiceError> {
    let Timestamp(now) = core.clock.now();
    let mut tx = core.db.begin_write().await?;
    let yesterday = Timestamp(now - throttle::FORGOTTEN_AFTER);
    db::operators::failures::delete_older(&mut tx, yesterday).await?;
    let long_ago = Timestamp(now - KEPT);
    db::operators::setups::delete_older(&mut tx, long_ago).await?;
    db::operators::sessions::delete_older(&mut tx, long_ago).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::way_back;

    /// SEC-193
    #[test]
    fn whoever_signs_in_comes_back_to_the_dashboard_and_nowhere_else() {
        for good in [
            "/dashboard",
            "/dashboard?a=b",
            "/dashboard/onboardings",
            "/dashboard/onboardings?status=needs_review&client=shop%20one",
        ] {
            assert_eq!(way_back(good), Some(good));
        }
        for wrong in [
            "",
            "/",
            "//evil.test",
            "https://evil.test/dashboard",
            "/dashboardx",
            "/dashboard.evil.test",
            "/dashboard@evil.test",
            "/dashboard\\evil.test",
            "/dashboard//evil.test",
            "/dashboard/../o/1",
            "/dashboard/%2e%2e/o/1",
            "/dashboard/sign-in",
            "/dashboard/sign-in?next=/dashboard",
            "/dashboard/sign-in/second",
            "/dashboard/sign-out",
            "/dashboard/set-up/token",
            "/dashboard\r\nset-cookie: a=b",
            "/dashboard/å",
        ] {
            assert_eq!(way_back(wrong), None, "{wrong}");
        }
        let long = format!("/dashboard?{}", "a".repeat(2000));
        assert_eq!(way_back(&long), None);
    }
}
