//! Whether everything that a bundle refers to is in it, once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    bundle::{Artefact, Bundle, Check},
    report::Report,
};

/// Checks the ids and names that parts know each other by.
pub(super) fn check(bundle: &Bundle, report: &mut Report) {
    let content = &bundle.content;
    unique(report, "checks", content.checks.iter().map(|one| &one.id));
    unique(report, "facts", content.facts.iter().map(|one| &one.id));
    unique(
        report,
        "artefacts",
        content.artefacts.iter().map(|one| &one.id),
    );
    unique(report, "files", content.files.iter().map(|one| &one.id));
    unique(
        report,
        "consents",
        content.consents.iter().map(|one| &one.id),
    );
    unique(
        report,
        "decisions",
        content.decisions.iter().map(|one| &one.id),
    );
    let steps = steps(&content.journey.content);
    let known = |step: &str| steps.contains(step);
    for (at, check) in content.checks.iter().enumerate() {
        if !known(&check.step) {
            report.find(
                format!("/content/checks/{at}/step"),
                "the journey has no such step",
            );
        }
    }
    let checks = by_id(content.checks.iter().map(|one| (&one.id, one)));
    let artefacts = by_id(content.artefacts.iter().map(|one| (&one.id, one)));
    facts(bundle, (&steps, &checks, &artefacts), report);
    for (at, artefact) in content.artefacts.iter().enumerate() {
        if !checks.contains_key(artefact.check.as_str()) {
            report.find(
                format!("/content/artefacts/{at}/check"),
                "there is no such check",
            );
        }
    }
    for (at, consent) in content.consents.iter().enumerate() {
        if !known(&consent.step) {
            report.find(
                format!("/content/consents/{at}/step"),
                "the journey has no such step",
            );
        }
    }
    for (at, decision) in content.decisions.iter().enumerate() {
        if decision.journey_version != content.journey.version {
            report.find(
                format!("/content/decisions/{at}/journey_version"),
                "decided by another version of the journey",
            );
        }
    }
}

/// By their ids; of two with the same one the first. Looked up instead of looked for: whoever sends a bundle chooses how many
/// there are.
fn by_id<'a, T>(parts: impl Iterator<Item = (&'a String, &'a T)>) -> BTreeMap<&'a str, &'a T> {
    let mut found = BTreeMap::new();
    for (id, part) in parts {
        found.entry(id.as_str()).or_insert(part);
    }
    found
}

fn unique<'a>(report: &mut Report, list: &str, ids: impl Iterator<Item = &'a String>) {
    let mut seen = BTreeSet::new();
    for (at, id) in ids.enumerate() {
        if !seen.insert(id) {
            report.find(
                format!("/content/{list}/{at}/id"),
                "the same id as one before",
            );
        }
    }
}

/// The names of a journey's steps.
fn steps(journey: &str) -> BTreeSet<String> {
    let journey: Value = serde_json::from_str(journey).unwrap_or_default();
    let steps = journey["steps"].as_array().cloned().unwrap_or_default();
    steps
        .iter()
        .filter_map(|step| step["name"].as_str().map(str::to_owned))
        .collect()
}

/// Steps, checks and artefacts that there are.
type There<'a> = (
    &'a BTreeSet<String>,
    &'a BTreeMap<&'a str, &'a Check>,
    &'a BTreeMap<&'a str, &'a Artefact>,
);

fn facts(bundle: &Bundle, (steps, checks, artefacts): There<'_>, report: &mut Report) {
    let content = &bundle.content;
    for (at, fact) in content.facts.iter().enumerate() {
        let path = format!("/content/facts/{at}");
        if !steps.contains(&fact.step) {
            report.find(format!("{path}/step"), "the journey has no such step");
        }
        match &fact.check {
            None => {
                if fact.artefact.is_some() {
                    report.find(
                        format!("{path}/artefact"),
                        "a fact without a check has no artefact",
                    );
                }
            }
            Some(id) => match checks.get(id.as_str()) {
                None => report.find(format!("{path}/check"), "there is no such check"),
                Some(check) if check.step != fact.step || check.connection != fact.source => {
                    report.find(
                        format!("{path}/check"),
                        "the check is of another step or connection",
                    );
                }
                Some(check) if check.state != "succeeded" => {
                    report.find(format!("{path}/check"), "the check did not succeed");
                }
                Some(_) => {}
            },
        }
        if let Some(id) = &fact.artefact {
            match artefacts.get(id.as_str()) {
                None => report.find(format!("{path}/artefact"), "there is no such artefact"),
                Some(found) if Some(&found.check) != fact.check.as_ref() => report.find(
                    format!("{path}/artefact"),
                    "the artefact is of another check",
                ),
                Some(_) => {}
            }
        }
    }
}
