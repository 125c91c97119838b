//! The simulator's time: it runs with the system's unless a test freezes or moves it.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::onekyc::gateway::Gateway;
use crate::simulator::Sim;

/// Furthest point in time, in either direction, that the clock may be set to: the year 9000.
const LIMIT_MS: i64 = 221_845_392_000_000;

/// Where the simulator's clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockStart {
    /// With the system's time, running.
    #[default]
    System,
    /// At this many milliseconds since 1970 (UTC), standing still until it is moved.
    FrozenAt(i64),
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    Running { offset_ms: i64 },
    Frozen { now_ms: i64 },
}

/// The one source of time of every provider here.
#[derive(Debug)]
pub(crate) struct Clock(Mutex<Mode>);

impl Clock {
    pub(crate) fn new(start: ClockStart) -> Self {
        Self(Mutex::new(match start {
            ClockStart::System => Mode::Running { offset_ms: 0 },
            ClockStart::FrozenAt(now_ms) => Mode::Frozen { now_ms },
        }))
    }

    /// Milliseconds since 1970, UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Mode::Running { offset_ms } => system_ms().saturating_add(offset_ms),
            Mode::Frozen { now_ms } => now_ms,
        }
    }

    fn is_frozen(&self) -> bool {
        matches!(
            *self.0.lock().unwrap_or_else(PoisonError::into_inner),
            Mode::Frozen { .. }
        )
    }

    fn set(&self, now_ms: i64, frozen: bool) {
        let now_ms = now_ms.clamp(-LIMIT_MS, LIMIT_MS);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = if frozen {
            Mode::Frozen { now_ms }
        } else {
            Mode::Running {
                offset_ms: now_ms.saturating_sub(system_ms()),
            }
        };
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that everything else is given"
)]
fn system_ms() -> i64 {
    let since_1970 = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_1970.as_millis()).unwrap_or(LIMIT_MS)
}

const SEVEN_DIGITS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]+00:00");
const MILLISECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// `2026-03-25T14:17:21.5008041+00:00`, the shape of Signicat's `expiresAt`.
pub(crate) fn iso_seven_digits(ms: i64) -> String {
    format_ms(ms, SEVEN_DIGITS)
}

/// `2026-03-25T14:17:21.500Z`, the shape of OneKYC's `processedAt`.
pub(crate) fn iso_milliseconds(ms: i64) -> String {
    format_ms(ms, MILLISECONDS)
}

fn format_ms(ms: i64, format: &[BorrowedFormatItem<'_>]) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .ok()
        .and_then(|at| at.format(format).ok())
        .unwrap_or_default()
}

/// Body of `POST /clock`: one of `advance_ms` and `set_ms`, `frozen`, or both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    advance_ms: Option<i64>,
    set_ms: Option<i64>,
    frozen: Option<bool>,
}

pub(crate) async fn show(State(sim): State<Sim>) -> Json<Value> {
    Json(describe(&sim.clock))
}

/// Moves the clock, then does what has become due (the retries of callbacks), so that a test needs no sleep.
pub(crate) async fn change(
    State(sim): State<Sim>,
    Json(to): Json<Move>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let frozen = to.frozen.unwrap_or_else(|| sim.clock.is_frozen());
    let now_ms = match (to.advance_ms, to.set_ms) {
        (Some(by), None) => sim.clock.now_ms().saturating_add(by),
        (None, Some(at)) => at,
        (None, None) if to.frozen.is_some() => sim.clock.now_ms(),
        _ => {
            let cause = "give one of advance_ms and set_ms, or frozen";
            return Err((
                StatusCode::UNPROCESSABLE_ENTITY,
                Json(json!({ "error": cause })),
            ));
        }
    };
    sim.clock.set(now_ms, frozen);
    for gateway in [Gateway::iframe(&sim), Gateway::selfie_liveness(&sim)] {
        crate::onekyc::work_off(&gateway, false).await;
    }
    crate::external::callback::deliver_due(&sim, false).await;
    Ok(Json(describe(&sim.clock)))
}

fn describe(clock: &Clock) -> Value {
    json!({ "now_ms": clock.now_ms(), "frozen": clock.is_frozen() })
}

#[cfg(test)]
mod tests {
    use super::{Clock, ClockStart, iso_milliseconds, iso_seven_digits};

    #[test]
    fn a_frozen_clock_moves_only_when_it_is_moved() {
        let clock = Clock::new(ClockStart::FrozenAt(1_000));
        assert_eq!((clock.now_ms(), clock.now_ms()), (1_000, 1_000));
        clock.set(5_000, true);
        assert_eq!(clock.now_ms(), 5_000);
    }

    #[test]
    fn times_are_written_as_each_provider_writes_them() {
        assert_eq!(
            iso_seven_digits(1_774_448_241_500),
            "2026-03-25T14:17:21.5000000+00:00"
        );
        assert_eq!(
            iso_milliseconds(1_774_448_241_500),
            "2026-03-25T14:17:21.500Z"
        );
    }
}
