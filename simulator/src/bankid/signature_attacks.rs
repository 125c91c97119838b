//! ID tokens whose header, key or signature is wrong, and other tokens in the place of an ID token.

use serde_json::{Map, Value, json};

use crate::bankid::id_token::Issuing;
use crate::bankid::jwt::{hmac, segment, signing_input};
use crate::bankid::keys::Algorithm;
use crate::bankid::plays::plays;

plays! {
    /// How the ID token is signed instead.
    SignatureAttack {
        SignatureAltered "signature_altered" "A byte of the ID token's signature is altered.",
        PayloadAltered "payload_altered" "A claim is altered after signing.",
        HeaderAltered "header_altered" "The header is altered after signing.",
        Stripped "signature_stripped" "The signature is empty, the header says what it always says.",
        Zeros "signature_zeros" "The signature is as long as it should be and all zeros.",
        AlgNone "alg_none" "alg is none, the signature empty.",
        AlgNoneSigned "alg_none_signed" "alg is none, with a signature.",
        AlgMissing "alg_missing" "The header has no alg.",
        AlgNull "alg_null" "alg is null.",
        AlgNoneCapital "alg_none_capital" "alg is None.",
        AlgNoneUpper "alg_none_upper" "alg is NONE.",
        AlgNoneMixed "alg_none_mixed" "alg is nOnE.",
        HmacPublicPem "hs256_with_public_pem" "alg is HS256, the secret is the public key in PEM.",
        HmacPublicBytes "hs256_with_public_bytes" "alg is HS256, the secret is the public key's bytes.",
        HmacPublicJwk "hs256_with_public_jwk" "alg is HS256, the secret is the public key as a JWK.",
        HmacClientSecret "hs256_with_client_secret" "alg is HS256, the secret is the client's.",
        HmacEmpty "hs256_with_nothing" "alg is HS256, the secret is empty.",
        Unregistered "unregistered_algorithm" "Signed well by a published key, with an algorithm that is not registered.",
        OidcKey "signed_with_oidc_key" "Signed by a key of BankID OIDC.",
        GrantsKey "signed_with_grants_key" "Signed by the key for grants.",
        AttackerKey "signed_with_attacker_key" "Signed by an attacker's key under the right kid.",
        JwkHeader "jwk_header" "Signed by an attacker's key, which stands in the header.",
        JkuHeader "jku_header" "Signed by an attacker's key, whose address stands in the header as jku.",
        X5uHeader "x5u_header" "Signed by an attacker's key, whose address stands in the header as x5u.",
        CritHeader "crit_header" "Signed well, with an extension that the header calls critical.",
        KidUnknown "kid_unknown" "Signed by the right key under a kid that is not published.",
        KidMissing "kid_missing" "Signed by the right key without kid.",
        KidNumber "kid_number" "The kid is a number.",
        KidOdd "kid_odd" "The kid is a path and a query.",
        RotatedBefore "rotated_before_token" "The key is replaced just before signing, and the new one signs, which is right.",
        RemovedKey "signed_with_removed_key" "The key is replaced and removed, and the old one signs.",
        HeaderTyp "header_typ_wrong" "The header's typ is at+jwt.",
        AccessToken "is_access_token" "The id_token is the access token of the client.",
        LogoutToken "is_logout_token" "The id_token is a logout token.",
        Grant "is_grant" "The id_token is the grant.",
    }
}

impl SignatureAttack {
    /// The token, from the header and the claims of a good one.
    pub(crate) fn forge(
        self,
        mut header: Map<String, Value>,
        mut claims: Map<String, Value>,
        issuing: &Issuing<'_>,
    ) -> String {
        let keys = issuing.keys;
        let mut algorithm = issuing.algorithm;
        let mut key = keys.for_id_token(algorithm);
        let mut set = |name: &str, value: Value| drop(header.insert(name.to_owned(), value));
        match self {
            Self::AlgNone | Self::AlgNoneSigned => set("alg", json!("none")),
            Self::AlgNull => set("alg", Value::Null),
            Self::AlgNoneCapital => set("alg", json!("None")),
            Self::AlgNoneUpper => set("alg", json!("NONE")),
            Self::AlgNoneMixed => set("alg", json!("nOnE")),
            Self::HmacPublicPem
            | Self::HmacPublicBytes
            | Self::HmacPublicJwk
            | Self::HmacClientSecret
            | Self::HmacEmpty => set("alg", json!("HS256")),
            Self::Unregistered => {
                algorithm = match issuing.algorithm {
                    Algorithm::Rs256 => Algorithm::Ps256,
                    Algorithm::Es256 | Algorithm::Ps256 => Algorithm::Rs256,
                };
                key = keys.for_id_token(algorithm);
                set("alg", json!(algorithm.name()));
                set("kid", json!(key.kid));
            }
            Self::OidcKey => {
                (key, algorithm) = (&keys.oidc, Algorithm::Rs256);
                set("alg", json!(algorithm.name()));
                set("kid", json!(key.kid));
            }
            Self::GrantsKey => {
                (key, algorithm) = (&keys.grants.current, Algorithm::Es256);
                set("alg", json!(algorithm.name()));
                set("kid", json!(key.kid));
            }
            Self::AttackerKey | Self::JwkHeader | Self::JkuHeader | Self::X5uHeader => {
                (key, algorithm) = (&keys.attacker, Algorithm::Es256);
                set("alg", json!(algorithm.name()));
                match self {
                    Self::JwkHeader => set("jwk", key.jwk(algorithm)),
                    Self::JkuHeader => set("jku", json!(issuing.attacker_jwks_url)),
                    Self::X5uHeader => set("x5u", json!(issuing.attacker_jwks_url)),
                    _ => {}
                }
                if matches!(self, Self::JkuHeader | Self::X5uHeader) {
                    set("kid", json!(key.kid));
                }
            }
            Self::CritHeader => {
                set("crit", json!(["urn:example:extension"]));
                set("urn:example:extension", json!(true));
            }
            Self::KidUnknown => set("kid", json!(issuing.noise)),
            Self::KidNumber => set("kid", json!(1)),
            Self::KidOdd => set("kid", json!("../../keys?kid=' OR 1=1 --")),
            Self::RemovedKey => {
                key = keys.id_token.previous.as_ref().unwrap_or(key);
                set("alg", json!(Algorithm::Es256.name()));
                set("kid", json!(key.kid));
                algorithm = Algorithm::Es256;
            }
            Self::HeaderTyp => set("typ", json!("at+jwt")),
            Self::AlgMissing => drop(header.remove("alg")),
            Self::KidMissing => drop(header.remove("kid")),
            Self::AccessToken => return issuing.access_token.to_owned(),
            Self::LogoutToken => {
                claims.remove("nonce");
                let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
                claims.insert("events".to_owned(), events);
                claims.insert("typ".to_owned(), json!("Logout"));
            }
            Self::Grant => return issuing.grant.to_owned(),
            Self::SignatureAltered
            | Self::PayloadAltered
            | Self::HeaderAltered
            | Self::Stripped
            | Self::Zeros
            | Self::RotatedBefore => {}
        }
        let payload = Value::Object(claims.clone()).to_string();
        let input = signing_input(&header, payload.as_bytes());
        let signature = match self {
            Self::AlgNone
            | Self::AlgMissing
            | Self::AlgNull
            | Self::AlgNoneCapital
            | Self::AlgNoneUpper
            | Self::AlgNoneMixed
            | Self::Stripped => Vec::new(),
            Self::HmacPublicPem => hmac(key.public_pem().as_bytes(), input.as_bytes()),
            Self::HmacPublicBytes => hmac(&key.public_bytes(), input.as_bytes()),
            Self::HmacPublicJwk => {
                hmac(key.jwk(algorithm).to_string().as_bytes(), input.as_bytes())
            }
            Self::HmacClientSecret => hmac(issuing.client_secret.as_bytes(), input.as_bytes()),
            Self::HmacEmpty => hmac(b"", input.as_bytes()),
            _ => key.sign(algorithm, input.as_bytes()),
        };
        match self {
            Self::SignatureAltered => format!("{input}.{}", segment(altered(signature))),
            Self::Zeros => format!("{input}.{}", segment(vec![0; signature.len()])),
            Self::PayloadAltered => {
                claims.insert("sub_nnin".to_owned(), json!("00000000000"));
                claims.insert("name".to_owned(), json!("Somebody Else"));
                let input = signing_input(&header, Value::Object(claims).to_string().as_bytes());
                format!("{input}.{}", segment(signature))
            }
            Self::HeaderAltered => {
                header.insert("cty".to_owned(), json!("JWT"));
                format!(
                    "{}.{}",
                    signing_input(&header, payload.as_bytes()),
                    segment(signature)
                )
            }
            _ => format!("{input}.{}", segment(signature)),
        }
    }

    /// Whether the signing key is replaced first, and whether the old one stays published.
    pub(crate) fn rotates(self) -> Option<bool> {
        match self {
            Self::RotatedBefore => Some(true),
            Self::RemovedKey => Some(false),
            _ => None,
        }
    }
}

fn altered(mut signature: Vec<u8>) -> Vec<u8> {
    if let Some(byte) = signature.get_mut(10) {
        *byte ^= 1;
    }
    signature
}
