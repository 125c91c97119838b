//! Files as large as they may be, made by somebody who wants whoever verifies them to wait.

use super::*;

const MANY: usize = 2_000;

fn fact(at: usize, check: Option<String>) -> Fact {
    Fact {
        id: format!("fact-{at}"),
        step: "about".to_owned(),
        source: "x".to_owned(),
        kind: "identity".to_owned(),
        artefact: check.as_ref().map(|_| format!("artefact-{at}")),
        check,
        ..content(&BTreeMap::new()).facts.remove(0)
    }
}

fn bytes(content: Content) -> Vec<u8> {
    let key = key("id.example.com/evidence", &signing());
    let signed = build(content, &key, |message| signing().sign(message).to_bytes());
    signed.unwrap()
}

/// SEC-184: each fact of each decision is looked up, in a file with many of each. Looked for one by one, this would take days.
#[test]
fn sec_184_many_facts_behind_a_decision_take_no_longer_than_the_file() {
    let facts: Vec<Value> = (0..MANY)
        .map(|at| json!(["about", "identity", ["scheme", format!("{at}")]]))
        .collect();
    let inputs = json!({
        "facts": facts, "matches": {}, "signals": [], "chosen": {},
        "decision": { "conclusion": "review", "rule": "no-rule-holds", "shortfalls": [] },
    });
    let large = Content {
        facts: (0..MANY)
            .map(|at| Fact {
                assurance: Some(Assurance {
                    scheme: "scheme".to_owned(),
                    value: at.to_string(),
                }),
                verified_claims: Verified {
                    verification: Some(Salted::new([0; SALT_BYTES], json!(1))),
                    claims: BTreeMap::new(),
                },
                ..fact(at, None)
            })
            .collect(),
        decisions: vec![Decision {
            id: "decision".to_owned(),
            conclusion: "review".to_owned(),
            rule: "no-rule-holds".to_owned(),
            journey_version: journey().version,
            actor: "system".to_owned(),
            decided_at: TIME.to_owned(),
            inputs: Some(Salted::new([0; SALT_BYTES], inputs)),
        }],
        ..content(&BTreeMap::new())
    };
    let report = verify(&bytes(large), &trust());
    let first = report.first().unwrap();
    assert_eq!(first.path, "/content/decisions/0", "{first:?}");
    assert_eq!(first.reason, "the journey's table has no such line");
}

/// SEC-184: the same of what facts and artefacts refer to, of which each is there.
#[test]
fn sec_184_many_references_take_no_longer_than_the_file() {
    let check = |at: usize| format!("check-{at}");
    let large = Content {
        checks: (0..MANY)
            .map(|at| Check {
                id: check(at),
                step: "about".to_owned(),
                number: 1,
                connection: "x".to_owned(),
                provider: "x".to_owned(),
                environment: "live".to_owned(),
                state: "succeeded".to_owned(),
                reason: None,
                ended_at: None,
            })
            .collect(),
        facts: (0..MANY).map(|at| fact(at, Some(check(at)))).collect(),
        artefacts: (0..MANY)
            .map(|at| Artefact {
                id: format!("artefact-{at}"),
                check: check(at),
                content_type: "text/plain".to_owned(),
                created_at: TIME.to_owned(),
                body: None,
            })
            .collect(),
        ..content(&BTreeMap::new())
    };
    let report = verify(&bytes(large), &trust());
    assert_eq!(report.findings, []);
}
