//! Decisions: taken once, with a reason, by those who may, about what waits.

use axum::http::StatusCode;
use vestibule::permission::Role;
use vestibule_server::services::dashboard::actions;

use crate::{
    app::TestApp,
    dashboard::desk::{Desk, EVERYBODY, REASON, begun, handed_over, revision, status, stopped},
    links::told,
    paper::done,
};

/// An operator's decision is a row of its own, moves the case once and tells the client once.
#[tokio::test]
async fn a_reviewer_approves_a_case_that_waits_for_a_person() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = handed_over(&app, "shop").await;
    let page = rita.decides(&app, &id, "approve").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), format!("/dashboard/onboardings/{id}"));
    assert_eq!(status(&app, &id).await, "completed");
    let case = rita.browser.get(page.location()).await;
    assert!(case.body.contains("An operator approved it."), "{case:?}");
    let decided = "SELECT conclusion || ' ' || rule || ' ' || actor FROM decisions";
    assert_eq!(
        app.ground.texts(decided).await,
        ["approve by-operator operator:rita"]
    );
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.needs_review",
            "onboarding.completed"
        ]
    );
    for kind in ["action.taken", "decision.made"] {
        assert_eq!(app.audited(kind).await, 1, "{kind}");
    }
    // Why is sealed.
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    assert!(!app.ground.dump(&tables).await.contains(REASON));
}

/// Nothing that comes later counts: what is under way at the provider ends with the decision.
#[tokio::test]
async fn a_decision_ends_what_is_under_way_at_a_provider() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = begun(&app, "shop", "paper").await;
    person.chooses_page_of_paper().await;
    let help = person.path("/help");
    person.browser.post(&help, &[]).await;
    rita.decides(&app, &id, "reject").await;
    assert_eq!(status(&app, &id).await, "rejected");
    assert_eq!(app.paper.shared().abandoned, 1);
    app.paper.shared().says = done();
    person.comes_back(&app.paper.newest_return()).await;
    assert_eq!(status(&app, &id).await, "rejected");
    assert!(app.facts(&person).await.is_empty());
}

#[tokio::test]
async fn rejecting_takes_the_reference_of_the_case() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = handed_over(&app, "shop").await;
    let revision = revision(&app, &id).await;
    let fields = [
        ("verdict", "reject"),
        ("revision", revision.as_str()),
        ("reason", REASON),
    ];
    for typed in ["", "reject", id.as_str()] {
        let fields = [&fields[..], &[("typed", typed)]].concat();
        let page = rita.sends(&id, "decision", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
        assert_eq!(page.heading(), "Reject");
        assert!(page.body.contains(REASON), "what was said stands there");
        assert!(page.body.contains(&actions::reference(&id)));
    }
    assert_eq!(status(&app, &id).await, "needs_review");
    let reference = actions::reference(&id).to_lowercase();
    let fields = [&fields[..], &[("typed", reference.as_str())]].concat();
    rita.sends(&id, "decision", &fields).await;
    assert_eq!(status(&app, &id).await, "rejected");
}

#[tokio::test]
async fn a_reason_has_ten_to_five_hundred_characters() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    for (length, fits) in [
        (0, false),
        (9, false),
        (10, true),
        (500, true),
        (501, false),
    ] {
        let (_, id) = handed_over(&app, "shop").await;
        let revision = revision(&app, &id).await;
        let reason = format!(" {} ", "ø".repeat(length));
        let fields = [
            ("verdict", "approve"),
            ("revision", revision.as_str()),
            ("reason", reason.as_str()),
        ];
        let page = rita.sends(&id, "decision", &fields).await;
        let (answer, now) = match fits {
            true => (StatusCode::SEE_OTHER, "completed"),
            false => (StatusCode::UNPROCESSABLE_ENTITY, "needs_review"),
        };
        assert_eq!(page.status, answer, "{length}");
        assert_eq!(status(&app, &id).await, now, "{length}");
    }
}

#[tokio::test]
async fn what_is_in_progress_or_over_is_not_decided() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, begun) = begun(&app, "shop", "paper").await;
    let page = rita.decides(&app, &begun, "approve").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(status(&app, &begun).await, "in_progress");

    let (_, over) = handed_over(&app, "shop").await;
    rita.decides(&app, &over, "reject").await;
    for (verdict, is_over) in [("approve", "rejected"), ("reject", "rejected")] {
        let page = rita.decides(&app, &over, verdict).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
        assert_eq!(status(&app, &over).await, is_over);
    }
    let page = rita.decides(&app, &over, "review").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{page:?}");
}

/// A form that was drawn before the case changed does nothing.
#[tokio::test]
async fn a_stale_form_is_a_conflict_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = stopped(&app, "shop").await;
    let before = revision(&app, &id).await;
    rita.allows(&app, &id, "sign").await;
    let reference = actions::reference(&id);
    let fields = [
        ("revision", before.as_str()),
        ("reason", REASON),
        ("typed", reference.as_str()),
    ];
    for rest in ["cancel", "link"] {
        let page = rita.sends(&id, rest, &fields).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
        assert!(page.body.contains(&format!("/dashboard/onboardings/{id}")));
    }
    assert_eq!(status(&app, &id).await, "in_progress");
    assert_eq!(app.audited("action.taken").await, 1);
}

#[tokio::test]
async fn of_two_operators_at_the_same_time_one_decides_and_one_is_told() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    for _ in 0..5 {
        let (_, id) = handed_over(&app, "shop").await;
        let revision = revision(&app, &id).await;
        let reference = actions::reference(&id);
        let with = |verdict| {
            [
                ("verdict", verdict),
                ("revision", revision.as_str()),
                ("reason", REASON),
                ("typed", reference.as_str()),
            ]
        };
        let (yes, no) = (with("approve"), with("reject"));
        let (one, other) = tokio::join!(
            rita.sends(&id, "decision", &yes),
            rob.sends(&id, "decision", &no)
        );
        let now = match (one.status, other.status) {
            (StatusCode::SEE_OTHER, StatusCode::CONFLICT) => "completed",
            (StatusCode::CONFLICT, StatusCode::SEE_OTHER) => "rejected",
            both => panic!("{both:?}"),
        };
        assert_eq!(status(&app, &id).await, now);
        let decisions =
            format!("SELECT CAST(COUNT(*) AS BIGINT) FROM decisions WHERE onboarding_id = '{id}'");
        assert_eq!(app.ground.number(&decisions).await, 1);
    }
}
