//! Children that run beside us and never outlive us.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often something that takes a moment is looked at.
const GLANCE: Duration = Duration::from_millis(50);
/// How long a child may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);

/// Becomes set when somebody wants us to end: Ctrl-C, `kill`, a closed terminal.
#[derive(Clone)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes over the signals. They then end nothing by themselves.
    pub fn listen() -> Result<Self> {
        let flag = Arc::new(AtomicBool::new(false));
        let signals = [
            signal_hook::consts::SIGINT,
            signal_hook::consts::SIGTERM,
            signal_hook::consts::SIGHUP,
        ];
        for signal in signals {
            // The second signal ends us at once, in case a child hangs.
            signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&flag))?;
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
        }
        Ok(Self(flag))
    }

    /// Whether somebody wants us to end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A child that is stopped when this is dropped.
pub struct Service {
    name: String,
    child: Child,
    // SIGTERM means "wait for all clients" to PostgreSQL, which SIGINT does not.
    stop_signal: rustix::process::Signal,
}

impl Service {
    /// Starts a child without standard input.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {name}"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            stop_signal: rustix::process::Signal::TERM,
        })
    }

    /// Chooses the signal that asks this child to end.
    pub fn stopped_by(mut self, signal: rustix::process::Signal) -> Self {
        self.stop_signal = signal;
        self
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until `ready` says so; a child that ends before, an interrupt and a deadline are errors.
    pub fn wait_until(
        &mut self,
        interrupt: &Interrupt,
        patience: Duration,
        mut ready: impl FnMut() -> bool,
    ) -> Result<()> {
        let watch = Stopwatch::start();
        loop {
            if let Some(status) = self.ended()? {
                bail!("{} ended with {status} before it was ready", self.name);
            }
            if ready() {
                return Ok(());
            }
            if interrupt.is_set() {
                bail!("interrupted while {} started", self.name);
            }
            if watch.elapsed() > patience {
                bail!("{} was not ready after {patience:?}", self.name);
            }
            std::thread::sleep(GLANCE);
        }
    }

    /// Asks it to end, and ends it when it does not.
    pub fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let asked = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
            .is_some_and(|pid| rustix::process::kill_process(pid, self.stop_signal).is_ok());
        let watch = Stopwatch::start();
        while asked && watch.elapsed() < GRACE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(GLANCE);
        }
        println!("-- {} does not end by itself", self.name);
        // Both fail only for a child that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Blocks until one of the children ends or somebody wants us to end.
pub fn watch(services: &mut [Service], interrupt: &Interrupt) -> Result<()> {
    while !interrupt.is_set() {
        for service in services.iter_mut() {
            if let Some(status) = service.ended()? {
                bail!("{} ended with {status}", service.name);
            }
        }
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

/// Measures how long something takes.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "a build tool measures real durations"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since then.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(script: &str) -> Service {
        Service::start("a script", Command::new("sh").args(["-c", script])).unwrap()
    }

    fn quiet() -> Interrupt {
        Interrupt(Arc::new(AtomicBool::new(false)))
    }

    #[test]
    fn a_child_ends_with_what_started_it() {
        let service = service("exec sleep 600");
        let pid =
            rustix::process::Pid::from_raw(i32::try_from(service.child.id()).unwrap()).unwrap();
        assert!(rustix::process::test_kill_process(pid).is_ok());
        drop(service);
        assert!(rustix::process::test_kill_process(pid).is_err());
    }

    #[test]
    fn a_child_that_ends_early_was_never_ready() {
        let error = service("exit 3")
            .wait_until(&quiet(), Duration::from_secs(30), || false)
            .unwrap_err();
        assert!(error.to_string().contains("before it was ready"), "{error}");
    }

    #[test]
    fn watching_ends_with_the_first_child_that_ends() {
        let mut services = [service("exec sleep 600"), service("exit 0")];
        assert!(watch(&mut services, &quiet()).is_err());
    }

    #[test]
    fn an_interrupt_ends_the_watching_without_an_error() {
        let interrupt = quiet();
        interrupt.0.store(true, Ordering::Relaxed);
        assert!(watch(&mut [service("exec sleep 600")], &interrupt).is_ok());
    }
}
