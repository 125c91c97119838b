//! Retention: what was kept long enough is erased, and nothing else is, whatever the clock says.

use vestibule::id::OnboardingId;
use vestibule_server::{
    db,
    services::{
        ServiceError,
        audit::{self, Actor},
        closing, projection,
        retention::{self, Why},
    },
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    erasure::{bytes_kept, story},
    inviting::{caller, invitation, invites},
    links::told,
    metrics::Scrape,
};

const DAY: i64 = 24 * 60 * MINUTE;

async fn keeps(more: &[(&str, &str)]) -> TestApp {
    let mut settings = vec![
        ("RETENTION__COMPLETED_DAYS", "40"),
        ("RETENTION__REJECTED_DAYS", "20"),
        ("RETENTION__UNFINISHED_DAYS", "10"),
    ];
    settings.extend_from_slice(more);
    let app = TestApp::with(&settings).await;
    app.runs_due_jobs().await;
    app
}

/// Days pass on a server that runs all the time.
async fn live(app: &TestApp, days: i64) {
    for _ in 0..days {
        app.passes(DAY).await;
        app.runs_due_jobs().await;
    }
}

/// An onboarding of a client that ends now: with `yes` completed, with `no` rejected.
async fn ended(app: &TestApp, card: &str) -> OnboardingId {
    let (id, link) = invites(app, &caller("shop"), &invitation("strict")).await;
    let mut person = app.applicant();
    person.browser.post(&link, &[]).await;
    person.is_at(&id);
    let wish = person.step("wish");
    person.browser.post(&wish, &[("card", card)]).await;
    let status = app.onboarding_status(&person).await;
    let expected = match card {
        "yes" => "completed",
        _ => "rejected",
    };
    assert_eq!(status, expected);
    id
}

/// Somebody on a start page that anybody may use, who does not finish.
async fn wanders_off(app: &TestApp) -> Applicant {
    let mut person = app.applicant();
    person.begins("strict").await;
    person
}

async fn erased(app: &TestApp) -> Vec<String> {
    app.ground
        .texts("SELECT onboarding_id FROM erasure_ledger ORDER BY erased_at, onboarding_id")
        .await
}

async fn stopped(app: &TestApp) -> Option<(Why, i64)> {
    let standing = retention::standing(&app.core).await.unwrap();
    standing.stopped.map(|stopped| (stopped.why, stopped.due))
}

/// SEC-185: by the same way as when a client asks: sealed values, key and hashes gone, the client told, the chain whole.
#[tokio::test]
async fn sec_185_what_was_kept_long_enough_is_unreadable_and_its_chain_verifies() {
    let app = keeps(&[]).await;
    let (person, _) = story(&app).await;
    let id = person.id();
    closing::cancel(&app.core, &caller("shop"), &id)
        .await
        .unwrap();
    live(&app, 9).await;
    assert_eq!(erased(&app).await, Vec::<String>::new());
    let kept = bytes_kept(&app).await;
    assert!(kept.iter().any(|(_, value)| !value.is_empty()));
    live(&app, 2).await;
    assert_eq!(erased(&app).await, [id.to_string()]);
    for (place, value) in bytes_kept(&app).await {
        assert!(value.is_empty(), "{place} holds {} bytes", value.len());
    }
    let keys = "SELECT onboarding_id FROM data_keys WHERE wrapped IS NULL";
    assert_eq!(app.ground.texts(keys).await, [id.to_string()]);
    assert_eq!(
        app.ground.texts("SELECT hash FROM identifiers").await,
        [""; 0]
    );
    let last = told(&app, &id).await;
    assert_eq!(last.last().unwrap(), "onboarding.erased");
    let mut connection = app.core.db.read().await.unwrap();
    audit::verify(&app.core, &mut connection, &id)
        .await
        .unwrap();
    let by = app.ground.texts("SELECT actor FROM erasure_ledger").await;
    assert_eq!(by, ["retention"]);
}

/// Each ending has a time of its own, which begins with it; what waits for a person or for its applicant has none.
#[tokio::test]
async fn each_ending_has_its_own_time() {
    let app = keeps(&[]).await;
    let (completed, rejected) = (ended(&app, "yes").await, ended(&app, "no").await);
    let wanderer = wanders_off(&app).await;
    let (waiting, link) = invites(&app, &caller("shop"), &invitation("paper")).await;
    let mut person = app.applicant();
    person.browser.post(&link, &[]).await;
    person.is_at(&waiting);
    let help = person.path("/help");
    person.browser.post(&help, &[]).await;
    // Has a link, and thirty days.
    let (unopened, _) = invites(&app, &caller("shop"), &invitation("strict")).await;
    live(&app, 11).await;
    assert_eq!(erased(&app).await, [wanderer.id().to_string()]);
    live(&app, 10).await;
    assert_eq!(erased(&app).await[1..], [rejected.to_string()]);
    live(&app, 20).await;
    // It expired after thirty days, and was kept for ten.
    let ids = erased(&app).await;
    assert_eq!(ids[2..], [completed.to_string(), unopened.to_string()]);
    live(&app, 60).await;
    assert_eq!(app.onboarding_status(&person).await, "needs_review");
    assert_eq!(erased(&app).await.len(), 4);
}

#[tokio::test]
async fn nothing_is_erased_by_itself_unless_it_is_configured() {
    let app = TestApp::start().await;
    ended(&app, "yes").await;
    live(&app, 400).await;
    assert_eq!(erased(&app).await, Vec::<String>::new());
    let jobs = app
        .ground
        .texts("SELECT subject FROM jobs WHERE kind = 'retention'");
    assert_eq!(jobs.await, [""; 0]);
}

#[tokio::test]
async fn a_journey_may_have_periods_of_its_own() {
    let own = (
        "RETENTION__JOURNEYS__STRICT",
        "{completed_days=0,rejected_days=5}",
    );
    let app = keeps(&[own]).await;
    ended(&app, "yes").await;
    let rejected = ended(&app, "no").await;
    live(&app, 6).await;
    assert_eq!(erased(&app).await, [rejected.to_string()]);
    live(&app, 60).await;
    assert_eq!(erased(&app).await.len(), 1);
}

/// SEC-185, SEC-195
#[tokio::test]
async fn sec_185_a_clock_that_jumps_ten_years_erases_nothing_until_an_admin_says_so() {
    let app = keeps(&[]).await;
    let ids = [ended(&app, "yes").await, ended(&app, "no").await];
    app.clock.advance(3_652 * DAY);
    app.runs_due_jobs().await;
    live(&app, 3).await;
    assert_eq!(erased(&app).await, Vec::<String>::new());
    assert_eq!(stopped(&app).await, Some((Why::Clock, 2)));
    assert_eq!(app.audited("retention.stopped").await, 1);
    let is_stopped = async || {
        app.passes(MINUTE).await;
        let scrape = Scrape::of(&app.management).await;
        scrape.value("vestibule_retention_stopped")
    };
    assert!((is_stopped().await - 1.0).abs() < f64::EPSILON);

    // Another number is not what they would erase.
    for wrong in [0, 1, 3, -2] {
        let refused = retention::confirm(&app.core, wrong, Actor::CommandLine).await;
        assert!(matches!(refused, Err(ServiceError::BadRequest(_))));
    }
    app.runs_due_jobs().await;
    assert_eq!(erased(&app).await, Vec::<String>::new());
    retention::confirm(&app.core, 2, Actor::CommandLine)
        .await
        .unwrap();
    app.runs_due_jobs().await;
    let mut found = erased(&app).await;
    found.sort();
    let mut expected = ids.map(|id| id.to_string());
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(stopped(&app).await, None);
    assert!(is_stopped().await < f64::EPSILON);
    let again = retention::confirm(&app.core, 2, Actor::CommandLine).await;
    assert!(matches!(again, Err(ServiceError::OutOfOrder)));
}

/// A clock that was corrected leaves nothing to confirm, and nothing stands still for ten years.
#[tokio::test]
async fn a_clock_that_is_set_right_again_goes_on_by_itself() {
    let app = keeps(&[]).await;
    ended(&app, "yes").await;
    app.clock.advance(3_652 * DAY);
    app.runs_due_jobs().await;
    assert!(stopped(&app).await.is_some());
    app.clock.advance(-3_652 * DAY);
    retention::watch(&app.core).await.unwrap();
    app.runs_due_jobs().await;
    assert_eq!(stopped(&app).await, None);
    assert_eq!(erased(&app).await, Vec::<String>::new());
    live(&app, 41).await;
    assert_eq!(erased(&app).await.len(), 1);
}

/// An upgrade, or a number too few in the configuration.
#[tokio::test]
async fn the_first_time_and_other_periods_wait_for_an_admin() {
    let mut app = TestApp::start().await;
    let first = ended(&app, "yes").await;
    live(&app, 30).await;
    ended(&app, "yes").await;
    app.is_restarted_with(|text| format!("{text}\n[retention]\ncompleted_days = 30\n"))
        .await;
    app.runs_due_jobs().await;
    assert_eq!(stopped(&app).await, Some((Why::First, 1)));
    retention::confirm(&app.core, 1, Actor::CommandLine)
        .await
        .unwrap();
    app.runs_due_jobs().await;
    assert_eq!(erased(&app).await, [first.to_string()]);
    live(&app, 10).await;
    app.is_restarted_with(|text| text.replace("completed_days = 30", "completed_days = 3"))
        .await;
    app.passes(20 * MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(stopped(&app).await, Some((Why::Periods, 1)));
    // Whoever read that number does not confirm with it what other periods make due.
    app.is_restarted_with(|text| text.replace("completed_days = 3", "completed_days = 60"))
        .await;
    let refused = retention::confirm(&app.core, 1, Actor::CommandLine).await;
    assert!(matches!(refused, Err(ServiceError::BadRequest(_))));
    app.passes(20 * MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(stopped(&app).await, None);
    assert_eq!(erased(&app).await, [first.to_string()]);
}

#[tokio::test]
async fn far_more_than_usual_wait_and_what_comes_later_is_not_confirmed_with_them() {
    let guard = [
        ("RETENTION__GUARD_COUNT", "2"),
        ("RETENTION__GUARD_PERCENT", "50"),
    ];
    let app = keeps(&guard).await;
    for _ in 0..3 {
        ended(&app, "no").await;
    }
    live(&app, 1).await;
    for _ in 0..3 {
        ended(&app, "no").await;
    }
    live(&app, 20).await;
    // Three of six are half of them: not more.
    assert_eq!(erased(&app).await.len(), 3);
    live(&app, 1).await;
    assert_eq!(stopped(&app).await, Some((Why::Many, 3)));
    for _ in 0..3 {
        ended(&app, "no").await;
    }
    retention::confirm(&app.core, 3, Actor::CommandLine)
        .await
        .unwrap();
    app.runs_due_jobs().await;
    assert_eq!(erased(&app).await.len(), 6);
    live(&app, 21).await;
    assert_eq!(stopped(&app).await, Some((Why::Many, 3)));
    assert_eq!(erased(&app).await.len(), 6);
}

#[tokio::test]
async fn no_more_are_erased_in_an_hour_than_may_be() {
    let app = keeps(&[("RETENTION__PER_HOUR", "2")]).await;
    for _ in 0..5 {
        ended(&app, "no").await;
    }
    app.passes(DAY).await;
    app.runs_due_jobs().await;
    live(&app, 18).await;
    app.passes(DAY - 1).await;
    app.runs_due_jobs().await;
    assert_eq!(erased(&app).await.len(), 0);
    let mut counts = vec![0];
    for _ in 0..15 {
        app.passes(20 * MINUTE).await;
        app.runs_due_jobs().await;
        counts.push(erased(&app).await.len());
    }
    assert_eq!(counts[1..4], [2, 2, 2]);
    for hour in counts.windows(4) {
        assert!(hour[3] - hour[0] <= 2, "{counts:?}");
    }
    assert_eq!(counts.last(), Some(&5));
}

/// Whoever finds an onboarding by its status finds the moment as well from which its time counts.
#[tokio::test]
async fn every_move_begins_the_time_anew() {
    let app = keeps(&[]).await;
    let id = ended(&app, "yes").await;
    let sql = format!("SELECT status_since FROM onboardings WHERE id = '{id}'");
    let since = app.ground.number(&sql).await;
    assert_eq!(since, app.core.clock.now().0);
    app.passes(DAY).await;
    assert_eq!(projection::check(&app.core, 10).await.unwrap(), [""; 0]);
    let mut connection = app.core.db.read().await.unwrap();
    let row = db::onboardings::find(&mut connection, &id, None).await;
    let row = row.unwrap().unwrap();
    let due = retention::due_at(&app.core, &row).unwrap().unwrap();
    assert_eq!(due.0, since + 40 * DAY);
}
