//! From the numbered requirements to the tests that hold them.
//!
//! A number counts where it stands in a test's name (`sg_02_...`), in the comment directly above a
//! test, or in the title of an end2end test. Ignored and skipped tests hold nothing.

mod rust;
mod typescript;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use crate::assets::files_below;
use crate::workspace::Workspace;

/// Where tests are looked for.
const PLACES: [&str; 6] = ["src", "app", "server", "simulator", "xtask", "end2end"];

/// A test and the texts that may carry numbers.
#[derive(Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name or title.
    name: String,
    /// The comment above it.
    comment: String,
}

/// The requirements as docs/requirements.md states them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Requirements {
    /// Prefixes of the providers built so far.
    built: BTreeSet<String>,
    /// All numbers, for example `SG-02`; false where the line says that nothing is built.
    numbers: BTreeMap<String, bool>,
}

/// Prints number -> tests; whether every number of a provider that is built has one.
pub fn check(workspace: &Workspace) -> Result<bool> {
    let path = workspace.path("docs/requirements.md");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("could not read {}", path.display()))?;
    let requirements = parse(&text)?;
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, test) in all_tests(workspace)? {
        for number in numbers_of(&test, &requirements) {
            tests
                .entry(number)
                .or_default()
                .push(format!("{file}: {}", test.name));
        }
    }
    let mut gaps = Vec::new();
    for (number, needs_test) in &requirements.numbers {
        if !requirements.is_built(number) {
            continue;
        }
        match tests.get(number) {
            Some(tests) => {
                println!("{number}");
                for test in tests {
                    println!("    {test}");
                }
            }
            None if *needs_test => {
                println!("{number}\n    NO TEST");
                gaps.push(number.as_str());
            }
            None => println!("{number}\n    not applicable"),
        }
    }
    let unknown: Vec<&String> = tests
        .keys()
        .filter(|number| !requirements.numbers.contains_key(*number))
        .collect();
    for number in &unknown {
        println!("{number}: named by a test, but not a requirement");
    }
    if !gaps.is_empty() {
        println!("without a test: {}", gaps.join(", "));
    }
    Ok(gaps.is_empty() && unknown.is_empty())
}

fn all_tests(workspace: &Workspace) -> Result<Vec<(String, Test)>> {
    let mut found = Vec::new();
    for place in PLACES {
        let folder = workspace.path(place);
        if !folder.is_dir() {
            continue;
        }
        for file in files_below(&folder)? {
            if file
                .components()
                .any(|part| matches!(part.as_os_str().to_str(), Some("node_modules" | "target")))
            {
                continue;
            }
            let name = file.to_string_lossy();
            let read: fn(&str) -> Vec<Test> = if name.ends_with(".rs") {
                rust::tests
            } else if name.ends_with(".spec.ts") {
                typescript::tests
            } else {
                continue;
            };
            let text = std::fs::read_to_string(&file)?;
            let shown = file
                .strip_prefix(workspace.root())
                .unwrap_or(&file)
                .to_string_lossy()
                .into_owned();
            found.extend(read(&text).into_iter().map(|test| (shown.clone(), test)));
        }
    }
    Ok(found)
}

impl Requirements {
    fn is_built(&self, number: &str) -> bool {
        number
            .split('-')
            .next()
            .is_some_and(|prefix| self.built.contains(prefix))
    }

    fn prefixes(&self) -> BTreeSet<&str> {
        self.numbers
            .keys()
            .filter_map(|number| number.split('-').next())
            .collect()
    }
}

// A line `Built: SG, OK` and lines `- SG-01 A S: ...`.
fn parse(text: &str) -> Result<Requirements> {
    let mut requirements = Requirements::default();
    for line in text.lines() {
        if let Some(list) = line.trim().strip_prefix("Built:") {
            requirements.built = list
                .split([',', ' '])
                .map(|word| word.trim_matches('.'))
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
        } else if let Some(rest) = line.strip_prefix("- ") {
            let word = rest.split([' ', ':']).next().unwrap_or_default();
            if is_number(word) {
                let statement = rest.split_once(':').map_or("", |(_, statement)| statement);
                let needs_test = !statement.trim_start().starts_with("not applicable");
                requirements.numbers.insert(word.to_owned(), needs_test);
            }
        }
    }
    if requirements.built.is_empty() {
        bail!("docs/requirements.md has no line `Built: SG, OK`");
    }
    let prefixes = requirements.prefixes();
    if let Some(unknown) = requirements
        .built
        .iter()
        .find(|prefix| !prefixes.contains(prefix.as_str()))
    {
        bail!(
            "docs/requirements.md says that {unknown} is built, and has no requirement {unknown}-.."
        );
    }
    Ok(requirements)
}

fn is_number(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, digits)| {
        (2..=4).contains(&prefix.len())
            && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
            && (2..=3).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn numbers_of(test: &Test, requirements: &Requirements) -> BTreeSet<String> {
    let prefixes = requirements.prefixes();
    let known = |number: &String| {
        number
            .split('-')
            .next()
            .is_some_and(|prefix| prefixes.contains(prefix))
    };
    let words: Vec<&str> = test.name.split('_').collect();
    // A name like `answers_ok_200` is no mistyped number, so that only existing ones count.
    let from_name = words
        .windows(2)
        .filter(|pair| pair[0].bytes().all(|byte| byte.is_ascii_lowercase()))
        .map(|pair| format!("{}-{}", pair[0].to_uppercase(), pair[1]))
        .filter(|number| requirements.numbers.contains_key(number));
    let texts = [test.name.as_str(), test.comment.as_str()];
    let from_texts = texts.iter().flat_map(|text| {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .filter(|word| is_number(word))
            .map(str::to_owned)
    });
    from_name.chain(from_texts).filter(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Requirements\n\nBuilt: SG.\n\n- SG-01 A S: one.\n- SG-18: not applicable: \
                        no.\n- OK-01 A: later.\n- plain line\n";

    fn test(name: &str, comment: &str) -> Test {
        Test {
            name: name.to_owned(),
            comment: comment.to_owned(),
        }
    }

    #[test]
    fn numbers_and_what_is_built_are_read_from_the_document() {
        let requirements = parse(TEXT).unwrap();
        assert!(requirements.is_built("SG-01"));
        assert!(!requirements.is_built("OK-01"));
        assert_eq!(requirements.numbers.get("SG-01"), Some(&true));
        assert_eq!(requirements.numbers.get("SG-18"), Some(&false));
        assert_eq!(requirements.numbers.len(), 3);
    }

    #[test]
    fn a_document_that_says_nothing_about_what_is_built_is_refused() {
        assert!(parse("- SG-01 A: one.\n").is_err());
        assert!(parse("Built: XX\n- SG-01 A: one.\n").is_err());
    }

    #[test]
    fn numbers_come_from_names_and_comments() {
        let requirements = parse(TEXT).unwrap();
        let numbers = |name, comment| {
            numbers_of(&test(name, comment), &requirements)
                .into_iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers("sg_01_the_session", ""), ["SG-01"]);
        assert_eq!(numbers("the_session", "SG-01, SEC-108"), ["SG-01"]);
        assert_eq!(numbers("OK-01, SG-02: a title", ""), ["OK-01", "SG-02"]);
        assert!(numbers("a_message_of_01_byte", "nothing").is_empty());
        assert!(numbers("the_answer_is_ok_200", "").is_empty());
    }
}
