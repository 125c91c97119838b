//! The schema, compiled once. Its file says where it comes from.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::VerifiedClaimsError;

const SCHEMA: &str = include_str!("schema/verified_claims.json");

static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).ok()?;
    jsonschema::options()
        // An annotation only, unless asked for (JSON Schema Validation, 7.2.1).
        .should_validate_formats(true)
        .build(&schema)
        .ok()
});

/// Refuses what is no object of `verified_claims`.
///
/// # Errors
/// Names the keyword that refused it, and nothing of the value.
pub fn validate(verified_claims: &Value) -> Result<(), VerifiedClaimsError> {
    let validator = VALIDATOR.as_ref().ok_or(VerifiedClaimsError::Schema)?;
    validator
        .validate(verified_claims)
        .map_err(|error| VerifiedClaimsError::Invalid {
            schema_path: error.schema_path().to_string(),
        })
}
