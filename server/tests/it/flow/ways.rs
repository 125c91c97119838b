//! Choices: one way of several, another one, none that is left; and steps that may be skipped.

use axum::http::StatusCode;

use super::{REFUSED, at_the_choice, begun, go_on};
use crate::{
    app::{MINUTE, TestApp},
    pages::text,
    paper,
};

#[tokio::test]
async fn an_applicant_chooses_a_way_and_goes_it_to_the_end() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    let tasks = applicant.sees("").await;
    assert!(tasks.body.contains("0 of 1 steps completed."), "{tasks:?}");
    assert!(tasks.body.contains("On what do you want to sign?"));
    assert!(!tasks.body.contains("Sign the paper"), "no way was chosen");
    assert_eq!(go_on(&tasks), applicant.path("/choices/sheet"));

    let choice = applicant.sees("/choices/sheet").await;
    assert_eq!(choice.heading(), "On what do you want to sign?");
    assert!(choice.body.contains("Step 1 of 1"));
    assert!(choice.body.contains("Takes a minute."));
    applicant.chooses("paper").await;
    let tasks = applicant.sees("").await;
    assert!(tasks.body.contains("You chose: On paper"));
    assert!(tasks.body.contains("Sign the paper"));
    assert!(!tasks.body.contains("Scratch the parchment"));
    assert_eq!(go_on(&tasks), applicant.step("sign"));

    let back = applicant.tries(&app, "sign", paper::done()).await;
    assert_eq!(back.location(), applicant.path("/result"), "{back:?}");
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    // Nothing is chosen any more.
    let late = applicant
        .posts("/choices/sheet", &[("way", "parchment")])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_choice_without_an_answer_is_asked_again() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    for fields in [&[][..], &[("way", "")]] {
        let page = applicant.posts("/choices/sheet", fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(text("choice-missing")));
        assert!(page.body.contains("<title>Error: "));
    }
    for (way, status) in [
        ("gold", StatusCode::NOT_FOUND),
        ("../paper", StatusCode::BAD_REQUEST),
    ] {
        let page = applicant.posts("/choices/sheet", &[("way", way)]).await;
        assert_eq!(page.status, status, "{way}");
    }
    let unknown = applicant.path("/choices/ink");
    assert_eq!(
        applicant.browser.get(&unknown).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_choice_waits_for_what_comes_before_it() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "ways").await;
    let early = applicant.posts("/choices/sheet", &[("way", "paper")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let page = applicant
        .browser
        .visit(&applicant.path("/choices/sheet"))
        .await;
    assert_eq!(page.path, applicant.path(""));
    // A step of a way that nobody chose leads to the choice, once that can be made.
    let step = applicant.step("sign");
    assert_eq!(
        applicant.browser.get(&step).await.location(),
        applicant.path("")
    );
    applicant.skips("nickname", "yes").await;
    assert_eq!(
        applicant.browser.get(&step).await.location(),
        applicant.path("/choices/sheet")
    );
}

#[tokio::test]
async fn another_way_may_be_chosen_until_one_is_done() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("paper").await;
    let intro = applicant.sees("/steps/sign").await;
    assert!(intro.body.contains(&applicant.path("/choices/sheet")));
    let again = applicant.sees("/choices/sheet").await;
    assert_eq!(again.body.matches(" checked").count(), 1);
    applicant.chooses("parchment").await;
    let tasks = applicant.sees("").await;
    assert!(tasks.body.contains("You chose: On parchment"));
    assert_eq!(go_on(&tasks), applicant.step("scratch"));
    // The way that was left is not gone by accident.
    let left = applicant
        .posts("/steps/sign", &[("presentation", "page")])
        .await;
    assert_eq!(left.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn whoever_loses_a_way_chooses_another_one() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("parchment").await;
    let back = applicant.tries(&app, "scratch", REFUSED).await;
    assert_eq!(back.location(), applicant.step("scratch/ended"), "{back:?}");
    let ended = applicant.sees("/steps/scratch/ended").await;
    assert!(ended.body.contains(&applicant.path("/choices/sheet")));
    assert!(ended.body.contains(&applicant.step("scratch/instead")));
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");

    let tasks = applicant.sees("").await;
    assert_eq!(go_on(&tasks), applicant.path("/choices/sheet"));
    let choice = applicant.sees("/choices/sheet").await;
    assert!(choice.body.contains(text("choice-gone")));
    assert!(choice.body.contains(text("choice-lost")));
    let lost = applicant
        .posts("/choices/sheet", &[("way", "parchment")])
        .await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    applicant.chooses("paper").await;
    applicant.tries(&app, "sign", paper::done()).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

#[tokio::test]
async fn whoever_loses_every_way_is_led_to_a_person() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("parchment").await;
    applicant.tries(&app, "scratch", REFUSED).await;
    applicant.chooses("paper").await;
    applicant.tries(&app, "sign", REFUSED).await;
    app.passes(16 * MINUTE).await;
    applicant.tries(&app, "sign", REFUSED).await;
    assert_eq!(app.onboarding_status(&applicant).await, "stopped");
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-stopped"));
    let help = applicant.path("/help");
    assert_eq!(go_on(&result), help);

    let over = applicant.browser.post(&help, &[]).await;
    assert_eq!(over.location(), applicant.path("/result"), "{over:?}");
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-handed"));
}

#[tokio::test]
async fn an_optional_step_is_skipped_and_done_after_all() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "ways").await;
    let tasks = applicant.sees("").await;
    assert!(tasks.body.contains("Give your nickname (optional)"));
    assert!(tasks.body.contains("0 of 2 steps completed."), "{tasks:?}");
    let question = applicant.sees("/steps/nickname").await;
    assert!(question.body.contains(text("other-skip")));
    applicant.skips("nickname", "yes").await;
    let tasks = applicant.sees("").await;
    assert!(tasks.body.contains(text("status-skipped")));
    assert!(tasks.body.contains(text("tasks-after-all")));
    let page = applicant.browser.visit(&applicant.step("nickname")).await;
    assert_eq!(page.path, applicant.path(""), "a skipped step is not asked");

    applicant.skips("nickname", "no").await;
    assert_eq!(go_on(&applicant.sees("").await), applicant.step("nickname"));
    let answered = applicant
        .posts("/steps/nickname", &[("nickname", "Budi")])
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
    let tasks = applicant.sees("").await;
    assert!(tasks.body.contains("1 of 2 steps completed."), "{tasks:?}");
}

#[tokio::test]
async fn only_an_optional_step_whose_turn_it_is_can_be_skipped() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("paper").await;
    for (step, skipped, status) in [
        ("sign", "yes", StatusCode::CONFLICT),
        ("nickname", "yes", StatusCode::CONFLICT),
        ("nickname", "maybe", StatusCode::BAD_REQUEST),
        ("else", "yes", StatusCode::NOT_FOUND),
    ] {
        let path = format!("/steps/{step}/skip");
        let page = applicant.posts(&path, &[("skipped", skipped)]).await;
        assert_eq!(page.status, status, "{step} {skipped}");
    }
    let path = applicant.step("nickname/skip");
    let read = applicant.browser.get(&path).await;
    assert_eq!(read.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(!applicant.sees("/steps/sign").await.body.contains("/skip"));
}

#[tokio::test]
async fn a_step_that_is_not_needed_is_neither_shown_nor_counted() {
    let app = TestApp::start().await;
    for (card, of, shown) in [("no", 2, false), ("yes", 3, true)] {
        let mut applicant = begun(&app, "wish").await;
        let tasks = applicant.sees("").await;
        assert!(tasks.body.contains("0 of 2 steps completed."), "{tasks:?}");
        assert!(tasks.body.contains(text("status-if-needed")));
        applicant.posts("/steps/wish", &[("card", card)]).await;
        let tasks = applicant.sees("").await;
        let done = format!("1 of {of} steps completed.");
        assert!(tasks.body.contains(&done), "{tasks:?}");
        assert_eq!(tasks.body.contains("Name a colour"), shown, "{card}");
        let next = if shown { "colour" } else { "sign" };
        assert_eq!(go_on(&tasks), applicant.step(next));
        let page = applicant.sees(&format!("/steps/{next}")).await;
        assert!(page.body.contains(&format!("Step 2 of {of}")), "{page:?}");
    }
}
