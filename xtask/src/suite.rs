//! `cargo xtask test`: everything that must hold, in one run.

use anyhow::{Result, bail};

use crate::command::{cargo, run};
use crate::e2e::{self, Choice};
use crate::postgres::Cluster;
use crate::processes::Interrupt;
use crate::setup;
use crate::stages::{Stages, Verdict};
use crate::workspace::Workspace;
use crate::{contract, direction, gallery, results, rust_tests, size, tools, trace};

/// Runs all stages; whether nothing failed.
pub fn test(workspace: &Workspace, full: bool) -> Result<bool> {
    let interrupt = Interrupt::listen()?;
    let mut stages = Stages::new(interrupt.clone());

    stages.check("set-up", || tools::prepare(workspace));
    stages.check("fmt", || {
        run(cargo(workspace.root()).args(["fmt", "--all", "--check"]))
    });
    stages.check("direction of dependencies", || {
        holds(
            direction::check(workspace)?,
            "a dependency points the wrong way",
        )
    });
    stages.check("clippy, native", || {
        run(cargo(workspace.root())
            .args(["clippy", "--quiet", "--workspace", "--all-targets"])
            .args(["--", "-D", "warnings"]))
    });
    stages.check("clippy, wasm", || {
        run(cargo(workspace.root())
            .args(["clippy", "--quiet", "--package", "vestibule-app", "--lib"])
            .args(["--target", setup::WASM_TARGET])
            .args(["--no-default-features", "--features", "hydrate"])
            .args(["--", "-D", "warnings"]))
    });
    stages.check("licences, bans and sources", || {
        run(setup::DENY
            .command(workspace)?
            .args(["--all-features", "--workspace", "check"])
            .args(["--hide-inclusion-graph", "bans", "licenses", "sources"]))
    });
    stages.count("tests, on SQLite", || {
        rust_tests::run(workspace, "sqlite", |command| {
            command.arg("--workspace");
        })
    });
    stages.count("stories, on PostgreSQL", || {
        let cluster = Cluster::start(&interrupt)?;
        rust_tests::run(workspace, "postgres", |command| {
            // The whole workspace, so that nothing is built again with other features; the profile picks.
            command
                .arg("--workspace")
                .env("VESTIBULE_TEST_DATABASE", cluster.url());
        })
    });
    stages.check("documentation tests", || {
        run(cargo(workspace.root()).args(["test", "--quiet", "--workspace", "--doc"]))
    });
    stages.check("requirements have tests", || {
        holds(trace::check(workspace)?, "a requirement has no test")
    });
    stages.check("size of pages", || {
        holds(
            size::measure(workspace, &interrupt, true)?,
            "a page is over its budget",
        )
    });
    stages.count("end2end, in Chromium", || {
        let choice = Choice {
            core: !full,
            ..Choice::default()
        };
        e2e::run(workspace, &interrupt, &choice)
    });
    stages.count("the API against its document", || {
        contract::play(workspace, &interrupt)
    });
    stages.count("a provider from outside", || outside_provider(workspace));
    let mut written = true;
    if full {
        long_matrices(workspace, &mut stages);
        if let Some(Err(error)) = stages
            .complete()
            .map(|done| results::write(workspace, done))
        {
            println!("{error:#}");
            written = false;
        }
    }
    Ok(stages.finish() && written)
}

fn long_matrices(workspace: &Workspace, stages: &mut Stages) {
    stages.count("axe, on every page and state", || gallery::axe(workspace));
    for name in ["chaos", "cluster", "fuzz"] {
        stages.count(name, || Ok(Verdict::NotYet("not written yet".to_owned())));
    }
}

fn outside_provider(workspace: &Workspace) -> Result<Verdict> {
    let folder = workspace.path("end2end/outside-provider");
    if !folder.join("Cargo.toml").is_file() {
        return Ok(Verdict::NotYet(
            "there is no end2end/outside-provider".to_owned(),
        ));
    }
    run(cargo(&folder)
        .args(["test", "--quiet", "--locked", "--target-dir"])
        .arg(workspace.target()))?;
    Ok(Verdict::one(true))
}

fn holds(holds: bool, otherwise: &str) -> Result<()> {
    if !holds {
        bail!("{otherwise}");
    }
    Ok(())
}
