//! Secrets as configuration gives them: a text, or the name of a file that holds it.

use std::{fmt, path::PathBuf};

use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use zeroize::Zeroizing;

use super::error::Finding;

/// Largest file that is read as a secret.
const MAX_BYTES: u64 = 64 * 1024;

/// Where a secret comes from.
#[derive(Debug, Clone)]
pub(super) enum SecretSource {
    /// The secret itself.
    Text(SecretString),
    /// A file that holds nothing else; spaces and line ends around it do not count.
    File(PathBuf),
}

impl SecretSource {
    /// The secret.
    pub(super) fn read(self, key: &str) -> Result<SecretString, Finding> {
        match self {
            Self::Text(text) => Ok(text),
            Self::File(path) => read_file(&path)
                .map_err(|problem| Finding::new(key, format!("{}: {problem}", path.display()))),
        }
    }
}

fn read_file(path: &std::path::Path) -> Result<SecretString, String> {
    let size = std::fs::metadata(path)
        .map_err(|error| format!("cannot be read: {error}"))?
        .len();
    if size > MAX_BYTES {
        return Err(format!("is larger than {MAX_BYTES} bytes"));
    }
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| format!("cannot be read: {error}"))?;
    Ok(SecretString::from(text.trim()))
}

impl<'de> Deserialize<'de> for SecretSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretVisitor)
    }
}

struct SecretVisitor;

impl<'de> Visitor<'de> for SecretVisitor {
    type Value = SecretSource;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or { file = \"...\" }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SecretSource, E> {
        Ok(SecretSource::Text(SecretString::from(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretSource, A::Error> {
        let mut file = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != "file" {
                return Err(Error::unknown_field(&key, &["file"]));
            }
            file = Some(map.next_value::<PathBuf>()?);
        }
        file.map(SecretSource::File)
            .ok_or_else(|| Error::missing_field("file"))
    }
}
