//! Retention: what was kept for as long as the configuration says is erased, by the same way as when a client asks for it.
//!
//! A job looks every few minutes, erases a few at a time and so many an hour at most. A guard stands before it: a clock or a
//! configuration that is wrong must not destroy what nobody can bring back. What the guard stops goes on when an admin says so.

mod guard;
mod periods;

use serde_json::json;
use sqlx::AnyConnection;
use vestibule::{id::OnboardingId, permission::Action, time::Timestamp};

use self::{guard::Look, periods::Due};
use super::{
    ServiceError,
    audit::{self, Actor},
    core::Core,
    erasure,
    operators::sessions::SignedIn,
};
use crate::{
    db::{self, holds::HoldRow, retention::StateRow},
    jobs,
};

pub use self::{guard::Why, periods::due_at};

/// How often it looks, in milliseconds.
pub const SWEEP_MS: i64 = 10 * 60_000;
/// After this long it goes on with what one look left.
const GO_ON_MS: i64 = 1_000;
/// Onboardings that are erased in one go: their providers may have to be told, and the job's lease is short.
const BATCH: usize = 20;
/// An hour, in milliseconds.
const HOUR_MS: i64 = 60 * 60_000;
/// What is due within so many milliseconds is due soon: a week.
const SOON_MS: i64 = 7 * 24 * HOUR_MS;
/// Holds that are listed.
const MAX_HOLDS: i64 = 100;

/// When to look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// In so many milliseconds.
    In(i64),
    /// Nothing is configured.
    Never,
}

/// Sees to it that the job is there, if anything is configured.
///
/// # Errors
/// When the database fails.
pub async fn watch(core: &Core) -> Result<(), ServiceError> {
    if !core.retention.is_on() {
        return Ok(());
    }
    let mut tx = core.db.begin_write().await?;
    jobs::watch_retention(core, &mut tx, SWEEP_MS * 2).await?;
    Ok(tx.commit().await?)
}

/// Looks, and erases a few of what is due if the guard lets it.
///
/// # Errors
/// When the database fails.
pub async fn sweep(core: &Core) -> Result<Next, ServiceError> {
    if !core.retention.is_on() {
        return Ok(Next::Never);
    }
    let now = core.clock.now();
    let mut connection = core.db.read().await?;
    let state = db::retention::state(&mut connection).await?;
    let periods = periods::all(core, &mut connection).await?;
    let look = look(core, &mut connection, (&state, &periods), now).await?;
    drop(connection);

    let mut tx = core.db.begin_write().await?;
    db::locks::hold(&mut tx, core.db.dialect(), db::retention::LOCK).await?;
    if db::retention::state(&mut tx).await? != state {
        // Somebody confirmed, or another instance looked, while this one counted.
        return Ok(Next::In(GO_ON_MS));
    }
    if let Some(why) = guard::objection(&state, &look, &core.retention) {
        stop(core, &mut tx, (state, &look), why).await?;
        tx.commit().await?;
        return Ok(Next::In(SWEEP_MS));
    }
    let mut state = let_through(core, &mut tx, state, &look).await?;
    if !(state.hour_began..state.hour_began.saturating_add(HOUR_MS)).contains(&now.0) {
        (state.hour_began, state.hour_count) = (now.0, 0);
    }
    db::retention::remember(&mut tx, &state).await?;
    tx.commit().await?;

    let left = i64::from(core.retention.per_hour).saturating_sub(state.hour_count);
    let many = usize::try_from(left).unwrap_or_default().min(BATCH);
    if many == 0 {
        return Ok(Next::In(state.hour_began.saturating_add(HOUR_MS) - now.0));
    }
    let mut connection = core.db.read().await?;
    let due = periods::oldest(&mut connection, &periods, (now, many)).await?;
    drop(connection);
    erase_all(core, &due, Timestamp(state.hour_began)).await?;
    Ok(Next::In(match due.len() < many {
        true => SWEEP_MS,
        false => GO_ON_MS,
    }))
}

async fn look(
    core: &Core,
    connection: &mut AnyConnection,
    (state, periods): (&StateRow, &[Due]),
    now: Timestamp,
) -> Result<Look, ServiceError> {
    let rules = periods::rules(&core.retention)?;
    let due = periods::count(connection, periods, now).await?;
    let confirmed = state
        .confirmed_until
        .filter(|_| state.confirmed_rules.as_ref() == Some(&rules));
    let fresh = match confirmed {
        Some(until) if due > 0 => {
            due - periods::count(connection, periods, Timestamp(until.min(now.0))).await?
        }
        _ => due,
    };
    let kept = match fresh > i64::from(core.retention.guard_count) {
        true => db::retention::kept(connection).await?,
        // Fewer never are too many.
        false => i64::MAX,
    };
    Ok(Look {
        now,
        rules,
        due,
        fresh,
        kept,
    })
}

async fn stop(
    core: &Core,
    tx: &mut db::Tx,
    (state, look): (StateRow, &Look),
    why: Why,
) -> Result<(), ServiceError> {
    let is_news = state.stopped_why.as_deref() != Some(why.code());
    let state = StateRow {
        stopped_at: Some(match is_news {
            true => look.now.0,
            false => state.stopped_at.unwrap_or(look.now.0),
        }),
        stopped_why: Some(why.code().to_owned()),
        stopped_until: Some(look.now.0),
        stopped_due: Some(look.due),
        ..state
    };
    if is_news {
        let (why, due) = (why.code(), look.due);
        tracing::error!(
            why,
            due,
            "retention is stopped by its guard until an admin confirms: dashboard, Settings, Retention"
        );
        let detail = json!({ "why": why, "due": due, "until": look.now.0 });
        audit::of_system(core, tx, ("retention.stopped", Actor::Retention), &detail).await?;
    }
    Ok(db::retention::remember(tx, &state).await?)
}

async fn let_through(
    core: &Core,
    tx: &mut db::Tx,
    state: StateRow,
    look: &Look,
) -> Result<StateRow, ServiceError> {
    if state.stopped_at.is_some() {
        tracing::info!(due = look.due, "retention goes on");
        let detail = json!({ "due": look.due });
        audit::of_system(core, tx, ("retention.resumed", Actor::Retention), &detail).await?;
    }
    Ok(StateRow {
        swept_at: Some(look.now.0),
        rules: Some(look.rules.clone()),
        stopped_at: None,
        stopped_why: None,
        stopped_until: None,
        stopped_due: None,
        ..state
    })
}

async fn erase_all(
    core: &Core,
    due: &[OnboardingId],
    hour_began: Timestamp,
) -> Result<(), ServiceError> {
    let mut erased = 0;
    for id in due {
        match erase_one(core, id).await {
            Ok(true) => erased += 1,
            Ok(false) | Err(ServiceError::NotFound | ServiceError::OnHold) => {}
            // The others' time is over all the same.
            Err(error) => {
                tracing::error!(onboarding = id.as_str(), %error, "what is due was not erased");
            }
        }
    }
    if erased > 0 {
        let mut tx = core.db.begin_write().await?;
        db::retention::add_erased(&mut tx, (hour_began, erased)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Erases one, if it still is due.
async fn erase_one(core: &Core, id: &OnboardingId) -> Result<bool, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let row = db::onboardings::find(&mut tx, id, Some(core.db.dialect()))
        .await?
        .ok_or(ServiceError::NotFound)?;
    if due_at(core, &row)?.is_none_or(|due| core.clock.now() < due) {
        return Ok(false);
    }
    let Some(erased) = erasure::erase_in(core, &mut tx, id, Actor::Retention).await? else {
        return Ok(false);
    };
    tx.commit().await?;
    erasure::finish(core, erased).await;
    Ok(true)
}

/// What the guard stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Why.
    pub why: Why,
    /// Since when.
    pub since: Timestamp,
    /// Up to which moment it looked last: that is what is confirmed.
    pub until: Timestamp,
    /// How many would be erased.
    pub due: i64,
}

/// Where retention stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The time by the server's clock.
    pub now: Timestamp,
    /// When it last looked and went on.
    pub swept_at: Option<Timestamp>,
    /// How many are due now.
    pub due: i64,
    /// How many more will be due within a week.
    pub soon: i64,
    /// How many are on hold.
    pub holds: i64,
    /// What the guard stopped.
    pub stopped: Option<Stopped>,
    /// Who confirmed last, and when.
    pub confirmed: Option<(String, Timestamp)>,
}

/// Where retention stands.
///
/// # Errors
/// When the database fails.
pub async fn standing(core: &Core) -> Result<Standing, ServiceError> {
    let now = core.clock.now();
    let mut connection = core.db.read().await?;
    let state = db::retention::state(&mut connection).await?;
    let periods = periods::all(core, &mut connection).await?;
    let due = periods::count(&mut connection, &periods, now).await?;
    let soon = periods::count(&mut connection, &periods, now.plus_millis(SOON_MS)).await?;
    let stopped = match (why(core, &state), state.stopped_at, state.stopped_until) {
        (Some(why), Some(since), Some(until)) => Some(Stopped {
            why,
            since: Timestamp(since),
            until: Timestamp(until),
            due: periods::count(&mut connection, &periods, Timestamp(until)).await?,
        }),
        _ => None,
    };
    Ok(Standing {
        now,
        swept_at: state.swept_at.map(Timestamp),
        due,
        soon: soon - due,
        holds: db::holds::count(&mut connection).await?,
        stopped,
        confirmed: state.confirmed_by.zip(state.confirmed_at.map(Timestamp)),
    })
}

/// Why the guard stops it. Where nothing is configured any more, nothing waits.
fn why(core: &Core, state: &StateRow) -> Option<Why> {
    let why = state.stopped_why.as_deref().and_then(Why::from_code);
    why.filter(|_| core.retention.is_on())
}

/// Since when the guard stops it, for an operator who may let it go on; nothing for others. Counts nothing, however much there
/// is.
///
/// # Errors
/// When the database fails.
pub async fn stopped_since(
    core: &Core,
    operator: &SignedIn,
) -> Result<Option<Timestamp>, ServiceError> {
    if !operator.grants.may(Action::ManageRetention, None) {
        return Ok(None);
    }
    let mut connection = core.db.read().await?;
    let state = db::retention::state(&mut connection).await?;
    let since = state.stopped_at.map(Timestamp);
    Ok(since.filter(|_| why(core, &state).is_some()))
}

/// Where it stands for an operator, with the newest holds.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not see it.
pub async fn seen(
    core: &Core,
    operator: &SignedIn,
) -> Result<(Standing, Vec<HoldRow>), ServiceError> {
    if !operator.grants.may(Action::ManageRetention, None) {
        return Err(ServiceError::NotFound);
    }
    let standing = standing(core).await?;
    let mut connection = core.db.read().await?;
    let holds = db::holds::newest(&mut connection, MAX_HOLDS).await?;
    Ok((standing, holds))
}

/// An admin lets go on what the guard stopped, who has to know how many onboardings that erases.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; see [`confirm`].
pub async fn confirm_at_desk(
    core: &Core,
    operator: &SignedIn,
    count: i64,
) -> Result<(), ServiceError> {
    if !operator.grants.may(Action::ManageRetention, None) {
        return Err(ServiceError::NotFound);
    }
    confirm(core, count, Actor::Operator(operator.name.as_str())).await
}

/// Lets go on what the guard stopped: everything that was due when it last looked, by the periods of now, and nothing else.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is not stopped, [`ServiceError::BadRequest`] when another number would be erased.
pub async fn confirm(core: &Core, count: i64, actor: Actor<'_>) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    db::locks::hold(&mut tx, core.db.dialect(), db::retention::LOCK).await?;
    let state = db::retention::state(&mut tx).await?;
    let (true, Some(until)) = (core.retention.is_on(), state.stopped_until) else {
        return Err(ServiceError::OutOfOrder);
    };
    let periods = periods::all(core, &mut tx).await?;
    // Counted anew: periods may have changed, and whoever typed the number saw that one.
    if periods::count(&mut tx, &periods, Timestamp(until)).await? != count {
        return Err(ServiceError::BadRequest("count: is another one by now"));
    }
    let state = StateRow {
        confirmed_by: Some(actor.code()),
        confirmed_at: Some(core.clock.now().0),
        confirmed_until: Some(until),
        confirmed_rules: Some(periods::rules(&core.retention)?),
        stopped_at: None,
        stopped_why: None,
        stopped_until: None,
        stopped_due: None,
        ..state
    };
    db::retention::remember(&mut tx, &state).await?;
    let detail = json!({ "due": count, "until": until });
    audit::of_system(core, &mut tx, ("retention.confirmed", actor), &detail).await?;
    jobs::watch_retention(core, &mut tx, 0).await?;
    Ok(tx.commit().await?)
}
