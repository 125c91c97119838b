//! Public JSON documents of providers, OpenID configurations and key sets: one call for many callers, kept for a while.
//!
//! A document that cannot be fetched again is used a while longer than planned (stale-if-error); one that answers, but
//! not as it must, never takes the place of one that did.

use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;
use vestibule::{id::ConnectionName, time::Timestamp};

use crate::{
    clock::Clock,
    provider::{Call, ProviderError},
};

use super::{
    OutboundRequest,
    single_flight::{Flights, Slot},
};

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
    forced_at: Option<Timestamp>,
}

impl State {
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

/// The cache of all connections' documents, per process.
pub struct DocumentCache {
    clock: Arc<dyn Clock>,
    flights: Flights<Key, State>,
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
            flights: Flights::at_most(MAX_ENTRIES),
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
        let fetched = async || {
            let fetched = self.fetch(&slot, call, kind, url, check).await;
            fetched.or_else(|error| {
                let kept = slot.kept(|state| state.stretch(self.clock.now(), &error));
                if kept.is_some() {
                    tracing::warn!(route = kind.route, %error, "an older document is used");
                }
                kept.ok_or(error)
            })
        };
        slot.get(|state| state.fresh(self.clock.now()), fetched)
            .await
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
        let is_cooling_down = || slot.kept(|state| state.is_cooling_down(self.clock.now()));
        let newer = |state: &State| state.newer_than(seen).map(Some);
        if slot.kept(|state| newer(state)).is_none() && is_cooling_down() && !slot.is_in_flight() {
            return Ok(None);
        }
        slot.get(newer, async || {
            if is_cooling_down() {
                return Ok(None);
            }
            slot.kept(|state| state.forced_at = Some(self.clock.now()));
            self.fetch(&slot, call, kind, url, check).await.map(Some)
        })
        .await
    }

    /// Fetches, and keeps what was fetched.
    async fn fetch(
        &self,
        slot: &Slot<State>,
        call: Call<'_>,
        kind: &DocumentKind,
        url: &Url,
        check: impl Fn(&Value) -> Result<(), ProviderError> + Send,
    ) -> Result<Arc<Document>, ProviderError> {
        let asked_at = self.clock.now();
        let json = read(call, kind, url, check).await?;
        let document = Arc::new(Document { json });
        let fresh_until = asked_at.plus_seconds(kind.fresh_seconds);
        slot.kept(|state| {
            state.kept = Some(Kept {
                document: Arc::clone(&document),
                asked_at,
                fresh_until,
                stale_until: fresh_until.plus_seconds(kind.stale_seconds),
            });
        });
        Ok(document)
    }

    fn slot(&self, connection: &ConnectionName, url: &Url) -> Arc<Slot<State>> {
        self.flights.slot(Key {
            connection: connection.clone(),
            url: url.as_str().to_owned(),
        })
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
