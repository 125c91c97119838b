//! The rules' names. They are stable: documentation, tickets and scripts refer to them.

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A rule of the linter. docs/journeys.md has a chapter about each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rule {
            $($(#[$doc])* $name,)*
        }

        impl Rule {
            /// Every rule there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its stable name.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

rules! {
    /// Something that every journey needs is empty.
    Incomplete = "incomplete",
    /// A number is out of its bounds.
    Bounds = "bounds",
    /// Two things of the same kind have one name.
    DuplicateName = "duplicate-name",
    /// A name that stands for something else.
    ReservedName = "reserved-name",
    /// A text is not there in every language.
    TranslationMissing = "translation-missing",
    /// Options that make no choice.
    Options = "options",
    /// A value comes from where none can come.
    Prefill = "prefill",
    /// A step takes an answer that there is not.
    Input = "input",
    /// A photo that nothing compares with, or that may be missing.
    Photo = "photo",
    /// A connection that does not exist.
    ConnectionUnknown = "connection-unknown",
    /// A step of the one kind uses a connection of the other.
    ConnectionKind = "connection-kind",
    /// What the provider's adapter says about the step.
    ProviderStep = "provider-step",
    /// Nobody permitted what the step is for.
    PurposeNotPermitted = "purpose-not-permitted",
    /// A permission without a source or a date.
    PurposeGrant = "purpose-grant",
    /// A way yields fewer facts than another.
    WayYieldsLess = "way-yields-less",
    /// No step can bring a fact that the journey needs.
    NeedUnmet = "need-unmet",
    /// A face or another part of the body, and no other way.
    BiometricOnly = "biometric-only",
    /// A face or another part of the body without explicit consent.
    BiometricConsent = "biometric-consent",
    /// A consent on a basis that is none.
    ConsentBasis = "consent-basis",
    /// A step that not everybody can do, and no other way.
    NotForEveryone = "not-for-everyone",
    /// A code that is no region.
    RegionUnknown = "region-unknown",
    /// Data would leave the journey's regions.
    RegionNotAllowed = "region-not-allowed",
    /// A verified identity without a trust framework.
    TrustFramework = "trust-framework",
    /// A step of a way that there is not.
    WayUnknown = "way-unknown",
    /// A choice that is none.
    ChoiceWays = "choice-ways",
    /// A condition about something that there is not, or not yet.
    ConditionUnknown = "condition-unknown",
    /// A condition that never holds.
    ConditionNever = "condition-never",
    /// A condition that would tell the applicant what only operators may know.
    ConditionReveals = "condition-reveals",
    /// A match rule about something that there is not.
    MatchUnknown = "match-unknown",
    /// A match rule between sides that cannot both say something.
    MatchSilent = "match-silent",
    /// A line of the decision table that never decides.
    DecisionUnreachable = "decision-unreachable",
    /// A rejection by rule that the journey does not allow.
    AutomaticReject = "automatic-reject",
    /// A step to which no path leads.
    StepUnreachable = "step-unreachable",
    /// Somewhere along the journey nothing can be done any more.
    DeadEnd = "dead-end",
    /// No way through the journey ends with an approval.
    NeverApproved = "never-approved",
    /// More paths than can be looked at.
    TooManyPaths = "too-many-paths",
}
