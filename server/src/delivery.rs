//! Webhooks to clients, on their way: signed, guarded, sent, tried again (Standard Webhooks, version 1.0.0,
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

pub mod guard;
pub mod sender;
pub mod signing;
pub mod worker;

use tokio::sync::Notify;

use self::guard::Guard;

/// What services know of delivery.
#[derive(Debug, Default)]
pub struct Webhooks {
    /// Where webhooks may go.
    pub guard: Guard,
    /// Something was written that is to be delivered.
    pub wake: Notify,
}
