//! What surrounds every screen: languages and keyboard shortcuts.

use axum::http::StatusCode;
use vestibule::permission::Role;

use super::bench::{cookie, operator};
use crate::{app::TestApp, browser::Browser};

#[tokio::test]
async fn another_language_keeps_what_was_chosen() {
    let app = TestApp::start().await;
    let cookie = cookie(&app, "lead", &[(Role::Viewer, "*")]).await;
    let mut lead = Browser::on(&app.line);
    lead.sends("cookie", &cookie);
    let list = "/dashboard/onboardings?status=cancelled&from=2026-11-01";
    let page = lead.get(list).await;
    let link = "href=\"/dashboard/onboardings?status=cancelled&amp;from=2026-11-01&amp;lang=id\"";
    assert!(page.body.contains(link), "{}", page.body);
    let page = lead.get(&format!("{list}&lang=id")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), list);
    let chosen = page.header("set-cookie").split(';').next().unwrap();
    lead.sends("cookie", &format!("{cookie}; {chosen}"));
    let page = lead.get(list).await;
    assert!(page.body.contains("<html lang=\"id\""), "{}", page.body);
    assert!(page.body.contains("value=\"cancelled\" selected"));
    // A screen without a query has none afterwards.
    let page = lead.get("/dashboard/shortcuts?lang=en").await;
    assert_eq!(page.location(), "/dashboard/shortcuts");
}

#[tokio::test]
async fn shortcuts_are_listed_for_where_somebody_may_go() {
    let app = TestApp::start().await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    let page = viewer.get("/dashboard/shortcuts").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), "Keyboard shortcuts");
    for (shortcut, path) in [
        ("g l", "/dashboard/onboardings"),
        ("?", "/dashboard/shortcuts"),
    ] {
        let link = page
            .body
            .split("<a ")
            .find(|link| link.contains(&format!("href=\"{path}\"")))
            .unwrap();
        assert!(
            link.contains(&format!("data-shortcut=\"{shortcut}\"")),
            "{link}"
        );
    }
    assert!(
        !page.body.contains("data-shortcut=\"g a\""),
        "the audit log"
    );
    let main = page.body.split("<main").nth(1).unwrap();
    assert!(!main.contains("<kbd>a</kbd>"), "{main}");
    assert!(main.contains("<kbd>l</kbd>") && main.contains("<noscript>"));
    let mut nobody = operator(&app, "nobody", &[]).await;
    let page = nobody.get("/dashboard/shortcuts").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("<kbd>/</kbd>"), "no list, no search");
}

/// SEC-146: "back" in this browser shows nothing. Its cookies stay, which are the applicants' pages' as well.
#[tokio::test]
async fn sec_146_whoever_signs_out_leaves_nothing_in_the_browser() {
    let app = TestApp::start().await;
    for (path, fields) in [
        ("/dashboard/sign-out", &[][..]),
        ("/dashboard/account", &[("act", "end_all")]),
    ] {
        let name = if fields.is_empty() { "vera" } else { "rita" };
        let mut leaves = operator(&app, name, &[(Role::Viewer, "*")]).await;
        let page = leaves.post(path, fields).await;
        assert_eq!(page.location(), "/dashboard/sign-in", "{page:?}");
        assert_eq!(page.header("clear-site-data"), "\"cache\", \"storage\"");
        let page = leaves.get("/dashboard").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    }
}
