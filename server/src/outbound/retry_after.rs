//! `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.

use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use vestibule::time::Timestamp;

/// The longest wait that we let a provider ask for, in milliseconds: one hour.
pub(super) const CAP_MS: i64 = 3_600_000;

/// The wait in milliseconds from `now`, capped; `None` for what is neither seconds nor a date.
pub(super) fn parse(value: &str, now: Timestamp) -> Option<i64> {
    parse_within(value, now, CAP_MS)
}

/// The same with another cap, in milliseconds.
pub(super) fn parse_within(value: &str, now: Timestamp, cap_ms: i64) -> Option<i64> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value
            .parse::<i64>()
            .unwrap_or(i64::MAX)
            .saturating_mul(1000)
    } else {
        // IMF-fixdate is a date of RFC 5322 with the zone GMT.
        let at = OffsetDateTime::parse(value, &Rfc2822).ok()?;
        at.unix_timestamp()
            .saturating_mul(1000)
            .saturating_sub(now.0)
    };
    Some(wait.clamp(0, cap_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1994-11-06T08:49:37Z
    const NOW: Timestamp = Timestamp(784_111_777_000);

    #[test]
    fn seconds_and_dates_are_read_and_capped() {
        assert_eq!(parse("0", NOW), Some(0));
        assert_eq!(parse(" 120 ", NOW), Some(120_000));
        assert_eq!(parse("Sun, 06 Nov 1994 08:50:07 GMT", NOW), Some(30_000));
        assert_eq!(parse("Sun, 06 Nov 1994 08:00:00 GMT", NOW), Some(0));
        assert_eq!(parse("Mon, 06 Nov 2034 08:00:00 GMT", NOW), Some(CAP_MS));
        assert_eq!(parse("99999999999999999999999", NOW), Some(CAP_MS));
    }

    #[test]
    fn anything_else_is_no_value() {
        for wrong in [
            "",
            "-1",
            "1.5",
            "soon",
            "Sun, 06 Nov 1994",
            "Infinity",
            "1e400",
        ] {
            assert_eq!(parse(wrong, NOW), None, "{wrong}");
        }
    }
}
