//! The page of a case: what it shows, to whom, and what it never shows.

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::{
    db,
    services::{audit::Actor, clients::Mode, erasure, onboardings::Invitation},
};

use super::bench::operator;
use crate::{
    api::bench::partner,
    app::TestApp,
    applicant::Applicant,
    browser::{Browser, Page},
    erasure::signs_as,
    face_endings::in_front_of_the_frame,
    happy::{NUMBER, ready_to_confirm},
    inviting::{caller, claims, follows, invitation, invites},
};

/// What each place where somebody may say something was told. Each would run if it were not shown as text.
pub const NAME: &str = "Canary<script>alert(1)</script>Nameson";
pub const REFERENCE: &str = "canary-reference-\"><img src=x onerror=alert(2)>";
pub const ACCOUNT: &str = "canary.account@example.com";
pub const METADATA: &str = "canary-\u{202E}branchoffice";
const PERSONAL: [&str; 4] = [
    "Nameson",
    "canary-reference",
    "canary.account",
    "branchoffice",
];

/// Where the page of a case is.
pub fn page_of(id: &OnboardingId) -> String {
    format!("/dashboard/onboardings/{id}")
}

/// A client's onboarding that holds everything there can be.
pub async fn story(app: &TestApp) -> Applicant {
    partner(app, "shop", Mode::Test).await;
    let invitation = Invitation {
        client_reference: Some(REFERENCE.to_owned()),
        account: Some(ACCOUNT.to_owned()),
        expected: claims(&[("name", NAME)]),
        prefill: claims(&[("name", NAME)]),
        metadata: claims(&[("branch", METADATA)]),
        ..invitation("portrait")
    };
    let (id, link) = invites(app, &caller("shop"), &invitation).await;
    let mut person = follows(app, &id, &link).await;
    signs_as(app, &mut person, NAME).await;
    person
}

fn is_inert(page: &Page) {
    for markup in [
        "<script>alert",
        "<img src=x",
        "\u{202E}",
        "onerror=alert(2)>",
    ] {
        assert!(!page.body.contains(markup), "{markup} in {}", page.body);
    }
}

fn titles(page: &Page) -> Vec<String> {
    let rest = page.body.split("class=\"event__title\">").skip(1);
    rest.map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

fn older(page: &Page) -> Option<String> {
    let end = "\" rel=\"next\"";
    let before = page.body.split(end).next()?;
    let href = before.rsplit("href=\"").next()?;
    page.body.contains(end).then(|| {
        let href = href.replace("&amp;", "&");
        href.split('#').next().unwrap().to_owned()
    })
}

/// SEC-179, SEC-183: what a person and a client said is masked, and what would run is text.
#[tokio::test]
async fn no_personal_value_is_on_the_page_before_a_reveal() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Admin, "shop")]).await;
    for path in ["", "/messages", "?kind=log", "?kind=messages&kind=calls"] {
        let page = clerk.get(&format!("{}{path}", page_of(&person.id()))).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        is_inert(&page);
        for canary in PERSONAL.into_iter().chain(["canary-message", "Canary"]) {
            assert!(!page.body.contains(canary), "{canary} on {path}");
        }
    }
    let page = clerk.get(&page_of(&person.id())).await;
    assert!(page.body.contains("•••") && page.body.contains("client_reference"));
    assert!(page.body.contains("expected/name"));
    assert_eq!(page.header("cache-control"), "no-store");
}

/// To an operator of another client these pages of a case are the same as those of one that never was; so are those of a case
/// that no client began.
pub async fn finds_nothing(
    app: &TestApp,
    stranger: &mut Browser,
    case: &OnboardingId,
    pages: &[&str],
) {
    let direct = ready_to_confirm(app).await;
    let unknown = OnboardingId::new("01890000-0000-7000-8000-000000000000").unwrap();
    for page in pages {
        let never = stranger.get(&format!("{}{page}", page_of(&unknown))).await;
        assert_eq!(never.status, StatusCode::NOT_FOUND, "{page}");
        for id in [case, &direct.id()] {
            let foreign = stranger.get(&format!("{}{page}", page_of(id))).await;
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{page}");
            assert_eq!(foreign.without_codes(), never.without_codes(), "{page}");
        }
    }
}

/// SEC-148, SEC-149
#[tokio::test]
async fn a_case_of_another_client_is_as_unknown_as_one_that_never_was() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    partner(&app, "bank", Mode::Test).await;
    let mut stranger = operator(&app, "stranger", &[(Role::Admin, "bank")]).await;
    let pages = ["", "/messages", "/evidence"];
    finds_nothing(&app, &mut stranger, &person.id(), &pages).await;
    let note = format!("{}/notes", page_of(&person.id()));
    let written = stranger.post(&note, &[("text", "I was here")]).await;
    assert_eq!(written.status, StatusCode::NOT_FOUND);
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM notes";
    assert_eq!(app.ground.number(sql).await, 0);
    let malformed = stranger.get("/dashboard/onboardings/x").await;
    assert_eq!(malformed.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn calls_of_providers_are_written_down_with_what_they_came_to() {
    let app = TestApp::start().await;
    let mut person = ready_to_confirm(&app).await;
    let frame = person.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    person.claims("confirm", &frame.attempt, &back).await;
    let mut connection = app.core.db.read().await.unwrap();
    let calls = db::dashboard::provider_calls::of_onboarding(&mut connection, person.onboarding())
        .await
        .unwrap();
    drop(connection);
    let made: Vec<(&str, &str)> = calls
        .iter()
        .map(|call| (call.call.as_str(), call.outcome.as_str()))
        .collect();
    assert!(made.contains(&("start", "ok")), "{made:?}");
    assert!(made.contains(&("finish_return", "ok")), "{made:?}");
    for call in &calls {
        assert!(matches!(call.status, Some(200..=299)), "{call:?}");
        assert!((0..60_000).contains(&call.duration_ms), "{call:?}");
    }
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let page = lead
        .get(&format!("{}?kind=calls", page_of(&person.id())))
        .await;
    let titles = titles(&page);
    assert!(
        titles.contains(&"phone: start – ok".to_owned()),
        "{titles:?}"
    );
    assert!(
        titles.contains(&"phone: session 1 opened".to_owned()),
        "{titles:?}"
    );
    let reference = app.simulator.newest("signicat").await["id"].to_string();
    let reference = reference.trim_matches('"').to_owned();
    assert!(page.body.contains(&reference), "the provider's own id");
}

#[tokio::test]
async fn a_call_that_fails_is_written_down_as_well() {
    let app = TestApp::start().await;
    let mut person = ready_to_confirm(&app).await;
    let fault = serde_json::json!({ "fault": "http503" });
    app.simulator.breaks("signicat", fault).await;
    person.chooses_frame("confirm").await;
    person.launches("confirm").await;
    let sql = "SELECT outcome FROM provider_calls WHERE call = 'start'";
    assert_eq!(app.ground.texts(sql).await, ["unavailable"]);
}

#[tokio::test]
async fn only_the_newest_calls_of_a_check_are_kept() {
    let app = TestApp::start().await;
    let (person, _) = in_front_of_the_frame(&app).await;
    let check = app.check(&person).await;
    let call = |id: usize, call: &str| db::dashboard::provider_calls::CallRow {
        id: format!("{id:05}"),
        onboarding_id: check.onboarding_id.clone(),
        check_id: check.id.clone(),
        connection: check.connection.clone(),
        call: call.to_owned(),
        at: 1,
        duration_ms: 1,
        outcome: "ok".to_owned(),
        status: None,
    };
    let mut tx = app.core.db.begin_write().await.unwrap();
    for id in 0..120 {
        db::dashboard::provider_calls::insert(&mut tx, call(id, "resume"))
            .await
            .unwrap();
    }
    db::dashboard::provider_calls::insert(&mut tx, call(500, "abandon"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let sql = "SELECT id FROM provider_calls WHERE call = 'resume' ORDER BY id";
    let kept = app.ground.texts(sql).await;
    assert_eq!((kept.len(), kept[0].as_str()), (100, "00020"));
    let others = "SELECT call FROM provider_calls WHERE call IN ('start', 'abandon') ORDER BY call";
    assert_eq!(app.ground.texts(others).await, ["abandon", "start"]);
}

#[tokio::test]
async fn the_timeline_has_everything_and_shows_only_what_is_asked_for() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let path = page_of(&person.id());
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    let written = clerk
        .post(&format!("{path}/notes"), &[("text", "Called the shop")])
        .await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{written:?}");
    let whole = clerk.get(&path).await;
    for badge in ["Log", "Checks", "Provider", "Messages", "Notes"] {
        let badge = format!("<span class=\"badge\">{badge}</span>");
        assert!(whole.body.contains(&badge), "{badge}");
    }
    let notes = clerk.get(&format!("{path}?kind=notes")).await;
    assert_eq!(titles(&notes), ["Note by clerk"]);
    assert!(notes.body.contains("Called the shop"));
    assert!(
        notes.body.contains("value=\"notes\" checked"),
        "the filter stays"
    );
    let none = clerk.get(&format!("{path}?kind=webhooks")).await;
    assert_eq!(titles(&none), Vec::<String>::new());
    assert!(none.body.contains("Nothing of this kind happened."));
    let log = clerk.get(&format!("{path}?kind=log")).await;
    let log = titles(&log);
    assert!(log.contains(&"link.claimed".to_owned()), "{log:?}");
    assert!(
        !log.contains(&"check.moved".to_owned()),
        "moves are said once"
    );
}

#[tokio::test]
async fn pages_of_the_timeline_miss_nothing_and_repeat_nothing() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let path = page_of(&person.id());
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    for number in 0..55 {
        // Several in the same millisecond.
        app.clock.advance(i64::from(number % 3 == 0));
        let text = format!("note number {number}.");
        let sent = [("text", text.as_str())];
        let written = clerk.post(&format!("{path}/notes"), &sent).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{written:?}");
    }
    let first = clerk.get(&format!("{path}?kind=notes")).await;
    assert_eq!(titles(&first).len(), 50);
    let next = older(&first).unwrap();
    let second = clerk.get(&next).await;
    assert_eq!(titles(&second).len(), 5);
    assert_eq!(older(&second), None);
    for number in 0..55 {
        let text = format!("note number {number}.");
        let found = [&first, &second].map(|page| page.body.matches(&text).count());
        assert_eq!(found.iter().sum::<usize>(), 1, "{text}");
    }
}

#[tokio::test]
async fn an_erased_case_shows_what_is_left() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let path = page_of(&person.id());
    let mut clerk = operator(&app, "clerk", &[(Role::Admin, "shop")]).await;
    let note = [("text", "canary-note")];
    clerk.post(&format!("{path}/notes"), &note).await;
    erasure::erase(&app.core, &person.id(), Actor::CommandLine)
        .await
        .unwrap();
    let page = clerk.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(
        page.body.contains("This person&#x27;s data was erased")
            || page.body.contains("This person's data was erased")
    );
    for canary in PERSONAL.into_iter().chain(["canary-note"]) {
        assert!(!page.body.contains(canary), "{canary}");
    }
    assert!(titles(&page).contains(&"onboarding.erased".to_owned()));
    assert!(titles(&page).contains(&"Note by clerk".to_owned()));
    assert!(!page.body.contains("/reveal") && !page.body.contains("/evidence"));
    let inspector = clerk.get(&format!("{path}/messages")).await;
    assert_eq!(inspector.status, StatusCode::OK);
    assert!(inspector.body.contains("What they said was erased."));
    for (rest, sent) in [
        ("notes", ("text", "too late")),
        ("reveal", ("field", "expected/name")),
    ] {
        let refused = clerk.post(&format!("{path}/{rest}"), &[sent]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{rest}");
    }
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM notes WHERE LENGTH(body) > 0";
    assert_eq!(app.ground.number(sql).await, 0);
}

#[tokio::test]
async fn the_first_sentence_says_what_there_is_to_do() {
    let app = TestApp::start().await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let (unopened, _) = invites(&app, &caller("shop"), &invitation("portrait")).await;
    let mut person = ready_to_confirm(&app).await;
    let waiting = person.id();
    let says = async |lead: &mut crate::browser::Browser, id: &OnboardingId| {
        let page = lead.get(&page_of(id)).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let rest = page.body.split("id=\"advice\"").nth(1).unwrap().to_owned();
        rest.split("</div>").next().unwrap().to_owned()
    };
    let advice = says(&mut lead, &unopened).await;
    assert!(advice.contains("has not opened the link yet"), "{advice}");
    let advice = says(&mut lead, &waiting).await;
    assert!(
        advice.contains("applicant's turn") || advice.contains("applicant&#x27;s turn"),
        "{advice}"
    );
    assert!(advice.contains("confirm"), "{advice}");
    let frame = person.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    person.claims("confirm", &frame.attempt, &back).await;
    let advice = says(&mut lead, &waiting).await;
    assert!(advice.contains("Approved by the rule"), "{advice}");
    let page = lead.get(&page_of(&waiting)).await;
    assert!(!page.body.contains(NUMBER) && !page.body.contains("7700 900123"));
}

#[tokio::test]
async fn evidence_is_for_reviewers_and_its_download_is_audited() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let path = format!("{}/evidence", page_of(&person.id()));
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "shop")]).await;
    assert_eq!(viewer.get(&path).await.status, StatusCode::FORBIDDEN);
    let mut reviewer = operator(&app, "reviewer", &[(Role::Reviewer, "shop")]).await;
    let bundle = reviewer.get(&path).await;
    assert_eq!(bundle.status, StatusCode::OK, "{bundle:?}");
    assert_eq!(bundle.header("content-type"), "application/json");
    let name = format!("attachment; filename=\"{}.json\"", person.id());
    assert_eq!(bundle.header("content-disposition"), name);
    let sql = format!(
        "SELECT actor FROM audit_events WHERE kind = 'evidence.exported' AND chain = '{}'",
        person.id()
    );
    assert_eq!(app.ground.texts(&sql).await, ["operator:reviewer"]);
}

/// SEC-179
#[tokio::test]
async fn a_note_is_text_whatever_is_in_it() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let path = page_of(&person.id());
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    let evil = "</textarea><script>alert(1)</script>\u{202E}\r\nsecond line";
    let notes = format!("{path}/notes");
    let written = clerk.post(&notes, &[("text", evil)]).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER);
    is_inert(&clerk.get(&path).await);
    for wrong in ["", "   ", &"x".repeat(2_001)] {
        let again = clerk.post(&notes, &[("text", wrong)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let longest = "</textarea><script>alert(1)</script>".repeat(60);
    let again = clerk.post(&notes, &[("text", &longest)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    is_inert(&again);
    assert!(
        again.body.contains("&lt;/textarea&gt;&lt;script&gt;"),
        "what was typed is kept"
    );
    assert!(again.body.contains("<title>Error:"));
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM notes";
    assert_eq!(app.ground.number(sql).await, 1);
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "shop")]).await;
    let refused = viewer.post(&notes, &[("text", "hello")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(viewer.get(&path).await.body.contains("second line"));
}
