//! Explicit consent before a face is examined, and consent on no other basis.

use super::*;

const FACE: &str = "\"face_live\"";
const BRANCH: &str = r#"instead = { en = "Visit a branch.", id = "Kunjungi cabang." },"#;

fn boxed(basis: &str, optional: bool) -> String {
    format!(
        "{{ name = \"face\", text = {TEXT}, purpose = \"a\", legal_basis = \"{basis}\", optional = {optional} }}"
    )
}

#[test]
fn a_face_is_examined_after_explicit_consent() {
    let with = |terms: String| journey(FACE, "", &[terms, face(BRANCH)]);
    assert_snapshot!(findings(&with(terms("", "consent", ""))), @"vestibule.toml:37: journeys.j.steps.1 (face): examines a face or another part of the body (onekyc), and nobody has explicitly consented before it (GDPR, article 9(2)(a)). Put a terms step before it, not optional and on the same way, whose legal_basis, or the legal_basis of one of its consents that is not optional, is explicit_consent [biometric-consent]");
    passes(&with(terms("", "explicit_consent", "")));
    passes(&with(terms(
        "",
        "contract",
        &boxed("explicit_consent", false),
    )));
    for refused in [
        terms("", "contract", &boxed("consent", false)),
        terms("", "contract", &boxed("explicit_consent", true)),
        terms("optional = true,", "explicit_consent", ""),
    ] {
        let found = findings(&with(refused.clone()));
        assert!(found.contains("[biometric-consent]"), "{refused}: {found}");
    }
}

#[test]
fn consent_after_the_fact_or_on_another_way_is_none() {
    let consent = |rest: &str| terms(rest, "explicit_consent", "");
    let late = journey(FACE, "", &[face(BRANCH), consent("")]);
    assert!(findings(&late).contains("[biometric-consent]"));
    let reviewed = choice().replace("two = {", "two = { reviewed = true,");
    let on = |way: &str| {
        let steps = [
            confirm("way = \"how.two\","),
            consent(&format!("way = \"how.{way}\",")),
            face(&format!("way = \"how.one\", {BRANCH}")),
        ];
        journey(FACE, &reviewed, &steps)
    };
    passes(&on("one"));
    assert!(findings(&on("two")).contains("[biometric-consent]"));
}

#[test]
fn what_a_box_is_for_rests_on_consent() {
    let with = |basis: &str| {
        journey(
            "\"contact_control\"",
            "",
            &[terms("", "contract", &boxed(basis, false)), confirm("")],
        )
    };
    assert_snapshot!(findings(&with("legitimate_interests")), @"vestibule.toml:36: journeys.j.steps.0 (terms).kind.terms.consents.0 (face).legal_basis: is legitimate_interests, but a box that may stay empty is consent or explicit_consent; what rests on something else belongs into the text [consent-basis]");
    passes(&with("consent"));
}
