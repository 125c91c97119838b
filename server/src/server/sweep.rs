//! What is over is removed from time to time.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    db::browser_sessions::BrowserSessions,
    services::{
        core::Core, idempotency, operators, retention, signals, support_codes, tallies, webhooks,
    },
};

/// How often browser sessions that are over are removed, and what finds nobody any more.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

pub(super) async fn sweep(core: Arc<Core>, sessions: BrowserSessions, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
        if let Err(error) = sessions.delete_expired().await {
            tracing::warn!(%error, "browser sessions that are over were not removed");
        }
        if let Err(error) = idempotency::forget_old(&core).await {
            tracing::warn!(%error, "answers to calls of yesterday were not removed");
        }
        if let Err(error) = signals::forget_old(&core).await {
            tracing::warn!(%error, "identifiers that find nobody any more were not removed");
        }
        if let Err(error) = operators::sign_in::sweep(&core).await {
            tracing::warn!(%error, "what is over of signing in was not removed");
        }
        if let Err(error) = webhooks::sweep(&core).await {
            tracing::warn!(%error, "old deliveries of webhooks were not removed");
        }
        if let Err(error) = support_codes::forget_old(&core).await {
            tracing::warn!(%error, "old support codes were not removed");
        }
        if let Err(error) = tallies::tidy(&core).await {
            tracing::warn!(%error, "old tallies were not removed");
        }
        if let Err(error) = retention::watch(&core).await {
            tracing::warn!(%error, "retention was not scheduled");
        }
    }
}
