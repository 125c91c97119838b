//! Reading what was typed.

use time::{Date, Month, OffsetDateTime};
use vestibule::{
    journey::{Field, FieldKind},
    phone::{InvalidPhone, Phone},
    time::Timestamp,
};

use super::{Answers, MAX_ANSWER};
use crate::services::reference_images::PictureProblem;

/// The claim of a date that lies in the past (OpenID Connect Core 5.1).
const BIRTH_DATE: &str = "birthdate";

/// What is wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerProblem {
    /// Nothing was entered.
    Missing,
    /// A phone number without its country code.
    NoCountryCode,
    /// Not a phone number.
    NotAPhone,
    /// A phone number of a country that nobody may be called in.
    CountryNotServed,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not one of the options.
    NotOffered,
    /// Not a date.
    Date(DateProblem),
    /// Longer than [`MAX_ANSWER`].
    TooLong,
    /// The picture cannot be taken.
    Picture(PictureProblem),
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl DatePart {
    /// In the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// The name under which a form sends this part of a field. No field can have it: names have no dots.
    #[must_use]
    pub fn input(self, field: &str) -> String {
        let part = match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        };
        format!("{field}.{part}")
    }
}

/// What is wrong with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// Parts of it were not entered.
    Lacks {
        /// The day.
        day: bool,
        /// The month.
        month: bool,
        /// The year.
        year: bool,
    },
    /// No date has this part: a day from 1 to 31, a month from 1 to 12, a year of four digits.
    Wrong(DatePart),
    /// No calendar has this day.
    NotReal,
    /// A date of birth that is yet to come.
    Ahead,
}

/// Reads one answer in words: the value to store, `None` for an optional one that was left empty, or what is wrong.
///
/// # Errors
/// See [`AnswerProblem`].
pub fn read(
    field: &Field,
    given: &Answers,
    now: Timestamp,
) -> Result<Option<String>, AnswerProblem> {
    let read = if field.kind == FieldKind::Date {
        date(field, given, now)
    } else {
        let typed = given.get(field.name.as_str()).map_or("", String::as_str);
        line(field, typed)
    };
    match read {
        Err(AnswerProblem::Missing) if field.optional => Ok(None),
        read => read.map(Some),
    }
}

/// A value as it is stored, from one line of text. A date is one in ISO 8601 here.
///
/// # Errors
/// See [`AnswerProblem`].
pub fn of_line(field: &Field, value: &str, now: Timestamp) -> Option<String> {
    let given = Answers::from([(field.name.to_string(), value.to_owned())]);
    read(field, &given, now).ok().flatten()
}

fn line(field: &Field, typed: &str) -> Result<String, AnswerProblem> {
    let value = one_line(typed);
    if value.is_empty() {
        return Err(AnswerProblem::Missing);
    }
    if value.chars().count() > MAX_ANSWER {
        return Err(AnswerProblem::TooLong);
    }
    match field.kind {
        FieldKind::Email => is_email(&value)
            .then_some(value)
            .ok_or(AnswerProblem::NotAnEmail),
        // As it was offered, blanks and all.
        FieldKind::Choice => field
            .options
            .iter()
            .find(|option| option.value == typed)
            .map(|option| option.value.clone())
            .ok_or(AnswerProblem::NotOffered),
        FieldKind::Phone => Phone::parse(&value)
            .map(|phone| phone.e164().to_owned())
            .map_err(|error| match error {
                InvalidPhone::Empty => AnswerProblem::Missing,
                InvalidPhone::NoCountryCode => AnswerProblem::NoCountryCode,
                InvalidPhone::Malformed => AnswerProblem::NotAPhone,
            }),
        // Dates and pictures are read elsewhere.
        FieldKind::Text | FieldKind::Date | FieldKind::Photo | FieldKind::Upload => Ok(value),
    }
}

/// White space and control characters become single blanks: a form has one line, whoever fills it in.
fn one_line(typed: &str) -> String {
    typed
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether it has the shape of an address (RFC 5321, 4.5.3.1: at most 64 octets before the `@`). Whether it exists, only
/// a message tells.
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else {
        return false;
    };
    let plain = |text: &str| {
        !text
            .chars()
            .any(|letter| letter.is_whitespace() || "()<>[],;:\\\"@".contains(letter))
    };
    let labels: Vec<&str> = domain.split('.').collect();
    (1..=64).contains(&local.len())
        && plain(local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && labels.len() > 1
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '-')
        })
}

fn date(field: &Field, given: &Answers, now: Timestamp) -> Result<String, AnswerProblem> {
    let [day, month, year] = parts(field.name.as_str(), given);
    let lacks = |part: &str| part.is_empty();
    if lacks(&day) && lacks(&month) && lacks(&year) {
        return Err(AnswerProblem::Missing);
    }
    if lacks(&day) || lacks(&month) || lacks(&year) {
        return Err(AnswerProblem::Date(DateProblem::Lacks {
            day: lacks(&day),
            month: lacks(&month),
            year: lacks(&year),
        }));
    }
    let number = |text: &str, most: usize| {
        let digits = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let wrong = |part| AnswerProblem::Date(DateProblem::Wrong(part));
    let day = number(&day, 2)
        .and_then(|day| u8::try_from(day).ok())
        .filter(|day| (1..=31).contains(day))
        .ok_or(wrong(DatePart::Day))?;
    let month = number(&month, 2)
        .and_then(|month| Month::try_from(u8::try_from(month).ok()?).ok())
        .ok_or(wrong(DatePart::Month))?;
    let year = number(&year, 4)
        .filter(|year| *year >= 1_000)
        .ok_or(wrong(DatePart::Year))?;
    let date = Date::from_calendar_date(i32::from(year), month, day)
        .map_err(|_| AnswerProblem::Date(DateProblem::NotReal))?;
    if field.claim() == BIRTH_DATE && is_ahead(date, now) {
        return Err(AnswerProblem::Date(DateProblem::Ahead));
    }
    Ok(format!("{year:04}-{:02}-{day:02}", u8::from(month)))
}

/// Whether this day has begun nowhere on earth yet: time zones reach 14 hours ahead of UTC.
fn is_ahead(date: Date, now: Timestamp) -> bool {
    let latest = now.plus_seconds(14 * 3_600);
    OffsetDateTime::from_unix_timestamp(latest.0.div_euclid(1_000))
        .is_ok_and(|latest| date > latest.date())
}

/// Day, month and year as they were typed, or as a stored date has them.
#[must_use]
pub fn parts(field: &str, given: &Answers) -> [String; 3] {
    let typed = DatePart::ALL.map(|part| given.get(&part.input(field)));
    if typed.iter().any(Option::is_some) {
        return typed.map(|part| part.map_or_else(String::new, |part| part.trim().to_owned()));
    }
    let stored = given.get(field).map_or("", |date| date.trim());
    let mut parts = stored.splitn(3, '-');
    let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or_default().to_owned());
    let short = |text: String| match text.strip_prefix('0') {
        Some(digit) if digit.len() == 1 => digit.to_owned(),
        _ => text,
    };
    [short(day), short(month), year]
}

#[cfg(test)]
mod tests;
