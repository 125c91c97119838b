//! What operators do to a case, and what they may not.

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role, reason::Reason};
use vestibule_server::{
    provider::Snapshot,
    services::{
        dashboard::actions,
        webhooks::{self, NewEndpoint},
    },
};

use super::desk::{
    Desk, EVERYBODY, REASON, REFUSED, begun, case, handed_over, only, revision, status, stopped,
    tries,
};
use crate::{app::TestApp, browser::Browser, inviting::caller, links::told, paper::done};

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

/// SEC-149: what is another client's is as unknown as what there is not.
#[tokio::test]
async fn nobody_acts_on_what_they_may_not() {
    let app = TestApp::start().await;
    let (shop, bank) = (only(&app, "shop").await, only(&app, "bank").await);
    let mut vera = Desk::of(&app, "vera", Role::Viewer, &shop).await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &shop).await;
    let mut other = Desk::of(&app, "other", Role::Admin, &bank).await;
    let (_, id) = handed_over(&app, "shop").await;
    let unknown = OnboardingId::new("0190f3a4-7c1e-7b2d-8000-0123456789ab").unwrap();
    let revision = revision(&app, &id).await;
    let reference = actions::reference(&id);
    let fields = [
        ("verdict", "reject"),
        ("step", "sign"),
        ("delivery", "x"),
        ("revision", revision.as_str()),
        ("reason", REASON),
        ("typed", reference.as_str()),
    ];
    let all = [
        "decision",
        "attempts",
        "cancel",
        "erase",
        "link",
        "redeliver",
    ];
    for rest in all {
        let page = vera.sends(&id, rest, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{rest}: {page:?}");
        let foreign = other.sends(&id, rest, &fields).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{rest}: {foreign:?}");
        let none = other.sends(&unknown, rest, &fields).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{rest}: {none:?}");
        assert_eq!(foreign.without_codes(), none.without_codes(), "{rest}");
    }
    // Erasing takes an admin; here, and not only somewhere.
    let page = rita.sends(&id, "erase", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    vestibule_server::services::operators::grant(
        &app.core,
        &rita.name,
        (Role::Admin, &bank),
        vestibule_server::services::audit::Actor::CommandLine,
    )
    .await
    .unwrap();
    let page = rita.sends(&id, "erase", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    let nobody = Browser::on(&app.line)
        .post(&format!("/dashboard/onboardings/{id}/cancel"), &fields)
        .await;
    assert_eq!(nobody.location(), "/dashboard/sign-in", "{nobody:?}");
    assert_eq!(status(&app, &id).await, "needs_review");
    assert_eq!(app.audited("action.taken").await, 0);
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

/// The limit is gone beyond once, the client hears of it, and after that attempt the step is exhausted again.
#[tokio::test]
async fn another_attempt_is_allowed_once() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = stopped(&app, "shop").await;
    let page = rita.allows(&app, &id, "sign").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(status(&app, &id).await, "in_progress");
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.stopped",
            "onboarding.resumed"
        ]
    );
    let ended = person.browser.get(&person.step("sign/ended")).await;
    assert!(ended.body.contains(&person.step("sign")), "{ended:?}");
    tries(&app, &mut person, REFUSED).await;
    assert_eq!(status(&app, &id).await, "stopped");
    assert_eq!(app.checks(&person).await.len(), 3);

    rita.allows(&app, &id, "sign").await;
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "completed");
    let used = "SELECT CAST(COUNT(*) AS BIGINT) FROM allowed_attempts WHERE used_at IS NOT NULL";
    assert_eq!(app.ground.number(used).await, 2);
}

/// What goes wrong on our side uses nothing up.
#[tokio::test]
async fn an_allowed_attempt_that_ends_by_our_fault_is_given_back() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = stopped(&app, "shop").await;
    rita.allows(&app, &id, "sign").await;
    tries(&app, &mut person, Snapshot::Failed(Reason::Misconfigured)).await;
    assert_eq!(status(&app, &id).await, "in_progress");
    assert_eq!(case(&app, &id).await.allowed, ["sign"]);
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "completed");
}

#[tokio::test]
async fn whoever_asked_for_a_person_goes_on_when_another_attempt_is_allowed() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = begun(&app, "shop", "paper").await;
    tries(&app, &mut person, REFUSED).await;
    // Nothing is exhausted yet, and nobody waits for a person.
    let page = rita.allows(&app, &id, "sign").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    let help = person.path("/help");
    person.browser.post(&help, &[]).await;
    assert_eq!(status(&app, &id).await, "needs_review");
    let page = rita.allows(&app, &id, "no-such-step").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    rita.allows(&app, &id, "sign").await;
    assert_eq!(status(&app, &id).await, "in_progress");
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "completed");
}

/// What waited for a person past its end does not expire as soon as the applicant may go on.
#[tokio::test]
async fn whoever_gets_another_attempt_gets_time_for_it() {
    let app = TestApp::start().await;
    let (_, id) = stopped(&app, "shop").await;
    let end = case(&app, &id).await.row.expires_at.unwrap();
    let left = end - app.core.clock.now().0;
    app.passes(left + 1).await;
    app.runs_due_jobs().await;
    assert_eq!(status(&app, &id).await, "stopped");
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    rita.allows(&app, &id, "sign").await;
    app.runs_due_jobs().await;
    assert_eq!(status(&app, &id).await, "in_progress");
    let end = case(&app, &id).await.row.expires_at.unwrap();
    let minutes = i64::from(app.core.onboardings.link_lifetime_minutes);
    assert_eq!(end, app.core.clock.now().0 + minutes * 60_000);
    app.passes(minutes * 60_000 + 1).await;
    app.runs_due_jobs().await;
    assert_eq!(status(&app, &id).await, "expired");
}

#[tokio::test]
async fn a_case_is_cancelled_once() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let page = rita.ends(&app, &id, "cancel").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(status(&app, &id).await, "cancelled");
    let by = "SELECT actor FROM audit_events WHERE kind = 'onboarding.closed'";
    assert_eq!(app.ground.texts(by).await, ["operator:rita"]);
    let page = rita.ends(&app, &id, "cancel").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(told(&app, &id).await.len(), 2);
}

#[tokio::test]
async fn an_admin_erases_a_case_and_then_there_is_none() {
    let app = TestApp::start().await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let revision = revision(&app, &id).await;
    let page = ada.ends(&app, &id, "erase").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.cancelled",
            "onboarding.erased"
        ]
    );
    let by = "SELECT actor FROM audit_events WHERE kind = 'onboarding.erased'";
    assert_eq!(app.ground.texts(by).await, ["operator:ada"]);
    let reference = actions::reference(&id);
    let fields = [
        ("revision", revision.as_str()),
        ("reason", REASON),
        ("typed", reference.as_str()),
    ];
    let again = ada.sends(&id, "erase", &fields).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "{again:?}");
}

/// SEC-143: the link is shown this once, and only in the answer.
#[tokio::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let revision = revision(&app, &id).await;
    let page = rita.sends(&id, "link", &[("revision", &revision)]).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store");
    let link = page.body.split("http://localhost:3000").nth(1).unwrap();
    let link = link.split('<').next().unwrap().to_owned();
    assert!(link.starts_with("/l/"), "{link}");
    let mut laptop = Browser::on(&app.line);
    let claimed = laptop.post(&link, &[]).await;
    assert_eq!(claimed.location(), format!("/o/{id}"), "{claimed:?}");
    let made = "SELECT actor FROM audit_events WHERE kind = 'link.made'";
    assert_eq!(app.ground.texts(made).await, ["operator:rita"]);
    // Sent twice, the form makes one link.
    let again = rita.sends(&id, "link", &[("revision", &revision)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{again:?}");
}

#[tokio::test]
async fn there_is_no_link_to_what_nobody_was_sent() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut person = app.applicant();
    person.begins("paper").await;
    let id = person.id();
    let revision = revision(&app, &id).await;
    let page = rita.sends(&id, "link", &[("revision", &revision)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
}

#[tokio::test]
async fn a_webhook_of_the_case_and_of_no_other_is_sent_again() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    only(&app, "shop").await;
    let new = NewEndpoint {
        url: "http://127.0.0.1:9/hook".to_owned(),
        description: String::new(),
        events: Vec::new(),
        schemes: Vec::new(),
    };
    webhooks::create_endpoint(&app.core, &caller("shop"), new)
        .await
        .unwrap();
    let (_, id) = begun(&app, "shop", "paper").await;
    let (_, other) = begun(&app, "shop", "paper").await;
    let delivery = format!(
        "SELECT d.id FROM webhook_deliveries d JOIN events e ON e.id = d.event_id WHERE e.onboarding_id = '{id}'"
    );
    let delivery = app.ground.texts(&delivery).await.remove(0);
    for (case, answer) in [
        (&id, StatusCode::SEE_OTHER),
        (&other, StatusCode::NOT_FOUND),
    ] {
        let revision = revision(&app, case).await;
        let fields = [("revision", revision.as_str()), ("delivery", &delivery)];
        let page = rita.sends(case, "redeliver", &fields).await;
        assert_eq!(page.status, answer, "{page:?}");
    }
    let by = "SELECT actor FROM audit_events WHERE kind = 'webhook_delivery.redelivered'";
    assert_eq!(app.ground.texts(by).await, ["operator:rita"]);
}

/// A journey whose first step may fail for good, and that a person always looks at.
const ALWAYS_REVIEWED: &str = r#"
[journeys.extra]
company = "Example Bank"
minutes = 1
contact = "help@bank.example"
needs = ["contact_control"]
title = { en = "Sign and seal", id = "Tanda tangan dan segel" }
stored = { en = "The sheet.", id = "Lembar itu." }
decisions = [{ name = "look", then = "review" }]

[[journeys.extra.steps]]
name = "sign"
optional = true
title = { en = "Sign", id = "Tanda tangan" }
kind = { provider = { connection = "paper", purpose = "identity_proofing", max_checks = 1 } }

[[journeys.extra.steps]]
name = "seal"
title = { en = "Seal", id = "Segel" }
kind = { provider = { connection = "parchment", purpose = "identity_proofing", max_checks = 1 } }
"#;

/// What waits for a decision goes on, and is decided again: each time by a row of its own.
#[tokio::test]
async fn a_decision_to_review_is_taken_back_when_another_attempt_is_allowed() {
    let mut app = TestApp::start().await;
    app.is_restarted_with(|text| format!("{text}{ALWAYS_REVIEWED}"))
        .await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = begun(&app, "shop", "extra").await;
    tries(&app, &mut person, REFUSED).await;
    person.chooses_page("seal").await;
    app.paper.shared().says = done();
    person.comes_back(&app.paper.newest_return()).await;
    assert_eq!(status(&app, &id).await, "needs_review");
    app.passes(1).await;
    let page = rita.allows(&app, &id, "seal").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "that is done: {page:?}");
    rita.allows(&app, &id, "sign").await;
    assert_eq!(status(&app, &id).await, "in_progress");
    app.passes(1).await;
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "needs_review");
    app.passes(1).await;
    rita.decides(&app, &id, "approve").await;
    assert_eq!(status(&app, &id).await, "completed");
    let rows = "SELECT conclusion || ' ' || actor FROM decisions ORDER BY id";
    assert_eq!(
        app.ground.texts(rows).await,
        [
            "review system",
            "reopen operator:rita",
            "review system",
            "approve operator:rita"
        ]
    );
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.needs_review",
            "onboarding.resumed",
            "onboarding.needs_review",
            "onboarding.completed"
        ]
    );
}
