//! Where a setting was given: the line of the file, or the environment. Keys and line numbers only, never a value.

use std::{collections::BTreeMap, fmt};

use toml_edit::{ImDocument, Item, Table, TableLike, Value};

/// Where a setting was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of the file; without one, the setting is missing there.
    File {
        /// The file as it was named.
        name: String,
        /// The line, counted from 1.
        line: Option<usize>,
    },
    /// An environment variable.
    Environment(String),
    /// Nowhere: it is a default, which `vestibule config defaults` prints.
    Default,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File {
                name,
                line: Some(line),
            } => write!(f, "{name}:{line}"),
            Self::File { name, line: None } => f.write_str(name),
            Self::Environment(variable) => f.write_str(variable),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The places of all settings.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// The file, if there is one.
    file: Option<String>,
    /// The line of each key of the file.
    lines: BTreeMap<String, usize>,
    /// The environment variable of each key that one gives.
    variables: BTreeMap<String, String>,
    /// What the defaults give.
    defaults: BTreeMap<String, usize>,
}

impl Places {
    pub(super) fn of_defaults(&mut self, text: &str) {
        self.defaults = lines(text);
    }

    pub(super) fn of_file(&mut self, name: &str, text: &str) {
        self.file = Some(name.to_owned());
        self.lines = lines(text);
    }

    pub(super) fn of_variable(&mut self, key: &[&str], name: &str) {
        self.variables.insert(key.join("."), name.to_owned());
    }

    /// Where the setting with this key was given; for one that is missing, where its table is. `None` when there is no file.
    pub(super) fn of(&self, key: &str) -> Option<Place> {
        let key = plain(key);
        if let Some(name) = ancestors(&key).find_map(|known| self.variables.get(known)) {
            return Some(Place::Environment(name.clone()));
        }
        for known in ancestors(&key) {
            if let (Some(name), Some(line)) = (&self.file, self.lines.get(known)) {
                return Some(Place::File {
                    name: name.clone(),
                    line: Some(*line),
                });
            }
            if known == key && self.defaults.contains_key(known) {
                return Some(Place::Default);
            }
        }
        let name = self.file.clone()?;
        Some(Place::File { name, line: None })
    }
}

/// Keys name steps beside their places, `steps.2 (confirm)`, for people.
fn plain(key: &str) -> String {
    key.split('.')
        .map(|part| part.split_once(" (").map_or(part, |(place, _)| place))
        .collect::<Vec<&str>>()
        .join(".")
}

/// The key, its table, the table of that, and so on.
fn ancestors(key: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(key), |key| Some(key.rsplit_once('.')?.0))
}

/// The line of every key. Empty when the text is not TOML, which is reported elsewhere.
fn lines(text: &str) -> BTreeMap<String, usize> {
    let mut found = Lines {
        starts: text.match_indices('\n').map(|(at, _)| at + 1).collect(),
        of: BTreeMap::new(),
    };
    if let Ok(document) = ImDocument::parse(text) {
        found.table("", document.as_table());
    }
    found.of
}

struct Lines {
    /// Where the second line begins, and the third, ...
    starts: Vec<usize>,
    of: BTreeMap<String, usize>,
}

impl Lines {
    fn add(&mut self, key: &str, offset: Option<usize>) {
        if let Some(offset) = offset {
            let line = self.starts.partition_point(|start| *start <= offset) + 1;
            self.of.insert(key.to_owned(), line);
        }
    }

    fn table(&mut self, above: &str, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            let key = join(above, name);
            let own = match item {
                // The header; a table that only has tables has none of its own.
                Item::Table(table) => start(table),
                _ => None,
            };
            let named = || table.key(name)?.span().map(|span| span.start);
            self.add(&key, own.or_else(named));
            self.item(&key, item);
        }
    }

    fn item(&mut self, key: &str, item: &Item) {
        match item {
            Item::None => {}
            Item::Value(value) => self.value(key, value),
            Item::Table(table) => self.table(key, table),
            Item::ArrayOfTables(tables) => {
                for (place, table) in tables.iter().enumerate() {
                    let key = join(key, &place.to_string());
                    self.add(&key, start(table));
                    self.table(&key, table);
                }
            }
        }
    }

    fn value(&mut self, key: &str, value: &Value) {
        match value {
            Value::InlineTable(table) => self.table(key, table),
            Value::Array(array) => {
                for (place, value) in array.iter().enumerate() {
                    let key = join(key, &place.to_string());
                    self.add(&key, value.span().map(|span| span.start));
                    self.value(&key, value);
                }
            }
            _ => {}
        }
    }
}

fn start(table: &Table) -> Option<usize> {
    table.span().map(|span| span.start)
}

fn join(above: &str, name: &str) -> String {
    if above.is_empty() {
        name.to_owned()
    } else {
        format!("{above}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "origins = [\n  \"a\",\n  \"b\",\n]\n[server]\nlisten = 1\nlimits = { most = 2 }\n\n\
                        [[journeys.one.steps]]\nname = \"x\"\n\n[journeys.one.steps.kind.form]\n\
                        fields = [\n  { name = \"y\", kind = 1 },\n]\n[[journeys.one.steps]]\nname = \"z\"\n";

    fn place(key: &str) -> Option<String> {
        let mut places = Places::default();
        places.of_defaults("[server]\nlisten = 0\nworkers = 1\n");
        places.of_file("a.toml", TEXT);
        places.of_variable(&["server", "threads"], "VESTIBULE_SERVER__THREADS");
        places.of(key).map(|place| place.to_string())
    }

    #[test]
    fn every_key_of_the_file_has_its_line() {
        for (key, line) in [
            ("origins", 1),
            ("origins.1", 3),
            ("server", 5),
            ("server.listen", 6),
            ("server.limits.most", 7),
            ("journeys.one.steps.0", 9),
            ("journeys.one.steps.0.name", 10),
            ("journeys.one.steps.0.kind.form", 12),
            ("journeys.one.steps.0.kind.form.fields.0", 14),
            ("journeys.one.steps.0.kind.form.fields.0.kind", 14),
            ("journeys.one.steps.1.name", 17),
        ] {
            assert_eq!(place(key), Some(format!("a.toml:{line}")), "{key}");
        }
    }

    #[test]
    fn names_beside_places_are_for_people() {
        assert_eq!(place("journeys.one.steps.1 (z).name").unwrap(), "a.toml:17");
    }

    #[test]
    fn what_is_missing_is_where_its_table_is() {
        assert_eq!(place("journeys.one.steps.1.title").unwrap(), "a.toml:16");
        assert_eq!(place("keys.ring").unwrap(), "a.toml");
        assert_eq!(Places::default().of("keys.ring"), None);
    }

    #[test]
    fn what_the_environment_or_a_default_gave_says_so() {
        assert_eq!(
            place("server.threads").unwrap(),
            "VESTIBULE_SERVER__THREADS"
        );
        assert_eq!(place("server.workers").unwrap(), "default");
        assert_eq!(place("server.listen").unwrap(), "a.toml:6");
    }
}
