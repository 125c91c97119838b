//! What verification found.

use serde::Serialize;

/// What is looked at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// That the file is a bundle, written as bundles are.
    Read,
    /// That the version is one that this program knows.
    Format,
    /// That a key that is trusted signed the manifest.
    Signature,
    /// That every part is the one that the manifest names.
    Manifest,
    /// That every value that is shown is the one that the manifest commits to.
    Values,
    /// That the journey is the one that its hash names.
    Journey,
    /// That the artefacts' bytes have their hashes.
    Artefacts,
    /// That what refers to something refers to something that is there.
    References,
    /// That the audit rows follow each other, and their details are theirs.
    AuditChain,
    /// That the chain's head is in the log, and a key that is trusted signed the log's checkpoint.
    AuditProof,
    /// That the providers' signatures hold.
    SignedArtefacts,
    /// That decisions follow from what they rest on.
    Decisions,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 12] = [
        Self::Read,
        Self::Format,
        Self::Signature,
        Self::Manifest,
        Self::Values,
        Self::Journey,
        Self::Artefacts,
        Self::References,
        Self::AuditChain,
        Self::AuditProof,
        Self::SignedArtefacts,
        Self::Decisions,
    ];

    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Format => "format",
            Self::Signature => "signature",
            Self::Manifest => "manifest",
            Self::Values => "values",
            Self::Journey => "journey",
            Self::Artefacts => "artefacts",
            Self::References => "references",
            Self::AuditChain => "audit_chain",
            Self::AuditProof => "audit_proof",
            Self::SignedArtefacts => "signed_artefacts",
            Self::Decisions => "decisions",
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub stage: Stage,
    /// Where in the file (JSON Pointer, RFC 6901); empty for the file as a whole.
    pub path: String,
    /// What is wrong. Nothing personal.
    pub reason: String,
}

/// What verification found. A bundle is to be believed when there is no finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The onboarding, when the file could be read.
    pub onboarding: Option<String>,
    /// When the file was made, as it says.
    pub exported_at: Option<String>,
    /// The key that signed it, if that is trusted.
    pub signed_by: Option<String>,
    /// Values that are shown.
    pub shown: usize,
    /// Values that were left out.
    pub withheld: usize,
    /// What is wrong, in the order of the stages and of the document. At most 100.
    pub findings: Vec<Finding>,
    /// How far it came: the last stage that was looked at.
    pub reached: Stage,
    /// What could not be looked at, because it was left out.
    pub unchecked: Vec<String>,
}

/// Findings beyond these say no more.
const MOST: usize = 100;

impl Report {
    pub(super) fn new() -> Self {
        Self {
            onboarding: None,
            exported_at: None,
            signed_by: None,
            shown: 0,
            withheld: 0,
            findings: Vec::new(),
            reached: Stage::Read,
            unchecked: Vec::new(),
        }
    }

    /// Whether the bundle is to be believed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.is_empty() && self.reached == Stage::Decisions
    }

    /// The first thing that is wrong.
    #[must_use]
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }

    pub(super) fn find(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        if self.findings.len() < MOST {
            self.findings.push(Finding {
                stage: self.reached,
                path: path.into(),
                reason: reason.into(),
            });
        }
    }

    pub(super) fn is_unchecked(&mut self, path: &str) {
        if self.unchecked.len() < MOST {
            self.unchecked.push(path.to_owned());
        }
    }
}
