//! Leaving values out: the signature still holds, because it covers their salted hashes.

use super::json::{ReadError, read};

/// Leaves out every value that may be left out, but those at or below these paths. An empty path keeps everything.
///
/// # Errors
/// When the file is no bundle, or has nothing at a path that is to be kept.
pub fn redact(bytes: &[u8], keep: &[String]) -> Result<Vec<u8>, ReadError> {
    let mut bundle = read(bytes)?;
    let covers = |kept: &str, path: &str| {
        path.strip_prefix(kept)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let there = bundle.content.values();
    let of_nothing = |kept: &&String| !there.iter().any(|path| covers(kept, path));
    if let Some(kept) = keep.iter().find(of_nothing) {
        return Err(ReadError {
            path: kept.clone(),
            reason: "there is no value to keep".to_owned(),
            is_version: false,
        });
    }
    bundle
        .content
        .retain(|path| keep.iter().any(|kept| covers(kept, path)));
    serde_json_canonicalizer::to_vec(&bundle).map_err(|_| ReadError {
        path: String::new(),
        reason: "it cannot be written as canonical JSON".to_owned(),
        is_version: false,
    })
}
