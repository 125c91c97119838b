//! A circuit breaker on the injected clock.
//!
//! Written here because neither maintained crate fits: `recloser` 1.x reads `Instant::now` itself and lets several calls
//! through while half open; `failsafe` 1.3 can be given another clock on the current thread only.

use std::sync::{Mutex, MutexGuard, PoisonError};

use vestibule::time::Timestamp;

/// Failures in a row that open the circuit.
pub(super) const THRESHOLD: u32 = 5;
/// How long an open circuit stays shut to calls, in milliseconds.
pub(super) const COOL_DOWN_MS: i64 = 30_000;
/// What a caller is told to wait while somebody else's probe is under way, in milliseconds.
const PROBE_WAIT_MS: i64 = 1_000;

/// Whether a connection's calls go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircuitState {
    /// They do.
    Closed,
    /// They fail at once, until this moment.
    Open {
        /// When one call is let through again.
        until: Timestamp,
    },
    /// The next call, or the one under way, decides.
    HalfOpen,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Closed { failures: u32 },
    Open { until: Timestamp },
    Probing,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Circuit(Mutex<Phase>);

impl Default for Circuit {
    fn default() -> Self {
        Self(Mutex::new(Phase::Closed { failures: 0 }))
    }
}

/// Leave for one call. Dropped without a word (the call was cancelled), it counts neither way.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    circuit: &'a Circuit,
    probe: bool,
    recorded: bool,
}

impl Circuit {
    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leave for one call.
    ///
    /// # Errors
    /// How many milliseconds to wait.
    pub(super) fn permit(&self, now: Timestamp) -> Result<Permit<'_>, i64> {
        let mut phase = self.phase();
        let probe = match *phase {
            Phase::Closed { .. } => false,
            Phase::Open { until } if is_over(until, now) => {
                *phase = Phase::Probing;
                true
            }
            Phase::Open { until } => return Err(until.0.saturating_sub(now.0)),
            Phase::Probing => return Err(PROBE_WAIT_MS),
        };
        Ok(Permit {
            circuit: self,
            probe,
            recorded: false,
        })
    }

    pub(super) fn state(&self, now: Timestamp) -> CircuitState {
        match *self.phase() {
            Phase::Closed { .. } => CircuitState::Closed,
            Phase::Open { until } if !is_over(until, now) => CircuitState::Open { until },
            Phase::Open { .. } | Phase::Probing => CircuitState::HalfOpen,
        }
    }
}

/// Also when the clock was set back: a circuit never stays open longer than the cool-down.
fn is_over(until: Timestamp, now: Timestamp) -> bool {
    now >= until || until.0.saturating_sub(now.0) > COOL_DOWN_MS
}

impl Permit<'_> {
    /// Says how the call went.
    pub(super) fn record(mut self, healthy: bool, now: Timestamp) {
        self.recorded = true;
        let mut phase = self.circuit.phase();
        let open = Phase::Open {
            until: now.plus_millis(COOL_DOWN_MS),
        };
        *phase = match (*phase, self.probe, healthy) {
            (Phase::Closed { .. }, _, true) | (_, true, true) => Phase::Closed { failures: 0 },
            (_, true, false) => open,
            (Phase::Closed { failures }, false, false) if failures + 1 >= THRESHOLD => open,
            (Phase::Closed { failures }, false, false) => Phase::Closed {
                failures: failures + 1,
            },
            // A call that left before the circuit opened decides nothing any more.
            (unchanged, false, _) => unchanged,
        };
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.probe && !self.recorded {
            *self.circuit.phase() = Phase::Open {
                until: Timestamp(i64::MIN),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn opened() -> Circuit {
        let circuit = Circuit::default();
        for _ in 0..THRESHOLD {
            circuit.permit(NOW).unwrap().record(false, NOW);
        }
        circuit
    }

    #[test]
    fn it_opens_after_that_many_failures_in_a_row_and_not_before() {
        let circuit = Circuit::default();
        for _ in 0..THRESHOLD - 1 {
            circuit.permit(NOW).unwrap().record(false, NOW);
        }
        circuit.permit(NOW).unwrap().record(true, NOW);
        for _ in 0..THRESHOLD - 1 {
            circuit.permit(NOW).unwrap().record(false, NOW);
        }
        assert_eq!(circuit.state(NOW), CircuitState::Closed);
        circuit.permit(NOW).unwrap().record(false, NOW);
        assert_eq!(
            circuit.state(NOW),
            CircuitState::Open {
                until: NOW.plus_millis(COOL_DOWN_MS)
            }
        );
        assert_eq!(
            circuit.permit(NOW.plus_millis(1)).unwrap_err(),
            COOL_DOWN_MS - 1
        );
    }

    #[test]
    fn after_the_cool_down_one_probe_goes_out_and_no_second_one() {
        let circuit = opened();
        let later = NOW.plus_millis(COOL_DOWN_MS);
        assert_eq!(circuit.state(later), CircuitState::HalfOpen);
        let probe = circuit.permit(later).unwrap();
        assert!(circuit.permit(later).is_err());
        probe.record(true, later);
        assert_eq!(circuit.state(later), CircuitState::Closed);
        assert!(circuit.permit(later).is_ok());
    }

    #[test]
    fn a_failed_probe_opens_it_for_another_cool_down() {
        let circuit = opened();
        let later = NOW.plus_millis(COOL_DOWN_MS);
        circuit.permit(later).unwrap().record(false, later);
        assert_eq!(
            circuit.state(later),
            CircuitState::Open {
                until: later.plus_millis(COOL_DOWN_MS)
            }
        );
    }

    #[test]
    fn a_cancelled_probe_leaves_the_place_to_the_next() {
        let circuit = opened();
        let later = NOW.plus_millis(COOL_DOWN_MS);
        drop(circuit.permit(later).unwrap());
        assert_eq!(circuit.state(later), CircuitState::HalfOpen);
        circuit.permit(later).unwrap().record(true, later);
        assert_eq!(circuit.state(later), CircuitState::Closed);
    }

    #[test]
    fn calls_that_left_before_it_opened_do_not_close_it() {
        let circuit = Circuit::default();
        let early = circuit.permit(NOW).unwrap();
        for _ in 0..THRESHOLD {
            circuit.permit(NOW).unwrap().record(false, NOW);
        }
        early.record(true, NOW);
        assert!(matches!(circuit.state(NOW), CircuitState::Open { .. }));
    }

    #[test]
    fn a_clock_set_back_does_not_keep_it_open() {
        let circuit = opened();
        assert!(circuit.permit(Timestamp(NOW.0 - 3_600_000)).is_ok());
    }
}
