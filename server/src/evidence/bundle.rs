//! What is in a bundle. Times are RFC 3339 texts in UTC; only the audit log's are numbers, because its hashes have them so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    manifest::Entry,
    salted::{Salted, encoded},
    signature::SignatureBlock,
};
use crate::audit_log::{chain::Row, proof::InclusionProof};

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`super::FORMAT`].
    pub format: String,
    /// What it is about.
    pub content: Content,
    /// A hash of every part of the content. This is what is signed.
    pub manifest: Vec<Entry>,
    /// Who signed.
    pub signature: SignatureBlock,
}

/// What the onboarding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// This file.
    pub export: Export,
    /// The onboarding.
    pub onboarding: Onboarding,
    /// The journey as it was when the onboarding began.
    pub journey: Journey,
    /// The checks, by step and number.
    pub checks: Vec<Check>,
    /// The facts, oldest first.
    pub facts: Vec<Fact>,
    /// What the providers answered, byte for byte.
    pub artefacts: Vec<Artefact>,
    /// Pictures, of which only the hash is here.
    pub files: Vec<File>,
    /// What the applicant agreed to.
    pub consents: Vec<Consent>,
    /// Decisions, oldest first; the last one holds.
    pub decisions: Vec<Decision>,
    /// The onboarding's chain of the audit log.
    pub audit: Audit,
}

/// How the file came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// When.
    pub at: String,
    /// The program's name and version.
    pub software: String,
}

/// The onboarding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Onboarding {
    /// UUIDv7.
    pub id: String,
    /// Whose it is.
    pub client: String,
    /// `test`, `live`, or `direct` where no client began it.
    pub mode: String,
    /// The public origin at which it happened.
    pub origin: String,
    /// The language that it began in.
    pub locale: String,
    /// Where it stood when this file was made.
    pub status: String,
    /// Why it was closed before a decision.
    pub closed_as: Option<String>,
    /// The onboarding that it renews.
    pub renews: Option<String>,
    /// When it was created.
    pub created_at: String,
    /// When a browser claimed its link.
    pub started_at: Option<String>,
    /// When it first was not in progress any more.
    pub finished_at: Option<String>,
    /// When the client showed that its own session is the one that came back.
    pub bound_at: Option<String>,
}

/// A journey version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// Its name.
    pub name: String,
    /// SHA-256 of the content's bytes.
    pub version: String,
    /// The journey as JSON, as a text: exactly the bytes that are hashed.
    pub content: String,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// UUIDv7.
    pub id: String,
    /// The step.
    pub step: String,
    /// From 1 within the step.
    pub number: i64,
    /// The connection's name.
    pub connection: String,
    /// The adapter.
    pub provider: String,
    /// `live`, `sandbox` or `simulator`.
    pub environment: String,
    /// Where it stood.
    pub state: String,
    /// Why it ended so, or stopped.
    pub reason: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
}

/// How sure a source is, on its own scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assurance {
    /// Whose scale.
    pub scheme: String,
    /// The value on it.
    pub value: String,
}

/// A fact. Its claims may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// UUIDv7.
    pub id: String,
    /// The step.
    pub step: String,
    /// The check; absent for what a form asked.
    pub check: Option<String>,
    /// The connection, or `form`.
    pub source: String,
    /// What it is about.
    pub kind: String,
    /// How sure the source is.
    pub assurance: Option<Assurance>,
    /// The artefact behind it.
    pub artefact: Option<String>,
    /// When it was found.
    pub created_at: String,
    /// Claims by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, Salted>,
    /// The same as OpenID Connect for Identity Assurance has it.
    #[serde(default, skip_serializing_if = "Verified::is_empty")]
    pub verified_claims: Verified,
}

/// `verified_claims` of a fact, in parts that can be left out one by one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// How it was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Salted>,
    /// Claims by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, Salted>,
}

impl Verified {
    fn is_empty(&self) -> bool {
        self.verification.is_none() && self.claims.is_empty()
    }
}

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artefact {
    /// UUIDv7.
    pub id: String,
    /// The check that it settled.
    pub check: String,
    /// Media type; [`super::artefact::SIGNED`] for signed tokens with their keys.
    pub content_type: String,
    /// When it was stored.
    pub created_at: String,
    /// `{"base64", "sha256"}`, see [`super::artefact::Body`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Salted>,
}

/// A picture that is not in the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// UUIDv7.
    pub id: String,
    /// `upload` or `reference_image`.
    pub purpose: String,
    /// The form step that asked for it; absent when a client handed it over.
    pub step: Option<String>,
    /// The field of that form.
    pub field: Option<String>,
    /// Media type.
    pub content_type: String,
    /// When it was stored.
    pub created_at: String,
    /// SHA-256 of its bytes, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Salted>,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// UUIDv7.
    pub id: String,
    /// The step.
    pub step: String,
    /// Which consent of the step; empty for its text.
    pub name: String,
    /// Names the text.
    pub text_id: String,
    /// Names its wording.
    pub version: String,
    /// The language that was shown.
    pub locale: String,
    /// SHA-256 of the wording that was shown.
    pub text_hash: String,
    /// What the data is used for.
    pub purpose: String,
    /// The legal basis.
    pub legal_basis: String,
    /// When the applicant agreed.
    pub agreed_at: String,
    /// When that was taken back.
    pub withdrawn_at: Option<String>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// UUIDv7.
    pub id: String,
    /// `approve`, `review` or `reject`.
    pub conclusion: String,
    /// The line of the journey's table, or one of the domain's names.
    pub rule: String,
    /// The journey version that has the table.
    pub journey_version: String,
    /// Who decided.
    pub actor: String,
    /// When.
    pub decided_at: String,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Salted>,
}

/// The onboarding's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// From the first row to the last one there was.
    pub rows: Vec<AuditEntry>,
    /// That the last row is in the log. Stands alone.
    pub proof: Option<InclusionProof>,
}

/// A row of the chain, with its detail unless that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditEntry {
    /// What is hashed.
    pub row: Row,
    /// What the row's commitment is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// The detail of a row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// 16 bytes, base64url without padding.
    pub salt: String,
    /// JSON as a text: exactly the bytes of the commitment.
    pub text: String,
}

impl Detail {
    /// A detail with the salt of its row's commitment.
    #[must_use]
    pub fn new(salt: &[u8], text: String) -> Self {
        Self {
            salt: encoded(salt),
            text,
        }
    }
}

/// Shows no detail.
impl std::fmt::Debug for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detail").finish_non_exhaustive()
    }
}
