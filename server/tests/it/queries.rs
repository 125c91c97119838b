//! Queries that stories do not reach in every way, on whichever database the tests run on.

use serde_json::json;
use tokio::task::JoinSet;
use vestibule::time::Timestamp;
use vestibule_server::{
    db::{self, Database, jobs::JobRow, usage::UsageRow},
    services::audit::{self, Actor},
};

use crate::{
    app::{BEGINNING, TestApp},
    happy::ready_to_be_seen,
};

const NOW: Timestamp = Timestamp(BEGINNING);
const LEASE: i64 = 60_000;
const EVENT: (&str, Actor) = ("test.refused", Actor::System);

async fn schedule(app: &TestApp, subject: &str, run_at: i64) {
    let mut tx = app.core.db.begin_write().await.unwrap();
    db::jobs::schedule(&mut tx, "poll", subject, Timestamp(BEGINNING + run_at), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn claim(db: &Database, at: i64, limit: i64) -> Vec<JobRow> {
    let mut tx = db.begin_write().await.unwrap();
    let now = Timestamp(BEGINNING + at);
    let due = db::jobs::claim_due(&mut tx, db.dialect(), now, LEASE, limit)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    due
}

fn subjects(jobs: &[JobRow]) -> Vec<&str> {
    jobs.iter().map(|job| job.subject.as_str()).collect()
}

#[tokio::test]
async fn jobs_are_claimed_when_they_are_due_soonest_first_and_once() {
    let app = TestApp::start().await;
    for (subject, at) in [("c", 300), ("a", 100), ("b", 200), ("later", 301)] {
        schedule(&app, subject, at).await;
    }
    assert!(claim(&app.core.db, 99, 10).await.is_empty());
    assert_eq!(subjects(&claim(&app.core.db, 300, 2).await), ["a", "b"]);
    assert_eq!(subjects(&claim(&app.core.db, 300, 2).await), ["c"]);
    assert!(claim(&app.core.db, 300, 10).await.is_empty());
    // Whoever claimed them died.
    let again = claim(&app.core.db, 300 + LEASE, 10).await;
    assert_eq!(subjects(&again), ["a", "b", "c", "later"]);
    let mut connection = app.core.db.read().await.unwrap();
    assert_eq!(db::jobs::all(&mut connection).await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_job_put_off_is_due_again_and_counted() {
    let app = TestApp::start().await;
    schedule(&app, "a", 0).await;
    for tries in 0..3 {
        let jobs = claim(&app.core.db, tries * 1_000, 10).await;
        assert_eq!(jobs[0].tries, tries);
        let mut tx = app.core.db.begin_write().await.unwrap();
        let next = Timestamp(BEGINNING + (tries + 1) * 1_000);
        db::jobs::put_off(&mut tx, &jobs[0], next).await.unwrap();
        tx.commit().await.unwrap();
        assert!(
            claim(&app.core.db, (tries + 1) * 1_000 - 1, 10)
                .await
                .is_empty()
        );
    }
}

/// What was scheduled while the job ran stands.
#[tokio::test]
async fn a_job_scheduled_anew_is_neither_finished_nor_put_off_by_the_old_run() {
    let app = TestApp::start().await;
    schedule(&app, "a", 0).await;
    let old = claim(&app.core.db, 0, 10).await;
    schedule(&app, "a", 500).await;
    let mut tx = app.core.db.begin_write().await.unwrap();
    db::jobs::put_off(&mut tx, &old[0], Timestamp(BEGINNING + 9_000))
        .await
        .unwrap();
    db::jobs::finish(&mut tx, &old[0]).await.unwrap();
    tx.commit().await.unwrap();
    let new = claim(&app.core.db, 500, 10).await;
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].tries, 0);
    let mut tx = app.core.db.begin_write().await.unwrap();
    db::jobs::finish(&mut tx, &new[0]).await.unwrap();
    db::jobs::remove(&mut tx, "poll", "nothing").await.unwrap();
    assert!(db::jobs::all(&mut tx).await.unwrap().is_empty());
}

/// Several instances on one database: every job goes to exactly one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_workers_never_claim_the_same_job() {
    let app = TestApp::start().await;
    for number in 0..60 {
        schedule(&app, &format!("job-{number:02}"), 0).await;
    }
    let mut workers = JoinSet::new();
    for _ in 0..4 {
        let db = Database::connect(app.ground.url()).await.unwrap();
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let jobs = claim(&db, 0, 3).await;
                if jobs.is_empty() {
                    return mine;
                }
                mine.extend(jobs.into_iter().map(|job| job.subject));
            }
        });
    }
    let mut all: Vec<String> = workers.join_all().await.into_iter().flatten().collect();
    all.sort();
    let claimed = all.len();
    all.dedup();
    assert_eq!((claimed, all.len()), (60, 60));
}

#[tokio::test]
async fn the_inbox_takes_an_event_once_per_connection() {
    let app = TestApp::start().await;
    let mut tx = app.core.db.begin_write().await.unwrap();
    for (connection, event, new) in [
        ("one", "a", true),
        ("one", "a", false),
        ("one", "b", true),
        ("two", "a", true),
        ("two", "a", false),
    ] {
        let taken = db::inbox::insert(&mut tx, connection, event, NOW)
            .await
            .unwrap();
        assert_eq!(taken, new, "{connection} {event}");
    }
}

/// The chain has no gap and no fork, however many write to it at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_writers_make_one_audit_chain() {
    let app = TestApp::start().await;
    let mut writers = JoinSet::new();
    for writer in 0..4 {
        let core = app.core.clone();
        writers.spawn(async move {
            for _ in 0..10 {
                audit::refusal(&core, EVENT, &writer.to_string())
                    .await
                    .unwrap();
            }
        });
    }
    writers.join_all().await;
    let mut connection = app.core.db.read().await.unwrap();
    // And the start.
    assert_eq!(audit::verify_system(&mut connection).await.unwrap(), 41);
}

#[tokio::test]
async fn the_right_to_ask_is_given_once_in_an_interval() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.chooses_frame("face").await;
    let check = app.check(&applicant).await.id;
    let mut tx = app.core.db.begin_write().await.unwrap();
    for (at, given) in [
        (0, true),
        (0, false),
        (999, false),
        (1_000, true),
        (1_999, false),
        (2_000, true),
        // SEC-195: the clock was set back.
        (-3_600_000, true),
        (-3_599_999, false),
    ] {
        let now = Timestamp(BEGINNING + at);
        let claimed = db::checks::claim_poll(&mut tx, &check, 1_000, now)
            .await
            .unwrap();
        assert_eq!(claimed, given, "{at}");
    }
    assert!(
        !db::checks::claim_poll(&mut tx, "nobody", 1_000, NOW)
            .await
            .unwrap()
    );
}

/// A row that no code of ours writes is an error, not a guess.
#[tokio::test]
async fn impossible_rows_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.launches_frame("face").await;
    app.is_tampered_with();
    for (set, back) in [
        ("state = 'done'", "state = 'open'"),
        ("deadline_at = NULL", "deadline_at = 1"),
        ("reason = 'left'", "reason = NULL"),
        ("reason = 'because'", "reason = NULL"),
        ("ending = 'succeeded'", "ending = NULL"),
        ("starts = -1", "starts = 1"),
    ] {
        app.ground
            .execute(&format!("UPDATE checks SET {set}"))
            .await;
        let mut connection = app.core.db.read().await.unwrap();
        let read = db::checks::of_onboarding(&mut connection, applicant.onboarding()).await;
        assert!(read.is_err(), "{set}");
        let page = applicant.browser.get(&applicant.path("")).await;
        assert_eq!(page.status, 500, "{set}");
        assert!(page.body.contains(page.header("x-request-id")), "{set}");
        assert!(!page.body.contains("inconsistent"), "{set}");
        let page = applicant.launches("face").await;
        assert_eq!(page.status, 500, "{set}");
        let code = page.header("x-request-id");
        assert_eq!(page.json(), json!({ "Internal": { "support_code": code } }));
        app.ground
            .execute(&format!("UPDATE checks SET {back}"))
            .await;
    }
    assert_eq!(applicant.arrives().await.status, 200);
}

/// The checker of projections finds what is wrong.
#[tokio::test]
async fn a_status_that_does_not_follow_from_the_steps_is_found() {
    use vestibule_server::services::projection;
    let app = TestApp::start().await;
    let applicant = ready_to_be_seen(&app).await;
    assert!(projection::check(&app.core, 10).await.unwrap().is_empty());
    app.is_tampered_with();
    app.ground
        .execute("UPDATE onboardings SET status = 'completed'")
        .await;
    assert_eq!(
        projection::check(&app.core, 10).await.unwrap(),
        [applicant.onboarding()]
    );
}

/// Foreign keys hold on both databases.
#[tokio::test]
async fn rows_that_belong_to_nothing_are_refused() {
    let app = TestApp::start().await;
    let applicant = ready_to_be_seen(&app).await;
    let mut tx = app.core.db.begin_write().await.unwrap();
    let row = UsageRow {
        id: "01a1ee56-5e00-7fe3-9e5b-000000000000",
        onboarding_id: applicant.onboarding(),
        check_id: "no-such-check",
        client: "direct",
        connection: "identity",
        call: "start",
        phone_hash: None,
        at: NOW,
    };
    let usage = db::usage::insert(&mut tx, &row);
    assert!(usage.await.is_err());
}
