//! Sends a webhook, once.
