//! The README and the control API list the same scenarios.

use serde_json::Value;

use crate::harness::{Simulator, text};

#[tokio::test]
async fn the_readme_lists_every_scenario_with_the_same_words() {
    let simulator = Simulator::start().await;
    let url = format!("{}/control/scenarios", simulator.running.control_url());
    let list: Value = simulator
        .client
        .get(url)
        .send()
        .await
        .expect("the list")
        .json()
        .await
        .expect("JSON");
    let rows: Vec<String> = list["scenarios"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| {
            let chosen = row["phone_ends_in"]
                .as_str()
                .or(row["user_id_ends_in"].as_str())
                .or(row["reference_ends_in"].as_str())
                .or(row["chosen_by"].as_str())
                .expect("a way to choose it");
            format!(
                "| `{}` | `{chosen}` | {} |",
                text(&row["name"]),
                text(&row["about"])
            )
        })
        .collect();
    let readme = include_str!("../../README.md");
    let listed: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("| `") && line.matches('|').count() == 4)
        .collect();
    let missing: Vec<_> = rows
        .iter()
        .filter(|row| !listed.contains(&row.as_str()))
        .collect();
    assert!(missing.is_empty(), "missing in README.md: {missing:#?}");
    assert_eq!(
        listed.len(),
        rows.len(),
        "README.md lists scenarios that do not exist"
    );
}
