//! How values are shown to operators: masked, or contained. What a person or a provider wrote may be as long as it likes, turn
//! the direction of what follows, or look like something else (SEC-179).

use crate::services::onboardings;

/// Stands for what is not shown, however long it is.
pub const HIDDEN: &str = "•••";

/// The most characters of a value that are shown.
pub const LONGEST: usize = 2_000;

/// Claims of which a part is shown, so that an operator can compare it with what somebody says on the phone.
const PARTLY: [&str; 4] = ["phone_number", "phone", "email", "account"];

/// A value, masked. Of phone numbers, addresses and accounts as much stays as their owner is shown.
#[must_use]
pub fn mask(claim: &str, value: &str) -> String {
    if PARTLY.contains(&claim) {
        onboardings::mask(value)
    } else {
        HIDDEN.to_owned()
    }
}

/// A text as it may be shown: characters that are not seen, or turn the direction of others, are named, line breaks stay, and
/// what is too long is cut, visibly.
#[must_use]
pub fn shown(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut letters = text.chars();
    for letter in letters.by_ref().take(most) {
        if letter == '\n' || !is_unseen(letter) {
            shown.push(letter);
        } else {
            shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter)));
        }
    }
    match letters.count() {
        0 => shown,
        more => format!("{shown} … (+{more})"),
    }
}

/// Control characters, those of the bidirectional algorithm (Unicode Standard Annex 9, 2), and those of no width.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// A word of a protocol: nothing that a person would be called, unless somebody wanted it so.
#[must_use]
pub fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b':'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_of_a_name_or_a_birth_date_is_shown() {
        for (claim, value) in [
            ("name", "Siti Rahayu"),
            ("birthdate", "1990-01-31"),
            ("national_id", "3171234567890123"),
        ] {
            assert_eq!(mask(claim, value), HIDDEN, "{claim}");
        }
        assert_eq!(mask("phone_number", "+62 812 3456 7890"), "•••90");
    }

    /// SEC-179
    #[test]
    fn what_turns_the_direction_of_a_line_is_named() {
        assert_eq!(shown("a\u{202E}b", 10), "a⟨U+202E⟩b");
        assert_eq!(
            shown("a\u{200B}\u{FEFF}\0\r", 10),
            "a⟨U+200B⟩⟨U+FEFF⟩⟨U+0000⟩⟨U+000D⟩"
        );
        assert_eq!(shown("one\ntwo", 10), "one\ntwo");
    }

    proptest! {
        /// SEC-179: names of 10 kB are cut, visibly.
        #[test]
        fn what_is_shown_is_bounded(text in "\\PC{0,300}", most in 0_usize..100) {
            let letters = text.chars().count();
            let result = shown(&text, most);
            prop_assert!(result.chars().count() <= most * 9 + 32);
            prop_assert_eq!(result.contains(" … (+"), letters > most || text.contains(" … (+"));
        }
    }
}
