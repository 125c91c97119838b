//! The direction of dependencies, between packages and between modules.
//!
//! `vestibule <- app <- server`; the simulator speaks HTTP only; inside the server
//! `http -> services -> {db, providers, domain}`. Only a provider's own folder names it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::assets::files_below;
use crate::command::{cargo, output};
use crate::workspace::Workspace;

/// What each package of ours may depend on, among the packages of ours.
const EDGES: [(&str, &[&str]); 6] = [
    ("vestibule", &[]),
    ("vestibule-app", &["vestibule"]),
    ("vestibule-server", &["vestibule", "vestibule-app"]),
    ("vestibule-simulator", &[]),
    // A client knows the API only.
    ("vestibule-sample-backend", &[]),
    ("xtask", &[]),
];

/// Tests of the server run the simulator in process, and `vestibule demo` does behind a feature.
const LOOSE_EDGES: [(&str, &str); 1] = [("vestibule-server", "vestibule-simulator")];

/// The domain is pure.
const DOMAIN_STRANGERS: [&str; 6] = ["sqlx", "leptos", "tokio", "axum", "reqwest", "async-trait"];

/// A rule about the words in some files.
struct Rule {
    places: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        places: &["src"],
        words: &["sqlx", "leptos", "tokio"],
        why: "the domain is pure",
    },
    Rule {
        places: &["server/src/providers", "server/src/provider.rs"],
        words: &["crate::db", "crate::services", "crate::http", "sqlx"],
        why: "providers are stateless: the core persists",
    },
    Rule {
        places: &["server/src/http"],
        words: &["crate::db", "sqlx"],
        why: "handlers call services",
    },
    Rule {
        places: &["server/src/services", "server/src/db", "server/src/jobs"],
        words: &["crate::http"],
        why: "services do not know who calls them",
    },
    Rule {
        places: &["server/src/db"],
        words: &["crate::services", "crate::jobs", "crate::providers"],
        why: "the database is the lowest layer",
    },
    Rule {
        places: &[
            "src",
            "app/src",
            "server/src/http",
            "server/src/services",
            "server/src/db",
            "server/src/jobs",
        ],
        words: &["signicat", "onekyc", "bankid", "frankieone", "selfie"],
        why: "only a provider's own folder names it",
    },
];

/// Everything that points the wrong way, one line each.
pub fn violations(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = output(cargo(workspace.root()).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut found = edges(&metadata).context("cargo metadata has another shape than expected")?;
    for rule in &RULES {
        for place in rule.places {
            for file in sources(&workspace.path(place))? {
                let shown = file.strip_prefix(workspace.root()).unwrap_or(&file);
                let text = std::fs::read_to_string(&file)?;
                found.extend(words(rule, &shown.to_string_lossy(), &text));
            }
        }
    }
    Ok(found)
}

/// Prints what points the wrong way; whether nothing does.
pub fn check(workspace: &Workspace) -> Result<bool> {
    let violations = violations(workspace)?;
    for violation in &violations {
        println!("{violation}");
    }
    Ok(violations.is_empty())
}

// A module is a folder, a file of the same name beside it, or both.
fn sources(place: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if place.is_dir() {
        files.extend(files_below(place)?);
    } else if place.is_file() {
        files.push(place.to_path_buf());
    }
    let beside = place.with_extension("rs");
    if place.extension().is_none() && beside.is_file() {
        files.push(beside);
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "rs") && !is_test(file));
    Ok(files)
}

fn is_test(file: &Path) -> bool {
    file.file_stem().is_some_and(|stem| stem == "tests")
        || file.components().any(|part| part.as_os_str() == "tests")
}

fn edges(metadata: &Value) -> Option<Vec<String>> {
    let packages = metadata.get("packages")?.as_array()?;
    let mut found = Vec::new();
    for package in packages {
        let name = package.get("name")?.as_str()?;
        let Some((_, allowed)) = EDGES.iter().find(|(package, _)| *package == name) else {
            found.push(format!(
                "{name}: a package without a place in the direction of dependencies"
            ));
            continue;
        };
        for dependency in package.get("dependencies")?.as_array()? {
            let to = dependency.get("name")?.as_str()?;
            if name == "vestibule" && DOMAIN_STRANGERS.contains(&to) {
                found.push(format!("{name} depends on {to}: the domain is pure"));
            }
            let ours = EDGES.iter().any(|(package, _)| *package == to);
            let is_dev = dependency.get("kind")?.as_str() == Some("dev");
            let is_optional = dependency.get("optional")?.as_bool()?;
            let loose = (is_dev || is_optional) && LOOSE_EDGES.contains(&(name, to));
            if ours && !allowed.contains(&to) && !loose {
                found.push(format!("{name} depends on {to}: the wrong direction"));
            }
        }
    }
    Some(found)
}

fn words(rule: &Rule, file: &str, text: &str) -> Vec<String> {
    code_lines(text)
        .into_iter()
        .flat_map(|(number, line)| {
            let line = line.to_lowercase();
            rule.words
                .iter()
                .filter(move |word| line.contains(*word))
                .map(move |word| format!("{file}:{number}: `{word}`: {}", rule.why))
        })
        .collect()
}

// Comments may cite a provider's documents, and inline tests may use one as an example. Relies on
// rustfmt: a module at the top level ends with a brace in the first column.
fn code_lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut after_cfg_test = false;
    let mut inside_tests = false;
    for (index, line) in text.lines().enumerate() {
        if inside_tests {
            inside_tests = line != "}";
            continue;
        }
        if line == "#[cfg(test)]" {
            after_cfg_test = true;
            continue;
        }
        if after_cfg_test && line.starts_with("mod ") && line.ends_with('{') {
            inside_tests = true;
            after_cfg_test = false;
            continue;
        }
        after_cfg_test = after_cfg_test && line.starts_with("#[");
        let code = if line.trim_start().starts_with("//") {
            ""
        } else {
            line.split(" // ").next().unwrap_or_default()
        };
        if !code.trim().is_empty() {
            lines.push((index + 1, code));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, to: &str, kind: Option<&str>, optional: bool) -> Value {
        json!({"packages": [{"name": name, "dependencies": [
            {"name": to, "kind": kind, "optional": optional},
        ]}]})
    }

    #[test]
    fn the_domain_may_not_depend_on_the_server_nor_on_a_runtime() {
        assert!(
            !edges(&package("vestibule", "vestibule-server", None, false))
                .unwrap()
                .is_empty()
        );
        assert!(
            !edges(&package("vestibule", "tokio", None, false))
                .unwrap()
                .is_empty()
        );
        assert!(
            edges(&package("vestibule", "serde", None, false))
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn the_server_reaches_the_simulator_in_tests_and_behind_a_feature_only() {
        let edge = |kind, optional| {
            edges(&package(
                "vestibule-server",
                "vestibule-simulator",
                kind,
                optional,
            ))
            .unwrap()
        };
        assert!(edge(Some("dev"), false).is_empty());
        assert!(edge(None, true).is_empty());
        assert_eq!(edge(None, false).len(), 1);
    }

    #[test]
    fn a_package_nobody_placed_is_refused() {
        assert_eq!(
            edges(&package("vestibule-new", "serde", None, false))
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn code_may_not_name_a_provider_where_comments_and_tests_may() {
        let text = "//! As Signicat says.\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() { \
                    \"signicat\"; }\n}\nconst KIND: &str = \"Signicat\";\n";
        let found = words(&RULES[5], "src/a.rs", text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("src/a.rs:8: `signicat`"), "{found:?}");
    }

    #[test]
    fn a_url_is_not_a_comment() {
        let found = words(
            &RULES[5],
            "src/a.rs",
            "const A: &str = \"https://bankid.example\";\n",
        );
        assert_eq!(found.len(), 1);
    }
}
