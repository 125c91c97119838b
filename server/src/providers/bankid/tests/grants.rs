use super::*;
use grant::{Expected, check};
use id_token::Person;

const PERMISSION: &str = "1.BY.MEKrA-00.BiDEl_Cg";

fn judged(changes: &Value, national_id: Option<&str>) -> Result<(), jws::Rule> {
    let claims = json!({
        "gv": 1, "pt": "x", "type": "payment.v1", "rpId": "bankid-app", "sv": "2020-10-30@deadbeef", "iat": NOW,
        "iss": ISSUER, "nonce": NONCE, "proofKeyId": "key", "sub": "nnin:12839030108", "permissionId": PERMISSION,
        "digest": "d",
    });
    let mut claims = claims.as_object().unwrap().clone();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.remove(name)),
            value => drop(claims.insert(name.clone(), value.clone())),
        }
    }
    let expected = Expected {
        issuer: ISSUER,
        nonce: NONCE,
        permission_id: PERMISSION,
        kind: "payment.v1",
        now: NOW,
        began: NOW - 120,
        skew: 30,
    };
    let person = Person {
        acr: LOA3.to_owned(),
        claims: BTreeMap::new(),
        national_id: national_id.map(str::to_owned),
    };
    check(&signed(claims), &expected, &person)
}

/// BI-24, SEC-86
#[test]
fn bi_24_a_grant_has_to_be_this_permission_s() {
    for (changes, national_id) in [
        (json!({}), None),
        (json!({}), Some("12839030108")),
        (json!({ "sub": "12839030108" }), Some("12839030108")),
        (json!({ "sub": null }), Some("12839030108")),
    ] {
        assert_eq!(judged(&changes, national_id), Ok(()), "{changes}");
    }
    for (rule, changes) in [
        ("grant_iss", json!({ "iss": "https://oidc.example" })),
        ("grant_iss", json!({ "iss": null })),
        ("grant_nonce", json!({ "nonce": "the ID token's" })),
        ("grant_nonce", json!({ "nonce": null })),
        (
            "grant_permission_id",
            json!({ "permissionId": "1.BY.other.one" }),
        ),
        ("grant_permission_id", json!({ "permissionId": null })),
        ("grant_type", json!({ "type": "authentication.v1" })),
        ("grant_type", json!({ "type": null })),
        ("grant_iat", json!({ "iat": NOW + 61 })),
        ("grant_iat", json!({ "iat": NOW - 3600 })),
        ("grant_iat", json!({ "iat": null })),
        ("grant_sub", json!({ "sub": "nnin:04917511212" })),
        ("grant_sub", json!({ "sub": "nnin:" })),
        ("grant_sub", json!({ "sub": 12_839_030_108_u64 })),
        ("grant_typ", json!({ "typ": "ID" })),
        ("grant_typ", json!({ "aud": CLIENT })),
    ] {
        assert_eq!(
            judged(&changes, Some("12839030108")),
            Err(rule),
            "{changes}"
        );
    }
}
