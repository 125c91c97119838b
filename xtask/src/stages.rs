//! The parts of a test run: timed, counted, listed at the end.

use std::time::Duration;

use anyhow::Result;

use crate::processes::{Interrupt, Stopwatch};

/// What became of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// So many tests passed and so many failed.
    Counted {
        /// Passed.
        passed: u64,
        /// Failed.
        failed: u64,
    },
    /// What it would test does not exist yet.
    NotYet(String),
}

impl Verdict {
    /// A stage that is one check.
    pub fn one(passed: bool) -> Self {
        Self::Counted {
            passed: u64::from(passed),
            failed: u64::from(!passed),
        }
    }
}

/// A stage that ran to its end.
#[derive(Debug, Clone)]
pub struct Done {
    /// As it is listed.
    pub name: String,
    /// What became of it.
    pub verdict: Verdict,
    /// How long it ran.
    pub took: Duration,
    /// Why it could not run to its end.
    pub error: Option<String>,
}

/// Runs stages one after the other, whatever the ones before said, and adds up.
pub struct Stages {
    interrupt: Interrupt,
    whole: Stopwatch,
    done: Vec<Done>,
}

impl Stages {
    /// Nothing has run yet.
    pub fn new(interrupt: Interrupt) -> Self {
        Self {
            interrupt,
            whole: Stopwatch::start(),
            done: Vec::new(),
        }
    }

    /// Runs a stage that is one check: an error is a failure.
    pub fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        self.count(name, || work().map(|()| Verdict::one(true)));
    }

    /// Runs a stage that counts for itself: an error is one failure.
    pub fn count(&mut self, name: &str, work: impl FnOnce() -> Result<Verdict>) {
        if self.interrupt.is_set() {
            return;
        }
        println!("\n== {name}");
        let watch = Stopwatch::start();
        let (verdict, error) = match work() {
            Ok(verdict) => (verdict, None),
            Err(error) => (Verdict::one(false), Some(format!("{error:#}"))),
        };
        if let Some(error) = &error {
            println!("{error}");
        }
        let took = watch.elapsed();
        println!(
            "== {name}: {} ({:.1} s)",
            shown(&verdict),
            took.as_secs_f64()
        );
        self.done.push(Done {
            name: name.to_owned(),
            verdict,
            took,
            error,
        });
    }

    /// The stages so far; `None` once the run was cut short.
    pub fn complete(&self) -> Option<&[Done]> {
        (!self.interrupt.is_set()).then_some(&self.done)
    }

    /// Prints the table, again every error, and, alone on the last line, the sum; whether nothing failed.
    pub fn finish(self) -> bool {
        let width = self.done.iter().map(|stage| stage.name.len()).max();
        println!();
        for stage in &self.done {
            println!(
                "{:width$}  {:>8.1} s  {}",
                stage.name,
                stage.took.as_secs_f64(),
                shown(&stage.verdict),
                width = width.unwrap_or_default(),
            );
        }
        for stage in &self.done {
            if let Some(error) = &stage.error {
                println!("\n{}: {error}", stage.name);
            }
        }
        println!(
            "\nin all {:.1} min",
            self.whole.elapsed().as_secs_f64() / 60.0
        );
        let (passed, failed) = sum(&self.done, self.interrupt.is_set());
        println!("{passed} passed, {failed} failed");
        failed == 0
    }
}

/// Passed and failed in all. A run that was cut short did not pass.
pub fn sum(stages: &[Done], interrupted: bool) -> (u64, u64) {
    stages
        .iter()
        .fold((0, u64::from(interrupted)), |(p, f), stage| {
            match stage.verdict {
                Verdict::Counted { passed, failed } => (p + passed, f + failed),
                Verdict::NotYet(_) => (p, f),
            }
        })
}

fn shown(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Counted {
            passed: 1,
            failed: 0,
        } => "passed".to_owned(),
        Verdict::Counted {
            passed: 0,
            failed: 1,
        } => "FAILED".to_owned(),
        Verdict::Counted { passed, failed: 0 } => format!("{passed} passed"),
        Verdict::Counted { passed, failed } => format!("{passed} passed, {failed} FAILED"),
        Verdict::NotYet(what) => format!("not counted: {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(verdict: Verdict) -> Done {
        Done {
            name: "a stage".to_owned(),
            verdict,
            took: Duration::ZERO,
            error: None,
        }
    }

    #[test]
    fn what_does_not_exist_is_not_counted_as_passed() {
        let stages = [
            Verdict::Counted {
                passed: 7,
                failed: 1,
            },
            Verdict::one(true),
            Verdict::NotYet("no spec".to_owned()),
        ]
        .map(done);
        assert_eq!(sum(&stages, false), (8, 1));
    }

    #[test]
    fn a_run_that_was_interrupted_did_not_pass() {
        assert_eq!(sum(&[done(Verdict::one(true))], true), (1, 1));
    }
}
