//! Calls to the outside: the only place that sends HTTP requests.
//!
//! Every call is bounded in time and size, follows no redirect, is retried only where that is safe, is stopped by a
//! circuit breaker per connection, and leaves a span with its route, never with its URL, headers or bodies.

mod body;
mod circuit;
mod clients;
mod code_word;
mod collector;
mod departures;
mod documents;
mod error;
mod guarded;
mod peer_clock;
mod request;
mod retry_after;
mod single_flight;
mod tokens;
mod with_token;

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use tracing::{Instrument, field::Empty};
use vestibule::id::ConnectionName;

pub use circuit::CircuitState;
pub use clients::{Clients, EgressError, HttpClient, Limits};
pub use reqwest::{Method, StatusCode};

pub use code_word::code_word;
pub use collector::Collector;
pub use departures::{overheard, watched};
pub use documents::{
    Document, DocumentCache, DocumentKind, MAX_DOCUMENT_BYTES, REFRESH_COOL_DOWN_MS,
};
pub use error::OutboundError;
pub use guarded::{Allows, Guarded, Names, Posted, SystemNames, Undelivered};
pub use request::{OutboundRequest, OutboundResponse};
pub use tokens::{
    FreshToken, MAX_TOKEN_LIFETIME_SECONDS, Token, TokenCache, UNKNOWN_TOKEN_LIFETIME_SECONDS,
};
pub use with_token::send_with_token;

use crate::{clock::Clock, novelties::Novelties, random::Randomness, telemetry::count};
use circuit::Circuit;
use peer_clock::PeerClock;

/// The shortest wait before the one retry; up to as much again is added at random.
const BACKOFF: Duration = Duration::from_millis(200);

/// A connection's way to its provider. One per connection: the circuit breaker is the connection's.
pub struct Outbound {
    connection: ConnectionName,
    client: HttpClient,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
    circuit: Circuit,
    peer_clock: PeerClock,
    novelties: Arc<Novelties>,
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}

impl Outbound {
    /// A way out for this connection, with a closed circuit.
    #[must_use]
    pub fn new(
        connection: ConnectionName,
        client: HttpClient,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Randomness>,
    ) -> Self {
        Self {
            novelties: Arc::new(Novelties::new(connection.clone(), clock.clone())),
            connection,
            client,
            clock,
            random,
            circuit: Circuit::default(),
            peer_clock: PeerClock::default(),
        }
    }

    /// Whether calls go out at the moment; for health and operators' pages.
    #[must_use]
    pub fn circuit(&self) -> CircuitState {
        self.circuit.state(self.clock.now())
    }

    /// How far the provider's clock is ahead of ours by the `Date` of its newest answer, in milliseconds; negative when it
    /// is behind. `None` before the first answer with one.
    #[must_use]
    pub fn peer_clock_ahead_ms(&self) -> Option<i64> {
        self.peer_clock.ahead_ms()
    }

    /// What the provider said that its contract does not know.
    #[must_use]
    pub fn novelties(&self) -> &Arc<Novelties> {
        &self.novelties
    }

    /// Sends a request. Every status is an answer, not an error; [`OutboundResponse::accept`] sorts them.
    ///
    /// Dropping the future cancels the call; a cancelled call counts neither for nor against the provider.
    ///
    /// # Errors
    /// When there is no complete answer within the limits, or the circuit is open.
    pub async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, OutboundError> {
        let span = tracing::info_span!(
            "outbound.request",
            route = request.route(),
            connection = %self.connection,
            status = Empty,
            duration_ms = Empty,
            failure = Empty,
        );
        let recorded = span.clone();
        async move {
            let began = tokio::time::Instant::now();
            let call = (self.connection.as_str(), request.route());
            let answer = self.send_guarded(request).await;
            let took = began.elapsed();
            recorded.record(
                "duration_ms",
                u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            );
            let result = match &answer {
                Ok(response) => count::status_class(response.status().as_u16()),
                Err(error) => error.code(),
            };
            count::outbound(call, result, took);
            match &answer {
                Ok(response) => {
                    recorded.record("status", response.status().as_u16());
                    tracing::debug!("answered");
                }
                Err(error) => {
                    recorded.record("failure", error.code());
                    tracing::warn!(%error, "no answer");
                }
            }
            answer
        }
        .instrument(span)
        .await
    }

    async fn send_guarded(
        &self,
        request: OutboundRequest,
    ) -> Result<OutboundResponse, OutboundError> {
        request.check()?;
        let permit = self
            .circuit
            .permit(self.clock.now())
            .map_err(|retry_after_ms| OutboundError::CircuitOpen { retry_after_ms })?;
        let mut answer = self.send_once(&request).await;
        if request.is_idempotent() && worth_a_retry(&answer) {
            tokio::time::sleep(self.backoff()).await;
            count::outbound_retry(self.connection.as_str(), request.route());
            answer = self.send_once(&request).await;
        }
        let healthy = match &answer {
            Ok(response) => !response.status().is_server_error(),
            Err(error) => !error.is_the_peers_fault(),
        };
        permit.record(healthy, self.clock.now());
        answer
    }

    async fn send_once(
        &self,
        request: &OutboundRequest,
    ) -> Result<OutboundResponse, OutboundError> {
        let limits = self.client.limits();
        let asked_at = self.clock.now();
        let answer = self.client.execute(request).await;
        // Without a connection nothing was sent.
        if !answer
            .as_ref()
            .is_err_and(|error| error.is_connect() || error.is_builder())
        {
            departures::note();
        }
        let response =
            answer.map_err(|error| OutboundError::from_reqwest(request.route(), error))?;
        let status = response.status();
        departures::note_answer(status.as_u16());
        let headers = response.headers().clone();
        let body = body::read(response, limits.max_body_bytes)
            .await
            .map_err(|broken| broken.into_error(request.route(), limits.max_body_bytes))?;
        self.peer_clock.read(&headers, asked_at, self.clock.now());
        Ok(OutboundResponse::new(
            request.route(),
            status,
            headers,
            body,
            self.clock.now(),
            self.novelties.clone(),
        ))
    }

    fn backoff(&self) -> Duration {
        let mut byte = [0_u8; 1];
        self.random.fill(&mut byte);
        BACKOFF + BACKOFF * u32::from(byte[0]) / 255
    }
}

/// Only for idempotent requests: no connection, a connection that broke before the answer, or a gateway in between that
/// says so. A provider that names a time to come back is not asked again before.
fn worth_a_retry(answer: &Result<OutboundResponse, OutboundError>) -> bool {
    match answer {
        Ok(response) => {
            matches!(
                response.status(),
                StatusCode::BAD_GATEWAY
                    | StatusCode::SERVICE_UNAVAILABLE
                    | StatusCode::GATEWAY_TIMEOUT
            ) && response.retry_after_ms().is_none()
        }
        Err(error) => matches!(
            error,
            OutboundError::Unreachable { .. } | OutboundError::Interrupted { .. }
        ),
    }
}
