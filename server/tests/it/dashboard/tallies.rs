//! Tallies: numbers that are written with what they count.

use std::sync::Arc;

use axum::http::StatusCode;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use serde_json::json;
use tokio::task::JoinSet;
use vestibule::{reason::Reason, time::Timestamp};
use vestibule_server::{
    provider::Snapshot,
    services::{
        core::Core,
        tallies::{Measure, Of, count},
    },
};

use super::recount::{agrees, written};
use crate::{
    app::{BEGINNING, MINUTE, SECOND, TestApp},
    applicant::Applicant,
    happy::{ready_to_be_seen, ready_to_confirm},
    invariants::beside,
    inviting::{caller, invitation, invites},
    paper,
};

const DAY: i64 = 24 * 60 * MINUTE;
const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36";
const DESKTOP: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The sum of a measure, over everything else.
async fn total(app: &TestApp, measure: Measure, detail: &str) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM tallies WHERE measure = '{}' AND detail = '{detail}'",
        measure.code()
    );
    app.ground.number(&sql).await
}

/// Somebody at the provider's step of a journey, on this device.
async fn somebody(app: &TestApp, agent: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.browser.sends("user-agent", agent);
    applicant.begins("paper").await;
    applicant
}

/// One of several, by chance.
fn one_of<'a, T>(random: &mut ChaCha8Rng, all: &'a [T]) -> &'a T {
    let at = random.next_u32() as usize % all.len();
    &all[at]
}

/// Goes to the provider and comes back, as far as chance has it. Whatever is refused is refused.
async fn acts(app: &TestApp, random: &mut ChaCha8Rng, applicant: &mut Applicant) {
    let step = applicant.step("sign");
    let act = *one_of(
        random,
        &["page", "frame", "return", "return", "wait", "help"],
    );
    match act {
        "help" if random.next_u32().is_multiple_of(4) => {
            let path = applicant.path("/help");
            applicant.browser.post(&path, &[]).await;
        }
        "page" | "frame" => {
            let chosen = [("presentation", act)];
            let page = applicant.browser.post(&step, &chosen).await;
            if page.location() == format!("{step}/frame") {
                applicant.launches("sign").await;
            }
        }
        "return" => {
            let says = [
                paper::done(),
                paper::done(),
                Snapshot::Waiting,
                Snapshot::Processing,
                Snapshot::Failed(Reason::NotAccepted),
                Snapshot::Failed(Reason::ProviderError),
                Snapshot::Failed(Reason::Cancelled),
            ];
            app.paper.shared().says = one_of(random, &says).clone();
            let newest = app.paper.shared().returns.last().cloned();
            if let Some(newest) = newest {
                let path = crate::applicant::local(&newest).to_owned();
                applicant.browser.post(&path, &[]).await;
            }
        }
        _ => app.lives_for(MINUTE).await,
    }
}

#[tokio::test]
async fn numbers_say_what_the_rows_say_after_whatever_people_did() {
    for seed in 0..3 {
        let app = TestApp::start().await;
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        for number in 0..8 {
            let agent = *one_of(random, &[PHONE, DESKTOP, ""]);
            let mut applicant = somebody(&app, agent).await;
            for _ in 0..(random.next_u32() % 7) {
                acts(&app, random, &mut applicant).await;
            }
            app.passes(SECOND).await;
            if number % 3 == 2 {
                app.passes(DAY / 2).await;
                app.runs_due_jobs().await;
            }
        }
        agrees(&app).await;
        assert_eq!(total(&app, Measure::Begun, "").await, 8);
    }
}

#[tokio::test]
async fn forms_frames_and_links_are_counted_as_they_are_stored() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.answers_phone("number", "+44 7700 900124").await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");

    let mut applicant = ready_to_be_seen(&app).await;
    let frame = applicant.launches_frame("face").await;
    applicant.is_greeted("face", &frame).await;
    let odd = json!({ "type": "SOMETHING_ELSE" });
    applicant.hears("face", &frame, &odd).await;
    let foreign = "https://evil.example";
    applicant
        .reports("face", &frame.attempt, foreign, "{}")
        .await;

    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("paper")).await;
    agrees(&app).await;
    let mut applicant = app.applicant();
    applicant.browser.get(&link).await;
    applicant.browser.post(&link, &[]).await;
    applicant.is_at(&id);
    applicant.chooses_page_of_paper().await;
    agrees(&app).await;
    app.lives_for(40 * DAY).await;
    assert_eq!(app.onboarding_status(&applicant).await, "expired");
    agrees(&app).await;
    // An answer that was changed is a step that was done once.
    assert_eq!(total(&app, Measure::Message, "identity.origin").await, 1);
    let numbers = written(&app).await;
    let of_number = numbers
        .iter()
        .filter(|(key, _)| key.4 == "done" && key.5 == "number");
    assert_eq!(of_number.map(|(_, count)| count).sum::<i64>(), 1);
    assert!(numbers.values().all(|count| *count > 0), "{numbers:?}");
}

#[tokio::test]
async fn a_failure_that_was_got_over_is_counted_by_its_reason_and_by_device() {
    let app = TestApp::start().await;
    for agent in [PHONE, DESKTOP] {
        let mut applicant = somebody(&app, agent).await;
        for says in [Snapshot::Failed(Reason::NotAccepted), paper::done()] {
            applicant.chooses_page_of_paper().await;
            app.paper.shared().says = says;
            let back = app.paper.newest_return();
            let page = applicant.comes_back(&back).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
        }
    }
    let mut never = somebody(&app, "").await;
    never.chooses_page_of_paper().await;
    app.paper.shared().says = Snapshot::Failed(Reason::NotAccepted);
    never.comes_back(&app.paper.newest_return()).await;

    assert_eq!(total(&app, Measure::FirstFailure, "not_accepted").await, 3);
    assert_eq!(total(&app, Measure::Recovered, "not_accepted").await, 2);
    for (device, ending, times) in [
        ("phone", "refused", 1),
        ("phone", "succeeded", 1),
        ("desktop", "succeeded", 1),
        ("other", "refused", 1),
        ("other", "succeeded", 0),
    ] {
        let detail = format!("paper.page.{device}.{ending}");
        assert_eq!(
            total(&app, Measure::Outcome, &detail).await,
            times,
            "{detail}"
        );
    }
    assert_eq!(total(&app, Measure::Opened, "phone").await, 1);
    assert_eq!(total(&app, Measure::Standing, "completed").await, 2);
    agrees(&app).await;
}

#[tokio::test]
async fn what_was_not_committed_was_not_counted() {
    let app = TestApp::start().await;
    let mut tx = app.core.db.begin_write().await.unwrap();
    add_one(&app.core, &mut tx, "left").await;
    drop(tx);
    assert_eq!(total(&app, Measure::Message, "left").await, 0);
}

async fn add_one(core: &Core, tx: &mut vestibule_server::db::Tx, detail: &str) {
    let of = Of {
        client: "shop",
        mode: "test",
        journey: "paper",
        begun: Timestamp(BEGINNING),
    };
    count(core, tx, of, Measure::Message, ("sign", detail))
        .await
        .unwrap();
}

/// Each adds to two sums, every other one in the other order: whoever waited for a row here would wait for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_the_same_time_lose_nothing_and_do_not_wait_for_each_other() {
    let app = TestApp::start().await;
    let mut cores = vec![app.core.clone()];
    cores.push(Arc::new(beside(&app.core, app.ground.url()).await));
    let mut writers = JoinSet::new();
    for number in 0..60_usize {
        let core = cores[number % 2].clone();
        writers.spawn(async move {
            let mut details = ["one", "other"];
            if number % 4 < 2 {
                details.reverse();
            }
            let mut tx = core.db.begin_write().await.unwrap();
            for detail in details {
                add_one(&core, &mut tx, detail).await;
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    for detail in ["one", "other"] {
        assert_eq!(total(&app, Measure::Message, detail).await, 60, "{detail}");
    }
}
