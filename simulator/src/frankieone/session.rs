//! What the BFF knows of one session, of a fetched individual and of an imported one.

use serde::Serialize;
use serde_json::Value;

use crate::frankieone::accounts::Customer;
use crate::frankieone::scenarios::Scenario;

/// Where a session's authorisation stands: one code, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Authorisation {
    /// No recipe was fetched: nobody was sent to an IdP.
    NotBegun,
    /// A code may come.
    Outstanding,
    /// A code is being redeemed.
    Redeeming,
    /// A code was redeemed and the individual fetched.
    Used,
}

/// Whom a session is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Subject {
    /// The customer's own name for the case.
    Reference(String),
    /// An individual that exists.
    Entity(String),
}

impl Subject {
    pub(crate) fn reference(&self) -> Option<&str> {
        match self {
            Self::Reference(reference) => Some(reference),
            Self::Entity(_) => None,
        }
    }

    pub(crate) fn entity_id(&self) -> Option<&str> {
        match self {
            Self::Reference(_) => None,
            Self::Entity(id) => Some(id),
        }
    }
}

/// One machine session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) customer: &'static Customer,
    pub(crate) child: Option<&'static str>,
    pub(crate) subject: Subject,
    pub(crate) scenario: Scenario,
    pub(crate) created_ms: i64,
    pub(crate) expires_ms: i64,
    pub(crate) authorisation: Authorisation,
    pub(crate) fetched: Option<Fetched>,
}

/// An individual that waits for approval.
#[derive(Debug, Clone)]
pub(crate) struct Fetched {
    pub(crate) idp: String,
    pub(crate) individual: Value,
    pub(crate) expires_ms: i64,
    /// Set by the approval.
    pub(crate) entity_id: Option<String>,
}

/// An imported individual.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    pub(crate) id: String,
    pub(crate) customer_id: &'static str,
    pub(crate) reference: String,
    pub(crate) individual: Value,
    pub(crate) scenario: Scenario,
    pub(crate) imported_ms: i64,
    /// How often it was asked for.
    pub(crate) reads: u32,
}
