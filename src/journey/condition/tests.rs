//! When conditions hold.

use serde_json::{Value, json};

use super::*;

fn name(text: &str) -> StepName {
    StepName::new(text).unwrap()
}

/// An eID at a high level, a phone, one answer, one doubtful name.
fn known() -> Known {
    let assurance = Assurance {
        scheme: "eidas".to_owned(),
        value: "high".to_owned(),
    };
    let field = FieldRef {
        step: name("about"),
        field: name("country"),
    };
    Known {
        facts: [
            KnownFact::new(name("eid"), FactKind::Identity, Some(&assurance)),
            KnownFact::new(name("phone"), FactKind::ContactControl, None),
        ]
        .into(),
        answers: [(field, "no".to_owned())].into(),
        done: [name("about"), name("eid"), name("phone")].into(),
        matches: [(name("names"), Verdict::Fuzzy)].into(),
        signals: [RiskSignal::DuplicatePhone].into(),
        unverified: BTreeSet::new(),
    }
}

fn holds(condition: Value) -> bool {
    let condition: Condition = serde_json::from_value(condition).unwrap();
    let not = Condition::Not(Box::new(condition.clone()));
    let twice = Condition::Not(Box::new(not.clone()));
    assert_ne!(condition.holds(&known()), not.holds(&known()));
    assert_eq!(condition.holds(&known()), twice.holds(&known()));
    condition.holds(&known())
}

#[test]
fn each_kind_of_condition_asks_for_what_it_says() {
    for condition in [
        json!({"has": "identity"}),
        json!({"assured": {"fact": "identity", "scheme": "eidas", "is": ["substantial", "high"]}}),
        json!({"answered": {"field": "about.country", "is": ["se", "no"]}}),
        json!({"done": "phone"}),
        json!({"matched": {"rule": "names", "is": ["fuzzy", "mismatch"]}}),
        json!({"signal": "duplicate_phone"}),
    ] {
        assert!(holds(condition.clone()), "{condition}");
    }
    for condition in [
        json!({"has": "payment_approved"}),
        json!({"answered": {"field": "about.country", "is": ["se"]}}),
        json!({"answered": {"field": "about.city", "is": ["no"]}}),
        json!({"answered": {"field": "other.country", "is": ["no"]}}),
        json!({"done": "face"}),
        json!({"matched": {"rule": "names", "is": ["exact"]}}),
        json!({"matched": {"rule": "others", "is": ["missing"]}}),
        json!({"signal": "prefill_edited"}),
    ] {
        assert!(!holds(condition.clone()), "{condition}");
    }
}

#[test]
fn an_assurance_says_nothing_on_another_scale_or_about_another_fact() {
    for (fact, scheme, value) in [
        ("identity", "bankid.acr", "high"),
        ("identity", "eidas", "substantial"),
        ("contact_control", "eidas", "high"),
    ] {
        let asked = json!({"assured": {"fact": fact, "scheme": scheme, "is": [value]}});
        assert!(!holds(asked.clone()), "{asked}");
    }
}

#[test]
fn all_of_nothing_holds_and_any_of_nothing_does_not() {
    let (yes, no) = (json!({"has": "identity"}), json!({"has": "face_live"}));
    assert!(holds(json!({"all": []})));
    assert!(!holds(json!({"any": []})));
    assert!(holds(json!({"all": [yes, {"not": no}]})));
    assert!(!holds(json!({"all": [yes, no]})));
    assert!(holds(json!({"any": [no, yes]})));
    assert!(!holds(json!({"any": [no, no]})));
}
