//! What makes a case worth a second look. Shown to operators and used by decisions; never told to the applicant.

use serde::{Deserialize, Serialize};

/// Something about an onboarding that others of the same client, or its own answers, make remarkable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskSignal {
    /// Another onboarding of this client brought the same national id.
    DuplicateNationalId,
    /// Another onboarding of this client confirmed the same phone number.
    DuplicatePhone,
    /// Another onboarding of this client was done with the same account at a provider.
    DuplicateSubject,
    /// More onboardings were begun in one browser than people usually need.
    DeviceVelocity,
    /// One phone number was asked about more often than people usually need.
    PhoneVelocity,
    /// The applicant changed a value that a verified source had filled in.
    PrefillEdited,
    /// Another browser took it over by a new link after a check had begun in the one before: whoever was examined may be
    /// somebody else than whoever goes on.
    TakenOver,
}

impl RiskSignal {
    /// Every signal there is.
    pub const ALL: [Self; 7] = [
        Self::DuplicateNationalId,
        Self::DuplicatePhone,
        Self::DuplicateSubject,
        Self::DeviceVelocity,
        Self::PhoneVelocity,
        Self::PrefillEdited,
        Self::TakenOver,
    ];

    /// The stable text that the database, configuration and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DuplicateNationalId => "duplicate_national_id",
            Self::DuplicatePhone => "duplicate_phone",
            Self::DuplicateSubject => "duplicate_subject",
            Self::DeviceVelocity => "device_velocity",
            Self::PhoneVelocity => "phone_velocity",
            Self::PrefillEdited => "prefill_edited",
            Self::TakenOver => "taken_over",
        }
    }

    /// The signal with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.code() == code)
    }
}
