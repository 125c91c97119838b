//! The list of onboardings, its filters and its search.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::services::{clients::Mode, support_codes};

use super::{
    bench::operator,
    desk::{Desk, EVERYBODY, REASON},
};
use crate::{
    api::{
        bench::{Partner, beginning, partner},
        samples::{JOURNEY, UNKNOWN},
    },
    app::{MINUTE, TestApp},
    applicant::local,
    browser::{Browser, Page},
    happy::NUMBER,
};

const LIST: &str = "/dashboard/onboardings";
const SEARCH: &str = "/dashboard/onboardings/search";
const DAY: i64 = 24 * 60 * MINUTE;

async fn begins_with(app: &TestApp, shop: &Partner, more: &[(&str, &str)]) -> String {
    app.clock.advance(1);
    let mut body = beginning(JOURNEY);
    for (name, value) in more {
        body[*name] = json!(value);
    }
    let begun: Value = shop.post("/onboardings", &body).await.is(201);
    begun["onboarding"]["id"].as_str().unwrap().to_owned()
}

async fn begins(app: &TestApp, shop: &Partner) -> String {
    begins_with(app, shop, &[]).await
}

/// The ids of the lines, in their order.
fn ids(page: &Page) -> Vec<String> {
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let rest = page.body.split("data-id=\"").skip(1);
    rest.map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Where the link with this relation leads.
fn link(page: &Page, rel: &str) -> Option<String> {
    let end = format!("\" rel=\"{rel}\"");
    let before = page.body.split(&end).next()?;
    let href = before.rsplit("href=\"").next()?;
    page.body.contains(&end).then(|| href.replace("&amp;", "&"))
}

async fn finds(browser: &mut Browser, typed: &str) -> Page {
    browser.post(SEARCH, &[("q", typed)]).await
}

/// Where the case of an onboarding is.
fn case(id: &str) -> String {
    format!("{LIST}/{id}")
}

#[tokio::test]
async fn whoever_is_not_signed_in_sees_nothing_at_all() {
    let app = TestApp::start().await;
    let mut nobody = Browser::on(&app.line);
    let page = nobody.get(LIST).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.body, "");
    assert!(page.location().starts_with("/dashboard/sign-in?next="));
    let page = finds(&mut nobody, UNKNOWN).await;
    assert_eq!(
        (page.status, page.body.as_str()),
        (StatusCode::SEE_OTHER, "")
    );
}

/// SEC-149
#[tokio::test]
async fn an_operator_sees_the_clients_they_look_after_and_no_others() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Live).await;
    let (of_shop, of_bank) = (begins(&app, &shop).await, begins(&app, &bank).await);
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let direct = applicant.onboarding().to_owned();

    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    let page = clerk.get(LIST).await;
    assert_eq!(ids(&page), std::slice::from_ref(&of_shop));
    assert!(!page.body.contains("bank"), "not even as a choice");
    let other = clerk.get(&format!("{LIST}?client=bank")).await;
    assert_eq!(ids(&other), Vec::<String>::new());
    let by_id = clerk.get(&format!("{LIST}?ids={of_bank},{direct}")).await;
    assert_eq!(ids(&by_id), Vec::<String>::new());

    let both = [(Role::Viewer, "shop"), (Role::Reviewer, "bank")];
    let mut deputy = operator(&app, "deputy", &both).await;
    let page = deputy.get(LIST).await;
    assert_eq!(ids(&page), [of_bank.clone(), of_shop.clone()]);

    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let page = lead.get(LIST).await;
    assert_eq!(ids(&page).len(), 3);
    let page = lead.get(&format!("{LIST}?client=direct")).await;
    assert_eq!(ids(&page), [direct]);

    let mut new = operator(&app, "new", &[]).await;
    assert_eq!(new.get(LIST).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_listed_says_where_it_stands() {
    let app = TestApp::start().await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let empty = lead.get(LIST).await;
    assert!(
        empty.body.contains("There is no onboarding yet"),
        "{empty:?}"
    );

    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    applicant.agrees("terms").await;
    let page = lead.get(LIST).await;
    let id = applicant.onboarding();
    let reference = id.rsplit('-').next().unwrap().to_uppercase();
    for text in [
        &case(id),
        &reference,
        ">number<",
        "In progress",
        "2026-11-18 11:06",
        "From a start page",
        "No client",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.body.contains("<script src"), "it needs no script");
}

#[tokio::test]
async fn pages_go_both_ways_and_have_everything_once() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let mut all = Vec::new();
    for _ in 0..60 {
        all.insert(0, begins(&app, &shop).await);
    }
    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    let first = clerk.get(&format!("{LIST}?client=shop")).await;
    assert_eq!(link(&first, "prev"), None);
    // What is begun meanwhile does not move the pages.
    begins(&app, &shop).await;
    let second = clerk.get(&link(&first, "next").unwrap()).await;
    let third = clerk.get(&link(&second, "next").unwrap()).await;
    assert_eq!(link(&third, "next"), None);
    let found = [ids(&first), ids(&second), ids(&third)].concat();
    assert_eq!(found, all);

    let back = clerk.get(&link(&third, "prev").unwrap()).await;
    assert_eq!(ids(&back), ids(&second));
    let front = clerk.get(&link(&back, "prev").unwrap()).await;
    assert_eq!(ids(&front), ids(&first));
    let newest = clerk.get(&link(&front, "prev").unwrap()).await;
    assert_eq!(ids(&newest).len(), 1);
    assert_eq!(link(&newest, "prev"), None);
    let again = clerk.get(&link(&newest, "next").unwrap()).await;
    assert_eq!(ids(&again), ids(&first));
}

/// SEC-154
#[tokio::test]
async fn a_cursor_is_of_one_operator_and_one_filter() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    for _ in 0..26 {
        begins(&app, &shop).await;
    }
    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    let page = clerk.get(&format!("{LIST}?mode=test")).await;
    let next = link(&page, "next").unwrap();
    assert_eq!(ids(&clerk.get(&next).await).len(), 1);
    let mut other = operator(&app, "other", &[(Role::Viewer, "shop")]).await;
    assert_eq!(other.get(&next).await.status, StatusCode::BAD_REQUEST);
    for altered in [
        next.replace("mode=test", "mode=live"),
        next.replace("mode=test&", ""),
        format!("{next}x"),
        format!("{LIST}?cursor=x"),
    ] {
        let page = clerk.get(&altered).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{altered}");
    }
}

#[tokio::test]
async fn filters_stand_in_the_url() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let first = begins(&app, &shop).await;
    app.clock.advance(DAY);
    let second = begins(&app, &bank).await;
    let cancel = format!("/onboardings/{second}/cancel");
    bank.post(&cancel, &json!({})).await.is(200);
    app.clock.advance(DAY);
    let mut applicant = app.applicant();
    applicant.begins("face").await;
    let third = applicant.onboarding().to_owned();
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let all = [&third, &second, &first];
    for (query, expected) in [
        ("", &all[..]),
        ("status=&journey=&client=&mode=&from=&to=", &all[..]),
        ("status=cancelled", &[&second]),
        ("status=in_progress", &[&third, &first]),
        ("status=completed", &[]),
        ("journey=face", &[&third]),
        ("client=shop", &[&first]),
        ("client=shop&status=cancelled", &[]),
        ("mode=test", &[&second, &first]),
        ("mode=direct", &[&third]),
        ("from=2026-11-19", &[&third, &second]),
        ("to=2026-11-19", &[&second, &first]),
        ("from=2026-11-19&to=2026-11-19", &[&second]),
        ("from=2026-11-21", &[]),
    ] {
        let page = lead.get(&format!("{LIST}?{query}")).await;
        let expected: Vec<_> = expected.iter().map(|id| (*id).clone()).collect();
        assert_eq!(ids(&page), expected, "{query}");
    }
    let page = lead.get(&format!("{LIST}?status=cancelled")).await;
    assert!(
        page.body.contains("value=\"cancelled\" selected"),
        "{page:?}"
    );
    for query in ["from=yesterday", "to=2026-13-01"] {
        let page = lead.get(&format!("{LIST}?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(page.body.contains("Give a day as year"), "{query}");
    }
    for query in ["status=odd", "journey=%00", "client=A", "mode=x", "ids=1"] {
        let page = lead.get(&format!("{LIST}?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

/// SEC-149: as everywhere, of the clients that somebody looks after.
#[tokio::test]
async fn what_is_on_hold_is_listed_by_a_filter_that_cursors_and_exports_keep() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let mut held = Vec::new();
    for number in 0..30 {
        let id = begins(&app, &shop).await;
        if number != 7 {
            held.insert(0, id);
        }
    }
    let of_bank = begins(&app, &bank).await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await;
    for id in held.iter().chain([&of_bank]) {
        let id = OnboardingId::new(id.clone()).unwrap();
        let fields = [("do", "place"), ("reason", REASON)];
        let placed = ada.sends(&id, "hold", &fields).await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{placed:?}");
    }
    let on_hold = format!("{LIST}?client=shop&hold=on");
    let newest = ada.browser.get(&on_hold).await;
    assert_eq!(ids(&newest), held[..25]);
    assert!(newest.body.contains(r#"<option value="on" selected>"#));
    let older = link(&newest, "next").unwrap();
    assert_eq!(ids(&ada.browser.get(&older).await), held[25..]);
    // A cursor of the list with the filter is none of the list without.
    let without = older.replace("hold=on", "hold=");
    let refused = ada.browser.get(&without).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let odd = ada.browser.get(&format!("{LIST}?hold=off")).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);

    let fields = [("format", "json"), ("hold", "on"), ("client", "shop")];
    let file = ada.browser.post(&format!("{LIST}/export"), &fields).await;
    assert_eq!(file.json().as_array().unwrap().len(), 29);
    let detail = app.ground.texts(
        "SELECT CAST(COUNT(*) AS TEXT) FROM audit_events WHERE kind = 'dashboard.export.begun'",
    );
    assert_eq!(detail.await, ["1"]);

    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "bank")]).await;
    let theirs = clerk.get(&format!("{LIST}?hold=on")).await;
    assert_eq!(ids(&theirs), std::slice::from_ref(&of_bank));
    assert_eq!(ids(&clerk.get(&on_hold).await), Vec::<String>::new());

    let id = OnboardingId::new(of_bank).unwrap();
    let fields = [("do", "lift"), ("reason", REASON)];
    ada.sends(&id, "hold", &fields).await;
    let page = clerk.get(&format!("{LIST}?hold=on")).await;
    assert_eq!(ids(&page), Vec::<String>::new());
    assert!(page.body.contains("Nothing fits"), "{page:?}");
}

/// However many there are: the holds are found by their index, and the onboardings by their ids.
#[tokio::test]
async fn the_filter_for_holds_reads_no_onboarding_that_is_not_on_hold() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let first = begins(&app, &shop).await;
    let columns = "journey, journey_version, origin, owner_hash, locale, status, created_at, updated_at, client, mode";
    let digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL \
                  SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
    let copies = format!(
        "INSERT INTO onboardings (id, {columns}) SELECT '{}' || CAST(1000 + a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS TEXT), \
         {columns} FROM onboardings, {digits} a, {digits} b, {digits} c, {digits} e WHERE id = '{first}'",
        &first[..30]
    );
    assert_eq!(app.ground.execute(&copies).await, 10_000);
    let holds = format!(
        "INSERT INTO legal_holds (id, onboarding_id, reason, placed_by, placed_at, lifted_at) \
         SELECT id, id, owner_bytes, 'ada', 1, CASE WHEN id = '{first}' THEN NULL ELSE 2 END FROM \
         (SELECT o.id AS id, k.wrapped AS owner_bytes FROM onboardings o, data_keys k WHERE k.onboarding_id = '{first}') x"
    );
    assert_eq!(app.ground.execute(&holds).await, 10_001);
    app.ground.execute("ANALYZE").await;
    let held = "id IN (SELECT onboarding_id FROM legal_holds WHERE lifted_at IS NULL)";
    for wanted in [
        held.to_owned(),
        format!("client IN ('bank', 'shop') AND {held}"),
        format!("status = 'in_progress' AND {held} AND id < '{first}'"),
    ] {
        let sql =
            format!("SELECT id, status FROM onboardings WHERE {wanted} ORDER BY id DESC LIMIT 26");
        let plan = app.ground.plan(&sql).await;
        assert!(plan.contains("legal_holds_open"), "{wanted}: {plan}");
        for whole in ["SCAN onboardings", "Seq Scan on onboardings"] {
            assert!(!plan.contains(whole), "{wanted}: {plan}");
        }
    }
    app.is_tampered_with();
}

#[tokio::test]
async fn an_onboarding_is_found_by_what_can_be_read_out() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let path = applicant.path("");
    let shown = applicant.browser.get(&path).await;
    let code = shown.header("x-request-id").to_owned();
    let id = applicant.onboarding().to_owned();
    let reference = id.rsplit('-').next().unwrap().to_uppercase();
    let spaced = format!(" {} {} ", &code[..4], code[4..].to_lowercase());
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    for typed in [&id, &id.to_uppercase(), &reference, &code, &spaced] {
        let found = finds(&mut lead, typed).await;
        assert_eq!(found.status, StatusCode::SEE_OTHER, "{typed}: {found:?}");
        assert_eq!(found.location(), case(&id), "{typed}");
    }
    // Nobody was looked for: these are ours.
    assert_eq!(app.audited("dashboard.searched").await, 0);
    for typed in [UNKNOWN, "0123456789ab", "00000000", "", " "] {
        let found = finds(&mut lead, typed).await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
    }
    // Whoever looks after another client learns no more than of an unknown one.
    partner(&app, "shop", Mode::Test).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    for typed in [&id, &reference, &code] {
        let found = finds(&mut clerk, typed).await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
    }
}

/// "The link does not work."
#[tokio::test]
async fn whoever_has_nothing_but_a_link_has_a_support_code() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let begun = shop.post("/onboardings", &beginning(JOURNEY)).await.is(201);
    let link = local(begun["link"]["url"].as_str().unwrap());
    let id = begun["onboarding"]["id"].as_str().unwrap();
    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    let mut browser = Browser::on(&app.line);
    let open = browser.get(link).await;
    assert_eq!(open.status, StatusCode::OK, "{open:?}");
    browser.post(link, &[]).await;
    let dead = Browser::on(&app.line).get(link).await;
    assert_eq!(dead.status, StatusCode::GONE, "{dead:?}");
    for page in [open, dead] {
        let found = finds(&mut clerk, page.header("x-request-id")).await;
        assert_eq!(found.location(), case(id), "{found:?}");
    }
}

/// SEC-183
#[tokio::test]
async fn people_are_found_by_keyed_hashes_and_stand_in_no_url() {
    let app = TestApp::with(&[("SIGNALS__WINDOW_DAYS", "30")]).await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let named = [("client_reference", "customer 4711")];
    let of_shop = begins_with(&app, &shop, &named).await;
    let of_bank = begins_with(&app, &bank, &named).await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    applicant.agrees("terms").await;
    applicant.answers_phone("number", NUMBER).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;

    let mut clerk = operator(&app, "clerk", &[(Role::Viewer, "shop")]).await;
    let found = finds(&mut clerk, "customer 4711").await;
    assert_eq!(found.location(), case(&of_shop), "one client's alone");
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let found = finds(&mut lead, "customer 4711").await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{found:?}");
    let several = lead.get(found.location()).await;
    assert_eq!(ids(&several), [of_bank, of_shop]);
    assert!(several.body.contains("Only what was found is shown."));

    for typed in [NUMBER, "+447700900123"] {
        let found = finds(&mut lead, typed).await;
        assert_eq!(found.location(), case(applicant.onboarding()), "{typed}");
    }
    for typed in [NUMBER, "+447700900124", "customer"] {
        let found = finds(&mut clerk, typed).await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert_eq!(found.location(), "");
    }
    assert_eq!(app.audited("dashboard.searched").await, 7);
    for page in lead.seen().iter().chain(clerk.seen()) {
        let head = page.split("<!DOCTYPE").next().unwrap();
        assert!(!head.contains("4711") && !head.contains("900123"), "{head}");
    }
}

#[tokio::test]
async fn support_codes_are_kept_for_thirty_days() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let path = applicant.path("");
    for _ in 0..150 {
        applicant.browser.get(&path).await;
    }
    let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM support_codes";
    assert_eq!(
        app.ground.number(count).await,
        0,
        "pages do not wait for it"
    );
    support_codes::flush(&app.core).await.unwrap();
    support_codes::flush(&app.core).await.unwrap();
    assert_eq!(app.ground.number(count).await, 150);
    // Another's page is not about it.
    let mut stranger = app.applicant();
    let page = stranger.browser.get(&path).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    support_codes::flush(&app.core).await.unwrap();
    assert_eq!(app.ground.number(count).await, 150);
    app.clock.advance(30 * DAY);
    assert_eq!(support_codes::forget_old(&app.core).await.unwrap(), 0);
    app.clock.advance(1);
    assert_eq!(support_codes::forget_old(&app.core).await.unwrap(), 150);
}
