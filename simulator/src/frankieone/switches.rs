//! Behaviour of FrankieOne and of the IdPs that no document states; the app must tolerate both sides.

use serde::{Deserialize, Serialize};

/// How the IdP spells the text of an error in its redirect (contract P4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Spelling {
    /// `error-description`, as MyInfo v3 does; OneSDK does not read it.
    Hyphen,
    /// `error_description`.
    Underscore,
}

/// The `environment` of the recipe's Singpass part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Environment {
    /// Plain JSON, no signatures.
    Sandbox,
    /// Signed requests, person data signed and encrypted.
    Test,
}

/// How an element of `issues` looks; the document shows none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IssueShape {
    /// `{"code": "MANDATORY_DOB"}`
    Objects,
    /// `"MANDATORY_DOB"`
    Strings,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switches {
    pub(crate) environment: Environment,
    pub(crate) error_description: Spelling,
    /// The return carries `scope`, `client_id` and `iss` too, as some MyInfo deployments do.
    pub(crate) return_with_more: bool,
    /// The JWS inside the person's JWE is a JSON string literal, as MyInfo has it, or bare (contract P1).
    pub(crate) quoted_person: bool,
    pub(crate) issues: IssueShape,
    /// Every answer to the callback carries `issues`, empty when there are none.
    pub(crate) issues_always: bool,
    /// `extraData.sources` names the source of each attribute.
    pub(crate) sources: bool,
    /// A person without a registered address, as holders of a FIN are, is refused with MANDATORY_REGADD.
    pub(crate) regadd_mandatory: bool,
    /// Status of a first successful approval: 200 or 201. A repeated one is always 200.
    pub(crate) approve_status: u16,
    /// The customer is a `frankie2customer`: token, header and `/f2/` routes.
    pub(crate) frankie2customer: bool,
    /// Seconds that a session token can be used.
    pub(crate) token_lifetime_s: i64,
    /// Seconds that a fetched individual waits for approval; the document says 30 minutes by default.
    pub(crate) cache_lifetime_s: i64,
    /// Seconds that an authorisation code can be used.
    pub(crate) code_lifetime_s: i64,
}

impl Switches {
    pub(crate) fn is_sound(&self) -> bool {
        [200, 201].contains(&self.approve_status)
            && (1..=86_400).contains(&self.token_lifetime_s)
            && (1..=86_400).contains(&self.cache_lifetime_s)
            && (1..=3_600).contains(&self.code_lifetime_s)
    }
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            environment: Environment::Test,
            error_description: Spelling::Hyphen,
            return_with_more: false,
            quoted_person: true,
            issues: IssueShape::Objects,
            issues_always: false,
            sources: true,
            regadd_mandatory: true,
            approve_status: 200,
            frankie2customer: false,
            token_lifetime_s: 3_600,
            cache_lifetime_s: 30 * 60,
            code_lifetime_s: 5 * 60,
        }
    }
}
