//! What became of each play: told at the end of the test, and as JSON lines where somebody wants a report.

use std::{fmt::Write as _, path::PathBuf};

use serde::Serialize;

use crate::ending::Ending;

/// One play and how it ended.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    pub provider: String,
    /// `scenario` or `fault`.
    pub group: &'static str,
    /// The scenario, or `route/fault`.
    pub name: String,
    pub expected: Ending,
    pub got: Ending,
    pub passed: bool,
    pub millis: u64,
}

/// The folder in which `cargo xtask conformance` looks for JSON lines.
#[expect(
    clippy::disallowed_methods,
    reason = "the one variable that asks for a report"
)]
fn folder() -> Option<PathBuf> {
    std::env::var("CONFORMANCE_REPORT").ok().map(Into::into)
}

/// Writes the report if one is wanted, and fails when a case did.
pub fn conclude(name: &str, cases: &[Case]) {
    assert!(!cases.is_empty(), "{name} played nothing");
    if let Some(folder) = folder() {
        let lines: String = cases
            .iter()
            .map(|case| format!("{}\n", serde_json::to_string(case).unwrap()))
            .collect();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.jsonl")), lines).unwrap();
    }
    let mut wrong = String::new();
    for case in cases.iter().filter(|case| !case.passed) {
        writeln!(
            wrong,
            "{} = {}    (expected: {})",
            case.name, case.got, case.expected
        )
        .unwrap();
    }
    assert!(wrong.is_empty(), "{name}:\n{wrong}");
}
