//! What operators decided about everything that may begin here: pauses, and the versions that journeys begin with.
//!
//! Every start asks. Each instance reads it anew when it is two seconds old, and at once where it was changed by itself.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use vestibule::{
    id::{ConnectionName, JourneyName},
    time::Timestamp,
};

use super::{
    ServiceError,
    core::Core,
    pauses::{Pause, Target},
};
use crate::db;

/// What was read is used for so long, in milliseconds: what is paused on one instance is paused on all after that.
pub const FRESH_MS: i64 = 2_000;

/// What was decided.
#[derive(Debug, Default)]
pub struct Decided {
    /// The pauses that go on, oldest first.
    pub pauses: Vec<Pause>,
    /// By journey: the hash of the version that two people activated. The others begin with the configuration's.
    pub active: BTreeMap<String, String>,
}

impl Decided {
    /// The pause that keeps this journey from being begun.
    #[must_use]
    pub fn keeps_from_beginning(&self, journey: &JourneyName) -> Option<&Pause> {
        self.pauses.iter().find(|pause| match &pause.target {
            Target::Starts => true,
            Target::Journey(name) => name == journey,
            Target::Connection(_) => false,
        })
    }

    /// The pause that keeps checks through this connection from being started.
    #[must_use]
    pub fn keeps_from_checking(&self, connection: &ConnectionName) -> Option<&Pause> {
        self.pauses.iter().find(|pause| match &pause.target {
            Target::Connection(name) => name == connection,
            Target::Starts | Target::Journey(_) => false,
        })
    }
}

/// What this instance read last, and when.
#[derive(Debug, Default)]
pub struct Control(Mutex<Option<(Timestamp, Arc<Decided>)>>);

impl Control {
    /// What was read, while it is fresh.
    fn fresh(&self, now: Timestamp) -> Option<Arc<Decided>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, decided) = last.as_ref()?;
        // A clock that was set back makes nothing fresh.
        let is_fresh = (0..FRESH_MS).contains(&now.0.saturating_sub(at.0));
        is_fresh.then(|| decided.clone())
    }

    fn keep(&self, read: Option<(Timestamp, Arc<Decided>)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = read;
    }

    /// Something was changed here: the next who asks reads it.
    pub(super) fn forget(&self) {
        self.keep(None);
    }
}

/// What was decided, at most two seconds ago.
///
/// # Errors
/// When the database fails: what might be paused is not begun.
pub async fn decided(core: &Core) -> Result<Arc<Decided>, ServiceError> {
    let now = core.clock.now();
    if let Some(decided) = core.control.fresh(now) {
        return Ok(decided);
    }
    let mut connection = core.db.read().await?;
    let pauses = db::pauses::open(&mut connection).await?;
    let active = db::journey_activations::active(&mut connection).await?;
    drop(connection);
    let decided = Arc::new(Decided {
        pauses: pauses
            .into_iter()
            .map(Pause::of)
            .collect::<Result<_, _>>()?,
        active: active
            .into_iter()
            .map(|row| (row.journey, row.version))
            .collect(),
    });
    core.control.keep(Some((now, decided.clone())));
    Ok(decided)
}
