//! Phone numbers: how they are read from a form, and how two of them compare.

/// A phone number in E.164 form, with its plus (ITU-T E.164: at most 15 digits).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhone {
    /// Nothing was entered.
    #[error("empty")]
    Empty,
    /// No country code: neither `+` nor `00` at the start.
    #[error("no country code")]
    NoCountryCode,
    /// Other characters than digits and separators, or too few or too many digits.
    #[error("not a phone number")]
    Malformed,
}

impl Phone {
    /// Reads what a person typed: blanks, hyphens, dots and parentheses are accepted, `00` stands for `+`.
    ///
    /// # Errors
    /// See [`InvalidPhone`]; each has a message of its own on the form.
    pub fn parse(text: &str) -> Result<Self, InvalidPhone> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidPhone::Empty);
        }
        let digits = digits(text).ok_or(InvalidPhone::Malformed)?;
        let international = match (text.starts_with('+'), digits.strip_prefix("00")) {
            (true, _) => digits.as_str(),
            (false, Some(rest)) => rest,
            (false, None) => return Err(InvalidPhone::NoCountryCode),
        };
        if !(7..=15).contains(&international.len()) || international.starts_with('0') {
            return Err(InvalidPhone::Malformed);
        }
        Ok(Self(format!("+{international}")))
    }

    /// The number with its plus.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// Whether a number that a provider returned is this one: with or without `+`, `00` or blanks (SG-16).
    #[must_use]
    pub fn is_same_as(&self, returned: &str) -> bool {
        let Some(returned) = digits(returned) else {
            return false;
        };
        let returned = returned.strip_prefix("00").unwrap_or(&returned);
        returned == &self.0[1..]
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(..)")
    }
}

/// The digits of a text that holds nothing but digits, one leading plus and separators.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let mut found = String::new();
    for character in text.chars().take(40) {
        match character {
            '0'..='9' => found.push(character),
            ' ' | '-' | '.' | '(' | ')' | '\u{a0}' => {}
            _ => return None,
        }
    }
    (text.chars().count() <= 40).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sg_16_the_same_number_is_the_same_however_it_is_written() {
        let phone = Phone::parse("+44 7700 900000").unwrap();
        for same in [
            "447700900000",
            "+447700900000",
            "00447700900000",
            "+44 7700 900 000",
            " 44-7700-900000 ",
        ] {
            assert!(phone.is_same_as(same), "{same}");
        }
        for other in [
            "447700900001",
            "7700900000",
            "",
            "+",
            "44770090000",
            "4477009000000",
            "44770090000o",
        ] {
            assert!(!phone.is_same_as(other), "{other}");
        }
    }

    #[test]
    fn people_may_type_numbers_as_they_do() {
        for typed in [
            "+62 812-3456-7890",
            "0062 812 3456 7890",
            "+62(812)34567890",
        ] {
            assert_eq!(
                Phone::parse(typed).unwrap().e164(),
                "+6281234567890",
                "{typed}"
            );
        }
        assert_eq!(Phone::parse("  "), Err(InvalidPhone::Empty));
        assert_eq!(
            Phone::parse("0812 3456 7890"),
            Err(InvalidPhone::NoCountryCode)
        );
        assert_eq!(Phone::parse("+62 nomor"), Err(InvalidPhone::Malformed));
        assert_eq!(Phone::parse("+123"), Err(InvalidPhone::Malformed));
        assert_eq!(
            Phone::parse("+1234567890123456"),
            Err(InvalidPhone::Malformed)
        );
        assert_eq!(
            Phone::parse(&"+1".repeat(100)),
            Err(InvalidPhone::Malformed)
        );
    }
}
