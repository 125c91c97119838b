//! Error codes from outside, made fit for our log.

/// At most 64 letters, digits, `_`, `-` and `.` of a text that a provider calls a code; whatever else it holds is left
/// out, so that neither personal data nor line breaks get into the log by this way.
#[must_use]
pub fn code_word(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_ascii_alphanumeric() || "_-.".contains(*character))
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::code_word;

    #[test]
    fn a_code_stays_and_anything_else_is_thinned_out() {
        assert_eq!(
            code_word("invalid_request_parameter"),
            "invalid_request_parameter"
        );
        assert_eq!(code_word("<b>\n+44 7700 900000@x</b>"), "b447700900000xb");
        assert_eq!(code_word(&"a".repeat(1000)).len(), 64);
    }
}
