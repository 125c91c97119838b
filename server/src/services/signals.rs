//! Signals: what other onboardings of the same client make remarkable about a case. For operators and decisions only: no page,
//! status, wait or length may depend on them.
//!
//! People are found again by keyed hashes of what a check established about them (never of what they merely said: that would
//! let anybody spoil somebody else's onboarding), and browsers by the key that owns their onboardings.

mod identifiers;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AnyConnection;
use vestibule::{
    check::{Ending, State},
    fact::Fact,
    id::OnboardingId,
    matching::{Compared, canonical},
    risk::RiskSignal,
    time::Timestamp,
};

use self::identifiers::{Kind, address, identifiers};
use super::{
    ServiceError, answers,
    audit::{self, Actor},
    budgets::DAY_MS,
    case::Case,
    core::Core,
};
use crate::{
    crypto::Scope,
    db::{self, Tx, checks::CheckRow},
};

/// Nothing is counted any further: more says no more.
const MOST: i64 = 1_000;
/// An onboarding may take so long from its first page to its decision, which looks at how it began.
const DEVICES_FOR_DAYS: u32 = 30;

/// The keyed hashes, by kind, under which a client's onboardings have what somebody typed, whichever kind of identifier that is.
///
/// # Errors
/// Never with a ring that could be made.
pub(crate) fn hashes_of(
    core: &Core,
    client: &str,
    typed: &str,
) -> Result<Vec<(&'static str, String)>, ServiceError> {
    let forms = [
        (Kind::NationalId, canonical(Compared::NationalId, typed)),
        (Kind::Phone, canonical(Compared::Phone, typed)),
        (Kind::Email, address(typed)),
    ];
    let mut found = Vec::new();
    for (kind, form) in forms {
        let Some(form) = form else {
            continue;
        };
        let purpose = kind.purpose();
        for hash in core
            .keys
            .keyed_hashes(Scope { purpose, client }, &[&form])?
        {
            found.push((kind.code(), hash));
        }
    }
    Ok(found)
}

/// Remembers whom a settled check is about, in the transaction that settles it. Of two that are about the same person and settle
/// at the same time, one waits for the other: its decision then sees it.
///
/// # Errors
/// When the database fails.
pub(super) async fn remember(
    core: &Core,
    tx: &mut Tx,
    (case, check): (&Case, &CheckRow),
    facts: &[Fact],
) -> Result<(), ServiceError> {
    if core.signals.window_days == 0 {
        return Ok(());
    }
    let client = case.row.client.as_str();
    let mut hashes = BTreeSet::new();
    for (kind, parts) in identifiers(&check.connection, facts) {
        let purpose = kind.purpose();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        for hash in core.keys.keyed_hashes(Scope { purpose, client }, &parts)? {
            hashes.insert((kind.code(), hash));
        }
    }
    let dialect = core.db.dialect();
    // In the order of their names, so that two of them never wait for each other.
    for (kind, hash) in &hashes {
        db::locks::hold(tx, dialect, &format!("identifiers {client} {kind} {hash}")).await?;
    }
    let now = core.clock.now();
    for (kind, hash) in &hashes {
        let whose = (client, case.id.as_str());
        db::identifiers::remember(tx, whose, (kind, hash), now).await?;
    }
    Ok(())
}

/// Remembers in which browser an onboarding was begun, or its link claimed: by the hash of the key that owns it.
///
/// # Errors
/// When the database fails.
pub(super) async fn remember_device(
    core: &Core,
    tx: &mut Tx,
    (client, id): (&str, &OnboardingId),
    owner_hash: &str,
) -> Result<(), ServiceError> {
    if core.signals.device_velocity == 0 {
        return Ok(());
    }
    let kind = Kind::Device;
    let purpose = kind.purpose();
    let now = core.clock.now();
    for hash in core
        .keys
        .keyed_hashes(Scope { purpose, client }, &[owner_hash])?
    {
        let whose = (client, id.as_str());
        db::identifiers::remember(tx, whose, (kind.code(), &hash), now).await?;
    }
    Ok(())
}

/// Raises the signals that a case has now, and gives all of them.
///
/// # Errors
/// When the database fails.
pub async fn raise(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<BTreeSet<RiskSignal>, ServiceError> {
    let counted = counted(core, &mut *connection, case).await?;
    let now = core.clock.now();
    for (signal, count) in &counted {
        db::risk_signals::raise(&mut *connection, case.id.as_str(), *signal, *count, now).await?;
    }
    let new: BTreeMap<&str, i64> = counted
        .iter()
        .filter(|(signal, _)| !case.signals.contains(signal))
        .map(|(signal, count)| (signal.code(), *count))
        .collect();
    if !new.is_empty() {
        tracing::info!(
            onboarding = case.id.as_str(),
            client = case.row.client,
            signals = ?new,
            "signals raised"
        );
        let detail = serde_json::json!({ "signals": new });
        let event = ("signals.raised", Actor::System);
        audit::of_case(core, connection, case, event, &detail).await?;
    }
    let before = case.signals.iter().copied();
    Ok(before.chain(counted.into_keys()).collect())
}

/// Raises the signal that another browser takes over what somebody was, or is being, examined for in the one before.
///
/// # Errors
/// When the database fails.
pub(super) async fn raise_takeover(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
) -> Result<(), ServiceError> {
    let brings_nothing =
        |state: State| matches!(state, State::Ended(ending) if ending != Ending::Succeeded);
    if case.checks.iter().all(|check| brings_nothing(check.state)) {
        return Ok(());
    }
    let signal = RiskSignal::TakenOver;
    db::risk_signals::raise(&mut *tx, case.id.as_str(), signal, 1, core.clock.now()).await?;
    let detail = serde_json::json!({ "signals": { signal.code(): 1 } });
    let event = ("signals.raised", Actor::System);
    audit::of_case(core, tx, case, event, &detail).await
}

/// The signals of a case as they are now, and how many other onboardings, or how often.
async fn counted(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<BTreeMap<RiskSignal, i64>, ServiceError> {
    let config = &core.signals;
    let whose = (case.row.client.as_str(), case.id.as_str());
    let now = core.clock.now();
    let mut counted = BTreeMap::new();
    if let Some(since) = window(now, config.window_days) {
        for (signal, kind) in [
            (RiskSignal::DuplicateNationalId, Kind::NationalId),
            (RiskSignal::DuplicatePhone, Kind::Phone),
            (RiskSignal::DuplicateSubject, Kind::Subject),
        ] {
            let others = db::identifiers::others_with_the_same(
                &mut *connection,
                whose,
                kind.code(),
                since,
                MOST,
            )
            .await?;
            if others > 0 {
                counted.insert(signal, others);
            }
        }
    }
    if config.device_velocity > 0 {
        let device = Kind::Device.code();
        let begun =
            1 + db::identifiers::others_around(&mut *connection, whose, device, DAY_MS, MOST)
                .await?;
        if begun > i64::from(config.device_velocity) {
            counted.insert(RiskSignal::DeviceVelocity, begun);
        }
    }
    if config.phone_velocity > 0 {
        let since = now.plus_millis(-DAY_MS);
        let calls = db::usage::about_the_same_phones(&mut *connection, whose, since, MOST).await?;
        if calls > i64::from(config.phone_velocity) {
            counted.insert(RiskSignal::PhoneVelocity, calls);
        }
    }
    if answers::edited(case)? {
        counted.insert(RiskSignal::PrefillEdited, 1);
    }
    Ok(counted)
}

/// Since when people are found again; `None` when they are not.
fn window(now: Timestamp, days: u32) -> Option<Timestamp> {
    (days > 0).then(|| now.plus_millis(-i64::from(days) * DAY_MS))
}

/// Forgets what identifies the person of an onboarding, and which numbers were called for it.
///
/// # Errors
/// When the database fails.
pub async fn forget(core: &Core, id: &OnboardingId) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    forget_in(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// The same, in the caller's transaction.
pub(super) async fn forget_in(tx: &mut Tx, id: &OnboardingId) -> Result<(), ServiceError> {
    db::identifiers::forget(tx, id.as_str()).await?;
    db::usage::forget_phones(tx, id.as_str()).await?;
    Ok(())
}

/// Forgets what is too old to find anybody by.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(core: &Core) -> Result<u64, ServiceError> {
    let days = core.signals.window_days.max(DEVICES_FOR_DAYS);
    let Some(before) = window(core.clock.now(), days) else {
        return Ok(0);
    };
    let mut tx = core.db.begin_write().await?;
    let forgotten = db::identifiers::forget_before(&mut tx, before).await?;
    tx.commit().await?;
    Ok(forgotten)
}
