//! A provider asks for the picture of a person, and gets it once.

use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use image::ImageFormat;
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};
use vestibule_server::{
    provider::Snapshot,
    services::reference_images::{self, PICTURE_LIVES_SECONDS, PictureProblem, Source},
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::{Applicant, local},
    browser::{Line, Page},
    paper::{PAPER_AUTHORIZATION, done},
    reference_images::{pictures, portrait},
};

/// What the provider gets when there is nothing for it.
const NOTHING: (StatusCode, &str) = (StatusCode::BAD_REQUEST, r#"{"error":"no picture"}"#);

/// The provider asks, on this line, with these headers.
pub async fn asks_on(line: &Line, path: &str, headers: &[(&str, &str)]) -> Page {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    line.send(request.body(Body::empty()).unwrap()).await
}

async fn asks(app: &TestApp, through: &str, user: &str) -> Page {
    let path = format!("/providers/{through}/reference-image");
    let headers = [
        ("host", "localhost:3000"),
        ("authorization", PAPER_AUTHORIZATION),
        ("x-user", user),
    ];
    asks_on(&app.line, &path, &headers).await
}

/// Asks, and has the link.
async fn link(app: &TestApp, applicant: &Applicant) -> String {
    let answer = asks(app, "paper", applicant.onboarding()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()["url"].as_str().unwrap().to_owned()
}

async fn fetches(app: &TestApp, method: Method, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:3000");
    app.line
        .send_for_bytes(request.body(Body::empty()).unwrap())
        .await
}

async fn status(app: &TestApp, link: &str) -> StatusCode {
    fetches(app, Method::GET, local(link)).await.0
}

/// Somebody whose picture was taken is on the provider's page.
pub async fn on_the_page(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.has_picture_taken().await;
    applicant.chooses_page_of_paper().await;
    applicant
}

/// The provider's server knows this now, and we learn it.
async fn settles(app: &TestApp, says: Snapshot) {
    app.paper.shared().says = says;
    app.lives_for(MINUTE).await;
    app.paper.shared().says = Snapshot::Waiting;
}

/// SL-11, SEC-106
#[tokio::test]
async fn a_provider_gets_the_picture_by_a_link_that_works_once() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let answer = asks(&app, "paper", applicant.onboarding()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json()["seconds"], 600);
    let link = answer.json()["url"].as_str().unwrap().to_owned();
    assert!(
        link.starts_with("http://localhost:3000/providers/paper/images/"),
        "{link}"
    );
    assert!(!link.contains(applicant.onboarding()));
    // Looking whether it is there does not use it up.
    let (head, ..) = fetches(&app, Method::HEAD, local(&link)).await;
    assert_eq!(head, StatusCode::METHOD_NOT_ALLOWED);
    let (status_of_first, headers, bytes) = fetches(&app, Method::GET, local(&link)).await;
    assert_eq!(status_of_first, StatusCode::OK);
    assert_eq!(headers["content-type"], "image/jpeg");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
    assert_eq!((picture.width(), picture.height()), (400, 300));
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("GPS"), "the place is in it");
    assert_eq!(status(&app, &link).await, StatusCode::GONE);
    for event in ["picture.offered", "picture.handed_over", "picture.refused"] {
        assert_eq!(app.audited(event).await, 1, "{event}");
    }
}

/// SL-11: the token is nowhere in the database.
#[tokio::test]
async fn a_link_is_stored_as_a_hash_only() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let link = link(&app, &applicant).await;
    let token = link.rsplit('/').next().unwrap();
    assert_eq!(token.len(), 43);
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    assert!(!app.ground.dump(&tables).await.contains(token));
}

/// SL-11: whoever has no credentials learns nothing, also not whether there is such a person.
#[tokio::test]
async fn without_credentials_nothing_is_looked_up() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let path = "/providers/paper/reference-image";
    let mut answers = Vec::new();
    for user in [applicant.onboarding(), "nobody"] {
        for authorization in [None, Some("Bearer wrong")] {
            let mut headers = vec![("host", "localhost:3000"), ("x-user", user)];
            headers.extend(authorization.map(|value| ("authorization", value)));
            let answer = asks_on(&app.line, path, &headers).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            answers.push(answer.body);
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(app.audited("question.refused").await, 4);
    for event in ["question.unanswered", "picture.offered"] {
        assert_eq!(app.audited(event).await, 0, "{event}");
    }
}

/// SL-11, SEC-106: no such person, nobody under way, no picture, another connection's check.
#[tokio::test]
async fn whoever_has_no_picture_to_compare_now_is_answered_alike() {
    let app = TestApp::start().await;
    let comparing = on_the_page(&app).await;
    let mut not_there_yet = app.applicant();
    not_there_yet.has_picture_taken().await;
    let mut without_picture = app.applicant();
    without_picture.begins("paper").await;
    without_picture.chooses_page_of_paper().await;
    let mut asked = Vec::new();
    for (through, user) in [
        ("paper", "0190f3a4-7c1e-7b2d-8000-0123456789ab"),
        ("paper", "' OR 1=1 --"),
        ("paper", not_there_yet.onboarding()),
        ("paper", without_picture.onboarding()),
        ("parchment", comparing.onboarding()),
    ] {
        let answer = asks(&app, through, user).await;
        assert_eq!((answer.status, answer.body.as_str()), NOTHING, "{user}");
        asked.push((through, answer.headers.len()));
    }
    assert!(asked.iter().all(|(_, headers)| *headers == asked[0].1));
    assert_eq!(app.audited("question.unanswered").await, 5);
    let links = "SELECT CAST(COUNT(*) AS BIGINT) FROM image_links";
    assert_eq!(app.ground.number(links).await, 0);
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_there() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    for through in ["nobody", "No-Name", "phone"] {
        let answer = asks(&app, through, applicant.onboarding()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{through}");
    }
}

/// SL-11
#[tokio::test]
async fn a_link_ends_after_ten_minutes() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let (late, in_time) = (link(&app, &applicant).await, link(&app, &applicant).await);
    app.passes(10 * MINUTE - SECOND).await;
    assert_eq!(status(&app, &in_time).await, StatusCode::OK);
    app.passes(SECOND).await;
    assert_eq!(status(&app, &late).await, StatusCode::GONE);
}

#[tokio::test]
async fn a_link_works_at_its_own_connection_only() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let link = link(&app, &applicant).await;
    for other in ["parchment", "phone", "nobody"] {
        let moved = link.replace("/paper/", &format!("/{other}/"));
        assert_eq!(status(&app, &moved).await, StatusCode::NOT_FOUND, "{other}");
    }
    let forged = format!("{}x", &link[..link.len() - 1]);
    assert_eq!(status(&app, &forged).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&app, &link).await, StatusCode::OK);
}

/// SL-11, SEC-106
#[tokio::test]
async fn a_check_has_five_links() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    for _ in 0..5 {
        link(&app, &applicant).await;
    }
    let answer = asks(&app, "paper", applicant.onboarding()).await;
    assert_eq!((answer.status, answer.body.as_str()), NOTHING);
    assert_eq!(app.audited("picture.refused").await, 1);
}

#[tokio::test]
async fn of_two_who_come_at_once_one_gets_the_picture() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let link = link(&app, &applicant).await;
    let all = futures_util::future::join_all((0..8).map(|_| status(&app, &link))).await;
    let given = all.iter().filter(|one| **one == StatusCode::OK).count();
    let gone = all.iter().filter(|one| **one == StatusCode::GONE).count();
    assert_eq!((given, gone), (1, 7), "{all:?}");
}

/// SL-11
#[tokio::test]
async fn the_picture_is_deleted_when_the_check_has_settled() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let link = link(&app, &applicant).await;
    settles(&app, done()).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    // Another step is left, so the onboarding is not over.
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
    assert_eq!(pictures(&app).await, 0);
    assert_eq!(app.audited("picture.deleted").await, 1);
    assert_eq!(status(&app, &link).await, StatusCode::GONE);
    let answer = asks(&app, "paper", applicant.onboarding()).await;
    assert_eq!((answer.status, answer.body.as_str()), NOTHING);
}

/// SL-11: nobody has to take the same picture twice, and after the last try it is gone.
#[tokio::test]
async fn the_picture_stays_for_another_try_and_not_longer() {
    let app = TestApp::start().await;
    let mut applicant = on_the_page(&app).await;
    let first = link(&app, &applicant).await;
    settles(&app, Snapshot::Failed(Reason::NotAccepted)).await;
    assert_eq!(pictures(&app).await, 1);
    // A link belongs to its check.
    assert_eq!(status(&app, &first).await, StatusCode::GONE);
    let answer = asks(&app, "paper", applicant.onboarding()).await;
    assert_eq!((answer.status, answer.body.as_str()), NOTHING);
    applicant.chooses_page_of_paper().await;
    let second = link(&app, &applicant).await;
    assert_eq!(status(&app, &second).await, StatusCode::OK);
    settles(&app, Snapshot::Failed(Reason::NotAccepted)).await;
    assert_eq!(app.onboarding_status(&applicant).await, "stopped");
    assert_eq!(pictures(&app).await, 0);
    assert_eq!(app.audited("picture.deleted").await, 1);
}

/// SL-11: also the picture of somebody who never came back.
#[tokio::test]
async fn the_picture_is_deleted_after_a_day_in_any_case() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.has_picture_taken().await;
    let day = PICTURE_LIVES_SECONDS * SECOND;
    app.passes(day - SECOND).await;
    app.runs_due_jobs().await;
    assert_eq!(pictures(&app).await, 1);
    app.passes(SECOND).await;
    app.runs_due_jobs().await;
    assert_eq!(pictures(&app).await, 0);
    assert_eq!(app.audited("picture.deleted").await, 1);
}

/// SL-11: a client may hand the picture over; it is for the steps that name no question.
#[tokio::test]
async fn a_clients_picture_is_used_where_no_question_is_named() {
    let app = TestApp::start().await;
    let mut applicant = on_the_page(&app).await;
    let hands_over = async |sent: Vec<u8>| {
        reference_images::store(&app.core, &applicant.id(), &Source::Client, sent)
            .await
            .unwrap()
    };
    let refused = hands_over(b"<html>".to_vec()).await;
    assert_eq!(refused, Err(PictureProblem::NotAPicture));
    for _ in 0..2 {
        assert_eq!(hands_over(portrait()).await, Ok(()));
    }
    assert_eq!(pictures(&app).await, 2);
    settles(&app, done()).await;
    assert_eq!(pictures(&app).await, 1);
    applicant.chooses_page("seal").await;
    let answer = asks(&app, "parchment", applicant.onboarding()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let link = answer.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(status(&app, &link).await, StatusCode::OK);
    settles(&app, done()).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    assert_eq!(pictures(&app).await, 0);
    let id = applicant.id();
    let late = reference_images::store(&app.core, &id, &Source::Client, portrait()).await;
    assert!(late.is_err());
}

/// SEC-183
#[tokio::test]
async fn the_audit_log_says_what_became_of_the_picture() {
    let app = TestApp::start().await;
    let applicant = on_the_page(&app).await;
    let link = link(&app, &applicant).await;
    assert_eq!(status(&app, &link).await, StatusCode::OK);
    settles(&app, done()).await;
    let mut connection = app.core.db.read().await.unwrap();
    let case = vestibule_server::services::case::Case::load(
        &app.core,
        &mut connection,
        &applicant.id(),
        None,
    )
    .await
    .unwrap();
    let sql = format!(
        "SELECT id FROM audit_events WHERE chain = '{}' AND kind LIKE 'picture.%' ORDER BY sequence",
        applicant.onboarding()
    );
    let mut said = Vec::new();
    for id in app.ground.texts(&sql).await {
        let sql = "SELECT kind, detail FROM audit_events WHERE id = $1";
        let (kind, detail): (String, Vec<u8>) = sqlx::query_as(sql)
            .bind(id)
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        let detail: Value = case.open(("audit_events", "detail"), detail).unwrap();
        said.push((kind, detail["reason"].clone()));
    }
    let kinds: Vec<&str> = said.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "picture.stored",
            "picture.offered",
            "picture.handed_over",
            "picture.deleted"
        ]
    );
    assert_eq!(said[3].1, json!("no check needs it"));
}
