//! The project's commands: set up, build, serve, test and measure, one command each.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks through standard output and standard error"
)]

mod assets;
mod bench;
mod command;
mod conformance;
mod contract;
mod debian;
mod direction;
mod e2e;
mod fingerprint;
mod frontend;
mod gallery;
mod http;
mod lock;
mod playwright;
mod postgres;
mod processes;
mod python;
mod results;
mod rust_tests;
mod screenshots;
mod serve;
mod setup;
mod size;
mod stack;
mod stages;
mod suite;
mod tools;
mod trace;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::processes::Interrupt;
use crate::stages::Stages;
use crate::workspace::Workspace;

/// The commands of this project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build and run the app and the simulated providers.
    Serve,
    /// Run all checks and tests; ends with a line `N passed, N failed`.
    Test {
        /// Also run the long matrices, and write all results to docs/test-results.md.
        #[arg(long)]
        full: bool,
    },
    /// Run the browser tests, all or those of one area.
    E2e {
        /// Part of a spec's file name (signicat, onekyc, a11y ...), or else of a test's title.
        area: Option<String>,
        /// Show the browser.
        #[arg(long)]
        headed: bool,
        /// More arguments for Playwright.
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Play the API's document against a live server, what it allows and what it does not.
    Contract,
    /// Build the front end into target/site.
    Frontend,
    /// Play every scenario and every fault of the simulated providers against their adapters, and impostors against the
    /// server; prints tables, writes target/conformance/report.html and junit.xml.
    Conformance {
        /// Only a part of it.
        part: Option<conformance::Part>,
    },
    /// List every requirement with its tests; fails on a gap.
    Trace,
    /// Check the direction of dependencies.
    Direction,
    /// Print what each kind of page weighs.
    Size {
        /// Fail over the budgets.
        #[arg(long)]
        check: bool,
    },
    /// Show every page in every state to axe.
    Axe,
    /// Measure how long pages take.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Draw the screens of docs/dashboard.md into docs/images/dashboard, and every page, narrow and wide, light and dark, into
    /// target/screenshots.
    Screenshots {
        /// Only those of docs/dashboard.md, which need no server.
        #[arg(long)]
        tour: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<bool> {
    let workspace = Workspace::of_this_build();
    match task {
        Task::Serve => serve::serve(&workspace).map(|()| true),
        Task::Test { full } => suite::test(&workspace, full),
        Task::E2e { area, headed, more } => {
            let interrupt = Interrupt::listen()?;
            let mut stages = Stages::new(interrupt.clone());
            let choice = e2e::Choice {
                core: false,
                area,
                headed,
                more,
            };
            stages.count("end2end, in Chromium", || {
                e2e::run(&workspace, &interrupt, &choice)
            });
            Ok(stages.finish())
        }
        Task::Axe => {
            let mut stages = Stages::new(Interrupt::listen()?);
            stages.count("axe, on every page and state", || gallery::axe(&workspace));
            Ok(stages.finish())
        }
        Task::Conformance { part } => {
            let mut stages = Stages::new(Interrupt::listen()?);
            stages.count("conformance", || conformance::run(&workspace, part));
            Ok(stages.finish())
        }
        Task::Contract => {
            let interrupt = Interrupt::listen()?;
            let mut stages = Stages::new(interrupt.clone());
            stages.count("the API against its document", || {
                contract::play(&workspace, &interrupt)
            });
            Ok(stages.finish())
        }
        Task::Frontend => frontend::build(&workspace).map(|_| true),
        Task::Trace => trace::check(&workspace),
        Task::Direction => direction::check(&workspace),
        Task::Size { check } => size::measure(&workspace, &Interrupt::listen()?, check),
        Task::Bench(asked) => bench::measure(&workspace, &asked),
        Task::Screenshots { tour } => screenshots::draw(&workspace, tour).map(|()| true),
    }
}
