//! The two discovery documents and their key sets (contract 1.1).

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::bankid::keys::{Algorithm, Key};
use crate::bankid::switches::{JwksShape, WrongIssuer};
use crate::bankid::world::World;
use crate::simulator::Sim;

const ELSEWHERE: &str = "https://issuer.example";

/// `{issuer}/.well-known/openid-configuration` of BankID OIDC, a Keycloak realm.
pub(crate) async fn oidc(State(sim): State<Sim>) -> Json<Value> {
    let world = sim.bankid();
    let issuer = &world.oidc_issuer;
    let host = &sim.addresses.bankid_oidc;
    let endpoint = |name: &str| format!("{issuer}/protocol/openid-connect/{name}");
    Json(json!({
        "issuer": if world.switches.wrong_issuer == WrongIssuer::Oidc { ELSEWHERE } else { issuer },
        "authorization_endpoint": format!("{issuer}/precheck/auth"),
        "token_endpoint": endpoint("token"),
        "introspection_endpoint": endpoint("token/introspect"),
        "userinfo_endpoint": format!("{host}/userinfo"),
        "end_session_endpoint": endpoint("logout"),
        "jwks_uri": endpoint("certs"),
        "pushed_authorization_request_endpoint": endpoint("ext/par/request"),
        "require_pushed_authorization_requests": false,
        "fraud-data-baseurl": format!("{host}/fraud-data"),
        "signdoc-baseurl": format!("{host}/signdoc"),
        "aml-baseurl": format!("{host}/aml"),
        "release": "simulator",
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "permissions/client", "permissions/iframe"],
    }))
}

/// `/.well-known/openid-configuration` of BankID with biometrics.
pub(crate) async fn biometrics(State(sim): State<Sim>) -> Json<Value> {
    let world = sim.bankid();
    let issuer = &world.biometrics_issuer;
    let slash = if world.switches.permissions_slash {
        "/"
    } else {
        ""
    };
    let mut document = json!({
        "issuer": if world.switches.wrong_issuer == WrongIssuer::Biometrics { ELSEWHERE } else { issuer },
        "permissions_endpoint": format!("{issuer}/permissions/v1{slash}"),
        "backchannel_authentication_endpoint": format!("{issuer}/oidc/v1/bc-authorize"),
        "token_endpoint": format!("{issuer}/oidc/v1/token"),
        "jwks_uri": format!("{issuer}/oidc/v1/jwks"),
        "jwks_uri_grants": format!("{issuer}/permissions/v1/jwks"),
        "id_token_signing_alg_values_supported": [world.switches.id_token_alg.name()],
        "acr_values_supported": ["urn:bankid:bis", "urn:bankid:bih"],
        "grant_types_supported": ["authorization_code", "urn:openid:params:grant-type:ciba"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "sub_nnin", "sub_bankid"],
    });
    if world.switches.iframe_endpoint_published {
        document["iframe_authorize_endpoint"] = json!(format!("{issuer}/iframe-authorize"));
    }
    Json(document)
}

/// The keys of BankID OIDC: none of them signs an ID token here.
pub(crate) async fn oidc_keys(State(sim): State<Sim>) -> Json<Value> {
    Json(json!({ "keys": [sim.bankid().keys.oidc.jwk(Algorithm::Rs256)] }))
}

/// The keys that sign ID tokens.
pub(crate) async fn id_token_keys(State(sim): State<Sim>) -> Json<Value> {
    Json(json!({ "keys": published(&sim.bankid()) }))
}

/// The keys that sign grants.
pub(crate) async fn grant_keys(State(sim): State<Sim>) -> Json<Value> {
    let world = sim.bankid();
    let keys: Vec<Value> = world
        .keys
        .grants
        .published()
        .map(|key| key.jwk(Algorithm::Ps256))
        .collect();
    Json(json!({ "keys": keys }))
}

/// What the `jku` of a forged token points at; nobody should ever ask.
pub(crate) async fn attacker_keys(State(sim): State<Sim>) -> Json<Value> {
    Json(json!({ "keys": [sim.bankid().keys.attacker.jwk(Algorithm::Ps256)] }))
}

fn published(world: &World) -> Vec<Value> {
    let keys = &world.keys;
    let rsa_algorithm = match world.switches.id_token_alg {
        Algorithm::Rs256 => Algorithm::Rs256,
        Algorithm::Es256 | Algorithm::Ps256 => Algorithm::Ps256,
    };
    let jwk = |key: &Key| key.jwk(rsa_algorithm);
    let signing = keys.for_id_token(world.switches.id_token_alg);
    let all = || -> Vec<Value> {
        keys.id_token
            .published()
            .chain([&keys.id_token_rsa])
            .map(jwk)
            .collect()
    };
    match world.switches.jwks {
        JwksShape::OnePerAlgorithm => all(),
        JwksShape::One => vec![jwk(signing)],
        JwksShape::Several => all()
            .into_iter()
            .chain([jwk(&keys.id_token_spare)])
            .collect(),
        JwksShape::DuplicateKid => {
            let mut other = jwk(&keys.id_token_spare);
            other["kid"] = json!(signing.kid);
            std::iter::once(other).chain(all()).collect()
        }
        JwksShape::NoKid => {
            let mut all = all();
            for key in all.iter_mut().filter_map(Value::as_object_mut) {
                key.remove("kid");
            }
            all
        }
        JwksShape::Empty => Vec::new(),
    }
}
