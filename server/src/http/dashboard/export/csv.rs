//! Comma-separated values (RFC 4180) that no spreadsheet takes for formulas.

/// One line with its end.
pub(super) fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<_> = cells.iter().map(|value| cell(value.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell that begins like a formula gets an apostrophe before it (OWASP, CSV Injection); one with a comma, a quotation mark
/// or an end of line stands in quotation marks.
fn cell(value: &str) -> String {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    match value.contains([',', '"', '\r', '\n']) {
        true => format!("\"{guard}{}\"", value.replace('"', "\"\"")),
        false => format!("{guard}{value}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_text() {
        for (value, written) in [
            ("plain", "plain"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("+6591234567", "'+6591234567"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\r=1", "\"'\r=1\""),
            (
                "=cmd|' /C calc'!A0,\"x\"",
                "\"'=cmd|' /C calc'!A0,\"\"x\"\"\"",
            ),
            ("a,b", "\"a,b\""),
            ("a\nb", "\"a\nb\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ] {
            assert_eq!(cell(value), written, "{value:?}");
        }
    }

    /// The cells of one line, read as RFC 4180 says.
    fn read(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        let mut letters = line.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if is_quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    cells.last_mut().unwrap().push('"');
                }
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        assert!(!is_quoted, "{line:?}");
        cells
    }

    proptest! {
        /// Whatever is in a cell: it is read back, and none begins like a formula.
        #[test]
        fn what_is_written_is_read_back(cells in proptest::collection::vec("[=+@a\"',\t\r\n-]{0,6}", 1..5)) {
            let found = read(&line(&cells));
            prop_assert_eq!(found.len(), cells.len());
            for (found, cell) in found.iter().zip(&cells) {
                prop_assert!(!found.starts_with(['=', '+', '-', '@', '\t', '\r']));
                prop_assert!(found == cell || found.strip_prefix('\'') == Some(cell));
            }
        }
    }
}
