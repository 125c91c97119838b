//! Access tokens: one call for many callers, kept until shortly before they expire.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use vestibule::{id::ConnectionName, time::Timestamp};

use crate::{clock::Clock, provider::ProviderError};

/// Assumed where a provider does not say how long its token lives (RFC 6749, 5.1 leaves it open), in seconds.
pub const UNKNOWN_TOKEN_LIFETIME_SECONDS: i64 = 300;
/// The longest time a token is reused, whatever its provider says, in seconds.
pub const MAX_TOKEN_LIFETIME_SECONDS: i64 = 86_400;
/// How long before its end a token is no longer used: this, or a tenth of its life if that is less.
const SKEW_MS: i64 = 60_000;
/// Connections times audiences; far more than any configuration has.
const MAX_ENTRIES: usize = 512;

/// A token as a provider handed it out.
#[derive(Debug)]
pub struct FreshToken {
    /// The token.
    pub secret: SecretString,
    /// How long it lives, in seconds from now, where the provider says so.
    pub lifetime_seconds: Option<i64>,
}

/// A token from the cache. Cheap to clone, silent in `Debug`.
#[derive(Debug, Clone)]
pub struct Token(Arc<SecretString>);

impl Token {
    /// The token itself.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    fn is(&self, other: &Self) -> bool {
        let (one, two) = (
            self.0.expose_secret().as_bytes(),
            other.0.expose_secret().as_bytes(),
        );
        bool::from(one.ct_eq(two))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    connection: ConnectionName,
    audience: String,
}

#[derive(Debug, Default)]
struct State {
    token: Option<(Token, Timestamp)>,
    /// How many fetches have begun.
    begun: u64,
    in_flight: bool,
    /// The fetch that failed last, by number. Only callers who waited for it get to see it.
    failed: Option<(u64, ProviderError)>,
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

/// The cache of all connections' access tokens, per process.
pub struct TokenCache {
    clock: Arc<dyn Clock>,
    slots: Mutex<HashMap<Key, Arc<Slot>>>,
}

impl std::fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenCache").finish_non_exhaustive()
    }
}

impl TokenCache {
    /// An empty cache.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            slots: Mutex::default(),
        }
    }

    /// The token of this connection for this audience; `fetch` runs only when there is none that lives long enough, and
    /// for one caller at a time. Its failure goes to everybody who waited for it, and is not kept. A caller who goes
    /// away in the middle leaves the fetch to the next in line.
    ///
    /// # Errors
    /// What `fetch` said.
    pub async fn get<F, R>(
        &self,
        connection: &ConnectionName,
        audience: &str,
        fetch: F,
    ) -> Result<Token, ProviderError>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<FreshToken, ProviderError>>,
    {
        let slot = self.slot(connection, audience);
        let awaited = {
            let state = slot.state();
            if let Some(token) = usable(&state, self.clock.now()) {
                return Ok(token);
            }
            if state.in_flight {
                state.begun
            } else {
                state.begun + 1
            }
        };
        let _flight = slot.flight.lock().await;
        {
            let mut state = slot.state();
            if let Some(token) = usable(&state, self.clock.now()) {
                return Ok(token);
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
        let in_flight = InFlight(&slot);
        let asked_at = self.clock.now();
        let answer = fetch().await;
        let mut state = slot.state();
        let result = match answer {
            Ok(fresh) => {
                let token = Token(Arc::new(fresh.secret));
                state.token = Some((token.clone(), reuse_until(asked_at, fresh.lifetime_seconds)));
                Ok(token)
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

    /// Forgets this token, because the provider refused it. A newer one, which somebody else has fetched meanwhile,
    /// stays.
    pub fn invalidate(&self, connection: &ConnectionName, audience: &str, token: &Token) {
        let slot = self.slot(connection, audience);
        let mut state = slot.state();
        if state.token.as_ref().is_some_and(|(kept, _)| kept.is(token)) {
            state.token = None;
        }
    }

    fn slot(&self, connection: &ConnectionName, audience: &str) -> Arc<Slot> {
        let key = Key {
            connection: connection.clone(),
            audience: audience.to_owned(),
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

fn usable(state: &State, now: Timestamp) -> Option<Token> {
    state
        .token
        .as_ref()
        .filter(|(_, until)| now < *until)
        .map(|(token, _)| token.clone())
}

fn reuse_until(asked_at: Timestamp, lifetime_seconds: Option<i64>) -> Timestamp {
    let seconds = lifetime_seconds
        .unwrap_or(UNKNOWN_TOKEN_LIFETIME_SECONDS)
        .clamp(0, MAX_TOKEN_LIFETIME_SECONDS);
    let lifetime = seconds * 1000;
    asked_at.plus_millis(lifetime - SKEW_MS.min(lifetime / 10))
}

#[cfg(test)]
mod tests;
