//! What applicants see of a client's link: before it is claimed, after it was claimed elsewhere, when it is not theirs, and
//! on the way back to the client.

use axum::http::{HeaderMap, StatusCode};
use vestibule::{id::OnboardingId, onboarding::Closure};
use vestibule_server::services::{
    audit::Actor,
    clients::{self, Caller},
    closing, erasure,
    onboardings::{self, Invitation},
    results,
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    browser::{Browser, Page},
    inviting::{BINDING, RETURN_URL, caller, invitation, invites},
    pages::text,
};

const RETURN_ORIGIN: &str = "https://shop.example";
/// Shorter than a browser session.
const LIFETIME_MINUTES: u32 = 30;
const ACCOUNT: &str = "siti.rahayu@mail.example";

/// A client, and an onboarding that it began.
struct Shop {
    caller: Caller,
    id: OnboardingId,
    link: String,
}

/// A registered client.
async fn client(app: &TestApp) -> Caller {
    let caller = caller("shop");
    let named = ("Merdeka Shop", caller.return_urls.as_slice());
    clients::create(&app.core, &caller.client, named, Actor::CommandLine)
        .await
        .unwrap();
    caller
}

/// A client that asks somebody to go through this journey.
async fn shop(app: &TestApp, journey: &str) -> Shop {
    asked_by(app, client(app).await, journey).await
}

async fn asked_by(app: &TestApp, caller: Caller, journey: &str) -> Shop {
    let invitation = Invitation {
        account: Some(ACCOUNT.to_owned()),
        lifetime_minutes: Some(LIFETIME_MINUTES),
        link_lifetime_minutes: Some(LIFETIME_MINUTES - 10),
        ..invitation(journey)
    };
    let (id, link) = invites(app, &caller, &invitation).await;
    Shop { caller, id, link }
}

impl Shop {
    /// Whoever claims the link.
    async fn applicant(&self, app: &TestApp) -> Applicant {
        let mut applicant = app.applicant();
        let claimed = applicant.browser.post(&self.link, &[]).await;
        assert_eq!(claimed.status, StatusCode::SEE_OTHER, "{claimed:?}");
        assert_eq!(claimed.location(), format!("/o/{}", self.id));
        applicant.is_at(&self.id);
        applicant
    }

    /// Whoever claims the link and answers the one question of the journey `strict`.
    async fn finished(&self, app: &TestApp, card: &str) -> Applicant {
        let mut applicant = self.applicant(app).await;
        let step = applicant.step("wish");
        applicant.browser.post(&step, &[("card", card)]).await;
        applicant
    }

    async fn new_link(&self, app: &TestApp) -> String {
        let link = onboardings::new_link(&app.core, &self.caller, &self.id, None)
            .await
            .unwrap();
        format!("/l/{}", link.token)
    }

    /// The client takes it back, or it expires.
    async fn closes(&self, app: &TestApp, closure: Closure) {
        match closure {
            Closure::Expired => {
                app.clock.advance(i64::from(LIFETIME_MINUTES) * MINUTE);
                closing::expire(&app.core, &self.id).await.unwrap();
            }
            _ => closing::cancel(&app.core, &self.caller, &self.id)
                .await
                .unwrap(),
        }
    }
}

impl TestApp {
    /// How often clients were told this.
    async fn told(&self, kind: &str) -> i64 {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = '{kind}'");
        self.ground.number(&sql).await
    }

    async fn closed_as(&self) -> Vec<String> {
        self.ground
            .texts("SELECT COALESCE(closed_as, 'not') FROM onboardings ORDER BY id")
            .await
    }
}

fn directive<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let policy = headers["content-security-policy"].to_str().unwrap();
    let found = policy
        .split("; ")
        .find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {name} in {policy}"))
}

/// A page whose address opens something: nobody else learns or keeps it, and it says nothing of what was collected.
fn keeps_quiet(page: &Page) {
    assert_eq!(page.header("referrer-policy"), "no-referrer", "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store", "{page:?}");
    for word in [ACCOUNT, "siti", "Reference", "/o/"] {
        assert!(!page.body.contains(word), "{word}: {page:?}");
    }
}

/// The code in the address that leads back to the client.
fn code(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    let (url, code) = page.location().rsplit_once("&result_code=").unwrap();
    assert!(url.starts_with(RETURN_URL), "{url}");
    code.to_owned()
}

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

/// SEC-77, SEC-78, SEC-79, SEC-146
#[tokio::test]
async fn the_way_back_carries_a_fresh_code_and_leaves_it_nowhere() {
    let app = TestApp::start().await;
    let shop = shop(&app, "strict").await;
    let mut applicant = shop.applicant(&app).await;
    let back = applicant.path("/return");
    let early = applicant.browser.post(&back, &[]).await;
    assert_eq!(early.location(), applicant.path("/result"), "{early:?}");
    let step = applicant.step("wish");
    applicant.browser.post(&step, &[("card", "yes")]).await;

    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-completed"));
    assert!(result.body.contains("Back to Merdeka Shop</button>"));
    let allowed = format!("'self' {RETURN_ORIGIN}");
    assert_eq!(directive(&result.headers, "form-action"), allowed);
    assert_eq!(result.header("referrer-policy"), "no-referrer");
    assert_eq!(result.header("cache-control"), "no-store");
    // No other page's forms lead there.
    let help = applicant.browser.get(&applicant.path("/help")).await;
    assert_eq!(directive(&help.headers, "form-action"), "'self'");

    // A browser that only follows addresses gets no code, and neither does another site, or another person.
    let got = applicant.browser.get(&back).await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
    let mut stranger = Browser::on(&app.line);
    assert_eq!(
        stranger.post(&back, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let mut forged = applicant.clone();
    forged.browser.sends("sec-fetch-site", "cross-site");
    let forged = forged.browser.post(&back, &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);

    // Pressed again after going back, or in another tab: every press has a code of its own, and the newest is good.
    let mut tab = applicant.clone();
    let first = applicant.browser.post(&back, &[]).await;
    assert_eq!(first.header("referrer-policy"), "no-referrer");
    assert_eq!(first.header("cache-control"), "no-store");
    let (first, second) = (code(&first), code(&tab.browser.post(&back, &[]).await));
    assert_ne!(first, second);
    let redeem = async |code: &str| {
        results::redeem(&app.core, &shop.caller, &shop.id, code, BINDING)
            .await
            .unwrap()
    };
    assert!(matches!(redeem(&first).await, results::Redeemed::Refused));
    assert!(matches!(redeem(&second).await, results::Redeemed::Bound(_)));

    // The client has it: nobody has to go back any more, everybody may.
    let after = applicant.arrives().await;
    assert!(after.body.contains(text("result-close")), "{after:?}");
    code(&applicant.browser.post(&back, &[]).await);
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let kept = app.ground.dump(&tables).await;
    for code in [&first, &second] {
        assert!(!kept.contains(code.as_str()));
        let pages = applicant.browser.seen().iter().chain(tab.browser.seen());
        let shown = pages.filter(|page| page.contains(code.as_str())).count();
        assert_eq!(shown, 1, "the answer to the form, and nothing else");
    }
}

#[tokio::test]
async fn every_end_leads_back_and_the_words_fit_it() {
    let app = TestApp::start().await;
    let caller = client(&app).await;
    let begun = async |journey| asked_by(&app, caller.clone(), journey).await;
    let rejected = begun("strict").await.finished(&app, "no").await;
    let handed = begun("counter").await.applicant(&app).await;
    let instead = handed.step("sign/instead");
    handed.clone().browser.post(&instead, &[]).await;
    let cancelled = begun("ways").await;
    let withdrawn = cancelled.applicant(&app).await;
    cancelled.closes(&app, Closure::Cancelled).await;
    let late = begun("ways").await;
    let expired = late.applicant(&app).await;
    late.closes(&app, Closure::Expired).await;
    for (mut applicant, heading) in [
        (rejected, "Example Bank has decided"),
        (handed, text("result-handed")),
        (withdrawn, text("result-cancelled")),
        (expired, text("result-expired")),
    ] {
        let result = applicant.arrives().await;
        assert_eq!(result.heading(), heading);
        let allowed = format!("'self' {RETURN_ORIGIN}");
        assert_eq!(directive(&result.headers, "form-action"), allowed);
        code(
            &applicant
                .browser
                .post(&applicant.path("/return"), &[])
                .await,
        );
    }
}

/// SEC-146: whatever a browser still shows of it, the next request leads to the end.
#[tokio::test]
async fn every_page_of_what_was_closed_leads_to_its_end() {
    let app = TestApp::start().await;
    let shop = shop(&app, "ways").await;
    let mut applicant = shop.applicant(&app).await;
    let nickname = applicant.step("nickname");
    applicant
        .browser
        .post(&nickname, &[("nickname", "Ti")])
        .await;
    let chosen = applicant.path("/choices/sheet");
    applicant.browser.post(&chosen, &[("way", "paper")]).await;
    applicant.chooses_page_of_paper().await;
    shop.closes(&app, Closure::Cancelled).await;
    let end = applicant.path("/result");
    for rest in [
        "",
        "/later",
        "/not-me",
        "/choices/sheet",
        "/steps/nickname",
        "/steps/nickname/check",
        "/steps/sign",
        "/steps/sign/frame",
        "/steps/sign/leave",
        "/steps/sign/wait",
        "/steps/sign/ended",
        "/steps/scratch/instead",
    ] {
        let page = applicant.browser.visit(&applicant.path(rest)).await;
        assert_eq!(
            (page.path.as_str(), page.status),
            (end.as_str(), StatusCode::OK),
            "{rest}"
        );
        assert_eq!(page.header("cache-control"), "no-store");
    }
    for (rest, field) in [
        ("/choices/sheet", ("way", "parchment")),
        ("/steps/nickname", ("nickname", "Ti")),
        ("/steps/nickname/skip", ("skipped", "yes")),
        ("/steps/sign", ("presentation", "page")),
        ("/steps/scratch/instead", ("", "")),
    ] {
        let path = applicant.path(rest);
        let page = applicant.browser.post(&path, &[field]).await;
        assert_eq!(page.location(), end, "{rest}: {page:?}");
    }
    assert_eq!(applicant.asks("sign").await["go_to"], end.as_str());
    let root = applicant.browser.get("/").await;
    assert!(root.body.contains(text("own-status-cancelled")));
}
