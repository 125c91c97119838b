//! What codes are called.

use i18n_embed_fl::fl;
use vestibule::{
    matching::Verdict,
    onboarding::{Closure, OnboardingStatus, StepStatus},
    reason::Reason,
    risk::RiskSignal,
};

use super::Advice;
use crate::texts::Texts;

/// What there is to do.
pub(super) fn advice(advice: &Advice, t: Texts) -> String {
    let because = |why: Option<Reason>| {
        why.map_or_else(|| fl!(t, "dash-case-reason-unknown"), |why| reason(why, t))
    };
    match advice {
        Advice::Erased => fl!(t, "dash-case-advice-erased"),
        Advice::LinkUnopened => fl!(t, "dash-case-advice-unopened"),
        Advice::WaitsForApplicant(step) => {
            fl!(t, "dash-case-advice-applicant", step = step.as_str())
        }
        Advice::NotBegun(step, why) => fl!(
            t,
            "dash-case-advice-not-begun",
            step = step.as_str(),
            why = because(*why)
        ),
        Advice::WaitsForProvider(step) => fl!(t, "dash-case-advice-provider", step = step.as_str()),
        Advice::Stopped(step, why) => fl!(
            t,
            "dash-case-advice-stopped",
            step = step.as_str(),
            why = reason(*why, t)
        ),
        Advice::TryAgain(step, why) => fl!(
            t,
            "dash-case-advice-again",
            step = step.as_str(),
            why = because(*why)
        ),
        Advice::Exhausted(step, why) => fl!(
            t,
            "dash-case-advice-exhausted",
            step = step.as_str(),
            why = because(*why)
        ),
        Advice::Review(rule, short) => {
            let sentence = fl!(t, "dash-case-advice-review", rule = rule.as_str());
            match short.is_empty() {
                true => sentence,
                false => {
                    let short = short.join(", ");
                    let more = fl!(t, "dash-case-advice-short", short = short);
                    format!("{sentence} {more}")
                }
            }
        }
        Advice::HandedOver => fl!(t, "dash-case-advice-handed"),
        Advice::Approved(Some(rule)) => {
            fl!(t, "dash-case-advice-approved", rule = rule.as_str())
        }
        Advice::Approved(None) => fl!(t, "dash-case-advice-approved-by-operator"),
        Advice::Rejected(Some(rule)) => {
            fl!(t, "dash-case-advice-rejected", rule = rule.as_str())
        }
        Advice::Rejected(None) => fl!(t, "dash-case-advice-rejected-by-operator"),
        Advice::Closed(Closure::Cancelled) => fl!(t, "dash-case-advice-cancelled"),
        Advice::Closed(Closure::Disowned) => fl!(t, "dash-case-advice-disowned"),
        Advice::Closed(Closure::Expired) => fl!(t, "dash-case-advice-expired"),
    }
}

/// Why a check stopped or ended.
pub(super) fn reason(reason: Reason, t: Texts) -> String {
    match reason {
        Reason::Left => fl!(t, "dash-case-reason-left"),
        Reason::Cancelled => fl!(t, "dash-case-reason-cancelled"),
        Reason::AccessDenied => fl!(t, "dash-case-reason-access-denied"),
        Reason::SessionExpired => fl!(t, "dash-case-reason-session-expired"),
        Reason::CameraDenied => fl!(t, "dash-case-reason-camera-denied"),
        Reason::AttemptsExhausted => fl!(t, "dash-case-reason-attempts-exhausted"),
        Reason::NotAccepted => fl!(t, "dash-case-reason-not-accepted"),
        Reason::ContactMismatch => fl!(t, "dash-case-reason-contact-mismatch"),
        Reason::NotOurs => fl!(t, "dash-case-reason-not-ours"),
        Reason::NotVerified => fl!(t, "dash-case-reason-not-verified"),
        Reason::DataMissing => fl!(t, "dash-case-reason-data-missing"),
        Reason::DataExpired => fl!(t, "dash-case-reason-data-expired"),
        Reason::ProviderError => fl!(t, "dash-case-reason-provider-error"),
        Reason::Unavailable => fl!(t, "dash-case-reason-unavailable"),
        Reason::Misconfigured => fl!(t, "dash-case-reason-misconfigured"),
        Reason::Interrupted => fl!(t, "dash-case-reason-interrupted"),
        Reason::TooManyStarts => fl!(t, "dash-case-reason-too-many-starts"),
    }
}

/// Where an onboarding stands.
pub(super) fn status(status: OnboardingStatus, t: Texts) -> String {
    match status {
        OnboardingStatus::InProgress => fl!(t, "dash-case-status-in-progress"),
        OnboardingStatus::Completed => fl!(t, "dash-case-status-completed"),
        OnboardingStatus::NeedsReview => fl!(t, "dash-case-status-needs-review"),
        OnboardingStatus::Stopped => fl!(t, "dash-case-status-stopped"),
        OnboardingStatus::Rejected => fl!(t, "dash-case-status-rejected"),
        OnboardingStatus::Cancelled => fl!(t, "dash-case-status-cancelled"),
        OnboardingStatus::Expired => fl!(t, "dash-case-status-expired"),
    }
}

/// Where a step stands.
pub(super) fn step(status: StepStatus, t: Texts) -> String {
    match status {
        StepStatus::CannotStartYet => fl!(t, "dash-case-step-later"),
        StepStatus::Ready => fl!(t, "dash-case-step-ready"),
        StepStatus::InProgress => fl!(t, "dash-case-step-in-progress"),
        StepStatus::Problem => fl!(t, "dash-case-step-problem"),
        StepStatus::Done => fl!(t, "dash-case-step-done"),
        StepStatus::Exhausted => fl!(t, "dash-case-step-exhausted"),
        StepStatus::Skipped => fl!(t, "dash-case-step-skipped"),
        StepStatus::NotNeeded => fl!(t, "dash-case-step-not-needed"),
    }
}

/// How two sources compare.
pub(super) fn verdict(verdict: Verdict, t: Texts) -> String {
    match verdict {
        Verdict::Exact => fl!(t, "dash-case-match-exact"),
        Verdict::Normalised => fl!(t, "dash-case-match-normalised"),
        Verdict::Fuzzy => fl!(t, "dash-case-match-fuzzy"),
        Verdict::Mismatch => fl!(t, "dash-case-match-mismatch"),
        Verdict::Missing => fl!(t, "dash-case-match-missing"),
    }
}

/// What makes a case worth a second look.
pub(super) fn signal(signal: RiskSignal, t: Texts) -> String {
    match signal {
        RiskSignal::DuplicateNationalId => fl!(t, "dash-case-signal-national-id"),
        RiskSignal::DuplicatePhone => fl!(t, "dash-case-signal-phone"),
        RiskSignal::DuplicateSubject => fl!(t, "dash-case-signal-subject"),
        RiskSignal::DeviceVelocity => fl!(t, "dash-case-signal-device"),
        RiskSignal::PhoneVelocity => fl!(t, "dash-case-signal-phone-velocity"),
        RiskSignal::PrefillEdited => fl!(t, "dash-case-signal-edited"),
        RiskSignal::TakenOver => fl!(t, "dash-case-signal-taken-over"),
    }
}
