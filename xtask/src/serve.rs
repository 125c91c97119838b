//! `cargo xtask serve`: from a fresh checkout to a running app.

use anyhow::Result;

use crate::frontend;
use crate::processes::{Interrupt, Stopwatch, watch};
use crate::stack::{self, SERVE, Setting};
use crate::workspace::Workspace;

/// Sets up, builds, starts and says what to open; returns when it is interrupted.
pub fn serve(workspace: &Workspace) -> Result<()> {
    let watch_start = Stopwatch::start();
    frontend::build(workspace)?;
    stack::build(workspace)?;

    let interrupt = Interrupt::listen()?;
    let setting = Setting {
        workspace,
        ports: SERVE,
        folder: None,
    };
    let mut services = setting.start(&interrupt)?;
    println!(
        "\nVestibule is up after {:.1} s.\n\n  Open  {}\n  The codes that the simulated providers send: {}/inbox\n  The dashboard: {}/dashboard (the first start logs a link, above, to set up the first operator)\n\nCtrl-C ends it.\n",
        watch_start.elapsed().as_secs_f64(),
        SERVE.app_url(),
        SERVE.control_url(),
        SERVE.app_url(),
    );
    let result = watch(&mut services, &interrupt);
    println!("\n-- stopping");
    for service in &mut services {
        service.stop();
    }
    result
}
