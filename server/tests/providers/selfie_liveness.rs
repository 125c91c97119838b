//! OneKYC Selfie Liveness, over HTTP.

use serde_json::{Value, json};
use vestibule::{fact::FactKind, launch::Presentation, reason::Reason};
use vestibule_server::{
    clock::Clock,
    provider::{
        Applicant, Attempt, Launch, Notice, ProviderError, ProviderSession, ReturnQuery, Snapshot,
        Started,
    },
};

use crate::harness::{Peer, advice, is_unavailable, is_unexpected, verified};

mod refusals;
mod tokens;

const VALID: fn() -> Value = || json!({ "status": "COMPLETED", "result": "VALID" });

async fn peer_with(settings: Value) -> Peer {
    let secrets = [
        ("pass_key", "sim-selfie-passkey"),
        ("reference_image_pass_key", "sim-iab-passkey"),
    ];
    Peer::start("selfie_liveness", &secrets, |simulator| {
        let mut all = json!({
            "token_gateway": simulator.selfie_url(),
            "api_gateway": simulator.selfie_url(),
            "sdk_script": format!("{}/selfie-liveness/v1.2/sdk.js", simulator.selfie_sdk_url()),
            "client_id": "sim-selfie",
            "onboarding_partner": "SIM-SDK-STANDALONE_LIVENESS",
            "partner_user_id_type": "ONBOARDING_ID",
            "flow": "STANDALONE_LIVENESS",
            "reference_image_client_id": "sim-iab",
        });
        all.as_object_mut()
            .unwrap()
            .extend(settings.as_object().unwrap().clone());
        all
    })
    .await
}

async fn peer() -> Peer {
    peer_with(json!({})).await
}

async fn begin(peer: &Peer, has_reference_image: bool) -> Started {
    let applicant = Applicant {
        has_reference_image,
        ..peer.applicant(None)
    };
    start(peer, &applicant, &peer.attempt()).await.unwrap()
}

async fn start(
    peer: &Peer,
    applicant: &Applicant,
    attempt: &Attempt,
) -> Result<Started, ProviderError> {
    peer.provider
        .start(peer.call(), applicant, attempt, Presentation::Frame)
        .await
}

fn parameters(started: &Started) -> &Value {
    match &started.launch {
        Launch::Sdk { parameters } => parameters,
        other => panic!("no SDK: {other:?}"),
    }
}

/// Settles the submission as if the person had submitted; no callback.
async fn settle(peer: &Peer, session: &ProviderSession, mut body: Value) -> String {
    body["callback"] = json!(false);
    let path = format!(
        "/control/selfie_liveness/sessions/{}/finish",
        session.reference
    );
    let settled = peer.control(&path, body).await;
    settled["submissionId"].as_str().unwrap().to_owned()
}

async fn scenario(peer: &Peer, name: &str, times: u32) {
    let next = json!({ "scenario": name, "times": times });
    peer.control("/control/selfie_liveness/next", next).await;
}

async fn sessions(peer: &Peer) -> Vec<Value> {
    let state = peer.state().await;
    state["selfie_liveness"]["sessions"]
        .as_array()
        .unwrap()
        .clone()
}

fn kinds(snapshot: &Snapshot) -> Vec<FactKind> {
    match snapshot {
        Snapshot::Done(outcome, _) => outcome.facts.iter().map(|fact| fact.kind).collect(),
        other => panic!("not done: {other:?}"),
    }
}

/// SL-01, SL-03, SL-06: source SDK gives a user token, which goes to the SDK and nowhere else.
#[tokio::test]
async fn sl_03_the_user_token_comes_from_initiate_flow_and_goes_to_the_sdk_only() {
    let theme = json!({ "colors": { "primary": "#004488" } });
    let peer = peer_with(json!({ "theme": "DARK_MODE", "sdk_theme": theme })).await;
    let started = begin(&peer, false).await;
    let [session] = sessions(&peer).await.try_into().unwrap();
    let reference = started.session.reference.as_str();
    assert_eq!(session["partner_session_id"], reference);
    assert_eq!(session["onboarding_partner"], "SIM-SDK-STANDALONE_LIVENESS");
    assert_eq!(session["partner_user_id_type"], "ONBOARDING_ID");
    assert_eq!(session["flow"], "STANDALONE_LIVENESS");
    assert_eq!(session["locale"], "en_ID");
    assert_eq!(session["theme"], "DARK_MODE");
    let token = session["user_token"].as_str().unwrap();
    assert_eq!(
        parameters(&started),
        &json!({
            "token": token,
            "correlationId": reference,
            "baseUrl": peer.simulator.selfie_url().trim_end_matches('/'),
            "theme": theme,
        })
    );
    let kept = format!("{:?} {}", started, started.session.memo);
    assert!(!kept.contains(token), "{kept}");
}

/// SL-04, SL-06: a reload starts again, with a session and a token of its own.
#[tokio::test]
async fn sl_04_every_start_has_a_token_and_a_correlation_id_of_its_own() {
    let peer = peer().await;
    let applicant = peer.applicant(None);
    let (one, two) = (peer.attempt(), peer.attempt());
    let mut tokens = Vec::new();
    for attempt in [&one, &two] {
        let started = start(&peer, &applicant, attempt).await.unwrap();
        assert_eq!(started.session.reference, attempt.correlation_id);
        assert_eq!(
            parameters(&started)["correlationId"],
            attempt.correlation_id.as_str()
        );
        tokens.push(parameters(&started)["token"].clone());
    }
    assert_ne!(tokens[0], tokens[1]);
    let again = start(&peer, &applicant, &one).await;
    assert!(is_unexpected(&again), "{again:?}");
}

/// SL-15
#[tokio::test]
async fn sl_15_the_details_decide() {
    for path in ["coe", "coe_partner"] {
        for code_type in ["documented", "strings", "integers"] {
            let peer = peer_with(json!({ "details_path": path })).await;
            peer.switches(json!({ "code_type": code_type })).await;
            let started = begin(&peer, false).await;
            let waiting = peer.fetch(&started.session).await.unwrap();
            assert_eq!(waiting, Snapshot::Waiting);
            settle(&peer, &started.session, VALID()).await;
            let snapshot = peer.fetch(&started.session).await.unwrap();
            assert_eq!(kinds(&snapshot), [FactKind::FaceLive]);
            assert_eq!(peer.fetch(&started.session).await.unwrap(), snapshot);
        }
    }
}

/// SL-15: every verdict there is.
#[tokio::test]
async fn sl_15_every_verdict_has_its_meaning() {
    let peer = peer().await;
    let refused = || Snapshot::Failed(Reason::NotAccepted);
    for (status, result, reason, meaning) in [
        ("COMPLETED", Some("INVALID"), "NOT_LIVE", refused()),
        ("COMPLETED", Some("INVALID"), "FACE_MATCH_FAILED", refused()),
        (
            "COMPLETED",
            Some("INVALID"),
            "REFERENCE_IMAGE_VALIDATION_FAILED",
            refused(),
        ),
        ("COMPLETED", Some("INVALID"), "SOMETHING_NEW", refused()),
        ("COMPLETED", None, "", Snapshot::Processing),
        ("COMPLETED", Some("MAYBE"), "", Snapshot::Processing),
        (
            "ERROR",
            None,
            "VERIFICATION_FAILED",
            Snapshot::Failed(Reason::ProviderError),
        ),
        ("PARTIALLY_COMPLETED", None, "", Snapshot::Processing),
        ("PAUSED", Some("VALID"), "", Snapshot::Processing),
    ] {
        let started = begin(&peer, true).await;
        let end = json!({ "status": status, "result": result, "reasonCode": reason });
        settle(&peer, &started.session, end.clone()).await;
        let snapshot = peer.fetch(&started.session).await.unwrap();
        assert_eq!(snapshot, meaning, "{end}");
    }
}

/// SL-15: `partnerSessionId` is compared.
#[tokio::test]
async fn sl_15_details_that_name_another_session_are_not_used() {
    let peer = peer().await;
    scenario(&peer, "details_other_session", 1).await;
    let started = begin(&peer, false).await;
    settle(&peer, &started.session, VALID()).await;
    assert!(is_unexpected(&peer.fetch(&started.session).await));
}

/// SL-11: the details' word alone makes no match, and neither does our picture.
#[tokio::test]
async fn sl_11_a_match_needs_a_picture_of_ours_and_the_provider_s_comparison() {
    use FactKind::{FaceLive, FaceMatches};
    for (partner, flow) in [
        ("SIM-SDK-STANDALONE_LIVENESS", "STANDALONE_LIVENESS"),
        ("SIM-SDK-FACE_VERIFICATION", "FACE_VERIFICATION"),
    ] {
        let peer = peer_with(json!({ "onboarding_partner": partner, "flow": flow })).await;
        for (has_picture, compared, facts) in [
            (false, false, &[FaceLive][..]),
            (false, true, &[FaceLive]),
            (true, false, &[FaceLive]),
            (true, true, &[FaceLive, FaceMatches]),
        ] {
            let started = begin(&peer, has_picture).await;
            let mut end = VALID();
            end["compared"] = json!(compared);
            settle(&peer, &started.session, end).await;
            let snapshot = peer.fetch(&started.session).await.unwrap();
            assert_eq!(kinds(&snapshot), facts, "{flow} {has_picture} {compared}");
            assert!(verified(&peer, &snapshot).is_empty());
        }
    }
}

/// SL-14: the documented callback names its submission only.
#[tokio::test]
async fn sl_14_a_submission_is_located_by_asking_the_gateway() {
    let peer = peer().await;
    let started = begin(&peer, false).await;
    let submission = settle(&peer, &started.session, VALID()).await;
    let located = async |reference: &str| {
        let notice = Notice {
            event_id: "event".to_owned(),
            references: vec![reference.to_owned()],
        };
        peer.provider.locate(peer.call(), &notice).await.unwrap()
    };
    assert_eq!(located(&submission).await, Some(started.session.reference));
    assert_eq!(located("b0f6f2f0-5f1c-4c8f-9e62-2f6f0c1f7a11").await, None);
}

/// SL-13, SL-16: on a page of its own the SDK's result comes with the return, as the same hint.
#[tokio::test]
async fn sl_13_a_return_says_why_the_sdk_stopped_and_the_details_say_what_happened() {
    let peer = peer().await;
    let result = |status: &str, code: &str| {
        json!({ "type": "result", "status": status, "errorCode": code }).to_string()
    };
    for (word, reason) in [
        (Some(result("COMPLETED", "")), None),
        (
            Some(result("ERROR", "PERMISSION")),
            Some(Reason::CameraDenied),
        ),
        (
            Some(result("NOT_COMPLETED", "USER_CANCELLED")),
            Some(Reason::Cancelled),
        ),
        (Some(result("ERROR", "SOMETHING_NEW")), None),
        (
            Some(r#"{"type":"failed"}"#.to_owned()),
            Some(Reason::ProviderError),
        ),
        (Some("nonsense".to_owned()), None),
        (None, None),
    ] {
        let started = begin(&peer, false).await;
        let pairs = word
            .iter()
            .map(|word| ("sdk_result".to_owned(), word.clone()));
        let query = ReturnQuery {
            pairs: pairs.collect(),
        };
        let back = async || {
            peer.provider
                .finish_return(peer.call(), &started.session, &query)
                .await
                .unwrap()
        };
        let finished = back().await;
        assert_eq!(
            (finished.snapshot, finished.stopped),
            (Snapshot::Waiting, reason),
            "{word:?}"
        );
        settle(&peer, &started.session, VALID()).await;
        let finished = back().await;
        assert!(matches!(finished.snapshot, Snapshot::Done(..)), "{word:?}");
        assert!(finished.session.memo["submission_id"].is_string());
    }
}

/// SL-04
#[tokio::test]
async fn sl_04_the_deadline_is_ours_and_not_the_sixty_days_of_the_token() {
    let peer = peer().await;
    let started = begin(&peer, false).await;
    let left = started.deadline.0 - peer.clock.now().0;
    assert!((1_740_000..=1_800_000).contains(&left), "{left}");
}
