use std::collections::BTreeMap;

use proptest::prelude::*;
use vestibule::fact::Assurance;

use super::*;

mod schema;

const AT: Timestamp = Timestamp(1_792_000_000_000);

fn source() -> Source<'static> {
    Source {
        trust_framework: "no_aml",
        provider: "BankID",
        kind: "bankid",
        time: AT,
        evidence: "0199aa00-0000-7000-8000-000000000001",
    }
}

fn fact(kind: FactKind, claims: &[(&str, &str)]) -> Fact {
    Fact {
        kind,
        assurance: Some(Assurance {
            scheme: "bankid.acr".to_owned(),
            value: "urn:bankid:bis".to_owned(),
        }),
        claims: claims
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

fn built(kind: FactKind, claims: &[(&str, &str)]) -> Value {
    of(&fact(kind, claims), &source()).unwrap().unwrap()
}

fn schema_path(result: Result<Option<Value>, VerifiedClaimsError>) -> String {
    match result {
        Err(VerifiedClaimsError::Invalid { schema_path }) => schema_path,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_identity_says_who_it_is_by_whose_word_and_under_which_rules() {
    let built = built(
        FactKind::Identity,
        &[("name", "Kari Synthetic"), ("birthdate", "1990-03-12")],
    );
    assert_eq!(
        built,
        json!({
            "verification": {
                "trust_framework": "no_aml",
                "assurance_process": {
                    "policy": "bankid.acr",
                    "assurance_details": [{
                        "assurance_classification": "urn:bankid:bis",
                        "evidence_ref": [{ "check_id": "0199aa00-0000-7000-8000-000000000001" }],
                    }],
                },
                "time": "2026-10-14T17:46:40Z",
                "verification_process": "0199aa00-0000-7000-8000-000000000001",
                "evidence": [{
                    "type": "electronic_record",
                    "check_details": [{
                        "check_method": "data",
                        "organization": "BankID",
                        "check_id": "0199aa00-0000-7000-8000-000000000001",
                        "time": "2026-10-14T17:46:40Z",
                    }],
                    "record": { "type": "bankid", "source": { "name": "BankID" } },
                }],
            },
            "claims": { "name": "Kari Synthetic", "birthdate": "1990-03-12" },
        })
    );
}

/// The documentation's example is what comes out.
#[test]
fn the_documented_example_is_what_a_fact_becomes() {
    let document = include_str!("../../../docs/facts.md");
    let example = document.split("```json").nth(1).unwrap();
    let example: Value = serde_json::from_str(example.split("```").next().unwrap()).unwrap();
    assert_eq!(validate(&example), Ok(()));
    let claims = [("name", "Kari Synthetic"), ("birthdate", "1990-03-12")];
    assert_eq!(example, built(FactKind::Identity, &claims));
}

/// A level without the rules that define it means nothing.
#[test]
fn a_level_is_one_only_within_its_own_trust_framework() {
    let own = Source {
        trust_framework: "bankid.acr",
        ..source()
    };
    let fact = fact(FactKind::Identity, &[("name", "Kari")]);
    let verification = |source| of(&fact, source).unwrap().unwrap()["verification"].clone();
    assert_eq!(verification(&own)["assurance_level"], "urn:bankid:bis");
    assert!(verification(&own).get("assurance_process").is_none());
    assert!(verification(&source()).get("assurance_level").is_none());
    let mut unsure = fact.clone();
    unsure.assurance = None;
    let verification = of(&unsure, &own).unwrap().unwrap()["verification"].clone();
    assert!(verification.get("assurance_level").is_none());
    assert!(verification.get("assurance_process").is_none());
}

#[test]
fn claims_have_their_standard_names_and_shapes() {
    let built = built(
        FactKind::Identity,
        &[
            ("name", "TAN XIAO HUI"),
            ("alias", "TRICIA TAN"),
            ("pinyin_name", "CHEN XIAO HUI"),
            ("birthdate", "1955"),
            ("nationality", "SG"),
            ("place_of_birth", "MYS"),
            ("address", "1 EXAMPLE STREET, SINGAPORE 000001"),
            ("national_id", "S9000000X"),
            ("passport_number", "E0000001S"),
            ("updated_at", "1700000000"),
            ("subject_id", "9578-5999-4-1234567"),
            ("phone_number", "+6580000001"),
            ("email", "kari@synthetic.example"),
        ],
    );
    assert_eq!(
        built["claims"],
        json!({
            "name": "TAN XIAO HUI",
            "also_known_as": "TRICIA TAN",
            "name#zh-Latn-pinyin": "CHEN XIAO HUI",
            "birthdate": "1955",
            "nationalities": ["SG"],
            "place_of_birth": { "country": "MYS" },
            "address": { "formatted": "1 EXAMPLE STREET, SINGAPORE 000001" },
            "national_id": "S9000000X",
            "passport_number": "E0000001S",
        })
    );
    let told = super::claims::of(&BTreeMap::from([
        ("nationality".to_owned(), "SINGAPORE CITIZEN".to_owned()),
        ("place_of_birth".to_owned(), "Bandung".to_owned()),
        ("nationalities".to_owned(), "GB, SL".to_owned()),
    ]));
    assert_eq!(
        Value::Object(told),
        json!({
            "nationality": "SINGAPORE CITIZEN",
            "place_of_birth": { "locality": "Bandung" },
            "nationalities": ["GB", "SL"],
        })
    );
}

#[test]
fn a_document_carries_its_details_and_no_claim_that_it_does_not_state() {
    let built = built(
        FactKind::DocumentGenuine,
        &[
            ("document_type", "idcard"),
            ("document_country", "IDN"),
            ("document_number", "3100000000000001"),
            ("document_expiry", "2031-01-31"),
            ("result", "VALID"),
            ("score", "99.1"),
        ],
    );
    assert_eq!(built["claims"], json!({}));
    let evidence = &built["verification"]["evidence"][0];
    assert_eq!(evidence["type"], "document");
    assert_eq!(
        evidence["document_details"],
        json!({
            "type": "idcard",
            "document_number": "3100000000000001",
            "date_of_expiry": "2031-01-31",
            "issuer": { "country_code": "IDN" },
        })
    );
    let untold = self::built(FactKind::DocumentGenuine, &[]);
    assert_eq!(
        untold["verification"]["evidence"][0]["document_details"],
        json!({ "type": "identity_document" })
    );
}

#[test]
fn nothing_but_an_identity_or_a_document_is_ever_verified() {
    let claims = [("name", "Kari"), ("document_type", "idcard")];
    for kind in [
        FactKind::ContactControl,
        FactKind::FaceLive,
        FactKind::FaceMatches,
        FactKind::PaymentApproved,
        FactKind::SelfAsserted,
    ] {
        assert_eq!(of(&fact(kind, &claims), &source()), Ok(None), "{kind:?}");
    }
    // An account alone says nothing about who has it.
    for claims in [&[][..], &[("subject_id", "1"), ("updated_at", "1")]] {
        assert_eq!(
            of(&fact(FactKind::Identity, claims), &source()),
            Ok(None),
            "{claims:?}"
        );
    }
}

#[test]
fn a_value_that_does_not_have_its_shape_is_refused_without_being_repeated() {
    for (name, value, keyword) in [
        ("birthdate", "12.03.1990", "/birthdate/"),
        ("birthdate", "1990-02-30", "/birthdate/"),
        ("nationalities", "sg", "/country_code/pattern"),
        ("nationalities", "", "/nationalities/minItems"),
        ("name", "", "/word/minLength"),
        ("address", "", "/word/minLength"),
        ("Name", "Kari", "/propertyNames/"),
        ("na me", "Kari", "/propertyNames/"),
    ] {
        let refused = of(&fact(FactKind::Identity, &[(name, value)]), &source());
        let path = schema_path(refused);
        assert!(path.contains(keyword), "{name}: {value}: {path}");
        assert!(
            value.is_empty() || !path.contains(value),
            "{name}: {value}: {path}"
        );
    }
    let expired = fact(FactKind::DocumentGenuine, &[("document_expiry", "never")]);
    assert!(schema_path(of(&expired, &source())).contains("/date/"));
    let nobody = Source {
        trust_framework: "",
        ..source()
    };
    let fact = fact(FactKind::Identity, &[("name", "Kari")]);
    assert!(schema_path(of(&fact, &nobody)).contains("/word/minLength"));
    let never = Source {
        time: Timestamp(i64::MAX),
        ..source()
    };
    assert_eq!(of(&fact, &never), Err(VerifiedClaimsError::Time));
}

fn any_kind() -> impl Strategy<Value = FactKind> {
    prop::sample::select(vec![
        FactKind::Identity,
        FactKind::DocumentGenuine,
        FactKind::ContactControl,
        FactKind::SelfAsserted,
    ])
}

fn any_claims() -> impl Strategy<Value = BTreeMap<String, String>> {
    let known = prop::sample::select(vec![
        "name",
        "birthdate",
        "nationality",
        "nationalities",
        "address",
        "place_of_birth",
        "national_id",
        "alias",
        "pinyin_name",
        "document_type",
        "document_country",
        "document_expiry",
        "email",
        "verified_claims",
    ]);
    let name = prop_oneof![4 => known.prop_map(str::to_owned), 1 => ".{0,20}"];
    let value = prop_oneof![
        ".{0,40}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[A-Z]{1,4}",
        Just(String::new())
    ];
    prop::collection::btree_map(name, value, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a source says: either it is valid, or it is refused, or there is none.
    #[test]
    fn no_claims_ever_make_an_invalid_object_silently(kind in any_kind(), claims in any_claims()) {
        let fact = Fact { kind, assurance: None, claims };
        match of(&fact, &source()) {
            Ok(Some(built)) => {
                prop_assert_eq!(validate(&built), Ok(()));
                prop_assert!(matches!(kind, FactKind::Identity | FactKind::DocumentGenuine));
            }
            Ok(None) => prop_assert!(kind != FactKind::DocumentGenuine),
            Err(VerifiedClaimsError::Invalid { schema_path }) => {
                prop_assert!(schema_path.starts_with('/'), "{}", schema_path);
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}
