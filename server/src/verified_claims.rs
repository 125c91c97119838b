//! `verified_claims` (OpenID Identity Assurance Schema Definition 1.0): what a client gets of an identity or of an examined
//! document, with whose word it is, under which rules and since when (ADR 0025).

mod claims;
mod evidence;
mod schema;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};
use vestibule::{
    fact::{Fact, FactKind},
    time::Timestamp,
};

pub use self::schema::validate;

/// `YYYY-MM-DDThh:mm:ssZ`.
const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// Where a fact comes from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The rules under which the source identifies people, e.g. `eidas`: [`crate::connection::Connection`] names them.
    pub trust_framework: &'a str,
    /// Who checked, as applicants know them: the connection's display name.
    pub provider: &'a str,
    /// The adapter. The type of the record, for audits: the specification's list has none that fits every source.
    pub kind: &'a str,
    /// When the check settled.
    pub time: Timestamp,
    /// The id of our evidence row, under which an audit finds the artefacts.
    pub evidence: &'a str,
}

/// Why there are no `verified_claims` though there should be. Says nothing about the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifiedClaimsError {
    /// What was built is not what the schema allows: the source gave a value that is none.
    #[error("not valid: {schema_path}")]
    Invalid {
        /// The keyword of the schema that refused it, as a JSON pointer.
        schema_path: String,
    },
    /// The schema itself is broken.
    #[error("the schema of verified_claims is broken")]
    Schema,
    /// The time is outside of the calendar.
    #[error("the time is outside of the calendar")]
    Time,
}

/// The `verified_claims` of a fact. `None` for every kind but identity and document, and for an identity that states nothing
/// about the person.
///
/// # Errors
/// [`VerifiedClaimsError::Invalid`] when a value of the source's does not have its shape.
pub fn of(fact: &Fact, source: &Source<'_>) -> Result<Option<Value>, VerifiedClaimsError> {
    let claims = claims::of(&fact.claims);
    let is_worth_it = match fact.kind {
        FactKind::Identity => !claims.is_empty(),
        // "The claims element may be empty" (Schema Definition, "Claims element"): that the document is genuine is what was verified.
        FactKind::DocumentGenuine => true,
        FactKind::ContactControl
        | FactKind::FaceLive
        | FactKind::FaceMatches
        | FactKind::PaymentApproved
        | FactKind::SelfAsserted => false,
    };
    if !is_worth_it {
        return Ok(None);
    }
    let time = moment(source.time)?;
    let mut verification = json!({
        "trust_framework": source.trust_framework,
        "time": time,
        "verification_process": source.evidence,
        "evidence": [evidence::of(fact, source, &time)],
    });
    if let Some(assurance) = &fact.assurance {
        // A level has a meaning only within its trust framework; a provider's own scale is named as what it is.
        let (member, value) = if assurance.scheme == source.trust_framework {
            ("assurance_level", json!(assurance.value))
        } else {
            let detail = json!({
                "assurance_classification": assurance.value,
                "evidence_ref": [{ "check_id": source.evidence }],
            });
            (
                "assurance_process",
                json!({ "policy": assurance.scheme, "assurance_details": [detail] }),
            )
        };
        verification[member] = value;
    }
    let built = json!({ "verification": verification, "claims": claims });
    validate(&built)?;
    Ok(Some(built))
}

fn moment(at: Timestamp) -> Result<String, VerifiedClaimsError> {
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1000))
        .ok()
        .and_then(|time| time.format(MOMENT).ok())
        .ok_or(VerifiedClaimsError::Time)
}
