use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::{REFUSALS, named};

/// Where the refusals come from: the services behind the forms, and the forms themselves.
const SOURCES: [&str; 14] = [
    "services/clients.rs",
    "services/clients",
    "services/operators.rs",
    "services/operators",
    "services/display_names.rs",
    "services/dashboard/clients.rs",
    "services/dashboard/operators.rs",
    "services/dashboard/endpoints.rs",
    "services/webhooks/deliveries.rs",
    "services/journey_versions.rs",
    "services/dashboard/simulator.rs",
    "http/dashboard/clients.rs",
    "http/dashboard/operators.rs",
    "http/dashboard/endpoints.rs",
];

fn files(path: PathBuf, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            files(entry.unwrap().path(), into);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        into.push(path);
    }
}

/// A literal as the compiler reads it, where there is one.
fn literal(source: &str) -> Option<String> {
    let source = source.strip_prefix('"')?;
    let (text, _) = source.split_once('"')?;
    let mut lines = text.split("\\\n");
    let first = lines.next()?.to_owned();
    Some(lines.fold(first, |all, line| all + line.trim_start()))
}

/// Every text that is refused with there.
fn said() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for source in SOURCES {
        files(root.join(source), &mut all);
    }
    let mut said = BTreeSet::new();
    for path in all {
        let source = fs::read_to_string(&path).unwrap();
        for after in source.split("BadRequest(").skip(1) {
            let text = literal(after.trim_start());
            said.insert(
                text.unwrap_or_else(|| panic!("{}: a refusal that is no literal", path.display())),
            );
        }
    }
    said
}

#[test]
fn every_refusal_of_these_services_has_words_in_every_language() {
    // A word that has no text in one of the languages does not compile.
    let unknown: Vec<_> = said()
        .into_iter()
        .filter(|text| named(text).is_none())
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn no_words_are_kept_for_what_nobody_refuses_with() {
    let said = said();
    let stale = REFUSALS.iter().filter(|(text, _)| !said.contains(*text));
    assert_eq!(stale.map(|(text, _)| *text).collect::<Vec<_>>(), [""; 0]);
}
