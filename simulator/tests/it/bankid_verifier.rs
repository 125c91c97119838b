//! A strict merchant's check of ID tokens and grants, so that each forged one is shown to be wrong where it says and
//! nowhere else. Signatures are checked with `ring`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

const SKEW_S: i64 = 60;
const LONGEST: usize = 64 * 1024;

/// What the merchant knows.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub algorithms: &'a [&'a str],
    pub now_s: i64,
}

type Checked<T> = Result<T, &'static str>;

/// The payload of a token that is signed by one of these keys; otherwise the part that is wrong.
pub fn verify_signature(
    token: &str,
    keys: &Value,
    algorithms: &[&str],
) -> Checked<Map<String, Value>> {
    if token.len() > LONGEST {
        return Err("length");
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err("segments");
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| "base64url");
    let fields = unique(&decode(header)?).ok_or("header")?;
    if fields.contains_key("crit") {
        return Err("crit");
    }
    let algorithm = fields.get("alg").and_then(Value::as_str).ok_or("alg")?;
    if !algorithms.contains(&algorithm) {
        return Err("alg");
    }
    if fields.get("typ").is_some_and(|typ| typ != "JWT") {
        return Err("header typ");
    }
    let keys = keys["keys"].as_array().ok_or("keys")?;
    let fitting: Vec<&Value> = keys
        .iter()
        .filter(|key| key["alg"] == algorithm)
        .filter(|key| fields.get("kid").is_none_or(|kid| *kid == key["kid"]))
        .collect();
    let [key] = fitting.as_slice() else {
        return Err("kid");
    };
    let input = format!("{header}.{payload}");
    verify(key, algorithm, input.as_bytes(), &decode(signature)?)?;
    unique(&decode(payload)?).ok_or("payload")
}

fn verify(key: &Value, algorithm: &str, input: &[u8], signature: &[u8]) -> Checked<()> {
    let part = |name: &str| {
        let text = key[name].as_str().unwrap_or_default();
        URL_SAFE_NO_PAD.decode(text).map_err(|_| "key")
    };
    let result = match algorithm {
        "ES256" => {
            let point = [vec![4], part("x")?, part("y")?].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(input, signature)
        }
        other => {
            let padding = if other == "RS256" {
                &RSA_PKCS1_2048_8192_SHA256
            } else {
                &RSA_PSS_2048_8192_SHA256
            };
            RsaPublicKeyComponents {
                n: part("n")?,
                e: part("e")?,
            }
            .verify(padding, input, signature)
        }
    };
    result.map_err(|_| "signature")
}

/// The claims of a right ID token; otherwise the first claim that is wrong.
pub fn verify_id_token(
    token: &str,
    keys: &Value,
    expected: &Expected<'_>,
) -> Checked<Map<String, Value>> {
    let claims = verify_signature(token, keys, expected.algorithms)?;
    let text = |name: &'static str| claims.get(name).and_then(Value::as_str).ok_or(name);
    let seconds = |name: &'static str| claims.get(name).and_then(Value::as_i64).ok_or(name);
    if text("iss")? != expected.issuer {
        return Err("iss");
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => return Err("aud"),
    };
    if !audience.contains(&expected.client) {
        return Err("aud");
    }
    let azp = claims.get("azp").and_then(Value::as_str);
    if azp.is_some_and(|azp| azp != expected.client) || (audience.len() > 1 && azp.is_none()) {
        return Err("azp");
    }
    if !(1..=255).contains(&text("sub")?.len()) {
        return Err("sub");
    }
    if seconds("exp")? + SKEW_S <= expected.now_s {
        return Err("exp");
    }
    let iat = seconds("iat")?;
    if iat > expected.now_s + SKEW_S || iat < expected.now_s - 3_600 {
        return Err("iat");
    }
    if claims.contains_key("nbf") && seconds("nbf")? > expected.now_s + SKEW_S {
        return Err("nbf");
    }
    if text("nonce")? != expected.nonce {
        return Err("nonce");
    }
    if claims.contains_key("events") || text("typ")? != "ID" {
        return Err("typ");
    }
    if text("acr")? != "urn:bankid:bis;LOA=3" {
        return Err("acr");
    }
    Ok(claims)
}

/// An object none of whose members is there twice.
fn unique(bytes: &[u8]) -> Option<Map<String, Value>> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Option<Map<String, Value>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Map::new();
            let mut twice = false;
            while let Some((name, value)) = map.next_entry::<String, Value>()? {
                twice |= members.insert(name, value).is_some();
            }
            Ok((!twice).then_some(members))
        }
    }
    serde_json::Deserializer::from_slice(bytes)
        .deserialize_map(Members)
        .ok()
        .flatten()
}
