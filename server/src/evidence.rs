//! The evidence bundle: everything that an onboarding rests on, in one file that anybody can verify without us.
//!
//! Pure: no database, no clock, no configuration, no network. docs/evidence.md describes every field.

pub mod artefact;
mod bundle;
mod decision;
mod json;
mod jws;
mod manifest;
mod redact;
mod references;
mod report;
mod salted;
mod signature;
mod verify;

#[cfg(test)]
mod tests;

pub use bundle::{
    Artefact, Assurance, Audit, AuditEntry, Bundle, Check, Consent, Content, Decision, Detail,
    Export, Fact, File, Journey, Onboarding, Verified,
};
pub use json::{LARGEST, ReadError, read};
pub use manifest::Entry;
pub use redact::redact;
pub use report::{Finding, Report, Stage};
pub use salted::{SALT_BYTES, Salted};
pub use signature::{BuildError, SignatureBlock, build};
pub use verify::{Trust, verify};

/// The name of this format and its version.
pub const FORMAT: &str = "vestibule-evidence/1";
