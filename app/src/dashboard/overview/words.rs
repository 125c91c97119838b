//! Codes, shares and durations in words. A code that has none stands for itself.

use i18n_embed_fl::fl;
use vestibule::{onboarding::OnboardingStatus, reason::Reason};

use crate::texts::Texts;

/// Nothing was measured.
pub(super) const NOTHING: &str = "–";

/// A part of all, in whole percent.
pub(super) fn share(part: i64, whole: i64) -> String {
    match whole {
        ..=0 => NOTHING.to_owned(),
        _ => format!(
            "{}%",
            (i128::from(part) * 100 + i128::from(whole) / 2) / i128::from(whole)
        ),
    }
}

/// A duration, as exact as it has to be.
pub(super) fn duration(millis: i64, t: Texts) -> String {
    let tenths = |unit: i64| {
        let tenths = millis * 10 / unit;
        match tenths {
            ..100 => format!("{}.{}", tenths / 10, tenths % 10),
            _ => (tenths / 10).to_string(),
        }
    };
    match millis {
        ..1_000 => fl!(
            t,
            "dash-overview-milliseconds",
            number = millis.max(0).to_string()
        ),
        1_000..60_000 => fl!(t, "dash-overview-seconds", number = tenths(1_000)),
        60_000..3_600_000 => fl!(t, "dash-overview-minutes", number = tenths(60_000)),
        3_600_000..172_800_000 => fl!(t, "dash-overview-hours", number = tenths(3_600_000)),
        _ => fl!(t, "dash-overview-long", number = tenths(86_400_000)),
    }
}

/// The same, where there may be none.
pub(super) fn duration_or_nothing(millis: Option<i64>, t: Texts) -> String {
    millis.map_or_else(|| NOTHING.to_owned(), |millis| duration(millis, t))
}

/// A status.
pub(super) fn status(status: OnboardingStatus, t: Texts) -> String {
    match status {
        OnboardingStatus::InProgress => fl!(t, "dash-overview-in-progress"),
        OnboardingStatus::Completed => fl!(t, "dash-overview-completed"),
        OnboardingStatus::NeedsReview => fl!(t, "dash-overview-needs-review"),
        OnboardingStatus::Stopped => fl!(t, "dash-overview-stopped"),
        OnboardingStatus::Rejected => fl!(t, "dash-overview-rejected"),
        OnboardingStatus::Cancelled => fl!(t, "dash-overview-cancelled"),
        OnboardingStatus::Expired => fl!(t, "dash-overview-expired"),
    }
}

/// The colour of a status.
pub(super) fn status_class(status: OnboardingStatus) -> &'static str {
    match status {
        OnboardingStatus::Completed => "chart__bar--good",
        OnboardingStatus::NeedsReview => "chart__bar--note",
        OnboardingStatus::Stopped | OnboardingStatus::Rejected => "chart__bar--bad",
        OnboardingStatus::Cancelled | OnboardingStatus::Expired => "chart__bar--quiet",
        OnboardingStatus::InProgress => "",
    }
}

/// How an onboarding went no further.
pub(super) fn how(code: &str, t: Texts) -> String {
    match code {
        "expired" => fl!(t, "dash-overview-expired"),
        "cancelled" => fl!(t, "dash-overview-taken-back"),
        "disowned" => fl!(t, "dash-overview-disowned"),
        "stopped" => fl!(t, "dash-overview-stopped"),
        "handed_over" => fl!(t, "dash-overview-handed-over"),
        other => other.to_owned(),
    }
}

/// Why a check stopped or ended.
pub(super) fn reason(code: &str, t: Texts) -> String {
    let Some(reason) = Reason::from_code(code) else {
        return match code {
            "none" => fl!(t, "dash-overview-reason-none"),
            other => other.to_owned(),
        };
    };
    match reason {
        Reason::Left => fl!(t, "dash-overview-reason-left"),
        Reason::Cancelled => fl!(t, "dash-overview-reason-cancelled"),
        Reason::AccessDenied => fl!(t, "dash-overview-reason-access-denied"),
        Reason::SessionExpired => fl!(t, "dash-overview-reason-session-expired"),
        Reason::CameraDenied => fl!(t, "dash-overview-reason-camera-denied"),
        Reason::AttemptsExhausted => fl!(t, "dash-overview-reason-attempts-exhausted"),
        Reason::NotAccepted => fl!(t, "dash-overview-reason-not-accepted"),
        Reason::ContactMismatch => fl!(t, "dash-overview-reason-contact-mismatch"),
        Reason::NotOurs => fl!(t, "dash-overview-reason-not-ours"),
        Reason::NotVerified => fl!(t, "dash-overview-reason-not-verified"),
        Reason::DataMissing => fl!(t, "dash-overview-reason-data-missing"),
        Reason::DataExpired => fl!(t, "dash-overview-reason-data-expired"),
        Reason::ProviderError => fl!(t, "dash-overview-reason-provider-error"),
        Reason::Unavailable => fl!(t, "dash-overview-reason-unavailable"),
        Reason::Misconfigured => fl!(t, "dash-overview-reason-misconfigured"),
        Reason::Interrupted => fl!(t, "dash-overview-reason-interrupted"),
        Reason::TooManyStarts => fl!(t, "dash-overview-reason-too-many-starts"),
    }
}

/// A class of device.
pub(super) fn device(code: &str, t: Texts) -> String {
    match code {
        "phone" => fl!(t, "dash-overview-phone"),
        "tablet" => fl!(t, "dash-overview-tablet"),
        "desktop" => fl!(t, "dash-overview-desktop"),
        "other" => fl!(t, "dash-overview-other-device"),
        other => other.to_owned(),
    }
}

/// How a provider's screen is shown.
pub(super) fn shown_as(code: &str, t: Texts) -> String {
    match code {
        "frame" => fl!(t, "dash-overview-frame"),
        "page" => fl!(t, "dash-overview-page"),
        other => other.to_owned(),
    }
}

/// How a call to a provider went wrong.
pub(super) fn error(code: &str, t: Texts) -> String {
    match code {
        "unavailable" => fl!(t, "dash-overview-error-unavailable"),
        "misconfigured" => fl!(t, "dash-overview-error-misconfigured"),
        "unexpected" => fl!(t, "dash-overview-error-unexpected"),
        "not_ours" => fl!(t, "dash-overview-error-not-ours"),
        "not_verified" => fl!(t, "dash-overview-error-not-verified"),
        "unsupported" => fl!(t, "dash-overview-error-unsupported"),
        other => other.to_owned(),
    }
}

/// How a check ended.
pub(super) fn ending(code: &str, t: Texts) -> String {
    match code {
        "succeeded" => fl!(t, "dash-overview-ending-succeeded"),
        "refused" => fl!(t, "dash-overview-ending-refused"),
        "cancelled" => fl!(t, "dash-overview-ending-cancelled"),
        "exhausted" => fl!(t, "dash-overview-ending-exhausted"),
        "failed" => fl!(t, "dash-overview-ending-failed"),
        "expired" => fl!(t, "dash-overview-ending-expired"),
        other => other.to_owned(),
    }
}
