//! What a settled check says, as typed facts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// Who the person is, as a trusted source says it.
    Identity,
    /// The person controls a phone number or an address.
    ContactControl,
    /// A document was examined and found genuine.
    DocumentGenuine,
    /// A live face stood before the camera.
    FaceLive,
    /// That face is the face on the reference image.
    FaceMatches,
    /// The person approved a payment.
    PaymentApproved,
    /// The person said so; nobody verified it.
    SelfAsserted,
}

impl FactKind {
    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::ContactControl => "contact_control",
            Self::DocumentGenuine => "document_genuine",
            Self::FaceLive => "face_live",
            Self::FaceMatches => "face_matches",
            Self::PaymentApproved => "payment_approved",
            Self::SelfAsserted => "self_asserted",
        }
    }

    /// The kind with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Identity,
            Self::ContactControl,
            Self::DocumentGenuine,
            Self::FaceLive,
            Self::FaceMatches,
            Self::PaymentApproved,
            Self::SelfAsserted,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }
}

/// How sure a source is, in that source's own scheme. Two values compare only when their schemes are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurance {
    /// Whose scale it is, e.g. a provider's level-of-assurance names.
    pub scheme: String,
    /// The value on that scale.
    pub value: String,
}

/// One typed statement. Its claims are personal: they are stored sealed and never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub kind: FactKind,
    /// How sure the source is, where it says so.
    pub assurance: Option<Assurance>,
    /// Names and values as the source gave them, e.g. `phone_number`.
    pub claims: BTreeMap<String, String>,
}

impl std::fmt::Debug for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fact")
            .field("kind", &self.kind)
            .field("claims", &self.claims.len())
            .finish_non_exhaustive()
    }
}

/// What a settled check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The facts, at least one.
    pub facts: Vec<Fact>,
}
