//! JUnit's XML, as CI systems read it: a suite for each provider, a case for each play.

use std::fmt::Write as _;

use super::cases::{Case, Group};
use super::markup::escaped;

/// The document.
pub fn document(cases: &[Case]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(xml, "<testsuites name=\"conformance\"{}>", counts(cases));
    for suite in cases.chunk_by(|one, other| one.provider == other.provider) {
        let name = suite.first().map_or("", |case| &case.provider);
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{}\"{}>",
            escaped(name),
            counts(suite)
        );
        for case in suite {
            write_case(&mut xml, case);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn counts(cases: &[Case]) -> String {
    let failed = cases.iter().filter(|case| !case.passed).count();
    let millis: u64 = cases.iter().map(|case| case.millis).sum();
    format!(
        " tests=\"{}\" failures=\"{failed}\" errors=\"0\" time=\"{}\"",
        cases.len(),
        seconds(millis)
    )
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

fn write_case(xml: &mut String, case: &Case) {
    let group = match case.group {
        Group::Scenario => "scenario",
        Group::Fault => "fault",
    };
    let head = format!(
        "    <testcase classname=\"{}.{group}\" name=\"{}\" time=\"{}\"",
        escaped(&case.provider),
        escaped(&case.name),
        seconds(case.millis)
    );
    let _ = if case.passed {
        writeln!(xml, "{head}/>")
    } else {
        writeln!(
            xml,
            "{head}>\n      <failure message=\"{} instead of {}\"/>\n    </testcase>",
            escaped(&case.got),
            escaped(&case.expected)
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::table::tests::case;

    #[test]
    fn a_failure_says_what_came_and_what_was_expected() {
        let cases = [
            case("one", Group::Scenario, "normal", "success", "success"),
            case("two", Group::Fault, "read/down", "unavailable", "<hang>"),
        ];
        assert_eq!(
            document(&cases),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="conformance" tests="2" failures="1" errors="0" time="3.000">
  <testsuite name="one" tests="1" failures="0" errors="0" time="1.500">
    <testcase classname="one.scenario" name="normal" time="1.500"/>
  </testsuite>
  <testsuite name="two" tests="1" failures="1" errors="0" time="1.500">
    <testcase classname="two.fault" name="read/down" time="1.500">
      <failure message="&lt;hang&gt; instead of unavailable"/>
    </testcase>
  </testsuite>
</testsuites>
"#
        );
    }
}
