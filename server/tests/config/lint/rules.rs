//! The rules themselves.

use vestibule_server::config::Rule;

use super::{CONNECTIONS, passes};

const REFERENCE: &str = include_str!("../../../../docs/journeys.md");
const TESTS: [&str; 10] = [
    include_str!("consent.rs"),
    include_str!("decisions.rs"),
    include_str!("facts.rs"),
    include_str!("flow.rs"),
    include_str!("forms.rs"),
    include_str!("purposes.rs"),
    include_str!("regions.rs"),
    include_str!("shape.rs"),
    include_str!("texts.rs"),
    include_str!("ways.rs"),
];

#[test]
fn every_rule_is_documented_and_has_refused_something_here() {
    for rule in Rule::ALL {
        let code = rule.code();
        assert!(
            REFERENCE.contains(&format!("`{code}`")),
            "docs/journeys.md: {code}"
        );
        let said = format!("[{code}]");
        assert!(
            TESTS.iter().any(|test| test.contains(&said)),
            "no test: {code}"
        );
    }
}

#[test]
fn names_of_rules_are_not_used_twice() {
    for (at, rule) in Rule::ALL.iter().enumerate() {
        assert!(
            !Rule::ALL[..at]
                .iter()
                .any(|other| other.code() == rule.code())
        );
    }
}

#[test]
fn the_whole_journey_of_the_reference_passes() {
    let (_, rest) = REFERENCE.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    passes(&format!("{CONNECTIONS}\n{example}"));
}
