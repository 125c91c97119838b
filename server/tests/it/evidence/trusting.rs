//! Whom a verifier trusts, what a redacted bundle still shows, and the program on another machine.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use vestibule_server::{
    audit_log::note::VerifierKey,
    evidence::{Stage, Trust, redact, verify},
};

use super::{Story, canonical};

/// A key that only the bundle names is nobody's.
#[tokio::test]
async fn only_a_key_that_was_named_is_trusted() {
    let story = Story::small().await;
    let other = Story::small().await;
    let named = |trust: &Trust| {
        let report = verify(&story.bytes, trust);
        let findings = report.findings.iter();
        findings
            .map(|finding| (finding.path.clone(), finding.reason.clone()))
            .collect::<Vec<_>>()
    };
    let none = named(&Trust::default());
    let said = "not told which key to trust";
    assert_eq!(
        none,
        [
            ("/signature/key".to_owned(), said.to_owned()),
            (
                "/content/audit/proof/checkpoint".to_owned(),
                said.to_owned()
            ),
        ]
    );
    let key = SigningKey::from_bytes(&[9; 32]);
    let name = |trusted: &[VerifierKey]| trusted[0].name().to_owned();
    let stranger = |name: &str| VerifierKey::new(name, key.verifying_key().as_bytes()).unwrap();
    // Of the same name, with another key.
    let strangers = Trust {
        evidence: vec![stranger(&name(&story.trust.evidence))],
        checkpoints: vec![stranger(&name(&story.trust.checkpoints))],
    };
    let findings = named(&strangers);
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert_eq!(findings[0].0, "/signature/key");
    assert!(findings[0].1.contains("is not a key that is trusted"));
    assert_eq!(findings[1].0, "/content/audit/proof/checkpoint");
    // The keys of one purpose are not those of the other.
    let swapped = Trust {
        evidence: story.trust.checkpoints.clone(),
        checkpoints: story.trust.evidence.clone(),
    };
    assert_eq!(named(&swapped).len(), 2);
    assert!(verify(&other.bytes, &other.trust).is_good());
}

/// What was left out cannot be guessed, and nothing can be put in its place.
#[tokio::test]
async fn a_redacted_bundle_verifies_and_takes_no_other_value() {
    let story = Story::rich().await;
    let all = redact(&story.bytes, &[String::new()]).unwrap();
    assert_eq!(all, story.bytes);
    let bare = redact(&story.bytes, &[]).unwrap();
    let report = verify(&bare, &story.trust);
    assert_eq!(report.findings, []);
    assert!(report.is_good());
    assert_eq!(report.shown, 0);
    assert_eq!(
        report.unchecked,
        ["/content/artefacts/0/body", "/content/decisions/0/inputs"]
    );
    let text = String::from_utf8(bare.clone()).unwrap();
    for personal in ["Ada Example", "1990-03-12", "Synthetic", "order-17\""] {
        let full = String::from_utf8(story.bytes.clone()).unwrap();
        assert!(full.contains(personal), "{personal}");
        assert!(!text.contains(personal), "{personal}");
    }
    let facts = story.bundle().content.facts;
    let signed = facts
        .iter()
        .position(|fact| fact.source == "paper")
        .unwrap();
    let path = format!("/content/facts/{signed}/claims/birthdate");
    let kept = redact(&story.bytes, std::slice::from_ref(&path)).unwrap();
    assert!(verify(&kept, &story.trust).is_good());
    // Leaving out again what was kept is the same as leaving it out at once.
    assert_eq!(redact(&kept, &[]).unwrap(), bare);
    assert!(redact(&bare, std::slice::from_ref(&path)).is_err());

    let mut value: Value = serde_json::from_slice(&kept).unwrap();
    *value.pointer_mut(&format!("{path}/value")).unwrap() = json!("1990-03-13");
    assert_eq!(
        story.first(&canonical(&value)),
        Some((Stage::Values, path.clone()))
    );
    // A value of the original, with its salt, at another name.
    let mut value: Value = serde_json::from_slice(&kept).unwrap();
    let claims = value
        .pointer_mut(path.strip_suffix("/birthdate").unwrap())
        .unwrap();
    claims["name"] = claims["birthdate"].clone();
    let named = format!("/content/facts/{signed}/claims/name");
    assert_eq!(
        story.first(&canonical(&value)),
        Some((Stage::Values, named))
    );
    // A claim that nobody committed to.
    let mut value: Value = serde_json::from_slice(&kept).unwrap();
    let claims = value
        .pointer_mut(path.strip_suffix("/birthdate").unwrap())
        .unwrap();
    claims["nationality"] = claims["birthdate"].clone();
    let named = format!("/content/facts/{signed}/claims/nationality");
    assert_eq!(
        story.first(&canonical(&value)),
        Some((Stage::Values, named))
    );
}

/// The program itself, where there is neither configuration nor database.
#[tokio::test]
async fn the_program_verifies_on_another_machine() {
    let story = Story::rich().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let keys: Vec<String> = story
        .trust
        .evidence
        .iter()
        .chain(&story.trust.checkpoints)
        .map(ToString::to_string)
        .collect();
    std::fs::write(path("bundle.json"), &story.bytes).unwrap();
    std::fs::write(path("keys"), format!("# ours\n\n{}\n", keys.join("\n"))).unwrap();
    let run = |arguments: &[&str]| {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (run.status.code(), text(run.stdout), text(run.stderr))
    };
    let (code, said, wrong) = run(&["verify", "bundle.json", "--keys", "keys"]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""), "{said}");
    assert!(said.contains(&keys[0]) && !said.contains("WRONG"), "{said}");
    let (code, ..) = run(&[
        "verify",
        "bundle.json",
        "--key",
        &keys[0],
        "--checkpoint-key",
        &keys[1],
    ]);
    assert_eq!(code, Some(0));
    let (code, said, wrong) = run(&["verify", "bundle.json"]);
    assert_eq!(code, Some(1));
    assert!(
        wrong.contains("/signature/key: not told which key to trust"),
        "{wrong}"
    );
    assert!(said.contains("signed_artefacts  good"), "{said}");
    let (code, said, _) = run(&["verify", "bundle.json", "--keys", "keys", "--json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["findings"]), (Some(0), &json!([])));

    let fact = "/content/facts/1";
    let (code, _, wrong) = run(&["redact", "bundle.json", "--keep", fact, "-o", "less.json"]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""));
    let (code, ..) = run(&["verify", "less.json", "--keys", "keys"]);
    assert_eq!(code, Some(0));
    let mut changed = story.value();
    changed["content"]["onboarding"]["client"] = json!("other");
    std::fs::write(path("changed.json"), canonical(&changed)).unwrap();
    let (code, said, wrong) = run(&["verify", "changed.json", "--keys", "keys"]);
    assert_eq!(code, Some(1));
    assert!(
        wrong.starts_with("changed.json: /content/onboarding: it is not what the manifest says"),
        "{wrong}"
    );
    assert!(said.contains("manifest          WRONG"), "{said}");
    assert_eq!(run(&["verify"]).0, Some(2));
    assert_eq!(
        run(&["verify", "nowhere.json", "--keys", "keys"]).0,
        Some(1)
    );
}
