//! FrankieOne's JSON, field by field. Nothing here decides.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The permissions that OneSDK needs.
const PRESET: &str = "one-sdk";

/// Body of `POST /auth/v2/machine-session`.
#[derive(Serialize)]
pub(super) struct OpenSession<'a> {
    permissions: Permissions<'a>,
}

#[derive(Serialize)]
struct Permissions<'a> {
    preset: &'static str,
    reference: &'a str,
}

impl<'a> OpenSession<'a> {
    /// By a reference: "needs to be initialised using a reference to a non-existing entity".
    pub(super) fn for_reference(reference: &'a str) -> Self {
        Self {
            permissions: Permissions {
                preset: PRESET,
                reference,
            },
        }
    }
}

/// Its answer.
#[derive(Deserialize)]
pub(super) struct MachineSession {
    pub(super) token: Option<SecretString>,
}

/// A failure of the BFF.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Failure {
    pub(super) error_code: Option<String>,
}

/// The recipe, as far as it is compared (contract 2.3.3).
#[derive(Debug, Deserialize)]
pub(super) struct Recipe {
    pub(super) federation: Option<String>,
    #[serde(default)]
    pub(super) idps: std::collections::BTreeMap<String, Value>,
}
