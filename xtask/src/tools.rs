//! The programs that the checks run: looked for at the start, all that miss named at once.

use anyhow::{Context, Result, bail, ensure};

use crate::command::works;
use crate::playwright::Browser;
use crate::workspace::{Workspace, variable};
use crate::{debian, python, setup};

/// Installs what we may install; the error lists everything else that is missing and how to get it.
pub fn prepare(workspace: &Workspace) -> Result<()> {
    listed([
        component("fmt", "rustfmt"),
        component("clippy", "clippy"),
        c_compiler(),
        setup::wasm_target(),
        Browser::prepare(workspace).map(|_| ()),
        debian::postgres().map(|_| ()),
        python::packages(workspace).map(|_| ()),
    ])
}

fn listed(found: impl IntoIterator<Item = Result<()>>) -> Result<()> {
    let missing: Vec<String> = found
        .into_iter()
        .filter_map(Result::err)
        .map(|error| format!("- {error:#}"))
        .collect();
    if !missing.is_empty() {
        bail!("missing on this machine:\n{}", missing.join("\n"));
    }
    Ok(())
}

fn component(subcommand: &str, name: &str) -> Result<()> {
    ensure!(
        works("cargo", &[subcommand, "--version"]),
        "`cargo {subcommand}` is needed: rustup component add {name}"
    );
    Ok(())
}

fn c_compiler() -> Result<()> {
    let compiler = variable("CC").unwrap_or_else(|| "cc".to_owned());
    // CC may bring arguments.
    let mut words = compiler.split_whitespace();
    let program = words.next().context("CC is empty")?;
    let arguments: Vec<&str> = words.chain(["--version"]).collect();
    ensure!(
        works(program, &arguments),
        "a C compiler is needed, `{compiler}` does not run; on Debian: apt-get install gcc libc6-dev"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let error = listed([
            Err(anyhow!("not found").context("Node.js is needed")),
            Ok(()),
            Err(anyhow!("a C compiler is needed")),
        ])
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "missing on this machine:\n- Node.js is needed: not found\n- a C compiler is needed"
        );
        assert!(listed([Ok(())]).is_ok());
    }
}
