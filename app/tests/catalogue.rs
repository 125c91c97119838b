//! The comparison that the build script makes of the catalogues.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]

#[path = "../build/catalogue.rs"]
mod catalogue;

const ENGLISH: &str = include_str!("../i18n/en/vestibule_app.ftl");

fn sources(folder: &std::path::Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else {
            into.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_text_is_used_somewhere() {
    let mut code = String::new();
    sources(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut code,
    );
    let unused: Vec<&str> = ENGLISH
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once(" =")?.0))
        .filter(|id| !code.contains(&format!("\"{id}\"")))
        .collect();
    assert_eq!(unused, Vec::<&str>::new());
}

fn problems(english: &str, indonesian: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let reference = catalogue::parse("en.ftl", english, &mut problems);
    let other = catalogue::parse("id.ftl", indonesian, &mut problems);
    problems.extend(catalogue::differences(&reference, &other));
    problems
}

#[test]
fn equal_keys_and_placeables_are_no_problem_whatever_the_words() {
    let english = "a = One { $n ->\n    [one] thing\n   *[other] { $n } things\n}\nb = B\n    .c = C { $d }\n";
    let indonesian = "b = X\n    .c = { $d } Y\na = { $n ->\n   *[other] { $n } benda\n}\n";
    assert_eq!(problems(english, indonesian), Vec::<String>::new());
}

#[test]
fn a_missing_key_is_named_with_its_file() {
    assert_eq!(
        problems("a = A\nb = B\n", "a = A\n"),
        ["id.ftl: `b` is missing"]
    );
    assert_eq!(
        problems("a = A\n    .x = X\n", "a = A\n"),
        ["id.ftl: `a.x` is missing"]
    );
}

#[test]
fn a_key_too_many_is_named() {
    assert_eq!(
        problems("a = A\n", "a = A\nb = B\n"),
        ["id.ftl: `b` is not in en.ftl"]
    );
}

#[test]
fn other_placeables_are_named() {
    let found = problems("a = A { $who }\n", "a = A { $siapa }\n");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("id.ftl: `a` uses the placeables"),
        "{found:?}"
    );
}

#[test]
fn a_key_that_is_there_twice_is_named() {
    assert_eq!(
        problems("a = A\na = B\n", "a = A\n"),
        ["en.ftl: `a` is there twice"]
    );
}

#[test]
fn what_does_not_parse_is_named_with_its_file() {
    let found = problems("a = A\n", "a = {\n");
    assert!(
        found.iter().any(|line| line.starts_with("id.ftl: ")),
        "{found:?}"
    );
}
