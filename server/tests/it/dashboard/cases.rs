//! The ten cases of docs/operations/cases.md: each is made by its applicant, as the document says, and what the document promises
//! stands where it says.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::{
    config::WebhooksConfig,
    delivery::{sender::Sender, worker::Worker},
    outbound::SystemNames,
    services::{
        onboardings,
        webhooks::{self, NewEndpoint},
    },
};

use super::{bench::operator, case::page_of, desk::only};
use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    bankid::{STEP, with_a_frame},
    browser::{Browser, Page},
    face_endings::{callback, in_front_of_the_frame},
    happy::{ready_to_be_seen, ready_to_confirm},
    inviting::{caller, invitation, invites},
};

const DOCUMENT: &str = include_str!("../../../../docs/operations/cases.md");

/// What people read of some HTML.
fn read(html: &str) -> String {
    // Leptos marks the places of parts that may be absent.
    let html = html.replace("<!-- <() /> -->", "").replace("<!-- -->", "");
    let html = html.replace("<!>", "");
    let texts = html.split('<').map(|part| match part.split_once('>') {
        Some((_, text)) => text,
        None => part,
    });
    let text = texts.collect::<Vec<_>>().join(" ");
    let text = text
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace(" : ", ": ")
        // Around what has a direction of its own (Fluent).
        .replace(['\u{2068}', '\u{2069}'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whoever was asked, and the section of the document that they read.
struct Asked {
    desk: Browser,
    section: &'static str,
}

impl Asked {
    /// A viewer, who reads the section with this number.
    async fn about(app: &TestApp, number: usize) -> Self {
        let desk = operator(app, "desk", &[(Role::Viewer, "*")]).await;
        let begins = format!("\n## {number}. ");
        let section = DOCUMENT.split(&begins).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        Self { desk, section }
    }

    async fn opens(&mut self, path: &str) -> String {
        let page = self.desk.get(path).await;
        assert!(page.status.is_success(), "{path}: {page:?}");
        read(&main_of(&page))
    }

    async fn opens_case(&mut self, id: &OnboardingId, rest: &str) -> String {
        self.opens(&format!("{}{rest}", page_of(id))).await
    }

    /// What the section promises in these words, one after the other, is on the screen in them.
    fn finds(&self, screen: &str, promised: &[&str]) {
        let section = self
            .section
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        for words in promised {
            assert!(screen.contains(words), "\"{words}\" is not in {screen}");
            let quoted = format!("“{words}”");
            assert!(section.contains(&quoted), "{quoted} is not promised");
        }
    }
}

fn main_of(page: &Page) -> String {
    let main = page.body.split("<main").nth(1).unwrap();
    main.split("</main>").next().unwrap().to_owned()
}

#[tokio::test]
async fn case_1_the_camera_did_not_work() {
    let app = TestApp::start().await;
    let mut person = ready_to_be_seen(&app).await;
    person.chooses_page("face").await;
    let back = app
        .simulator
        .face_return("ERROR", Some("PERMISSION_ERROR"))
        .await;
    person.comes_back(&back).await;
    let mut asked = Asked::about(&app, 1).await;
    let case = asked.opens_case(&person.id(), "").await;
    asked.finds(
        &case,
        &[
            "The provider's page stopped at the step “face”: the camera was refused, by the browser or by the applicant.",
            "The applicant can start it again.",
            "camera_denied",
        ],
    );
    let overview = asked.opens("/dashboard").await;
    asked.finds(&overview, &["Where and why they went no further"]);
}

#[tokio::test]
async fn case_2_why_was_it_sent_to_review() {
    let app = TestApp::start().await;
    let mut person = app.applicant();
    person.begins("review").await;
    let name = person.step("name");
    person.browser.post(&name, &[("name", "Ana")]).await;
    person.chooses_page("confirm").await;
    let back = app
        .simulator
        .finishes_phone("SUCCESS", Some("+447700900123"))
        .await
        .unwrap();
    person.comes_back(&back).await;
    let mut asked = Asked::about(&app, 2).await;
    let list = asked
        .opens("/dashboard/onboardings?status=needs_review")
        .await;
    assert!(list.contains(person.onboarding()), "{list}");
    let case = asked.opens_case(&person.id(), "?kind=decisions").await;
    asked.finds(
        &case,
        &[
            "Somebody has to decide. It came here by the rule",
            "What falls short: fact_missing: identity.",
            "review, by",
        ],
    );
}

/// A worker as the server has one.
async fn delivers(app: &TestApp) {
    let limits = WebhooksConfig {
        allowed_networks: Vec::new(),
        allow_http: true,
        timeout_seconds: 1,
        concurrency: 4,
        per_endpoint: 4,
    };
    let guard = app.core.webhooks.guard.clone();
    let sender = Sender::new(guard, Arc::new(SystemNames), Duration::from_secs(1)).unwrap();
    let mut worker = Worker::new(app.core.clone(), sender, &limits);
    worker.begin_due().await.unwrap();
    worker.all_end().await;
}

#[tokio::test]
async fn case_3_nothing_arrives_at_our_webhook() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    // Nothing listens there: the discard service (RFC 863) needs a privileged port of its own.
    let new = NewEndpoint {
        url: "http://127.0.0.1:9/hook?key=of-the-shop".to_owned(),
        description: "orders".to_owned(),
        events: Vec::new(),
        schemes: Vec::new(),
    };
    let made = webhooks::create_endpoint(&app.core, &caller("shop"), new).await;
    let endpoint = made.unwrap().0.id;
    let (id, link) = invites(&app, &caller("shop"), &invitation("paper")).await;
    Browser::on(&app.line).post(&link, &[]).await;
    delivers(&app).await;
    let mut asked = Asked::about(&app, 3).await;
    let case = asked.opens_case(&id, "?kind=webhooks").await;
    asked.finds(
        &case,
        &["onboarding.started sent, attempt 1", "unreachable"],
    );
    // Which endpoint it is, whoever looks after them reads from its address; what is secret in it is not shown.
    assert!(case.contains(&endpoint) && !case.contains("127.0.0.1:9"));
    let mut admin = operator(&app, "admin", &[(Role::Admin, "*")]).await;
    let same = admin
        .get(&format!("/dashboard/onboardings/{id}?kind=webhooks"))
        .await;
    assert!(same.body.contains("127.0.0.1:9/hook<"), "{}", same.body);
    assert!(!same.body.contains("of-the-shop"));
    let overview = asked.opens("/dashboard").await;
    asked.finds(&overview, &["Webhooks waiting"]);
    asked.desk = admin;
    let path = format!("/dashboard/settings/webhooks/{endpoint}");
    let deliveries = asked.opens(&path).await;
    asked.finds(
        &deliveries,
        &["Failing since", "Next attempt", "unreachable"],
    );
}

#[tokio::test]
async fn case_4_stuck_at_bankid() {
    let app = TestApp::start().await;
    let (mut person, frame) = with_a_frame(&app).await;
    for event in ["initialization_completed", "authorization_pending"] {
        let message = json!({ "type": "analytics", "event": event });
        person.hears(STEP, &frame, &message).await;
    }
    let mut asked = Asked::about(&app, 4).await;
    let case = asked.opens_case(&person.id(), "").await;
    asked.finds(
        &case,
        &[
            "It is the applicant's turn at the step “approve”.",
            "event: authorization_pending",
        ],
    );
    app.lives_for(12 * MINUTE).await;
    let case = asked.opens_case(&person.id(), "").await;
    asked.finds(
        &case,
        &[
            "The last check of the step “approve” did not succeed: the provider's session ran out.",
            "The applicant can try again.",
        ],
    );
}

#[tokio::test]
async fn case_5_somebody_else_used_the_link() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("paper")).await;
    let (mut first, mut second) = (app.applicant(), app.applicant());
    first.browser.post(&link, &[]).await;
    first.is_at(&id);
    first.chooses_page_of_paper().await;
    app.passes(MINUTE).await;
    second.browser.post(&format!("{link}/new"), &[]).await;
    let mut asked = Asked::about(&app, 5).await;
    let log = asked.opens_case(&id, "?kind=log").await;
    asked.finds(&log, &["link.claimed", "link.requested"]);
    assert!(log.contains("takes_over: false"), "{log}");
    app.passes(MINUTE).await;
    let new = onboardings::new_link(&app.core, &shop, &id, None)
        .await
        .unwrap();
    second.browser.post(&format!("/l/{}", new.token), &[]).await;
    let log = asked.opens_case(&id, "?kind=log").await;
    asked.finds(
        &log,
        &[
            "takes_over: true",
            "Another browser took it over after a check had begun",
        ],
    );
}

#[tokio::test]
async fn case_6_the_result_does_not_come() {
    let app = TestApp::start().await;
    app.simulator
        .will_play("onekyc", "completed_in_progress")
        .await;
    let (mut person, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let message = callback(&session, "COMPLETED", None);
    person.hears("face", &frame, &message).await;
    let mut asked = Asked::about(&app, 6).await;
    let case = asked.opens_case(&person.id(), "").await;
    asked.finds(
        &case,
        &[
            "The provider has not answered yet at the step “face”. We keep asking; there is nothing to do.",
            "identity: fetch – processing",
        ],
    );
}

/// Three times what the provider does not accept.
async fn is_never_accepted(app: &TestApp) -> Applicant {
    let mut person = ready_to_be_seen(app).await;
    for _ in 0..3 {
        app.simulator.will_play("onekyc", "not_live").await;
        person.chooses_page("face").await;
        app.simulator
            .finishes_face("COMPLETED", Some("INVALID"))
            .await;
        let back = app.simulator.face_return("COMPLETED", None).await;
        person.comes_back(&back).await;
    }
    person
}

#[tokio::test]
async fn case_7_no_attempt_is_left() {
    let app = TestApp::start().await;
    let person = is_never_accepted(&app).await;
    let mut asked = Asked::about(&app, 7).await;
    let case = asked.opens_case(&person.id(), "").await;
    asked.finds(
        &case,
        &[
            "No attempt is left at the step “face”: the provider did not accept what was submitted.",
            "face, check 3",
        ],
    );
    asked.desk = operator(&app, "reviewer", &[(Role::Reviewer, "*")]).await;
    let case = asked.opens_case(&person.id(), "").await;
    asked.finds(&case, &["Allow another attempt"]);
}

#[tokio::test]
async fn case_8_it_says_that_it_is_not_available() {
    let app = TestApp::start().await;
    let mut person = ready_to_confirm(&app).await;
    let fault = json!({ "fault": "http503" });
    app.simulator.breaks("signicat", fault).await;
    person.chooses_frame("confirm").await;
    for _ in 0..5 {
        person.launches("confirm").await;
    }
    let mut asked = Asked::about(&app, 8).await;
    let case = asked.opens_case(&person.id(), "?kind=calls").await;
    asked.finds(
        &case,
        &[
            "The provider's screen could not be opened at the step “confirm”: the provider could not be reached.",
            "phone: start – unavailable",
            "HTTP status: 503",
        ],
    );
    let connections = asked.opens("/dashboard/settings/connections").await;
    asked.finds(&connections, &["No calls for a while, after failures"]);
}

#[tokio::test]
async fn case_9_it_was_not_me() {
    let app = TestApp::start().await;
    let (id, link) = invites(&app, &caller("shop"), &invitation("strict")).await;
    let mut stranger = Browser::on(&app.line);
    stranger.post(&format!("{link}/not-me"), &[]).await;
    let mut asked = Asked::about(&app, 9).await;
    let case = asked.opens_case(&id, "").await;
    asked.finds(
        &case,
        &[
            "Whoever opened the link said that it is not theirs.",
            "Ask the client whom it was meant for.",
        ],
    );
}

#[tokio::test]
async fn case_10_the_provider_says_done_and_our_page_does_not() {
    let app = TestApp::start().await;
    let (mut person, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    let done = callback(&session, "COMPLETED", None).to_string();
    person
        .reports(
            "face",
            &frame.attempt,
            "https://new.provider.example",
            &done,
        )
        .await;
    let mut asked = Asked::about(&app, 10).await;
    let case = asked.opens_case(&person.id(), "?kind=messages").await;
    asked.finds(&case, &["Message not accepted: origin"]);
    let inspector = asked.opens_case(&person.id(), "/messages").await;
    asked.finds(
        &inspector,
        &["Its origin is not one that the connection lists."],
    );
}
