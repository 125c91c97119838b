//! Pauses, and versions of journeys: effective everywhere within seconds, and nothing is counted against anybody.

use axum::http::StatusCode;
use vestibule::{check::State, id::JourneyName, permission::Role};
use vestibule_server::services::{audit::Actor, clients::Mode, control::FRESH_MS, operators};

use super::desk::{Desk, EVERYBODY, only};
use crate::{
    api::bench::{beginning, partner},
    app::TestApp,
    browser::{Browser, Line, Page},
    happy::{ready_to_be_seen, ready_to_confirm},
};

const CONTROL: &str = "/dashboard/control";
const PAUSES: &str = "/dashboard/control/pauses";
const VERSIONS: &str = "/dashboard/control/versions";
const ENGLISH: &str = "The bank works on its phones until noon. Come back then.";
const INDONESIAN: &str = "Bank memperbaiki teleponnya sampai siang. Kembalilah nanti.";

impl Desk {
    async fn pauses(&mut self, what: &str) -> Page {
        let fields = [
            ("do", "begin"),
            ("what", what),
            ("reason", "Ticket 4711"),
            ("text-en", ENGLISH),
            ("text-id", INDONESIAN),
        ];
        self.browser.post(PAUSES, &fields).await
    }

    async fn ends_the_pause(&mut self, app: &TestApp) -> Page {
        let open = "SELECT id FROM pauses WHERE ended_at IS NULL";
        let id = app.ground.texts(open).await.remove(0);
        let fields = [("do", "end"), ("to", id.as_str())];
        self.browser.post(PAUSES, &fields).await
    }
}

async fn admin(app: &TestApp) -> Desk {
    Desk::of(app, "ada", Role::Admin, &EVERYBODY).await
}

fn is_done(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), CONTROL);
}

#[tokio::test]
async fn a_paused_connection_starts_no_check_and_counts_none() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let mut person = ready_to_confirm(&app).await;
    is_done(&ada.pauses("connection:phone").await);

    let step = person.step("confirm");
    let page = person.browser.get(&step).await;
    assert!(page.body.contains(ENGLISH), "{page:?}");
    assert!(
        !page.body.contains("name=\"presentation\""),
        "no way to start: {page:?}"
    );
    // A page that was open before the pause.
    let sent = person
        .browser
        .post(&step, &[("presentation", "page")])
        .await;
    assert_eq!(sent.location(), step, "{sent:?}");
    assert!(app.checks(&person).await.is_empty());
    let usage = "SELECT CAST(COUNT(*) AS BIGINT) FROM usage";
    assert_eq!(app.ground.number(usage).await, 0);
    // The other language has its own words.
    let page = person.browser.get(&format!("{step}?lang=id")).await;
    let page = person.browser.get(page.location()).await;
    assert!(page.body.contains(INDONESIAN), "{page:?}");

    is_done(&ada.ends_the_pause(&app).await);
    person.launches_frame("confirm").await;
    assert!(matches!(app.state(&person).await, State::Open { .. }));
    assert_eq!(app.audited("pause.begun").await, 1);
    assert_eq!(app.audited("pause.ended").await, 1);
}

#[tokio::test]
async fn other_ways_stay_open_while_a_connection_is_paused() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let mut person = ready_to_be_seen(&app).await;
    is_done(&ada.pauses("connection:identity").await);
    let step = person.step("face");
    let page = person.browser.get(&step).await;
    assert!(page.body.contains(ENGLISH), "{page:?}");
    let instead = person.step("face/instead");
    assert!(page.body.contains(&instead), "{page:?}");
}

/// A frame that was on its way is led to the page that says so.
#[tokio::test]
async fn a_check_that_was_begun_before_the_pause_is_not_started_in_it() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let mut person = ready_to_confirm(&app).await;
    person.chooses_frame("confirm").await;
    is_done(&ada.pauses("connection:phone").await);
    let launched = person.launches("confirm").await;
    assert_eq!(launched.json()["go_to"]["path"], person.step("confirm"));
    assert_eq!(app.state(&person).await, State::Created);
}

#[tokio::test]
async fn a_paused_journey_is_not_begun_and_others_are() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    is_done(&ada.pauses("journey:phone").await);
    let mut person = Browser::on(&app.line);
    let page = person.get("/start/phone").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(ENGLISH), "{page:?}");
    let begun = person.post("/start/phone", &[]).await;
    assert_eq!(begun.status, StatusCode::SERVICE_UNAVAILABLE, "{begun:?}");
    assert!(begun.body.contains(ENGLISH));
    app.applicant().begins("face").await;
    let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings";
    assert_eq!(app.ground.number(count).await, 1);
}

#[tokio::test]
async fn clients_are_told_that_starts_are_paused() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let shop = partner(&app, "shop", Mode::Test).await;
    is_done(&ada.pauses("starts:").await);
    let answer = shop.post("/onboardings", &beginning("paper")).await;
    let problem = answer.is_problem(503, "paused");
    assert_eq!(problem["detail"], ENGLISH);
    is_done(&ada.ends_the_pause(&app).await);
    shop.post("/onboardings", &beginning("paper")).await.is(201);
}

/// Each instance reads it anew when what it knows is two seconds old.
#[tokio::test]
async fn a_pause_is_effective_on_every_instance_within_two_seconds() {
    let app = TestApp::start().await;
    let other = Line::to(app.tries_to_start().await.unwrap().router());
    let mut elsewhere = Browser::on(&other);
    let page = elsewhere.get("/start/phone").await;
    assert!(!page.body.contains(ENGLISH));

    let mut ada = admin(&app).await;
    is_done(&ada.pauses("starts:").await);
    let mut here = Browser::on(&app.line);
    let page = here.get("/start/phone").await;
    assert!(page.body.contains(ENGLISH), "at once where it was begun");
    app.clock.advance(FRESH_MS);
    let page = elsewhere.get("/start/phone").await;
    assert!(page.body.contains(ENGLISH), "{page:?}");

    is_done(&ada.ends_the_pause(&app).await);
    app.clock.advance(FRESH_MS);
    let begun = elsewhere.post("/start/phone", &[]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{begun:?}");
}

#[tokio::test]
async fn a_pause_needs_a_reason_and_words_in_every_language() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let long = "x".repeat(501);
    for (what, reason, english, indonesian) in [
        ("connection:nothing", "why", ENGLISH, INDONESIAN),
        ("everything:", "why", ENGLISH, INDONESIAN),
        ("starts:", " ", ENGLISH, INDONESIAN),
        ("starts:", &long, ENGLISH, INDONESIAN),
        ("starts:", "why", ENGLISH, ""),
        ("starts:", "why", &long, INDONESIAN),
    ] {
        let fields = [
            ("do", "begin"),
            ("what", what),
            ("reason", reason),
            ("text-en", english),
            ("text-id", indonesian),
        ];
        let page = ada.browser.post(PAUSES, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert_eq!(app.audited("pause.begun").await, 0);
    is_done(&ada.pauses("starts:").await);
    let twice = ada.pauses("starts:").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{twice:?}");
    assert!(twice.body.contains("Ticket 4711"), "what was typed stays");
}

#[tokio::test]
async fn only_admins_of_the_server_pause() {
    let app = TestApp::start().await;
    let shop = only(&app, "shop").await;
    let mut viewer = Desk::of(&app, "vera", Role::Viewer, &EVERYBODY).await;
    let mut theirs = Desk::of(&app, "tom", Role::Admin, &shop).await;
    let page = viewer.browser.get(CONTROL).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("Begin a pause"), "{page:?}");
    for desk in [&mut viewer, &mut theirs] {
        let page = desk.pauses("starts:").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    }
    let page = theirs.browser.get(CONTROL).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(app.audited("pause.begun").await, 0);
}

/// The configuration once more, with another title of one journey: another version of it.
fn changed(configuration: &str) -> String {
    configuration.replace("Sign a sheet", "Sign the sheet")
}

fn configured(app: &TestApp) -> String {
    let name = JourneyName::new("paper").unwrap();
    app.core.journeys[&name].hash.clone()
}

async fn versions(app: &TestApp, journey: &str) -> Vec<String> {
    let sql = format!("SELECT hash FROM journey_versions WHERE name = '{journey}' ORDER BY hash");
    app.ground.texts(&sql).await
}

async fn begins_with(app: &TestApp, journey: &str) -> String {
    let mut person = app.applicant();
    person.begins(journey).await;
    let sql = format!(
        "SELECT journey_version FROM onboardings WHERE id = '{}'",
        person.onboarding()
    );
    app.ground.texts(&sql).await.remove(0)
}

#[tokio::test]
async fn another_version_takes_two_people() {
    let mut app = TestApp::start().await;
    let old = configured(&app);
    app.is_restarted_with(changed).await;
    let new = configured(&app);
    assert_eq!(versions(&app, "paper").await.len(), 2);
    assert_eq!(begins_with(&app, "paper").await, new);

    let mut ada = admin(&app).await;
    let mut bob = Desk::of(&app, "bob", Role::Admin, &EVERYBODY).await;
    let propose = [
        ("do", "propose"),
        ("journey", "paper"),
        ("version", old.as_str()),
        ("reason", "The new one confuses people"),
    ];
    is_done(&ada.browser.post(VERSIONS, &propose).await);
    let id = "SELECT id FROM proposals";
    let id = app.ground.texts(id).await.remove(0);
    let confirm = [("do", "confirm"), ("to", id.as_str())];
    let own = ada.browser.post(VERSIONS, &confirm).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{own:?}");
    assert_eq!(
        begins_with(&app, "paper").await,
        new,
        "nothing happened yet"
    );

    is_done(&bob.browser.post(VERSIONS, &confirm).await);
    assert_eq!(begins_with(&app, "paper").await, old);
    let twice = bob.browser.post(VERSIONS, &confirm).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND, "{twice:?}");
    let page = bob.browser.get(CONTROL).await;
    assert!(
        page.body.contains("Proposed by ada, confirmed by bob"),
        "{page:?}"
    );
    assert_eq!(app.audited("journey_version.activated").await, 1);
}

/// SEC-192: whoever proposes has to be allowed to still when somebody confirms.
#[tokio::test]
async fn sec_192_what_somebody_proposed_who_was_dismissed_is_not_activated() {
    let mut app = TestApp::start().await;
    let old = configured(&app);
    app.is_restarted_with(changed).await;
    let new = configured(&app);
    let mut ada = admin(&app).await;
    let mut bob = Desk::of(&app, "bob", Role::Admin, &EVERYBODY).await;
    let propose = [
        ("do", "propose"),
        ("journey", "paper"),
        ("version", old.as_str()),
        ("reason", "The new one confuses people"),
    ];
    is_done(&ada.browser.post(VERSIONS, &propose).await);
    operators::set_disabled(&app.core, &ada.name, true, Actor::CommandLine)
        .await
        .unwrap();
    let id = app.ground.texts("SELECT id FROM proposals").await.remove(0);
    let confirm = [("do", "confirm"), ("to", id.as_str())];
    let page = bob.browser.post(VERSIONS, &confirm).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(begins_with(&app, "paper").await, new);
    assert_eq!(app.audited("journey_version.activated").await, 0);
}

#[tokio::test]
async fn a_version_whose_connection_is_gone_is_not_activated() {
    let mut app = TestApp::start().await;
    let old = configured(&app);
    // The same journey through another connection, and the old connection is no more.
    app.is_restarted_with(|text| {
        text.replace("[connections.paper]", "[connections.papyrus]")
            .replace("connection = \"paper\"", "connection = \"papyrus\"")
    })
    .await;
    let mut ada = admin(&app).await;
    let propose = [
        ("do", "propose"),
        ("journey", "paper"),
        ("version", old.as_str()),
        ("reason", "Back to the old one"),
    ];
    let page = ada.browser.post(VERSIONS, &propose).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    assert!(
        page.body
            .contains("uses a connection that is not configured")
    );
    assert_eq!(app.audited("journey_version.proposed").await, 0);
}
