//! Needs that can be met.

use super::*;

#[test]
fn what_a_journey_needs_can_be_had() {
    let needs = "\"contact_control\", \"identity\"";
    assert_snapshot!(findings(&journey(needs, "", &[confirm("")])), @"vestibule.toml:34: journeys.j.needs.1: no step can bring identity, so that nobody ever completes this journey; its steps bring contact_control. Add a step that brings it, or take it out of needs [need-unmet]");
    passes(&journey(needs, "", &[confirm(""), company("")]));
}

#[test]
fn facts_that_no_path_brings_together_are_never_an_approval() {
    let steps = |one: &str, two: &str| {
        [
            confirm(&format!("way = \"how.{one}\",")),
            company(&format!("way = \"how.{two}\",")),
            form("about", "way = \"how.two\",", &field("name", "text", "")),
        ]
    };
    let more = choice().replace(
        "title = { en = \"A\", id = \"A\" } }",
        "title = { en = \"A\", id = \"A\" }, reviewed = true }",
    );
    assert_eq!(more.matches("reviewed").count(), 2, "{more}");
    let needs = "\"contact_control\", \"identity\"";
    assert_snapshot!(findings(&journey(needs, &more, &steps("one", "two"))), @"vestibule.toml:36: journeys.j.steps: no path through the journey ends with an approval: on each of them a fact of `needs` is missing, or no line of decisions that approves holds. Put the steps that bring the facts on one path, or write a table that only reviews [never-approved]");
    passes(&journey(needs, &more, &steps("one", "one")));
    // Whoever wants every case reviewed says so.
    let table = format!("{more}decisions = [{{ name = \"look\", then = \"review\" }}]\n");
    passes(&journey(needs, &table, &steps("one", "two")));
}
