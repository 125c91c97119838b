//! Provider by what has to come of it, with counts.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::Case;

/// Passed and played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Ended as expected.
    pub passed: usize,
    /// All.
    pub played: usize,
}

impl Count {
    /// Counts one more.
    pub fn add(&mut self, passed: bool) {
        self.passed += usize::from(passed);
        self.played += 1;
    }

    /// `12`, or `11 of 12` when one failed.
    pub fn shown(self) -> String {
        match self {
            Self { played: 0, .. } => "-".to_owned(),
            Self { passed, played } if passed == played => played.to_string(),
            Self { passed, played } => format!("{passed} of {played}"),
        }
    }
}

/// The counts, by row and provider.
pub struct Table {
    /// Column heads.
    pub providers: Vec<String>,
    /// Row heads, "happy" first, faults last.
    pub rows: Vec<String>,
    counts: BTreeMap<(String, String), Count>,
}

impl Table {
    /// Counts.
    pub fn of(cases: &[Case]) -> Self {
        let mut counts: BTreeMap<_, Count> = BTreeMap::new();
        let mut rows = BTreeSet::new();
        let mut providers = BTreeSet::new();
        for case in cases {
            let row = case.row();
            let key = (row.clone(), case.provider.clone());
            counts.entry(key).or_default().add(case.passed);
            rows.insert((rank(&row), row));
            providers.insert(case.provider.clone());
        }
        Self {
            providers: providers.into_iter().collect(),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            counts,
        }
    }

    /// One cell.
    pub fn count(&self, row: &str, provider: &str) -> Count {
        self.counts
            .get(&(row.to_owned(), provider.to_owned()))
            .copied()
            .unwrap_or_default()
    }

    /// Everything of one provider.
    pub fn all_of(&self, provider: &str) -> Count {
        self.counts
            .iter()
            .filter(|((_, of), _)| of == provider)
            .fold(Count::default(), |sum, (_, count)| Count {
                passed: sum.passed + count.passed,
                played: sum.played + count.played,
            })
    }
}

fn rank(row: &str) -> u8 {
    match row {
        happy if happy.starts_with("happy") => 0,
        fault if fault.starts_with("fault: ") => 2,
        _ => 1,
    }
}

/// For a terminal.
pub fn text(cases: &[Case]) -> String {
    let table = Table::of(cases);
    let mut lines = vec![line_of("", table.providers.iter().cloned())];
    for row in &table.rows {
        let cells = table
            .providers
            .iter()
            .map(|provider| table.count(row, provider).shown());
        lines.push(line_of(row, cells));
    }
    let sums = table
        .providers
        .iter()
        .map(|provider| table.all_of(provider).shown());
    lines.push(line_of("in all", sums));
    let mut text = aligned(&lines);
    for case in cases.iter().filter(|case| !case.passed) {
        text.push_str(&format!(
            "FAILED {} {}: {} instead of {}\n",
            case.provider, case.name, case.got, case.expected
        ));
    }
    text
}

fn line_of(head: &str, cells: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(head.to_owned()).chain(cells).collect()
}

/// Columns below each other: the first to the left, the others to the right.
pub fn aligned(lines: &[Vec<String>]) -> String {
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let mut text = String::new();
    for line in lines {
        let mut shown = String::new();
        for (column, cell) in line.iter().enumerate() {
            let width = width(column);
            shown.push_str(&if column == 0 {
                format!("{cell:width$}")
            } else {
                format!("  {cell:>width$}")
            });
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::conformance::cases::Group;

    /// A play.
    pub fn case(provider: &str, group: Group, name: &str, expected: &str, got: &str) -> Case {
        Case {
            provider: provider.to_owned(),
            group,
            name: name.to_owned(),
            expected: expected.to_owned(),
            got: got.to_owned(),
            passed: expected == got,
            millis: 1_500,
        }
    }

    #[test]
    fn the_table_counts_by_provider_and_shows_what_failed() {
        let cases = [
            case(
                "one",
                Group::Scenario,
                "normal",
                "success: identity",
                "success: identity",
            ),
            case(
                "one",
                Group::Scenario,
                "normal, what is new",
                "nothing",
                "nothing",
            ),
            case(
                "one",
                Group::Scenario,
                "abort",
                "failed: cancelled; callbacks taken 1",
                "success",
            ),
            case(
                "one",
                Group::Fault,
                "read/down",
                "unavailable",
                "unavailable",
            ),
            case(
                "two",
                Group::Fault,
                "read/down",
                "unavailable",
                "unavailable",
            ),
            case("two", Group::Fault, "write/down", "unavailable", "HANG"),
        ];
        assert_eq!(
            text(&cases),
            "                       one     two
happy                    1       -
happy: nothing new       1       -
failed: cancelled   0 of 1       -
fault: down              1  1 of 2
in all              3 of 4  1 of 2
FAILED one abort: success instead of failed: cancelled; callbacks taken 1
FAILED two write/down: HANG instead of unavailable
"
        );
    }
}
