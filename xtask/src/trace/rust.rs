//! Tests in Rust sources, as rustfmt writes them.

use super::Test;

/// Every test that runs.
pub fn tests(text: &str) -> Vec<Test> {
    let mut found = Vec::new();
    let mut above = Above::default();
    let mut attribute = String::new();
    for line in text.lines().map(str::trim) {
        if !attribute.is_empty() || line.starts_with("#[") {
            attribute.push_str(line);
            if is_closed(&attribute) {
                above.attribute(&attribute);
                attribute.clear();
            }
        } else if let Some(comment) = line.strip_prefix("///") {
            above.comment.push_str(comment);
            above.comment.push('\n');
        } else if line.starts_with("//") {
            // An ordinary comment between the attributes and the function says nothing to us.
        } else {
            if let Some(name) = function_name(line).filter(|_| above.is_test && !above.is_ignored) {
                found.push(Test {
                    name: name.to_owned(),
                    comment: above.comment.clone(),
                });
            }
            above = Above::default();
        }
    }
    found
}

#[derive(Default)]
struct Above {
    comment: String,
    is_test: bool,
    is_ignored: bool,
}

impl Above {
    fn attribute(&mut self, attribute: &str) {
        let inner = attribute.trim_start_matches("#[");
        let path = inner
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'))
            .next()
            .unwrap_or_default();
        match path.rsplit("::").next() {
            Some("test") => self.is_test = true,
            Some("ignore") => self.is_ignored = true,
            _ => {}
        }
    }
}

fn is_closed(attribute: &str) -> bool {
    attribute.matches('[').count() <= attribute.matches(']').count()
}

fn function_name(line: &str) -> Option<&str> {
    let words = ["pub ", "async ", "unsafe "];
    let mut rest = line;
    while let Some(word) = words.iter().find(|word| rest.starts_with(**word)) {
        rest = &rest[word.len()..];
    }
    let name = rest.strip_prefix("fn ")?;
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    name.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        tests(text).into_iter().map(|test| test.name).collect()
    }

    #[test]
    fn a_test_carries_the_comment_directly_above_it() {
        let found = tests(
            "/// SG-01: text.\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn a_session() {}\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "a_session");
        assert!(found[0].comment.contains("SG-01"));
    }

    #[test]
    fn functions_that_are_no_tests_do_not_count() {
        assert!(names("/// SG-01\nfn sg_01_helper() {}\n").is_empty());
        assert!(names("/// SG-01\nstruct A;\n\n#[test]\nfn a() {}\n").len() == 1);
    }

    #[test]
    fn a_comment_does_not_reach_past_another_item() {
        let found = tests("/// SG-01\nconst A: u8 = 1;\n#[test]\nfn a() {}\n");
        assert_eq!(found[0].comment, "");
    }

    #[test]
    fn an_ignored_test_holds_nothing() {
        assert!(names("#[test]\n#[ignore = \"later\"]\nfn sg_01() {}\n").is_empty());
    }

    #[test]
    fn an_attribute_may_span_lines() {
        assert_eq!(
            names("#[expect(\n    clippy::x,\n    reason = \"y\"\n)]\n#[test]\nfn a() {}\n"),
            ["a"]
        );
    }

    #[test]
    fn properties_inside_proptest_count() {
        assert_eq!(
            names("proptest! {\n    /// OK-08\n    #[test]\n    fn a(b in any::<u8>()) {}\n}\n"),
            ["a"]
        );
    }
}
