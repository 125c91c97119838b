//! One fetch for many callers: whoever comes while one is under way waits for it, and shares its result or its failure.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::provider::ProviderError;

/// What is fetched, by key. Bounded: slots that nobody holds make room, and can be had again for one fetch each.
#[derive(Debug)]
pub(super) struct Flights<K, T> {
    slots: Mutex<HashMap<K, Arc<Slot<T>>>>,
    most: usize,
}

impl<K: Eq + Hash, T: Default> Flights<K, T> {
    /// At most so many keys.
    pub(super) fn at_most(most: usize) -> Self {
        Self {
            slots: Mutex::default(),
            most,
        }
    }

    /// The slot of a key.
    pub(super) fn slot(&self, key: K) -> Arc<Slot<T>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&key) {
            return Arc::clone(slot);
        }
        if slots.len() >= self.most {
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key).or_default())
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.slots
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

/// What is kept under one key, and who is fetching it.
#[derive(Debug, Default)]
pub(super) struct Slot<T> {
    state: Mutex<State<T>>,
    flight: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State<T> {
    kept: T,
    /// How many fetches have begun.
    begun: u64,
    in_flight: bool,
    /// The fetch that failed last, by number. Only callers who waited for it get to see it.
    failed: Option<(u64, ProviderError)>,
}

/// Clears the mark when the fetch ends in any way, cancellation included.
struct InFlight<'a, T>(&'a Slot<T>);

impl<T> Drop for InFlight<'_, T> {
    fn drop(&mut self) {
        self.0.state().in_flight = false;
    }
}

impl<T> Slot<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what is kept, or changes it. Short: nobody else can meanwhile.
    pub(super) fn kept<R>(&self, look: impl FnOnce(&mut T) -> R) -> R {
        look(&mut self.state().kept)
    }

    /// Whether somebody is fetching now.
    pub(super) fn is_in_flight(&self) -> bool {
        self.state().in_flight
    }

    /// What `ready` finds among what is kept, or what `fetch` brings: one caller at a time fetches. A failure goes to
    /// everybody who waited for it, and is not kept. A caller who goes away in the middle leaves the fetch to the next in
    /// line.
    pub(super) async fn get<R>(
        &self,
        ready: impl Fn(&T) -> Option<R>,
        fetch: impl AsyncFnOnce() -> Result<R, ProviderError>,
    ) -> Result<R, ProviderError> {
        let awaited = {
            let state = self.state();
            if let Some(found) = ready(&state.kept) {
                return Ok(found);
            }
            // The number of the fetch that a caller who arrives now waits for.
            if state.in_flight {
                state.begun
            } else {
                state.begun + 1
            }
        };
        let _flight = self.flight.lock().await;
        {
            let mut state = self.state();
            if let Some(found) = ready(&state.kept) {
                return Ok(found);
            }
            if let Some((number, error)) = &state.failed
                && *number >= awaited
            {
                return Err(error.clone());
            }
            state.begun += 1;
            state.in_flight = true;
            state.failed = None;
        }
        let in_flight = InFlight(self);
        let answer = fetch().await;
        if let Err(error) = &answer {
            let mut state = self.state();
            state.failed = Some((state.begun, error.clone()));
        }
        drop(in_flight);
        answer
    }
}
