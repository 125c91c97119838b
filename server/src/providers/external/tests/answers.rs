use vestibule::fact::{Assurance, Fact};

use super::super::mapping::{self, Reading};
use super::*;

fn reading(changes: Value) -> Reading {
    reading_of(changes, &[FactKind::Identity, FactKind::SelfAsserted])
}

fn reading_of(changes: Value, permitted: &[FactKind]) -> Reading {
    let mut body = json!({
        "version": 1, "type": "check.state", "id": "c-1",
        "check": "0190f3a4-7c1e-7b2d-8000-0123456789ab", "status": "done",
    });
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    let state: CheckState = serde_json::from_value(body).unwrap();
    let evidence = Evidence {
        content_type: "application/json".to_owned(),
        body: "{}".to_owned(),
    };
    let connection = ConnectionName::new("company").unwrap();
    mapping::read(&state, permitted, &connection, evidence)
}

fn facts(facts: Value) -> Option<Vec<Fact>> {
    match reading(json!({ "facts": facts })).snapshot {
        Snapshot::Done(outcome, _) => Some(outcome.facts),
        Snapshot::Failed(Reason::ProviderError) => None,
        other => panic!("{other:?}"),
    }
}

fn identity(changes: Value) -> Value {
    let mut fact = json!({ "kind": "identity", "claims": { "given_name": "Kari" } });
    fact.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    json!([fact])
}

#[test]
fn each_status_means_one_thing() {
    for (status, snapshot) in [
        ("waiting", Snapshot::Waiting),
        ("processing", Snapshot::Processing),
        ("expired", Snapshot::Expired),
        ("failed", Snapshot::Failed(Reason::ProviderError)),
        // Done, and nothing to show for it.
        ("done", Snapshot::Failed(Reason::ProviderError)),
    ] {
        let reading = reading(json!({ "status": status }));
        assert_eq!(reading.snapshot, snapshot, "{status}");
        assert_eq!(reading.novel, []);
    }
    for unknown in ["", "Done", "done ", "success", "paused"] {
        let reading = reading(json!({ "status": unknown, "facts": identity(json!({})) }));
        assert_eq!(reading.snapshot, Snapshot::Processing, "{unknown}");
        assert_eq!(reading.novel, [("status", unknown.to_owned())]);
    }
}

#[test]
fn each_reason_means_one_thing() {
    for (text, reason, is_novel) in [
        ("not_accepted", Reason::NotAccepted, false),
        ("cancelled", Reason::Cancelled, false),
        ("attempts_exhausted", Reason::AttemptsExhausted, false),
        ("data_missing", Reason::DataMissing, false),
        ("error", Reason::ProviderError, false),
        // A reason of ours that no service may give.
        ("interrupted", Reason::ProviderError, true),
        ("unavailable", Reason::ProviderError, true),
        ("stars_unfavourable", Reason::ProviderError, true),
    ] {
        let reading = reading(json!({ "status": "failed", "reason": text }));
        assert_eq!(reading.snapshot, Snapshot::Failed(reason), "{text}");
        assert_eq!(!reading.novel.is_empty(), is_novel, "{text}");
    }
}

#[test]
fn facts_count_only_where_it_is_done() {
    for status in ["waiting", "processing", "failed", "expired"] {
        let reading = reading(json!({ "status": status, "facts": identity(json!({})) }));
        assert!(!matches!(reading.snapshot, Snapshot::Done(..)), "{status}");
    }
}

#[test]
fn a_permitted_fact_is_taken_as_it_is_said() {
    let assurance = json!({ "assurance": { "scheme": "desk.level", "value": "seen" } });
    let expected = Fact {
        kind: FactKind::Identity,
        assurance: Some(Assurance {
            scheme: "company/desk.level".to_owned(),
            value: "seen".to_owned(),
        }),
        claims: BTreeMap::from([("given_name".to_owned(), "Kari".to_owned())]),
    };
    assert_eq!(facts(identity(assurance)), Some(vec![expected]));
}

/// Assurance is compared within its scheme: a company does not speak in a provider's.
#[test]
fn no_service_speaks_in_the_scheme_of_another() {
    let assurance = json!({ "assurance": { "scheme": "signicat.loa", "value": "high" } });
    let fact = facts(identity(assurance)).unwrap().remove(0);
    assert_eq!(fact.assurance.unwrap().scheme, "company/signicat.loa");
}

#[test]
fn what_the_connection_does_not_permit_is_dropped_and_counted() {
    let mut all = identity(json!({}));
    let more = all.as_array_mut().unwrap();
    more.push(json!({ "kind": "payment_approved" }));
    more.push(json!({ "kind": "star_sign" }));
    let reading = reading(json!({ "facts": all }));
    let Snapshot::Done(outcome, _) = &reading.snapshot else {
        panic!("{reading:?}");
    };
    assert_eq!(outcome.facts.len(), 1);
    assert_eq!(
        reading.novel,
        [
            ("facts.kind", "payment_approved".to_owned()),
            ("facts.kind", "star_sign".to_owned())
        ]
    );
    assert_eq!(facts(json!([{ "kind": "payment_approved" }])), None);
    assert_eq!(facts(json!([])), None);
}

/// A value whose source says "user-provided" is never verified.
#[test]
fn what_the_person_said_stays_what_the_person_said() {
    let assurance = json!({ "scheme": "desk.level", "value": "seen" });
    for given in [
        identity(json!({ "user_provided": true, "assurance": assurance })),
        json!([{ "kind": "self_asserted", "claims": { "given_name": "Kari" }, "assurance": assurance }]),
        json!([{ "kind": "payment_approved", "user_provided": true, "claims": { "given_name": "Kari" } }]),
    ] {
        let facts = facts(given).unwrap();
        assert_eq!(facts.len(), 1);
        assert_eq!(facts[0].kind, FactKind::SelfAsserted);
        assert_eq!(facts[0].assurance, None);
    }
    let given = json!({ "facts": identity(json!({ "user_provided": true })) });
    let reading = reading_of(given, &[FactKind::Identity]);
    assert_eq!(reading.snapshot, Snapshot::Failed(Reason::ProviderError));
}

#[test]
fn numbers_and_lengths_are_bounded() {
    let claims = |many: usize| -> Value {
        let all: BTreeMap<_, _> = (0..many).map(|n| (format!("c{n}"), "x")).collect();
        identity(json!({ "claims": all }))
    };
    let value = |text: &str| identity(json!({ "claims": { "note": text } }));
    let name = |text: &str| identity(json!({ "claims": { text: "x" } }));
    let scheme = |text: &str| identity(json!({ "assurance": { "scheme": text, "value": "v" } }));
    let many = |many: usize| json!(vec![json!({ "kind": "identity" }); many]);
    for fits in [
        claims(32),
        value(&"å".repeat(500)),
        value(""),
        name("given_name"),
        name(&"n".repeat(64)),
        scheme("a-B_c.d:e/f9"),
        many(16),
    ] {
        assert!(facts(fits.clone()).is_some(), "{fits}");
    }
    for not in [
        claims(33),
        value(&"x".repeat(501)),
        value("a\nb"),
        value("\u{202e}\u{7f}"),
        name(""),
        name("Name"),
        name("1st"),
        name("na.me"),
        name("<b>"),
        name(&"n".repeat(65)),
        scheme(""),
        scheme("our own"),
        scheme(&"s".repeat(65)),
        many(17),
    ] {
        assert_eq!(facts(not.clone()), None, "{not}");
    }
}
