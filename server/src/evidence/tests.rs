//! Tests of the format alone.

mod large;

use std::{collections::BTreeMap, sync::LazyLock};

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    audit_log::{
        chain::{Row, commitment},
        checkpoint::Checkpoint,
        leaf::Leaf,
        note::VerifierKey,
        proof::InclusionProof,
    },
    crypto::sha256_hex,
};

const ID: &str = "01990000-0000-7000-8000-000000000001";
const TIME: &str = "2026-11-22T19:00:00Z";
const ORIGIN: &str = "id.example.com/audit";

fn signing() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn log() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

fn key(name: &str, key: &SigningKey) -> VerifierKey {
    VerifierKey::new(name, key.verifying_key().as_bytes()).unwrap()
}

fn trust() -> Trust {
    Trust {
        evidence: vec![key("id.example.com/evidence", &signing())],
        checkpoints: vec![key(ORIGIN, &log())],
    }
}

fn row(previous: Option<&Row>, kind: &str, detail: &str) -> (Row, Detail) {
    let salt = [kind.len() as u8; SALT_BYTES];
    let sequence = previous.map_or(1, |row| row.sequence + 1);
    let mut row = Row {
        id: format!("row-{sequence}"),
        chain: ID.to_owned(),
        sequence,
        at: 1_795_000_000_000 + sequence,
        kind: kind.to_owned(),
        actor: "system".to_owned(),
        commitment: commitment(&salt, detail.as_bytes()),
        previous_hash: previous.map_or(String::new(), |row| row.hash.clone()),
        hash: String::new(),
    };
    row.hash = row.computed_hash();
    (row, Detail::new(&salt, detail.to_owned()))
}

fn audit() -> Audit {
    let (first, one) = row(None, "onboarding.begun", "{\"journey\":\"tiny\"}");
    let (second, two) = row(Some(&first), "form.answered", "{\"step\":\"about\"}");
    let leaf = Leaf {
        chain: ID.to_owned(),
        sequence: second.sequence,
        hash: second.hash.clone(),
    };
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 1,
        root: leaf.tree_hash(),
    };
    let checkpoint = checkpoint.sign(&log()).unwrap();
    let entry = |row, detail| AuditEntry {
        row,
        detail: Some(detail),
    };
    Audit {
        rows: vec![entry(first, one), entry(second, two)],
        proof: Some(InclusionProof::new((0, leaf), 1, &[], checkpoint)),
    }
}

fn journey() -> Journey {
    let text = json!({ "en": "Text", "id": "Teks" });
    let content = json!({
        "company": "Example Bank", "contact": "help@bank.example", "minutes": 1, "needs": [],
        "stored": text, "title": text,
        "steps": [{ "name": "about", "title": text, "kind": { "form": { "fields": [
            { "name": "name", "type": "text", "label": text },
        ] } } }],
    })
    .to_string();
    Journey {
        name: "tiny".to_owned(),
        version: sha256_hex(content.as_bytes()),
        content,
    }
}

/// One fact with these claims.
fn content(claims: &BTreeMap<String, String>) -> Content {
    let salted = |name: &str, value: &str| {
        let mut salt = [0; SALT_BYTES];
        salt.copy_from_slice(&sha256_hex(name.as_bytes()).as_bytes()[..SALT_BYTES]);
        Salted::new(salt, value.into())
    };
    Content {
        export: Export {
            at: TIME.to_owned(),
            software: "vestibule test".to_owned(),
        },
        onboarding: Onboarding {
            id: ID.to_owned(),
            client: "bank".to_owned(),
            mode: "test".to_owned(),
            origin: "https://id.example.com".to_owned(),
            locale: "en".to_owned(),
            status: "needs_review".to_owned(),
            closed_as: None,
            renews: None,
            created_at: TIME.to_owned(),
            started_at: Some(TIME.to_owned()),
            finished_at: None,
            bound_at: None,
        },
        journey: journey(),
        checks: Vec::new(),
        facts: vec![Fact {
            id: "fact".to_owned(),
            step: "about".to_owned(),
            check: None,
            source: "form".to_owned(),
            kind: "self_asserted".to_owned(),
            assurance: None,
            artefact: None,
            created_at: TIME.to_owned(),
            claims: claims
                .iter()
                .map(|(name, value)| (name.clone(), salted(name, value)))
                .collect(),
            verified_claims: Verified::default(),
        }],
        artefacts: Vec::new(),
        files: Vec::new(),
        consents: Vec::new(),
        decisions: Vec::new(),
        audit: audit(),
    }
}

fn built(claims: &BTreeMap<String, String>) -> Vec<u8> {
    let key = key("id.example.com/evidence", &signing());
    build(content(claims), &key, |message| {
        signing().sign(message).to_bytes()
    })
    .unwrap()
}

fn two_claims() -> BTreeMap<String, String> {
    [("name", "Åse \"Ø\" Synthetic"), ("a/b~c", "\u{1f600}\n")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

#[test]
fn a_small_bundle_verifies() {
    let report = verify(&built(&two_claims()), &trust());
    assert_eq!(report.findings, []);
    assert!(report.is_good());
    assert_eq!((report.shown, report.withheld), (4, 0));
}

/// The bytes that docs/evidence.md describes, by hand.
#[test]
fn a_salted_hash_is_over_salt_path_and_value() {
    let salted = Salted::new([0; SALT_BYTES], json!("1990-03-12"));
    let path = "/content/facts/0/claims/birthdate";
    let mut bytes = vec![0; 16];
    bytes.extend(br#"["/content/facts/0/claims/birthdate","1990-03-12"]"#);
    assert_eq!(salted.hash(path), Some(sha256_hex(&bytes)));
    assert_eq!(salted.salt, "AAAAAAAAAAAAAAAAAAAAAA");
    for salt in [
        "",
        "AAAA",
        "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAAAA==",
    ] {
        let odd = Salted {
            salt: salt.to_owned(),
            ..salted.clone()
        };
        assert_eq!(odd.hash(path), None, "{salt}");
    }
}

#[test]
fn what_is_signed_is_the_format_and_the_manifest() {
    let bytes = built(&BTreeMap::new());
    let bundle = read(&bytes).unwrap();
    let manifest = serde_json_canonicalizer::to_string(&bundle.manifest).unwrap();
    let signed = Bundle::signed_bytes(&bundle.manifest).unwrap();
    assert_eq!(
        signed,
        format!("vestibule-evidence/1\n{manifest}").into_bytes()
    );
    let mut entries = bundle.manifest.iter();
    let export = entries
        .find(|entry| entry.path == "/content/export")
        .unwrap();
    let part = format!(r#"["/content/export",{{"at":"{TIME}","software":"vestibule test"}}]"#);
    assert_eq!(export.sha256, sha256_hex(part.as_bytes()));
}

/// SEC-153, SEC-184: one meaning, one file.
#[test]
fn sec_153_a_file_that_is_written_otherwise_is_none() {
    let bytes = built(&two_claims());
    let text = String::from_utf8(bytes.clone()).unwrap();
    let named = |text: &str| {
        let error = read(text.as_bytes()).unwrap_err();
        (error.path, error.reason)
    };
    let at_format = r#""format":"vestibule-evidence/1""#;
    for (from, to, path, reason) in [
        (
            "{\"content\":",
            "{ \"content\":",
            "",
            "not canonical JSON at byte 1",
        ),
        (
            at_format,
            r#""format":"vestibule-evidence/2""#,
            "/format",
            "another format",
        ),
        (at_format, r#""format":1"#, "/format", "no evidence bundle"),
        (
            at_format,
            r#""format":"vestibule-evidence/1","format":"vestibule-evidence/1""#,
            "/format",
            "the same name twice",
        ),
        (
            r#""sequence":1"#,
            r#""sequence":1.0"#,
            "/content/audit/rows/0/row/sequence",
            "not a whole number",
        ),
        (
            r#""sequence":1"#,
            r#""sequence":9007199254740992"#,
            "/content/audit/rows/0/row/sequence",
            "not a whole number",
        ),
        (
            r#""sequence":1"#,
            r#""sequence":"1""#,
            "/content/audit/rows/0/row/sequence",
            "not of the type",
        ),
        (
            r#""checks":[]"#,
            r#""checks":[],"more":[]"#,
            "/content/more",
            "a member that this format does not have",
        ),
        (r#""checks":[],"#, "", "/content", "a member is missing"),
        (r#""renews":null,"#, "", "", "not canonical JSON at byte"),
        (
            r#""claims":{"#,
            r#""verified_claims":{},"claims":{"#,
            "",
            "not canonical JSON at byte",
        ),
        ("Åse", "\\u00c5se", "", "not canonical JSON at byte"),
    ] {
        assert!(text.contains(from), "{from}");
        let (found, why) = named(&text.replacen(from, to, 1));
        assert_eq!(found, path, "{to}: {why}");
        assert!(why.starts_with(reason), "{to}: {why}");
    }
    assert_eq!(
        named(&format!("{text}\n")).1,
        format!("not canonical JSON at byte {}", text.len())
    );
    assert!(named(&format!("{text}{{}}")).1.starts_with("not JSON"));
    assert!(named(&"[".repeat(100)).1.starts_with("more than 32"));
    let mut odd = bytes.clone();
    odd[10] = 0xff;
    assert_eq!(read(&odd).unwrap_err().reason, "not UTF-8 at byte 10");
    let large = vec![b' '; LARGEST + 1];
    assert!(
        read(&large)
            .unwrap_err()
            .reason
            .contains("bytes are more than")
    );
    assert_eq!(verify(&large, &trust()).reached, Stage::Read);
}

/// SEC-184: a byte with any other value, anywhere.
#[test]
fn sec_184_no_byte_is_free() {
    let bytes = built(&two_claims());
    let trust = trust();
    let free = |at: usize| {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let report = verify(&changed, &trust);
        let first = report
            .first()
            .unwrap_or_else(|| panic!("byte {at} is free"));
        let named = !first.path.is_empty() || first.stage == Stage::Read;
        assert!(named, "{at}: {first:?}");
    };
    std::thread::scope(|scope| {
        for offset in 0..2 {
            let free = &free;
            let length = bytes.len();
            scope.spawn(move || (offset..length).step_by(2).for_each(free));
        }
    });
}

#[test]
fn what_is_kept_has_to_be_there() {
    let bytes = built(&two_claims());
    for odd in [
        "/content/facts/0/claims/nam",
        "/content/facts/1",
        "content",
        "/",
    ] {
        let error = redact(&bytes, &[odd.to_owned()]).unwrap_err();
        assert_eq!(error.path, odd);
    }
    let kept = redact(&bytes, &["/content/facts/0/claims/a~1b~0c".to_owned()]).unwrap();
    let kept = read(&kept).unwrap();
    assert_eq!(kept.content.facts[0].claims.len(), 1);
    assert!(
        kept.content
            .audit
            .rows
            .iter()
            .all(|row| row.detail.is_none())
    );
}

proptest! {
    /// Whatever the claims are called and say: all kept is the same file, and whatever is left out, the rest verifies.
    #[test]
    fn whatever_is_left_out_the_rest_verifies(
        claims in proptest::collection::btree_map("\\PC{1,12}", "\\PC{0,20}", 0..6),
        kept in proptest::collection::vec(any::<bool>(), 8),
    ) {
        let bytes = built(&claims);
        prop_assert_eq!(&redact(&bytes, &[String::new()]).unwrap(), &bytes);
        let values = read(&bytes).unwrap().content.values();
        let keep: Vec<String> = values.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(path, _)| path.clone()).collect();
        let less = redact(&bytes, &keep).unwrap();
        let report = verify(&less, &trust());
        prop_assert_eq!(&report.findings, &[]);
        prop_assert!(report.is_good());
        prop_assert_eq!(report.shown, keep.len());
        prop_assert_eq!(report.shown + report.withheld, values.len());
        let mut shown = read(&less).unwrap().content.values();
        let mut wanted = keep.clone();
        shown.sort();
        wanted.sort();
        prop_assert_eq!(shown, wanted);
    }

    /// Another value in the place of one that was committed to, or of one that was left out.
    #[test]
    fn no_other_value_fits(value in "\\PC{0,20}", salt in any::<[u8; SALT_BYTES]>()) {
        let path = "/content/facts/0/claims/name";
        static BARE: LazyLock<Value> = LazyLock::new(|| {
            let bare = redact(&built(&two_claims()), &[]).unwrap();
            serde_json::from_slice(&bare).unwrap()
        });
        let mut bundle = BARE.clone();
        let salted = serde_json::to_value(Salted::new(salt, value.into())).unwrap();
        bundle["content"]["facts"][0]["claims"] = json!({ "name": salted });
        let bytes = serde_json_canonicalizer::to_vec(&bundle).unwrap();
        let report = verify(&bytes, &trust());
        prop_assert_eq!(&report.first().unwrap().path, path);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!verify(text.as_bytes(), &trust()).is_good());
        prop_assert!(!verify(&bytes, &trust()).is_good());
    }
}
