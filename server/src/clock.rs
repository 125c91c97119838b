//! The injected clock. Nothing else in the server reads the time (clippy.toml sees to it).

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vestibule::time::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The current time, in milliseconds UTC.
    fn now(&self) -> Timestamp;
}

/// The operating system's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where real time enters"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that can be moved: another clock plus an offset (Development: `POST /dev/clock`), or a fixed moment (tests).
#[derive(Clone)]
pub struct SettableClock {
    base: Option<Arc<dyn Clock>>,
    offset_or_now: Arc<AtomicI64>,
}

impl SettableClock {
    /// Runs with `base`, moved by [`SettableClock::advance`].
    #[must_use]
    pub fn over(base: Arc<dyn Clock>) -> Self {
        Self {
            base: Some(base),
            offset_or_now: Arc::default(),
        }
    }

    /// Stands still at `now`.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self {
            base: None,
            offset_or_now: Arc::new(AtomicI64::new(now.0)),
        }
    }

    /// Moves the clock by this many milliseconds.
    pub fn advance(&self, millis: i64) {
        self.offset_or_now.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the clock to this moment.
    pub fn set(&self, now: Timestamp) {
        let base = self.base.as_ref().map_or(0, |base| base.now().0);
        self.offset_or_now
            .store(now.0.saturating_sub(base), Ordering::SeqCst);
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        let base = self.base.as_ref().map_or(0, |base| base.now().0);
        Timestamp(base.saturating_add(self.offset_or_now.load(Ordering::SeqCst)))
    }
}
