//! What is wrong with a configuration: each finding names the key and what to do.

use std::fmt;

use super::places::{Place, Places};

/// One thing that is wrong. Never holds a configured value that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The key, e.g. `server.listen`; or the name of the file that cannot be read.
    pub key: String,
    /// What is wrong and what to do about it.
    pub problem: String,
    /// Where the setting was given; `None` as long as nobody looked, and without a file.
    pub place: Option<Place>,
    /// The rule, by its stable name, for findings about journeys (docs/journeys.md).
    pub rule: Option<&'static str>,
}

impl Finding {
    /// A finding about a key.
    #[must_use]
    pub fn new(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            problem: problem.into(),
            place: None,
            rule: None,
        }
    }

    /// The same, of a rule that has a name.
    #[must_use]
    pub fn of_rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: {}", self.key, self.problem)?;
        match self.rule {
            Some(rule) => write!(f, " [{rule}]"),
            None => Ok(()),
        }
    }
}

/// Why the server does not start with this configuration: one finding per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// At least one.
    pub findings: Vec<Finding>,
}

impl ConfigError {
    /// An error with one finding.
    #[must_use]
    pub fn one(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            findings: vec![Finding::new(key, problem)],
        }
    }

    /// The same findings with their places, in the order of the file.
    pub(super) fn placed(mut self, places: &Places) -> Self {
        for finding in &mut self.findings {
            if finding.place.is_none() {
                finding.place = places.of(&finding.key);
            }
        }
        self.findings
            .sort_by(|one, other| one.place.cmp(&other.place));
        self
    }

    /// `Ok` when nothing was found.
    ///
    /// # Errors
    /// When something was found.
    pub fn from_findings(findings: Vec<Finding>) -> Result<(), Self> {
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Self { findings })
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, finding) in self.findings.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            finding.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl From<figment::Error> for ConfigError {
    /// figment's own texts quote the value that does not fit, which may be a secret in the wrong place: only types and
    /// names are repeated here.
    fn from(errors: figment::Error) -> Self {
        Self {
            findings: errors.into_iter().map(finding).collect(),
        }
    }
}

fn finding(error: figment::Error) -> Finding {
    use figment::error::Kind;

    let mut path = error.path;
    let problem = match error.kind {
        Kind::UnknownField(name, known) => {
            if path.last() != Some(&name) {
                path.push(name);
            }
            format!("there is no such key; known here: {}", known.join(", "))
        }
        Kind::MissingField(name) => {
            path.push(name.into_owned());
            "is missing".to_owned()
        }
        Kind::UnknownVariant(_, known) => format!("is none of {}", known.join(", ")),
        Kind::InvalidType(actual, expected) => {
            format!("is {}, but must be {}", sort(&actual), plain(&expected))
        }
        Kind::InvalidValue(actual, expected) => {
            format!("is {} that does not fit: {expected}", sort(&actual))
        }
        Kind::InvalidLength(_, expected) => format!("has the wrong length: expected {expected}"),
        Kind::DuplicateField(name) => format!("{name} is given twice"),
        Kind::Message(text) if text == "invalid socket address syntax" => {
            "is not an address with a port such as 127.0.0.1:3000 or [::1]:3000".to_owned()
        }
        Kind::Message(text) => text,
        _ => "has a type that does not fit".to_owned(),
    };
    let key = if path.is_empty() {
        "configuration".to_owned()
    } else {
        path.join(".")
    };
    Finding::new(key, problem)
}

/// What serde expects, in words for people.
fn plain(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i64" => "a whole number",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        "a string" => "a text",
        "a map" => "a table",
        other => other,
    }
}

fn sort(actual: &figment::error::Actual) -> &'static str {
    use figment::error::Actual;
    match actual {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) => "a number",
        Actual::Char(_) | Actual::Str(_) | Actual::Bytes(_) => "a text",
        Actual::Seq => "a list",
        Actual::Map => "a table",
        _ => "something else",
    }
}
