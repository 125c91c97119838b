//! Settings: clients and keys, webhook endpoints, operators, connections.

use axum::http::StatusCode;
use vestibule::permission::Role;
use vestibule_server::services::{
    clients::Mode,
    webhooks::{self, NewEndpoint},
};

use super::{
    desk::{Desk, EVERYBODY, only},
    person::between,
};
use crate::{
    api::bench::{Partner, partner},
    app::TestApp,
    browser::{Browser, Page},
    inviting::caller,
};

const CLIENTS: &str = "/dashboard/settings/clients";
const SHOP: &str = "/dashboard/settings/clients/shop";
const OPERATORS: &str = "/dashboard/settings/operators";
const ENDPOINTS: &str = "/dashboard/settings/webhooks";

async fn admin(app: &TestApp) -> Desk {
    Desk::of(app, "ada", Role::Admin, &EVERYBODY).await
}

fn leads_to(page: &Page, path: &str) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), path);
}

fn is_refused(page: &Page) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
}

impl Desk {
    async fn adds_the_shop(&mut self) -> Page {
        let fields = [
            ("name", "shop"),
            ("display_name", "Example Shop"),
            ("return_urls", "https://shop.example/done\r\n"),
        ];
        self.browser.post(CLIENTS, &fields).await
    }

    /// A key that may read and begin, and what the page shows of it.
    async fn makes_a_key(&mut self) -> (String, Page) {
        let fields = [
            ("do", "make_key"),
            ("label", "backend"),
            ("mode", "test"),
            ("scope:onboardings:read", "yes"),
            ("sources", ""),
            ("days", "30"),
        ];
        let page = self.browser.post(SHOP, &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let key = between(&page.body, "<p class=\"code\">", "</p>")[0].to_owned();
        (key, page)
    }
}

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_ended() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    leads_to(&ada.adds_the_shop().await, SHOP);
    let (key, _) = ada.makes_a_key().await;
    let again = ada.browser.get(SHOP).await;
    assert!(!again.body.contains(&key), "shown once");
    let prefix = &key[.."vst_test_12345678".len()];
    assert!(again.body.contains(prefix));

    let shop = Partner {
        key: key.clone(),
        ..partner(&app, "other", Mode::Test).await
    };
    shop.get("/client").await.is(200);
    let revoke = |typed| [("do", "revoke"), ("to", prefix), ("typed", typed)];
    is_refused(&ada.browser.post(SHOP, &revoke("shop")).await);
    shop.get("/client").await.is(200);
    leads_to(&ada.browser.post(SHOP, &revoke(prefix)).await, SHOP);
    shop.get("/client").await.is_problem(401, "unauthorized");
    let actors = "SELECT actor FROM audit_events WHERE kind = 'api_key.revoked'";
    assert_eq!(app.ground.texts(actors).await, ["operator:ada"]);
}

#[tokio::test]
async fn a_client_that_makes_no_sense_is_not_added() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    for (name, display_name, urls) in [
        ("Shop", "Example Shop", ""),
        ("direct", "Example Shop", ""),
        ("shop", "", ""),
        ("shop", "Example Shop", "http://shop.example/done"),
        ("shop", "Example Shop", "javascript:alert(1)"),
    ] {
        let fields = [
            ("name", name),
            ("display_name", display_name),
            ("return_urls", urls),
        ];
        let page = ada.browser.post(CLIENTS, &fields).await;
        is_refused(&page);
        assert!(page.body.contains(&format!("value=\"{name}\"")), "{page:?}");
    }
    assert_eq!(app.audited("client.created").await, 0);
}

#[tokio::test]
async fn an_admin_of_one_client_neither_sees_nor_changes_another() {
    let app = TestApp::start().await;
    let shop = only(&app, "shop").await;
    only(&app, "bank").await;
    let mut tom = Desk::of(&app, "tom", Role::Admin, &shop).await;
    let list = tom.browser.get(CLIENTS).await;
    assert!(
        list.body.contains(SHOP) && !list.body.contains("bank"),
        "{list:?}"
    );
    assert_eq!(tom.browser.get(SHOP).await.status, StatusCode::OK);
    let path = format!("{CLIENTS}/bank");
    let unknown = tom.browser.get(&format!("{CLIENTS}/nobody")).await;
    let foreign = tom.browser.get(&path).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.status, foreign.status);
    let disable = [("do", "disable"), ("to", "bank"), ("typed", "bank")];
    let page = tom.browser.post(&path, &disable).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    // Adding clients is the server's admins' business.
    let page = tom.adds_the_shop().await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    assert_eq!(app.audited("client.disabled").await, 0);
}

#[tokio::test]
async fn a_client_is_disabled_after_its_name_was_typed() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let fields = |typed| [("do", "disable"), ("to", "shop"), ("typed", typed)];
    is_refused(&ada.browser.post(SHOP, &fields("shot")).await);
    shop.get("/client").await.is(200);
    leads_to(&ada.browser.post(SHOP, &fields("shop")).await, SHOP);
    shop.get("/client").await.is_problem(401, "unauthorized");
    leads_to(&ada.browser.post(SHOP, &[("do", "enable")]).await, SHOP);
    shop.get("/client").await.is(200);
}

/// An endpoint of a client's test mode.
async fn endpoint(app: &TestApp, client: &str) -> String {
    let new = NewEndpoint {
        url: "https://hooks.example.com/in".to_owned(),
        description: "orders".to_owned(),
        events: Vec::new(),
        schemes: Vec::new(),
    };
    let made = webhooks::create_endpoint(&app.core, &caller(client), new).await;
    made.unwrap().0.id
}

#[tokio::test]
async fn an_endpoint_is_tested_disabled_and_enabled() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let id = endpoint(&app, "shop").await;
    let mut ada = admin(&app).await;
    let path = format!("{ENDPOINTS}/{id}");
    let list = ada.browser.get(ENDPOINTS).await;
    assert!(list.body.contains(&path), "{list:?}");
    leads_to(&ada.browser.post(&path, &[("do", "test")]).await, &path);
    let page = ada.browser.get(&path).await;
    assert!(page.body.contains("webhook.test"), "{page:?}");
    let delivery = "SELECT id FROM webhook_deliveries";
    let delivery = app.ground.texts(delivery).await.remove(0);
    let again = [("do", "redeliver"), ("to", delivery.as_str())];
    leads_to(&ada.browser.post(&path, &again).await, &path);

    let disable = |typed| [("do", "disable"), ("to", "shop"), ("typed", typed)];
    is_refused(&ada.browser.post(&path, &disable("")).await);
    leads_to(&ada.browser.post(&path, &disable("shop")).await, &path);
    // Nothing is sent where nothing is to be sent.
    is_refused(&ada.browser.post(&path, &[("do", "test")]).await);
    leads_to(&ada.browser.post(&path, &[("do", "enable")]).await, &path);
    let actors = "SELECT DISTINCT actor FROM audit_events WHERE kind LIKE 'webhook\\_%' ESCAPE '\\' \
                  AND kind <> 'webhook_endpoint.created'";
    assert_eq!(app.ground.texts(actors).await, ["operator:ada"]);
}

#[tokio::test]
async fn an_endpoint_of_another_client_is_not_there() {
    let app = TestApp::start().await;
    let shop = only(&app, "shop").await;
    only(&app, "bank").await;
    let theirs = endpoint(&app, "bank").await;
    let own = endpoint(&app, "shop").await;
    let mut tom = Desk::of(&app, "tom", Role::Admin, &shop).await;
    let list = tom.browser.get(ENDPOINTS).await;
    assert!(
        list.body.contains(&own) && !list.body.contains(&theirs),
        "{list:?}"
    );
    let path = format!("{ENDPOINTS}/{theirs}");
    for page in [
        tom.browser.get(&path).await,
        tom.browser.post(&path, &[("do", "test")]).await,
    ] {
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    }
    assert_eq!(app.audited("webhook_endpoint.tested").await, 0);
}

#[tokio::test]
async fn an_operator_is_added_granted_and_let_in_by_a_link() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    let added = [("name", "rita"), ("display_name", "Rita")];
    let path = format!("{OPERATORS}/rita");
    leads_to(&ada.browser.post(OPERATORS, &added).await, &path);
    let grant = [("do", "grant"), ("role", "reviewer"), ("client", "shop")];
    leads_to(&ada.browser.post(&path, &grant).await, &path);
    let page = ada.browser.get(&path).await;
    assert!(page.body.contains("Reviewer for shop"), "{page:?}");

    let page = ada
        .browser
        .post(&path, &[("do", "set_up"), ("to", "rita")])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let link = between(&page.body, "<p class=\"code\">", "</p>")[0].to_owned();
    let link = link.strip_prefix("http://localhost:3000").unwrap();
    let shown = Browser::on(&app.line).get(link).await;
    assert_eq!(shown.status, StatusCode::OK, "{shown:?}");

    let revoke = [("do", "revoke"), ("to", "reviewer:shop")];
    leads_to(&ada.browser.post(&path, &revoke).await, &path);
    let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM operator_grants WHERE operator = 'rita'";
    assert_eq!(app.ground.number(count).await, 0);
}

#[tokio::test]
async fn an_operator_who_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let mut vera = Desk::of(&app, "vera", Role::Viewer, &EVERYBODY).await;
    assert_eq!(
        vera.browser.get("/dashboard/settings").await.status,
        StatusCode::OK
    );
    let path = format!("{OPERATORS}/vera");
    let fields = |typed| [("do", "disable"), ("to", "vera"), ("typed", typed)];
    is_refused(&ada.browser.post(&path, &fields("ada")).await);
    leads_to(&ada.browser.post(&path, &fields("vera")).await, &path);
    let page = vera.browser.get("/dashboard/settings").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
}

#[tokio::test]
async fn nobody_changes_their_own_rights() {
    let app = TestApp::start().await;
    let mut ada = admin(&app).await;
    let path = format!("{OPERATORS}/ada");
    for fields in [
        &[("do", "revoke"), ("to", "admin:*"), ("typed", "")],
        &[("do", "grant"), ("role", "reviewer"), ("client", "*")],
        &[("do", "disable"), ("to", "ada"), ("typed", "ada")],
        &[("do", "set_up"), ("to", "ada"), ("typed", "")],
    ] {
        is_refused(&ada.browser.post(&path, fields).await);
    }
    assert_eq!(ada.browser.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn connections_show_what_their_providers_permit_and_no_secret() {
    let app = TestApp::start().await;
    let mut vera = Desk::of(&app, "vera", Role::Viewer, &EVERYBODY).await;
    let list = vera.browser.get("/dashboard/settings/connections").await;
    for name in app.core.connections.keys() {
        let path = format!("/dashboard/settings/connections/{name}");
        assert!(list.body.contains(&path), "{name}: {list:?}");
        let page = vera.browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {page:?}");
        for secret in app.core.connections[name].connection.secrets.values() {
            let secret = secrecy::ExposeSecret::expose_secret(secret);
            assert!(!page.body.contains(secret), "{name}");
        }
    }
    let unknown = "/dashboard/settings/connections/nothing";
    assert_eq!(
        vera.browser.get(unknown).await.status,
        StatusCode::NOT_FOUND
    );
}
