//! Onboardings as scenarios: what is in the file, and that it leads to the same end when it is played.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    permission::Role,
    reason::Reason,
};

use super::{
    bench::operator,
    case::{page_of, story},
    desk::{Desk, EVERYBODY, handed_over},
};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    bankid, external,
    face_endings::{callback, in_front_of_the_frame},
    frankieone,
    happy::{NUMBER, ready_to_confirm},
    selfie,
};

/// Whoever may read a case downloads it as a file.
async fn file(app: &TestApp, person: &Applicant) -> Value {
    // Every name once.
    let name = format!("reader-{}", app.audited("operator.added").await);
    let mut reader = operator(app, &name, &[(Role::Viewer, "*")]).await;
    let page = reader
        .get(&format!("{}/scenario", page_of(&person.id())))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert_eq!(page.header("content-type"), "application/json");
    let name = format!("attachment; filename=\"scenario-{}.json\"", person.id());
    assert_eq!(page.header("content-disposition"), name);
    page.json()
}

fn checks(file: &Value) -> Vec<&Value> {
    let acts = file["acts"].as_array().unwrap().iter();
    acts.filter(|act| act["do"] == "check").collect()
}

/// The scenario of the last session of the last check.
async fn mapped(app: &TestApp, person: &Applicant) -> String {
    let file = file(app, person).await;
    let check = *checks(&file).last().unwrap();
    let session = check["sessions"].as_array().unwrap().last().unwrap();
    let name = session["scenario"].as_str();
    name.unwrap_or_else(|| panic!("unmapped: {check:#}"))
        .to_owned()
}

/// What a player compares.
fn came_to(state: State) -> (&'static str, Option<Reason>) {
    match state {
        State::Ended(ending) => ("ended", ending.reason()),
        State::Stopped { reason, .. } => ("stopped", Some(reason)),
        State::Processing { .. } => ("processing", None),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_says_what_was_done_and_how_each_session_came_out() {
    let app = TestApp::start().await;
    let mut person = ready_to_confirm(&app).await;
    for outcome in ["ABORT", "SUCCESS"] {
        let frame = person.launches_frame("confirm").await;
        app.passes(20 * SECOND).await;
        let back = app.simulator.finishes_phone(outcome, None).await.unwrap();
        person.claims("confirm", &frame.attempt, &back).await;
    }
    let file = file(&app, &person).await;
    assert_eq!(
        (&file["format"], &file["version"]),
        (&json!("vestibule.scenario"), &json!(1))
    );
    assert_eq!(file["journey"]["name"], "phone");
    assert_eq!(file["journey"]["version"].as_str().unwrap().len(), 64);
    assert_eq!(
        (&file["locale"], &file["began"]),
        (&json!("en"), &json!("start_page"))
    );
    let deeds: Vec<&str> = file["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["do"].as_str().unwrap())
        .collect();
    assert_eq!(deeds, ["begin", "agree", "answer", "check", "check"]);
    let fields = &file["acts"][2]["fields"];
    assert_eq!(
        *fields,
        json!([{ "name": "phone", "kind": "phone", "enter": "made_up" }])
    );
    let [first, second] = checks(&file)[..] else {
        panic!("{file:#}");
    };
    assert_eq!(
        (&first["provider"], &first["connection"]),
        (&json!("signicat"), &json!("phone"))
    );
    assert_eq!(
        (&first["state"], &first["reason"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
    assert_eq!(
        (&second["state"], &second["reason"]),
        (&json!("succeeded"), &Value::Null)
    );
    assert_eq!(second["after_ms"], 20_000);
    let session = &second["sessions"][0];
    assert_eq!(
        (&session["scenario"], &session["person"]),
        (&json!("normal"), &json!("goes_on"))
    );
    assert_eq!(session["presentation"], "frame");
    let observed: Vec<String> = session["observed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["after_ms"], one["what"].as_str().unwrap()))
        .collect();
    assert!(
        observed.contains(&"40000 return".to_owned()),
        "{observed:?}"
    );
    assert!(observed.contains(&"20000 moved".to_owned()), "{observed:?}");
    assert_eq!(
        file["ending"],
        json!({ "status": "completed", "by_itself": "completed", "closed": null })
    );
    assert_eq!(file["unmapped"], json!([]));
}

/// SEC-179
#[tokio::test]
async fn nothing_that_anybody_entered_or_said_is_in_a_file() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let written = file(&app, &person).await.to_string();
    for canary in [
        "Nameson",
        "canary-reference",
        "canary.account",
        "branchoffice",
        "canary-message",
        "Canary",
        person.onboarding(),
    ] {
        assert!(!written.contains(canary), "{canary} in {written}");
    }
    let phone = ready_to_confirm(&app).await;
    let written = file(&app, &phone).await.to_string();
    assert!(!written.contains(NUMBER) && !written.contains("7700900123"));
    let mut ada = frankieone::before_the_step(&app).await;
    frankieone::comes_home(&app, &mut ada, "happy").await;
    let written = file(&app, &ada).await.to_string();
    for personal in ["KARI", "S9000000X", "1990-03-12", "kari@"] {
        assert!(!written.contains(personal), "{personal} in {written}");
    }
}

#[tokio::test]
async fn making_a_file_is_in_the_audit_log() {
    let app = TestApp::start().await;
    let person = ready_to_confirm(&app).await;
    file(&app, &person).await;
    let sql = "SELECT actor FROM audit_events WHERE kind = 'scenario.exported'";
    assert_eq!(app.ground.texts(sql).await, ["operator:reader-0"]);
}

/// What an operator brought about is not what playing it leads to.
#[tokio::test]
async fn what_an_operator_decided_is_told_apart() {
    let app = TestApp::start().await;
    let mut desk = Desk::of(&app, "lead", Role::Admin, &EVERYBODY).await;
    let (person, id) = handed_over(&app, "shop").await;
    let decided = desk.decides(&app, &id, "approve").await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{decided:?}");
    let file = file(&app, &person).await;
    assert_eq!(file["began"], "link");
    assert_eq!(file["ending"]["status"], "completed");
    assert_eq!(file["ending"]["by_itself"], "needs_review");
    assert_eq!(file["unmapped"][0]["what"], "ending.status");
    let acts = file["acts"].as_array().unwrap();
    assert_eq!(acts.last().unwrap()["do"], "hand_over");
}

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

/// SL-16: what a provider tells us by itself is in the chain of the case that it is about, and in its file.
#[tokio::test]
async fn a_callback_is_of_the_session_that_it_is_about() {
    let app = TestApp::start().await;
    let named = json!({ "callback_with_session": true });
    app.simulator.switches("onekyc", named).await;
    let (person, _) = in_front_of_the_frame(&app).await;
    app.passes(SECOND).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    assert_eq!(app.receives_planned_callbacks().await, 1);
    let chains = "SELECT chain FROM audit_events WHERE kind = 'webhook.received'";
    assert_eq!(app.ground.texts(chains).await, [person.onboarding()]);
    let file = file(&app, &person).await;
    let observed = &checks(&file)[0]["sessions"][0]["observed"];
    let words: Vec<String> = observed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let more = one["call"].as_str().or(one["to"].as_str());
            let (what, more) = (one["what"].as_str().unwrap(), more.unwrap_or_default());
            format!("{what} {more}").trim().to_owned()
        })
        .collect();
    let at = |word: &str| words.iter().position(|one| one == word);
    let (callback, moved) = (at("callback").unwrap(), at("moved succeeded").unwrap());
    assert!(
        at("moved open").unwrap() < callback && callback < moved,
        "{words:?}"
    );
    assert_eq!(file["unmapped"], json!([]));
    let mut reader = operator(&app, "clerk", &[(Role::Viewer, "*")]).await;
    let page = reader.get(&page_of(&person.id())).await;
    assert!(page.body.contains("webhook.received"), "{}", page.body);
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

/// What came from a fault, and not from a scenario, is said to be unmapped.
#[tokio::test]
async fn what_no_scenario_does_is_said_with_its_reason() {
    let app = TestApp::start().await;
    let mut person = ready_to_confirm(&app).await;
    let fault = json!({ "fault": "answer", "route": "create", "status": 403, "body": {} });
    app.simulator.breaks("signicat", fault).await;
    person.chooses_frame("confirm").await;
    person.launches("confirm").await;
    let failed = State::Ended(Ending::Failed(Reason::Misconfigured));
    assert_eq!(app.state(&person).await, failed);
    let file = file(&app, &person).await;
    let session = &checks(&file)[0]["sessions"][0];
    assert_eq!(
        (&session["number"], &session["scenario"]),
        (&json!(0), &Value::Null)
    );
    assert!(
        session["unmapped"]
            .as_str()
            .unwrap()
            .contains("no provider session")
    );
    assert_eq!(file["unmapped"][0]["act"], 3);
}

/// Every scenario that an adapter may name is one of the simulator's.
#[tokio::test]
async fn only_scenarios_that_there_are_are_named() {
    let app = TestApp::start().await;
    let known = app.simulator.scenarios().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/providers");
    for (provider, folders) in [
        ("signicat", vec!["signicat"]),
        ("onekyc", vec!["onekyc", "onekyc_gateway"]),
        ("selfie_liveness", vec!["selfie_liveness", "onekyc_gateway"]),
        ("bankid", vec!["bankid"]),
        ("frankieone", vec!["frankieone"]),
        ("external", vec!["external"]),
    ] {
        let known: BTreeSet<&str> = known
            .iter()
            .filter(|(of, _)| of == provider)
            .map(|(_, name)| name.as_str())
            .collect();
        for of in folders {
            let text = std::fs::read_to_string(format!("{folder}/{of}/rehearsal.rs")).unwrap();
            for name in text
                .split("=> \"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                assert!(known.contains(name), "{provider}: {name}");
            }
            for name in text
                .split("Scenario(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                assert!(known.contains(name), "{provider}: {name}");
            }
        }
    }
}
