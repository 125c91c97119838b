//! What is shown, and what the providers are told.

use serde_json::json;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::TestApp,
    happy::{ready_to_be_seen, ready_to_confirm},
    pages::heading,
};

/// SG-01, SG-02, SG-03, SG-05, SG-14, SG-15
#[tokio::test]
async fn sg_01_the_phone_provider_is_told_what_its_frame_needs() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let session = app.simulator.newest("signicat").await;
    assert_eq!(session["flow"], "embedded");
    assert_eq!(session["authentication_url"], frame.src());
    assert_eq!(session["sender"], "Example Bank");
    assert_eq!(session["language"], "en");
    assert_eq!(session["prefilled_mobile"], "+447700900123");
    assert_eq!(
        session["embedded_parent_domains"],
        json!(["localhost:3000"])
    );
    let back = session["return_url"].as_str().unwrap();
    assert!(
        back.starts_with("http://localhost:3000/return/phone/"),
        "{back}"
    );
    assert_eq!(session["callback_urls"], json!(null));
}

/// SG-14
#[tokio::test]
async fn sg_14_the_language_of_the_page_is_passed_on_where_the_provider_has_it() {
    let mapped = ("CONNECTIONS__PHONE__SETTINGS__LANGUAGES", "{id=\"da\"}");
    for (settings, language) in [(&[][..], "en"), (&[mapped][..], "da")] {
        let app = TestApp::with(settings).await;
        let mut applicant = ready_to_confirm(&app).await;
        let chosen = applicant.browser.get(&applicant.path("?lang=id")).await;
        assert_eq!(chosen.location(), applicant.path(""));
        applicant.chooses_page("confirm").await;
        assert_eq!(app.simulator.newest("signicat").await["language"], language);
    }
}

/// SG-13
#[tokio::test]
async fn sg_13_leaving_a_frame_for_a_page_of_its_own_cancels_the_first_session() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    let leave = applicant.step("confirm/leave");
    let page = applicant.browser.post(&leave, &[]).await;
    assert_eq!(page.location(), leave);
    let sessions = app.simulator.sessions("signicat").await;
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["flow"], "embedded");
    assert_eq!(sessions[0]["status"], "CANCELLED");
    assert_eq!(sessions[1]["flow"], "redirect");
    assert_eq!(sessions[1]["status"], "CREATED");
    assert_eq!(app.checks(&applicant).await.len(), 1);

    // From now on this browser is offered the page first.
    let intro = applicant.browser.get(&applicant.step("confirm")).await;
    let page_first = intro.body.find("value=\"page\"");
    let frame_second = intro.body.find("value=\"frame\"");
    assert!(page_first < frame_second, "{}", intro.body);
    let chosen = applicant
        .browser
        .post(&applicant.step("confirm"), &[])
        .await;
    assert_eq!(chosen.location(), leave);
}

/// SG-18, SL-02
#[tokio::test]
async fn sg_18_one_access_token_serves_many_applicants() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        ready_to_confirm(&app).await.launches_frame("confirm").await;
        ready_to_be_seen(&app).await.launches_frame("face").await;
    }
    assert_eq!(app.simulator.calls("signicat", "token").await, 1);
    assert_eq!(app.simulator.calls("onekyc", "token").await, 1);
}

/// SG-18
#[tokio::test]
async fn sg_18_a_revoked_token_is_replaced_once() {
    let app = TestApp::start().await;
    ready_to_confirm(&app).await.launches_frame("confirm").await;
    app.simulator.revokes_tokens("signicat").await;
    ready_to_confirm(&app).await.launches_frame("confirm").await;
    assert_eq!(app.simulator.calls("signicat", "token").await, 2);
}

/// SG-18
#[tokio::test]
async fn sg_18_a_connection_that_may_not_says_so_and_uses_up_no_try() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let fault = json!({ "fault": "forbidden", "route": "create", "times": 1 });
    app.simulator.breaks("signicat", fault).await;
    applicant.chooses_frame("confirm").await;
    let launched = applicant.launches("confirm").await.json();
    assert_eq!(launched["go_to"]["path"], applicant.step("confirm/ended"));
    let check = app.check(&applicant).await;
    assert_eq!(
        check.state,
        State::Ended(Ending::Failed(Reason::Misconfigured))
    );
    assert!(!check.counted);
    let page = applicant
        .browser
        .get(&applicant.step("confirm/ended"))
        .await;
    assert_eq!(page.heading(), heading(Reason::Misconfigured));
}

/// OK-01, OK-02, OK-03, OK-04
#[tokio::test]
async fn ok_01_ok_02_the_face_provider_s_frame_is_as_its_document_says() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    let frame = applicant.launches_frame("face").await;
    let origin = app.simulator.face_web_url();
    assert!(frame.src().starts_with(origin));
    assert_eq!(frame.spec["sandbox"], "allow-same-origin allow-scripts");
    assert_eq!(frame.spec["allow"], format!("camera {origin}"));
    assert_eq!(frame.spec["provider_origins"], json!([origin]));
    assert_eq!(frame.spec["expects_message"], true);
    assert_eq!(
        frame.spec["replies"],
        json!([{ "on_type": "GET_ORIGIN_FROM_ONEKYC", "with": { "type": "SEND_ORIGIN_TO_ONEKYC" } }])
    );
    let session = app.simulator.newest("onekyc").await;
    assert_eq!(session["flow"], "FACE_VERIFICATION");
    assert_eq!(session["partner_user_id"], applicant.onboarding());
}

/// OK-03
#[tokio::test]
async fn ok_03_the_camera_stays_closed_when_another_device_takes_the_picture() {
    let app = TestApp::with(&[("CONNECTIONS__IDENTITY__SETTINGS__FORCE_QR", "true")]).await;
    let mut applicant = ready_to_be_seen(&app).await;
    let page = applicant.chooses_frame("face").await;
    assert!(page.header("permissions-policy").contains("camera=()"));
    let frame = applicant.launches_again("face").await;
    assert_eq!(frame.spec["allow"], "");
    assert_eq!(app.simulator.newest("onekyc").await["force_qr"], true);
}

/// OK-16
#[tokio::test]
async fn ok_16_a_launch_url_on_another_origin_is_never_shown() {
    let app = TestApp::start().await;
    for scenario in [
        "launch_url_other_origin",
        "launch_url_script",
        "launch_url_missing",
    ] {
        let mut applicant = ready_to_be_seen(&app).await;
        app.simulator.will_play("onekyc", scenario).await;
        applicant.chooses_frame("face").await;
        let page = applicant.launches("face").await;
        assert_eq!(
            page.json()["go_to"]["path"],
            applicant.step("face/ended"),
            "{scenario}"
        );
        let State::Ended(Ending::Failed(reason)) = app.state(&applicant).await else {
            panic!("{scenario}");
        };
        let expected = if scenario == "launch_url_other_origin" {
            Reason::Misconfigured
        } else {
            Reason::ProviderError
        };
        assert_eq!(reason, expected, "{scenario}");
        let page = applicant.browser.get(&applicant.step("face/ended")).await;
        assert_eq!(page.heading(), heading(expected), "{scenario}");
    }
}

/// OK-17
#[tokio::test]
async fn ok_17_the_flow_version_is_stated() {
    let app = TestApp::start().await;
    let connected = app.core.connected("identity").unwrap();
    assert!(connected.provider.policy().flow_version.contains("v1.2"));
}

/// The launch URL holds a token: it is in no page of ours.
#[tokio::test]
async fn no_page_holds_the_launch_url() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    let frame = applicant.launches_frame("face").await;
    for page in ["", "/steps/face", "/steps/face/frame", "/steps/face/wait"] {
        let page = applicant.browser.get(&applicant.path(page)).await;
        assert!(!page.body.contains(frame.src()), "{}", page.path);
        assert!(!page.body.contains("token="), "{}", page.path);
    }
}

/// Rule 9: an onboarding belongs to the public origin that it was begun on, whatever the Host header says later.
#[tokio::test]
async fn an_onboarding_belongs_to_one_of_several_public_origins() {
    let two = "[\"http://localhost:3000\",\"http://127.0.0.1:3000\"]";
    let sdk = "http://sdk.localhost:3000";
    let app = TestApp::with(&[("PUBLIC_ORIGINS", two), ("SDK_ORIGIN", sdk)]).await;
    for (host, then) in [
        ("127.0.0.1:3000", "localhost:3000"),
        ("localhost:3000", "127.0.0.1:3000"),
        ("LOCALHOST:3000", "127.0.0.1:3000"),
    ] {
        let mut applicant = app.applicant();
        applicant.browser.sends("host", host);
        applicant.begins("phone").await;
        applicant.agrees("terms").await;
        applicant.answers_phone("number", "+44 7700 900123").await;
        applicant.browser.sends("host", then);
        applicant.launches_frame("confirm").await;
        let session = app.simulator.newest("signicat").await;
        let own = host.to_lowercase();
        let back = session["return_url"].as_str().unwrap();
        assert!(back.starts_with(&format!("http://{own}/return/")), "{back}");
        assert_eq!(session["embedded_parent_domains"], json!([own]));
    }
}
