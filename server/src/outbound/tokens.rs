//! Access tokens: one call for many callers, kept until shortly before they expire.

use std::{future::Future, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use vestibule::{id::ConnectionName, time::Timestamp};

use super::single_flight::{Flights, Slot};
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

/// A token and until when it is reused.
type Kept = Option<(Token, Timestamp)>;

/// The cache of all connections' access tokens, per process.
pub struct TokenCache {
    clock: Arc<dyn Clock>,
    flights: Flights<Key, Kept>,
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
            flights: Flights::at_most(MAX_ENTRIES),
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
        let ready = |kept: &Kept| usable(kept, self.clock.now());
        slot.get(ready, async || {
            let asked_at = self.clock.now();
            let fresh = fetch().await?;
            let token = Token(Arc::new(fresh.secret));
            let until = reuse_until(asked_at, fresh.lifetime_seconds);
            slot.kept(|kept| *kept = Some((token.clone(), until)));
            Ok(token)
        })
        .await
    }

    /// Forgets this token, because the provider refused it. A newer one, which somebody else has fetched meanwhile,
    /// stays.
    pub fn invalidate(&self, connection: &ConnectionName, audience: &str, token: &Token) {
        self.slot(connection, audience).kept(|kept| {
            if kept.as_ref().is_some_and(|(kept, _)| kept.is(token)) {
                *kept = None;
            }
        });
    }

    fn slot(&self, connection: &ConnectionName, audience: &str) -> Arc<Slot<Kept>> {
        self.flights.slot(Key {
            connection: connection.clone(),
            audience: audience.to_owned(),
        })
    }
}

fn usable(kept: &Kept, now: Timestamp) -> Option<Token> {
    kept.as_ref()
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
