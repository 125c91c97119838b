//! The decision table and what it compares.

use super::*;

fn deciding(more: &str) -> String {
    let about = form("about", "", &field("phone", "phone", ""));
    journey("\"contact_control\"", more, &[about, confirm("")])
}

#[test]
fn every_line_can_decide() {
    passes(&deciding(
        r#"decisions = [{ name = "look", when = { signal = "duplicate_phone" }, then = "review" }, { name = "rest", then = "approve" }]
"#,
    ));
    assert_snapshot!(findings(&deciding(
        r#"decisions = [
    { name = "always", when = { any = [{ has = "contact_control" }, { not = { has = "contact_control" } }] }, then = "approve" },
    { name = "late", when = { signal = "duplicate_phone" }, then = "review" },
]
"#
    )), @"vestibule.toml:37: journeys.j.decisions.1 (late): never decides: always before it holds whenever it does. Move it up, or take it out [decision-unreachable]");
    assert_snapshot!(findings(&deciding(
        r#"decisions = [
    { name = "one", when = { done = "about" }, then = "review" },
    { name = "one", when = { done = "about" }, then = "approve" },
    { name = "no-rule-holds", when = { matched = { rule = "phone", is = ["exact"] } }, then = "approve" },
]
"#
    )), @r#"
    vestibule.toml:37: journeys.j.decisions.1 (one): has a name that another line has; rename one, because a decision keeps it [duplicate-name]
    vestibule.toml:37: journeys.j.decisions.1 (one): never decides: one before it holds whenever it does. Move it up, or take it out [decision-unreachable]
    vestibule.toml:38: journeys.j.decisions.2 (no-rule-holds): has a name that stands for a decision without a line; rename it [reserved-name]
    vestibule.toml:38: journeys.j.decisions.2 (no-rule-holds).when: there is no match rule phone [condition-unknown]
    "#);
}

/// GDPR, article 22
#[test]
fn rejecting_without_a_person_needs_a_setting() {
    let reject = "decisions = [{ name = \"no\", when = { signal = \"duplicate_phone\" }, then = \"reject\" }, { name = \"rest\", then = \"approve\" }]\n";
    assert_snapshot!(findings(&deciding(reject)), @r#"vestibule.toml:35: journeys.j.decisions.0 (no).then: rejects without a person having looked (GDPR, article 22), which automatic_reject does not allow; write "review", or set automatic_reject = true if the law and the journey's texts allow it [automatic-reject]"#);
    passes(&deciding(&format!("automatic_reject = true\n{reject}")));
}

#[test]
fn both_sides_of_a_comparison_can_say_something() {
    let compare = |what: &str, one: &str, other: &str| {
        deciding(&format!(
            "matches = [{{ name = \"same\", compare = \"{what}\", between = [\"{one}\", \"{other}\"] }}]\n"
        ))
    };
    passes(&compare("phone", "about", "confirm"));
    passes(&compare("phone", "client", "confirm"));
    assert_snapshot!(findings(&compare("name", "about", "confirm")), @r#"
    vestibule.toml:35: journeys.j.matches.0 (same).between: about never states a name; compare with a step that does (docs/matching.md says by which claims) [match-silent]
    vestibule.toml:35: journeys.j.matches.0 (same).between: confirm never states a name; compare with a step that does (docs/matching.md says by which claims) [match-silent]
    "#);
    assert_snapshot!(findings(&compare("phone", "confirm", "confirm")), @"vestibule.toml:35: journeys.j.matches.0 (same).between: compares confirm with itself, which always matches; name two sources [match-silent]");
    assert_snapshot!(findings(&compare("phone", "register", "confirm")), @r#"vestibule.toml:35: journeys.j.matches.0 (same).between: there is no step register, and "client" is the only other source [match-unknown]"#);
}

#[test]
fn two_ways_are_never_compared() {
    let steps = [
        form("about", "way = \"how.one\",", &field("phone", "phone", "")),
        form("again", "way = \"how.two\",", &field("phone", "phone", "")),
        confirm(""),
    ];
    let more = format!(
        "{}matches = [{{ name = \"same\", compare = \"phone\", between = [\"about\", \"again\"] }}, {{ name = \"same\", compare = \"phone\", between = [\"client\", \"again\"] }}]\n",
        choice()
    );
    assert_snapshot!(findings(&journey("\"contact_control\"", &more, &steps)), @r#"
    vestibule.toml:36: journeys.j.matches.0 (same).between: its sides are on two ways of choices.how, and nobody goes both [match-silent]
    vestibule.toml:36: journeys.j.matches.1 (same): has a name that another rule has; rename one [duplicate-name]
    "#);
}
