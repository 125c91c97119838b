//! Who gets to read what was found out: only a client that shows a one-time code together with the binding of its own user's
//! session.

use axum::http::StatusCode;
use vestibule::id::OnboardingId;
use vestibule_server::{
    provider::Snapshot,
    services::{
        ServiceError,
        clients::{Caller, Mode},
        erasure,
        idempotency::{self, Answer, First},
        onboardings::{self, Back, Fact, Invitation},
        results::{self, Redeemed},
    },
};

use crate::{
    api::bench::partner,
    app::{MINUTE, TestApp},
    applicant::Applicant,
    inviting::{BINDING, RETURN_URL, caller, follows, invitation, invites},
    paper::done,
};

/// The binding of another session at the same client.
const ANOTHER: &str = "the-binding-of-another-session!";

/// Somebody follows the link and answers the one question there is.
async fn finishes(app: &TestApp, id: &OnboardingId, link: &str) -> Applicant {
    let mut person = app.applicant();
    let claimed = person.browser.post(link, &[]).await;
    assert_eq!(claimed.status, StatusCode::SEE_OTHER, "{claimed:?}");
    person.is_at(id);
    let step = person.step("wish");
    person.browser.post(&step, &[("card", "yes")]).await;
    assert_eq!(app.onboarding_status(&person).await, "completed");
    person
}

/// The code that their browser carries back.
async fn goes_back(person: &mut Applicant) -> String {
    let left = person.browser.post(&person.path("/return"), &[]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{left:?}");
    let id = person.onboarding();
    let carried = left
        .location()
        .strip_prefix(&format!("{RETURN_URL}&onboarding={id}&result_code="));
    carried.unwrap().to_owned()
}

struct Scene {
    app: TestApp,
    shop: Caller,
    id: OnboardingId,
    person: Applicant,
}

/// A person of the client's has finished.
async fn scene() -> Scene {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("strict")).await;
    let person = finishes(&app, &id, &link).await;
    Scene {
        app,
        shop,
        id,
        person,
    }
}

impl Scene {
    async fn redeems(&self, code: &str, binding: &str) -> Option<Vec<Fact>> {
        let redeemed = results::redeem(&self.app.core, &self.shop, &self.id, code, binding).await;
        match redeemed.unwrap() {
            Redeemed::Bound(facts) => Some(facts),
            Redeemed::Refused => None,
        }
    }

    async fn reads(&self) -> Option<Vec<Fact>> {
        onboardings::facts(&self.app.core, &self.shop, &self.id)
            .await
            .unwrap()
    }

    async fn refusals(&self) -> i64 {
        self.app.audited("result.refused").await
    }
}

#[tokio::test]
async fn code_and_binding_together_open_the_result_for_good() {
    let mut scene = scene().await;
    assert!(scene.reads().await.is_none());
    let code = goes_back(&mut scene.person).await;
    assert!(scene.reads().await.is_none());
    let facts = scene.redeems(&code, BINDING).await.unwrap();
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].kind, "self_asserted");
    assert_eq!(facts[0].claims["card"], "yes");
    assert_eq!(scene.app.audited("facts.read").await, 0);
    assert_eq!(scene.reads().await.unwrap().len(), 1);
    assert_eq!(scene.app.audited("facts.read").await, 1);
    assert_eq!(scene.app.audited("result.redeemed").await, 1);

    // A code works once, also after it worked.
    assert!(scene.redeems(&code, BINDING).await.is_none());
    assert_eq!(scene.reads().await.unwrap().len(), 1);
    assert_eq!(scene.refusals().await, 1);
}

/// SEC-51, SEC-144: the attacker began it in a session of theirs, and talks the victim into finishing the link.
#[tokio::test]
async fn whoever_has_a_victim_finish_their_link_gains_nothing() {
    let mut scene = scene().await;
    // The victim's browser carries the code to the client, into a session that knows nothing of it.
    let code = goes_back(&mut scene.person).await;
    assert!(scene.redeems(&code, ANOTHER).await.is_none());
    assert!(scene.reads().await.is_none());
    // The attacker's session has the binding, and never a code that works: the one that the victim carried is used up.
    for guess in ["", "guess", &code] {
        assert!(scene.redeems(guess, BINDING).await.is_none(), "{guess}");
    }
    assert!(scene.reads().await.is_none());
    assert_eq!(scene.refusals().await, 4);
    assert_eq!(scene.app.audited("result.redeemed").await, 0);
}

/// SEC-51: a wrong code does not use up the right one, or anybody with a key could keep results from being read.
#[tokio::test]
async fn a_wrong_code_changes_nothing() {
    let mut scene = scene().await;
    let code = goes_back(&mut scene.person).await;
    let mut near = code.clone();
    near.pop();
    for wrong in [near.as_str(), &format!("{code}A"), &code.to_lowercase(), ""] {
        assert!(scene.redeems(wrong, BINDING).await.is_none(), "{wrong}");
    }
    assert!(scene.redeems(&code, BINDING).await.is_some());
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_a_new_one_takes_its_place() {
    let mut scene = scene().await;
    let late = goes_back(&mut scene.person).await;
    scene.app.clock.advance(10 * MINUTE);
    assert!(scene.redeems(&late, BINDING).await.is_none());
    let first = goes_back(&mut scene.person).await;
    let second = goes_back(&mut scene.person).await;
    assert_ne!(first, second);
    assert!(scene.redeems(&first, BINDING).await.is_none());
    scene.app.clock.advance(10 * MINUTE - 1);
    assert!(scene.redeems(&second, BINDING).await.is_some());
}

/// SEC-148
#[tokio::test]
async fn the_code_of_another_onboarding_and_the_key_of_another_client_open_nothing() {
    let mut scene = scene().await;
    let (other, link) = invites(&scene.app, &scene.shop, &invitation("strict")).await;
    let mut second = finishes(&scene.app, &other, &link).await;
    let theirs = goes_back(&mut second).await;
    let ours = goes_back(&mut scene.person).await;
    assert!(scene.redeems(&theirs, BINDING).await.is_none());
    assert!(scene.reads().await.is_none());
    let live = Caller {
        mode: Mode::Live,
        ..caller("shop")
    };
    for foreign in [caller("rival"), live] {
        let (core, id) = (&scene.app.core, &scene.id);
        let redeemed = results::redeem(core, &foreign, id, &ours, BINDING).await;
        assert!(matches!(redeemed, Err(ServiceError::NotFound)));
        let read = onboardings::facts(core, &foreign, id).await;
        assert!(matches!(read, Err(ServiceError::NotFound)));
    }
    assert!(scene.redeems(&ours, BINDING).await.is_some());
}

/// SEC-51: only whoever has the onboarding carries codes, and only when it is over.
#[tokio::test]
async fn codes_are_made_for_whoever_finished_and_not_before() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("strict")).await;
    let mut person = follows(&app, &id, &link).await;
    let path = person.path("/return");
    let early = person.browser.post(&path, &[]).await;
    assert!(!early.location().starts_with("https:"), "{early:?}");
    person
        .browser
        .post(&person.step("wish"), &[("card", "no")])
        .await;
    assert_eq!(app.onboarding_status(&person).await, "rejected");
    let mut stranger = app.applicant();
    let foreign = stranger.browser.post(&path, &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(app.audited("result.offered").await, 0);
    goes_back(&mut person).await;
    assert_eq!(app.audited("result.offered").await, 1);
}

/// SEC-183: neither code nor binding is kept.
#[tokio::test]
async fn the_database_holds_hashes_of_codes_and_bindings_only() {
    let mut scene = scene().await;
    let code = goes_back(&mut scene.person).await;
    let tables = scene.app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let dump = scene.app.ground.dump(&tables).await;
    for secret in [code.as_str(), BINDING, RETURN_URL] {
        assert!(!dump.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn two_calls_with_one_code_have_one_effect() {
    let mut scene = scene().await;
    let code = goes_back(&mut scene.person).await;
    let (one, other) = tokio::join!(scene.redeems(&code, BINDING), scene.redeems(&code, BINDING));
    assert!(one.is_some() != other.is_some());
    assert_eq!(scene.app.audited("result.redeemed").await, 1);
}

/// SEC-51, SEC-143: what one browser's code opened is closed again when another browser takes the onboarding over: whatever
/// that one adds is not known to be of the session that began it.
#[tokio::test]
async fn a_browser_that_takes_over_has_to_carry_a_code_of_its_own() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("strict")).await;
    let (mut first, mut second) = (app.applicant(), app.applicant());
    first.browser.post(&link, &[]).await;
    // As it is after a code was shown while a person had to help, and the onboarding went on.
    let bound = format!("UPDATE onboardings SET bound_at = 1 WHERE id = '{id}'");
    app.ground.execute(&bound).await;
    let new_link = async || {
        let made = onboardings::new_link(&app.core, &shop, &id, None).await;
        format!("/l/{}", made.unwrap().token)
    };
    let again = new_link().await;
    first.browser.post(&again, &[]).await;
    let read = onboardings::facts(&app.core, &shop, &id).await.unwrap();
    assert!(read.is_some(), "the same browser carried a code already");

    let other = new_link().await;
    second.browser.post(&other, &[]).await;
    second.is_at(&id);
    let step = second.step("wish");
    second.browser.post(&step, &[("card", "yes")]).await;
    assert_eq!(app.onboarding_status(&second).await, "completed");
    let read = onboardings::facts(&app.core, &shop, &id).await.unwrap();
    assert!(read.is_none(), "{read:?}");
    let code = goes_back(&mut second).await;
    let redeemed = results::redeem(&app.core, &shop, &id, &code, BINDING).await;
    assert!(matches!(redeemed, Ok(Redeemed::Bound(_))));
}

/// SEC-51, SEC-143: an attacker talks a victim into being examined, and takes the onboarding over by a new link before it is
/// done. A person looks at that; whoever goes on in their own browser is not looked at.
#[tokio::test]
async fn what_somebody_else_was_examined_for_is_not_completed_unseen() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    for (other_browser, outcome) in [(true, "needs_review"), (false, "completed")] {
        let (id, link) = invites(&app, &shop, &invitation("wish")).await;
        let (mut victim, mut attacker) = (app.applicant(), app.applicant());
        victim.browser.post(&link, &[]).await;
        victim.is_at(&id);
        let step = victim.step("wish");
        victim.browser.post(&step, &[("card", "no")]).await;
        app.paper.shared().says = Snapshot::Waiting;
        victim.chooses_page_of_paper().await;
        let made = onboardings::new_link(&app.core, &shop, &id, None).await;
        let new = format!("/l/{}", made.unwrap().token);
        match other_browser {
            true => attacker.browser.post(&new, &[]).await,
            false => victim.browser.post(&new, &[]).await,
        };
        app.paper.shared().says = done();
        app.lives_for(2 * MINUTE).await;
        assert_eq!(app.onboarding_status(&victim).await, outcome);
    }
    let raised = "SELECT signal FROM risk_signals";
    assert_eq!(app.ground.texts(raised).await, ["taken_over"]);
    assert_eq!(app.audited("signals.raised").await, 1);
}

/// SEC-51: whoever says "this wasn't me" takes back what their browser carried to the client before.
#[tokio::test]
async fn what_is_disowned_is_not_read_with_a_code_from_before() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("strict")).await;
    let mut person = follows(&app, &id, &link).await;
    person.browser.post(&person.path("/help"), &[]).await;
    assert_eq!(app.onboarding_status(&person).await, "needs_review");
    let code = goes_back(&mut person).await;
    person.browser.post(&person.path("/not-me"), &[]).await;
    assert_eq!(app.onboarding_status(&person).await, "cancelled");
    let redeemed = results::redeem(&app.core, &shop, &id, &code, BINDING).await;
    assert!(matches!(redeemed, Ok(Redeemed::Refused)), "{redeemed:?}");
    let back = person.browser.post(&person.path("/return"), &[]).await;
    assert!(!back.location().starts_with("https:"), "{back:?}");
    assert_eq!(app.audited("result.offered").await, 1);
}

/// SEC-185: what is under way while the onboarding is erased answers without it, and does not bring it back.
#[tokio::test]
async fn an_answer_that_comes_after_the_erasure_is_not_kept() {
    let mut scene = scene().await;
    let code = goes_back(&mut scene.person).await;
    let core = &scene.app.core;
    let partner = partner(&scene.app, "asks", Mode::Test).await;
    let key = scene.app.ground.texts("SELECT id FROM api_keys").await;
    assert!(partner.key.starts_with("vst_test_"));
    let begun = idempotency::begin(core, (&key[0], "a"), "request").await;
    let Ok(First::Yes(claim)) = begun else {
        panic!("{begun:?}");
    };
    let facts = scene.redeems(&code, BINDING).await.unwrap();
    erasure::erase_theirs(core, &scene.shop, &scene.id)
        .await
        .unwrap();
    let answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: format!("{facts:?}"),
    };
    let about = Some(scene.id.as_str());
    idempotency::finish(core, &claim, &answer, about)
        .await
        .unwrap();
    let again = idempotency::begin(core, (&key[0], "a"), "request").await;
    assert!(matches!(again, Ok(First::Erased)), "{again:?}");
}

/// What was begun in Development, without a client behind it, has no way back.
#[tokio::test]
async fn without_a_return_url_there_is_no_code() {
    let app = TestApp::start().await;
    let invitation = Invitation {
        back: None::<Back>,
        ..invitation("strict")
    };
    let (id, link) = invites(&app, &caller("shop"), &invitation).await;
    let mut person = finishes(&app, &id, &link).await;
    let left = person.browser.post(&person.path("/return"), &[]).await;
    assert!(!left.location().starts_with("https:"), "{left:?}");
    assert_eq!(app.audited("result.offered").await, 0);
}
