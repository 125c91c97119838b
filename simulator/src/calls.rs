//! How often each route was called: what a test asserts on when it says "one token call for a hundred starts".

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::fault::ProviderName;

/// Counters by provider and route.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<&'static str, BTreeMap<&'static str, u64>>>);

impl Calls {
    pub(crate) fn count(&self, provider: ProviderName, route: &'static str) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *calls
            .entry(provider.name())
            .or_default()
            .entry(route)
            .or_default() += 1;
    }

    pub(crate) fn all(&self) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
