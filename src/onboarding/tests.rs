//! What steps add up to.

mod choices;
mod cool_down;

use super::*;
use crate::{
    check::Ending,
    decision::decide,
    fact::FactKind,
    journey::{KnownFact, ProviderStep},
    reason::Reason,
};

fn of<const N: usize>(steps: [StepProgress; N]) -> Progress {
    Progress {
        steps: steps.into(),
        ..Progress::default()
    }
}

fn journey() -> Journey {
    serde_json::from_value(serde_json::json!({
        "title": {"en": "T"}, "company": "C", "minutes": 3, "stored": {"en": "S"}, "contact": "c@example.org",
        "needs": ["contact_control"],
        "steps": [
            {"name": "terms", "title": {"en": "T"}, "kind": {"terms": {"text_id": "t", "version": "1",
             "body": {"en": "B"}, "purpose": "p", "legal_basis": "consent"}}},
            {"name": "phone", "title": {"en": "P"}, "kind": {"provider": {"connection": "phone", "purpose": "contact_verification", "max_checks": 2}}},
        ],
    }))
    .unwrap()
}

fn with(newest: Option<State>, counted: u32) -> Progress {
    of([
        StepProgress {
            answered: true,
            ..StepProgress::default()
        },
        StepProgress {
            newest,
            counted,
            ..StepProgress::default()
        },
    ])
}

#[test]
fn a_step_waits_for_the_one_before_it() {
    let steps = step_statuses(
        &journey(),
        &of([StepProgress::default(), StepProgress::default()]),
    );
    assert_eq!(steps, [StepStatus::Ready, StepStatus::CannotStartYet]);
}

#[test]
fn finished_checks_without_the_needed_facts_need_a_review() {
    let in_the_end = |kind: Option<FactKind>| {
        let mut done = with(Some(State::Ended(Ending::Succeeded)), 1);
        let phone = StepName::new("phone").unwrap();
        done.known.facts = kind
            .map(|kind| KnownFact::new(phone, kind, None))
            .into_iter()
            .collect();
        let decision = decide(&journey(), &done);
        status(&journey(), &done, Some(decision.conclusion), false)
    };
    assert_eq!(
        in_the_end(Some(FactKind::ContactControl)),
        OnboardingStatus::Completed
    );
    assert_eq!(
        in_the_end(Some(FactKind::FaceLive)),
        OnboardingStatus::NeedsReview
    );
    assert_eq!(in_the_end(None), OnboardingStatus::NeedsReview);
}

#[test]
fn a_failed_check_may_be_repeated_until_the_step_s_limit() {
    let failed = Some(State::Ended(Ending::Failed(Reason::ProviderError)));
    assert_eq!(
        status(&journey(), &with(failed, 1), None, false),
        OnboardingStatus::InProgress
    );
    assert_eq!(
        step_statuses(&journey(), &with(failed, 1))[1],
        StepStatus::Problem
    );
    assert_eq!(
        status(&journey(), &with(failed, 2), None, false),
        OnboardingStatus::Stopped
    );
}

#[test]
fn only_the_provider_s_exhaustion_closes_a_step_at_once() {
    let by = |reason| Some(State::Ended(Ending::Exhausted(reason)));
    let provider = with(by(Reason::AttemptsExhausted), 1);
    assert_eq!(
        status(&journey(), &provider, None, false),
        OnboardingStatus::Stopped
    );
    let ours = with(by(Reason::TooManyStarts), 1);
    assert_eq!(step_statuses(&journey(), &ours)[1], StepStatus::Problem);
    let ours = with(by(Reason::TooManyStarts), 2);
    assert_eq!(
        status(&journey(), &ours, None, false),
        OnboardingStatus::Stopped
    );
}

/// What an operator allowed goes beyond the limit, and beyond the provider's last word, until the check was begun.
#[test]
fn an_allowed_check_opens_a_step_that_was_exhausted_and_only_that() {
    let allowed = |newest, counted, allowed| {
        let mut progress = with(Some(newest), counted);
        progress.steps[1].allowed = allowed;
        step_statuses(&journey(), &progress)[1]
    };
    let failed = State::Ended(Ending::Failed(Reason::ProviderError));
    let last_word = State::Ended(Ending::Exhausted(Reason::AttemptsExhausted));
    for (newest, counted) in [(failed, 2), (failed, 3), (last_word, 1)] {
        assert_eq!(allowed(newest, counted, 0), StepStatus::Exhausted);
        assert_eq!(allowed(newest, counted, 1), StepStatus::Problem);
    }
    let open = State::Created;
    assert_eq!(allowed(open, 2, 1), StepStatus::InProgress);
    let done = State::Ended(Ending::Succeeded);
    assert_eq!(allowed(done, 3, 1), StepStatus::Done);
}

#[test]
fn a_live_check_is_in_progress() {
    let open = State::Open {
        starts: 1,
        deadline: Timestamp(5),
    };
    assert_eq!(
        step_statuses(&journey(), &with(Some(open), 0))[1],
        StepStatus::InProgress
    );
    assert_eq!(
        status(&journey(), &with(Some(open), 0), None, false),
        OnboardingStatus::InProgress
    );
}
