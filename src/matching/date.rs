//! Dates of birth: ISO 8601 calendar dates, and dates of which a part is not known.

use super::{Verdict, equal};

/// What is known of a date. Not everybody's day or month of birth is on record: OpenID Connect Core 5.1 allows a year
/// alone and a date without its year, registers write `00` for what they do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// Reads `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-MM` and `YYYY`; `None` for anything else, and for days that no calendar
    /// has. Orders that countries disagree about (`03/12/1990`) are not guessed.
    fn read(text: &str) -> Option<Self> {
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
        {
            return None;
        }
        let (year, month, day) = match (text.len(), text.split('-').collect::<Vec<_>>().as_slice())
        {
            (10, [year, month, day]) => (*year, *month, *day),
            (8, [date]) => (&date[..4], &date[4..6], &date[6..]),
            (7, [year, month]) => (*year, *month, "00"),
            (4, [year]) => (*year, "00", "00"),
            _ => return None,
        };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let date = Self {
            year: Some(year.parse().ok()?).filter(|year| *year != 0),
            month: Some(month.parse().ok()?).filter(|month| *month != 0),
            day: Some(day.parse().ok()?).filter(|day| *day != 0),
        };
        date.exists().then_some(date)
    }

    fn exists(self) -> bool {
        let days = match self.month {
            None | Some(1 | 3 | 5 | 7 | 8 | 10 | 12) => 31,
            Some(4 | 6 | 9 | 11) => 30,
            Some(2) if self.year.is_none_or(is_leap) => 29,
            Some(2) => 28,
            Some(_) => return false,
        };
        self.day.is_none_or(|day| day <= days)
    }

    fn is_whole(self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// Whether they agree on everything that both know, and both know something.
    fn may_be(self, other: Self) -> bool {
        let parts = [
            agree(self.year, other.year),
            agree(self.month, other.month),
            agree(self.day, other.day),
        ];
        parts.contains(&Some(true)) && !parts.contains(&Some(false))
    }
}

fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<bool> {
    Some(one? == other?)
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Whole dates are the same or they are not. A date of which a part is not known never passes, not even against itself:
/// a year is shared by a hundred thousand people.
pub(super) fn compare(one: &str, other: &str) -> Verdict {
    let (Some(left), Some(right)) = (Date::read(one), Date::read(other)) else {
        return Verdict::Mismatch;
    };
    if left.is_whole() && right.is_whole() {
        return if left == right {
            equal(one, other)
        } else {
            Verdict::Mismatch
        };
    }
    if left.may_be(right) {
        Verdict::Fuzzy
    } else {
        Verdict::Mismatch
    }
}

/// `YYYYMMDD` of a whole date.
pub(super) fn canonical(value: &str) -> Option<String> {
    let Date {
        year: Some(year),
        month: Some(month),
        day: Some(day),
    } = Date::read(value)?
    else {
        return None;
    };
    Some(format!("{year:04}{month:02}{day:02}"))
}
