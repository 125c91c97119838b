//! `[retention]`. Its defaults stand in `default.toml`, with what they mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vestibule::{id::JourneyName, onboarding::OnboardingStatus};

use super::{Config, error::Finding};

/// The longest period, in days: a century. Whoever wants more wants 0.
const LONGEST_DAYS: u32 = 36_525;

/// How long what is over is kept. The default of the type erases nothing by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionConfig {
    /// Days for which what was completed is kept. 0: until somebody erases it.
    pub completed_days: u32,
    /// Days for which what was rejected is kept. 0: until somebody erases it.
    pub rejected_days: u32,
    /// Days for which what ended without a decision is kept. 0: until somebody erases it.
    pub unfinished_days: u32,
    /// Most onboardings that are erased within an hour.
    pub per_hour: u32,
    /// The guard stops when more than this many are due at once ...
    pub guard_count: u32,
    /// ... and more than this share of all that are kept, in percent.
    pub guard_percent: u32,
    /// Other periods for single journeys.
    pub journeys: BTreeMap<JourneyName, JourneyPeriods>,
}

/// Other periods for one journey; what is not said is as for all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JourneyPeriods {
    /// See [`RetentionConfig::completed_days`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_days: Option<u32>,
    /// See [`RetentionConfig::rejected_days`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_days: Option<u32>,
    /// See [`RetentionConfig::unfinished_days`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfinished_days: Option<u32>,
}

impl RetentionConfig {
    /// For how many days an onboarding of this journey is kept after it came to this status; `None`: until somebody erases it.
    #[must_use]
    pub fn days(&self, journey: &str, status: OnboardingStatus) -> Option<u32> {
        let of_journey = self
            .journeys
            .iter()
            .find(|(name, _)| name.as_str() == journey);
        let other = of_journey.map(|(_, periods)| *periods).unwrap_or_default();
        let days = match status {
            OnboardingStatus::Completed => other.completed_days.unwrap_or(self.completed_days),
            OnboardingStatus::Rejected => other.rejected_days.unwrap_or(self.rejected_days),
            OnboardingStatus::InProgress
            | OnboardingStatus::Stopped
            | OnboardingStatus::Cancelled
            | OnboardingStatus::Expired => other.unfinished_days.unwrap_or(self.unfinished_days),
            // Somebody has to decide first: their time begins with the decision.
            OnboardingStatus::NeedsReview => 0,
        };
        (days > 0).then_some(days)
    }

    /// Whether anything is ever erased by itself.
    #[must_use]
    pub fn is_on(&self) -> bool {
        let of_all = [
            self.completed_days,
            self.rejected_days,
            self.unfinished_days,
        ];
        let of_journeys = self.journeys.values().flat_map(|periods| {
            [
                periods.completed_days,
                periods.rejected_days,
                periods.unfinished_days,
            ]
        });
        of_all
            .into_iter()
            .chain(of_journeys.flatten())
            .any(|days| days > 0)
    }
}

/// Checks the section.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let section = &config.retention;
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            let key = format!("retention.{key}");
            findings.push(Finding::new(key, problem.to_owned()));
        }
    };
    let too_long = "must be at most 36525, which is a century; 0 keeps for good";
    for (key, days) in [
        ("completed_days", section.completed_days),
        ("rejected_days", section.rejected_days),
        ("unfinished_days", section.unfinished_days),
    ] {
        refuse(days > LONGEST_DAYS, key, too_long);
    }
    for (name, periods) in &section.journeys {
        // A name that is not quite right would leave its onboardings to the shorter period of all.
        refuse(
            !config.journeys.contains_key(name),
            &format!("journeys.{name}"),
            "there is no such journey",
        );
        for (key, days) in [
            ("completed_days", periods.completed_days),
            ("rejected_days", periods.rejected_days),
            ("unfinished_days", periods.unfinished_days),
        ] {
            let is = days.is_some_and(|days| days > LONGEST_DAYS);
            refuse(is, &format!("journeys.{name}.{key}"), too_long);
        }
    }
    refuse(section.per_hour == 0, "per_hour", "must be at least 1");
    refuse(
        !(1..=100).contains(&section.guard_percent),
        "guard_percent",
        "must be 1 to 100",
    );
}
