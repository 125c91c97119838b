//! What the gateways answer.

use reqwest::StatusCode;

use super::*;

const VALID: &str = include_str!("../fixtures/details_valid.json");
const MISSING: &str = include_str!("../fixtures/error_1552.json");

/// The snapshot of the fixture with these members of `data` replaced (null removes one).
fn snapshot_of(changes: Value, flow: Flow) -> Result<Snapshot, ProviderError> {
    let mut body: Value = serde_json::from_str(VALID).unwrap();
    let data = body["data"].as_object_mut().unwrap();
    data.insert("flow".to_owned(), json!(flow.name()));
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(data.remove(name)),
            value => drop(data.insert(name.clone(), value.clone())),
        }
    }
    let text = body.to_string();
    let envelope: Envelope<wire::Details> = serde_json::from_str(&text).unwrap();
    mapping::snapshot(&envelope.data.unwrap(), &text, SESSION, flow, flow.facts())
}

fn facts(snapshot: Result<Snapshot, ProviderError>) -> Vec<FactKind> {
    match snapshot {
        Ok(Snapshot::Done(outcome, _)) => outcome.facts.iter().map(|fact| fact.kind).collect(),
        other => panic!("not done: {other:?}"),
    }
}

/// OK-09: the table of statuses and results.
#[test]
fn ok_09_only_completed_and_valid_is_done() {
    let refused = Snapshot::Failed(Reason::NotAccepted);
    let broken = Snapshot::Failed(Reason::ProviderError);
    for (status, result, meaning) in [
        ("IN_PROGRESS", None, Snapshot::Processing),
        ("IN_PROGRESS", Some("VALID"), Snapshot::Processing),
        ("PARTIALLY_COMPLETED", Some("VALID"), Snapshot::Processing),
        ("INITIATED", None, Snapshot::Processing),
        ("COMPLETED", Some("INVALID"), refused),
        ("COMPLETED", None, Snapshot::Processing),
        ("COMPLETED", Some("MAYBE"), Snapshot::Processing),
        ("COMPLETED", Some("valid"), Snapshot::Processing),
        ("ERROR", None, broken.clone()),
        ("ERROR", Some("VALID"), broken),
        ("PAUSED", Some("VALID"), Snapshot::Processing),
        ("completed", Some("VALID"), Snapshot::Processing),
        ("", Some("VALID"), Snapshot::Processing),
    ] {
        let changes = json!({ "status": status, "result": result });
        assert_eq!(
            snapshot_of(changes.clone(), Flow::FaceVerification),
            Ok(meaning),
            "{changes}"
        );
    }
    assert_eq!(
        snapshot_of(json!({ "status": null }), Flow::FaceVerification),
        Ok(Snapshot::Processing)
    );
    assert!(matches!(
        snapshot_of(json!({}), Flow::FaceVerification),
        Ok(Snapshot::Done(..))
    ));
}

#[test]
fn reason_codes_known_and_unknown_are_one_refusal() {
    for reason in [
        "NOT_LIVE",
        "FACE_MATCH_FAILED",
        "REFERENCE_IMAGE_VALIDATION_FAILED",
        "DOCUMENT_NOT_FOUND",
        "SOMETHING_NEW",
    ] {
        let changes = json!({ "result": "INVALID", "reasonCode": reason });
        assert_eq!(
            snapshot_of(changes, Flow::FaceVerification),
            Ok(Snapshot::Failed(Reason::NotAccepted))
        );
    }
}

/// OK-08
#[test]
fn ok_08_details_of_another_session_or_flow_say_nothing_about_this_one() {
    for changes in [
        json!({ "partnerSessionId": "00000000-0000-4000-8000-000000000000" }),
        json!({ "partnerSessionId": "" }),
        json!({ "partnerSessionId": null }),
        json!({ "flow": "KTP_SCAN" }),
    ] {
        assert!(
            matches!(
                snapshot_of(changes.clone(), Flow::FaceVerification),
                Err(ProviderError::Unexpected { .. })
            ),
            "{changes}"
        );
    }
    let pending = json!({ "partnerSessionId": null, "status": "IN_PROGRESS" });
    assert_eq!(
        snapshot_of(pending, Flow::FaceVerification),
        Ok(Snapshot::Processing)
    );
}

#[test]
fn each_flow_asserts_what_it_examined_and_the_answer_carries() {
    use FactKind::{DocumentGenuine, FaceLive, FaceMatches};
    assert_eq!(
        facts(snapshot_of(json!({}), Flow::StandaloneLiveness)),
        [FaceLive]
    );
    assert_eq!(
        facts(snapshot_of(json!({}), Flow::FaceVerification)),
        [FaceLive, FaceMatches]
    );
    assert_eq!(
        facts(snapshot_of(json!({}), Flow::OnDemandFr)),
        [FaceLive, FaceMatches]
    );
    assert_eq!(
        facts(snapshot_of(json!({}), Flow::KtpScan)),
        [DocumentGenuine]
    );
    assert_eq!(
        facts(snapshot_of(json!({}), Flow::KycLite)),
        [FaceLive, FaceMatches]
    );
    let only_live = json!({ "submissionDetails": { "verificationResults": { "liveness": { "result": "VALID" } } } });
    assert_eq!(
        facts(snapshot_of(only_live, Flow::FaceVerification)),
        [FaceLive]
    );
    let ktp = json!({ "submissionDetails": { "verificationResults": {
        "referenceImageValidation": { "ktp": { "verificationResult": "VALID" } } } } });
    assert_eq!(facts(snapshot_of(ktp, Flow::KycLite)), [DocumentGenuine]);
    let nothing = json!({ "submissionDetails": null });
    assert_eq!(
        facts(snapshot_of(nothing.clone(), Flow::StandaloneLiveness)),
        [FaceLive]
    );
    assert_eq!(
        snapshot_of(nothing, Flow::FaceVerification),
        Ok(Snapshot::Failed(Reason::ProviderError))
    );
}

#[test]
fn a_fact_has_the_flow_as_its_assurance_and_the_score_as_a_claim() {
    let Ok(Snapshot::Done(outcome, Evidence { body, .. })) =
        snapshot_of(json!({}), Flow::FaceVerification)
    else {
        panic!("not done");
    };
    let face_matches = &outcome.facts[1];
    assert_eq!(face_matches.claims["score"], "0.97");
    assert_eq!(face_matches.claims["result"], "VALID");
    let assurance = face_matches.assurance.as_ref().unwrap();
    assert_eq!(
        (assurance.scheme.as_str(), assurance.value.as_str()),
        ("onekyc.flow", "FACE_VERIFICATION")
    );
    assert!(body.contains(SUBMISSION));
}

#[test]
fn valid_with_an_examination_that_failed_is_not_valid() {
    for results in [
        json!({ "liveness": { "result": "INVALID" }, "faceMatch": { "result": "VALID" } }),
        json!({ "liveness": { "result": "VALID" }, "faceMatch": { "result": false } }),
        json!({ "liveness": { "result": "not_live" } }),
        json!({ "liveness": { "result": "VALID" }, "referenceImageValidation": { "ktp": { "verificationResult": "INVALID" } } }),
    ] {
        let changes = json!({ "submissionDetails": { "verificationResults": results } });
        assert_eq!(
            snapshot_of(changes.clone(), Flow::FaceVerification),
            Ok(Snapshot::Failed(Reason::ProviderError)),
            "{changes}"
        );
    }
}

fn errors(code: Value, cause: &str) -> Vec<ErrorItem> {
    let envelope = json!({ "success": false, "errors": [{ "code": code, "cause": cause }] });
    serde_json::from_value::<Envelope<Value>>(envelope)
        .unwrap()
        .errors
        .unwrap()
}

/// OK-10: nothing submitted yet is 400/1552, a number here and a text there.
#[test]
fn ok_10_no_submission_is_waiting() {
    let fixture: Envelope<Value> = serde_json::from_str(MISSING).unwrap();
    for errors in [
        fixture.errors.unwrap(),
        errors(json!("1552"), "SUBMISSION_DOES_NOT_EXIST"),
    ] {
        assert_eq!(
            mapping::details_refused(StatusCode::BAD_REQUEST, &errors),
            Ok(Snapshot::Waiting)
        );
    }
}

#[test]
fn every_other_refusal_of_the_details_changes_nothing() {
    for (status, code, cause, is_set_up) in [
        (
            400,
            json!(1553),
            "PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER",
            false,
        ),
        (400, json!(1550), "PARTNER_USER_ID_CAN_NOT_BE_EMPTY", true),
        (401, json!(1539), "UNAUTHORIZED", true),
        (401, json!("110"), "UNAUTHORIZED", true),
        (403, json!(903), "FORBIDDEN", true),
        (404, json!(404), "NOT_FOUND", true),
        (418, json!(1), "TEAPOT", false),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let error = mapping::details_refused(status, &errors(code, cause)).unwrap_err();
        assert_eq!(
            matches!(error, ProviderError::Misconfigured { .. }),
            is_set_up,
            "{error}"
        );
    }
}

#[test]
fn refusals_of_the_gateways_name_code_cause_and_remedy() {
    let text = |status: u16, code: Value, cause: &str| {
        mapping::refused(
            "initiate flow",
            StatusCode::from_u16(status).unwrap(),
            &errors(code, cause),
        )
        .to_string()
    };
    let forbidden = text(
        403,
        json!("110"),
        "ONBOARDING_PARTNER_DOES_NOT_BELONG_TO_CLIENT",
    );
    assert!(
        forbidden.contains("settings.onboarding_partner") && forbidden.contains("110"),
        "{forbidden}"
    );
    assert!(text(401, json!("110"), "UNAUTHORIZED").contains("secrets.pass_key"));
    assert!(text(400, json!("1539"), "INVALID_FLOW").contains("settings.flow"));
    let duplicate = text(400, json!("1539"), "DUPLICATE_PARTNER_SESSION_ID");
    assert!(duplicate.starts_with("unexpected answer"), "{duplicate}");
    assert!(!text(400, json!("1539"), "<b>\nInjected 0812 3456").contains('\n'));
}

#[test]
fn numbers_may_be_texts() {
    assert_eq!(wire::number(Some(&json!("3600"))), Some(3600));
    assert_eq!(wire::number(Some(&json!(3600))), Some(3600));
    for none in [json!("soon"), json!(null), json!([1]), json!(1.5)] {
        assert_eq!(wire::number(Some(&none)), None);
    }
    let token: Envelope<wire::PartnerTokenData> =
        serde_json::from_str(include_str!("../fixtures/partner_token.json")).unwrap();
    assert_eq!(
        wire::number(token.data.unwrap().expiry_seconds.as_ref()),
        Some(3600)
    );
}
