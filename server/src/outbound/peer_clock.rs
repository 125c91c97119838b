//! What the other side believes the time is, by the `Date` of its answers (RFC 9110, 6.6.1).

use std::sync::{Mutex, PoisonError};

use reqwest::header::{AGE, DATE, HeaderMap};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use vestibule::time::Timestamp;

/// How far the other side was ahead of us at its newest answer, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct PeerClock(Mutex<Option<i64>>);

impl PeerClock {
    /// Takes in an answer. A cached one (`Age`) tells when it was made, not what time it is.
    pub(super) fn read(&self, headers: &HeaderMap, asked_at: Timestamp, answered_at: Timestamp) {
        let date = headers
            .get(DATE)
            .filter(|_| !headers.contains_key(AGE))
            .and_then(|date| date.to_str().ok())
            .and_then(|date| ahead_ms(date, asked_at, answered_at));
        if let Some(ahead) = date {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
    }

    pub(super) fn ahead_ms(&self) -> Option<i64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing within the time that the call took, and within the second that a date is exact to.
fn ahead_ms(date: &str, asked_at: Timestamp, answered_at: Timestamp) -> Option<i64> {
    // IMF-fixdate is a date of RFC 5322 with the zone GMT.
    let at = OffsetDateTime::parse(date, &Rfc2822).ok()?;
    let earliest = at.unix_timestamp().saturating_mul(1000);
    let latest = earliest.saturating_add(999);
    Some(if earliest > answered_at.0 {
        earliest.saturating_sub(answered_at.0)
    } else if latest < asked_at.0 {
        latest.saturating_sub(asked_at.0)
    } else {
        0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1994-11-06T08:49:37Z
    const NOW: Timestamp = Timestamp(784_111_777_000);

    #[test]
    fn a_clock_within_the_call_and_its_second_is_right() {
        let right = "Sun, 06 Nov 1994 08:49:37 GMT";
        for (asked, answered) in [(0, 0), (999, 1_500), (-3_000, 200)] {
            let (asked, answered) = (NOW.plus_millis(asked), NOW.plus_millis(answered));
            assert_eq!(ahead_ms(right, asked, answered), Some(0));
        }
    }

    #[test]
    fn a_clock_that_goes_wrong_is_ahead_or_behind() {
        let ahead = "Sun, 06 Nov 1994 08:50:37 GMT";
        let behind = "Sun, 06 Nov 1994 08:48:37 GMT";
        assert_eq!(ahead_ms(ahead, NOW, NOW), Some(60_000));
        assert_eq!(ahead_ms(behind, NOW, NOW), Some(-59_001));
        assert_eq!(ahead_ms("yesterday", NOW, NOW), None);
    }

    #[test]
    fn a_cached_answer_tells_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Sun, 06 Nov 1994 08:50:37 GMT".parse().unwrap());
        let clock = PeerClock::default();
        clock.read(&headers, NOW, NOW);
        assert_eq!(clock.ahead_ms(), Some(60_000));
        headers.insert(AGE, "5".parse().unwrap());
        headers.insert(DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
        clock.read(&headers, NOW, NOW);
        assert_eq!(clock.ahead_ms(), Some(60_000));
    }
}
