//! What is measured by looking: backlogs, ages, circuits and the pool. Looked at when somebody scrapes, not more often than
//! every few seconds and not for long.

use std::time::Duration;

use metrics::gauge;
use tokio::sync::Mutex;
use vestibule::time::Timestamp;

use super::{ServiceError, core::Core, pauses};
use crate::{db, outbound::CircuitState, telemetry::names};

/// What was read is shown again for so long, in milliseconds.
const FRESH_MS: i64 = 5_000;
/// A database that does not answer within this time holds up no scrape.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks, and remembers when it last did.
#[derive(Debug, Default)]
pub struct Gauges(Mutex<Option<Timestamp>>);

impl Gauges {
    /// Brings the gauges up to date. When the database does not answer, those that it would have told stay as they were.
    pub async fn refresh(&self, core: &Core) {
        without_asking(core);
        // Another scrape is at it.
        let Ok(mut last) = self.0.try_lock() else {
            return;
        };
        let now = core.clock.now();
        // A clock that was set back makes nothing fresh.
        if last.is_some_and(|last| (0..FRESH_MS).contains(&now.0.saturating_sub(last.0))) {
            return;
        }
        *last = Some(now);
        match tokio::time::timeout(PATIENCE, ask(core, now)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failed(&error),
            Err(elapsed) => failed(&elapsed),
        }
    }
}

fn failed(error: &dyn std::fmt::Display) {
    metrics::counter!(names::GAUGE_FAILURES).increment(1);
    tracing::warn!(%error, "backlogs and ages could not be read for metrics");
}

/// For a gauge; no backlog or age is beyond 2^53.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn number(value: i64) -> f64 {
    value as f64
}

/// Seconds between two moments, and none before the first.
fn seconds(from: Option<i64>, now: Timestamp) -> f64 {
    number(from.map_or(0, |from| now.0.saturating_sub(from).max(0))) / 1_000.0
}

fn without_asking(core: &Core) {
    let pool = core.db.pool();
    gauge!(names::DATABASE_CONNECTIONS).set(f64::from(pool.size()));
    let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
    gauge!(names::DATABASE_CONNECTIONS_IDLE).set(f64::from(idle));
    for (name, connected) in &core.connections {
        let state = match connected.http.circuit() {
            CircuitState::Closed => 0.0,
            CircuitState::HalfOpen => 1.0,
            CircuitState::Open { .. } => 2.0,
        };
        gauge!(names::OUTBOUND_CIRCUIT_STATE, "connection" => name.to_string()).set(state);
    }
}

async fn ask(core: &Core, now: Timestamp) -> Result<(), ServiceError> {
    let mut connection = core.db.read().await?;
    let (due, oldest) = db::backlogs::jobs(&mut connection, now).await?;
    gauge!(names::JOBS_DUE).set(number(due));
    gauge!(names::JOBS_OLDEST_DUE).set(seconds(oldest, now));
    let (pending, oldest) = db::backlogs::webhooks(&mut connection).await?;
    gauge!(names::WEBHOOK_BACKLOG).set(number(pending));
    gauge!(names::WEBHOOK_OLDEST_PENDING).set(seconds(oldest, now));
    if let Some((size, at)) = db::backlogs::checkpoint(&mut connection).await? {
        gauge!(names::AUDIT_CHECKPOINT_SIZE).set(number(size));
        gauge!(names::AUDIT_CHECKPOINT_AGE).set(seconds(Some(at), now));
    }
    let ahead = db::backlogs::chains_ahead(&mut connection).await?;
    gauge!(names::AUDIT_CHAINS_AHEAD).set(number(ahead));
    for (kind, count) in pauses::count(&mut connection).await? {
        gauge!(names::PAUSES, "kind" => kind).set(number(count));
    }
    // Where nothing is configured any more, nothing waits.
    let is_stopped = core.retention.is_on()
        && db::retention::state(&mut connection)
            .await?
            .stopped_at
            .is_some();
    gauge!(names::RETENTION_STOPPED).set(f64::from(u8::from(is_stopped)));
    Ok(())
}
