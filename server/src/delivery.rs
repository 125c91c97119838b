//! Webhooks to clients, on their way: signed, guarded, sent, tried again (Standard Webhooks, version 1.0.0,
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

pub mod guard;
pub mod sender;
pub mod signing;
pub mod worker;

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

use self::{guard::Guard, sender::Sender, worker::Worker};
use crate::{
    config::WebhooksConfig,
    outbound::{EgressError, SystemNames},
    services::core::Core,
};

/// What services know of delivery.
#[derive(Debug, Default)]
pub struct Webhooks {
    /// Where webhooks may go.
    pub guard: Guard,
    /// Something was written that is to be delivered.
    pub wake: Notify,
}

/// A worker as it is configured.
///
/// # Errors
/// When this machine has no certificate authorities.
pub fn worker(core: Arc<Core>, config: &WebhooksConfig) -> Result<Worker, EgressError> {
    let timeout = Duration::from_secs(config.timeout_seconds);
    let guard = core.webhooks.guard.clone();
    let sender = Sender::new(guard, Arc::new(SystemNames), timeout)?;
    Ok(Worker::new(core, sender, config))
}
