//! Days, as pages show them.

use time::{Date, OffsetDateTime, format_description::well_known::Iso8601};
use vestibule_app::page::Day;

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

/// The day of a moment, in UTC: milliseconds since 1970.
pub fn of_millis(millis: i64) -> Option<Day> {
    let moment = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1_000)).ok()?;
    shown(moment.date())
}
