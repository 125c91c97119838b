//! Whether two values are about the same person: names, birth dates, phone numbers, national ids.
//!
//! Only [`Verdict::Exact`] and [`Verdict::Normalised`] pass. Whatever is doubtful goes to a human, so every rule here
//! prefers a review too many. docs/matching.md says in words what passes and why.

mod claims;
mod date;
mod name;
mod number;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use claims::side_of;

/// The most values of one [`Side`]; further ones are left out.
const MOST_VALUES: usize = 20;
/// The most characters of a value; a longer one is never compared.
const LONGEST_VALUE: usize = 200;

/// How two values compare. The better, the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same text, but for white space around it and the Unicode normalisation form.
    Exact,
    /// The same value, written differently.
    Normalised,
    /// Perhaps the same. Never passes.
    Fuzzy,
    /// Not the same, or not readable.
    Mismatch,
    /// One side is absent.
    Missing,
}

impl Verdict {
    /// Every verdict there is.
    pub const ALL: [Self; 5] = [
        Self::Exact,
        Self::Normalised,
        Self::Fuzzy,
        Self::Mismatch,
        Self::Missing,
    ];

    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Fuzzy => "fuzzy",
            Self::Mismatch => "mismatch",
            Self::Missing => "missing",
        }
    }

    /// The verdict with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }

    /// Whether no human has to look.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, Self::Exact | Self::Normalised)
    }
}

/// What kind of value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// The name of a person.
    Name,
    /// A date of birth, ISO 8601.
    BirthDate,
    /// A phone number, E.164.
    Phone,
    /// A number that a state gives to a person.
    NationalId,
}

impl Compared {
    /// Every kind there is.
    pub const ALL: [Self; 4] = [Self::Name, Self::BirthDate, Self::Phone, Self::NationalId];

    /// The stable text that the configuration, the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::Phone => "phone",
            Self::NationalId => "national_id",
        }
    }

    /// The kind with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }
}

/// One side of a rule: every value that this side gives for the same thing, e.g. a name and its aliases.
///
/// Personal, hence never logged: `Debug` shows how many there are.
#[derive(Clone, Default)]
pub struct Side {
    values: Vec<String>,
    /// There was a value that is too long. The side is then not absent, whatever else it gives.
    too_long: bool,
}

impl Side {
    /// Takes at most 20 different values that are more than white space; one of more than 200 characters matches
    /// nothing.
    pub fn new(values: impl IntoIterator<Item = String>) -> Self {
        let mut side = Self::default();
        for value in values {
            if side.values.len() == MOST_VALUES {
                break;
            }
            let value = value.trim();
            if value.chars().nth(LONGEST_VALUE).is_some() {
                side.too_long = true;
                continue;
            }
            let value: String = value.nfc().collect();
            if !value.is_empty() && !side.values.contains(&value) {
                side.values.push(value);
            }
        }
        side
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(String::as_str)
    }

    /// Whether this side gives nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.too_long
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side")
            .field("values", &self.values.len())
            .finish_non_exhaustive()
    }
}

/// The best verdict over every value of the one side and every value of the other. It does not matter which side is
/// which.
#[must_use]
pub fn compare(what: Compared, one: &Side, other: &Side) -> Verdict {
    if one.is_empty() || other.is_empty() {
        return Verdict::Missing;
    }
    match what {
        Compared::Name => name::compare(&one.values, &other.values),
        Compared::BirthDate => best_of(one, other, date::compare),
        Compared::Phone => best_of(one, other, |a, b| same_number(number::phone, a, b)),
        Compared::NationalId => best_of(one, other, |a, b| same_number(number::national_id, a, b)),
    }
}

fn best_of(one: &Side, other: &Side, compare: impl Fn(&str, &str) -> Verdict) -> Verdict {
    one.values
        .iter()
        .flat_map(|a| other.values.iter().map(move |b| (a, b)))
        .map(|(a, b)| compare(a, b))
        .min()
        .unwrap_or(Verdict::Mismatch)
}

/// Numbers are the same or they are not: one digit makes another person.
fn same_number(canonical: fn(&str) -> Option<String>, a: &str, b: &str) -> Verdict {
    match (canonical(a), canonical(b)) {
        (Some(left), Some(right)) if left == right => equal(a, b),
        _ => Verdict::Mismatch,
    }
}

/// How values compare that mean the same.
fn equal(a: &str, b: &str) -> Verdict {
    if a == b {
        Verdict::Exact
    } else {
        Verdict::Normalised
    }
}

/// A text that is the same for the same value, to look it up by its hash: upper case without separators; a phone number
/// as E.164, a date as `YYYYMMDD`. `None` when the value is not readable, or not whole.
///
/// For names it is a coarser key than [`compare`]: the parts in alphabetical order without diacritics. Two names may
/// share it that do not pass, and a few pass that do not share it (`Å` written `AA`, parts written together).
#[must_use]
pub fn canonical(what: Compared, value: &str) -> Option<String> {
    let value = value.trim();
    if value.chars().nth(LONGEST_VALUE).is_some() {
        return None;
    }
    match what {
        Compared::Name => name::key(value),
        Compared::BirthDate => date::canonical(value),
        Compared::Phone => number::phone(value),
        Compared::NationalId => number::national_id(value),
    }
}
