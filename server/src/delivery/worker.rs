//! The worker: claims what is due, a fair share of each endpoint's, and delivers it.
//!
//! Whatever is claimed and not recorded, because the process was killed or the database away, is claimed again after its
//! lease: at least once, always with the same `webhook-id`.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use super::sender::Sender;
use crate::{
    config::WebhooksConfig,
    services::{
        ServiceError,
        core::Core,
        webhooks::{self, Claimed, Lane, Outcome, Problem, Rotation},
    },
    telemetry::count,
};

/// How often the worker looks for what is due ...
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// ... and how soon after it was woken: whoever wakes it has not committed yet. Each look takes four times as long to come
/// as the one before.
const LOOK_SOON: Duration = Duration::from_millis(10);
/// Which share of the places failing endpoints have, whatever happens to the others: a quarter.
const FAILING_SHARE: u32 = 4;

/// A lane's places, and whose turn it is.
struct Places {
    lane: Lane,
    free: Arc<Semaphore>,
    rotation: Rotation,
}

impl Places {
    fn new(lane: Lane, count: u32) -> Self {
        Self {
            lane,
            free: Arc::new(Semaphore::new(usize::try_from(count).unwrap_or(1).max(1))),
            rotation: Rotation::default(),
        }
    }
}

/// Delivers. One for each server on the database.
pub struct Worker {
    core: Arc<Core>,
    sender: Arc<Sender>,
    per_endpoint: u32,
    lanes: [Places; 2],
    under_way: JoinSet<()>,
}

impl Worker {
    /// A worker that has nothing under way.
    #[must_use]
    pub fn new(core: Arc<Core>, sender: Sender, config: &WebhooksConfig) -> Self {
        let failing = config.concurrency / FAILING_SHARE;
        Self {
            core,
            sender: Arc::new(sender),
            per_endpoint: config.per_endpoint,
            lanes: [
                Places::new(Lane::Well, config.concurrency - failing),
                Places::new(Lane::Failing, failing),
            ],
            under_way: JoinSet::new(),
        }
    }

    /// Begins what is due and has a place, and says how much that was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_due(&mut self) -> Result<usize, ServiceError> {
        // Under load there is always something due, and nobody waits for one to end.
        while let Some(ended) = self.under_way.try_join_next() {
            told_of(ended);
        }
        let mut begun = 0;
        if !webhooks::is_any_due(&self.core).await? {
            return Ok(begun);
        }
        for places in &mut self.lanes {
            let free = places.free.available_permits();
            if free == 0 {
                continue;
            }
            let turn = (places.lane, &mut places.rotation);
            let claimed = webhooks::claim(&self.core, turn, free, self.per_endpoint).await?;
            begun += claimed.len();
            for claimed in claimed {
                // Only this worker takes places, so there is one for each.
                let Ok(place) = places.free.clone().try_acquire_owned() else {
                    break;
                };
                let attempt = attempt(self.core.clone(), self.sender.clone(), claimed, place);
                self.under_way.spawn(attempt);
            }
        }
        Ok(begun)
    }

    /// Waits until something that is under way ends; at once when nothing is.
    pub async fn one_ends(&mut self) {
        if let Some(ended) = self.under_way.join_next().await {
            told_of(ended);
        }
    }

    /// How many attempts are under way, or ended since that was last looked at.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// Waits until nothing is under way.
    pub async fn all_end(&mut self) {
        while !self.under_way.is_empty() {
            self.one_ends().await;
        }
    }
}

fn told_of(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a delivery did not end");
    }
}

/// Tells whoever looks at the metrics how it went.
fn counted(outcome: &Outcome) {
    let took = Duration::from_millis(u64::try_from(outcome.duration_ms).unwrap_or(0));
    let code = outcome.problem.map_or("delivered", Problem::code);
    count::webhook_delivery(code, took);
}

async fn attempt(
    core: Arc<Core>,
    sender: Arc<Sender>,
    claimed: Claimed,
    // Given back when this ends, however it does.
    _place: OwnedSemaphorePermit,
) {
    let letter = match webhooks::read(&core, &claimed).await {
        Ok(Some(letter)) => letter,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(delivery = claimed.delivery, %error, "a webhook could not be read");
            return;
        }
    };
    let outcome = sender.send(&*core.clock, &letter).await;
    counted(&outcome);
    tracing::debug!(
        delivery = claimed.delivery,
        endpoint = claimed.endpoint,
        status = outcome.status,
        problem = outcome.problem.map(Problem::code),
        duration_ms = outcome.duration_ms,
        "webhook tried"
    );
    if let Err(error) = webhooks::record(&core, &claimed, &outcome).await {
        tracing::error!(delivery = claimed.delivery, %error, "a webhook's attempt was not recorded");
    }
}

/// Delivers until told to stop; then what is under way ends.
pub async fn work(mut worker: Worker, stop: CancellationToken) {
    let core = worker.core.clone();
    let mut patience = LOOK_EVERY;
    while !stop.is_cancelled() {
        match worker.begin_due().await {
            // There may be more.
            Ok(begun) if begun > 0 => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "webhooks could not be claimed");
                patience = LOOK_EVERY;
            }
        }
        let is_busy = !worker.under_way.is_empty();
        tokio::select! {
            () = stop.cancelled() => break,
            () = worker.one_ends(), if is_busy => {}
            () = core.webhooks.wake.notified() => patience = LOOK_SOON,
            () = tokio::time::sleep(patience) => patience = (patience * 4).min(LOOK_EVERY),
        }
    }
    worker.all_end().await;
}
