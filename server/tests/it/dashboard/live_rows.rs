//! The lines of the list as its script asks for them again and again.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::id::OperatorName;
use vestibule::permission::Role;
use vestibule_server::services::{audit::Actor, clients::Mode, operators};

use super::bench::operator;
use crate::{
    api::{
        bench::{Partner, beginning, partner},
        samples::{JOURNEY, UNKNOWN},
    },
    app::{MINUTE, TestApp},
    browser::{Browser, Page},
    happy::NUMBER,
};

const LIST: &str = "/dashboard/onboardings";
const ROWS: &str = "/dashboard/onboardings/rows";

async fn begins(app: &TestApp, shop: &Partner) -> String {
    app.clock.advance(1);
    let begun = shop.post("/onboardings", &beginning(JOURNEY)).await.is(201);
    begun["onboarding"]["id"].as_str().unwrap().to_owned()
}

/// Where the script of this page asks.
fn rows_of(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let rest = page.body.split("data-rows=\"").nth(1).unwrap();
    let path = rest.split('"').next().unwrap().replace("&amp;", "&");
    assert!(path.starts_with(ROWS), "{path}");
    path
}

/// Asks, and says what changed: nothing is `None`.
async fn asks(browser: &mut Browser, rows: &str, tag: &mut String) -> Option<Page> {
    browser.sends("if-none-match", tag);
    let page = browser.get(rows).await;
    page.header("etag").clone_into(tag);
    assert_eq!(page.header("cache-control"), "no-store");
    if page.status == StatusCode::NOT_MODIFIED {
        assert_eq!(page.body, "");
        return None;
    }
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(!page.body.contains("<html"), "{}", page.body);
    Some(page)
}

fn ids(page: &Page) -> Vec<String> {
    let rest = page.body.split("data-id=\"").skip(1);
    rest.map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let rows = rows_of(&lead.get(LIST).await);
    let tag = &mut String::new();
    let first = asks(&mut lead, &rows, tag).await.unwrap();
    assert_eq!(ids(&first), [applicant.onboarding()]);
    assert!(asks(&mut lead, &rows, tag).await.is_none());

    // Another step, and the same status.
    applicant.agrees("terms").await;
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert!(page.body.contains(">number<"), "{}", page.body);
    assert!(asks(&mut lead, &rows, tag).await.is_none());
    applicant.answers_phone("number", NUMBER).await;
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert!(page.body.contains(">confirm<"), "{}", page.body);
    // What only opened a page changed nothing.
    applicant.browser.get(&applicant.path("")).await;
    assert!(asks(&mut lead, &rows, tag).await.is_none());

    lead.sends("accept-language", "id");
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert!(
        page.body.contains("data-label=\"Langkah\""),
        "{}",
        page.body
    );
    // Somebody else's tag of another answer is none of theirs.
    let mut clerk = operator(&app, "clerk", &[]).await;
    clerk.sends("if-none-match", tag);
    assert_eq!(clerk.get(&rows).await.status, StatusCode::FORBIDDEN);
}

/// Whoever looks at what is in progress sees what became of it.
#[tokio::test]
async fn a_line_that_no_longer_fits_stays_where_it_is_and_says_so() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let (first, second) = (begins(&app, &shop).await, begins(&app, &shop).await);
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let rows = rows_of(&lead.get(&format!("{LIST}?status=in_progress")).await);
    let cancel = format!("/onboardings/{first}/cancel");
    shop.post(&cancel, &json!({})).await.is(200);
    let page = asks(&mut lead, &rows, &mut String::new()).await.unwrap();
    assert_eq!(ids(&page), [second, first]);
    assert!(page.body.contains("badge--cancelled"), "{}", page.body);
}

/// SEC-149
#[tokio::test]
async fn lines_are_of_the_clients_that_an_operator_looks_after() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let (of_shop, of_bank) = (begins(&app, &shop).await, begins(&app, &bank).await);
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let rows = rows_of(&lead.get(LIST).await);
    let tag = &mut String::new();
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert_eq!(ids(&page), [of_bank.clone(), of_shop.clone()]);

    // The same path, asked by somebody else.
    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    let page = asks(&mut clerk, &rows, tag).await.unwrap();
    assert_eq!(ids(&page), [of_shop]);
    assert!(!page.body.contains("bank"), "{}", page.body);
    assert!(!page.body.contains("data-live=\"newer\""), "{}", page.body);
    // What happens to another client's changes nothing, not even the tag.
    bank.post(&format!("/onboardings/{of_bank}/cancel"), &json!({}))
        .await
        .is(200);
    begins(&app, &bank).await;
    assert!(asks(&mut clerk, &rows, tag).await.is_none());

    // Whoever loses a client loses its lines.
    let (name, shop_only) = (OperatorName::new("clerk").unwrap(), "shop".parse().unwrap());
    let grant = (Role::Viewer, &"bank".parse().unwrap());
    operators::grant(&app.core, &name, grant, Actor::CommandLine)
        .await
        .unwrap();
    operators::revoke(
        &app.core,
        &name,
        (Role::Viewer, &shop_only),
        Actor::CommandLine,
    )
    .await
    .unwrap();
    let page = asks(&mut clerk, &rows, tag).await.unwrap();
    assert_eq!(ids(&page), [of_bank]);
}

#[tokio::test]
async fn new_ones_are_counted_on_the_page_that_has_the_newest() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let empty = rows_of(&lead.get(&format!("{LIST}?client=bank")).await);
    for _ in 0..26 {
        begins(&app, &shop).await;
    }
    let list = lead.get(&format!("{LIST}?client=shop")).await;
    let rows = rows_of(&list);
    let older = list.body.split("\" rel=\"next\"").next().unwrap();
    let older = older.rsplit("href=\"").next().unwrap();
    let older = rows_of(&lead.get(&older.replace("&amp;", "&")).await);
    let found = format!("{LIST}?ids={}", ids(&list)[0]);
    let found = rows_of(&lead.get(&found).await);

    let tag = &mut String::new();
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert_eq!(ids(&page).len(), 25);
    assert!(!page.body.contains("data-live=\"newer\""), "{}", page.body);
    begins(&app, &bank).await;
    assert!(
        asks(&mut lead, &rows, tag).await.is_none(),
        "another client"
    );
    begins(&app, &shop).await;
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert!(page.body.contains("One new, show it"), "{}", page.body);
    begins(&app, &shop).await;
    let page = asks(&mut lead, &rows, tag).await.unwrap();
    assert_eq!(ids(&page), ids(&list)[..25], "no line moved");
    assert!(page.body.contains("2 new, show them"), "{}", page.body);
    assert!(
        page.body
            .contains("href=\"/dashboard/onboardings?client=shop\"")
    );

    for (rows, is_new) in [(&empty, true), (&older, false), (&found, false)] {
        let page = asks(&mut lead, rows, &mut String::new()).await.unwrap();
        let says = page.body.contains("data-live=\"newer\"");
        assert_eq!(says, is_new, "{rows}: {}", page.body);
    }
}

/// SEC-193: a screen that nobody sits at any more is no activity of a person.
#[tokio::test]
async fn asking_again_and_again_does_not_keep_a_session_alive() {
    let app = TestApp::with(&[("DASHBOARD__IDLE_MINUTES", "10")]).await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let rows = rows_of(&lead.get(LIST).await);
    let tag = &mut String::new();
    for _ in 0..9 {
        app.clock.advance(MINUTE);
        asks(&mut lead, &rows, tag).await;
    }
    app.clock.advance(MINUTE);
    let page = lead.get(&rows).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert!(page.location().starts_with("/dashboard/sign-in?next="));
    assert_eq!(page.body, "");

    // A page that somebody opens does.
    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "*")]).await;
    app.clock.advance(9 * MINUTE);
    clerk.get(LIST).await;
    app.clock.advance(9 * MINUTE);
    assert_eq!(clerk.get(&rows).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_list_does_not_understand_its_rows_do_not_either() {
    let app = TestApp::start().await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let many = vec![UNKNOWN; 51].join(",");
    for query in [
        "status=odd",
        "journey=%00",
        "client=A",
        "mode=x",
        "ids=1",
        "shown=1",
        "top=1",
        &format!("shown={many}"),
    ] {
        let page = lead.get(&format!("{ROWS}?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
    }
    let page = lead.get(&format!("{ROWS}?from=yesterday")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for query in ["", &format!("shown={UNKNOWN}&top={UNKNOWN}")] {
        let page = lead.get(&format!("{ROWS}?{query}")).await;
        assert_eq!((page.status, ids(&page)), (StatusCode::OK, Vec::new()));
    }
    // A list that could not be read has no lines to keep up to date.
    let page = lead.get(&format!("{LIST}?from=yesterday")).await;
    assert!(!page.body.contains("data-rows"), "{page:?}");
    let mut nobody = Browser::on(&app.line);
    let page = nobody.get(&format!("{ROWS}?shown={UNKNOWN}")).await;
    let answer = (page.status, page.body.as_str(), page.header("etag"));
    assert_eq!(answer, (StatusCode::SEE_OTHER, "", ""));
}
