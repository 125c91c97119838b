//! The way through a journey: choosing, skipping, waiting, stopping, and asking for a person.

use axum::http::StatusCode;
use vestibule::reason::Reason;
use vestibule_server::provider::Snapshot;

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    browser::Page,
    pages::text,
    paper,
};

async fn begun(app: &TestApp, journey: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins(journey).await;
    applicant
}

/// At the choice of the journey `ways`.
async fn at_the_choice(app: &TestApp) -> Applicant {
    let mut applicant = begun(app, "ways").await;
    applicant.skips("nickname", "yes").await;
    applicant
}

impl Applicant {
    async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let path = self.path(path);
        self.browser.post(&path, fields).await
    }

    async fn chooses(&mut self, way: &str) {
        let page = self.posts("/choices/sheet", &[("way", way)]).await;
        assert_eq!(page.location(), self.path(""), "{page:?}");
    }

    async fn skips(&mut self, step: &str, skipped: &str) {
        let path = format!("/steps/{step}/skip");
        let page = self.posts(&path, &[("skipped", skipped)]).await;
        assert_eq!(page.location(), self.path(""), "{page:?}");
    }

    async fn sees(&mut self, path: &str) -> Page {
        let path = self.path(path);
        let page = self.browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        page
    }

    /// Goes to the provider's page of a step and comes back with what it says.
    async fn tries(&mut self, app: &TestApp, step: &str, says: Snapshot) -> Page {
        self.chooses_page(step).await;
        app.paper.shared().says = says;
        self.comes_back(&app.paper.newest_return()).await
    }
}

/// The path that "Continue" on the task list leads to.
fn go_on(tasks: &Page) -> String {
    let link = tasks
        .body
        .split("<a ")
        .filter(|link| link.contains(r#"class="button""#))
        .find_map(|link| link.split(r#"href=""#).nth(1)?.split('"').next());
    link.unwrap_or_default().to_owned()
}

const REFUSED: Snapshot = Snapshot::Failed(Reason::NotAccepted);

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

#[tokio::test]
async fn whoever_has_to_wait_is_told_how_long_and_may_do_something_else() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("paper").await;
    applicant.tries(&app, "sign", REFUSED).await;
    app.passes(MINUTE).await;
    let ended = applicant.sees("/steps/sign/ended").await;
    assert!(
        ended.body.contains("You can try again in 14 minutes."),
        "{ended:?}"
    );
    assert!(!ended.body.contains(r#"name="presentation""#));
    for offered in ["/help", "/later", "/choices/sheet"] {
        assert!(ended.body.contains(&applicant.path(offered)), "{offered}");
    }
    let early = applicant
        .posts("/steps/sign", &[("presentation", "page")])
        .await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert_eq!(early.heading(), text("error-too-soon"));
    assert!(early.body.contains("You can try again in 14 minutes."));
    assert!(early.body.contains(&applicant.path("/help")));
    assert_eq!(app.checks(&applicant).await.len(), 1);

    app.passes(14 * MINUTE - SECOND).await;
    let early = applicant.sees("/steps/sign/ended").await;
    assert!(early.body.contains("You can try again in 1 minute."));
    app.passes(SECOND).await;
    let ended = applicant.sees("/steps/sign/ended").await;
    assert!(!ended.body.contains("You can try again in"));
    assert!(ended.body.contains("You have 1 try left."));
    applicant.tries(&app, "sign", paper::done()).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

#[tokio::test]
async fn whoever_does_it_without_this_site_is_handed_over_to_a_person() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "counter").await;
    let path = applicant.step("sign/instead");
    assert!(applicant.sees("/steps/sign").await.body.contains(&path));
    let instead = applicant.sees("/steps/sign/instead").await;
    assert_eq!(instead.heading(), "Another way: Sign");
    assert!(instead.body.contains("Sign at the counter."));
    assert_eq!(
        app.onboarding_status(&applicant).await,
        "in_progress",
        "reading changes nothing"
    );

    for _ in 0..2 {
        let chosen = applicant.browser.post(&path, &[]).await;
        assert_eq!(chosen.location(), applicant.path("/result"), "{chosen:?}");
    }
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
    assert_eq!(app.audited("onboarding.handed_over").await, 1);
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-handed"));
    // Nothing goes on here any more.
    for path in ["", "/steps/sign", "/steps/sign/instead", "/later"] {
        let page = applicant.browser.visit(&applicant.path(path)).await;
        assert_eq!(page.path, applicant.path("/result"), "{path}");
    }
    let begun = applicant
        .posts("/steps/sign", &[("presentation", "page")])
        .await;
    assert_eq!(begun.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_step_without_another_way_has_no_page_about_one() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    let path = applicant.step("sign/instead");
    assert_eq!(
        applicant.browser.get(&path).await.status,
        StatusCode::NOT_FOUND
    );
    let posted = applicant.browser.post(&path, &[]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
}

#[tokio::test]
async fn whoever_runs_out_of_tries_is_offered_a_person_and_the_other_way() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "counter").await;
    applicant.tries(&app, "sign", REFUSED).await;
    assert_eq!(app.onboarding_status(&applicant).await, "stopped");
    let ended = applicant.sees("/steps/sign/ended").await;
    assert!(ended.body.contains(&applicant.step("sign/instead")));
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-stopped"));
    assert!(result.body.contains(&applicant.step("sign/instead")));
    let instead = applicant.step("sign/instead");
    let chosen = applicant.browser.post(&instead, &[]).await;
    assert_eq!(chosen.location(), applicant.path("/result"));
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
}

#[tokio::test]
async fn a_person_can_be_asked_for_from_anywhere_until_it_is_decided() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "ways").await;
    let help = applicant.path("/help");
    for path in ["", "/steps/nickname", "/later"] {
        assert!(applicant.sees(path).await.body.contains(&help), "{path}");
    }
    let page = applicant.sees("/help").await;
    let reference = applicant
        .onboarding()
        .rsplit('-')
        .next()
        .unwrap()
        .to_uppercase();
    assert!(page.body.contains(&reference));
    assert!(page.body.contains("help@bank.example"));
    assert!(page.body.contains(text("help-over-action")));
    let over = applicant.browser.post(&help, &[]).await;
    assert_eq!(over.location(), applicant.path("/result"));
    let page = applicant.sees("/help").await;
    assert!(!page.body.contains(text("help-over-action")));
    assert!(page.body.contains("A person at Example Bank goes on"));

    let mut other = begun(&app, "paper").await;
    other.tries(&app, "sign", paper::done()).await;
    assert_eq!(app.onboarding_status(&other).await, "completed");
    let page = other.sees("/help").await;
    assert!(!page.body.contains(text("help-over-action")));
    let late = other.posts("/help", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(app.onboarding_status(&other).await, "completed");
}

#[tokio::test]
async fn nobody_hands_over_or_looks_at_what_is_another_persons() {
    let app = TestApp::start().await;
    let applicant = begun(&app, "counter").await;
    let mut stranger = begun(&app, "counter").await;
    for path in [
        "/help",
        "/later",
        "/choices/sheet",
        "/steps/sign/instead",
        "/steps/sign/skip",
    ] {
        let path = applicant.path(path);
        let posted = stranger.browser.post(&path, &[("skipped", "yes")]).await;
        let wanted = match path.ends_with("/later") {
            true => StatusCode::METHOD_NOT_ALLOWED,
            false => StatusCode::NOT_FOUND,
        };
        assert_eq!(posted.status, wanted, "{path}");
        if !path.ends_with("/skip") {
            let read = stranger.browser.get(&path).await;
            assert_eq!(read.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
}

#[tokio::test]
async fn whoever_stops_is_told_until_when_this_browser_goes_on() {
    let limits = [
        ("SESSIONS__IDLE_MINUTES", "120"),
        ("SESSIONS__ABSOLUTE_HOURS", "3"),
    ];
    let app = TestApp::with(&limits).await;
    let mut applicant = begun(&app, "ways").await;
    let later = applicant.sees("/later").await;
    assert!(
        later.body.contains("if you come back within 2 hours."),
        "{later:?}"
    );
    let address = format!("http://localhost:3000{}", applicant.path(""));
    assert!(later.body.contains(&address));
    // The session's end comes nearer, whatever is asked for.
    app.passes(90 * MINUTE).await;
    let later = applicant.sees("/later").await;
    assert!(
        later.body.contains("if you come back within 90 minutes."),
        "{later:?}"
    );
    app.passes(89 * MINUTE).await;
    assert_eq!(
        applicant.sees("").await.status,
        StatusCode::OK,
        "the promise holds"
    );
    app.passes(2 * MINUTE).await;
    let gone = applicant.browser.get(&applicant.path("")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_root_lists_what_this_browser_began_and_nothing_else() {
    let app = TestApp::start().await;
    let other = begun(&app, "counter").await;
    let mut applicant = app.applicant();
    let before = applicant.browser.get("/").await;
    assert!(!before.body.contains(text("own-heading")));
    applicant.begins("ways").await;
    let ways = applicant.path("");
    applicant.begins("paper").await;
    applicant.tries(&app, "sign", paper::done()).await;
    let root = applicant.browser.get("/").await;
    assert!(root.body.contains(text("own-heading")));
    assert!(root.body.contains(&format!(r#"href="{ways}""#)), "{root:?}");
    assert!(
        root.body
            .contains(&format!(r#"href="{}""#, applicant.path("")))
    );
    assert!(root.body.contains(text("own-look")));
    assert!(!root.body.contains(&other.path("")));
}

/// Whoever may go on is never told why a person looks at it, nor by which rule.
#[tokio::test]
async fn no_page_names_rules_signals_or_matches() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("paper").await;
    applicant.tries(&app, "sign", paper::done()).await;
    applicant.arrives().await;
    applicant.sees("/help").await;
    for seen in applicant.browser.seen() {
        for word in ["nothing-falls-short", "shortfall", "signal", "verdict"] {
            assert!(!seen.contains(word), "{word}: {seen}");
        }
    }
}

/// GDPR, article 22: a person can be asked for, and nothing says which rule it was.
#[tokio::test]
async fn whoever_is_rejected_is_told_how_a_person_looks_at_it() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "strict").await;
    applicant.posts("/steps/wish", &[("card", "no")]).await;
    assert_eq!(app.onboarding_status(&applicant).await, "rejected");
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), "Example Bank has decided");
    assert!(
        result
            .body
            .contains("a person looks at this decision. You can say what you think")
    );
    let root = applicant.browser.get("/").await;
    assert!(root.body.contains(text("own-status-rejected")));
    for seen in applicant.browser.seen() {
        assert!(!seen.contains("no-card-no-customer"), "{seen}");
    }
    // It was decided: a person is asked by mail or phone, and the page says so.
    let help = applicant.sees("/help").await;
    assert!(help.body.contains("help@bank.example"));
    assert!(!help.body.contains(text("help-over-action")));
}
