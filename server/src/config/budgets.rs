//! `[budgets]` and `[signals]`. Their defaults stand in `default.toml`, with what they mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vestibule::{id::ConnectionName, phone::Phone};

use super::{Config, error::Finding};

/// The longest window of duplicates, in days: ten years.
const LONGEST_WINDOW_DAYS: u32 = 3_653;

/// How many billable calls may be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetsConfig {
    /// For one onboarding in all.
    pub per_onboarding: u32,
    /// About one phone number within 24 hours, for each client.
    pub per_phone_and_day: u32,
    /// For one client within 24 hours.
    pub per_client_and_day: u32,
    /// How numbers begin that are served. Empty: every number is.
    pub dialling_codes: Vec<DiallingCode>,
    /// Smaller budgets of single connections, beside the ones for all.
    pub connections: BTreeMap<ConnectionName, ConnectionBudgets>,
}

/// `[budgets.connections.<name>]`: for the calls through this connection alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionBudgets {
    /// See [`BudgetsConfig::per_onboarding`].
    pub per_onboarding: Option<u32>,
    /// See [`BudgetsConfig::per_phone_and_day`].
    pub per_phone_and_day: Option<u32>,
    /// See [`BudgetsConfig::per_client_and_day`].
    pub per_client_and_day: Option<u32>,
}

/// The beginning of a phone number in E.164 form: a country calling code, or more digits where one code is shared by
/// several countries, e.g. `+1876`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DiallingCode(String);

/// A text is not the beginning of a phone number.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a dialling code such as \"+62\": a plus and one to seven digits")]
pub struct InvalidDiallingCode(String);

impl TryFrom<String> for DiallingCode {
    type Error = InvalidDiallingCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_code = text.strip_prefix('+').is_some_and(|digits| {
            (1..=7).contains(&digits.len())
                && !digits.starts_with('0')
                && digits.bytes().all(|digit| digit.is_ascii_digit())
        });
        if is_code {
            Ok(Self(text))
        } else {
            Err(InvalidDiallingCode(text.chars().take(40).collect()))
        }
    }
}

impl From<DiallingCode> for String {
    fn from(code: DiallingCode) -> Self {
        code.0
    }
}

impl BudgetsConfig {
    /// Whether calls may be made to numbers that begin like this one.
    #[must_use]
    pub fn serves(&self, phone: &Phone) -> bool {
        self.dialling_codes.is_empty()
            || self
                .dialling_codes
                .iter()
                .any(|code| phone.e164().starts_with(&code.0))
    }
}

/// What makes an onboarding worth a second look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalsConfig {
    /// For how many days the same person is found again. 0: never.
    pub window_days: u32,
    /// More onboardings than this within 24 hours in one browser are a signal. 0: never.
    pub device_velocity: u32,
    /// More billable calls than this within 24 hours about one number are a signal. 0: never.
    pub phone_velocity: u32,
}

/// What is wrong with both sections.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let budgets = &config.budgets;
    let mut at_least_one = |key: String, number: Option<u32>| {
        if number == Some(0) {
            findings.push(Finding::new(
                key,
                "must be at least 1; whoever wants no calls has no step for them",
            ));
        }
    };
    for (key, number) in [
        ("per_onboarding", budgets.per_onboarding),
        ("per_phone_and_day", budgets.per_phone_and_day),
        ("per_client_and_day", budgets.per_client_and_day),
    ] {
        at_least_one(format!("budgets.{key}"), Some(number));
    }
    for (name, own) in &budgets.connections {
        for (key, number) in [
            ("per_onboarding", own.per_onboarding),
            ("per_phone_and_day", own.per_phone_and_day),
            ("per_client_and_day", own.per_client_and_day),
        ] {
            at_least_one(format!("budgets.connections.{name}.{key}"), number);
        }
    }
    for name in budgets.connections.keys() {
        if !config.connections.contains_key(name) {
            findings.push(Finding::new(
                format!("budgets.connections.{name}"),
                format!("there is no connections.{name}"),
            ));
        }
    }
    if config.signals.window_days > LONGEST_WINDOW_DAYS {
        findings.push(Finding::new(
            "signals.window_days",
            format!("must be at most {LONGEST_WINDOW_DAYS}"),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serving(codes: &[&str]) -> BudgetsConfig {
        let codes = codes
            .iter()
            .map(|code| DiallingCode::try_from((*code).to_owned()).unwrap());
        BudgetsConfig {
            per_onboarding: 1,
            per_phone_and_day: 1,
            per_client_and_day: 1,
            dialling_codes: codes.collect(),
            connections: BTreeMap::new(),
        }
    }

    #[test]
    fn only_numbers_that_begin_with_a_listed_code_are_served() {
        let served =
            |codes: &[&str], number: &str| serving(codes).serves(&Phone::parse(number).unwrap());
        assert!(served(&["+62", "+47"], "+62 812 3456 7890"));
        assert!(served(&["+62", "+47"], "0047 41 23 45 67"));
        assert!(!served(&["+62", "+47"], "+44 7700 900000"));
        // Premium numbers behind a shared code.
        assert!(served(&["+1212"], "+1 212 555 0100"));
        assert!(!served(&["+1212"], "+1 876 555 0100"));
        assert!(
            served(&[], "+881 6 1234 5678"),
            "an empty list lists every number"
        );
    }

    #[test]
    fn what_is_no_dialling_code_is_refused() {
        for wrong in [
            "",
            "+",
            "62",
            "0062",
            "+0",
            "+12345678",
            "+6 2",
            "+62x",
            "++6",
        ] {
            assert!(DiallingCode::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
