//! What was changed, moved or made up in a bundle is found.

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use vestibule_server::{
    audit_log::note::VerifierKey,
    evidence::{self, Stage, Trust, verify},
};

use super::{Story, canonical};

/// SEC-184: one byte changed anywhere is found, and named.
#[tokio::test]
async fn sec_184_a_changed_byte_is_found_wherever_it_is() {
    let small = Story::small().await;
    // Every byte of a small one is changed where the format is tested.
    every(&small, 5);
    let rich = Story::rich().await;
    // A prime, so that it meets every kind of place.
    every(&rich, 307);
}

/// Changes every so many bytes, one at a time, on both cores.
fn every(story: &Story, stride: usize) {
    std::thread::scope(|scope| {
        for offset in 0..2 {
            scope.spawn(move || {
                for at in (offset * stride..story.bytes.len()).step_by(2 * stride) {
                    let mut changed = story.bytes.clone();
                    // Letters stay letters and digits digits, where that is another one.
                    changed[at] ^= if changed[at].is_ascii_alphanumeric() {
                        0x01
                    } else {
                        0x04
                    };
                    let report = verify(&changed, &story.trust);
                    let place =
                        String::from_utf8_lossy(&changed[at.saturating_sub(20)..at]).into_owned();
                    let first = report.first().unwrap_or_else(|| panic!("{at}: {place}"));
                    assert!(!first.reason.is_empty());
                    let named = !first.path.is_empty() || first.stage == Stage::Read;
                    assert!(named, "{at}: {place}: {first:?}");
                }
            });
        }
    });
}

/// A list of the document, by its path.
fn list<'v>(value: &'v mut Value, path: &str) -> &'v mut Vec<Value> {
    value.pointer_mut(path).unwrap().as_array_mut().unwrap()
}

const LISTS: [&str; 8] = [
    "/content/checks",
    "/content/facts",
    "/content/artefacts",
    "/content/consents",
    "/content/decisions",
    "/content/audit/rows",
    "/content/audit/proof/hashes",
    "/manifest",
];

/// SEC-184: nothing can be removed, added, repeated or moved.
#[tokio::test]
async fn sec_184_parts_cannot_be_moved() {
    let story = Story::rich().await;
    let refused = |value: &Value, what: &str| {
        let first = story.first(&canonical(value));
        let (stage, path) = first.unwrap_or_else(|| panic!("{what} was not found"));
        assert!(path.starts_with('/'), "{what}: {stage:?} {path}");
        (stage, path)
    };
    for path in LISTS {
        let original = story.value();
        let length = list(&mut original.clone(), path).len();
        for at in [0, length.saturating_sub(1)] {
            if length == 0 {
                continue;
            }
            let mut removed = original.clone();
            list(&mut removed, path).remove(at);
            let (_, named) = refused(&removed, &format!("{path}: removed {at}"));
            if path.starts_with("/content/") && !path.contains("proof") {
                assert!(named.starts_with(path), "{path}: {named}");
            }
            let mut repeated = original.clone();
            let copy = list(&mut repeated, path)[at].clone();
            list(&mut repeated, path).push(copy);
            refused(&repeated, &format!("{path}: repeated {at}"));
        }
        if length > 1 {
            let mut swapped = original.clone();
            list(&mut swapped, path).swap(0, length - 1);
            let (_, named) = refused(&swapped, &format!("{path}: swapped"));
            if path.starts_with("/content/") && !path.contains("proof") {
                assert!(named.starts_with(&format!("{path}/0")), "{named}");
            }
        }
    }
}

/// SEC-184: a value belongs to its place.
#[tokio::test]
async fn sec_184_values_cannot_change_places() {
    let story = Story::rich().await;
    let at = |value: &Value, path: &str| value.pointer(path).unwrap().clone();
    let facts = story.bundle().content.facts;
    let identities: Vec<usize> = (0..facts.len())
        .filter(|at| facts[*at].kind == "identity")
        .collect();
    let [one, other] = identities[..] else {
        panic!("{identities:?}");
    };
    let name = |at: usize| format!("/content/facts/{at}/claims/name");
    for (one, other) in [
        (name(one), name(other)),
        (
            "/content/artefacts/0/body".to_owned(),
            "/content/artefacts/1/body".to_owned(),
        ),
        (
            "/content/audit/rows/0/detail".to_owned(),
            "/content/audit/rows/1/detail".to_owned(),
        ),
    ] {
        let mut swapped = story.value();
        let (first, second) = (at(&swapped, &one), at(&swapped, &other));
        assert_ne!(first, second);
        *swapped.pointer_mut(&one).unwrap() = second;
        *swapped.pointer_mut(&other).unwrap() = first;
        let (_, named) = story.first(&canonical(&swapped)).unwrap();
        assert_eq!(named, one);
    }
}

/// A bundle of somebody who has a key that is trusted, and says what he likes.
fn forged(story: &Story, change: impl FnOnce(&mut Value)) -> Option<(Stage, String)> {
    let mut value = story.value();
    change(&mut value["content"]);
    let content = serde_json::from_value(value["content"].take()).unwrap();
    let signing = SigningKey::from_bytes(&[7; 32]);
    let key = VerifierKey::new("forger/evidence", signing.verifying_key().as_bytes()).unwrap();
    let bytes = evidence::build(content, &key, |message| signing.sign(message).to_bytes()).unwrap();
    let trust = Trust {
        evidence: vec![key],
        checkpoints: story.trust.checkpoints.clone(),
    };
    let report = verify(&bytes, &trust);
    report
        .first()
        .map(|first| (first.stage, first.path.clone()))
}

/// Whoever stole the key that signs bundles still cannot change the audit log, what providers signed, or what follows.
#[tokio::test]
async fn what_is_signed_has_to_be_consistent_too() {
    let story = Story::rich().await;
    assert_eq!(forged(&story, |_| {}), None);
    let found = |change: &dyn Fn(&mut Value)| forged(&story, change).unwrap();
    let (stage, path) = found(&|content| content["journey"]["content"] = json!("{}"));
    assert_eq!(
        (stage, path.as_str()),
        (Stage::Journey, "/content/journey/version")
    );
    let (stage, path) = found(&|content| {
        content["artefacts"][1]["body"]["value"]["base64"] = json!("AAAA");
    });
    assert_eq!(
        (stage, path.as_str()),
        (Stage::Artefacts, "/content/artefacts/1/body")
    );
    for (change, named) in [
        ("/facts/0/step", "/content/facts/0/step"),
        ("/facts/1/check", "/content/facts/1/check"),
        ("/facts/1/artefact", "/content/facts/1/artefact"),
        ("/facts/1/source", "/content/facts/1/check"),
        ("/artefacts/0/check", "/content/facts/1/artefact"),
        ("/checks/0/step", "/content/checks/0/step"),
        ("/checks/0/state", "/content/facts/1/check"),
        ("/consents/0/step", "/content/consents/0/step"),
        (
            "/decisions/0/journey_version",
            "/content/decisions/0/journey_version",
        ),
    ] {
        let (stage, path) = found(&|content| {
            *content.pointer_mut(change).unwrap() = json!("other");
        });
        assert_eq!(
            (stage, path.as_str()),
            (Stage::References, named),
            "{change}"
        );
    }
    for (change, value, named) in [
        (
            "/audit/rows/2/row/actor",
            json!("system2"),
            "/content/audit/rows/2",
        ),
        ("/audit/rows/2/row/at", json!(1), "/content/audit/rows/2"),
        (
            "/audit/rows/2/detail/text",
            json!("{}"),
            "/content/audit/rows/2/detail",
        ),
        ("/onboarding/id", json!("another"), "/content/audit/rows/0"),
    ] {
        let (stage, path) = found(&|content| {
            *content.pointer_mut(change).unwrap() = value.clone();
        });
        assert_eq!(
            (stage, path.as_str()),
            (Stage::AuditChain, named),
            "{change}"
        );
    }
    let (stage, path) = found(&|content| {
        list(content, "/audit/rows").pop();
    });
    assert_eq!(
        (stage, path.as_str()),
        (Stage::AuditProof, "/content/audit/proof/leaf")
    );
    let (stage, path) = found(&|content| content["audit"]["proof"] = Value::Null);
    assert_eq!(
        (stage, path.as_str()),
        (Stage::AuditProof, "/content/audit/proof")
    );
    let (stage, path) = found(&|content| {
        content["audit"]["proof"]["hashes"][0] =
            json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    });
    assert_eq!(
        (stage, path.as_str()),
        (Stage::AuditProof, "/content/audit/proof")
    );
}

/// BI-19, BI-24: the provider's signatures are verified again, with the key sets of then.
#[tokio::test]
async fn a_token_that_the_provider_did_not_sign_is_found() {
    let story = Story::rich().await;
    let other_tokens = |change: &dyn Fn(&mut Value)| {
        forged(&story, |content| {
            let body = &mut content["artefacts"][0]["body"]["value"];
            let read: evidence::artefact::Body = serde_json::from_value(body.clone()).unwrap();
            let mut tokens: Value = serde_json::from_slice(&read.bytes().unwrap()).unwrap();
            change(&mut tokens["tokens"]);
            let written = evidence::artefact::Body::of(tokens.to_string().as_bytes());
            *body = serde_json::to_value(written).unwrap();
        })
    };
    assert_eq!(other_tokens(&|_| {}), None);
    let wrong = Some((
        Stage::SignedArtefacts,
        "/content/artefacts/0/body".to_owned(),
    ));
    let changes: [&dyn Fn(&mut Value); 6] = [
        &|tokens| tokens["grant"]["token"] = tokens["id_token"]["token"].clone(),
        &|tokens| {
            let token = tokens["grant"]["token"].as_str().unwrap();
            let (signed, _) = token.rsplit_once('.').unwrap();
            tokens["grant"]["token"] = json!(format!("{signed}.AAAA"));
        },
        &|tokens| tokens["grant"]["algorithm"] = json!("RS256"),
        &|tokens| tokens["grant"]["algorithm"] = json!("none"),
        &|tokens| tokens["id_token"]["keys"]["keys"] = json!([]),
        &|tokens| *tokens = json!({}),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        // The ID token is signed with another key than the grant.
        let found = other_tokens(change);
        assert_eq!(found, wrong, "{number}");
    }
}

/// SEC-184: a decision that does not follow from what it rests on.
#[tokio::test]
async fn a_decision_that_does_not_follow_is_found() {
    let story = Story::rich().await;
    for (change, value) in [
        ("/decisions/0/conclusion", json!("reject")),
        ("/decisions/0/rule", json!("no-rule-holds")),
        ("/decisions/0/inputs/value/decision/rule", json!("other")),
        ("/decisions/0/inputs/value/facts", json!([])),
        (
            "/decisions/0/inputs/value/signals",
            json!(["prefill_edited"]),
        ),
        ("/decisions/0/inputs/value/signals", json!(["unknown"])),
        (
            "/decisions/0/inputs/value/decision/shortfalls",
            json!([{ "kind": "fact_missing", "of": "face_live" }]),
        ),
        (
            "/decisions/0/inputs/value/facts/0",
            json!(["approve", "face_live", null]),
        ),
    ] {
        let found = forged(&story, |content| {
            *content.pointer_mut(change).unwrap() = value.clone();
        });
        assert_eq!(
            found,
            Some((Stage::Decisions, "/content/decisions/0".to_owned())),
            "{change} {value}"
        );
    }
    let (stage, path) = forged(&story, |content| {
        content["onboarding"]["status"] = json!("rejected");
    })
    .unwrap();
    assert_eq!(
        (stage, path.as_str()),
        (Stage::Decisions, "/content/onboarding/status")
    );
}
