//! Questions and what is done with their answers.

use super::*;

const CONTACT: &str = "\"contact_control\"";

fn asking(fields: &str) -> String {
    journey(CONTACT, "", &[form("about", "", fields), confirm("")])
}

#[test]
fn options_are_a_choice() {
    passes(&asking(&answer("resident")));
    let one = field(
        "one",
        "choice",
        &format!("options = [{{ value = \"yes\", label = {TEXT} }}]"),
    );
    let text = answer("text").replace("\"choice\"", "\"text\"");
    let twice = answer("twice").replace("\"no\"", "\"yes\"");
    let empty = answer("empty").replace("\"no\"", "\" \"");
    assert_snapshot!(findings(&asking(&[one, text, twice, empty].concat())), @r#"
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.0 (one).options: must be at least two: one answer is no choice [options]
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.1 (text).options: only a question of the type "choice" has options; take them out, or change the type [options]
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.2 (twice).options.1.value: is the value of another option too; answers could not be told apart [options]
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.3 (empty).options.1.value: is empty [options]
    "#);
}

#[test]
fn values_are_filled_in_from_sources_before() {
    let first = form(
        "first",
        "",
        &(field("name", "text", "") + &field("scan", "upload", "")),
    );
    let with = |source: &str| {
        let second = form(
            "second",
            "",
            &field("again", "text", &format!("prefill = [\"{source}\"]")),
        );
        journey(
            CONTACT,
            "",
            &[
                first.clone(),
                terms("", "contract", ""),
                confirm(""),
                second,
            ],
        )
    };
    passes(&with("first.name"));
    passes(&with("client.name"));
    passes(&with("confirm.phone_number"));
    for (source, refusal) in [
        ("first.birthdate", "no question of first is about birthdate"),
        ("first.scan", "first asks for a picture there"),
        (
            "terms.name",
            "terms is a text to agree to, which states nothing",
        ),
        (
            "second.name",
            "the step second does not come before this one",
        ),
    ] {
        let found = findings(&with(source));
        assert!(
            found.contains(refusal) && found.contains("[prefill]"),
            "{source}: {found}"
        );
    }
    assert_snapshot!(findings(&with("third.name")), @r#"vestibule.toml:39: journeys.j.steps.3 (second).kind.form.fields.0 (again).prefill.0: there is no step third, and "client" is the only other source [prefill]"#);
    let picture = field("scan", "upload", "prefill = [\"client.name\"]");
    assert!(findings(&asking(&picture)).contains("a picture cannot be filled in beforehand"));
}

/// SL-11
#[test]
fn a_photo_is_compared_by_a_later_step_and_is_nothing_else() {
    let photo = |rest: &str, input: &str| {
        let about = form(
            "about",
            "",
            &(field("portrait", "photo", rest)
                + &field("name", "text", "")
                + &field("scan", "upload", "")),
        );
        let confirm =
            confirm("").replace("purpose =", &format!("inputs = {{ {input} }}, purpose ="));
        journey(CONTACT, "", &[about, confirm])
    };
    assert_snapshot!(findings(&photo("", "")), @"vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.0 (portrait): no provider step names it as inputs.reference_image; do so, or ask for an upload [photo]");
    assert_snapshot!(findings(&photo("", "face = \"about.portrait\"")), @r#"
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.0 (portrait): no provider step names it as inputs.reference_image; do so, or ask for an upload [photo]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.face: about.portrait is a photo, which is only ever reference_image [input]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.face: this provider takes none [provider-step]
    "#);
    assert_snapshot!(findings(&photo("", "reference_image = \"about.name\", scan = \"about.scan\", age = \"about.age\"")), @r#"
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.0 (portrait): no provider step names it as inputs.reference_image; do so, or ask for an upload [photo]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.age: no form step before this one asks for about.age [input]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.reference_image: about.name is no photo [input]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.scan: about.scan is an upload, which is kept for whoever reviews the case [input]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.age: this provider takes none [provider-step]
    "#);
    assert_snapshot!(findings(&photo("optional = true", "reference_image = \"about.portrait\"")), @r#"
    vestibule.toml:36: journeys.j.steps.0 (about).kind.form.fields.0 (portrait): may be left out, but confirm cannot compare with nothing; make it required [photo]
    vestibule.toml:37: journeys.j.steps.1 (confirm).kind.provider.inputs.reference_image: this provider takes none [provider-step]
    "#);
}

#[test]
fn answers_of_another_way_may_be_missing() {
    let handing_over = |way: &str| {
        let steps = [
            form(
                "about",
                &format!("way = \"how.{way}\","),
                &field("number", "text", ""),
            ),
            company("way = \"how.two\",").replace(
                "purpose =",
                "inputs = { number = \"about.number\" }, purpose =",
            ),
            company("way = \"how.one\",").replace("\"company\", title", "\"other\", title"),
        ];
        journey("\"identity\"", &choice(), &steps)
    };
    assert_snapshot!(findings(&handing_over("one")), @"vestibule.toml:38: journeys.j.steps.1 (company).kind.external.inputs.number: about.number is asked on another way than this step's, so that it may be missing [input]");
    passes(&handing_over("two"));
}
