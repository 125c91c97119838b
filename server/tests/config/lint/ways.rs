//! Choices, and that nobody is forced.

use super::*;

const CONTACT: &str = "\"contact_control\"";
const FACE: &str = "\"face_live\", \"face_matches\"";
const BRANCH: &str = r#"instead = { en = "Visit a branch.", id = "Kunjungi cabang." },"#;

fn consent() -> String {
    terms("", "explicit_consent", "")
}

#[test]
fn a_face_step_has_a_way_without_a_face() {
    assert_snapshot!(findings(&journey(FACE, "", &[consent(), face("")])), @"vestibule.toml:37: journeys.j.steps.1 (face): examines a face or another part of the body (onekyc), and there is no other way: consent that nobody can refuse is none (GDPR, articles 7(4) and 9). Add `instead` with what the person can do without it, e.g. visit a branch; or make it part of a choice that has a way without such a step; or make it optional [biometric-only]");
    passes(&journey(FACE, "", &[consent(), face(BRANCH)]));
    passes(&journey(FACE, "", &[consent(), face("optional = true,")]));
    let two = |other: String| {
        journey(
            FACE,
            &choice().replace("two = {", "two = { reviewed = true,"),
            &[consent(), face("way = \"how.one\","), other],
        )
    };
    passes(&two(confirm("way = \"how.two\",")));
    let another_face = face("way = \"how.two\",").replace("\"face\", title", "\"again\", title");
    let refusal = findings(&two(another_face));
    assert_eq!(refusal.matches("[biometric-only]").count(), 2, "{refusal}");
}

#[test]
fn a_step_that_not_everybody_can_do_has_another_way() {
    let singpass = r#"
[connections.singpass]
provider = "frankieone"
environment = "simulator"
display_name = "FrankieOne"
region = "SG"
trust_framework = "sg_myinfo"
settings = { bff = "http://127.0.0.1:4108", sdk_script = "http://127.0.0.1:4108/onesdk/v1.7/oneSdk.umd.js", redirect_url = "http://127.0.0.1:3000/sdk/singpass/return", customer_id = "sim-frankieone" }
secrets = { api_key = "sim-frankieone-key" }
"#;
    let data = |rest: &str| {
        step(
            "data",
            rest,
            r#"provider = { connection = "singpass", purpose = "identity_proofing" }"#,
        )
    };
    let with = |more: &str, steps: &[String]| {
        format!(
            "sdk_origin = \"http://127.0.0.1:3000\"\n{singpass}{}",
            journey("\"identity\"", more, steps)
        )
    };
    assert_snapshot!(findings(&with("", &[data("")])), @"vestibule.toml:46: journeys.j.steps.0 (data): only people with an account of a certain kind can do it (frankieone), and there is no other way. Add `instead` with what others can do; or make it part of a choice that has a way without such a step; or make it optional [not-for-everyone]");
    passes(&with("", &[data(BRANCH)]));
    let choice = choice().replace("two = {", "two = { reviewed = true,");
    let other = form("about", "way = \"how.two\",", &field("name", "text", ""));
    passes(&with(&choice, &[data("way = \"how.one\","), other]));
}

#[test]
fn a_way_that_yields_less_is_reviewed() {
    let steps = [
        company("way = \"how.one\","),
        form("about", "way = \"how.two\",", &field("name", "text", "")),
    ];
    assert_snapshot!(findings(&journey("\"identity\"", &choice(), &steps)), @"vestibule.toml:35: journeys.j.choices.how.ways.two: yields fewer facts than how.one: without identity, whoever chooses it would get in more easily. Add a step that brings the same, or set reviewed = true so that a person looks at every case that went this way [way-yields-less]");
    let reviewed = choice().replace("two = {", "two = { reviewed = true,");
    passes(&journey("\"identity\"", &reviewed, &steps));
}

/// An optional step may be left out, so that it shows nothing.
#[test]
fn a_step_that_may_be_left_out_yields_nothing() {
    let steps = [
        company("way = \"how.one\","),
        company("way = \"how.two\", optional = true,")
            .replace("\"company\", title", "\"register\", title"),
    ];
    assert_snapshot!(findings(&journey("\"identity\"", &choice(), &steps)), @"vestibule.toml:35: journeys.j.choices.how.ways.two: yields fewer facts than how.one: without identity, whoever chooses it would get in more easily. Add a step that brings the same, or set reviewed = true so that a person looks at every case that went this way [way-yields-less]");
    passes(&journey(
        "\"identity\"",
        &choice(),
        &steps.map(|step| step.replace("optional = true,", "")),
    ));
}

#[test]
fn ways_that_each_have_something_of_their_own_are_alternatives() {
    let steps = [
        confirm(""),
        consent(),
        face("way = \"how.one\","),
        company("way = \"how.two\","),
    ];
    passes(&journey(CONTACT, &choice(), &steps));
    // What everybody does counts for every way.
    let again = confirm("way = \"how.one\",").replace("\"confirm\", title", "\"again\", title");
    let other = form("about", "way = \"how.two\",", &field("name", "text", ""));
    passes(&journey(CONTACT, &choice(), &[confirm(""), again, other]));
}

#[test]
fn ways_exist_and_have_steps() {
    let steps = [
        confirm("way = \"what.one\","),
        company("way = \"how.three\","),
        form("about", "", &field("name", "text", "")),
        form("again", "way = \"how.one\",", &field("name", "text", "")),
    ];
    assert_snapshot!(findings(&journey(CONTACT, &choice(), &steps)), @r#"
    vestibule.toml:35: journeys.j.choices.how.ways.two: no step has way = "how.two": whoever chooses it would be through with nothing [choice-ways]
    vestibule.toml:37: journeys.j.steps.0 (confirm).way: there is no choices.what; add it, or correct the name [way-unknown]
    vestibule.toml:37: journeys.j.steps.0 (confirm): a dead end: its way cannot be chosen, and nothing else can be done [dead-end]
    vestibule.toml:38: journeys.j.steps.1 (company).way: choices.how has no way three, only one, two [way-unknown]
    vestibule.toml:39: journeys.j.steps.2 (about): stands between steps of choices.how and is part of none; put it before or behind them [choice-ways]
    "#);
    let one =
        format!("choices.how = {{ title = {TEXT}, ways = {{ one = {{ title = {TEXT} }} }} }}\n");
    assert_snapshot!(findings(&journey(CONTACT, &one, &[confirm("way = \"how.one\",")])), @"vestibule.toml:35: journeys.j.choices.how: has fewer than two ways, which is no choice [choice-ways]");
}

#[test]
fn the_steps_of_a_choice_stand_together() {
    let way = |name: &str, way: &str| {
        form(
            name,
            &format!("way = \"how.{way}\","),
            &field("name", "text", ""),
        )
    };
    let steps = [way("first", "one"), confirm(""), way("second", "two")];
    assert_snapshot!(findings(&journey(CONTACT, &choice(), &steps)), @"vestibule.toml:38: journeys.j.steps.1 (confirm): stands between steps of choices.how and is part of none; put it before or behind them [choice-ways]");
    let steps = [way("first", "one"), way("second", "two"), confirm("")];
    passes(&journey(CONTACT, &choice(), &steps));
}
