//! Rate limits by client address and by browser session.
//!
//! governor (GCRA) counts, on the injected clock: each server instance by itself, from zero after a restart, and in
//! Development a clock that is set back refuses until it caught up. Keys are hashed into a fixed number of buckets with
//! a secret seed, so that memory is bounded whatever clients send; two clients that meet in a bucket share its
//! allowance, and nobody can choose whom to meet.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::Clock as GovernorClock,
    middleware::{StateInformationMiddleware, StateSnapshot},
    state::keyed::DashMapStateStore,
};
use tower_sessions::Session;

use super::{client_address::ClientAddress, refusal::Refusal};
use crate::{
    clock::Clock,
    config::{LimitsConfig, Rate},
    random::Randomness,
    telemetry::count,
};

/// Audit events about refused requests of one address; the log has a line for every one.
const AUDITED_REFUSALS: Rate = Rate {
    per_minute: 30,
    burst: 60,
};

/// The injected clock as governor wants it: the time since the epoch.
#[derive(Clone)]
struct Injected(Arc<dyn Clock>);

impl GovernorClock for Injected {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now().0).unwrap_or(0))
    }
}

/// What is left of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The limit.
    pub rate: Rate,
    /// How many more at once.
    pub remaining: u32,
}

impl Allowance {
    /// In how many seconds that many are there again.
    #[must_use]
    pub fn seconds_for(self, requests: u32) -> u64 {
        (u64::from(requests) * 60).div_ceil(u64::from(self.rate.per_minute.max(1)))
    }
}

/// One limit for many keys.
struct Limit {
    rate: Rate,
    name: &'static str,
    limiter: RateLimiter<u32, DashMapStateStore<u32>, Injected, StateInformationMiddleware>,
    clock: Injected,
}

impl Limit {
    fn new(name: &'static str, rate: Rate, clock: &Injected) -> Self {
        let at_least_one = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota =
            Quota::per_minute(at_least_one(rate.per_minute)).allow_burst(at_least_one(rate.burst));
        Self {
            name,
            limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()),
            rate,
            clock: clock.clone(),
        }
    }

    fn take(&self, bucket: u32) -> Result<Allowance, Refusal> {
        let taken = self.limiter.check_key(&bucket);
        let left = |state: StateSnapshot| Allowance {
            rate: self.rate,
            remaining: state.remaining_burst_capacity(),
        };
        taken.map(left).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            count::over_limit(self.name);
            Refusal::TooMany {
                // Rounded up: a client that comes back then is let in.
                retry_after_seconds: wait
                    .as_secs()
                    .saturating_add(u64::from(wait.subsec_nanos() > 0))
                    .max(1),
            }
        })
    }
}

/// All limits of this server instance.
pub struct RateLimits {
    address: Limit,
    session: Limit,
    start: Limit,
    webhook: Limit,
    refusal: Limit,
    api_address: Limit,
    api_key: Limit,
    api_refused: Limit,
    buckets: u32,
    seed: [u8; 16],
}

impl RateLimits {
    /// The configured limits, all unused.
    #[must_use]
    pub fn new(config: &LimitsConfig, clock: Arc<dyn Clock>, random: &dyn Randomness) -> Self {
        let clock = Injected(clock);
        let mut seed = [0_u8; 16];
        random.fill(&mut seed);
        Self {
            address: Limit::new("address", config.address, &clock),
            session: Limit::new("session", config.session, &clock),
            start: Limit::new("start", config.start, &clock),
            webhook: Limit::new("webhook", config.webhook, &clock),
            refusal: Limit::new("audited_refusals", AUDITED_REFUSALS, &clock),
            api_address: Limit::new("api_address", config.api_address, &clock),
            api_key: Limit::new("api_key", config.api_key, &clock),
            api_refused: Limit::new("api_refused", config.api_refused, &clock),
            buckets: u32::try_from(config.keys).unwrap_or(u32::MAX).max(1),
            seed,
        }
    }

    /// Counts a new onboarding begun from this address.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn check_start(&self, client: ClientAddress) -> Result<(), Refusal> {
        self.start.take(self.bucket(&client.network())).map(drop)
    }

    /// Counts a call of the API from this address, whatever key it has.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn check_api_address(&self, client: ClientAddress) -> Result<(), Refusal> {
        let bucket = self.bucket(&client.network());
        self.api_address.take(bucket).map(drop)
    }

    /// Counts a call of the API with this key, and says what is left.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn check_api_key(&self, key_id: &str) -> Result<Allowance, Refusal> {
        self.api_key.take(self.bucket(&key_id))
    }

    /// Counts a call of the API from this address whose key was refused.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn check_api_refused(&self, client: ClientAddress) -> Result<(), Refusal> {
        let bucket = self.bucket(&client.network());
        self.api_refused.take(bucket).map(drop)
    }

    /// Whether one more refusal of this address is worth an audit event: whoever is refused all the time must not fill
    /// the audit log.
    #[must_use]
    pub fn may_audit(&self, client: ClientAddress) -> bool {
        self.refusal.take(self.bucket(&client.network())).is_ok()
    }

    fn bucket(&self, key: &impl Hash) -> u32 {
        let mut hasher = DefaultHasher::new();
        self.seed.hash(&mut hasher);
        key.hash(&mut hasher);
        u32::try_from(hasher.finish() % u64::from(self.buckets)).unwrap_or(0)
    }

    fn check(&self, request: &Request) -> Result<(), Refusal> {
        if let Some(client) = request.extensions().get::<ClientAddress>() {
            let limit = if request.uri().path().starts_with("/providers/") {
                &self.webhook
            } else {
                &self.address
            };
            limit.take(self.bucket(&client.network()))?;
            if *request.method() == Method::POST && is_start(request.uri().path()) {
                self.check_start(*client)?;
            }
        }
        let session = request.extensions().get::<Session>().and_then(Session::id);
        match session {
            Some(id) => self.session.take(self.bucket(&id.0)).map(drop),
            None => Ok(()),
        }
    }
}

/// Start pages, and links, whose tokens nobody shall try out.
fn is_start(path: &str) -> bool {
    path.starts_with("/start/") || path.starts_with("/l/")
}

/// Middleware, inside [`super::client_address::find`] and the session layer: 429 with `Retry-After` over a limit.
pub async fn limit(
    State(limits): State<Arc<RateLimits>>,
    request: Request,
    next: Next,
) -> Response {
    match limits.check(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::{
        Router,
        body::Body,
        http::{StatusCode, header},
        middleware,
        routing::any,
    };
    use tower::ServiceExt;
    use tower_sessions::session::Id;
    use vestibule::time::Timestamp;

    use super::*;
    use crate::{clock::SettableClock, random::ChaChaRandomness};

    struct Bench {
        limits: Arc<RateLimits>,
        clock: SettableClock,
    }

    fn bench() -> Bench {
        let rate = |per_minute, burst| Rate { per_minute, burst };
        let clock = SettableClock::fixed(Timestamp(1_700_000_000_000));
        let config = LimitsConfig {
            address: rate(60, 3),
            session: rate(60, 2),
            start: rate(1, 1),
            webhook: rate(60, 5),
            api_address: rate(60, 5),
            api_key: rate(60, 5),
            api_refused: rate(60, 5),
            keys: 100_000,
        };
        Bench {
            limits: Arc::new(RateLimits::new(
                &config,
                Arc::new(clock.clone()),
                &ChaChaRandomness::seeded(1),
            )),
            clock,
        }
    }

    fn address(text: &str) -> ClientAddress {
        ClientAddress(text.parse::<IpAddr>().unwrap())
    }

    impl Bench {
        async fn ask(&self, path: &str, client: &str, session: Option<i128>) -> Response {
            let app = Router::new()
                .fallback(any(|| async {}))
                .layer(middleware::from_fn_with_state(self.limits.clone(), limit));
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            request.extensions_mut().insert(address(client));
            if let Some(id) = session {
                let store = Arc::new(tower_sessions::MemoryStore::default());
                request
                    .extensions_mut()
                    .insert(Session::new(Some(Id(id)), store, None));
            }
            app.oneshot(request).await.unwrap()
        }
    }

    #[tokio::test]
    async fn sec_155_a_client_over_its_limit_is_told_when_to_come_back() {
        let bench = bench();
        for _ in 0..3 {
            assert_eq!(
                bench.ask("/", "203.0.113.1", None).await.status(),
                StatusCode::OK
            );
        }
        let refused = bench.ask("/", "203.0.113.1", None).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
        assert_eq!(
            bench.ask("/", "203.0.113.2", None).await.status(),
            StatusCode::OK
        );

        bench.clock.advance(1000);
        assert_eq!(
            bench.ask("/", "203.0.113.1", None).await.status(),
            StatusCode::OK
        );
        assert_eq!(
            bench.ask("/", "203.0.113.1", None).await.status(),
            StatusCode::TOO_MANY_REQUESTS
        );
    }

    #[tokio::test]
    async fn a_browser_session_has_a_limit_wherever_it_comes_from() {
        let bench = bench();
        assert_eq!(
            bench.ask("/", "203.0.113.1", Some(7)).await.status(),
            StatusCode::OK
        );
        assert_eq!(
            bench.ask("/", "203.0.113.2", Some(7)).await.status(),
            StatusCode::OK
        );
        assert_eq!(
            bench.ask("/", "203.0.113.3", Some(7)).await.status(),
            StatusCode::TOO_MANY_REQUESTS
        );
        assert_eq!(
            bench.ask("/", "203.0.113.3", Some(8)).await.status(),
            StatusCode::OK
        );
    }

    #[tokio::test]
    async fn provider_calls_and_pages_are_counted_apart() {
        let bench = bench();
        for _ in 0..5 {
            let path = "/providers/phone/webhook";
            assert_eq!(
                bench.ask(path, "203.0.113.1", None).await.status(),
                StatusCode::OK
            );
        }
        assert_eq!(
            bench.ask("/", "203.0.113.1", None).await.status(),
            StatusCode::OK
        );
    }

    #[test]
    fn starts_are_counted_apart() {
        let bench = bench();
        assert!(bench.limits.check_start(address("203.0.113.1")).is_ok());
        assert_eq!(
            bench.limits.check_start(address("203.0.113.1")),
            Err(Refusal::TooMany {
                retry_after_seconds: 60
            })
        );
        assert!(bench.limits.check_start(address("203.0.113.2")).is_ok());
    }

    #[test]
    fn memory_is_bounded_whatever_clients_send() {
        let mut bench = bench();
        Arc::get_mut(&mut bench.limits).unwrap().buckets = 100;
        for number in 0..10_000_u32 {
            let _ = bench
                .limits
                .check_start(ClientAddress(IpAddr::V4(number.into())));
        }
        assert!(bench.limits.start.limiter.len() <= 100);
    }
}
