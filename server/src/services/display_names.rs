//! How a client or an operator is read by others: on start pages, in the dashboard, in a terminal.

use super::ServiceError;

/// Longest display name, in characters.
const LONGEST: usize = 100;

/// The name without spaces around it.
///
/// # Errors
/// [`ServiceError::BadRequest`] for one that is empty or too long, or that does something to the text around it.
pub fn display_name(text: &str) -> Result<String, ServiceError> {
    let name = text.trim();
    if !(1..=LONGEST).contains(&name.chars().count()) || name.chars().any(is_command) {
        return Err(ServiceError::BadRequest(
            "the display name has to have 1 to 100 characters, without control characters and those that turn the direction of text",
        ));
    }
    Ok(name.to_owned())
}

/// Control characters, and the embeddings, overrides and isolates of Unicode Standard Annex 9, 2, with which a name can be made to
/// look like another.
fn is_command(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_of_a_hundred_letters_at_most() {
        let longest = "x".repeat(100);
        for name in ["Example Shop", "Øre & Søn", "یک‌شنبه", "商店", &longest] {
            assert_eq!(display_name(&format!(" {name} ")).unwrap(), name);
        }
        let too_long = "x".repeat(101);
        for name in [
            "",
            " ",
            &too_long,
            "a\u{7}b",
            "a\nb",
            "a\u{1b}[2Jb",
            "pay\u{202E}lap",
            "\u{2066}a",
        ] {
            assert!(display_name(name).is_err(), "{name:?}");
        }
    }
}
