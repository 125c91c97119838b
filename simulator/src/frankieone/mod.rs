//! FrankieOne (simulator): the BFF that OneSDK and the customer's server call, the OneSDK script, and the IdPs behind it.

pub(crate) mod accounts;
pub(crate) mod applicant;
pub(crate) mod bff;
pub(crate) mod callback;
pub(crate) mod cors;
pub(crate) mod entity;
pub(crate) mod errors;
pub(crate) mod idp;
pub(crate) mod individual;
pub(crate) mod jwe;
pub(crate) mod jws;
pub(crate) mod keys;
pub(crate) mod machine_session;
pub(crate) mod pki_sign;
pub(crate) mod recipe;
mod scenario_list;
pub(crate) mod scenarios;
pub(crate) mod script;
pub(crate) mod session;
pub(crate) mod switches;
pub(crate) mod token;
pub(crate) mod vendor;
pub(crate) mod vendor_myinfo;
pub(crate) mod vendor_openid;
pub(crate) mod world;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::fault::ProviderName;
use crate::fault_layer::gated;
use crate::simulator::Sim;

/// When this was last compared with the provider's documents, `YYYY-MM-DD`.
pub(crate) const CONTRACT_DATE: &str = "2026-11-22";

/// Telemetry is the largest body.
const MOST_BODY_BYTES: usize = 256 * 1024;

/// The BFF, and the script beside it.
pub(crate) fn bff_router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::FrankieOne, route, methods);
    let for_browsers = Router::new()
        .route(
            "/data/v2/token-validity",
            named("token_validity", get(bff::token_validity)),
        )
        .route("/onesdk/v2/config", named("config", get(bff::config)))
        .route("/f2/v1/config", named("config", get(bff::config)))
        .route(
            "/data/v2/applicant/",
            named("applicant", get(bff::applicant)),
        )
        .route(
            "/f2/one-sdk/v1/search",
            named("applicant", post(bff::search)),
        )
        .route(
            "/f2/one-sdk/v1/individuals/{id}",
            named("applicant", get(bff::individual)),
        )
        .route("/data/v2/events", named("events", post(bff::events)))
        .route("/f2/v2/events", named("events", post(bff::events)))
        .route("/telemetry/v3/events", named("events", post(bff::beacon)))
        .route(
            "/federation/v1/callback/{idp}",
            named("callback", get(callback::receive)),
        )
        .route(
            "/federation/v1/{idp}/entity",
            named("entity", post(entity::approve)),
        )
        .layer(from_fn(cors::any_origin));
    Router::new()
        .route(
            "/auth/v2/machine-session",
            named("machine_session", post(machine_session::open)),
        )
        .route(
            "/onesdk/v1.7/oneSdk.umd.js",
            named("script", get(script::serve)),
        )
        .merge(for_browsers)
        .fallback(bff::no_such_route)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(sim.clone())
}

/// The IdPs: MyInfo v3, the OpenID Connect ones, and the pages that all of them show.
pub(crate) fn idp_router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::FrankieOne, route, methods);
    Router::new()
        .route(
            "/com/v3/authorise",
            named("idp_authorise", get(idp::myinfo_authorise::authorise)),
        )
        .route(
            "/com/v3/token",
            named("idp_token", post(idp::myinfo_token::issue)),
        )
        .route(
            "/com/v3/person/{sub}/",
            named("idp_person", get(idp::myinfo_person::show)),
        )
        .route(
            "/oidc/{name}/.well-known/openid-configuration",
            named("idp_discovery", get(idp::openid_discovery::configuration)),
        )
        .route(
            "/oidc/{name}/jwks",
            named("idp_discovery", get(idp::openid_discovery::keys)),
        )
        .route(
            "/oidc/{name}/authorize",
            named("idp_authorise", get(idp::openid_authorize::authorize)),
        )
        .route(
            "/oidc/{name}/token",
            named("idp_token", post(idp::openid_token::issue)),
        )
        .route(
            "/oidc/{name}/userinfo",
            named("idp_person", get(idp::openid_token::userinfo)),
        )
        .route(
            "/idp/visits/{id}",
            named("idp_page", get(idp::consent::show)),
        )
        .route(
            "/idp/visits/{id}/login",
            named("idp_page", post(idp::consent::login)),
        )
        .route(
            "/idp/visits/{id}/consent",
            named("idp_page", post(idp::consent::decide)),
        )
        .route("/idp/assets/pages.css", get(idp::pages::css))
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(sim.clone())
}
