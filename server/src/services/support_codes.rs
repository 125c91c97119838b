//! Which onboarding the support code on a page was about, so that whoever reads it out is found. Pages are not kept waiting for
//! it: what was shown is kept in memory, and written a little later.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;
use vestibule::{id::OnboardingId, time::Timestamp};

use super::{ServiceError, budgets::DAY_MS, core::Core};
use crate::db::{self, support_codes::SeenRow};

/// Most codes that wait to be written. Pages that are shown beyond that have a code that only the log knows.
const MOST: usize = 4096;
/// How long codes are kept.
const KEPT_DAYS: i64 = 30;
/// How often what waits is written.
const FLUSH_EVERY: Duration = Duration::from_secs(2);

/// What waits to be written: by code.
#[derive(Debug, Default)]
pub struct SupportCodes(Mutex<BTreeMap<String, (String, Timestamp)>>);

impl SupportCodes {
    /// Remembers that a page with this code was shown.
    pub fn saw(&self, code: &str, onboarding: &OnboardingId, at: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !code.is_empty() && waiting.len() < MOST {
            waiting.insert(code.to_owned(), (onboarding.to_string(), at));
        }
    }

    fn take(&self) -> Vec<SeenRow> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = std::mem::take(&mut *waiting);
        let rows = taken.into_iter().map(|(code, (onboarding, at))| SeenRow {
            code,
            onboarding,
            at,
        });
        rows.collect()
    }
}

/// Writes what waits. What cannot be written is dropped: the log has the codes, too.
///
/// # Errors
/// When the database fails.
pub async fn flush(core: &Core) -> Result<(), ServiceError> {
    let seen = core.support_codes.take();
    if seen.is_empty() {
        return Ok(());
    }
    let mut tx = core.db.begin_write().await?;
    db::support_codes::insert(&mut tx, &seen).await?;
    Ok(tx.commit().await?)
}

/// Forgets codes that nobody reads out any more.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(core: &Core) -> Result<u64, ServiceError> {
    let before = core.clock.now().plus_millis(-KEPT_DAYS * DAY_MS);
    let mut tx = core.db.begin_write().await?;
    let forgotten = db::support_codes::forget_before(&mut tx, before).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Writes what waits, again and again, and once more when told to stop.
pub async fn work(core: Arc<Core>, stop: CancellationToken) {
    loop {
        let stopping = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(FLUSH_EVERY) => false,
        };
        if let Err(error) = flush(&core).await {
            tracing::warn!(%error, "support codes were not written");
        }
        if stopping {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_bounded_and_taken_once() {
        let codes = SupportCodes::default();
        let id = OnboardingId::new("0190f3a4-7c1e-7b2d-8000-0123456789ab").unwrap();
        for number in 0..MOST + 10 {
            codes.saw(&format!("{number:08}"), &id, Timestamp(1));
        }
        codes.saw("", &id, Timestamp(1));
        assert_eq!(codes.take().len(), MOST);
        assert_eq!(codes.take(), []);
    }
}
