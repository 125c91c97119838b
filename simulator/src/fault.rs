//! Faults: what goes wrong on purpose, on which route, how many times.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most faults that wait for one provider.
const MOST_FAULTS: usize = 200;

/// The providers that exist here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ProviderName {
    Signicat,
    OneKyc,
    #[serde(rename = "selfie_liveness")]
    SelfieLiveness,
    FrankieOne,
    BankId,
    External,
}

impl ProviderName {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Signicat => "signicat",
            Self::OneKyc => "onekyc",
            Self::SelfieLiveness => "selfie_liveness",
            Self::FrankieOne => "frankieone",
            Self::BankId => "bankid",
            Self::External => "external",
        }
    }

    /// The routes that a fault can be put on, and that calls are counted by.
    pub(crate) fn routes(self) -> &'static [&'static str] {
        match self {
            Self::Signicat => &["token", "create", "status", "cancel", "page"],
            Self::OneKyc => &[
                "token",
                "initiate",
                "details",
                "page",
                "launch",
                "urls",
                "upload",
                "confirm",
                "submission_status",
                "image",
            ],
            Self::BankId => &[
                "oidc_discovery",
                "token",
                "oidc_jwks",
                "discovery",
                "permissions",
                "user_exists",
                "authorize",
                "page",
                "step",
                "exchange",
                "grant",
                "jwks",
                "jwks_grants",
                "attacker_jwks",
            ],
            Self::FrankieOne => &[
                "machine_session",
                "token_validity",
                "config",
                "applicant",
                "events",
                "callback",
                "entity",
                "script",
                "idp_authorise",
                "idp_page",
                "idp_token",
                "idp_person",
                "idp_discovery",
            ],
            Self::External => &["begin", "status", "page"],
            Self::SelfieLiveness => &[
                "token",
                "initiate",
                "details",
                "script",
                "settings",
                "urls",
                "upload",
                "confirm",
                "submission_status",
                "image",
            ],
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The connection is closed without an answer.
    Down,
    /// 500 with the provider's own error body.
    #[serde(rename = "http_500", alias = "http500")]
    Http500,
    /// 503 with the provider's own error body.
    #[serde(rename = "http_503", alias = "http503")]
    Http503,
    /// 401 with the provider's own error body.
    Unauthorized,
    /// 403 with the provider's own error body.
    Forbidden,
    /// 429 with Retry-After.
    RateLimited,
    /// The true answer, one byte a second.
    Slow,
    /// The first half of the true answer, then the connection is closed.
    Truncated,
    /// The true answer after `delay_ms` (default 15,000) of real time.
    Late,
    /// No answer as long as the client waits.
    Hang,
    /// The true answer as text/html.
    WrongContentType,
    /// 200 with 64 MiB of JSON.
    Huge,
    /// 302 to another host.
    Redirect,
    /// 200 and nothing.
    Empty,
    /// 200, application/json, and a page of HTML.
    NotJson,
    /// The `status` and `body` that were given.
    Answer,
}

/// Body of `POST /control/{provider}/fault`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) fault: Kind,
    /// One of the provider's routes; all of them when absent.
    pub(crate) route: Option<String>,
    /// How many requests it hits; until the next reset when absent.
    pub(crate) times: Option<u32>,
    /// Milliseconds of real time: `late` waits that long, `slow` that long per byte.
    pub(crate) delay_ms: Option<u64>,
    /// Seconds in the Retry-After header of `rate_limited`; 2 when absent.
    pub(crate) retry_after: Option<u32>,
    /// For `answer`.
    pub(crate) status: Option<u16>,
    /// For `answer`.
    pub(crate) body: Option<Value>,
}

/// The faults that wait, by provider, in the order in which they were put.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<BTreeMap<ProviderName, Vec<Fault>>>);

impl Faults {
    /// Refused (with the reason) when the route is unknown or too many wait.
    pub(crate) fn put(&self, provider: ProviderName, fault: Fault) -> Result<(), String> {
        if let Some(route) = fault.route.as_deref()
            && !provider.routes().contains(&route)
        {
            return Err(format!(
                "unknown route {route:?}, the routes are {:?}",
                provider.routes()
            ));
        }
        if fault.times == Some(0) {
            return Err("times must be at least 1".to_owned());
        }
        if fault
            .status
            .is_some_and(|status| !(200..=599).contains(&status))
        {
            return Err("status must be 200 to 599".to_owned());
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.entry(provider).or_default();
        if waiting.len() >= MOST_FAULTS {
            return Err(format!("{MOST_FAULTS} faults wait already"));
        }
        waiting.push(fault);
        Ok(())
    }

    /// The fault for this request, which is used up by it.
    pub(crate) fn take(&self, provider: ProviderName, route: &str) -> Option<Fault> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.get_mut(&provider)?;
        let place = waiting
            .iter()
            .position(|fault| fault.route.as_deref().is_none_or(|wanted| wanted == route))?;
        let fault = waiting.get_mut(place)?;
        let taken = fault.clone();
        match fault.times.as_mut() {
            Some(1) => drop(waiting.remove(place)),
            Some(times) => *times -= 1,
            None => {}
        }
        Some(taken)
    }

    /// Removes the faults of one provider.
    pub(crate) fn clear(&self, provider: ProviderName) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&provider);
    }

    pub(crate) fn all(&self) -> BTreeMap<&'static str, Vec<Fault>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .map(|(provider, faults)| (provider.name(), faults.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, Kind, ProviderName};

    fn fault(kind: Kind, route: Option<&str>, times: Option<u32>) -> Fault {
        Fault {
            fault: kind,
            route: route.map(str::to_owned),
            times,
            delay_ms: None,
            retry_after: None,
            status: None,
            body: None,
        }
    }

    #[test]
    fn a_fault_hits_its_own_route_as_often_as_it_was_told() {
        let faults = Faults::default();
        faults
            .put(
                ProviderName::Signicat,
                fault(Kind::Down, Some("token"), Some(2)),
            )
            .expect("known route");
        assert!(faults.take(ProviderName::Signicat, "create").is_none());
        assert!(faults.take(ProviderName::OneKyc, "token").is_none());
        assert!(faults.take(ProviderName::Signicat, "token").is_some());
        assert!(faults.take(ProviderName::Signicat, "token").is_some());
        assert!(faults.take(ProviderName::Signicat, "token").is_none());
    }

    #[test]
    fn a_route_that_does_not_exist_is_refused() {
        let refusal = Faults::default().put(
            ProviderName::Signicat,
            fault(Kind::Down, Some("tokens"), None),
        );
        assert!(refusal.is_err_and(|reason| reason.contains("the routes are")));
    }
}
