//! What personal data is used for, and what allows it: closed lists, so that configuration can be checked against them.

use serde::{Deserialize, Serialize};

/// What a provider step is for. A provider's policy and its contract permit some of these and not others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Finding out who somebody is, once, to begin a relationship.
    IdentityProofing,
    /// The same where the law on money laundering asks for it.
    IdentityProofingAml,
    /// Recognising somebody who was identified before.
    ReturningAuthentication,
    /// Showing that somebody controls a phone number or an address.
    ContactVerification,
    /// Showing that a live person is there.
    Presence,
    /// Approving a payment.
    PaymentApproval,
    /// Filling in what the person would otherwise type.
    Prefill,
}

impl Purpose {
    /// Every purpose there is.
    pub const ALL: [Self; 7] = [
        Self::IdentityProofing,
        Self::IdentityProofingAml,
        Self::ReturningAuthentication,
        Self::ContactVerification,
        Self::Presence,
        Self::PaymentApproval,
        Self::Prefill,
    ];

    /// The stable text that configuration and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::IdentityProofing => "identity_proofing",
            Self::IdentityProofingAml => "identity_proofing_aml",
            Self::ReturningAuthentication => "returning_authentication",
            Self::ContactVerification => "contact_verification",
            Self::Presence => "presence",
            Self::PaymentApproval => "payment_approval",
            Self::Prefill => "prefill",
        }
    }
}

/// What allows data to be used (GDPR, articles 6 and 9; other laws have the same shapes under other names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// The person agreed.
    Consent,
    /// The person agreed in so many words, apart from everything else: biometric data needs that.
    ExplicitConsent,
    /// A contract with the person, or the steps before one.
    Contract,
    /// A law demands it.
    LegalObligation,
    /// A task in the public interest.
    PublicTask,
    /// An interest that outweighs the person's.
    LegitimateInterests,
}

impl LegalBasis {
    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::ExplicitConsent => "explicit_consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal_obligation",
            Self::PublicTask => "public_task",
            Self::LegitimateInterests => "legitimate_interests",
        }
    }
}
