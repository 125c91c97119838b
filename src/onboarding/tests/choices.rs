//! Choices between ways.

use serde_json::{Value, json};

use super::*;

const DONE: StepProgress = StepProgress {
    answered: true,
    skipped: false,
    newest: Some(State::Ended(Ending::Succeeded)),
    ended_at: None,
    counted: 1,
    allowed: 0,
};
const LOST: StepProgress = StepProgress {
    newest: Some(State::Ended(Ending::Refused(Reason::NotAccepted))),
    ..DONE
};
const NEW: StepProgress = StepProgress {
    answered: false,
    skipped: false,
    newest: None,
    ended_at: None,
    counted: 0,
    allowed: 0,
};

fn name(text: &str) -> StepName {
    StepName::new(text).unwrap()
}

fn terms(of: &str) -> Value {
    json!({"name": of, "title": {"en": "T"}, "kind": {"terms": {"text_id": "t", "version": "1",
        "body": {"en": "B"}, "purpose": "p", "legal_basis": "consent"}}})
}

fn check(of: &str, more: Value) -> Value {
    let mut step = json!({"name": of, "title": {"en": "T"},
        "kind": {"provider": {"connection": "c", "purpose": "identity_proofing", "max_checks": 1}}});
    for (key, value) in more.as_object().unwrap() {
        step[key] = value.clone();
    }
    step
}

/// Terms, then an eID or a passport, then a phone.
fn journey(order: &str, when: Option<Value>) -> Journey {
    let way = |way: &str| {
        let mut more = json!({"way": format!("identity.{way}")});
        if let Some(when) = &when {
            more["when"] = when.clone();
        }
        more
    };
    let title = json!({"title": {"en": "W"}});
    serde_json::from_value(json!({
        "title": {"en": "T"}, "company": "C", "minutes": 3, "stored": {"en": "S"}, "contact": "c@example.org",
        "needs": [], "order": order,
        "choices": {"identity": {"title": {"en": "How?"}, "ways": {"eid": title, "passport": title}}},
        "steps": [
            terms("terms"), check("eid", way("eid")), check("passport", way("passport")),
            check("phone", json!({})),
        ],
    }))
    .unwrap()
}

fn of_choice(journey: &Journey, chosen: Option<&str>, steps: [StepProgress; 4]) -> ChoiceStatus {
    let progress = progress(chosen, steps);
    let statuses = step_statuses(journey, &progress);
    choice_status(journey, &progress, &statuses, &name("identity"))
}

fn progress(chosen: Option<&str>, steps: [StepProgress; 4]) -> Progress {
    Progress {
        chosen: chosen
            .map(|way| (name("identity"), name(way)))
            .into_iter()
            .collect(),
        ..of(steps)
    }
}

#[test]
fn a_choice_waits_for_what_comes_before_it() {
    let journey = journey("sequence", None);
    let status = |steps| of_choice(&journey, None, steps);
    assert_eq!(status([NEW; 4]), ChoiceStatus::CannotStartYet);
    assert_eq!(status([DONE, NEW, NEW, NEW]), ChoiceStatus::Ready);
}

#[test]
fn another_way_may_be_gone_until_one_is_done() {
    let journey = journey("sequence", None);
    let status = |chosen, steps| of_choice(&journey, Some(chosen), steps);
    assert_eq!(status("eid", [DONE, NEW, NEW, NEW]), ChoiceStatus::Chosen);
    assert_eq!(status("eid", [DONE, DONE, NEW, NEW]), ChoiceStatus::Done);
    let steps = step_statuses(&journey, &progress(Some("eid"), [DONE, NEW, NEW, NEW]));
    let expected = [
        StepStatus::Done,
        StepStatus::Ready,
        StepStatus::NotNeeded,
        StepStatus::CannotStartYet,
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_lost_way_leaves_the_others() {
    let journey = journey("sequence", None);
    let lost = progress(Some("eid"), [DONE, LOST, NEW, NEW]);
    let choice = name("identity");
    assert_eq!(
        of_choice(&journey, Some("eid"), [DONE, LOST, NEW, NEW]),
        ChoiceStatus::Problem
    );
    assert_eq!(open_ways(&journey, &lost, &choice), [&name("passport")]);
    assert_eq!(
        status(&journey, &lost, None, false),
        OnboardingStatus::InProgress
    );
}

#[test]
fn without_any_way_left_the_journey_stops() {
    let journey = journey("sequence", None);
    let lost = progress(Some("passport"), [DONE, LOST, LOST, NEW]);
    assert_eq!(
        of_choice(&journey, Some("passport"), [DONE, LOST, LOST, NEW]),
        ChoiceStatus::Exhausted
    );
    assert_eq!(
        status(&journey, &lost, None, false),
        OnboardingStatus::Stopped
    );
    assert_eq!(
        status(&journey, &lost, None, true),
        OnboardingStatus::NeedsReview
    );
}

#[test]
fn nobody_chooses_between_ways_that_are_not_needed() {
    let never = json!({"has": "identity"});
    for order in ["sequence", "any"] {
        let journey = journey(order, Some(never.clone()));
        assert_eq!(
            of_choice(&journey, None, [DONE, NEW, NEW, NEW]),
            ChoiceStatus::NotNeeded
        );
        let steps = step_statuses(&journey, &progress(None, [DONE, NEW, NEW, NEW]));
        assert_eq!(steps[1..3], [StepStatus::NotNeeded; 2]);
        assert_eq!(steps[3], StepStatus::Ready);
    }
}

#[test]
fn in_any_order_only_terms_come_first() {
    let mut journey = journey("any", None);
    journey.steps.swap(1, 3);
    assert_eq!(
        of_choice(&journey, None, [NEW, NEW, NEW, NEW]),
        ChoiceStatus::CannotStartYet
    );
    assert_eq!(
        of_choice(&journey, None, [DONE, NEW, NEW, NEW]),
        ChoiceStatus::Ready
    );
    // Unless it is not known yet whether a way is needed.
    for step in &mut journey.steps[2..] {
        step.when = Some(crate::journey::Condition::Done(name("phone")));
    }
    assert_eq!(
        of_choice(&journey, None, [DONE, NEW, NEW, NEW]),
        ChoiceStatus::CannotStartYet
    );
    assert_eq!(
        of_choice(&journey, None, [DONE, DONE, NEW, NEW]),
        ChoiceStatus::Ready
    );
}

#[test]
fn a_withdrawn_agreement_stops_what_comes_after_it_and_loses_nothing() {
    let journey = journey("any", None);
    let withdrawn = StepProgress {
        answered: false,
        ..DONE
    };
    let steps = step_statuses(
        &journey,
        &progress(Some("eid"), [withdrawn, DONE, NEW, DONE]),
    );
    let expected = [
        StepStatus::Ready,
        StepStatus::CannotStartYet,
        StepStatus::NotNeeded,
        StepStatus::CannotStartYet,
    ];
    assert_eq!(steps, expected);
    let steps = step_statuses(&journey, &progress(Some("eid"), [DONE, DONE, NEW, DONE]));
    assert!(is_all_settled(&journey, &steps));
}
