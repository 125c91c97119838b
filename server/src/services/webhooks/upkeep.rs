//! What nobody needs any more is removed, a bounded number of rows at a time.

use crate::{
    db,
    services::{ServiceError, core::Core},
};

/// How long deliveries that ended stay in the log.
pub const DELIVERIES_KEPT_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;
/// Rows of one transaction, and transactions of one sweep.
const BATCH: i64 = 500;
const BATCHES: usize = 40;

/// Drops what was left over for endpoints that are disabled, and forgets deliveries and secrets that ended long ago.
///
/// # Errors
/// When the database fails.
pub async fn sweep(core: &Core) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let kept_from = now.plus_millis(-DELIVERIES_KEPT_DAYS * DAY_MS);
    for _ in 0..BATCHES {
        let mut tx = core.db.begin_write().await?;
        let dropped = db::webhooks::deliveries::drop_left_over(&mut tx, now, BATCH).await?;
        let forgotten = db::webhooks::deliveries::forget(&mut tx, kept_from, BATCH).await?;
        let ended = db::webhooks::secrets::remove_ended(&mut tx, now, BATCH).await?;
        tx.commit().await?;
        let most = dropped.max(forgotten).max(ended);
        if i64::try_from(most).is_ok_and(|most| most < BATCH) {
            break;
        }
    }
    Ok(())
}
