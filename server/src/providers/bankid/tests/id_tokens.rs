use super::*;
use id_token::{Expected, Person, check};
use settings::Scope;

const SCOPES: [Scope; 2] = [Scope::Openid, Scope::Profile];

fn judged(token: &jws::Signed, scopes: &[Scope]) -> Result<Person, jws::Rule> {
    let acr_values = [LOA3.to_owned()];
    check(
        token,
        &Expected {
            issuer: ISSUER,
            client_id: CLIENT,
            nonce: NONCE,
            acr_values: &acr_values,
            scopes,
            now: NOW,
            began: NOW - 120,
            skew: 30,
        },
    )
}

/// The good token with some claims replaced; `null` takes a claim out.
fn with(changes: &Value) -> Result<Person, jws::Rule> {
    let mut claims = good_claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.remove(name)),
            value => drop(claims.insert(name.clone(), value.clone())),
        }
    }
    judged(&signed(claims), &SCOPES)
}

/// BI-20, BI-21, BI-22; SEC-19: what is right in more than one way.
#[test]
fn a_good_token_is_accepted_in_each_of_its_forms() {
    for changes in [
        json!({}),
        json!({ "aud": [CLIENT] }),
        json!({ "azp": null, "nbf": null, "typ": null, "sid": "x" }),
        json!({ "amr": "BIS" }),
        json!({ "amr": null }),
        json!({ "iat": NOW + 9, "nbf": NOW + 9 }),
        json!({ "iat": NOW - 100, "exp": NOW - 29 }),
        json!({ "exp": 1_800_000_300.5 }),
        json!({ "sub": "s".repeat(255) }),
    ] {
        assert!(
            with(&changes).is_ok(),
            "{changes}: {:?}",
            with(&changes).err()
        );
    }
}

/// SEC-11, SEC-12, SEC-13, SEC-15, SEC-16, SEC-17, SEC-18, SEC-21, SEC-22, SEC-23, SEC-24, SEC-25, SEC-26, SEC-27,
/// SEC-28, SEC-29, SEC-40, SEC-41, SEC-43; BI-20, BI-21, BI-22: each broken rule by its
/// name.
#[test]
fn each_wrong_claim_is_refused_by_its_rule() {
    for (rule, changes) in [
        // SEC-11, SEC-12, SEC-13
        ("iss", json!({ "iss": "https://elsewhere.example" })),
        ("iss", json!({ "iss": "https://bis.example/" })),
        ("iss", json!({ "iss": "https://BIS.example" })),
        ("iss", json!({ "iss": "https://bis.example:443" })),
        ("iss", json!({ "iss": [ISSUER] })),
        ("iss", json!({ "iss": null })),
        // SEC-17, SEC-18, SEC-21
        ("aud", json!({ "aud": "other" })),
        ("aud", json!({ "aud": null })),
        ("aud", json!({ "aud": [] })),
        ("aud", json!({ "aud": { "id": CLIENT } })),
        ("aud", json!({ "aud": [CLIENT, "other"], "azp": null })),
        ("aud", json!({ "aud": [CLIENT, "other"] })),
        ("azp", json!({ "azp": "other" })),
        ("azp", json!({ "azp": [CLIENT] })),
        // SEC-22, SEC-23, SEC-24
        ("exp", json!({ "exp": null })),
        ("exp", json!({ "exp": NOW - 30 })),
        ("exp", json!({ "exp": NOW - 301 })),
        ("exp", json!({ "exp": (NOW + 300).to_string() })),
        ("exp", json!({ "exp": -NOW })),
        ("exp", json!({ "exp": 1e300 })),
        ("exp", json!({ "exp": i64::MAX })),
        ("exp", json!({ "exp": u64::MAX })),
        ("exp", json!({ "exp": [NOW + 300] })),
        // SEC-25, SEC-27
        ("iat", json!({ "iat": null })),
        ("iat", json!({ "iat": NOW + 61 })),
        ("iat", json!({ "iat": NOW - 86_400 })),
        ("iat", json!({ "iat": "now" })),
        ("iat", json!({ "iat": NOW + 20, "exp": NOW + 20 })),
        ("nbf", json!({ "nbf": NOW + 61 })),
        ("nbf", json!({ "nbf": "soon" })),
        // SEC-28, SEC-29
        ("nonce", json!({ "nonce": "another" })),
        ("nonce", json!({ "nonce": null })),
        ("nonce", json!({ "nonce": 7 })),
        ("nonce", json!({ "nonce": NONCE.to_ascii_uppercase() })),
        ("nonce", json!({ "nonce": format!("{NONCE} ") })),
        // SEC-15, SEC-16
        ("sub", json!({ "sub": null })),
        ("sub", json!({ "sub": "" })),
        ("sub", json!({ "sub": 7 })),
        ("sub", json!({ "sub": "s".repeat(256) })),
        // SEC-40, SEC-41
        ("acr", json!({ "acr": null })),
        ("acr", json!({ "acr": "urn:bankid:bis;LOA=2" })),
        ("acr", json!({ "acr": "urn:bankid:bis;LOA=30" })),
        ("acr", json!({ "acr": "urn:bankid:bis" })),
        ("acr", json!({ "acr": "urn:bankid:bid;LOA=4" })),
        ("acr", json!({ "acr": format!("{LOA3} x") })),
        ("acr", json!({ "acr": [LOA3] })),
        ("amr", json!({ "amr": 7 })),
        ("amr", json!({ "amr": ["bis-mfa", 7] })),
        // SEC-43
        ("typ", json!({ "typ": "Bearer" })),
        ("typ", json!({ "typ": "Logout" })),
        (
            "typ",
            json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} } }),
        ),
        ("typ", json!({ "permissionId": "1.BY.x.y" })),
        // BI-26
        ("claim_type", json!({ "name": 7 })),
        ("claim_type", json!({ "name": "K".repeat(10_000) })),
        ("claim_type", json!({ "birthdate": "1990-02-31" })),
        ("claim_type", json!({ "birthdate": "29.02.2004" })),
        ("claim_type", json!({ "updated_at": "yesterday" })),
        ("claim_type", json!({ "sub_nnin": 12_839_030_108_u64 })),
        ("claim_type", json!({ "sub_nnin": "1283903O1O8" })),
    ] {
        assert_eq!(with(&changes).err(), Some(rule), "{changes}");
    }
}

/// SEC-43
#[test]
fn sec_43_the_header_may_not_say_that_it_is_another_kind_of_token() {
    for (typ, accepted) in [
        (None, true),
        (Some("JWT"), true),
        (Some("jwt"), true),
        (Some("at+jwt"), false),
        (Some("logout+jwt"), false),
        (Some(""), false),
    ] {
        let token = jws::Signed {
            typ: typ.map(str::to_owned),
            ..signed(good_claims())
        };
        let judged = judged(&token, &SCOPES);
        assert_eq!(judged.is_ok(), accepted, "{typ:?}");
        assert!(accepted || judged.err() == Some("header_typ"));
    }
}

/// BI-26
#[test]
fn bi_26_scopes_decide_which_claims_there_are() {
    let mut claims = good_claims();
    for (name, value) in [
        ("sub_nnin", "12839030108"),
        ("sub_bankid", "9578-6000-4-1"),
        ("phone_number", "+4740000000"),
        ("originator", "CN=BankID"),
    ] {
        claims.insert(name.to_owned(), json!(value));
    }
    let token = signed(claims);
    let names = |scopes: &[Scope]| -> Vec<String> {
        judged(&token, scopes)
            .ok()
            .unwrap()
            .claims
            .into_keys()
            .collect()
    };
    let profile = [
        "birthdate",
        "family_name",
        "given_name",
        "name",
        "updated_at",
    ];
    assert!(names(&[Scope::Openid]).is_empty());
    assert_eq!(names(&SCOPES), profile);
    assert_eq!(
        names(&[Scope::SubNnin, Scope::SubBankid]),
        ["sub_bankid", "sub_nnin"]
    );
    // For the comparison with the grant it does not matter who asked.
    let person = judged(&token, &[Scope::Openid]).ok().unwrap();
    assert_eq!(person.national_id.as_deref(), Some("12839030108"));
}
