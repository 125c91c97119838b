//! The report for people: the table, and every play below it. One file, without script.

use std::fmt::Write as _;

use super::attacks;
use super::cases::{Case, Group};
use super::markup::escaped;
use super::table::{Count, Table};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;max-width:80rem}\
table{border-collapse:collapse}th,td{border:1px solid #8888;padding:.2rem .6rem;text-align:start;vertical-align:top}\
td.n{text-align:end}tr.bad,td.bad{background:#b0002022;font-weight:bold}:root{color-scheme:light dark}";

/// The page.
pub fn page(cases: &[Case]) -> String {
    let table = Table::of(cases);
    let failed = cases.iter().filter(|case| !case.passed).count();
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Conformance</title>\
         <style>{STYLE}</style></head><body>\n<h1>Conformance</h1>\n\
         <p>{} plays, {failed} of them failed. Each adapter against every scenario of its simulated provider, and every \
         fault on every route that the server calls; and impostors beside honest people. A number counts plays that ended \
         as they must.</p>\n",
        cases.len()
    );
    counts(&mut html, &table);
    html.push_str(&attacks::table(cases));
    for provider in &table.providers {
        let of: Vec<_> = cases
            .iter()
            .filter(|case| case.provider == *provider)
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(html, "<h2 id=\"{0}\">{0}</h2>", escaped(provider));
        plays(&mut html, "Scenarios", &of, Group::Scenario);
        plays(&mut html, "Faults", &of, Group::Fault);
    }
    html.push_str("</body></html>\n");
    html
}

fn counts(html: &mut String, table: &Table) {
    html.push_str("<table><thead><tr><td></td>");
    for provider in &table.providers {
        let _ = write!(
            html,
            "<th scope=\"col\"><a href=\"#{0}\">{0}</a></th>",
            escaped(provider)
        );
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        let _ = write!(html, "<tr><th scope=\"row\">{}</th>", escaped(row));
        for provider in &table.providers {
            cell(html, table.count(row, provider));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("<tr><th scope=\"row\">in all</th>");
    for provider in &table.providers {
        cell(html, table.all_of(provider));
    }
    html.push_str("</tr>\n</tbody></table>\n");
}

fn cell(html: &mut String, count: Count) {
    let class = if count.passed == count.played {
        "n"
    } else {
        "n bad"
    };
    let _ = write!(html, "<td class=\"{class}\">{}</td>", count.shown());
}

fn plays(html: &mut String, title: &str, cases: &[&Case], group: Group) {
    let _ = writeln!(
        html,
        "<h3>{title}</h3>\n<table><thead><tr><th scope=\"col\">play</th><th scope=\"col\">has to end</th>\
         <th scope=\"col\">ended</th><th scope=\"col\">ms</th></tr></thead><tbody>"
    );
    for case in cases.iter().filter(|case| case.group == group) {
        let class = if case.passed { "" } else { " class=\"bad\"" };
        let _ = writeln!(
            html,
            "<tr{class}><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
            escaped(&case.name),
            escaped(&case.expected),
            escaped(&case.got),
            case.millis
        );
    }
    html.push_str("</tbody></table>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::table::tests::case;

    #[test]
    fn every_play_is_on_the_page_and_failures_stand_out() {
        let page = page(&[
            case("one", Group::Scenario, "normal", "success", "success"),
            case("one", Group::Fault, "read/down", "unavailable", "<HANG>"),
        ]);
        for part in [
            "2 plays, 1 of them failed",
            "<tr><th scope=\"row\">normal</th><td>success</td>",
            "<tr class=\"bad\"><th scope=\"row\">read/down</th><td>unavailable</td><td>&lt;HANG&gt;</td>",
            "<td class=\"n bad\">0 of 1</td>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}
