//! Fails the build when the catalogues disagree.

#[path = "build/catalogue.rs"]
mod catalogue;

use std::{fmt, fs, path::Path};

const REFERENCE: &str = "en";
const OTHERS: [&str; 1] = ["id"];
const FILE: &str = "vestibule_app.ftl";

/// Printed by the standard library when `main` returns an error.
struct Disagreement(Vec<String>);

impl fmt::Debug for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the catalogues disagree:\n{}", self.0.join("\n"))
    }
}

fn main() -> Result<(), Disagreement> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=i18n.toml");
    println!("cargo::rerun-if-changed=i18n");

    let mut problems = Vec::new();
    let reference = read(REFERENCE, &mut problems);
    for language in OTHERS {
        let other = read(language, &mut problems);
        problems.extend(catalogue::differences(&reference, &other));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Disagreement(problems))
    }
}

fn read(language: &str, problems: &mut Vec<String>) -> catalogue::Catalogue {
    let path = Path::new("i18n").join(language).join(FILE);
    let name = format!("app/{}", path.display());
    let text = fs::read_to_string(&path).unwrap_or_else(|error| {
        problems.push(format!("{name}: {error}"));
        String::new()
    });
    catalogue::parse(&name, &text, problems)
}
