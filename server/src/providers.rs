//! The providers that ship with the server, and the registry that holds them and others.
//!
//! A provider is one folder below this file and one line in [`builtin`]. Nothing else in the code names one.

pub mod registry;

use std::sync::Arc;

use crate::provider::Provider;

pub use registry::{DuplicateKind, Registry, RegistryBuilder};

/// The providers that ship with the server.
#[must_use]
pub fn builtin() -> Vec<Arc<dyn Provider>> {
    vec![]
}
