//! Numbers in one form: E.164 for phones, capitals and digits for national ids.

use unicode_normalization::UnicodeNormalization;

use crate::phone::{InvalidPhone, Phone};

/// The fewest digits of a number without a plus that are taken for a country code and a number. National numbers of ten
/// digits begin with a zero nearly everywhere.
const FEWEST_DIGITS: usize = 10;

/// A phone number as E.164.
///
/// Also without its plus, as OpenID Connect for Identity Assurance has it in `msisdn` and as providers return it (SG-16).
pub(super) fn phone(value: &str) -> Option<String> {
    let value: String = value.nfkc().collect();
    let phone = match Phone::parse(&value) {
        Err(InvalidPhone::NoCountryCode) => {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            if digits < FEWEST_DIGITS {
                return None;
            }
            // A national number begins with a zero, which parse refuses after a plus.
            Phone::parse(&format!("+{value}"))
        }
        parsed => parsed,
    };
    phone.ok().map(|phone| phone.e164().to_owned())
}

/// The fewest and the most letters and digits of a national id.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 5..=32;
/// So many X in a row are a mask, as in `SXXXX567D`.
const MASK: &str = "XXX";

/// A national id in capitals without separators. `None` for whatever is masked, a placeholder, or too short to tell
/// people apart.
pub(super) fn national_id(value: &str) -> Option<String> {
    let value: String = value.nfkc().collect::<String>().to_uppercase();
    let mut id = String::new();
    for character in value.chars() {
        match character {
            '0'..='9' | 'A'..='Z' => id.push(character),
            ' ' | '-' | '.' | '/' | '\u{2010}'..='\u{2015}' => {}
            // Masks, and letters that look like others.
            _ => return None,
        }
    }
    let has_digit = id.bytes().any(|byte| byte.is_ascii_digit());
    let first = id.chars().next()?;
    let is_placeholder = id.chars().all(|character| character == first);
    (ID_LENGTH.contains(&id.len()) && has_digit && !is_placeholder && !id.contains(MASK))
        .then_some(id)
}
