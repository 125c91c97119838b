//! Four eyes: what one operator proposes, another one confirms, or nobody.

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::services::{
    audit::Actor,
    closing,
    dashboard::actions,
    operators::{self, Reach},
};

use super::desk::{Desk, EVERYBODY, REASON, begun, handed_over, only, status, stopped};
use crate::{
    app::{MINUTE, TestApp},
    browser::Page,
    inviting::caller,
};

const HOUR: i64 = 60 * MINUTE;

async fn start() -> TestApp {
    TestApp::with(&[("DASHBOARD__FOUR_EYES", "[decide, allow_attempt, erase]")]).await
}

/// The id of the newest proposal.
async fn newest(app: &TestApp) -> String {
    let sql = "SELECT id FROM proposals ORDER BY id DESC LIMIT 1";
    app.ground.texts(sql).await.remove(0)
}

/// What became of a proposal; nothing while it waits.
async fn outcome(app: &TestApp, proposal: &str) -> String {
    let sql = format!("SELECT COALESCE(outcome, '') FROM proposals WHERE id = '{proposal}'");
    app.ground.texts(&sql).await.remove(0)
}

impl Desk {
    async fn proposes(&mut self, app: &TestApp, id: &OnboardingId, verdict: &str) -> String {
        // What is written in the same millisecond has no order.
        app.passes(1).await;
        let page = self.decides(app, id, verdict).await;
        assert_eq!(page.location(), "/dashboard/proposals", "{page:?}");
        newest(app).await
    }

    async fn answers(&mut self, proposal: &str, answer: &str, typed: &str) -> Page {
        let path = format!("/dashboard/proposals/{proposal}");
        let fields = [("answer", answer), ("typed", typed)];
        self.browser.post(&path, &fields).await
    }

    async fn waiting(&mut self) -> Page {
        let page = self.browser.get("/dashboard/proposals").await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        page
    }
}

#[tokio::test]
async fn what_is_proposed_is_done_when_another_operator_confirms_it() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    assert!(rob.waiting().await.body.contains("Nothing is waiting"));
    let (_, id) = handed_over(&app, "shop").await;
    let proposal = rita.proposes(&app, &id, "reject").await;
    assert_eq!(
        status(&app, &id).await,
        "needs_review",
        "nothing is done yet"
    );
    let reference = actions::reference(&id);
    let list = rob.waiting().await;
    for text in [REASON, &reference, "rita", "Nothing changed since."] {
        assert!(list.body.contains(text), "{text}: {list:?}");
    }
    let wrong = rob.answers(&proposal, "confirm", "something").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    assert_eq!(status(&app, &id).await, "needs_review");
    let page = rob.answers(&proposal, "confirm", &reference).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(status(&app, &id).await, "rejected");
    assert_eq!(outcome(&app, &proposal).await, "confirmed");
    let decided = "SELECT actor FROM decisions";
    assert_eq!(app.ground.texts(decided).await, ["operator:rob"]);
    for kind in ["proposal.made", "proposal.confirmed", "action.taken"] {
        assert_eq!(app.audited(kind).await, 1, "{kind}");
    }
    let again = rob.answers(&proposal, "confirm", &reference).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{again:?}");
}

/// SEC-192: the same person.
#[tokio::test]
async fn sec_192_nobody_confirms_what_they_proposed() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Admin, &EVERYBODY).await;
    let (_, id) = handed_over(&app, "shop").await;
    let proposal = rita.proposes(&app, &id, "approve").await;
    // Another browser is the same person.
    let mut again = Desk::signs_in(&app, "rita").await;
    for desk in [&mut rita, &mut again] {
        for answer in ["confirm", "refuse"] {
            let page = desk.answers(&proposal, answer, "").await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
        }
        let list = desk.waiting().await;
        assert!(!list.body.contains(r#"value="confirm""#), "{list:?}");
    }
    assert_eq!(status(&app, &id).await, "needs_review");
    assert_eq!(outcome(&app, &proposal).await, "");
    let page = rita.answers(&proposal, "withdraw", "").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(outcome(&app, &proposal).await, "withdrawn");
}

/// SEC-192: the content changed.
#[tokio::test]
async fn sec_192_what_was_proposed_for_another_state_of_the_case_is_not_confirmed() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Admin, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Admin, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let erasing = rita.ends(&app, &id, "erase").await;
    assert_eq!(erasing.location(), "/dashboard/proposals", "{erasing:?}");
    let proposal = newest(&app).await;
    closing::cancel(&app.core, &caller("shop"), &id)
        .await
        .unwrap();
    let list = rob.waiting().await;
    assert!(
        list.body.contains("“In progress” and is “Cancelled”"),
        "{list:?}"
    );
    assert!(!list.body.contains(r#"value="confirm""#), "{list:?}");
    let page = rob
        .answers(&proposal, "confirm", &actions::reference(&id))
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(outcome(&app, &proposal).await, "overtaken");
    assert_eq!(app.audited("onboarding.erased").await, 0);
    assert_eq!(app.audited("proposal.overtaken").await, 1);
}

/// SEC-192: the role was removed since, of whoever proposed or of whoever confirms.
#[tokio::test]
async fn sec_192_whoever_may_not_any_more_neither_proposes_nor_confirms() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = handed_over(&app, "shop").await;
    let proposal = rita.proposes(&app, &id, "approve").await;
    let reviewer = (Role::Reviewer, &Reach::Every);
    let viewer = (Role::Viewer, &Reach::Every);
    let by = Actor::CommandLine;
    operators::grant(&app.core, &rob.name, viewer, by)
        .await
        .unwrap();
    operators::revoke(&app.core, &rob.name, reviewer, by)
        .await
        .unwrap();
    let page = rob.answers(&proposal, "confirm", "").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    assert_eq!(outcome(&app, &proposal).await, "");

    operators::grant(&app.core, &rob.name, reviewer, by)
        .await
        .unwrap();
    operators::revoke(&app.core, &rita.name, reviewer, by)
        .await
        .unwrap();
    let page = rob.answers(&proposal, "confirm", "").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(outcome(&app, &proposal).await, "overtaken");
    assert_eq!(status(&app, &id).await, "needs_review");
}

/// SEC-192: whoever was disabled since did not propose it any more.
#[tokio::test]
async fn sec_192_what_a_disabled_operator_proposed_is_not_confirmed() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = handed_over(&app, "shop").await;
    let proposal = rita.proposes(&app, &id, "approve").await;
    operators::set_disabled(&app.core, &rita.name, true, Actor::CommandLine)
        .await
        .unwrap();
    let page = rob.answers(&proposal, "confirm", "").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(status(&app, &id).await, "needs_review");
}

/// SEC-192: two confirmations in parallel.
#[tokio::test]
async fn sec_192_of_two_confirmations_at_the_same_time_one_counts() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    let mut ron = Desk::of(&app, "ron", Role::Reviewer, &EVERYBODY).await;
    for _ in 0..5 {
        let (_, id) = handed_over(&app, "shop").await;
        let proposal = rita.proposes(&app, &id, "approve").await;
        let (one, other) = tokio::join!(
            rob.answers(&proposal, "confirm", ""),
            ron.answers(&proposal, "confirm", "")
        );
        let mut both = [one.status, other.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        assert_eq!(status(&app, &id).await, "completed");
        let decisions =
            format!("SELECT CAST(COUNT(*) AS BIGINT) FROM decisions WHERE onboarding_id = '{id}'");
        assert_eq!(app.ground.number(&decisions).await, 1);
    }
}

#[tokio::test]
async fn a_proposal_waits_for_a_day() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    let (_, late) = handed_over(&app, "shop").await;
    let proposal = rita.proposes(&app, &late, "approve").await;
    app.passes(24 * HOUR - 1).await;
    let mut rob = Desk::signs_in(&app, "rob").await;
    assert!(rob.waiting().await.body.contains(&proposal));
    app.passes(1).await;
    assert!(!rob.waiting().await.body.contains(&proposal));
    let page = rob.answers(&proposal, "confirm", "").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(status(&app, &late).await, "needs_review");
    // And may be proposed anew.
    let mut rita = Desk::signs_in(&app, "rita").await;
    let proposal = rita.proposes(&app, &late, "approve").await;
    rob.answers(&proposal, "confirm", "").await;
    assert_eq!(status(&app, &late).await, "completed");
}

#[tokio::test]
async fn what_is_refused_or_withdrawn_is_never_done() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = handed_over(&app, "shop").await;
    for (answer, word) in [("refuse", "refused"), ("withdraw", "withdrawn")] {
        let proposal = rita.proposes(&app, &id, "approve").await;
        let page = match answer {
            "refuse" => rob.answers(&proposal, answer, "").await,
            _ => {
                let others = rob.answers(&proposal, answer, "").await;
                assert_eq!(others.status, StatusCode::FORBIDDEN, "{others:?}");
                rita.answers(&proposal, answer, "").await
            }
        };
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
        assert_eq!(outcome(&app, &proposal).await, word);
        let page = rob.answers(&proposal, "confirm", "").await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    }
    assert_eq!(status(&app, &id).await, "needs_review");
}

#[tokio::test]
async fn the_same_is_proposed_once_and_the_rest_is_overtaken_by_what_is_done() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut rob = Desk::of(&app, "rob", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = stopped(&app, "shop").await;
    let approve = rita.proposes(&app, &id, "approve").await;
    let twice = rob.decides(&app, &id, "approve").await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{twice:?}");
    app.passes(1).await;
    let attempt = rita.allows(&app, &id, "sign").await;
    assert_eq!(attempt.location(), "/dashboard/proposals", "{attempt:?}");
    let attempt = newest(&app).await;
    rob.answers(&attempt, "confirm", "").await;
    assert_eq!(status(&app, &id).await, "in_progress");
    assert_eq!(outcome(&app, &approve).await, "overtaken");
    let page = rob.answers(&approve, "confirm", "").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
}

/// SEC-149: what waits for another client's cases is not there.
#[tokio::test]
async fn proposals_are_seen_and_answered_where_the_case_may_be_read() {
    let app = start().await;
    let (shop, bank) = (only(&app, "shop").await, only(&app, "bank").await);
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &shop).await;
    let mut vera = Desk::of(&app, "vera", Role::Viewer, &shop).await;
    let mut other = Desk::of(&app, "other", Role::Admin, &bank).await;
    let (_, id) = handed_over(&app, "shop").await;
    let proposal = rita.proposes(&app, &id, "approve").await;
    assert!(!other.waiting().await.body.contains(&proposal));
    let foreign = other.answers(&proposal, "confirm", "").await;
    let unknown = other
        .answers("0190f3a4-7c1e-7b2d-8000-0123456789ab", "confirm", "")
        .await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{foreign:?}");
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{unknown:?}");
    let list = vera.waiting().await;
    assert!(list.body.contains(&actions::reference(&id)), "{list:?}");
    assert!(!list.body.contains(r#"value="confirm""#), "{list:?}");
    let page = vera.answers(&proposal, "confirm", "").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    assert_eq!(outcome(&app, &proposal).await, "");
}

/// What is not configured so takes one operator only, in the same server.
#[tokio::test]
async fn only_what_is_configured_waits_for_a_second_operator() {
    let app = start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let page = rita.ends(&app, &id, "cancel").await;
    assert_eq!(page.location(), format!("/dashboard/onboardings/{id}"));
    assert_eq!(status(&app, &id).await, "cancelled");
    let (_, other) = handed_over(&app, "shop").await;
    let signed_in = rita.signed_in(&app).await;
    let asked = actions::Asked {
        revision: super::desk::revision(&app, &other).await,
        reason: REASON.to_owned(),
        typed: String::new(),
    };
    let change = actions::Change::Decide {
        verdict: actions::Verdict::Approve,
    };
    let done = actions::change(&app.core, &signed_in, &other, &change, &asked).await;
    assert!(matches!(done, Ok(actions::Done::Proposed(_))), "{done:?}");
}
