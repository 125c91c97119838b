//! The project's commands: set up, build, serve, test and measure, one command each.
#![expect(
    clippy::print_stdout,
    reason = "a command line tool speaks through standard output"
)]

mod assets;
mod command;
mod fingerprint;
mod frontend;
mod http;
mod processes;
mod serve;
mod setup;
mod stack;
mod workspace;

use clap::{Parser, Subcommand};

/// The commands of this project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the front end into target/site.
    Frontend,
    /// Set up, build and run the app and the simulated providers.
    Serve,
}

fn main() -> anyhow::Result<()> {
    let workspace = workspace::Workspace::of_this_build();
    match Arguments::parse().command {
        Task::Frontend => frontend::build(&workspace).map(drop),
        Task::Serve => serve::serve(&workspace),
    }
}
