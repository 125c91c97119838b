//! The signed permission (step 12 of the BankID iframe documentation; contract 1.8), and the scenarios that bend it.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::bankid::jwt::{header, segment, signing_input};
use crate::bankid::keys::{Algorithm, Keys};
use crate::bankid::personas;
use crate::bankid::plays::plays;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{Granted, Session};

plays! {
    /// How the grant is answered, or what it says instead.
    GrantPlay {
        Late "grant_late" "The first three grant requests after the approval answer 404.",
        Never "grant_never" "Every grant request answers 404 until the permission has run out, then 410.",
        Gone "grant_gone" "Every grant request answers 410.",
        Forbidden "grant_forbidden" "Every grant request answers 403.",
        NotText "grant_as_json" "The grant is answered as its decoded payload, without a signature.",
        Empty "grant_empty" "The grant is an empty text.",
        WrongNonce "grant_wrong_nonce" "The grant's nonce belongs to nothing.",
        OidcNonce "grant_oidc_nonce" "The grant's nonce is that of the ID token.",
        MissingNonce "grant_missing_nonce" "The grant has no nonce.",
        WrongPermission "grant_wrong_permission" "The grant's permissionId is another one.",
        MissingPermission "grant_missing_permission" "The grant has no permissionId.",
        WrongType "grant_wrong_type" "The grant's type is another one than was registered.",
        WrongSub "grant_wrong_sub" "The grant's sub is another person's national identity number.",
        SubWithoutScheme "grant_sub_without_scheme" "The grant's sub has no nnin: in front.",
        MissingSub "grant_missing_sub" "The grant has no sub.",
        WrongIssuer "grant_wrong_issuer" "The grant's iss is another issuer.",
        WrongDigest "grant_wrong_digest" "The grant's digest is that of another permission.",
        IatFuture "grant_iat_future" "The grant's iat is an hour ahead.",
        IdTokenKey "grant_signed_with_id_token_key" "The grant is signed by the key for ID tokens.",
        OidcKey "grant_signed_with_oidc_key" "The grant is signed by a key of BankID OIDC.",
        AttackerKey "grant_signed_with_attacker_key" "The grant is signed by an attacker's key under the right kid.",
        KidUnknown "grant_kid_unknown" "The grant is signed by the right key under a kid that is not published.",
        AlgNone "grant_alg_none" "The grant's alg is none, its signature empty.",
        Tampered "grant_tampered" "The grant's payload is altered after signing.",
        Stripped "grant_signature_stripped" "The grant's signature is empty.",
        IdToken "grant_is_id_token" "The grant is the ID token's text.",
        Foreign "grant_of_other_permission" "The grant is that of the latest other permission.",
    }
}

/// What else a grant is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Granting<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) issuer: &'a str,
    /// A value that belongs to nothing.
    pub(crate) noise: &'a str,
}

/// The grant as text.
pub(crate) fn grant(session: &Session, granted: Granted, granting: Granting<'_>) -> String {
    let play = match session.scenario {
        Scenario::Grant(play) => Some(play),
        _ => None,
    };
    let mut claims = claims(session, granted, granting.issuer);
    if let Some(play) = play {
        play.bend(&mut claims, session, granted, granting.noise);
    }
    let keys = granting.keys;
    let (key, algorithm) = match play {
        Some(GrantPlay::IdTokenKey) => (&keys.id_token.current, Algorithm::Es256),
        Some(GrantPlay::OidcKey) => (&keys.oidc, Algorithm::Rs256),
        Some(GrantPlay::AttackerKey) => (&keys.attacker, Algorithm::Es256),
        _ => (&keys.grants.current, Algorithm::Es256),
    };
    let kid = match play {
        Some(GrantPlay::AttackerKey) => &keys.grants.current.kid,
        Some(GrantPlay::KidUnknown) => granting.noise,
        _ => &key.kid,
    };
    let mut header = header(algorithm, kid);
    if play == Some(GrantPlay::AlgNone) {
        header.insert("alg".to_owned(), json!("none"));
    }
    let input = signing_input(
        &header,
        Value::Object(claims.clone()).to_string().as_bytes(),
    );
    let signature = match play {
        Some(GrantPlay::AlgNone | GrantPlay::Stripped) => Vec::new(),
        _ => key.sign(algorithm, input.as_bytes()),
    };
    if play == Some(GrantPlay::Tampered) {
        claims.insert("sub".to_owned(), json!("nnin:00000000000"));
        let input = signing_input(&header, Value::Object(claims).to_string().as_bytes());
        return format!("{input}.{}", segment(signature));
    }
    format!("{input}.{}", segment(signature))
}

/// The payload of a good grant.
pub(crate) fn claims(session: &Session, granted: Granted, issuer: &str) -> Map<String, Value> {
    let members = [
        ("gv", json!(1)),
        ("pt", json!("permission")),
        ("type", json!(session.registration.kind)),
        ("rpId", json!("bankid-app")),
        ("sv", json!("2020-10-30@deadbeef")),
        ("iat", json!(granted.at_ms / 1_000)),
        ("iss", json!(issuer)),
        ("nonce", json!(session.registration.statement.nonce)),
        ("proofKeyId", json!(proof_key_id(granted))),
        ("sub", json!(format!("nnin:{}", granted.persona.nnin))),
        ("permissionId", json!(session.id)),
        // ASSUMED: of the permission as it was sent.
        (
            "digest",
            json!(segment(Sha256::digest(&session.registration.permission))),
        ),
    ];
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// The id of the key in the person's app.
pub(crate) fn proof_key_id(granted: Granted) -> String {
    segment(Sha256::digest(format!(
        "proof key of {}",
        granted.persona.bankid
    )))
}

impl GrantPlay {
    fn bend(
        self,
        claims: &mut Map<String, Value>,
        session: &Session,
        granted: Granted,
        noise: &str,
    ) {
        let mut set = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
        match self {
            Self::WrongNonce => set("nonce", json!(noise)),
            Self::OidcNonce => {
                let nonce = session.authorization.as_ref().map(|one| &one.request.nonce);
                set("nonce", json!(nonce));
            }
            Self::WrongPermission => set("permissionId", json!(format!("1.BY.{noise}.{noise}"))),
            Self::WrongType => {
                let other = if session.registration.kind == "payment.v1" {
                    "authentication.v1"
                } else {
                    "payment.v1"
                };
                set("type", json!(other));
            }
            Self::WrongSub => {
                let other = personas::ALL
                    .iter()
                    .find(|one| one.nnin != granted.persona.nnin);
                set("sub", json!(other.map(|one| format!("nnin:{}", one.nnin))));
            }
            Self::SubWithoutScheme => set("sub", json!(granted.persona.nnin)),
            Self::WrongIssuer => set("iss", json!("https://issuer.example")),
            Self::WrongDigest => set("digest", json!(segment(Sha256::digest(noise)))),
            Self::IatFuture => set("iat", json!(granted.at_ms / 1_000 + 3_600)),
            Self::MissingNonce => drop(claims.remove("nonce")),
            Self::MissingPermission => drop(claims.remove("permissionId")),
            Self::MissingSub => drop(claims.remove("sub")),
            _ => {}
        }
    }
}
