//! Sends a webhook, once.

use std::{sync::Arc, time::Duration};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{
    guard::Guard,
    signing::{self, ID, SIGNATURE, TIMESTAMP},
};
use crate::{
    clock::Clock,
    outbound::{EgressError, Guarded, Names, Undelivered},
    services::webhooks::{Letter, Outcome, Problem},
};

/// The longest wait that an endpoint may ask for, in milliseconds: as long as the longest of our own.
const MAX_RETRY_AFTER_MS: i64 = 24 * 3_600_000;

/// Sends webhooks.
#[derive(Debug, Clone)]
pub struct Sender {
    guard: Guard,
    client: Guarded,
}

impl Sender {
    /// Sends where the guard lets it, and takes so long at most for one attempt.
    ///
    /// # Errors
    /// When this machine has no certificate authorities.
    pub fn new(
        guard: Guard,
        names: Arc<dyn Names>,
        timeout: Duration,
    ) -> Result<Self, EgressError> {
        let judge = guard.clone();
        let client = Guarded::new(
            Arc::new(move |address| judge.allows(address)),
            names,
            timeout,
        )?;
        Ok(Self { guard, client })
    }

    /// Makes one attempt.
    pub async fn send(&self, clock: &dyn Clock, letter: &Letter) -> Outcome {
        let at = clock.now();
        let began = tokio::time::Instant::now();
        let outcome = |problem, status: Option<u16>, retry_after_ms| Outcome {
            at,
            duration_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            status,
            problem,
            retry_after_ms,
        };
        let refused = |problem| outcome(Some(problem), None, None);
        // The configuration may have changed since the URL was registered.
        let url = match self.guard.check_url(&letter.url) {
            Ok(url) => url,
            Err(super::guard::UrlRefusal::Address) => return refused(Problem::AddressRefused),
            Err(_) => return refused(Problem::UrlRefused),
        };
        if letter.secrets.is_empty() {
            return refused(Problem::Unsigned);
        }
        let body = letter.body.as_bytes();
        let signature = signing::header(&letter.secrets, &letter.id, at, body);
        let seconds = at.0.div_euclid(1_000).to_string();
        let mut headers = HeaderMap::with_capacity(3);
        for (name, value) in [
            (ID, letter.id.as_str()),
            (TIMESTAMP, &seconds),
            (SIGNATURE, &signature),
        ] {
            let Ok(value) = HeaderValue::from_str(value) else {
                return refused(Problem::Unsigned);
            };
            headers.insert(HeaderName::from_static(name), value);
        }
        let answer = self.client.post(url, headers, letter.body.clone()).await;
        let posted = match answer {
            Ok(posted) => posted,
            Err(why) => return refused(problem(why)),
        };
        let problem = match posted.status {
            status if status.is_success() => None,
            status if status.is_redirection() => Some(Problem::Redirect),
            _ => Some(Problem::Status),
        };
        let retry_after = posted.retry_after_ms(clock.now(), MAX_RETRY_AFTER_MS);
        outcome(problem, Some(posted.status.as_u16()), retry_after)
    }
}

fn problem(why: Undelivered) -> Problem {
    match why {
        Undelivered::AddressRefused => Problem::AddressRefused,
        Undelivered::Unresolved => Problem::Unresolved,
        Undelivered::Unreachable => Problem::Unreachable,
        Undelivered::Interrupted => Problem::Interrupted,
        Undelivered::TimedOut => Problem::TimedOut,
    }
}
