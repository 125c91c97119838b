//! A link as it is opened: by whom it is for, in another browser, too late, or by somebody else.

use axum::http::StatusCode;
use vestibule_server::services::{audit::Actor, erasure};

use super::{Shop, directive, keeps_quiet, shop};
use crate::{
    app::{MINUTE, TestApp},
    browser::Browser,
    pages::text,
};

/// SEC-143: whoever follows a link sees who asks, for whom and since when, before anything is used up.
#[tokio::test]
async fn the_start_page_says_who_asks_for_whom_and_when_it_was_begun() {
    let app = TestApp::start().await;
    let shop = shop(&app, "strict").await;
    app.clock.advance(12 * MINUTE);
    let mut scanner = Browser::on(&app.line);
    for _ in 0..2 {
        let page = scanner.get(&shop.link).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        keeps_quiet(&page);
        for words in ["Merdeka Shop asks you", "Example Bank", "s•••@m•••"] {
            assert!(page.body.contains(words), "{words}: {page:?}");
        }
        assert!(page.body.contains("12 minutes ago"), "{page:?}");
        assert!(page.body.contains(" UTC</time>"), "{page:?}");
        assert!(page.body.contains(&format!("{}/not-me", shop.link)));
    }
    let explained = scanner.get(&format!("{}/not-me", shop.link)).await;
    assert_eq!(explained.heading(), text("not-me-title"));
    keeps_quiet(&explained);
    assert!(!scanner.has_cookie());
    assert_eq!(app.told("onboarding.started").await, 0);
    assert_eq!(app.closed_as().await, ["not"]);
    shop.applicant(&app).await;
}

/// SEC-143
#[tokio::test]
async fn another_browser_is_told_nothing_and_may_ask_for_a_new_link() {
    let app = TestApp::start().await;
    let shop = shop(&app, "strict").await;
    let mut first = shop.applicant(&app).await;
    let mut other = Browser::on(&app.line);
    for page in [
        other.get(&shop.link).await,
        other.post(&shop.link, &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::GONE);
        assert_eq!(page.heading(), text("link-elsewhere"));
        assert!(!page.body.contains("s•••@m•••"));
        keeps_quiet(&page);
    }
    assert!(!other.has_cookie());

    // The answer is the same whether or not the client is told once more.
    let new = format!("{}/new", shop.link);
    for told in [1, 1, 1] {
        let asked = other.post(&new, &[]).await;
        assert_eq!(asked.location(), new, "{asked:?}");
        let page = other.get(&new).await;
        assert_eq!(page.heading(), text("link-asked"));
        keeps_quiet(&page);
        assert_eq!(app.told("link.requested").await, told);
    }
    app.clock.advance(10 * MINUTE);
    other.post(&new, &[]).await;
    assert_eq!(app.told("link.requested").await, 2);

    // Whoever has it goes straight on, and an old message does not end what they are doing.
    assert_eq!(
        first.browser.get(&shop.link).await.location(),
        first.path("")
    );
    let not_me = format!("{}/not-me", shop.link);
    let page = other.get(&not_me).await;
    assert_eq!(page.heading(), text("link-elsewhere"));
    other.post(&not_me, &[]).await;
    assert_eq!(app.closed_as().await, ["not"]);
    assert_eq!(first.arrives().await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_never_was_a_link_is_a_page_that_was_not_found() {
    let app = TestApp::start().await;
    let mut browser = Browser::on(&app.line);
    let unknown = browser.get("/l/never").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for rest in ["", "/not-me", "/new"] {
        let path = format!("/l/never{rest}");
        for page in [browser.get(&path).await, browser.post(&path, &[]).await] {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert_eq!(page.without_codes(), unknown.without_codes());
        }
    }
}

/// SEC-143
#[tokio::test]
async fn a_link_that_ran_out_is_asked_for_again_and_not_claimed() {
    let app = TestApp::start().await;
    let shop = shop(&app, "strict").await;
    let expires = "SELECT link_expires_at FROM onboardings";
    let end = app.ground.number(expires).await;
    app.clock.advance(end - app.core.clock.now().0);
    let mut late = Browser::on(&app.line);
    for page in [late.get(&shop.link).await, late.post(&shop.link, &[]).await] {
        assert_eq!(page.status, StatusCode::GONE);
        assert_eq!(page.heading(), text("link-expired"));
        keeps_quiet(&page);
    }
    let asked = late.post(&format!("{}/new", shop.link), &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(app.told("link.requested").await, 1);

    // The client sends another one, and it works.
    let link = shop.new_link(&app).await;
    let again = Shop { link, ..shop };
    again.applicant(&app).await;
}

/// SEC-143, SEC-147
#[tokio::test]
async fn whoever_goes_on_elsewhere_is_told_so_in_the_first_browser() {
    let app = TestApp::start().await;
    let shop = shop(&app, "strict").await;
    let mut first = shop.applicant(&app).await;
    let link = shop.new_link(&app).await;
    assert_eq!(first.arrives().await.status, StatusCode::OK);
    let mut second = app.applicant();
    let claimed = second.browser.post(&link, &[]).await;
    second.is_at(&shop.id);
    assert_eq!(claimed.location(), second.path(""));

    for rest in ["", "/steps/wish", "/result", "/help"] {
        let page = first.browser.get(&first.path(rest)).await;
        assert_eq!(page.status, StatusCode::GONE, "{rest}");
        assert_eq!(page.heading(), text("link-moved"), "{rest}");
        assert!(!page.body.contains("Say what you wish"), "{rest}");
    }
    let step = first.step("wish");
    let posted = first.browser.post(&step, &[("card", "yes")]).await;
    assert_eq!(posted.status, StatusCode::GONE);
    assert_eq!(app.onboarding_status(&second).await, "in_progress");
    // A stranger still learns nothing.
    let mut stranger = Browser::on(&app.line);
    let unknown = stranger.get(&first.path("")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // And what was erased is not even known to have been.
    erasure::erase(&app.core, &shop.id, Actor::CommandLine)
        .await
        .unwrap();
    for browser in [&mut first, &mut second] {
        let page = browser.browser.get(&browser.path("/result")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(first.browser.get(&link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_did_not_expect_a_link_ends_it_for_everybody() {
    let app = TestApp::start().await;
    let shop = shop(&app, "strict").await;
    let not_me = format!("{}/not-me", shop.link);
    let mut browser = Browser::on(&app.line);
    for _ in 0..2 {
        let ended = browser.post(&not_me, &[]).await;
        assert_eq!(ended.location(), shop.link, "{ended:?}");
    }
    assert_eq!(app.closed_as().await, ["disowned"]);
    assert_eq!(app.told("onboarding.cancelled").await, 1);
    for page in [
        browser.get(&shop.link).await,
        browser.get(&not_me).await,
        browser.post(&shop.link, &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::GONE);
        assert_eq!(page.heading(), text("disowned"));
        assert!(!page.body.contains("<form"), "{page:?}");
        keeps_quiet(&page);
    }
    browser.post(&format!("{}/new", shop.link), &[]).await;
    assert_eq!(app.told("link.requested").await, 0);
}

#[tokio::test]
async fn whoever_finds_out_later_that_it_is_not_theirs_ends_it_from_any_page() {
    let app = TestApp::start().await;
    let shop = shop(&app, "ways").await;
    let mut applicant = shop.applicant(&app).await;
    let not_me = applicant.path("/not-me");
    for rest in ["", "/steps/nickname", "/help", "/later"] {
        let page = applicant.browser.get(&applicant.path(rest)).await;
        assert!(page.body.contains(&not_me), "{rest}");
    }
    let step = applicant.step("nickname");
    applicant.browser.post(&step, &[("nickname", "Ti")]).await;
    assert_eq!(
        applicant.browser.get(&not_me).await.heading(),
        text("not-me-title")
    );
    assert_eq!(app.closed_as().await, ["not"]);

    let ended = applicant.browser.post(&not_me, &[]).await;
    assert_eq!(ended.location(), applicant.path("/result"), "{ended:?}");
    assert_eq!(app.closed_as().await, ["disowned"]);
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("disowned"));
    assert!(!result.body.contains("Give your nickname"), "{result:?}");
    // Nobody is sent to whoever began it in their name.
    assert!(!result.body.contains("Merdeka Shop</button>"), "{result:?}");
    assert_eq!(directive(&result.headers, "form-action"), "'self'");
    let back = applicant.path("/return");
    let back = applicant.browser.post(&back, &[]).await;
    assert_eq!(back.location(), applicant.path("/result"), "{back:?}");
    let again = applicant.browser.post(&not_me, &[]).await;
    assert_eq!(again.location(), applicant.path(""), "{again:?}");
    assert_eq!(app.told("onboarding.cancelled").await, 1);
}

#[tokio::test]
async fn what_no_client_began_is_nobody_elses() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("strict").await;
    let not_me = applicant.path("/not-me");
    let tasks = applicant.arrives().await;
    assert!(!tasks.body.contains(&not_me));
    for page in [
        applicant.browser.get(&not_me).await,
        applicant.browser.post(&not_me, &[]).await,
    ] {
        assert_eq!(page.location(), applicant.path(""), "{page:?}");
    }
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
    let step = applicant.step("wish");
    applicant.browser.post(&step, &[("card", "yes")]).await;
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-completed"));
    assert!(!result.body.contains("/return"), "{result:?}");
    assert_eq!(result.header("referrer-policy"), "strict-origin");
    let back = applicant.path("/return");
    let back = applicant.browser.post(&back, &[]).await;
    assert_eq!(back.location(), applicant.path("/result"), "{back:?}");
}
