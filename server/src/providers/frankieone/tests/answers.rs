use vestibule::time::Timestamp;

use super::*;
use crate::verified_claims::{self, Source};

fn snapshot_with(changes: impl FnOnce(&mut Value), more: Value) -> Result<Snapshot, ProviderError> {
    let mut answer: Value = serde_json::from_str(APPLICANT).unwrap();
    changes(&mut answer);
    mapping::snapshot(&answer.to_string(), &settings(more), REFERENCE, |_| {})
}

fn facts(changes: impl FnOnce(&mut Value)) -> Vec<Fact> {
    facts_of(snapshot_with(changes, json!({})))
}

fn facts_of(snapshot: Result<Snapshot, ProviderError>) -> Vec<Fact> {
    match snapshot {
        Ok(Snapshot::Done(outcome, _)) => outcome.facts,
        other => panic!("{other:?}"),
    }
}

fn claims(facts: &[Fact], kind: FactKind) -> BTreeMap<String, String> {
    facts
        .iter()
        .find(|fact| fact.kind == kind)
        .map(|fact| fact.claims.clone())
        .unwrap_or_default()
}

fn set(path: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |answer| *answer.pointer_mut(path).unwrap() = value
}

/// FO-10, FO-23
#[test]
fn what_a_register_vouches_for_is_identity_and_what_the_person_typed_is_not() {
    let facts = facts(|_| {});
    let identity = claims(&facts, FactKind::Identity);
    for (claim, value) in [
        ("name", "KARI SYNTHETIC"),
        ("birthdate", "1990-03-12"),
        ("national_id", "S9000000X"),
        ("nationality", "SINGAPORE CITIZEN"),
        ("residential_status", "CITIZEN"),
        ("passport_number", "E0000001S"),
        ("passport_expiry", "2035-01-31"),
        ("phone_number", "+6580000001"),
        (
            "address",
            "#02-03, SIMULATOR TOWER, 1, EXAMPLE STREET, SINGAPORE, 000001, SGP",
        ),
    ] {
        assert_eq!(
            identity.get(claim).map(String::as_str),
            Some(value),
            "{claim}"
        );
    }
    assert_eq!(identity.len(), 9);
    assert_eq!(
        claims(&facts, FactKind::SelfAsserted),
        BTreeMap::from([("email".to_owned(), "kari@synthetic.example".to_owned())])
    );
    // Source 4: Singpass verified that the number is theirs.
    assert_eq!(
        claims(&facts, FactKind::ContactControl),
        BTreeMap::from([("phone_number".to_owned(), "+6580000001".to_owned())])
    );
    let assurance = facts[0].assurance.clone().unwrap();
    assert_eq!(
        (assurance.scheme.as_str(), assurance.value.as_str()),
        ("frankieone.source", "government")
    );
}

/// FO-23
#[test]
fn each_source_of_a_value_decides_what_it_is_worth() {
    let number = "/applicant/extraData/sources/mobileno";
    for (code, identity, contact, asserted) in [
        (json!("1"), true, false, false),
        (json!(1), true, false, false),
        (json!("2"), false, false, true),
        (json!("3"), false, false, false),
        (json!("4"), true, true, false),
        // Nobody vouches for what comes from we do not know where.
        (json!("9"), false, false, true),
        (json!(null), false, false, true),
    ] {
        let facts = facts(set(number, code.clone()));
        let has = |kind| claims(&facts, kind).contains_key("phone_number");
        assert_eq!(
            (
                has(FactKind::Identity),
                has(FactKind::ContactControl),
                has(FactKind::SelfAsserted)
            ),
            (identity, contact, asserted),
            "{code}"
        );
    }
    let verified = facts(set("/applicant/extraData/sources/name", json!("4")));
    assert_eq!(verified[0].assurance.as_ref().unwrap().value, "verified");
}

/// The texts in a value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// FO-23: whichever attribute it is, and whatever the others are.
#[test]
fn no_value_that_the_person_typed_in_is_ever_in_verified_claims() {
    let source = Source {
        trust_framework: "sg_myinfo",
        provider: "FrankieOne",
        kind: "frankieone",
        time: Timestamp(0),
        evidence: "1",
    };
    let answer: Value = serde_json::from_str(APPLICANT).unwrap();
    let sources = answer["applicant"]["extraData"]["sources"].clone();
    let attributes: Vec<&String> = sources.as_object().unwrap().keys().collect();
    for typed_in in ["2", "", "9"] {
        for attribute in &attributes {
            let facts = facts(|answer| {
                answer["applicant"]["extraData"]["sources"][attribute.as_str()] = json!(typed_in);
            });
            let asserted = claims(&facts, FactKind::SelfAsserted);
            assert!(!asserted.is_empty(), "{attribute}");
            for fact in &facts {
                let Some(verified) = verified_claims::of(fact, &source).unwrap() else {
                    continue;
                };
                assert_eq!(fact.kind, FactKind::Identity);
                let found = texts(&verified["claims"]);
                for (claim, value) in &asserted {
                    assert!(!found.contains(&value.as_str()), "{attribute}: {claim}");
                }
            }
        }
    }
}

/// FO-23
#[test]
fn an_answer_without_sources_identifies_nobody() {
    let facts = facts(|answer| {
        let extra = answer["applicant"]["extraData"].as_object_mut().unwrap();
        extra.remove("sources");
    });
    let kinds: Vec<_> = facts.iter().map(|fact| fact.kind).collect();
    assert_eq!(kinds, [FactKind::SelfAsserted]);
}

/// FO-23: half an identity is none.
#[test]
fn a_mandatory_value_that_the_person_typed_in_identifies_nobody() {
    for attribute in ["name", "dob", "uinfin", "regadd"] {
        let facts = facts(|answer| {
            answer["applicant"]["extraData"]["sources"][attribute] = json!("2");
        });
        assert_eq!(
            claims(&facts, FactKind::Identity),
            BTreeMap::new(),
            "{attribute}"
        );
        assert!(claims(&facts, FactKind::SelfAsserted).contains_key("nationality"));
    }
}

/// FO-22
#[test]
fn a_mandatory_value_that_is_empty_counts_as_missing() {
    type Change = fn(&mut Value);
    let changes: [Change; 8] = [
        |answer| answer["applicant"]["dateOfBirth"] = json!(""),
        |answer| answer["applicant"]["dateOfBirth"] = json!("  "),
        |answer| answer["applicant"]["dateOfBirth"] = json!(null),
        |answer| answer["applicant"]["extraData"]["sources"]["dob"] = json!("3"),
        |answer| {
            answer["applicant"]["name"] = json!({ "givenName": null, "middleName": null, "familyName": null, "displayName": "" });
        },
        |answer| answer["applicant"]["addresses"] = json!([]),
        |answer| answer["applicant"]["addresses"][0] = json!({ "streetName": "", "country": null }),
        |answer| answer["documents"] = json!({}),
    ];
    for (place, change) in changes.into_iter().enumerate() {
        assert_eq!(
            snapshot_with(change, json!({})),
            Ok(Snapshot::Failed(Reason::DataMissing)),
            "change {place}"
        );
    }
}

/// FO-22
#[test]
fn an_optional_value_that_is_empty_is_left_out() {
    let facts = facts(|answer| {
        answer["applicant"]["email"] = json!({ "documentId": null, "idNumber": null });
        answer["applicant"]["extraData"]["nationality"] = json!("");
        answer["documents"].as_array_mut().unwrap().truncate(1);
    });
    assert_eq!(claims(&facts, FactKind::SelfAsserted), BTreeMap::new());
    let identity = claims(&facts, FactKind::Identity);
    assert!(!identity.contains_key("nationality"));
    assert!(!identity.contains_key("passport_number"));
}

/// FO-22: holders of a FIN have no registered address.
#[test]
fn what_is_mandatory_is_configuration() {
    let facts = facts_of(snapshot_with(
        |answer| answer["applicant"]["addresses"] = json!([]),
        json!({ "mandatory_attributes": ["uinfin", "name", "dob"] }),
    ));
    assert!(claims(&facts, FactKind::Identity).contains_key("name"));
}

#[test]
fn an_individual_of_another_reference_is_not_believed() {
    for (path, value) in [
        ("/applicant/customerReference", json!("case-2")),
        ("/applicant/entityId", json!("")),
        ("/applicant/entityId", json!(null)),
    ] {
        let answer = snapshot_with(set(path, value), json!({}));
        assert!(
            matches!(answer, Err(ProviderError::Unexpected { .. })),
            "{answer:?}"
        );
    }
}

#[test]
fn the_applicant_by_itself_is_understood_too() {
    let bare = facts(|answer| {
        let mut applicant = answer["applicant"].take();
        applicant["documents"] = answer["documents"].take();
        *answer = applicant;
    });
    assert_eq!(bare, facts(|_| {}));
}

#[test]
fn fields_that_no_document_knows_become_nothing() {
    let more = facts(|answer| {
        answer["applicant"]["riskLevel"] = json!("UNHEARD_OF");
        answer["applicant"]["name"]["honorific"] = json!("Dr");
    });
    assert_eq!(more, facts(|_| {}));
}

/// FO-21, FO-23
#[test]
fn another_identity_provider_vouches_for_what_its_rules_say() {
    let answer = |email: &str| {
        json!({
            "applicant": {
                "entityId": "6f7a7bb6", "customerReference": REFERENCE,
                "name": { "givenName": "KARI", "familyName": "SYNTHETIC", "displayName": "KARI SYNTHETIC" },
                "email": { "documentId": null, "idNumber": "kari@synthetic.example" },
                "extraData": { "subject": "google|kari", "sources": { "email": email } },
            },
            "documents": [],
        })
        .to_string()
    };
    let read = |body: &str| {
        facts_of(mapping::snapshot(
            body,
            &settings(openid()),
            REFERENCE,
            |_| {},
        ))
    };
    let verified = read(&answer("verified"));
    assert!(claims(&verified, FactKind::ContactControl).contains_key("email"));
    assert!(claims(&verified, FactKind::SelfAsserted).contains_key("name"));
    assert_eq!(claims(&verified, FactKind::Identity), BTreeMap::new());
    let claimed = read(&answer("claimed"));
    assert_eq!(claims(&claimed, FactKind::ContactControl), BTreeMap::new());
}

#[test]
fn a_source_that_the_settings_do_not_know_is_counted() {
    let mut answer: Value = serde_json::from_str(APPLICANT).unwrap();
    answer["applicant"]["extraData"]["sources"]["email"] = json!("9");
    let seen = std::cell::RefCell::new(Vec::new());
    mapping::snapshot(
        &answer.to_string(),
        &settings(json!({})),
        REFERENCE,
        |code| {
            seen.borrow_mut().push(code.to_owned());
        },
    )
    .unwrap();
    assert_eq!(*seen.borrow(), ["9"]);
}

#[test]
fn the_evidence_is_the_answer_byte_for_byte() {
    let Ok(Snapshot::Done(_, evidence)) =
        mapping::snapshot(APPLICANT, &settings(json!({})), REFERENCE, |_| {})
    else {
        panic!("not done");
    };
    assert_eq!(evidence.body, APPLICANT);
}
