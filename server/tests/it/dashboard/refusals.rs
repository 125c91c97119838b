//! Forms of the settings and of control that are refused: why, in the operator's language and beside the field, and nothing typed is lost.

use axum::http::StatusCode;
use vestibule::permission::Role;
use vestibule_server::services::webhooks::{self, NewEndpoint};

use super::desk::{Desk, EVERYBODY, only};
use crate::{app::TestApp, browser::Page, inviting::caller};

const CLIENTS: &str = "/dashboard/settings/clients";
const SHOP: &str = "/dashboard/settings/clients/shop";
const OPERATORS: &str = "/dashboard/settings/operators";

async fn admin(app: &TestApp) -> Desk {
    Desk::of(app, "ada", Role::Admin, &EVERYBODY).await
}

/// The form is refused, its summary leads to the field, and the field has these words beside it.
fn is_refused_at(page: &Page, field: &str, words: &str) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    let summary = format!("<a href=\"#{field}\">{words}");
    assert!(page.body.contains(&summary), "{summary}: {}", page.body);
    let beside = page.body.split(&format!("id=\"{field}-error\"")).nth(1);
    let beside = beside.and_then(|rest| rest.split("</p>").next());
    assert!(
        beside.is_some_and(|beside| beside.contains(words)),
        "{field}: {}",
        page.body
    );
    let control = tag(page, &format!("id=\"{field}\""));
    assert!(control.contains(&format!("{field}-error")), "{control}");
    // A group of ticks cannot be invalid (WAI-ARIA 1.2, aria-invalid).
    let invalid = control.contains("aria-invalid=\"true\"");
    assert_eq!(invalid, !control.starts_with("<fieldset"), "{control}");
}

/// The form is refused with these words, and they are about no field.
fn is_refused_with(page: &Page, words: &str) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    assert!(page.body.contains(&format!("<p>{words}")), "{}", page.body);
}

/// The tag that has this attribute.
fn tag<'a>(page: &'a Page, attribute: &str) -> &'a str {
    let at = page.body.find(attribute);
    let at = at.unwrap_or_else(|| panic!("{attribute}: {}", page.body));
    let begin = page.body[..at].rfind('<').unwrap();
    let end = at + page.body[at..].find('>').unwrap();
    &page.body[begin..=end]
}

fn has(page: &Page, attribute: &str, what: &str) {
    let tag = tag(page, attribute);
    assert!(tag.contains(what), "{what}: {tag}");
}

#[tokio::test]
async fn a_client_that_is_refused_says_why_beside_the_field_in_both_languages() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    let fields = |name: &'static str, shown: &'static str, urls: &'static str| {
        [
            ("name", name),
            ("display_name", shown),
            ("return_urls", urls),
        ]
    };
    for (sent, field, english, indonesian) in [
        (
            fields("Shop", "Shop", ""),
            "name",
            "A name begins",
            "Nama diawali",
        ),
        (
            fields("direct", "Shop", ""),
            "name",
            "This name is reserved",
            "Nama ini",
        ),
        (
            fields("shop", "Shop", ""),
            "name",
            "There is a client of this name",
            "Sudah ada klien",
        ),
        (
            fields("store", " ", ""),
            "display_name",
            "Type 1 to 100",
            "Ketik 1 sampai 100",
        ),
        (
            fields("store", "Store", "http://shop.example/"),
            "return_urls",
            "Every return URL",
            "Setiap URL",
        ),
    ] {
        for (language, words) in [("en", english), ("id", indonesian)] {
            ada.browser.sends("accept-language", language);
            let page = ada.browser.post(CLIENTS, &sent).await;
            is_refused_at(&page, field, words);
        }
    }
    assert_eq!(app.audited("client.created").await, 1);
}

#[tokio::test]
async fn a_key_that_is_refused_keeps_all_that_was_typed() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    ada.browser.sends("accept-language", "id");
    let long = "x".repeat(101);
    for (label, scope, sources, days, field, words) in [
        (
            "backend",
            "",
            "192.0.2.0/24",
            "30",
            "scopes",
            "Pilih yang boleh",
        ),
        (
            "backend",
            "yes",
            "everywhere",
            "30",
            "sources",
            "Ketik jaringan",
        ),
        (
            "backend",
            "yes",
            "192.0.2.0/24",
            "0",
            "days",
            "Ketik angka dari 1",
        ),
        (
            long.as_str(),
            "yes",
            "192.0.2.0/24",
            "",
            "label",
            "Ketik paling banyak 100",
        ),
    ] {
        let sent = [
            ("do", "make_key"),
            ("label", label),
            ("mode", "live"),
            ("scope:onboardings:read", scope),
            ("sources", sources),
            ("days", days),
        ];
        let page = ada.browser.post(SHOP, &sent).await;
        is_refused_at(&page, field, words);
        has(&page, "id=\"label\"", &format!("value=\"{label}\""));
        has(&page, "id=\"sources\"", &format!("value=\"{sources}\""));
        has(&page, "id=\"days\"", &format!("value=\"{days}\""));
        has(&page, "value=\"live\"", "selected");
        let ticked = tag(&page, "id=\"scope-onboardings-read\"").contains("checked");
        assert_eq!(ticked, !scope.is_empty(), "{page:?}");
        let other = tag(&page, "id=\"scope-onboardings-write\"");
        assert!(!other.contains("checked"), "{other}");
    }
    assert_eq!(app.audited("api_key.created").await, 0);
}

#[tokio::test]
async fn a_return_url_that_is_refused_is_still_in_its_field() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    let url = "http://shop.example/done";
    let sent = [("do", "add_url"), ("to", url)];
    let page = ada.browser.post(SHOP, &sent).await;
    is_refused_at(&page, "to", "A return URL has to");
    has(&page, "id=\"to\"", &format!("value=\"{url}\""));
}

#[tokio::test]
async fn an_operator_that_is_refused_says_why_beside_the_field() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    ada.browser.sends("accept-language", "id");
    for (name, shown, field, words) in [
        ("Rita", "Rita", "name", "Nama diawali"),
        ("ada", "Rita", "name", "Sudah ada operator"),
        ("rita", "", "display_name", "Ketik 1 sampai 100"),
    ] {
        let sent = [("name", name), ("display_name", shown)];
        let page = ada.browser.post(OPERATORS, &sent).await;
        is_refused_at(&page, field, words);
        has(&page, "id=\"name\"", &format!("value=\"{name}\""));
        has(&page, "id=\"display_name\"", &format!("value=\"{shown}\""));
    }
}

#[tokio::test]
async fn a_grant_that_is_refused_is_still_chosen_and_never_becomes_one_for_every_client() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    Desk::of(&app, "vera", Role::Viewer, &EVERYBODY).await;
    let path = format!("{OPERATORS}/vera");
    let sent = [("do", "grant"), ("role", "admin"), ("client", "store")];
    let page = ada.browser.post(&path, &sent).await;
    is_refused_at(&page, "client", "There is no such client");
    has(&page, "value=\"admin\"", "selected");
    has(&page, "value=\"store\"", "selected");
    assert!(!tag(&page, "value=\"*\"").contains("selected"), "{page:?}");
}

#[tokio::test]
async fn what_is_about_no_field_is_said_in_the_operators_language() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    ada.browser.sends("accept-language", "id");
    let own = format!("{OPERATORS}/ada");
    let sent = [("do", "grant"), ("role", "admin"), ("client", "*")];
    is_refused_with(&ada.browser.post(&own, &sent).await, "Mintalah admin lain:");

    let new = NewEndpoint {
        url: "https://hooks.example.com/in".to_owned(),
        description: String::new(),
        events: Vec::new(),
        schemes: Vec::new(),
    };
    let made = webhooks::create_endpoint(&app.core, &caller("shop"), new).await;
    let path = format!("/dashboard/settings/webhooks/{}", made.unwrap().0.id);
    let disable = [("do", "disable"), ("typed", "shop")];
    let page = ada.browser.post(&path, &disable).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    let page = ada.browser.post(&path, &[("do", "test")]).await;
    is_refused_with(&page, "Endpoint ini nonaktif.");

    let versions = "/dashboard/control/versions";
    let unknown = [
        ("do", "propose"),
        ("journey", "phone"),
        ("version", "none"),
        ("reason", "TCK-7"),
    ];
    is_refused_with(
        &ada.browser.post(versions, &unknown).await,
        "Versi alur ini sudah tidak ada.",
    );
    let [deed, journey, version, _] = unknown;
    let without = [deed, journey, version, ("reason", " ")];
    is_refused_with(
        &ada.browser.post(versions, &without).await,
        "Berikan alasan",
    );
}

#[tokio::test]
async fn a_form_that_no_screen_of_ours_has_is_no_refusal_of_one() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    for path in [SHOP, "/dashboard/settings/operators/ada"] {
        let page = ada.browser.post(path, &[("do", "dance")]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{page:?}");
    }
}
