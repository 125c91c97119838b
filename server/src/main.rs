//! The program `vestibule`.

use std::process::ExitCode;

fn main() -> ExitCode {
    vestibule_server::cli::run()
}
