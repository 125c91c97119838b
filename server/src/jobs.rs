//! Jobs: what happens without a request. Rows in `jobs`, written in the transaction that makes them necessary.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, future::join_all};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use vestibule::{
    check::{Ending, State},
    id::{CheckId, OnboardingId},
    time::Timestamp,
};

use crate::{
    db::{self, Tx, jobs::JobRow},
    services::{
        ServiceError,
        case::Case,
        checks::polling,
        closing::{self, Expiry},
        core::Core,
        reference_images,
        retention::{self, Next},
    },
    telemetry::count,
};

/// Ask the provider about a check.
const POLL: &str = "poll";
/// End a check whose provider session ran out.
const DEADLINE: &str = "deadline";
/// Delete the pictures of an onboarding that nobody finished.
const PICTURES: &str = "pictures";
/// Close an onboarding whose time ran out.
const EXPIRY: &str = "expiry";
/// Erase onboardings that were kept long enough.
const RETENTION: (&str, &str) = ("retention", "sweep");
/// An onboarding that waits for somebody else when it would expire is looked at again after this long.
const REVIEWED_EXPIRY_MS: i64 = 60 * 60_000;
/// First poll of a check that waits for the applicant: a tab that was closed after submitting never reports.
pub const WAITING_POLL_MS: i64 = 20_000;
/// First poll of a check that the provider is working on.
pub const PROCESSING_POLL_MS: i64 = 2_000;
/// Polls are never further apart.
const MAX_POLL_MS: i64 = 60_000;
/// Jobs claimed at once.
const BATCH: i64 = 20;
/// Jobs that run at the same time.
const AT_ONCE: usize = 4;
/// A job that takes longer may be taken by another instance.
const LEASE_MS: i64 = 120_000;
/// How often the worker looks for due jobs.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Schedules a poll.
///
/// # Errors
/// When the database fails.
pub async fn poll_later(
    core: &Core,
    tx: &mut Tx,
    check: &str,
    millis: i64,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    Ok(db::jobs::schedule(tx, POLL, check, now.plus_millis(millis), now).await?)
}

/// Schedules the end of a provider session.
///
/// # Errors
/// When the database fails.
pub async fn watch_deadline(
    core: &Core,
    tx: &mut Tx,
    check: &str,
    deadline: Timestamp,
) -> Result<(), ServiceError> {
    Ok(db::jobs::schedule(tx, DEADLINE, check, deadline, core.clock.now()).await?)
}

/// Schedules the end of an onboarding's pictures.
///
/// # Errors
/// When the database fails.
pub async fn watch_pictures(
    core: &Core,
    tx: &mut Tx,
    onboarding: &str,
    end: Timestamp,
) -> Result<(), ServiceError> {
    Ok(db::jobs::schedule(tx, PICTURES, onboarding, end, core.clock.now()).await?)
}

/// Schedules the end of an onboarding that nobody finishes.
///
/// # Errors
/// When the database fails.
pub async fn watch_expiry(
    core: &Core,
    tx: &mut Tx,
    onboarding: &str,
    end: Timestamp,
) -> Result<(), ServiceError> {
    Ok(db::jobs::schedule(tx, EXPIRY, onboarding, end, core.clock.now()).await?)
}

/// Sees to it that retention looks again, within `millis` at the latest.
///
/// # Errors
/// When the database fails.
pub async fn watch_retention(core: &Core, tx: &mut Tx, millis: i64) -> Result<(), ServiceError> {
    let now = core.clock.now();
    Ok(db::jobs::ensure(tx, RETENTION, now.plus_millis(millis), now).await?)
}

/// Forgets that an onboarding would expire: it is closed.
///
/// # Errors
/// When the database fails.
pub async fn forget_expiry(tx: &mut Tx, onboarding: &str) -> Result<(), ServiceError> {
    Ok(db::jobs::remove(tx, EXPIRY, onboarding).await?)
}

/// Forgets every job of an onboarding that is erased, and of its checks.
///
/// # Errors
/// When the database fails.
pub async fn forget_onboarding(tx: &mut Tx, case: &Case) -> Result<(), ServiceError> {
    db::jobs::remove(tx, EXPIRY, case.id.as_str()).await?;
    db::jobs::remove(tx, PICTURES, case.id.as_str()).await?;
    for check in &case.checks {
        forget(tx, &check.id).await?;
    }
    Ok(())
}

/// Forgets the jobs of a check that ended.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, check: &str) -> Result<(), ServiceError> {
    db::jobs::remove(tx, POLL, check).await?;
    Ok(db::jobs::remove(tx, DEADLINE, check).await?)
}

/// Runs the jobs that are due now, and says how many there were.
///
/// # Errors
/// When the database fails.
pub async fn run_due(core: &Core) -> Result<usize, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let due = db::jobs::claim_due(
        &mut tx,
        core.db.dialect(),
        core.clock.now(),
        LEASE_MS,
        BATCH,
    )
    .await?;
    tx.commit().await?;
    // A few at a time, so that one slow provider does not hold up the deadlines of all the others.
    for some in due.chunks(AT_ONCE) {
        let running: Vec<_> = some.iter().map(|job| attend(core, job).boxed()).collect();
        for done in join_all(running).await {
            done?;
        }
    }
    Ok(due.len())
}

async fn attend(core: &Core, job: &JobRow) -> Result<(), ServiceError> {
    let span = tracing::info_span!("job", kind = job.kind);
    async {
        let outcome = match run(core, job).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(kind = job.kind, subject = job.subject, %error, "job failed");
                put_off(core, job, MAX_POLL_MS).await?;
                "failed"
            }
        };
        count::job(&job.kind, outcome);
        Ok(())
    }
    .instrument(span)
    .await
}

/// Runs a job and says what became of it, for metrics.
async fn run(core: &Core, job: &JobRow) -> Result<&'static str, ServiceError> {
    if job.kind == PICTURES {
        reference_images::forget_all(core, &job.subject).await?;
        return finish(core, job).await;
    }
    if job.kind == EXPIRY {
        return expire(core, job).await;
    }
    if job.kind == RETENTION.0 {
        return match retention::sweep(core).await? {
            Next::Never => finish(core, job).await,
            Next::In(millis) => put_off(core, job, millis).await,
        };
    }
    let Ok(check) = CheckId::new(job.subject.clone()) else {
        return finish(core, job).await;
    };
    let state = match job.kind.as_str() {
        POLL => polling::ask(core, &check, polling::Urgency::Now)
            .await
            .map(|asked| asked.state),
        DEADLINE => polling::expire(core, &check).await,
        _ => return finish(core, job).await,
    };
    match (state, job.kind.as_str()) {
        (Err(ServiceError::NotFound), _) | (Ok(State::Ended(_)), _) => finish(core, job).await,
        (Err(error), _) => Err(error),
        // This provider session was followed by another: the newer row stands, and this moves nothing. Or the clock was
        // set back: then the only row there is must not be lost, or the check would never end.
        (Ok(_), DEADLINE) => put_off(core, job, MAX_POLL_MS).await,
        (Ok(state), _) => put_off(core, job, next_poll(state, job.tries)).await,
    }
}

async fn expire(core: &Core, job: &JobRow) -> Result<&'static str, ServiceError> {
    let Ok(id) = OnboardingId::new(job.subject.clone()) else {
        return finish(core, job).await;
    };
    match closing::expire(core, &id).await? {
        Expiry::Over => finish(core, job).await,
        Expiry::Early(end) => {
            let millis = end.0.saturating_sub(core.clock.now().0);
            put_off(core, job, millis.max(MAX_POLL_MS)).await
        }
        Expiry::Waits => put_off(core, job, REVIEWED_EXPIRY_MS).await,
    }
}

/// Doubles with every try.
fn next_poll(state: State, tries: i64) -> i64 {
    let first = match state {
        State::Processing { .. } => PROCESSING_POLL_MS,
        State::Created
        | State::Open { .. }
        | State::Stopped { .. }
        | State::NeedsApproval { .. }
        | State::Ended(Ending::Succeeded)
        | State::Ended(_) => WAITING_POLL_MS,
    };
    first
        .saturating_mul(1 << tries.clamp(0, 6))
        .min(MAX_POLL_MS)
}

async fn finish(core: &Core, job: &JobRow) -> Result<&'static str, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    db::jobs::finish(&mut tx, job).await?;
    tx.commit().await?;
    Ok("done")
}

/// Puts a job off, with up to a tenth more, so that what failed together does not come back together.
async fn put_off(core: &Core, job: &JobRow, millis: i64) -> Result<&'static str, ServiceError> {
    let mut byte = [0_u8; 1];
    core.random.fill(&mut byte);
    let jitter = millis / 10 * i64::from(byte[0]) / 255;
    let mut tx = core.db.begin_write().await?;
    db::jobs::put_off(&mut tx, job, core.clock.now().plus_millis(millis + jitter)).await?;
    tx.commit().await?;
    Ok("again")
}

/// Runs due jobs until told to stop.
pub async fn work(core: Arc<Core>, stop: CancellationToken) {
    loop {
        // In a task of its own: an adapter that panics must not end the worker. Its job comes back after the lease.
        let due = tokio::spawn({
            let core = core.clone();
            async move { run_due(&core).await }
        });
        match due.await.unwrap_or(Ok(0)) {
            // A full batch: there may be more.
            Ok(count)
                if i64::try_from(count).is_ok_and(|count| count == BATCH)
                    && !stop.is_cancelled() =>
            {
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "jobs could not be claimed"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
