//! What an adapter finds when it tries out a connection without a person, for `vestibule doctor`.

use super::ProviderError;

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What it was, e.g. `access token`.
    pub what: &'static str,
    /// What is well, or why it is not. Neither has a secret or personal data in it.
    pub came: Result<String, ProviderError>,
}

impl Diagnosis {
    /// What came of a trial; `well` says what it means that nothing is wrong.
    #[must_use]
    pub fn of<T>(what: &'static str, came: Result<T, ProviderError>, well: &str) -> Self {
        Self {
            what,
            came: came.map(|_| well.to_owned()),
        }
    }
}
