//! Which scope a route needs: one table, which the gate asks and the OpenAPI document shows. SEC-149.

use axum::http::Method;

use crate::services::clients::Scope;

/// What a route needs of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A valid key.
    Key,
    /// A key with this scope.
    Scope(Scope),
}

const READ: Needs = Needs::Scope(Scope::OnboardingsRead);
const WRITE: Needs = Needs::Scope(Scope::OnboardingsWrite);
const RESULTS: Needs = Needs::Scope(Scope::ResultsRead);
const HOOKS_READ: Needs = Needs::Scope(Scope::WebhooksRead);
const HOOKS_WRITE: Needs = Needs::Scope(Scope::WebhooksWrite);

/// Every route of the API. One that is missing here is not served.
pub const TABLE: &[(Method, &str, Needs)] = &[
    (Method::POST, "/api/v1/onboardings", WRITE),
    (Method::GET, "/api/v1/onboardings", READ),
    (Method::GET, "/api/v1/onboardings/{id}", READ),
    (Method::POST, "/api/v1/onboardings/{id}/cancel", WRITE),
    (Method::POST, "/api/v1/onboardings/{id}/erase", WRITE),
    (Method::POST, "/api/v1/onboardings/{id}/links", WRITE),
    (
        Method::POST,
        "/api/v1/onboardings/{id}/reference-image",
        WRITE,
    ),
    (Method::POST, "/api/v1/onboardings/{id}/result", RESULTS),
    (Method::GET, "/api/v1/onboardings/{id}/checks", READ),
    (Method::GET, "/api/v1/onboardings/{id}/facts", RESULTS),
    (Method::GET, "/api/v1/onboardings/{id}/events", READ),
    (Method::GET, "/api/v1/onboardings/{id}/evidence", RESULTS),
    (Method::GET, "/api/v1/journeys", Needs::Key),
    (Method::GET, "/api/v1/client", Needs::Key),
    (Method::GET, "/api/v1/signing-keys", Needs::Key),
    (Method::GET, "/api/v1/audit/checkpoint", Needs::Key),
    (Method::POST, "/api/v1/webhook-endpoints", HOOKS_WRITE),
    (Method::GET, "/api/v1/webhook-endpoints", HOOKS_READ),
    (Method::GET, "/api/v1/webhook-endpoints/{id}", HOOKS_READ),
    (Method::PATCH, "/api/v1/webhook-endpoints/{id}", HOOKS_WRITE),
    (
        Method::DELETE,
        "/api/v1/webhook-endpoints/{id}",
        HOOKS_WRITE,
    ),
    (
        Method::POST,
        "/api/v1/webhook-endpoints/{id}/secrets",
        HOOKS_WRITE,
    ),
    (
        Method::POST,
        "/api/v1/webhook-endpoints/{id}/test",
        HOOKS_WRITE,
    ),
    (Method::GET, "/api/v1/webhook-deliveries", HOOKS_READ),
    (Method::GET, "/api/v1/webhook-deliveries/{id}", HOOKS_READ),
    (
        Method::POST,
        "/api/v1/webhook-deliveries/{id}/redeliver",
        HOOKS_WRITE,
    ),
];
