//! What became of each play: told at the end of the test, and as JSON lines where somebody wants a report.

use std::{fmt::Write as _, path::PathBuf, time::Instant};

use serde_json::{Value, json};

/// How an honest person ends.
const COMPLETED: &str = "completed";

/// An attack, with the honest person beside it.
pub struct Attack {
    number: u8,
    title: &'static str,
    plays: Vec<Value>,
    since: Instant,
}

/// The folder in which `cargo xtask conformance` looks for JSON lines.
#[expect(
    clippy::disallowed_methods,
    reason = "the one variable that asks for a report"
)]
fn folder() -> Option<PathBuf> {
    std::env::var("CONFORMANCE_REPORT").ok().map(Into::into)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a play takes in real time"
)]
fn now() -> Instant {
    Instant::now()
}

impl Attack {
    pub fn new(number: u8, title: &'static str) -> Self {
        Self {
            number,
            title,
            plays: Vec::new(),
            since: now(),
        }
    }

    /// The honest person went the same way, and this came of it.
    pub fn honest(&mut self, got: String) {
        self.play("the honest person", COMPLETED, got);
    }

    /// An impostor did this, it has to end so, and it did so.
    pub fn impostor(&mut self, what: &str, expected: &str, got: String) {
        assert!(!expected.starts_with(COMPLETED), "an impostor is through");
        self.play(what, expected, got);
    }

    fn play(&mut self, what: &str, expected: &str, got: String) {
        let before = std::mem::replace(&mut self.since, now());
        let millis = u64::try_from((self.since - before).as_millis()).unwrap();
        self.plays.push(json!({
            "provider": "impostor",
            "group": "scenario",
            "name": format!("{:02} {}: {what}", self.number, self.title),
            "expected": expected,
            "passed": got == expected,
            "got": got,
            "millis": millis,
        }));
    }

    /// Writes the report if one is wanted, and fails when a play did.
    pub fn concludes(self) {
        assert!(self.plays.len() >= 2, "an attack and an honest person");
        if let Some(folder) = folder() {
            let lines: String = self.plays.iter().map(|play| format!("{play}\n")).collect();
            std::fs::create_dir_all(&folder).unwrap();
            let file = format!("impostor-{:02}.jsonl", self.number);
            std::fs::write(folder.join(file), lines).unwrap();
        }
        let mut wrong = String::new();
        for play in self.plays.iter().filter(|play| play["passed"] == false) {
            let (name, got, expected) = (&play["name"], &play["got"], &play["expected"]);
            writeln!(wrong, "{name}: {got}    (expected: {expected})").unwrap();
        }
        assert!(wrong.is_empty(), "\n{wrong}");
    }
}
