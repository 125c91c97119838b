//! `[onboardings]`. Its defaults stand in `default.toml`, with what they mean.

use serde::{Deserialize, Serialize};

use super::{Config, error::Finding};

/// The longest that anything here may last, in minutes: a year.
const LONGEST_MINUTES: u32 = 366 * 24 * 60;
/// A result code is carried from one page to the next, in minutes.
const LONGEST_CODE_MINUTES: u32 = 60;

/// How long what clients begin is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnboardingsConfig {
    /// An onboarding that nobody finished expires after this long, in minutes, where the client did not say otherwise.
    pub lifetime_minutes: u32,
    /// The shortest that a client may say.
    pub min_lifetime_minutes: u32,
    /// The longest that a client may say.
    pub max_lifetime_minutes: u32,
    /// A link can be claimed for this long, in minutes, where the client did not say otherwise.
    pub link_lifetime_minutes: u32,
    /// A result code is good for this long, in minutes.
    pub result_code_minutes: u32,
}

impl OnboardingsConfig {
    /// How long result codes are good for, in milliseconds.
    #[must_use]
    pub fn result_code_ms(self) -> i64 {
        i64::from(self.result_code_minutes) * 60_000
    }
}

/// Checks the section.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let section = config.onboardings;
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            findings.push(Finding::new(
                format!("onboardings.{key}"),
                problem.to_owned(),
            ));
        }
    };
    let (least, most) = (section.min_lifetime_minutes, section.max_lifetime_minutes);
    refuse(
        least == 0 || least > most,
        "min_lifetime_minutes",
        "must be at least 1 and at most max_lifetime_minutes",
    );
    refuse(
        most > LONGEST_MINUTES,
        "max_lifetime_minutes",
        "must be at most 527040, which is a year",
    );
    refuse(
        !(least..=most).contains(&section.lifetime_minutes),
        "lifetime_minutes",
        "must be between min_lifetime_minutes and max_lifetime_minutes",
    );
    refuse(
        !(1..=most).contains(&section.link_lifetime_minutes),
        "link_lifetime_minutes",
        "must be at least 1 and at most max_lifetime_minutes",
    );
    refuse(
        !(1..=LONGEST_CODE_MINUTES).contains(&section.result_code_minutes),
        "result_code_minutes",
        "must be 1 to 60",
    );
}
