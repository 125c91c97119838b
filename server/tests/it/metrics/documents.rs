//! The alerts, the dashboard and the list of metrics, as they are in docs.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use vestibule_server::telemetry::names::{self, Kind};

fn file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// Every name of ours in a text, without what Prometheus adds to a histogram's.
fn names_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with("vestibule_"))
        .map(|word| {
            let of_histogram = ["_bucket", "_count", "_sum"]
                .iter()
                .filter_map(|ending| word.strip_suffix(ending))
                .find(|name| names::find(name).is_some_and(|found| found.kind == Kind::Histogram));
            of_histogram.unwrap_or(word).to_owned()
        })
        .collect()
}

/// The labels that a query selects or groups by have to be those of some metric.
fn labels_in(expression: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in expression.split('{').skip(1) {
        let selector = part.split('}').next().unwrap();
        for matcher in selector.split(',') {
            let name = matcher.split(['=', '!']).next().unwrap().trim();
            found.insert(name.to_owned());
        }
    }
    for part in expression.split("by (").skip(1) {
        for name in part.split(')').next().unwrap().split(',') {
            found.insert(name.trim().to_owned());
        }
    }
    found
}

fn is_a_query(expression: &str) {
    let of_prometheus = ["le", "instance", "job"];
    let ours: BTreeSet<&str> = names::ALL
        .iter()
        .flat_map(|metric| metric.labels.iter().copied())
        .collect();
    for label in labels_in(expression) {
        assert!(
            ours.contains(label.as_str()) || of_prometheus.contains(&label.as_str()),
            "no metric has the label {label}: {expression}"
        );
    }
    for (open, close) in [('(', ')'), ('{', '}'), ('[', ']')] {
        assert_eq!(
            expression.matches(open).count(),
            expression.matches(close).count(),
            "{expression}"
        );
    }
}

#[test]
fn every_alert_and_panel_asks_for_a_metric_that_there_is() {
    for path in [
        "docs/operations/alerts.yml",
        "docs/operations/grafana-dashboard.json",
        "docs/operations/README.md",
        "docs/operations.md",
    ] {
        let names = names_in(&file(path));
        assert!(!names.is_empty(), "{path}");
        for name in names {
            assert!(names::find(&name).is_some(), "{path}: there is no {name}");
        }
    }
}

#[test]
fn every_metric_is_explained_and_shown_on_the_dashboard() {
    let readme = names_in(&file("docs/operations/README.md"));
    let dashboard = names_in(&file("docs/operations/grafana-dashboard.json"));
    for metric in names::ALL {
        assert!(readme.contains(metric.name), "README: {}", metric.name);
        assert!(
            dashboard.contains(metric.name),
            "dashboard: {}",
            metric.name
        );
        let line = file("docs/operations/README.md")
            .lines()
            .find(|line| line.starts_with(&format!("| `{}`", metric.name)))
            .unwrap()
            .to_owned();
        let labels = line.split('|').nth(2).unwrap().trim().to_owned();
        assert_eq!(labels, metric.labels.join(", "), "{}", metric.name);
    }
}

#[test]
fn the_dashboard_is_one() {
    let dashboard: Value =
        serde_json::from_str(&file("docs/operations/grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for panel in panels {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{panel}");
        assert!(panel["title"].is_string() && panel["gridPos"]["w"].as_u64().unwrap() <= 24);
        if panel["type"] == "row" {
            continue;
        }
        let targets = panel["targets"].as_array().unwrap();
        assert!(!targets.is_empty(), "{panel}");
        for target in targets {
            is_a_query(target["expr"].as_str().unwrap());
        }
    }
}

/// A reader of the shape that the file keeps to; Prometheus' own checker is not at hand in tests.
#[test]
fn every_alert_has_a_query_a_severity_and_something_to_do() {
    let rules = file("docs/operations/alerts.yml");
    assert!(!rules.contains('\t'));
    let mut alerts = BTreeSet::new();
    for rule in rules.split("\n      - alert: ").skip(1) {
        let name = rule.lines().next().unwrap();
        assert!(
            name.starts_with("Vestibule") && alerts.insert(name.to_owned()),
            "{name}"
        );
        let expression = rule.split("        expr: ").nth(1).unwrap();
        let expression = match expression.strip_prefix(">-\n") {
            Some(folded) => folded
                .lines()
                .take_while(|line| line.starts_with("          "))
                .collect::<Vec<_>>()
                .join(" "),
            None => expression.lines().next().unwrap().to_owned(),
        };
        assert!(
            expression.contains('>') || expression.contains("=="),
            "{name}: {expression}"
        );
        is_a_query(&expression);
        let severity = rule.contains("labels: {severity: page}")
            || rule.contains("labels: {severity: ticket}");
        assert!(severity, "{name}");
        for part in ["          summary: \"", "          action: \""] {
            assert!(rule.contains(part), "{name} has no {part}");
        }
    }
    assert!(alerts.len() >= 10, "{alerts:?}");
    let readme = file("docs/operations/README.md");
    for word in readme.split('`').filter(|word| {
        word.strip_prefix("Vestibule")
            .is_some_and(|rest| rest.starts_with(char::is_uppercase))
    }) {
        assert!(alerts.contains(word), "README names {word}");
    }
}

/// A name in the source that is not in the table would be counted nowhere.
#[test]
fn metrics_are_named_in_one_place() {
    fn look(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                for call in ["counter!(", "gauge!(", "histogram!("] {
                    for after in text.split(call).skip(1) {
                        let name = after.trim_start();
                        if let Some(name) = name.strip_prefix('"') {
                            let name = name.split('"').next().unwrap();
                            if names::find(name).is_none() {
                                found.push(format!("{}: {name}", path.display()));
                            }
                        }
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    look(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    // The recorder's own test of it.
    found.retain(|name| !name.ends_with("vestibule_unheard_of_total"));
    assert_eq!(found, [""; 0]);
}
