//! Where the configuration comes from: the built-in defaults, one file, the environment; later ones override.

use std::path::{Path, PathBuf};

use figment::{
    Metadata, Profile, Provider,
    providers::{Format, Toml},
    value::{Dict, Map, Value},
};

use super::{error::ConfigError, places::Places};

/// Every setting with its default and its meaning, as `vestibule config defaults` prints it.
pub const DEFAULTS: &str = include_str!("default.toml");
/// The file that is read when none is named, if it is there.
pub const DEFAULT_FILE: &str = "config/vestibule.toml";
/// What the names of our environment variables begin with.
const PREFIX: &str = "VESTIBULE_";
/// Ours by prefix, but not settings: the file's own name, and what tests are started with.
const NOT_SETTINGS: [&str; 2] = ["config", "test_database"];

/// Where to read from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The configuration file; it must exist.
    pub file: Option<PathBuf>,
    /// Names and values of environment variables; only those that begin with `VESTIBULE_` count.
    pub environment: Vec<(String, String)>,
}

impl Sources {
    /// The given file, or the one that `VESTIBULE_CONFIG` names, or `config/vestibule.toml` if present; and this
    /// process's environment.
    #[must_use]
    pub fn of_this_process(file: Option<PathBuf>) -> Self {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        let named = || {
            environment
                .iter()
                .find(|(name, _)| name == "VESTIBULE_CONFIG")
                .map(|(_, value)| PathBuf::from(value))
        };
        let present = || Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.is_file());
        Self {
            file: file.or_else(named).or_else(present),
            environment,
        }
    }

    /// The layers, lowest first, and where each setting of theirs is.
    pub(super) fn layers(&self) -> Result<(Vec<Layer>, Places), ConfigError> {
        let mut places = Places::default();
        let mut layers = vec![Layer::from_toml("the built-in defaults", DEFAULTS)?];
        places.of_defaults(DEFAULTS);
        if let Some(path) = &self.file {
            layers.push(Layer::from_file(path, &mut places)?);
        }
        layers.push(Layer::from_environment(&self.environment, &mut places));
        Ok((layers, places))
    }
}

/// One source's values.
#[derive(Debug)]
pub(super) struct Layer {
    name: String,
    values: Dict,
}

impl Layer {
    fn from_file(path: &Path, places: &mut Places) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::one(&name, format!("cannot be read: {error}")))?;
        let layer = Self::from_toml(&name, &text)?;
        places.of_file(&name, &text);
        Ok(layer)
    }

    // Not figment's own provider: its error quotes the whole line, which may hold a secret.
    fn from_toml(name: &str, text: &str) -> Result<Self, ConfigError> {
        let values = parse_toml(name, text)?;
        Ok(Self {
            name: name.to_owned(),
            values,
        })
    }

    fn from_environment(variables: &[(String, String)], places: &mut Places) -> Self {
        let mut values = Dict::new();
        for (name, text) in variables {
            let Some(key) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let key = key.to_ascii_lowercase();
            if NOT_SETTINGS.contains(&key.as_str()) {
                continue;
            }
            let path: Vec<&str> = key.split("__").collect();
            places.of_variable(&path, name);
            insert(&mut values, &path, parse_variable(&path, text));
        }
        Self {
            name: "the environment".to_owned(),
            values,
        }
    }
}

/// Reads a TOML text; the error says where, and never quotes.
pub(super) fn parse_toml<T: serde::de::DeserializeOwned>(
    name: &str,
    text: &str,
) -> Result<T, ConfigError> {
    Toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| {
            text.get(..span.start)
                .map_or(0, |before| before.matches('\n').count())
                + 1
        });
        ConfigError::one(
            name,
            format!("line {line} is not valid TOML: {}", error.message()),
        )
    })
}

/// A secret stays a text even where it looks like a number; only a table, `{file = ".."}`, is read as such.
fn parse_variable(path: &[&str], text: &str) -> Value {
    let secret = path.contains(&"secrets") || path.last() == Some(&"url");
    if secret && !text.starts_with('{') {
        return Value::from(text);
    }
    match text.parse::<Value>() {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

fn insert(values: &mut Dict, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => {
            values.insert((*last).to_owned(), value);
        }
        [first, rest @ ..] => {
            let entry = values
                .entry((*first).to_owned())
                .or_insert_with(|| Value::from(Dict::new()));
            if !matches!(entry, Value::Dict(..)) {
                *entry = Value::from(Dict::new());
            }
            if let Value::Dict(_, inner) = entry {
                insert(inner, rest, value);
            }
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}
