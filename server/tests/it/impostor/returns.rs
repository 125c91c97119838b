//! Returns and results of other onboardings.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::check::State;

use super::{
    record::Attack,
    scene::{
        APPROVE, KARI, OLA, OLAS_NNIN, approves_as, has_facts, invited, outcome, pays_as, scene,
    },
};
use crate::{applicant::local, bankid::moves, happy::ready_to_be_seen};

/// One parameter of a return.
fn parameter(back: &str, name: &str) -> String {
    let url: url::Url = back.parse().unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.unwrap().1.into_owned()
}

/// A return with the state of one and the code of another.
fn mixed(state_of: &str, code_of: &str) -> String {
    let mut url: url::Url = state_of.parse().unwrap();
    let state = parameter(state_of, "state");
    url.set_query(None);
    url.query_pairs_mut()
        .append_pair("state", &state)
        .append_pair("code", &parameter(code_of, "code"));
    url.into()
}

/// SEC-30, SEC-52, SEC-59, SEC-95, SEC-109
#[tokio::test]
async fn sec_59_what_was_proved_once_proves_nothing_again() {
    let app = scene().await;
    let mut attack = Attack::new(7, "replayed evidence");
    let mut honest = invited(&app, "account", &KARI).await;
    let (frame, used) = approves_as(&app, &mut honest, None).await;
    honest.claims(APPROVE, &frame.attempt, &used).await;
    attack.honest(outcome(&app, &mut honest).await);
    let exchanges = app.simulator.calls("bankid", "exchange").await;

    // Kari's return, in another onboarding of Kari's that somebody else began.
    let mut impostor = invited(&app, "account", &KARI).await;
    let frame = impostor.launches_frame(APPROVE).await;
    for page in [
        impostor.claims(APPROVE, &frame.attempt, &used).await,
        impostor.comes_back(&used).await,
    ] {
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    }
    assert_eq!(app.simulator.calls("bankid", "exchange").await, exchanges);
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "a return that was used",
        "in_progress; nothing came of it",
        got,
    );
    // Its code, under the state of the session at hand.
    let asked = app.simulator.newest("bankid").await["authorization"].clone();
    let state = asked["state"].as_str().unwrap();
    let own = format!("http://localhost:3000/return/bankid?state={state}");
    let page = impostor
        .claims(APPROVE, &frame.attempt, &mixed(&own, &used))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let got = outcome(&app, &mut impostor).await;
    attack.impostor("a code that was used", "in_progress; not_verified", got);
    has_facts(&app, &impostor, &[]).await;
    assert!(!moves(&app.core, &impostor).await.is_empty());

    // A face that was accepted in another session.
    let mut honest = ready_to_be_seen(&app).await;
    let frame = honest.launches_frame("face").await;
    honest.is_greeted("face", &frame).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let says = json!({ "type": "ONEKYC_QR_CALLBACK",
        "data": { "status": "COMPLETED", "partner_session_id": session } });
    honest.hears("face", &frame, &says).await;
    attack.honest(outcome(&app, &mut honest).await);
    let mut impostor = ready_to_be_seen(&app).await;
    let frame = impostor.launches_frame("face").await;
    impostor.is_greeted("face", &frame).await;
    impostor.hears("face", &frame, &says).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "a face of another session",
        "in_progress; nothing came of it",
        got,
    );
    has_facts(&app, &impostor, &[]).await;
    attack.concludes();
}

/// SEC-51, SEC-113, SEC-198
#[tokio::test]
async fn sec_51_a_return_belongs_to_the_browser_that_left() {
    let app = scene().await;
    let mut attack = Attack::new(10, "swapped return");
    let mut honest = invited(&app, "account", &KARI).await;
    pays_as(&app, &mut honest, None).await;
    attack.honest(outcome(&app, &mut honest).await);

    // Kari approves, and Ola's browser comes back with it.
    let mut kari = invited(&app, "account", &KARI).await;
    let (karis_frame, karis) = approves_as(&app, &mut kari, None).await;
    let mut ola = invited(&app, "account", &KARI).await;
    let (olas_frame, olas) = approves_as(&app, &mut ola, Some(OLAS_NNIN)).await;
    let before = app.audited("return.refused").await;
    for page in [
        ola.claims(APPROVE, &olas_frame.attempt, &karis).await,
        ola.comes_back(&karis).await,
        app.applicant().browser.post(local(&karis), &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    }
    assert!(app.audited("return.refused").await > before);
    assert!(matches!(app.state(&kari).await, State::Open { .. }));
    let got = outcome(&app, &mut ola).await;
    attack.impostor(
        "the return of another browser",
        "in_progress; nothing came of it",
        got,
    );

    // Kari's code, under Ola's own state.
    ola.claims(APPROVE, &olas_frame.attempt, &mixed(&olas, &karis))
        .await;
    let got = outcome(&app, &mut ola).await;
    attack.impostor("the code of another", "in_progress; not_verified", got);
    has_facts(&app, &ola, &[]).await;

    // Ola's approval, pushed into Kari's browser: she would pay with his account, and he would own hers.
    let mut ola = invited(&app, "account", &OLA).await;
    let (_, olas) = approves_as(&app, &mut ola, Some(OLAS_NNIN)).await;
    let page = kari.claims(APPROVE, &karis_frame.attempt, &olas).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    let got = outcome(&app, &mut kari).await;
    attack.impostor(
        "a return pushed into a browser",
        "in_progress; nothing came of it",
        got,
    );
    has_facts(&app, &kari, &[]).await;
    attack.concludes();
}
