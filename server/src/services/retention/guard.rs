//! What retention does not do by itself.

use vestibule::time::Timestamp;

use crate::{config::RetentionConfig, db::retention::StateRow};

/// When nobody looked for longer than this, in milliseconds, the clock jumped or the server was off: two days.
const LONGEST_GAP_MS: i64 = 2 * 24 * 60 * 60_000;

/// Why an admin has to confirm first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It would erase for the first time.
    First,
    /// Other periods are configured than when it last looked.
    Periods,
    /// It did not look for two days, or the clock says so.
    Clock,
    /// Too many are due at once.
    Many,
}

impl Why {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::First, Self::Periods, Self::Clock, Self::Many];

    /// The stable text, in the database and the audit log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Periods => "periods",
            Self::Clock => "clock",
            Self::Many => "many",
        }
    }

    /// The one with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }
}

/// What was seen.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// When.
    pub(super) now: Timestamp,
    /// SHA-256 of the periods.
    pub(super) rules: String,
    /// How many are due.
    pub(super) due: i64,
    /// How many of those nobody confirmed.
    pub(super) fresh: i64,
    /// How many are kept in all.
    pub(super) kept: i64,
}

/// What keeps it from erasing what is due.
pub(super) fn objection(state: &StateRow, look: &Look, config: &RetentionConfig) -> Option<Why> {
    if look.fresh <= 0 {
        return None;
    }
    let is_known = |rules: &Option<String>| rules.as_ref() == Some(&look.rules);
    let swept = state.swept_at.filter(|_| is_known(&state.rules));
    let confirmed = state
        .confirmed_until
        .filter(|_| is_known(&state.confirmed_rules));
    let Some(last) = swept.max(confirmed) else {
        return Some(match state.rules.is_none() {
            true => Why::First,
            false => Why::Periods,
        });
    };
    if look.now.0.saturating_sub(last) > LONGEST_GAP_MS {
        return Some(Why::Clock);
    }
    let share = i128::from(look.kept) * i128::from(config.guard_percent);
    let is_many =
        look.fresh > i64::from(config.guard_count) && i128::from(look.fresh) * 100 > share;
    is_many.then_some(Why::Many)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const NOW: i64 = 1_000 * LONGEST_GAP_MS;

    fn config() -> RetentionConfig {
        RetentionConfig {
            completed_days: 30,
            rejected_days: 0,
            unfinished_days: 0,
            per_hour: 1_000,
            guard_count: 100,
            guard_percent: 5,
            journeys: BTreeMap::new(),
        }
    }

    fn look(fresh: i64, kept: i64) -> Look {
        Look {
            now: Timestamp(NOW),
            rules: "now".to_owned(),
            due: fresh,
            fresh,
            kept,
        }
    }

    fn swept(at: i64) -> StateRow {
        StateRow {
            swept_at: Some(at),
            rules: Some("now".to_owned()),
            ..StateRow::default()
        }
    }

    fn objects(state: &StateRow, look: &Look) -> Option<Why> {
        objection(state, look, &config())
    }

    #[test]
    fn nothing_that_is_due_is_nothing_to_object_to() {
        for state in [StateRow::default(), swept(0), swept(NOW)] {
            assert_eq!(objects(&state, &look(0, 10)), None);
        }
    }

    #[test]
    fn the_first_time_and_other_periods_wait_even_for_one() {
        assert_eq!(
            objects(&StateRow::default(), &look(1, 10)),
            Some(Why::First)
        );
        let before = StateRow {
            rules: Some("before".to_owned()),
            ..swept(NOW)
        };
        assert_eq!(objects(&before, &look(1, 10)), Some(Why::Periods));
        let confirmed = StateRow {
            confirmed_until: Some(NOW),
            confirmed_rules: Some("now".to_owned()),
            ..before
        };
        assert_eq!(objects(&confirmed, &look(1, 10)), None);
    }

    /// SEC-185
    #[test]
    fn sec_185_a_jump_of_the_clock_waits_and_one_back_does_not() {
        assert_eq!(objects(&swept(NOW - LONGEST_GAP_MS), &look(1, 10)), None);
        let jumped = swept(NOW - LONGEST_GAP_MS - 1);
        assert_eq!(objects(&jumped, &look(1, 10)), Some(Why::Clock));
        assert_eq!(objects(&swept(NOW * 2), &look(1, 10)), None);
    }

    #[test]
    fn too_many_are_more_than_the_count_and_more_than_the_share() {
        for (fresh, kept, why) in [
            (100, 100, None),
            (101, 101, Some(Why::Many)),
            (101, 2_020, None),
            (101, 2_019, Some(Why::Many)),
            (i64::MAX, i64::MAX, Some(Why::Many)),
        ] {
            assert_eq!(
                objects(&swept(NOW), &look(fresh, kept)),
                why,
                "{fresh} of {kept}"
            );
        }
    }
}
