//! BankID (simulator): BankID OIDC for access tokens, and BankID with biometrics in an iframe.

pub(crate) mod accounts;
pub(crate) mod authorize;
pub(crate) mod claim_attacks;
pub(crate) mod discovery;
pub(crate) mod errors;
pub(crate) mod exchange;
pub(crate) mod exchange_plays;
pub(crate) mod frame_plays;
pub(crate) mod grant_plays;
pub(crate) mod id_token;
pub(crate) mod jwt;
pub(crate) mod keys;
pub(crate) mod page_wire;
pub(crate) mod pages;
pub(crate) mod personas;
pub(crate) mod plays;
pub(crate) mod registration;
pub(crate) mod request_plays;
pub(crate) mod requests;
pub(crate) mod return_plays;
pub(crate) mod scenarios;
pub(crate) mod session;
pub(crate) mod shape_attacks;
pub(crate) mod signature_attacks;
pub(crate) mod statement;
pub(crate) mod steps;
pub(crate) mod switches;
pub(crate) mod token;
pub(crate) mod wire;
pub(crate) mod world;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};

use crate::fault::ProviderName;
use crate::fault_layer::gated;
use crate::simulator::Sim;

/// When this was last compared with the provider's documents, `YYYY-MM-DD`.
pub(crate) const CONTRACT_DATE: &str = "2026-11-22";

/// No request of the contract is larger.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// BankID OIDC: what a Keycloak realm answers.
pub(crate) fn oidc_router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::BankId, route, methods);
    let realm = |path: &str| format!("/auth/realms/current{path}");
    let router = Router::new()
        .route(
            &realm("/.well-known/openid-configuration"),
            named("oidc_discovery", get(discovery::oidc)),
        )
        .route(
            &realm("/protocol/openid-connect/token"),
            named("token", post(token::client_credentials)),
        )
        .route(
            &realm("/protocol/openid-connect/certs"),
            named("oidc_jwks", get(discovery::oidc_keys)),
        )
        .route("/foreign", get(pages::foreign))
        .route("/assets/{file}", get(page_wire::asset));
    finished(router, sim)
}

/// BankID with biometrics: its API and its client page.
pub(crate) fn biometrics_router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::BankId, route, methods);
    let permissions = || -> MethodRouter<Sim> { named("permissions", post(wire::register)) };
    let router = Router::new()
        .route(
            "/.well-known/openid-configuration",
            named("discovery", get(discovery::biometrics)),
        )
        .route(
            "/oidc/v1/jwks",
            named("jwks", get(discovery::id_token_keys)),
        )
        .route(
            "/permissions/v1/jwks",
            named("jwks_grants", get(discovery::grant_keys)),
        )
        .route("/permissions/v1", permissions())
        .route("/permissions/v1/", permissions())
        .route(
            "/permissions/v1/user-exists",
            named("user_exists", post(wire::user_exists)),
        )
        .route(
            "/permissions/v1/{id}/grant",
            named("grant", get(wire::grant)),
        )
        .route(
            "/iframe-authorize",
            named("authorize", post(wire::iframe_authorize)),
        )
        .route("/iframe/{handle}", named("page", get(page_wire::open)))
        .route(
            "/iframe/{handle}/step",
            named("step", post(page_wire::step)),
        )
        .route("/oidc/v1/token", named("exchange", post(token::exchange)))
        .route(
            "/attacker/jwks",
            named("attacker_jwks", get(discovery::attacker_keys)),
        )
        .route("/assets/{file}", get(page_wire::asset));
    finished(router, sim)
}

fn finished(router: Router<Sim>, sim: &Sim) -> Router {
    router
        .fallback(errors::no_such_route)
        .method_not_allowed_fallback(errors::no_such_method)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(sim.clone())
}
