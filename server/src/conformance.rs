//! `vestibule conformance live`: an adapter against whatever its connection points to, before any person acts.
//!
//! The probes know the provider trait and no provider: open a provider session, read it, give it up. They tell whether
//! credentials, permissions, registered origins and the provider's answers are what the adapter expects.

mod probes;
mod report;

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;
use vestibule::{launch::Presentation, phone::Phone, time::Timestamp};

use crate::{
    clock::Clock,
    provider::{Call, ProviderPolicy},
    random::Randomness,
    services::core::Connected,
};

pub use report::{Probed, Report, Verdict};

/// A probe that takes longer has failed. Retries of idempotent calls and a new token are in it.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is examined, and as whom.
pub struct Subject<'a> {
    /// The connection with everything its calls need.
    pub connected: &'a Connected,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness.
    pub random: &'a dyn Randomness,
    /// The public origin that the provider is told.
    pub origin: &'a str,
    /// All public origins, for the check of the settings.
    pub origins: &'a [String],
    /// The number of the person who would be asked.
    pub phone: Option<Phone>,
    /// What a step would hand over about the person.
    pub inputs: BTreeMap<String, String>,
    /// What a step would say beside that.
    pub parameters: BTreeMap<String, Value>,
}

impl Subject<'_> {
    fn call(&self) -> Call<'_> {
        Call {
            http: &self.connected.http,
            tokens: &self.connected.tokens,
            documents: &self.connected.documents,
            clock: self.clock,
            random: self.random,
            connection: &self.connected.connection,
            origin: self.origin,
            locale: vestibule::locale::Locale::default(),
        }
    }
}

/// The ways in which the provider can be shown; the suite opens one provider session for each.
#[must_use]
pub fn presentations(policy: &ProviderPolicy) -> Vec<Presentation> {
    let mut ways = Vec::new();
    if policy.frame {
        ways.push(Presentation::Frame);
    }
    if policy.page || ways.is_empty() {
        ways.push(Presentation::Page);
    }
    ways
}

/// The probes that send nothing: whether the adapter accepts the settings, and refuses a stranger's callback.
#[must_use]
pub fn quiet(connected: &Connected, origins: &[String], now: Timestamp) -> Vec<Probed> {
    probes::quiet(connected, origins, now)
}

/// Runs all probes, one after the other.
pub async fn examine(subject: &Subject<'_>) -> Report {
    let began = subject.clock.now();
    let probes = probes::run(subject).await;
    report::report(subject, began, probes)
}

#[cfg(test)]
mod tests;
