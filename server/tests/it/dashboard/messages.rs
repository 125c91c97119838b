//! The message inspector.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::permission::Role;

use super::{bench::operator, case::page_of};
use crate::{
    app::TestApp,
    applicant::Applicant,
    browser::Page,
    face_endings::{callback, in_front_of_the_frame},
};

async fn inspected(app: &TestApp, person: &Applicant) -> Page {
    let mut lead = operator(app, "lead", &[(Role::Viewer, "*")]).await;
    let page = lead
        .get(&format!("{}/messages", page_of(&person.id())))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    page
}

/// OK-07: what was refused says which rule refused it.
#[tokio::test]
async fn each_message_says_where_it_came_from_and_which_rule_judged_it() {
    let app = TestApp::start().await;
    let (mut person, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    let mut message = callback(&session, "PENDING", None);
    message["data"]["name"] = json!("CANARYNAMESON");
    person
        .reports("face", &frame.attempt, "https://evil.example", "{}")
        .await;
    person
        .reports(
            "face",
            &frame.attempt,
            frame.origin(),
            "{\"status\":\"CANARYSTATUS\",\"age\":987654321}",
        )
        .await;
    person.hears("face", &frame, &message).await;
    let page = inspected(&app, &person).await;
    assert!(page.body.contains("https://evil.example"));
    assert!(
        page.body
            .contains("Its origin is not one that the connection lists.")
    );
    assert!(page.body.contains("contract does not know it."));
    assert!(
        page.body.contains("GET_ORIGIN_FROM_ONEKYC"),
        "words of the contract stay"
    );
    assert!(page.body.contains("PENDING"));
    assert!(
        page.body.contains("partner_session_id"),
        "the structure stays"
    );
    for canary in [
        "CANARYNAMESON",
        "CANARYSTATUS",
        "987654321",
        session.as_str(),
    ] {
        assert!(!page.body.contains(canary), "{canary}");
    }
    assert_eq!(page.body.matches("<article").count(), 4);
}

/// SEC-179
#[tokio::test]
async fn what_a_frame_says_is_text() {
    let app = TestApp::start().await;
    let (mut person, frame) = in_front_of_the_frame(&app).await;
    let evil = "<script>alert(1)</script>";
    for raw in [
        json!({ "type": evil, evil: evil }).to_string(),
        evil.to_owned(),
        format!("\"{evil}\""),
    ] {
        person
            .reports("face", &frame.attempt, frame.origin(), &raw)
            .await;
    }
    let origin = format!("https://{evil}\u{202E}");
    person.reports("face", &frame.attempt, &origin, "{}").await;
    let page = inspected(&app, &person).await;
    assert!(!page.body.contains("<script>alert") && !page.body.contains('\u{202E}'));
    assert!(page.body.contains("⟨U+202E⟩"));
}

#[tokio::test]
async fn a_check_of_another_case_is_not_inspected_here() {
    let app = TestApp::start().await;
    let (person, _) = in_front_of_the_frame(&app).await;
    let (other, _) = in_front_of_the_frame(&app).await;
    let theirs = app.check(&other).await.id;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let path = format!("{}/messages", page_of(&person.id()));
    let foreign = lead.get(&format!("{path}?check={theirs}")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let ours = app.check(&person).await.id;
    let own = lead.get(&format!("{path}?check={ours}")).await;
    assert_eq!(own.status, StatusCode::OK);
    // What no link of ours says is as if it were not there.
    let odd = lead.get(&format!("{path}?check=%01&after=%27")).await;
    assert_eq!(odd.status, StatusCode::OK);
}

#[tokio::test]
async fn many_messages_come_in_pages() {
    let app = TestApp::start().await;
    let (person, _) = in_front_of_the_frame(&app).await;
    let check = app.check(&person).await.id;
    let mut tx = app.core.db.begin_write().await.unwrap();
    for number in 0..60 {
        let row = vestibule_server::db::messages::MessageRow {
            id: format!("ffffffff-{number:04}"),
            check_id: check.clone(),
            attempt: 1,
            at: app.core.clock.now().0,
            origin: format!("https://origin-{number}.example"),
            bytes: 2,
            verdict: "origin".to_owned(),
            count: 1,
            raw: None,
            event: None,
        };
        vestibule_server::db::messages::insert(&mut tx, &row)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let path = format!("{}/messages", page_of(&person.id()));
    let first = lead.get(&path).await;
    assert_eq!(first.body.matches("<article").count(), 50);
    let href = first.body.split("\" rel=\"next\"").next().unwrap();
    let href = href.rsplit("href=\"").next().unwrap().replace("&amp;", "&");
    let second = lead.get(&href).await;
    assert_eq!(second.body.matches("<article").count(), 11);
    assert!(second.body.contains("origin-59.example"));
    assert!(!second.body.contains("rel=\"next\""));
}
