use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, SignatureAlgorithm};

use super::*;
use crate::jws::{
    Algorithm, LONGEST, check_signature,
    keys::{NoKey, pick},
    read,
};

/// A key of the tests' own.
struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
    public: Vec<u8>,
}

impl Signer {
    fn new(algorithm: Algorithm) -> Self {
        let kind: &'static SignatureAlgorithm = match algorithm {
            Algorithm::EdDsa => &PKCS_ED25519,
            _ => &PKCS_ECDSA_P256_SHA256,
        };
        let pair = KeyPair::generate_for(kind).unwrap();
        let der = pair.serialize_der();
        let key = match algorithm {
            Algorithm::EdDsa => EncodingKey::from_ed_der(&der),
            _ => EncodingKey::from_ec_der(&der),
        };
        Self {
            algorithm,
            key,
            public: pair.public_key_raw().to_vec(),
        }
    }

    fn jwk(&self, kid: Option<&str>) -> Value {
        let encoded = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match self.algorithm {
            Algorithm::EdDsa => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(&self.public) })
            }
            // An uncompressed point: 4, x, y (SEC 1, 2.3.3).
            _ => {
                json!({ "kty": "EC", "crv": "P-256", "x": encoded(&self.public[1..33]), "y": encoded(&self.public[33..]) })
            }
        };
        jwk["alg"] = json!(self.algorithm.name());
        if let Some(kid) = kid {
            jwk["kid"] = json!(kid);
        }
        jwk
    }

    fn sign(&self, kid: Option<&str>) -> String {
        let header = Header {
            kid: kid.map(str::to_owned),
            ..Header::new(self.algorithm.jwa())
        };
        encode(&header, &good_claims(), &self.key).unwrap()
    }
}

fn es256() -> Signer {
    Signer::new(Algorithm::Es256)
}

fn set(keys: &[Value]) -> Value {
    json!({ "keys": keys })
}

/// Whether the token verifies with the set.
fn verifies(token: &str, algorithm: Algorithm, kid: Option<&str>, set: &Value) -> bool {
    let picked = pick(set, kid, algorithm).ok();
    read(token, algorithm).is_ok()
        && picked.is_some_and(|(key, _)| check_signature(token, algorithm, &key).is_ok())
}

/// BI-19; SEC-01, SEC-02, SEC-87: RS256 and PS256 are tried against the simulator.
#[test]
fn bi_19_a_signature_holds_for_its_own_key_and_token_only() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let (signer, other) = (Signer::new(algorithm), Signer::new(algorithm));
        let token = signer.sign(Some("one"));
        let ours = set(&[signer.jwk(Some("one"))]);
        assert!(
            verifies(&token, algorithm, Some("one"), &ours),
            "{algorithm:?}"
        );
        let theirs = set(&[other.jwk(Some("one"))]);
        assert!(
            !verifies(&token, algorithm, Some("one"), &theirs),
            "{algorithm:?}"
        );
        let (message, signature) = token.rsplit_once('.').unwrap();
        for place in [0, signature.len() / 2] {
            let mut altered: Vec<u8> = signature.bytes().collect();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = format!("{message}.{}", String::from_utf8(altered).unwrap());
            assert!(
                !verifies(&altered, algorithm, Some("one"), &ours),
                "{algorithm:?} {place}"
            );
        }
    }
}

fn token_with(header: &Value) -> String {
    let encoded = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let claims = Value::Object(good_claims()).to_string();
    format!(
        "{}.{}.{}",
        encoded(header.to_string().as_bytes()),
        encoded(claims.as_bytes()),
        encoded(&[7; 64])
    )
}

/// SEC-04, SEC-05, SEC-06, SEC-07, SEC-09, SEC-43: refused before any key is looked for.
#[test]
fn sec_04_the_header_names_the_registered_algorithm_and_no_extension() {
    for (rule, header) in [
        ("alg", json!({ "alg": "none" })),
        ("alg", json!({ "alg": "None" })),
        ("alg", json!({ "alg": "NONE" })),
        ("alg", json!({ "alg": "nOnE" })),
        ("alg", json!({ "alg": null })),
        ("alg", json!({})),
        ("alg", json!({ "alg": "HS256" })),
        ("alg", json!({ "alg": "RS256" })),
        ("alg", json!({ "alg": "PS256" })),
        ("alg", json!({ "alg": "es256" })),
        ("alg", json!({ "alg": ["ES256"] })),
        (
            "crit",
            json!({ "alg": "ES256", "crit": ["b64"], "b64": false }),
        ),
        ("crit", json!({ "alg": "ES256", "crit": [] })),
        ("kid", json!({ "alg": "ES256", "kid": 7 })),
        ("kid", json!({ "alg": "ES256", "kid": "" })),
        ("kid", json!({ "alg": "ES256", "kid": "k".repeat(300) })),
        ("header_typ", json!({ "alg": "ES256", "typ": 7 })),
    ] {
        let refused = read(&token_with(&header), Algorithm::Es256);
        assert_eq!(refused.err(), Some(rule), "{header}");
    }
    assert!(read(&token_with(&json!({ "alg": "ES256" })), Algorithm::Es256).is_ok());
}

/// SEC-08: a key that the token brings along is not looked at.
#[test]
fn sec_08_a_token_cannot_bring_its_own_key() {
    let (attacker, ours) = (es256(), es256());
    let header = Header {
        jku: Some("https://evil.test/keys".to_owned()),
        x5u: Some("https://evil.test/certificate".to_owned()),
        jwk: Some(serde_json::from_value(attacker.jwk(None)).unwrap()),
        kid: Some("one".to_owned()),
        ..Header::new(attacker.algorithm.jwa())
    };
    let token = encode(&header, &good_claims(), &attacker.key).unwrap();
    let ours = set(&[ours.jwk(Some("one"))]);
    assert!(!verifies(&token, Algorithm::Es256, Some("one"), &ours));
}

/// SEC-44
#[test]
fn sec_44_what_is_no_compact_token_is_refused() {
    let token = es256().sign(Some("one"));
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let encoded = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let with_payload = |payload: &str| format!("{header}.{}.{signature}", encoded(payload));
    for (rule, token) in [
        ("token_parts", String::new()),
        ("token_parts", format!("{header}.{payload}")),
        ("token_parts", format!("{token}.{signature}")),
        ("token_parts", format!("{token}..")),
        ("signature", format!("{header}.{payload}.")),
        ("signature", format!("{token}=")),
        ("signature", format!("{token}\n")),
        ("token_payload", format!("{header}.{payload}==.{signature}")),
        ("token_payload", format!("{header}.{payload} .{signature}")),
        ("token_payload", format!("{header}..{signature}")),
        ("token_header", format!(".{payload}.{signature}")),
        (
            "token_header",
            format!("{}.{payload}.{signature}", encoded("[]")),
        ),
        (
            "token_header",
            format!(
                "{}.{payload}.{signature}",
                encoded(r#"{"alg":"ES256","alg":"ES256"}"#)
            ),
        ),
        ("token_payload", with_payload("[]")),
        ("token_payload", with_payload("\"{}\"")),
        (
            "token_payload",
            with_payload(r#"{"nonce":"a","nonce":"b"}"#),
        ),
        ("token_payload", with_payload(r#"{"a":{"b":1,"b":2}}"#)),
        ("token_payload", with_payload(r#"{"exp":1e400}"#)),
        ("token_payload", with_payload(r#"{"exp":NaN}"#)),
        (
            "token_payload",
            with_payload(&format!("{{\"a\":{}1{}}}", "[".repeat(20), "]".repeat(20))),
        ),
        (
            "token_payload",
            format!(
                "{header}.{}.{signature}",
                BASE64_URL_SAFE_NO_PAD.encode(b"{\"a\":\"\xff\"}")
            ),
        ),
        ("token_too_long", "a".repeat(LONGEST + 1)),
        ("token_too_long", "a.".repeat(500_000)),
    ] {
        let shown: String = token.chars().take(60).collect();
        assert_eq!(read(&token, Algorithm::Es256).err(), Some(rule), "{shown}");
    }
}

/// SEC-31, SEC-32, SEC-33, BI-19: which key it has to be.
#[test]
fn sec_31_the_key_is_the_only_one_that_can_be_meant() {
    let (one, two, ed) = (es256(), es256(), Signer::new(Algorithm::EdDsa));
    let found =
        |keys: &[Value], kid| pick(&set(keys), kid, Algorithm::Es256).map(|(_, jwk)| jwk.clone());
    let (a, b) = (one.jwk(Some("a")), two.jwk(Some("b")));
    assert_eq!(found(&[a.clone(), b.clone()], Some("b")), Ok(b.clone()));
    assert_eq!(
        found(&[a.clone(), b.clone()], Some("c")),
        Err(NoKey::Unknown)
    );
    // SEC-31: no name, and one suitable key among others.
    assert_eq!(found(&[ed.jwk(Some("e")), a.clone()], None), Ok(a.clone()));
    // SEC-32
    assert_eq!(found(&[a.clone(), b.clone()], None), Err(NoKey::Ambiguous));
    assert_eq!(found(&[], None), Err(NoKey::Unknown));
    // One name for two keys.
    assert_eq!(
        found(&[a.clone(), two.jwk(Some("a"))], Some("a")),
        Err(NoKey::Ambiguous)
    );
    // A key without a name is none with this name.
    assert_eq!(found(&[one.jwk(None)], Some("a")), Err(NoKey::Unknown));
    for (member, value) in [
        ("use", json!("enc")),
        ("alg", json!("ES384")),
        ("crv", json!("P-384")),
        ("kty", json!("RSA")),
        ("key_ops", json!(["sign"])),
    ] {
        let mut key = a.clone();
        key[member] = value;
        assert_eq!(found(&[key], Some("a")), Err(NoKey::Unknown), "{member}");
    }
    for (member, value) in [("x", json!("AA")), ("y", json!("!")), ("x", Value::Null)] {
        let mut key = a.clone();
        key[member] = value;
        assert_eq!(found(&[key], Some("a")), Err(NoKey::Unusable), "{member}");
    }
    // A short RSA key is none.
    let short = json!({ "kty": "RSA", "kid": "r", "n": BASE64_URL_SAFE_NO_PAD.encode([0xc1; 128]), "e": "AQAB" });
    let picked = pick(&set(&[short]), Some("r"), Algorithm::Rs256).map(|(_, jwk)| jwk.clone());
    assert_eq!(picked, Err(NoKey::Unusable));
}

proptest::proptest! {
    /// SEC-44: whatever is sent, it is read or refused.
    #[test]
    fn sec_44_no_text_breaks_the_reader(text in "\\PC{0,300}", bytes in proptest::collection::vec(0_u8.., 0..300)) {
        let encoded = BASE64_URL_SAFE_NO_PAD.encode(&bytes);
        for token in [text.clone(), format!("{encoded}.{encoded}.{encoded}"), format!("{text}.{encoded}.{text}")] {
            let _ = read(&token, Algorithm::Es256);
        }
        let _ = crate::strict_json::object(&bytes, jws::DEEPEST);
        let _ = messages::read(&text);
    }

    /// SEC-02, SEC-44: a token with another character anywhere is another token.
    #[test]
    fn sec_02_a_token_with_one_other_character_is_refused(place in 0_usize..10_000, other in "[A-Za-z0-9_.=-]") {
        static SIGNED: std::sync::LazyLock<(String, Value)> = std::sync::LazyLock::new(|| {
            let signer = es256();
            (signer.sign(Some("one")), set(&[signer.jwk(Some("one"))]))
        });
        let (token, keys) = &*SIGNED;
        let place = place % token.len();
        proptest::prop_assume!(token[place..=place] != other);
        let altered = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        proptest::prop_assert!(!verifies(&altered, Algorithm::Es256, Some("one"), keys));
    }
}
