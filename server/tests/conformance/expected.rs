//! The tables beside the tests: `<scenario> = <ending>`, and `<route>/<fault> = <ending>` below `[faults]`.

use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Expected {
    pub scenarios: BTreeMap<String, String>,
    pub faults: BTreeMap<String, String>,
}

impl Expected {
    pub fn read(text: &str) -> Self {
        let mut all = Self::default();
        let mut table = &mut all.scenarios;
        for line in text.lines().map(str::trim) {
            match line {
                "" => {}
                "[faults]" => table = &mut all.faults,
                comment if comment.starts_with('#') => {}
                line => {
                    let (name, ending) = line.split_once(" = ").unwrap();
                    let before = table.insert(name.trim().to_owned(), ending.trim().to_owned());
                    assert_eq!(before, None, "{name} is there twice");
                }
            }
        }
        all
    }
}

#[test]
fn a_table_has_scenarios_and_faults() {
    let table =
        Expected::read("# why\nabort = failed: cancelled\n\n[faults]\nread/down = waiting\n");
    assert_eq!(table.scenarios["abort"], "failed: cancelled");
    assert_eq!(table.faults["read/down"], "waiting");
}
