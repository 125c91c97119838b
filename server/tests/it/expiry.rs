//! Closing before a decision: cancelled, disowned, expired. And what clients are told of every status, once.

use axum::http::StatusCode;
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;
use vestibule::{check::State, id::OnboardingId, onboarding::OnboardingStatus};
use vestibule_server::services::{
    ServiceError,
    audit::Actor,
    closing, erasure, flow,
    links::{self, Followed},
    onboardings::{self, Invitation},
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    inviting::{caller, follows, invitation, invites},
    links::told,
    paper::done,
};

const YEAR: i64 = 365 * 24 * 60 * MINUTE;

/// Somebody who claimed their link and is at the provider of the journey `wish`.
async fn at_the_provider(app: &TestApp, lifetime: u32) -> Applicant {
    let invitation = Invitation {
        lifetime_minutes: Some(lifetime),
        ..invitation("wish")
    };
    let (id, link) = invites(app, &caller("shop"), &invitation).await;
    let mut person = follows(app, &id, &link).await;
    let wish = person.step("wish");
    person.browser.post(&wish, &[("card", "no")]).await;
    person.chooses_page_of_paper().await;
    person
}

/// Nothing moves what is closed: no return of the provider's, no answer, no start, no call for a person.
async fn stays_closed(app: &TestApp, person: &mut Applicant, status: &str) {
    assert_eq!(app.onboarding_status(person).await, status);
    assert!(matches!(app.state(person).await, State::Ended(_)));
    assert_eq!(app.paper.shared().abandoned, 1);
    let before = told(app, &person.id()).await;
    app.paper.shared().says = done();
    let back = app.paper.newest_return();
    person.comes_back(&back).await;
    let wish = person.step("wish");
    person.browser.post(&wish, &[("card", "yes")]).await;
    let sign = person.step("sign");
    person
        .browser
        .post(&sign, &[("presentation", "page")])
        .await;
    let core = &app.core;
    let helped = flow::hand_over(core, None, &person.id(), None).await;
    assert!(helped.is_err());
    person.browser.post(&person.path("/help"), &[]).await;
    app.lives_for(60 * MINUTE).await;
    assert_eq!(app.onboarding_status(person).await, status);
    assert_eq!(app.facts(person).await, Vec::<String>::new());
    assert_eq!(app.checks(person).await.len(), 1);
    assert_eq!(told(app, &person.id()).await, before);
    let page = person.arrives().await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
}

#[tokio::test]
async fn an_onboarding_expires_when_its_time_is_over_and_not_before() {
    let app = TestApp::start().await;
    let mut person = at_the_provider(&app, 30).await;
    app.clock.advance(30 * MINUTE - 1);
    app.runs_due_jobs().await;
    assert_eq!(app.onboarding_status(&person).await, "in_progress");
    app.clock.advance(1);
    app.runs_due_jobs().await;
    assert_eq!(
        told(&app, &person.id()).await,
        ["onboarding.started", "onboarding.expired"]
    );
    assert_eq!(app.audited("onboarding.closed").await, 1);
    let late = closing::cancel(&app.core, &caller("shop"), &person.id()).await;
    assert!(matches!(late, Err(ServiceError::OutOfOrder)));
    // Its check ran out before.
    assert_eq!(app.onboarding_status(&person).await, "expired");
    let page = person.arrives().await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
}

#[tokio::test]
async fn what_is_cancelled_stays_so_whatever_comes_late() {
    let app = TestApp::start().await;
    let mut person = at_the_provider(&app, 600).await;
    let shop = caller("shop");
    for _ in 0..2 {
        closing::cancel(&app.core, &shop, &person.id())
            .await
            .unwrap();
    }
    assert_eq!(
        told(&app, &person.id()).await,
        ["onboarding.started", "onboarding.cancelled"]
    );
    assert_eq!(app.audited("onboarding.closed").await, 1);
    stays_closed(&app, &mut person, "cancelled").await;
}

#[tokio::test]
async fn what_is_disowned_stays_so_whatever_comes_late() {
    let app = TestApp::start().await;
    let mut person = at_the_provider(&app, 600).await;
    let not_me = person.browser.post(&person.path("/not-me"), &[]).await;
    assert_eq!(not_me.status, StatusCode::SEE_OTHER, "{not_me:?}");
    stays_closed(&app, &mut person, "cancelled").await;
}

/// Whoever is first is; the other comes too late, and the client is told one end.
#[tokio::test]
async fn cancelling_and_finishing_at_once_is_one_of_the_two() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    for round in 0..8 {
        let (id, link) = invites(&app, &shop, &invitation("strict")).await;
        let mut person = follows(&app, &id, &link).await;
        let wish = person.step("wish");
        let cancels = async {
            for _ in 0..round * 4 {
                tokio::task::yield_now().await;
            }
            closing::cancel(&app.core, &shop, &id).await
        };
        let yes = [("card", "yes")];
        let (answered, cancelled) = tokio::join!(person.browser.post(&wish, &yes), cancels);
        assert!(!answered.status.is_server_error(), "{answered:?}");
        let status = app.onboarding_status(&person).await;
        match status.as_str() {
            "cancelled" => cancelled.unwrap(),
            "completed" => assert!(matches!(cancelled, Err(ServiceError::OutOfOrder))),
            other => panic!("{other}"),
        }
        let end = format!("onboarding.{status}");
        assert_eq!(told(&app, &id).await, ["onboarding.started", &end]);
    }
}

/// A start that was under way while it was closed leads nowhere, and its provider session is given up.
#[tokio::test]
async fn a_start_that_is_under_way_when_it_is_closed_is_given_up() {
    let app = TestApp::start().await;
    let (id, link) = invites(&app, &caller("shop"), &invitation("wish")).await;
    let mut person = follows(&app, &id, &link).await;
    let wish = person.step("wish");
    person.browser.post(&wish, &[("card", "no")]).await;
    person.chooses_frame("sign").await;
    let gate = app.paper.has_a_gate_at_start();
    let (launched, ()) = tokio::join!(person.launches("sign"), async {
        gate.is_reached().await;
        closing::cancel(&app.core, &caller("shop"), &id)
            .await
            .unwrap();
        gate.opens();
    });
    assert_eq!(launched.status, StatusCode::OK, "{launched:?}");
    assert!(launched.json()["frame"].is_null(), "{launched:?}");
    assert_eq!(app.paper.shared().abandoned, 1);
    assert_eq!(app.onboarding_status(&person).await, "cancelled");
}

/// Whoever waits for a person of the client's does not lose their case.
#[tokio::test]
async fn what_waits_for_a_person_does_not_expire() {
    let app = TestApp::start().await;
    let person = at_the_provider(&app, 30).await;
    let mut helped = person.clone();
    helped.browser.post(&person.path("/help"), &[]).await;
    assert_eq!(app.onboarding_status(&person).await, "needs_review");
    app.lives_for(300 * MINUTE).await;
    assert_eq!(app.onboarding_status(&person).await, "needs_review");
    // The client may take it back all the same.
    closing::cancel(&app.core, &caller("shop"), &person.id())
        .await
        .unwrap();
    assert_eq!(app.onboarding_status(&person).await, "cancelled");
}

/// SEC-185: ten years that pass at once end what nobody finished, and erase nothing.
#[tokio::test]
async fn a_clock_that_jumps_expires_and_never_erases() {
    let app = TestApp::start().await;
    let open = at_the_provider(&app, 30).await;
    let (id, link) = invites(&app, &caller("shop"), &invitation("strict")).await;
    let mut finished = follows(&app, &id, &link).await;
    let wish = finished.step("wish");
    finished.browser.post(&wish, &[("card", "yes")]).await;
    app.clock.advance(10 * YEAR);
    app.runs_due_jobs().await;
    assert_eq!(app.onboarding_status(&open).await, "expired");
    assert_eq!(app.onboarding_status(&finished).await, "completed");
    let erased = "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings WHERE erased_at IS NOT NULL";
    assert_eq!(app.ground.number(erased).await, 0);
    let kept = "SELECT CAST(COUNT(*) AS BIGINT) FROM data_keys WHERE wrapped IS NOT NULL";
    assert_eq!(app.ground.number(kept).await, 2);
}

/// A clock that was set back puts the end off; it does not lose it.
#[tokio::test]
async fn a_clock_that_is_set_back_loses_no_expiry() {
    let app = TestApp::start().await;
    let person = at_the_provider(&app, 60).await;
    app.ground
        .execute("UPDATE jobs SET run_at = run_at - 3000000 WHERE kind = 'expiry'")
        .await;
    app.passes(15 * MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(app.onboarding_status(&person).await, "in_progress");
    app.lives_for(60 * MINUTE).await;
    assert_eq!(app.onboarding_status(&person).await, "expired");
}

/// What somebody may do with an onboarding, at any moment.
#[derive(Debug, Clone, Copy)]
enum Act {
    Claim,
    NewLink,
    AskForALink,
    Answer(bool),
    Leave,
    ComeBack(bool),
    AskForAPerson,
    SayNotMe,
    SayNotMeOfALink,
    Cancel,
    Wait,
    Erase,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Claim),
        1 => Just(Act::NewLink),
        1 => Just(Act::AskForALink),
        4 => any::<bool>().prop_map(Act::Answer),
        3 => Just(Act::Leave),
        4 => prop::bool::weighted(0.7).prop_map(Act::ComeBack),
        1 => Just(Act::AskForAPerson),
        1 => Just(Act::SayNotMe),
        1 => Just(Act::SayNotMeOfALink),
        1 => Just(Act::Cancel),
        1 => Just(Act::Wait),
        1 => Just(Act::Erase),
    ]
}

/// One onboarding, and whoever does something with it.
struct Story {
    id: OnboardingId,
    link: String,
    person: Applicant,
}

impl Story {
    async fn begins(app: &TestApp, journey: &str) -> Self {
        let (id, link) = invites(app, &caller("shop"), &invitation(journey)).await;
        let mut person = app.applicant();
        person.is_at(&id);
        Self { id, link, person }
    }

    /// Does it if it can be done.
    async fn goes_on(&mut self, app: &TestApp, act: Act) {
        let (core, shop) = (&app.core, caller("shop"));
        let followed = Followed {
            origin: "http://localhost:3000",
            token: self.link.strip_prefix("/l/").unwrap(),
        };
        let person = &mut self.person;
        match act {
            Act::Claim => drop(person.browser.post(&self.link, &[]).await),
            Act::NewLink => {
                if let Ok(link) = onboardings::new_link(core, &shop, &self.id, None).await {
                    self.link = format!("/l/{}", link.token);
                }
            }
            Act::AskForALink => drop(links::request_new(core, followed).await),
            Act::Answer(yes) => {
                let card = if yes { "yes" } else { "no" };
                let wish = person.step("wish");
                person.browser.post(&wish, &[("card", card)]).await;
            }
            Act::Leave => {
                let sign = person.step("sign");
                let chosen = person
                    .browser
                    .post(&sign, &[("presentation", "page")])
                    .await;
                if chosen.location().ends_with("/leave") {
                    let leave = chosen.location().to_owned();
                    person.browser.get(&leave).await;
                }
            }
            Act::ComeBack(well) => {
                app.paper.shared().says = if well {
                    done()
                } else {
                    vestibule_server::provider::Snapshot::Failed(
                        vestibule::reason::Reason::Cancelled,
                    )
                };
                let back = app.paper.shared().returns.last().cloned();
                if let Some(back) = back {
                    let path = crate::applicant::local(&back).to_owned();
                    person.browser.post(&path, &[]).await;
                }
            }
            Act::AskForAPerson => drop(person.browser.post(&person.path("/help"), &[]).await),
            Act::SayNotMe => drop(person.browser.post(&person.path("/not-me"), &[]).await),
            Act::SayNotMeOfALink => drop(links::disown(core, followed).await),
            Act::Cancel => drop(closing::cancel(core, &shop, &self.id).await),
            Act::Wait => {
                app.passes(31 * 24 * 60 * MINUTE).await;
                app.runs_due_jobs().await;
            }
            Act::Erase => erasure::erase(core, &self.id, Actor::CommandLine)
                .await
                .unwrap(),
        }
    }

    async fn status(&self, app: &TestApp) -> OnboardingStatus {
        let code = app.onboarding_status(&self.person).await;
        OnboardingStatus::from_code(&code).unwrap()
    }
}

/// The event of a status, where statuses have one.
fn event_of(status: OnboardingStatus) -> String {
    match status {
        OnboardingStatus::InProgress => "onboarding.resumed".to_owned(),
        other => format!("onboarding.{}", other.code()),
    }
}

/// Lets it happen, and compares what clients were told with the statuses that there were.
async fn tells_every_status_once(app: &TestApp, journey: &str, acts: &[Act]) {
    let mut story = Story::begins(app, journey).await;
    app.paper.shared().returns.clear();
    let mut expected = Vec::new();
    let mut last = OnboardingStatus::InProgress;
    let (mut was_claimed, mut was_erased) = (false, false);
    for act in acts {
        story.goes_on(app, *act).await;
        let owner = format!(
            "SELECT owner_hash FROM onboardings WHERE id = '{}'",
            story.id
        );
        if !was_claimed && !app.ground.texts(&owner).await[0].is_empty() {
            was_claimed = true;
            expected.push("onboarding.started".to_owned());
        }
        let status = story.status(app).await;
        if status != last {
            assert!(!last.is_terminal(), "{last:?} became {status:?} by {act:?}");
            expected.push(event_of(status));
            last = status;
        }
        if matches!(act, Act::Erase) && !was_erased {
            was_erased = true;
            expected.push("onboarding.erased".to_owned());
        }
    }
    let mut kinds = told(app, &story.id).await;
    kinds.retain(|kind| kind != "link.requested");
    assert_eq!(kinds, expected, "{acts:?}");
    let sql = format!(
        "SELECT payload FROM events WHERE onboarding_id = '{}' ORDER BY sequence",
        story.id
    );
    for (number, payload) in (1..).zip(app.ground.texts(&sql).await) {
        let payload: Value = serde_json::from_str(&payload).unwrap();
        assert_eq!(payload["data"]["sequence"], number, "{acts:?}");
        let kind = payload["type"].as_str().unwrap();
        let status = payload["data"]["status"].as_str().unwrap();
        let own = OnboardingStatus::from_code(status).unwrap();
        let is_status = kind == event_of(own);
        let is_other = matches!(
            kind,
            "onboarding.started" | "onboarding.erased" | "link.requested"
        );
        assert!(is_status || is_other, "{payload}");
    }
}

/// Whatever happens to an onboarding in whatever order: each status that it gets is told once, in the order in which it got it,
/// and no end is followed by another.
#[test]
fn clients_are_told_every_status_once_whatever_happens() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::start());
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        max_shrink_iters: 40,
        ..ProptestConfig::default()
    });
    let stories = (
        prop::sample::select(vec!["wish", "strict"]),
        prop::collection::vec(act(), 1..14),
    );
    runner
        .run(&stories, |(journey, acts)| {
            let told = tells_every_status_once(&app, journey, &acts);
            runtime.block_on(told);
            Ok(())
        })
        .unwrap();
}
