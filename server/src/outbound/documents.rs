//! Public JSON documents of providers, OpenID configurations and key sets: one call for many callers, kept for a while.
//!
//! A document that cannot be fetched again is used a while longer than planned (stale-if-error); one that answers, but
//! not as it must, never takes the place of one that did.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;
use vestibule::{id::ConnectionName, time::Timestamp};

use crate::{
    clock::Clock,
    provider::{Call, ProviderError},
};

use super::OutboundRequest;

/// The largest document, in bytes; a key set has a few thousand.
pub const MAX_DOCUMENT_BYTES: usize = 128 * 1024;
/// Forced refreshes of one document are at least this far apart: whoever shows us unknown keys must not make us call.
pub const REFRESH_COOL_DOWN_MS: i64 = 60_000;
/// How long a stale document is used before its provider is asked again.
const RETRY_MS: i64 = 30_000;
/// Documents kept; far more than any configuration has.
const MAX_ENTRIES: usize = 256;

/// A document as it was fetched.
#[derive(Debug)]
pub struct Document {
    /// Its content.
    pub json: Value,
}

/// What a document is called and how long it is kept.
#[derive(Debug, Clone, Copy)]
pub struct DocumentKind {
    /// The name of the call, e.g. `bankid.discovery`.
    pub route: &'static str,
    /// For how long it is used without asking again, in seconds.
    pub fresh_seconds: i64,
    /// For how much longer it is used while it cannot be fetched, in seconds.
    pub stale_seconds: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Connections differ in their way out, and in whom they trust there.
    connection: ConnectionName,
    url: String,
}

#[derive(Debug)]
struct Kept {
    document: Arc<Document>,
    asked_at: Timestamp,
    fresh_until: Timestamp,
    stale_until: Timestamp,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    /// How many fetches have begun.
    begun: u64,
    in_flight: bool,
    /// The fetch that failed last, by number. Only callers who waited for it get to see it.
    failed: Option<(u64, ProviderError)>,
    forced_at: Option<Timestamp>,
}

impl State {
    /// The number of the fetch that a caller who arrives now waits for.
    fn awaited(&self) -> u64 {
        if self.in_flight {
            self.begun
        } else {
            self.begun + 1
        }
    }

    fn fresh(&self, now: Timestamp) -> Option<Arc<Document>> {
        self.kept
            .as_ref()
            .filter(|kept| kept.asked_at <= now && now < kept.fresh_until)
            .map(|kept| Arc::clone(&kept.document))
    }

    /// What is kept, when it is not what the caller has seen already.
    fn newer_than(&self, seen: &Arc<Document>) -> Option<Arc<Document>> {
        self.kept
            .as_ref()
            .filter(|kept| !Arc::ptr_eq(&kept.document, seen))
            .map(|kept| Arc::clone(&kept.document))
    }

    fn is_cooling_down(&self, now: Timestamp) -> bool {
        self.forced_at
            .is_some_and(|at| (0..REFRESH_COOL_DOWN_MS).contains(&now.0.saturating_sub(at.0)))
    }

    fn failure_since(&self, awaited: u64) -> Option<ProviderError> {
        self.failed
            .as_ref()
            .filter(|(number, _)| *number >= awaited)
            .map(|(_, error)| error.clone())
    }

    /// Puts off the next fetch, when the document may be used although it is stale.
    fn stretch(&mut self, now: Timestamp, error: &ProviderError) -> Option<Arc<Document>> {
        let absent = matches!(
            error,
            ProviderError::Unavailable { .. } | ProviderError::Unexpected { .. }
        );
        let kept = self
            .kept
            .as_mut()
            .filter(|kept| absent && kept.asked_at <= now && now < kept.stale_until)?;
        kept.fresh_until = now.plus_millis(RETRY_MS).min(kept.stale_until);
        Some(Arc::clone(&kept.document))
    }
}

#[derive(Debug, Default)]
struct Slot {
    state: Mutex<State>,
    flight: tokio::sync::Mutex<()>,
}

impl Slot {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clears the mark when the fetch ends in any way, cancellation included.
struct InFlight<'a>(&'a Slot);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.state().in_flight = false;
    }
}

/// The cache of all connections' documents, per process.
pub struct DocumentCache {
    clock: Arc<dyn Clock>,
    slots: Mutex<HashMap<Key, Arc<Slot>>>,
}

impl std::fmt::Debug for DocumentCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentCache").finish_non_exhaustive()
    }
}

impl DocumentCache {
    /// An empty cache.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            slots: Mutex::default(),
        }
    }

    /// The document at this URL; `check` says whether what was fetched may be kept. One caller at a time fetches; a
    /// failure goes to everybody who waited for it, unless there is an older document that may still be used.
    ///
    /// # Errors
    /// When there is none and it cannot be fetched, or what `check` said. A document that `check` calls misconfigured is
    /// not replaced by an older one.
    pub async fn get(
        &self,
        call: Call<'_>,
        kind: &DocumentKind,
        url: &Url,
        check: impl Fn(&Value) -> Result<(), ProviderError> + Send,
    ) -> Result<Arc<Document>, ProviderError> {
        let slot = self.slot(&call.connection.name, url);
        let awaited = {
            let state = slot.state();
            if let Some(document) = state.fresh(self.clock.now()) {
                return Ok(document);
            }
            state.awaited()
        };
        let _flight = slot.flight.lock().await;
        {
            let state = slot.state();
            if let Some(document) = state.fresh(self.clock.now()) {
                return Ok(document);
            }
            if let Some(error) = state.failure_since(awaited) {
                return Err(error);
            }
        }
        self.fetch(&slot, call, kind, url, check)
            .await
            .or_else(|error| {
                let kept = slot.state().stretch(self.clock.now(), &error);
                if kept.is_some() {
                    tracing::warn!(route = kind.route, %error, "an older document is used");
                }
                kept.ok_or(error)
            })
    }

    /// A newer document than the one that the caller has seen, because that one lacks something, e.g. the key of a
    /// signature. `None` when it was asked for a moment ago: at most one such call in [`REFRESH_COOL_DOWN_MS`].
    ///
    /// # Errors
    /// As [`DocumentCache::get`]; nothing older is used.
    pub async fn renew(
        &self,
        call: Call<'_>,
        kind: &DocumentKind,
        url: &Url,
        seen: &Arc<Document>,
        check: impl Fn(&Value) -> Result<(), ProviderError> + Send,
    ) -> Result<Option<Arc<Document>>, ProviderError> {
        let slot = self.slot(&call.connection.name, url);
        let awaited = {
            let state = slot.state();
            if let Some(newer) = state.newer_than(seen) {
                return Ok(Some(newer));
            }
            if state.is_cooling_down(self.clock.now()) && !state.in_flight {
                return Ok(None);
            }
            state.awaited()
        };
        let _flight = slot.flight.lock().await;
        {
            let mut state = slot.state();
            if let Some(newer) = state.newer_than(seen) {
                return Ok(Some(newer));
            }
            if let Some(error) = state.failure_since(awaited) {
                return Err(error);
            }
            let now = self.clock.now();
            if state.is_cooling_down(now) {
                return Ok(None);
            }
            state.forced_at = Some(now);
        }
        self.fetch(&slot, call, kind, url, check).await.map(Some)
    }

    /// Fetches; the caller holds the slot's flight.
    async fn fetch(
        &self,
        slot: &Slot,
        call: Call<'_>,
        kind: &DocumentKind,
        url: &Url,
        check: impl Fn(&Value) -> Result<(), ProviderError> + Send,
    ) -> Result<Arc<Document>, ProviderError> {
        {
            let mut state = slot.state();
            state.begun += 1;
            state.in_flight = true;
            state.failed = None;
        }
        let in_flight = InFlight(slot);
        let asked_at = self.clock.now();
        let answer = read(call, kind, url, check).await;
        let mut state = slot.state();
        let result = match answer {
            Ok(json) => {
                let document = Arc::new(Document { json });
                let fresh_until = asked_at.plus_seconds(kind.fresh_seconds);
                state.kept = Some(Kept {
                    document: Arc::clone(&document),
                    asked_at,
                    fresh_until,
                    stale_until: fresh_until.plus_seconds(kind.stale_seconds),
                });
                Ok(document)
            }
            Err(error) => {
                state.failed = Some((state.begun, error.clone()));
                Err(error)
            }
        };
        drop(state);
        drop(in_flight);
        result
    }

    fn slot(&self, connection: &ConnectionName, url: &Url) -> Arc<Slot> {
        let key = Key {
            connection: connection.clone(),
            url: url.as_str().to_owned(),
        };
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&key) {
            return Arc::clone(slot);
        }
        if slots.len() >= MAX_ENTRIES {
            // A slot that somebody holds is in use; the others can be had again for one call each.
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key).or_default())
    }
}

async fn read(
    call: Call<'_>,
    kind: &DocumentKind,
    url: &Url,
    check: impl Fn(&Value) -> Result<(), ProviderError> + Send,
) -> Result<Value, ProviderError> {
    let request = OutboundRequest::get(kind.route, url.clone()).accept_json();
    let response = call.http.send(request).await?.accept()?;
    if response.status() != StatusCode::OK {
        return Err(response.unexpected("no document"));
    }
    if response.body().len() > MAX_DOCUMENT_BYTES {
        return Err(response.unexpected("a document that is too large"));
    }
    let json = response.json()?;
    check(&json)?;
    Ok(json)
}

#[cfg(test)]
mod tests;
