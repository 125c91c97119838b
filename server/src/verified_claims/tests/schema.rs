//! What the schema refuses, and what it knows.

use super::*;

/// Each of these is refused by the specification's text.
#[test]
fn the_schema_refuses_what_the_specification_does() {
    let good = built(FactKind::Identity, &[("name", "Kari")]);
    validate(&good).unwrap();
    let without = |pointer: &str, member: &str| {
        let mut changed = good.clone();
        let object = changed.pointer_mut(pointer).unwrap().as_object_mut();
        assert!(object.unwrap().remove(member).is_some(), "{member}");
        changed
    };
    let with = |pointer: &str, member: &str, value: Value| {
        let mut changed = good.clone();
        changed.pointer_mut(pointer).unwrap()[member] = value;
        changed
    };
    let evidence = "/verification/evidence/0";
    for (what, changed) in [
        ("no claims", without("", "claims")),
        ("no verification", without("", "verification")),
        (
            "no trust framework",
            without("/verification", "trust_framework"),
        ),
        ("no evidence", with("/verification", "evidence", json!([]))),
        ("no type of evidence", without(evidence, "type")),
        (
            "an unknown type of evidence",
            with(evidence, "type", json!("id_document")),
        ),
        (
            "no method of a check",
            without("/verification/evidence/0/check_details/0", "check_method"),
        ),
        (
            "no type of a record",
            without("/verification/evidence/0/record", "type"),
        ),
        (
            "a document without its type",
            with(
                "/verification",
                "evidence",
                json!([{ "type": "document", "document_details": { "document_number": "1" } }]),
            ),
        ),
        (
            "an attestation without its type",
            with(
                "/verification",
                "evidence",
                json!([{ "type": "vouch", "attestation": { "reference_number": "1" } }]),
            ),
        ),
        (
            "a signature without its certificate",
            with(
                "/verification",
                "evidence",
                json!([{ "type": "electronic_signature", "signature_type": "qes_eidas", "issuer": "CA" }]),
            ),
        ),
        (
            "a reference to no check",
            with(
                "/verification",
                "assurance_process",
                json!({ "assurance_details": [{ "evidence_ref": [{}] }] }),
            ),
        ),
        (
            "no moment",
            with("/verification", "time", json!("yesterday")),
        ),
        (
            "an address that is a text",
            with("/claims", "address", json!("1 Example Street")),
        ),
        (
            "nationalities that are a text",
            with("/claims", "nationalities", json!("SG")),
        ),
        ("a list", json!([good])),
        (
            "a member that nobody knows",
            with("", "userinfo", json!({})),
        ),
    ] {
        assert!(validate(&changed).is_err(), "{what}: {changed}");
    }
}

/// The specification's types of evidence that we do not write ourselves; a client's own schema may be another.
#[test]
fn the_schema_knows_every_type_of_evidence() {
    for evidence in [
        json!({
            "type": "document",
            "check_details": [{ "check_method": "vpip", "time": "2012-04-22T11:30Z" }],
            "document_details": {
                "type": "idcard", "issuer": { "name": "City", "country": "DE" }, "document_number": "1",
                "date_of_issuance": "2010-03-23", "date_of_expiry": "2020-03-22",
            },
        }),
        json!({
            "type": "electronic_record",
            "check_details": [{ "check_method": "data" }, { "check_method": "token" }],
            "record": {
                "type": "population_register", "created_at": "1979-01-22T00:00Z", "date_of_expiry": "2025-12-31",
                "source": { "name": "Register", "country_code": "SWE" },
            },
            "derived_claims": { "given_name": "Kari" },
        }),
        json!({
            "type": "vouch",
            "check_details": [{ "check_method": "vpip", "organization": "Registrar" }],
            "attestation": {
                "type": "digital_attestation", "reference_number": "1", "date_of_issuance": "2021-09-09",
                "voucher": { "name": "Ola", "birthdate": "1978-11-01", "country": "NO", "occupation": "engineer" },
            },
        }),
        json!({
            "type": "electronic_signature", "signature_type": "qes_eidas", "issuer": "CA", "serial_number": "1",
            "created_at": "2012-04-23T18:25Z", "derived_claims": { "given_name": "Kari" },
        }),
    ] {
        let whole = json!({
            "verification": { "trust_framework": "eidas", "assurance_level": "high", "evidence": [evidence] },
            "claims": { "given_name": "Kari", "nationalities": ["DE"], "place_of_birth": { "country": "DE" } },
        });
        assert_eq!(validate(&whole), Ok(()), "{whole}");
    }
}
