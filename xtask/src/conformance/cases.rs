//! What the plays wrote down: JSON lines, one file for each test.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// Whether a play is about the provider's behaviour or about a broken line to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A scenario of the simulator.
    Scenario,
    /// A fault on one route.
    Fault,
}

/// One play and how it ended.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// The adapter's kind.
    pub provider: String,
    /// What it is about.
    pub group: Group,
    /// The scenario, or `route/fault`.
    pub name: String,
    /// How it has to end.
    pub expected: String,
    /// How it ended.
    pub got: String,
    /// Whether they agree.
    pub passed: bool,
    /// How long it took.
    pub millis: u64,
}

impl Case {
    /// The row of the table that counts it: what it has to come to, or which fault.
    pub fn row(&self) -> String {
        match self.group {
            Group::Fault => {
                let fault = self.name.rsplit('/').next().unwrap_or_default();
                format!("fault: {fault}")
            }
            Group::Scenario => match self.expected.as_str() {
                "nothing" => "happy: nothing new".to_owned(),
                success if success.starts_with("success") => "happy".to_owned(),
                // What came of callbacks beside it is in the report.
                other => other.split(';').next().unwrap_or_default().to_owned(),
            },
        }
    }
}

/// All of them, by provider, group and name.
pub fn read(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        for line in text.lines() {
            let case: Case = serde_json::from_str(line)
                .with_context(|| format!("{} has another shape", path.display()))?;
            cases.push(case);
        }
    }
    cases.sort_by(|one, other| {
        (&one.provider, one.group, &one.name).cmp(&(&other.provider, other.group, &other.name))
    });
    Ok(cases)
}
