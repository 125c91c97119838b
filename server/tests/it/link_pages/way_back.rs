//! Where it leads in the end: back to whoever sent the link, with a code.

use axum::http::StatusCode;
use vestibule::onboarding::Closure;
use vestibule_server::services::results;

use super::{RETURN_ORIGIN, asked_by, client, code, directive, shop};
use crate::{app::TestApp, browser::Browser, inviting::BINDING, pages::text};

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
