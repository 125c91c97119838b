//! The API against its own document: schemathesis makes up calls that docs/openapi.json allows and calls that it does not,
//! and looks for server errors, for answers that it does not mention and for wrong input that is accepted.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::command::output;
use crate::e2e::Stage;
use crate::processes::Interrupt;
use crate::stack;
use crate::stages::Verdict;
use crate::workspace::Workspace;

/// Calls made up for each operation and phase.
const EXAMPLES: &str = "100";
/// The same calls on every run.
const SEED: &str = "20260101";

/// Plays it; every operation is tried with a key that may do everything.
pub fn play(workspace: &Workspace, interrupt: &Interrupt) -> Result<Verdict> {
    let stage = Stage::prepare(workspace)?;
    let _services = stage.start(interrupt)?;
    let key = key(workspace, &stage)?;
    let python_path = std::env::join_paths([&stage.python, &workspace.path("end2end/python")])?;
    let status = Command::new("python3")
        .args(["-m", "schemathesis.cli", "run"])
        .arg(workspace.path("docs/openapi.json"))
        .arg("--url")
        .arg(stage.ports.app_url())
        .args(["--header", &format!("Authorization: Bearer {key}")])
        .args(["--max-examples", EXAMPLES, "--seed", SEED])
        .args(["--phases", "examples,coverage,fuzzing,stateful"])
        .args(["--suppress-health-check", "all", "--no-color"])
        // What the document allows may still be refused for what is stored: a cursor of another list, a used Idempotency-Key.
        .args(["--exclude-checks", "positive_data_acceptance"])
        .env("PYTHONPATH", python_path)
        .env("SCHEMATHESIS_HOOKS", "contract_hooks")
        .current_dir(&stage.folder)
        .stdin(Stdio::null())
        .status()
        .context("could not start schemathesis")?;
    Ok(Verdict::one(status.success()))
}

/// A client with a key of its own, made on the command line as an operator would.
fn key(workspace: &Workspace, stage: &Stage<'_>) -> Result<String> {
    let vestibule = |arguments: &[&str]| {
        output(
            Command::new(workspace.debug_binary("vestibule"))
                .args(arguments)
                .envs(stack::environment(stage.ports, &stage.folder))
                .current_dir(&stage.folder),
        )
    };
    let name = "contract";
    vestibule(&[
        "client",
        "create",
        name,
        "--display-name",
        "Example Shop",
        "--return-url",
        "https://shop.example/done",
    ])?;
    let made = vestibule(&["client", "key", "create", name, "--mode", "test"])?;
    let key = made
        .split_whitespace()
        .find(|word| word.starts_with("vst_test_") && word.len() > 50);
    match key {
        Some(key) => Ok(key.to_owned()),
        None => bail!("`vestibule client key create` printed no key"),
    }
}
