//! What is decided, and what falls short.

use serde_json::{Value, json};

use super::*;
use crate::{
    check::{Ending, State},
    journey::{Condition, KnownFact},
    onboarding::StepProgress,
};

fn name(text: &str) -> StepName {
    StepName::new(text).unwrap()
}

/// An eID or a form that is always reviewed; then a phone that may be skipped, whose number the client knows.
fn journey(more: Value) -> Journey {
    let step = |name: &str, more: Value| {
        let mut step = json!({"name": name, "title": {"en": "T"},
            "kind": {"provider": {"connection": "c", "purpose": "identity_proofing"}}});
        for (key, value) in more.as_object().unwrap() {
            step[key] = value.clone();
        }
        step
    };
    let mut journey = json!({
        "title": {"en": "T"}, "company": "C", "minutes": 3, "stored": {"en": "S"}, "contact": "c@example.org",
        "needs": ["identity"],
        "choices": {"who": {"title": {"en": "How?"}, "ways": {
            "eid": {"title": {"en": "E"}}, "paper": {"title": {"en": "P"}, "reviewed": true}}}},
        "steps": [
            step("eid", json!({"way": "who.eid"})),
            step("paper", json!({"way": "who.paper"})),
            step("phone", json!({"optional": true})),
        ],
        "matches": [
            {"name": "same-name", "compare": "name", "between": ["client", "eid"]},
            {"name": "same-phone", "compare": "phone", "between": ["client", "phone"]},
            {"name": "if-known", "compare": "birth_date", "between": ["client", "eid"], "needed": false},
        ],
    });
    for (key, value) in more.as_object().unwrap() {
        journey[key] = value.clone();
    }
    serde_json::from_value(journey).unwrap()
}

/// Everything went well on this way.
fn went(way: &str) -> Progress {
    let done = StepProgress {
        newest: Some(State::Ended(Ending::Succeeded)),
        ..StepProgress::default()
    };
    let mut progress = Progress {
        steps: vec![done; 3],
        ..Progress::default()
    };
    progress.chosen.insert(name("who"), name(way));
    progress.known.facts = [
        KnownFact::new(name("eid"), FactKind::Identity, None),
        KnownFact::new(name("paper"), FactKind::Identity, None),
        KnownFact::new(name("phone"), FactKind::ContactControl, None),
    ]
    .into();
    for (rule, verdict) in [
        ("same-name", Verdict::Normalised),
        ("same-phone", Verdict::Exact),
        ("if-known", Verdict::Missing),
    ] {
        progress.known.matches.insert(name(rule), verdict);
    }
    progress
}

fn falls_short(progress: &Progress) -> Vec<Shortfall> {
    let approves = json!([{"name": "approve", "then": "approve"}]);
    let journey = journey(json!({ "decisions": approves }));
    let decision = decide(&journey, progress);
    assert_eq!(decision.rule, "approve");
    assert_eq!(
        decision.conclusion == Conclusion::Approve,
        decision.shortfalls.is_empty()
    );
    decision.shortfalls
}

#[test]
fn nothing_falls_short_where_all_is_well() {
    assert_eq!(falls_short(&went("eid")), []);
    let decision = decide(&journey(json!({})), &went("eid"));
    assert_eq!(decision.conclusion, Conclusion::Approve);
    assert_eq!(decision.rule, NOTHING_FALLS_SHORT);
}

#[test]
fn a_reviewed_way_is_reviewed_whatever_the_table_says() {
    assert_eq!(
        falls_short(&went("paper")),
        [Shortfall::ReviewedWay(name("who"))]
    );
}

/// With steps in any order, a way may have been chosen before it was known that none is needed.
#[test]
fn a_reviewed_way_that_nobody_had_to_go_is_not_reviewed() {
    let never = |journey: &mut Journey, at: usize| {
        journey.steps[at].when = Some(Condition::Has(FactKind::PaymentApproved));
    };
    let mut journey = journey(json!({ "needs": [], "matches": [] }));
    never(&mut journey, 1);
    let reviewed = [Shortfall::ReviewedWay(name("who"))];
    assert_eq!(decide(&journey, &went("paper")).shortfalls, reviewed);
    never(&mut journey, 0);
    assert_eq!(decide(&journey, &went("paper")).shortfalls, []);
}

#[test]
fn a_fact_of_a_way_that_was_left_does_not_count() {
    let mut progress = went("eid");
    progress
        .known
        .facts
        .remove(&KnownFact::new(name("eid"), FactKind::Identity, None));
    assert_eq!(
        falls_short(&progress),
        [Shortfall::FactMissing(FactKind::Identity)]
    );
}

#[test]
fn only_exact_and_normalised_matches_pass() {
    for (verdict, passes) in [
        (Verdict::Exact, true),
        (Verdict::Normalised, true),
        (Verdict::Fuzzy, false),
        (Verdict::Mismatch, false),
        (Verdict::Missing, false),
    ] {
        let mut progress = went("eid");
        progress.known.matches.insert(name("same-name"), verdict);
        let expected = match passes {
            true => vec![],
            false => vec![Shortfall::NotMatched(name("same-name"))],
        };
        assert_eq!(falls_short(&progress), expected, "{verdict:?}");
    }
    let mut progress = went("eid");
    progress.known.matches.remove(&name("same-name"));
    assert_eq!(
        falls_short(&progress),
        [Shortfall::NotMatched(name("same-name"))]
    );
}

#[test]
fn a_rule_that_is_not_needed_lets_silence_pass_but_no_doubt() {
    let mut progress = went("eid");
    progress.known.matches.remove(&name("if-known"));
    assert_eq!(falls_short(&progress), []);
    for verdict in [Verdict::Fuzzy, Verdict::Mismatch] {
        progress.known.matches.insert(name("if-known"), verdict);
        assert_eq!(
            falls_short(&progress),
            [Shortfall::NotMatched(name("if-known"))]
        );
    }
}

#[test]
fn a_rule_about_a_skipped_step_says_nothing_and_about_one_that_failed_it_does() {
    let mut progress = went("eid");
    progress
        .known
        .matches
        .insert(name("same-phone"), Verdict::Missing);
    progress.steps[2] = StepProgress {
        skipped: true,
        ..StepProgress::default()
    };
    assert_eq!(falls_short(&progress), []);
    progress.steps[2] = StepProgress {
        newest: Some(State::Ended(Ending::Cancelled)),
        counted: 3,
        ..StepProgress::default()
    };
    assert_eq!(
        falls_short(&progress),
        [Shortfall::NotMatched(name("same-phone"))]
    );
}

/// Somebody shows an eID that fits, and goes another way then.
#[test]
fn a_match_of_a_way_that_was_left_decides_nothing() {
    let table = json!([
        {"name": "fits", "when": {"matched": {"rule": "same-name", "is": ["exact", "normalised"]}}, "then": "approve"},
        {"name": "silent", "when": {"matched": {"rule": "same-name", "is": ["missing"]}}, "then": "review"},
    ]);
    let journey = journey(json!({ "decisions": table }));
    assert_eq!(decide(&journey, &went("eid")).rule, "fits");
    assert_eq!(decide(&journey, &went("paper")).rule, "silent");
}

#[test]
fn an_identity_that_nobody_vouches_for_is_reviewed_if_it_counts() {
    let mut progress = went("eid");
    progress.known.unverified.insert(name("paper"));
    // A phone is no identity.
    progress.known.unverified.insert(name("phone"));
    assert_eq!(falls_short(&progress), []);
    progress.known.unverified.insert(name("eid"));
    assert_eq!(falls_short(&progress), [Shortfall::Unverified(name("eid"))]);
}

#[test]
fn an_edited_prefill_is_reviewed() {
    let mut progress = went("eid");
    progress.known.signals.insert(RiskSignal::PrefillEdited);
    assert_eq!(falls_short(&progress), [Shortfall::PrefillEdited]);
}

#[test]
fn nothing_is_approved_before_every_step_is_settled() {
    let mut progress = went("eid");
    progress.steps[2] = StepProgress::default();
    assert!(falls_short(&progress).contains(&Shortfall::Unfinished));
}

#[test]
fn the_first_line_that_holds_decides() {
    let table = json!([
        {"name": "known-person", "when": {"signal": "duplicate_subject"}, "then": "review"},
        {"name": "fine", "when": {"has": "identity"}, "then": "approve"},
        {"name": "never-reached", "then": "reject"},
    ]);
    let journey = journey(json!({ "decisions": table, "automatic_reject": true }));
    let mut progress = went("eid");
    let of = |progress: &Progress| {
        let decision = decide(&journey, progress);
        (decision.rule, decision.conclusion)
    };
    assert_eq!(of(&progress), ("fine".to_owned(), Conclusion::Approve));
    progress.known.facts.clear();
    let reached = ("never-reached".to_owned(), Conclusion::Reject);
    assert_eq!(of(&progress), reached);
    progress.known.signals.insert(RiskSignal::DuplicateSubject);
    let known = ("known-person".to_owned(), Conclusion::Review);
    assert_eq!(of(&progress), known);
}

#[test]
fn without_a_line_that_holds_somebody_looks() {
    let table = json!([{"name": "no", "when": {"has": "payment_approved"}, "then": "approve"}]);
    let decision = decide(&journey(json!({ "decisions": table })), &went("eid"));
    assert_eq!(decision.conclusion, Conclusion::Review);
    assert_eq!(decision.rule, NO_RULE_HOLDS);
    // And so does a signal where there is no table.
    let mut progress = went("eid");
    progress.known.signals.insert(RiskSignal::PhoneVelocity);
    let decision = decide(&journey(json!({})), &progress);
    assert_eq!(decision.conclusion, Conclusion::Review);
}

#[test]
fn no_line_rejects_unless_the_journey_says_so() {
    let table = json!([{"name": "no", "then": "reject"}]);
    for (allowed, conclusion) in [(false, Conclusion::Review), (true, Conclusion::Reject)] {
        let journey = journey(json!({ "decisions": table, "automatic_reject": allowed }));
        assert_eq!(decide(&journey, &went("eid")).conclusion, conclusion);
    }
}
