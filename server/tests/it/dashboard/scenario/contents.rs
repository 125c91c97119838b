//! What a file says, and what it leaves out.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    permission::Role,
    reason::Reason,
};

use super::{checks, file};
use crate::{
    app::{SECOND, TestApp},
    dashboard::{
        bench::operator,
        case::{page_of, story},
        desk::{Desk, EVERYBODY, handed_over},
    },
    face_endings::in_front_of_the_frame,
    frankieone,
    happy::{NUMBER, ready_to_confirm},
};

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
