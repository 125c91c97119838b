//! Leaving values out: the signature still holds, because it covers their salted hashes.

use super::json::{ReadError, read};

/// Leaves out every value that may be left out, but those at or below these paths. An empty path keeps everything.
///
/// # Errors
/// When the file is no bundle.
pub fn redact(bytes: &[u8], keep: &[String]) -> Result<Vec<u8>, ReadError> {
    let mut bundle = read(bytes)?;
    let is_kept = |path: &str| {
        keep.iter().any(|kept| {
            path.strip_prefix(kept.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    bundle.content.retain(is_kept);
    serde_json_canonicalizer::to_vec(&bundle).map_err(|_| ReadError {
        path: String::new(),
        reason: "it cannot be written as canonical JSON".to_owned(),
        is_version: false,
    })
}
