//! Another phone, and two checks at once.

use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::Value;
use vestibule::check::State;

use super::{
    record::Attack,
    scene::{has_facts, invited, outcome, scene},
};
use crate::{app::TestApp, applicant::Applicant};

const OURS: &str = "+44 7700 900123";
const THEIRS: &str = "+44 7700 900999";
const KNOWN: [(&str, &str); 1] = [("phone_number", "+447700900123")];

/// Up to the step that confirms a number.
async fn typed(app: &TestApp, number: &str) -> Applicant {
    let mut applicant = invited(app, "number", &KNOWN).await;
    applicant.agrees("terms").await;
    applicant.answers_phone("number", number).await;
    applicant
}

/// Confirms; the provider's server answers with this number, or with the one that was asked about.
async fn confirms(app: &TestApp, applicant: &mut Applicant, answered: Option<&str>) {
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", answered).await;
    applicant
        .claims("confirm", &frame.attempt, &back.unwrap())
        .await;
}

/// SEC-110
#[tokio::test]
async fn sec_110_another_phone_is_not_the_one_that_the_client_knows() {
    let app = scene().await;
    let mut attack = Attack::new(2, "other phone");
    let mut honest = typed(&app, OURS).await;
    confirms(&app, &mut honest, None).await;
    attack.honest(outcome(&app, &mut honest).await);

    // The client's number is asked about, and the impostor's gets the code.
    let mut impostor = typed(&app, OURS).await;
    confirms(&app, &mut impostor, Some("+447700900999")).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "the provider confirms another number",
        "in_progress; contact_mismatch",
        got,
    );
    has_facts(&app, &impostor, &[]).await;

    // The impostor types their own.
    let mut impostor = typed(&app, THEIRS).await;
    confirms(&app, &mut impostor, None).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "a number of their own",
        "needs_review; not_matched same-phone",
        got,
    );

    // And types another one once theirs is confirmed.
    let path = impostor.step("number");
    let page = impostor.browser.post(&path, &[("phone", OURS)]).await;
    assert_ne!(page.status, StatusCode::OK, "{page:?}");
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "typed over afterwards",
        "needs_review; not_matched same-phone",
        got,
    );
    attack.concludes();
}

/// SEC-113, SEC-147: two tabs are one check, and the provider session that was superseded says nothing any more.
#[tokio::test]
async fn a_second_check_at_once_is_the_first_one() {
    let app = scene().await;
    let mut attack = Attack::new(9, "second live check at once");
    let mut honest = typed(&app, OURS).await;
    confirms(&app, &mut honest, None).await;
    attack.honest(outcome(&app, &mut honest).await);

    // One tab is done with one phone before the other one starts with another.
    let mut impostor = typed(&app, OURS).await;
    let first = impostor.launches_frame("confirm").await;
    let old = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let mut other_tab = impostor.clone();
    let second = other_tab.launches_frame("confirm").await;
    assert_ne!(first.attempt, second.attempt);
    for page in [
        impostor.claims("confirm", &first.attempt, &old).await,
        impostor.claims("confirm", &second.attempt, &old).await,
        impostor.comes_back(&old).await,
    ] {
        assert!(page.status.is_client_error(), "{page:?}");
    }
    assert!(matches!(app.state(&impostor).await, State::Open { .. }));
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "the result of a superseded session",
        "in_progress; nothing came of it",
        got,
    );
    has_facts(&app, &impostor, &[]).await;

    // Many at the same moment.
    let impostor = typed(&app, OURS).await;
    let path = impostor.step("confirm");
    let others = app.simulator.sessions("signicat").await.len();
    let tabs = join_all((0..6).map(|_| {
        let (mut tab, path) = (impostor.clone(), path.clone());
        async move {
            let page = [("presentation", "frame")];
            let chosen = tab.browser.post(&path, &page).await;
            assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{chosen:?}");
            tab.launches("confirm").await.json()["frame"].clone()
        }
    }))
    .await;
    assert_eq!(app.checks(&impostor).await.len(), 1);
    let sessions = app.simulator.sessions("signicat").await.split_off(others);
    assert!(sessions.len() > 1, "{sessions:#?}");
    let live: Vec<_> = sessions
        .iter()
        .filter(|session| session["status"] == "CREATED")
        .collect();
    assert_eq!(live.len(), 1, "{live:#?}");
    // Every session but the live one was given up: nobody listens to it.
    for frame in tabs.iter().filter(|frame| frame.is_object()) {
        let session = session_behind(&sessions, frame);
        if session["status"] == "CREATED" {
            continue;
        }
        let mut tab = impostor.clone();
        let attempt = frame["attempt"].as_str().unwrap();
        let back = session["return_url"].as_str().unwrap();
        let page = tab.claims("confirm", attempt, back).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    }
    let mut impostor = impostor;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor("six tabs", "in_progress; nothing came of it", got);
    has_facts(&app, &impostor, &[]).await;
    attack.concludes();
}

/// The provider's session behind a frame.
fn session_behind<'a>(sessions: &'a [Value], frame: &Value) -> &'a Value {
    let src = &frame["spec"]["src"];
    sessions
        .iter()
        .find(|session| session["authentication_url"] == *src)
        .unwrap()
}
