//! What was typed into a field of several lines, put back into it.

/// A text as the content of a `<textarea>`, to be given as `inner_html`. Leptos 0.8 writes the children of that element as they
/// are (leptos-rs/leptos, issue 4730), so they are escaped here. The line break in front is the parser's to drop (WHATWG HTML,
/// 13.2.6.4.7).
pub(super) fn content(text: &str) -> String {
    let mut content = String::from("\n");
    for letter in text.chars() {
        match letter {
            '&' => content.push_str("&amp;"),
            '<' => content.push_str("&lt;"),
            '>' => content.push_str("&gt;"),
            other => content.push(other),
        }
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEC-179
    #[test]
    fn what_was_typed_does_not_end_the_field() {
        let typed = content("</textarea><script>alert(1)</script> &lt;");
        assert!(!typed.contains('<'), "{typed}");
        assert_eq!(content("a & b"), "\na &amp; b");
    }
}
