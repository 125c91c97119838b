//! The index of all files, read once.

#[cfg(any(test, not(feature = "embed")))]
use std::path::Path;
use std::{collections::BTreeMap, path::PathBuf};

use bytes::Bytes;

use super::File;
use crate::crypto::sha256_hex;

/// Most files.
const MAX_FILES: usize = 2_000;
/// Most bytes of all files together.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Hexadecimal digits by which a name counts as hashed.
const HASH_DIGITS: usize = 16;
const MANIFEST: &str = "/manifest.json";

/// Why the front end cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// A file.
    #[error("server.assets: {path}: {error}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's word.
        error: std::io::Error,
    },
    /// Not a folder of ours, it seems.
    #[error("server.assets: more than {MAX_FILES} files or {MAX_BYTES} bytes")]
    TooMuch,
    /// The manifest.
    #[error("server.assets: manifest.json: {0}")]
    Manifest(#[from] serde_json::Error),
}

/// Files by their path in URLs.
#[derive(Default)]
pub(super) struct Index(BTreeMap<String, File>);

impl Index {
    /// Everything below a folder; nothing when there is none.
    #[cfg(any(test, not(feature = "embed")))]
    pub(super) fn of_folder(folder: &Path) -> Result<Self, AssetsError> {
        let mut contents = BTreeMap::new();
        let mut bytes = 0;
        let mut folders = vec![folder.to_path_buf()];
        while let Some(current) = folders.pop() {
            if !current.is_dir() {
                continue;
            }
            for entry in std::fs::read_dir(&current).map_err(unreadable(&current))? {
                let path = entry.map_err(unreadable(&current))?.path();
                let kind = std::fs::symlink_metadata(&path).map_err(unreadable(&path))?;
                if kind.is_dir() {
                    folders.push(path);
                    continue;
                }
                let Some(url) = url_path(folder, &path).filter(|_| kind.is_file()) else {
                    continue;
                };
                bytes += kind.len();
                if contents.len() >= MAX_FILES || bytes > MAX_BYTES {
                    return Err(AssetsError::TooMuch);
                }
                let content = std::fs::read(&path).map_err(unreadable(&path))?;
                contents.insert(url, Bytes::from(content));
            }
        }
        Ok(Self::of_contents(contents))
    }

    /// Everything that was in the folder when the program was built.
    #[cfg(feature = "embed")]
    pub(super) fn embedded() -> Self {
        use rust_embed::RustEmbed;

        #[derive(RustEmbed)]
        #[folder = "../target/site"]
        struct Site;

        let contents = Site::iter()
            .filter_map(|name| {
                let content = Site::get(&name)?.data;
                Some((format!("/{name}"), Bytes::from(content.into_owned())))
            })
            .collect();
        Self::of_contents(contents)
    }

    /// Files with their compressed twins, which are no files of their own.
    fn of_contents(contents: BTreeMap<String, Bytes>) -> Self {
        let twin = |path: &str, ending: &str| contents.get(&format!("{path}{ending}")).cloned();
        let is_twin = |path: &str| {
            [".br", ".gz"].iter().any(|ending| {
                path.strip_suffix(ending)
                    .is_some_and(|plain| contents.contains_key(plain))
            })
        };
        let files = contents
            .iter()
            .filter(|(path, _)| !is_twin(path))
            .map(|(path, plain)| {
                let file = File {
                    brotli: twin(path, ".br"),
                    gzip: twin(path, ".gz"),
                    content_type: content_type(path),
                    hashed: is_hashed(path),
                    hash: sha256_hex(plain).chars().take(HASH_DIGITS).collect(),
                    plain: plain.clone(),
                };
                (path.clone(), file)
            })
            .collect();
        Self(files)
    }

    /// The manifest, which is for us and not for browsers.
    pub(super) fn take_manifest(&mut self) -> Option<Bytes> {
        self.0.remove(MANIFEST).map(|file| file.plain)
    }

    pub(super) fn get(&self, path: &str) -> Option<&File> {
        self.0.get(path)
    }

    /// The paths outside `/pkg/`. Names that axum's router would read as patterns are left out.
    pub(super) fn public_paths(&self) -> impl Iterator<Item = &str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(|path| !path.starts_with("/pkg/") && !path.contains(['{', '}', '*', ':']))
    }
}

#[cfg(any(test, not(feature = "embed")))]
fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> AssetsError {
    let path = path.to_path_buf();
    move |error| AssetsError::Unreadable { path, error }
}

#[cfg(any(test, not(feature = "embed")))]
fn url_path(folder: &Path, path: &Path) -> Option<String> {
    let mut url = String::new();
    for part in path.strip_prefix(folder).ok()? {
        url.push('/');
        url.push_str(part.to_str()?);
    }
    Some(url)
}

/// `vestibule.0123456789abcdef.js`, `vestibule.0123456789abcdef_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    path.starts_with("/pkg/")
        && path.split(['.', '_', '/']).any(|part| {
            part.len() == HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
