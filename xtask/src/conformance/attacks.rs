//! Impostors, attack by attack: how many honest people got through, how many impostors did not, and what became of these.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::cases::Case;
use super::markup::escaped;
use super::table::{Count, aligned};

/// The plays of impostors say that they are of this provider.
pub const IMPOSTOR: &str = "impostor";
/// How many attacks there are. Each is a test with a file of its own.
pub const ATTACKS: usize = 12;
/// What the person does who is no impostor.
const HONEST: &str = "the honest person";

/// One attack.
#[derive(Default)]
struct Attack {
    honest: Count,
    impostors: Count,
    /// How the impostors ended.
    ends: BTreeSet<String>,
}

fn attacks(cases: &[Case]) -> BTreeMap<&str, Attack> {
    let mut attacks: BTreeMap<&str, Attack> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.provider == IMPOSTOR) {
        // "02 other phone: a number of their own"
        let Some((title, what)) = case.name.split_once(": ") else {
            continue;
        };
        let attack = attacks.entry(title).or_default();
        if what == HONEST {
            attack.honest.add(case.passed);
        } else {
            attack.impostors.add(case.passed);
            let status = case.got.split(';').next().unwrap_or_default();
            attack.ends.insert(status.replace('_', " "));
        }
    }
    attacks
}

fn rows(cases: &[Case]) -> Vec<Vec<String>> {
    let shown = |(title, attack): (&str, Attack)| {
        let ends: Vec<_> = attack.ends.into_iter().collect();
        vec![
            title.to_owned(),
            attack.honest.shown(),
            attack.impostors.shown(),
            ends.join(", "),
        ]
    };
    attacks(cases).into_iter().map(shown).collect()
}

const HEADS: [&str; 4] = ["attack", "honest", "refused", "came to"];

/// For a terminal; empty when no impostor played.
pub fn text(cases: &[Case]) -> String {
    let rows = rows(cases);
    if rows.is_empty() {
        return String::new();
    }
    let mut lines = vec![HEADS.map(str::to_owned).to_vec()];
    lines.extend(rows);
    aligned(&lines)
}

/// For the report; empty when no impostor played.
pub fn table(cases: &[Case]) -> String {
    let rows = rows(cases);
    if rows.is_empty() {
        return String::new();
    }
    let mut html = String::from("<h2>Impostors</h2>\n<table><thead><tr>");
    // Writing to a string cannot fail.
    for head in HEADS {
        let _ = write!(html, "<th scope=\"col\">{head}</th>");
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        let mut cells = row.iter();
        let title = cells.next().map_or("", String::as_str);
        let _ = write!(html, "<tr><th scope=\"row\">{}</th>", escaped(title));
        for cell in cells {
            let _ = write!(html, "<td>{}</td>", escaped(cell));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::cases::Group;
    use crate::conformance::table::tests::case;

    fn plays() -> Vec<Case> {
        let play = |name: &str, expected: &str, got: &str| {
            case(IMPOSTOR, Group::Scenario, name, expected, got)
        };
        vec![
            play("01 other face: the honest person", "completed", "completed"),
            play(
                "01 other face: not accepted",
                "in_progress; not_accepted",
                "in_progress; not_accepted",
            ),
            play("01 other face: again", "stopped; x", "stopped; x"),
            play(
                "02 other phone: the honest person",
                "completed",
                "needs_review; x",
            ),
            play("02 other phone: theirs", "needs_review; x", "completed"),
            case("signicat", Group::Scenario, "normal", "success", "success"),
        ]
    }

    #[test]
    fn each_attack_has_a_line_with_the_honest_person() {
        assert_eq!(
            text(&plays()),
            "attack          honest  refused               came to
01 other face        1        2  in progress, stopped
02 other phone  0 of 1   0 of 1             completed
"
        );
        assert_eq!(text(&[]), "");
    }

    #[test]
    fn the_report_has_the_same_lines() {
        let html = table(&plays());
        let line = "<tr><th scope=\"row\">02 other phone</th><td>0 of 1</td><td>0 of 1</td><td>completed</td></tr>";
        assert!(html.contains(line), "{html}");
    }
}
