//! `vestibule completions SHELL`.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Arguments, Failure};

/// The script for a shell.
pub(super) fn script(shell: Shell) -> Result<String, Failure> {
    let mut command = Arguments::command();
    let mut script = Vec::new();
    generate(shell, &mut command, "vestibule", &mut script);
    Ok(String::from_utf8(script)?)
}
