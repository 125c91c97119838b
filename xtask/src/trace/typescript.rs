//! Tests in Playwright specs: `test('title', ...)` with the comment lines directly above.

use super::Test;

/// Every test that runs.
pub fn tests(text: &str) -> Vec<Test> {
    let mut found = Vec::new();
    let mut comment = String::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let is_comment = ["//", "/*", "*"]
            .iter()
            .any(|mark| trimmed.starts_with(mark));
        if is_comment {
            comment.push_str(trimmed);
            comment.push('\n');
        } else {
            if let Some(at) = call(line)
                && let Some(title) = text.get(offset + at..).and_then(literal)
            {
                found.push(Test {
                    name: title,
                    comment: comment.clone(),
                });
            }
            comment.clear();
        }
        offset += line.len();
    }
    found
}

// Where the arguments of a `test(` begin. `test.skip(` and `test.fixme(` do not run, and
// `test.describe(` is no test.
fn call(line: &str) -> Option<usize> {
    ["test(", "test.only("].iter().find_map(|start| {
        let at = line.find(start)?;
        let before = line.get(..at)?.chars().next_back();
        let starts_word = before.is_none_or(|c| !(c.is_alphanumeric() || "_$.'\"`".contains(c)));
        starts_word.then_some(at + start.len())
    })
}

fn literal(text: &str) -> Option<String> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| "'\"`".contains(*c))?;
    let mut title = String::new();
    let mut characters = text.chars().skip(1);
    while let Some(character) = characters.next() {
        match character {
            '\\' => title.extend(characters.next()),
            _ if character == quote => return Some(title),
            _ => title.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_stand_on_the_next_line_and_in_any_quotes() {
        let found = tests(
            "// SG-07\ntest('it\\'s one', async () => {});\n\ntest(\n  `OK-04 two`,\n  async () => {});\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "it's one");
        assert!(found[0].comment.contains("SG-07"));
        assert_eq!(found[1].name, "OK-04 two");
        assert_eq!(found[1].comment, "");
    }

    #[test]
    fn what_does_not_run_does_not_count() {
        let text = "test.skip('SG-01', () => {});\ntest.fixme('SG-01', () => {});\n\
                    test.describe('SG-01', () => {});\nmytest('SG-01');\nre.test('SG-01');\n\
                    // test('SG-01')\n";
        assert_eq!(tests(text), []);
    }

    #[test]
    fn a_test_made_in_a_loop_counts_by_its_comment() {
        let text = "for (const c of cases) {\n  // OK-10, OK-11\n  test(`status ${c}`, f);\n}\n";
        let found = tests(text);
        assert!(found[0].comment.contains("OK-11"));
    }
}
