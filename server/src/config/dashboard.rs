//! `[dashboard]`. Its defaults stand in `default.toml`, with what they mean.

use serde::{Deserialize, Serialize};

use super::{
    Config, FourEyes,
    error::Finding,
    single_sign_on::{self, SingleSignOnConfig, SingleSignOnSection},
};

/// A day, in minutes.
const DAY_MINUTES: u32 = 24 * 60;

/// The operators' dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DashboardConfig {
    /// An operator's session ends after this long without a request, in minutes.
    pub idle_minutes: u32,
    /// It ends after this long in any case, in hours.
    pub absolute_hours: u32,
    /// What changes how an operator signs in needs a second factor that was shown at most so long ago, in minutes.
    pub proof_minutes: u32,
    /// The actions on a case that wait for a second operator.
    pub four_eyes: FourEyes,
}

/// The table as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DashboardSection {
    idle_minutes: u32,
    absolute_hours: u32,
    proof_minutes: u32,
    four_eyes: FourEyes,
    #[serde(default)]
    single_sign_on: Option<SingleSignOnSection>,
}

impl DashboardSection {
    /// The values, and the single sign-on with its secret read.
    pub(super) fn read(self) -> Result<(DashboardConfig, Option<SingleSignOnConfig>), Finding> {
        let config = DashboardConfig {
            idle_minutes: self.idle_minutes,
            absolute_hours: self.absolute_hours,
            proof_minutes: self.proof_minutes,
            four_eyes: self.four_eyes,
        };
        let single = self.single_sign_on.map(SingleSignOnSection::read);
        Ok((config, single.transpose()?))
    }
}

impl DashboardConfig {
    /// The idle limit in milliseconds.
    #[must_use]
    pub fn idle_ms(self) -> i64 {
        i64::from(self.idle_minutes) * 60_000
    }

    /// The absolute limit in milliseconds.
    #[must_use]
    pub fn absolute_ms(self) -> i64 {
        i64::from(self.absolute_hours) * 3_600_000
    }

    /// How long a second factor counts as shown just now, in milliseconds.
    #[must_use]
    pub fn proof_ms(self) -> i64 {
        i64::from(self.proof_minutes) * 60_000
    }
}

/// Checks the section.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    single_sign_on::check(config, findings);
    let section = config.dashboard;
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            let key = format!("dashboard.{key}");
            findings.push(Finding::new(key, problem.to_owned()));
        }
    };
    refuse(
        !(1..=DAY_MINUTES).contains(&section.idle_minutes),
        "idle_minutes",
        "must be 1 to 1440",
    );
    refuse(
        !(1..=24).contains(&section.absolute_hours),
        "absolute_hours",
        "must be 1 to 24",
    );
    refuse(
        !(1..=60).contains(&section.proof_minutes),
        "proof_minutes",
        "must be 1 to 60",
    );
}
