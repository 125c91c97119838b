//! Days, as pages show them.

use time::{Date, OffsetDateTime, format_description::well_known::Iso8601};
use vestibule::time::Timestamp;
use vestibule_app::page::{Begun, Day, Span};

fn shown(date: Date) -> Option<Day> {
    Some(Day {
        year: u16::try_from(date.year()).ok()?,
        month: u8::from(date.month()),
        day: date.day(),
    })
}

/// The day of an ISO 8601 date.
pub fn of_iso(text: &str) -> Option<Day> {
    shown(Date::parse(text, &Iso8601::DATE).ok()?)
}

/// How long ago a moment was, and when, in UTC.
pub fn begun(at: Timestamp, now: Timestamp) -> Begun {
    let at = Timestamp(at.0.max(0));
    let moment = OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Begun {
        ago: Span::at_most(now.0.saturating_sub(at.0)),
        day: shown(moment.date()).unwrap_or(Day {
            year: 1970,
            month: 1,
            day: 1,
        }),
        hour: moment.hour(),
        minute: moment.minute(),
    }
}

/// The day of a moment, in UTC: milliseconds since 1970.
pub fn of_millis(millis: i64) -> Option<Day> {
    let moment = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1_000)).ok()?;
    shown(moment.date())
}
