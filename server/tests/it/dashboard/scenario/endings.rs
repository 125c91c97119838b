//! Every ending that the simulator can play maps back to its scenario.

use serde_json::json;

use super::{came_to, checks, file, mapped};
use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    bankid, external,
    face_endings::{callback, in_front_of_the_frame},
    frankieone,
    happy::ready_to_confirm,
    selfie,
};

/// SG-10: scenario, status that the session ends with, scenario that the file names.
#[tokio::test]
async fn every_ending_of_a_phone_session_maps_back() {
    let app = TestApp::start().await;
    for (scenario, outcome, expected) in [
        ("normal", "SUCCESS", "normal"),
        ("normal", "ABORT", "abort"),
        ("normal", "CANCELLED", "abort"),
        ("normal", "ERROR", "error"),
        ("normal", "INVALID", "error"),
        ("normal", "EXPIRED", "expired"),
        ("unknown_status", "SUCCESS", "status_never"),
        ("status_missing", "SUCCESS", "status_never"),
        ("status_never", "SUCCESS", "status_never"),
        ("edited_phone", "SUCCESS", "edited_phone"),
        ("no_nonce", "SUCCESS", "no_nonce"),
        ("wrong_nonce", "SUCCESS", "wrong_nonce"),
        ("nonce_twice", "SUCCESS", "nonce_twice"),
        ("no_subject", "SUCCESS", "error"),
        ("no_phone", "SUCCESS", "error"),
        ("wrong_provider", "SUCCESS", "error"),
        ("wrong_session_id", "SUCCESS", "status_never"),
        ("phone_with_plus", "SUCCESS", "normal"),
        ("success_return_but_error", "ERROR", "error"),
        ("error_return_but_success", "SUCCESS", "normal"),
    ] {
        let mut person = ready_to_confirm(&app).await;
        app.simulator.will_play("signicat", scenario).await;
        let frame = person.launches_frame("confirm").await;
        let back = app.simulator.finishes_phone(outcome, None).await.unwrap();
        person.claims("confirm", &frame.attempt, &back).await;
        assert_eq!(
            mapped(&app, &person).await,
            expected,
            "{scenario} {outcome}"
        );
    }
}

/// A number that is polled for, and a frame that nobody did anything in.
#[tokio::test]
async fn waiting_and_leaving_map_back_as_well() {
    let app = TestApp::start().await;
    let mut person = ready_to_confirm(&app).await;
    app.simulator.will_play("signicat", "status_late").await;
    let frame = person.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    person.claims("confirm", &frame.attempt, &back).await;
    app.lives_for(MINUTE).await;
    assert_eq!(mapped(&app, &person).await, "status_late");
    let mut leaver = ready_to_confirm(&app).await;
    leaver.launches_frame("confirm").await;
    app.lives_for(40 * MINUTE).await;
    let file = file(&app, &leaver).await;
    let check = checks(&file)[0];
    assert_eq!(
        (&check["state"], &check["reason"]),
        (&json!("expired"), &json!("session_expired"))
    );
    assert_eq!(check["sessions"][0]["person"], "leaves");
}

/// A stop, and a start after it that fails for good: two stories, the second one without a session.
#[tokio::test]
async fn a_start_that_fails_after_a_stop_is_a_scenario_of_its_own() {
    let app = TestApp::start().await;
    let (mut person, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    person
        .hears(
            "face",
            &frame,
            &callback(&session, "ERROR", Some("PENDING")),
        )
        .await;
    app.simulator
        .will_play("onekyc", "initiate_forbidden")
        .await;
    person.chooses_frame("face").await;
    person.launches("face").await;
    let file = file(&app, &person).await;
    let check = checks(&file)[0];
    assert_eq!(
        (&check["state"], &check["reason"]),
        (&json!("failed"), &json!("misconfigured"))
    );
    let sessions: Vec<_> = check["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| (&session["number"], &session["scenario"]))
        .collect();
    assert_eq!(
        sessions,
        [
            (&json!(1), &json!("pending")),
            (&json!(0), &json!("initiate_forbidden"))
        ]
    );
}

/// OK-09 to OK-14
#[tokio::test]
async fn every_ending_of_a_face_session_maps_back() {
    let app = TestApp::start().await;
    for (scenario, status, result, expected) in [
        ("valid", "COMPLETED", Some("VALID"), "valid"),
        ("valid", "COMPLETED", Some("INVALID"), "not_live"),
        ("valid", "ERROR", None, "verification_failed"),
        ("valid", "COMPLETED", Some("MAYBE"), "completed_never"),
        ("valid", "PAUSED", None, "completed_never"),
        (
            "completed_never",
            "COMPLETED",
            Some("VALID"),
            "completed_never",
        ),
    ] {
        app.simulator.will_play("onekyc", scenario).await;
        let (mut person, frame) = in_front_of_the_frame(&app).await;
        let session = app.simulator.finishes_face(status, result).await;
        person
            .hears("face", &frame, &callback(&session, "COMPLETED", None))
            .await;
        assert_eq!(
            mapped(&app, &person).await,
            expected,
            "{scenario} {status} {result:?}"
        );
    }
    for (code, expected) in [
        ("PENDING", "pending"),
        ("SESSION_TIMEOUT", "session_timeout"),
        ("PERMISSION_ERROR", "permission_error"),
        ("ATTEMPTS_EXHAUSTED", "attempts_exhausted"),
        ("GENERIC_ERROR", "generic_error"),
    ] {
        let (mut person, frame) = in_front_of_the_frame(&app).await;
        let session = app.simulator.newest_face().await;
        person
            .hears("face", &frame, &callback(&session, "ERROR", Some(code)))
            .await;
        assert_eq!(mapped(&app, &person).await, expected, "{code}");
    }
    for scenario in [
        "initiate_forbidden",
        "initiate_invalid",
        "initiate_duplicate",
        "launch_url_other_origin",
        "launch_url_missing",
    ] {
        app.simulator.will_play("onekyc", scenario).await;
        let mut person = crate::happy::ready_to_be_seen(&app).await;
        person.chooses_frame("face").await;
        person.launches("face").await;
        assert_eq!(mapped(&app, &person).await, scenario);
    }
}

/// SL-13, SL-15
#[tokio::test]
async fn every_ending_of_a_selfie_maps_back() {
    let app = TestApp::start().await;
    for (status, outcome, expected) in [
        ("COMPLETED", Some("VALID"), "valid"),
        ("COMPLETED", Some("INVALID"), "not_live"),
        ("ERROR", None, "verification_failed"),
    ] {
        let (mut person, frame) = selfie::in_front_of_the_sdk(&app).await;
        selfie::finishes(&app, status, outcome).await;
        let said = selfie::result("COMPLETED", None);
        person.hears(selfie::STEP, &frame, &said).await;
        assert_eq!(
            mapped(&app, &person).await,
            expected,
            "{status} {outcome:?}"
        );
    }
    for (code, expected) in [
        ("PERMISSION", "sdk_permission"),
        ("NETWORK", "sdk_network"),
        ("API", "sdk_api"),
        ("HELP_CLICKED", "sdk_help_clicked"),
        ("USER_CANCELLED", "sdk_user_cancelled"),
    ] {
        let (mut person, frame) = selfie::in_front_of_the_sdk(&app).await;
        let said = selfie::result("ERROR", Some(code));
        person.hears(selfie::STEP, &frame, &said).await;
        assert_eq!(mapped(&app, &person).await, expected, "{code}");
    }
}

async fn pays(app: &TestApp, scenario: &str) -> Applicant {
    app.simulator.will_play("bankid", scenario).await;
    let (mut person, frame) = bankid::with_a_frame(app).await;
    let back = app.simulator.decides_payment("granted").await;
    person.claims(bankid::STEP, &frame.attempt, &back).await;
    person
}

/// BI-17, BI-25: the scenario that the file names ends as the one that was played.
#[tokio::test]
async fn payments_end_alike_when_their_files_are_played() {
    let app = TestApp::start().await;
    for scenario in [
        "happy",
        "access_denied",
        "authorization_denied",
        "login_required",
        "temporarily_unavailable",
        "server_error",
        "unknown_error",
        "invalid_request",
        "exchange_invalid_client",
        "exchange_server_error",
        "exchange_invalid_grant",
        "error_and_code",
        "missing_code",
        "repeated_code",
        "iss_parameter_wrong",
        "grant_gone",
        "signature_altered",
        "acr_too_low",
        "two_segments",
        "nonce_wrong",
        "alg_none",
        "grant_wrong_nonce",
        "grant_late",
    ] {
        let person = pays(&app, scenario).await;
        let first = app.state(&person).await;
        let again = mapped(&app, &person).await;
        let second = app.state(&pays(&app, &again).await).await;
        assert_eq!(came_to(second), came_to(first), "{scenario} by {again}");
    }
}

/// FO-12, FO-22
#[tokio::test]
async fn federations_end_alike_when_their_files_are_played() {
    let app = TestApp::start().await;
    for scenario in [
        "happy",
        "vendor_server_error",
        "vendor_unauthorised",
        "mandatory_regadd",
        "validation_country",
        "vendor_no_profile",
        "vendor_code_refused",
        "vendor_forbidden",
        "cache_expired",
        "invalid_config",
        "unexpected_attribute",
        "unreadable_person",
        "unknown_error_code",
        "read_back_incomplete",
    ] {
        let mut ada = frankieone::before_the_step(&app).await;
        frankieone::comes_home(&app, &mut ada, scenario).await;
        let first = app.state(&ada).await;
        let again = mapped(&app, &ada).await;
        let mut other = frankieone::before_the_step(&app).await;
        frankieone::comes_home(&app, &mut other, &again).await;
        let second = app.state(&other).await;
        assert_eq!(came_to(second), came_to(first), "{scenario} by {again}");
    }
}

#[tokio::test]
async fn a_company_s_own_steps_end_alike_when_their_files_are_played() {
    let app = TestApp::start().await;
    let comes_back = async |scenario: &str| {
        let mut person = external::on_the_page(&app, scenario).await;
        let back = external::does(&app, "approve").await;
        person.comes_back(&back).await;
        person
    };
    for scenario in [
        "happy",
        "declined",
        "cancelled",
        "attempts_exhausted",
        "data_missing",
        "service_error",
        "expired",
        "never_done",
    ] {
        let person = comes_back(scenario).await;
        let first = app.state(&person).await;
        let again = mapped(&app, &person).await;
        let second = app.state(&comes_back(&again).await).await;
        assert_eq!(came_to(second), came_to(first), "{scenario} by {again}");
    }
}
