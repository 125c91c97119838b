use super::*;

const PHONE: Option<&str> = Some("+447700900000");

fn outcome(snapshot: Snapshot) -> Outcome {
    match snapshot {
        Snapshot::Done(outcome, _) => outcome,
        other => panic!("not done: {other:?}"),
    }
}

/// SG-10: the table of all statuses. Unknown, missing and misspelt ones are not success.
#[test]
fn sg_10_every_status_has_its_meaning() {
    let cancelled = Snapshot::Failed(Reason::Cancelled);
    let broken = Snapshot::Failed(Reason::ProviderError);
    for (status, meaning) in [
        ("CREATED", Snapshot::Waiting),
        ("WAITING_FOR_USER", Snapshot::Waiting),
        ("ABORT", cancelled.clone()),
        ("CANCELLED", cancelled),
        ("ERROR", broken.clone()),
        ("INVALID", broken),
        ("EXPIRED", Snapshot::Expired),
        ("PAUSED", Snapshot::Processing),
        ("CANCELED", Snapshot::Processing),
        ("success", Snapshot::Processing),
        (" SUCCESS", Snapshot::Processing),
        ("", Snapshot::Processing),
    ] {
        // The rest of the answer says success throughout: only the status counts.
        assert_eq!(
            snapshot_of(json!({ "status": status }), PHONE, None),
            meaning,
            "{status:?}"
        );
    }
    assert_eq!(
        snapshot_of(json!({ "status": null }), PHONE, None),
        Snapshot::Processing
    );
    assert!(matches!(
        snapshot_of(json!({}), PHONE, None),
        Snapshot::Done(..)
    ));
}

/// SG-11: the subject's id, idpId and phoneNumber, and the loa; nothing that was not asked for.
#[test]
fn sg_11_requested_attributes_become_claims_and_nothing_else() {
    let subject = json!({
        "id": "TOuh-Q-Qx2-XXXXXXXX", "idpId": "447700900000", "phoneNumber": "447700900000",
        "nin": { "value": "01010112345", "issuingCountry": "NO", "type": "BIRTH" }, "firstName": "Kari",
    });
    let snapshot = snapshot_of(json!({ "subject": subject }), PHONE, None);
    let Snapshot::Done(outcome, evidence) = &snapshot else {
        panic!("not done");
    };
    let [fact] = outcome.facts.as_slice() else {
        panic!("one fact");
    };
    assert_eq!(fact.kind, FactKind::ContactControl);
    let assurance = fact.assurance.as_ref().unwrap();
    assert_eq!(
        (assurance.scheme.as_str(), assurance.value.as_str()),
        ("signicat.loa", "low")
    );
    let claims: Vec<_> = fact
        .claims
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        claims,
        [
            ("idp_id", "447700900000"),
            ("phone_number", "+447700900000"),
            ("subject_id", "TOuh-Q-Qx2-XXXXXXXX")
        ]
    );
    assert!(evidence.body.contains("TOuh-Q-Qx2-XXXXXXXX"));
    assert_eq!(evidence.content_type, "application/json");
}

/// SG-16, SEC-110
#[test]
fn sg_16_another_number_than_the_prefilled_one_is_refused() {
    for same in [
        "447700900000",
        "+447700900000",
        "00447700900000",
        "+44 7700 900000",
    ] {
        let subject = json!({ "id": "x", "phoneNumber": same });
        assert!(
            matches!(
                snapshot_of(json!({ "subject": subject }), PHONE, None),
                Snapshot::Done(..)
            ),
            "{same}"
        );
    }
    for other in [
        "447700900001",
        "4477009000000",
        "7700900000",
        "447700900000;447700900001",
        "٤٤٧٧٠٠٩٠٠٠٠٠",
    ] {
        let subject = json!({ "id": "x", "phoneNumber": other, "idpId": "447700900000" });
        assert_eq!(
            snapshot_of(json!({ "subject": subject }), PHONE, None),
            Snapshot::Failed(Reason::ContactMismatch),
            "{other}"
        );
    }
}

#[test]
fn without_a_prefilled_number_any_number_is_the_one() {
    let outcome = outcome(snapshot_of(json!({}), None, None));
    assert_eq!(outcome.facts[0].claims["phone_number"], "+447700900000");
}

/// SG-11: what SUCCESS has to carry.
#[test]
fn sg_11_success_without_a_number_proves_nothing() {
    let broken = Snapshot::Failed(Reason::ProviderError);
    for changes in [
        json!({ "subject": null }),
        json!({ "subject": {} }),
        json!({ "subject": { "idpId": "447700900000" } }),
        json!({ "subject": { "phoneNumber": "" } }),
        json!({ "subject": { "phoneNumber": 447_700_900_000_u64 } }),
        json!({ "subject": { "phoneNumber": ["447700900000"] } }),
        json!({ "subject": { "phoneNumber": "4".repeat(300) } }),
        json!({ "provider": "otp-email" }),
        json!({ "provider": null }),
    ] {
        assert_eq!(
            snapshot_of(changes.clone(), PHONE, None),
            broken,
            "{changes}"
        );
        assert_eq!(
            snapshot_of(changes.clone(), None, None),
            broken,
            "{changes}"
        );
    }
}

#[test]
fn a_level_of_assurance_below_the_requested_one_is_refused() {
    let with = |loa: Value, least| snapshot_of(json!({ "loa": loa }), PHONE, Some(least));
    assert!(matches!(with(json!("low"), Loa::Low), Snapshot::Done(..)));
    assert!(matches!(
        with(json!("high"), Loa::Substantial),
        Snapshot::Done(..)
    ));
    for (loa, least) in [
        (json!("low"), Loa::Substantial),
        (json!("substantial"), Loa::High),
        (json!(null), Loa::Low),
        (json!("top"), Loa::Low),
    ] {
        assert_eq!(
            with(loa.clone(), least),
            Snapshot::Failed(Reason::NotAccepted),
            "{loa}"
        );
    }
}

/// SG-08, SEC-109
#[test]
fn sg_08_a_refused_nonce_is_a_return_that_is_not_ours() {
    let problem: Problem = serde_json::from_str(PROBLEM).unwrap();
    for status in [400_u16, 403, 404] {
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(
            mapping::status_refused(status, &problem),
            Err(ProviderError::NotOurs)
        );
    }
}

#[test]
fn other_refusals_of_the_status_are_told_apart() {
    let none = Problem::default();
    assert_eq!(
        mapping::status_refused(StatusCode::NOT_FOUND, &none),
        Ok(Snapshot::Expired)
    );
    for status in [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN] {
        assert!(matches!(
            mapping::status_refused(status, &none),
            Err(ProviderError::Misconfigured { .. })
        ));
    }
    for status in [StatusCode::BAD_REQUEST, StatusCode::IM_A_TEAPOT] {
        assert!(matches!(
            mapping::status_refused(status, &none),
            Err(ProviderError::Unexpected { .. })
        ));
    }
}

/// SG-18
#[test]
fn sg_18_a_missing_permission_is_named() {
    let problem = Problem {
        code: Some("forbidden".to_owned()),
        ..Problem::default()
    };
    for error in [
        mapping::create_refused(StatusCode::FORBIDDEN, &problem),
        mapping::token_refused(StatusCode::BAD_REQUEST, Some("unauthorized_client")),
    ] {
        let ProviderError::Misconfigured { detail } = error else {
            panic!("not misconfigured");
        };
        assert!(detail.contains("Authentication REST API"), "{detail}");
    }
}

#[test]
fn refused_parameters_are_named_and_texts_from_outside_are_not_repeated() {
    let problem: Problem = serde_json::from_value(json!({
        "code": "invalid_request_parameter", "detail": "canary",
        "invalidParams": [{ "name": "returnUrl", "reason": "canary" }, { "name": "<canary>\nx", "reason": "" }],
    }))
    .unwrap();
    let ProviderError::Misconfigured { detail } =
        mapping::create_refused(StatusCode::BAD_REQUEST, &problem)
    else {
        panic!("not misconfigured");
    };
    assert!(
        detail.contains("returnUrl") && detail.contains("invalid_request_parameter"),
        "{detail}"
    );
    assert!(!detail.contains('<') && !detail.contains('\n'), "{detail}");
}

/// SG-04
#[test]
fn sg_04_the_answer_to_create_is_read() {
    let session: wire::Session = serde_json::from_str(CREATED).unwrap();
    assert_eq!(session.id, "558b1459-335c-4431-8561-b44d9c727bb9");
    assert_eq!(session.session_lifetime, Some(1200));
    assert_eq!(
        wire::Status::read(session.status.as_deref()),
        wire::Status::Created
    );
}

#[test]
fn no_message_means_anything() {
    let adapter = Signicat::new().unwrap();
    let session = ProviderSession {
        reference: "x".to_owned(),
        presentation: Presentation::Frame,
        memo: remember(&memo(PHONE)).unwrap(),
    };
    for raw in [
        "",
        "{}",
        r#"{"type":"ONEKYC_QR_CALLBACK"}"#,
        r#"{"status":"SUCCESS"}"#,
    ] {
        assert_eq!(
            adapter.read_message(&session, raw),
            Hint::Unexpected { fetch: false }
        );
    }
}
