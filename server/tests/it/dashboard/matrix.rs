//! Each role on each route, generated from the table; and what each role is shown on each screen.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use vestibule::{
    id::OnboardingId,
    permission::{Action, Extent, Role},
};
use vestibule_server::{
    http::dashboard::table::{Needs, TABLE},
    services::webhooks::{self, NewEndpoint},
};

use super::{
    bench::operator,
    case::{ACCOUNT, story},
    desk::{Desk, EVERYBODY, handed_over, stopped},
    person::between,
    simulator_panel,
};
use crate::{
    app::TestApp,
    browser::{Browser, Page},
    inviting::caller,
};

/// Who walks through the table: a name and a grant.
const ROLES: [(&str, Option<(Role, &str)>); 8] = [
    ("viewer", Some((Role::Viewer, "*"))),
    ("viewer-of-shop", Some((Role::Viewer, "shop"))),
    ("reviewer", Some((Role::Reviewer, "*"))),
    ("reviewer-of-shop", Some((Role::Reviewer, "shop"))),
    ("admin-of-shop", Some((Role::Admin, "shop"))),
    ("admin", Some((Role::Admin, "*"))),
    ("without-grants", None),
    ("admin-of-bank", Some((Role::Admin, "bank"))),
];

const PROPOSAL: &str = "/dashboard/proposals/{id}";
const LIST: &str = "/dashboard/onboardings";
const CASE: &str = "/dashboard/onboardings/{id}";
const SIGN_OUT: &str = "/dashboard/sign-out";

type Grant = Option<(Role, &'static str)>;

/// How a route answers somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Let,
    Forbidden,
    /// As if it were not there.
    Hidden,
}

/// Whether somebody may do this for some client, by the role and the extent that the action says, and for the shop.
fn may(grant: Grant, action: Action) -> (bool, bool) {
    let (least, extent) = action.needs();
    let Some((_, reach)) = grant.filter(|(role, _)| *role >= least) else {
        return (false, false);
    };
    match (extent, reach) {
        (_, "*") => (true, true),
        (Extent::Server, _) => (false, false),
        (Extent::Client, reach) => (true, reach == "shop"),
    }
}

fn expected(grant: Grant, (method, path, needs): &(Method, &str, Needs)) -> Expected {
    let (somewhere, for_the_shop) = match needs {
        // The case's: whoever cannot read it does not learn that something is proposed.
        Needs::SignedIn if *path == PROPOSAL && *method == Method::POST => {
            return match (may(grant, Action::ReadCase).1, may(grant, Action::Cancel).1) {
                (_, true) => Expected::Let,
                (true, false) => Expected::Forbidden,
                (false, false) => Expected::Hidden,
            };
        }
        Needs::Nobody | Needs::SignedIn => return Expected::Let,
        Needs::May(action) => may(grant, *action),
    };
    match (somewhere, path.contains('{'), for_the_shop) {
        (false, ..) => Expected::Forbidden,
        (true, true, false) => Expected::Hidden,
        (true, ..) => Expected::Let,
    }
}

/// A server where the shop has one of everything.
struct Place {
    app: TestApp,
    case: OnboardingId,
    /// One that waits for a decision, and one that has no attempt left: others can be done to them.
    others: [OnboardingId; 2],
    endpoint: String,
    proposal: String,
}

impl Place {
    async fn new() -> Self {
        let app = simulator_panel::start(&[("DASHBOARD__FOUR_EYES", "[cancel]")]).await;
        let person = story(&app).await;
        let case = person.id();
        super::desk::only(&app, "bank").await;
        let new = NewEndpoint {
            url: "https://hooks.example.com/in".to_owned(),
            description: "orders".to_owned(),
            events: Vec::new(),
            schemes: Vec::new(),
        };
        let made = webhooks::create_endpoint(&app.core, &caller("shop"), new).await;
        let others = [
            handed_over(&app, "shop").await.1,
            stopped(&app, "shop").await.1,
        ];
        let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
        let proposed = rita.ends(&app, &case, "cancel").await;
        assert_eq!(proposed.location(), "/dashboard/proposals", "{proposed:?}");
        let proposal = app.ground.texts("SELECT id FROM proposals").await.remove(0);
        Self {
            app,
            case,
            others,
            endpoint: made.unwrap().0.id,
            proposal,
        }
    }

    /// The path of a route, about what is the shop's.
    fn path(&self, template: &str) -> String {
        let id = match template {
            PROPOSAL => self.proposal.as_str(),
            path if path.starts_with("/dashboard/settings/webhooks") => &self.endpoint,
            _ => self.case.as_str(),
        };
        template
            .replace("{id}", id)
            .replace("{client}", "shop")
            .replace("{name}", "rita")
            .replace("{connection}", "paper")
            .replace("{token}", &"x".repeat(43))
    }

    /// The screens of a route.
    fn screens(&self, template: &str) -> Vec<String> {
        let mut all = vec![self.path(template)];
        if template == CASE {
            all.extend(self.others.iter().map(|id| format!("{LIST}/{id}")));
        }
        all
    }

    /// Asks for it: with a form that gets as far as to whom it is about, and changes nothing that other rows need.
    async fn asks(&self, browser: &mut Browser, method: &Method, template: &str) -> Page {
        let path = self.path(template);
        if *method == Method::GET {
            return browser.get(&path).await;
        }
        let fields: &[(&str, &str)] = match template.rsplit('/').next().unwrap() {
            "decision" => &[("verdict", "approve")],
            "attempts" => &[("step", "confirm")],
            "reveal" => &[("field", "client/account")],
            "redeliver" => &[("delivery", "x")],
            "export" => &[("format", "csv")],
            "{client}" => &[("do", "make_key"), ("mode", "test")],
            "{id}" if template == PROPOSAL => &[("answer", "confirm")],
            "{id}" => &[("do", "test")],
            _ => &[],
        };
        browser.post(&path, fields).await
    }
}

async fn somebody(app: &TestApp, name: &str, grant: Grant) -> Browser {
    let grants: Vec<_> = grant.into_iter().collect();
    operator(app, name, &grants).await
}

/// The dashboard's routes as axum has them.
fn routed(app: &TestApp) -> BTreeSet<String> {
    let router = format!("{:?}", app.line.router());
    let paths = between(&router, "\"/dashboard", "\"");
    let paths: BTreeSet<_> = paths
        .into_iter()
        .map(|rest| format!("/dashboard{rest}"))
        .collect();
    assert!(paths.len() > 20, "axum does not print its routes: {router}");
    paths
}

/// SEC-149
#[tokio::test]
async fn sec_149_every_route_is_in_the_table_and_nothing_else() {
    let app = TestApp::start().await;
    let listed: BTreeSet<_> = TABLE
        .iter()
        .map(|(_, path, _)| (*path).to_owned())
        .collect();
    assert_eq!(routed(&app), listed);
    let mut once = BTreeSet::new();
    for (method, path, _) in TABLE {
        assert!(
            once.insert((method.as_str(), *path)),
            "{method} {path} twice"
        );
        assert!(*method == Method::GET || *method == Method::POST);
    }
}

/// SEC-153: PostgreSQL stores no text with U+0000, and whoever asks for one shall not read that something of ours broke.
#[tokio::test]
async fn sec_153_a_text_with_nul_is_a_bad_request_on_each_route() {
    let place = Place::new().await;
    let mut lead = somebody(&place.app, "lead", Some((Role::Admin, "*"))).await;
    let mut nobody = Browser::on(&place.app.line);
    for (method, template, needs) in TABLE {
        let browser = match needs {
            Needs::Nobody => &mut nobody,
            _ => &mut lead,
        };
        let path = place.path(template);
        let query = format!("{path}?kind=%00&after=%00&client=a%00");
        let last = template.rfind('/').unwrap_or_default();
        let page = match (*method == Method::GET, template.ends_with('}')) {
            (true, false) => browser.get(&query).await,
            (true, true) => browser.get(&format!("{}/a%00", &path[..last])).await,
            (false, _) => {
                let fields = ["name", "password", "to", "session", "id", "display_name"];
                browser
                    .post(&path, &fields.map(|name| (name, "a\0b")))
                    .await
            }
        };
        let what = format!("{method} {template}: {page:?}");
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{what}");
    }
}

/// SEC-149
#[tokio::test]
async fn sec_149_each_role_gets_on_each_route_what_the_table_says() {
    let place = Place::new().await;
    let mut wrong = Vec::new();
    for (name, grant) in ROLES {
        let browser = somebody(&place.app, name, grant).await;
        // Signing out last.
        let (last, rows): (Vec<_>, Vec<_>) =
            TABLE.iter().partition(|(_, path, _)| *path == SIGN_OUT);
        for row in rows.into_iter().chain(last) {
            let (method, path, needs) = row;
            if *needs == Needs::Nobody {
                continue;
            }
            // Each in a tab of its own: no answer depends on the one before.
            let page = place.asks(&mut browser.clone(), method, path).await;
            let expected = expected(grant, row);
            let status = page.status;
            let to_sign_in = page.location().starts_with("/dashboard/sign-in");
            let fits = match expected {
                Expected::Forbidden => status == StatusCode::FORBIDDEN,
                Expected::Hidden => status == StatusCode::NOT_FOUND,
                Expected::Let => {
                    let refused = [
                        StatusCode::FORBIDDEN,
                        StatusCode::NOT_FOUND,
                        StatusCode::METHOD_NOT_ALLOWED,
                    ];
                    !refused.contains(&status)
                        && !status.is_server_error()
                        && (!to_sign_in || *path == SIGN_OUT)
                }
            };
            if !fits {
                wrong.push(format!(
                    "{name}: {method} {path}: {status}, not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// SEC-149, SEC-193: nothing is read or drawn for whoever is not signed in.
#[tokio::test]
async fn sec_149_nobody_gets_an_empty_redirect_from_every_route_but_the_ways_in() {
    let place = Place::new().await;
    for (method, path, needs) in TABLE {
        let mut nobody = Browser::on(&place.app.line);
        let page = place.asks(&mut nobody, method, path).await;
        if *needs == Needs::Nobody {
            assert_ne!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{page:?}");
            assert!(!page.status.is_server_error(), "{page:?}");
            continue;
        }
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{method} {page:?}");
        assert!(
            page.location().starts_with("/dashboard/sign-in"),
            "{page:?}"
        );
        assert_eq!(page.body, "", "{method} {path}");
        assert_eq!(page.header("cache-control"), "no-store", "{page:?}");
    }
}

/// The route that a path of ours is.
fn template(method: &Method, path: &str) -> Option<&'static (Method, &'static str, Needs)> {
    let fits = |template: &str| {
        let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
        loop {
            match (parts.next(), wanted.next()) {
                (None, None) => return true,
                (Some(part), Some(want)) if part == want || want.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let mut rows = TABLE.iter().filter(|(known, ..)| known == method);
    // A word of its own before a parameter.
    let exact = rows.clone().find(|(_, known, _)| *known == path);
    exact.or_else(|| rows.find(|(_, known, _)| fits(known)))
}

/// The routes to which a page leads: its links, and where its forms are sent.
fn leads_to(page: &Page) -> BTreeSet<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for href in between(&page.body, " href=\"", "\"") {
        found.push((Method::GET, href));
    }
    for form in between(&page.body, "<form", ">") {
        let attribute = |name| between(form, name, "\"").into_iter().next();
        let method = match attribute("method=\"") {
            Some("post") => Method::POST,
            _ => Method::GET,
        };
        found.push((method, attribute("action=\"").unwrap_or(&page.path)));
    }
    for action in between(&page.body, " formaction=\"", "\"") {
        found.push((Method::POST, action));
    }
    found
        .into_iter()
        .filter(|(_, to)| to.starts_with("/dashboard"))
        .map(|(method, to)| {
            let path = to.split(['?', '#']).next().unwrap();
            let row = template(&method, path);
            let (method, path, _) = row.unwrap_or_else(|| panic!("{method} {to} leads nowhere"));
            (method.as_str(), *path)
        })
        .collect()
}

/// SEC-149: what an admin of everything sees, without what the table does not let this role do: no more and no less.
#[tokio::test]
async fn sec_149_each_role_is_shown_what_it_may_do_and_nothing_else() {
    let place = Place::new().await;
    let app = &place.app;
    let mut ada = somebody(app, "ada", Some((Role::Admin, "*"))).await;
    let mut browsers = BTreeMap::new();
    for (name, grant) in ROLES {
        browsers.insert(name, somebody(app, name, grant).await);
    }
    let files = ["/evidence", "/scenario"];
    let screens: Vec<_> = TABLE
        .iter()
        .filter(|(method, path, needs)| {
            *method == Method::GET
                && *needs != Needs::Nobody
                && !files.iter().any(|end| path.ends_with(end))
        })
        .flat_map(|row| {
            place
                .screens(row.1)
                .into_iter()
                .map(move |path| (row, path))
        })
        .collect();
    let mut wrong = Vec::new();
    let mut reached = BTreeSet::new();
    for (row, path) in screens {
        let everything = leads_to(&ada.get(&path).await);
        reached.extend(everything.iter().copied());
        for (name, grant) in ROLES {
            let reaches_the_shop = grant.is_some_and(|(_, reach)| reach != "bank");
            if expected(grant, row) != Expected::Let || !reaches_the_shop {
                continue;
            }
            let browser = &mut browsers.get_mut(name).unwrap();
            let shown = leads_to(&browser.get(&path).await);
            let allowed: BTreeSet<_> = everything
                .iter()
                .copied()
                .filter(|(method, path)| {
                    let row = TABLE
                        .iter()
                        .find(|(known, at, _)| known.as_str() == *method && at == path)
                        .unwrap();
                    expected(grant, row) == Expected::Let
                })
                .collect();
            for missing in allowed.difference(&shown) {
                wrong.push(format!(
                    "{path}: {name} may {missing:?} and does not see it"
                ));
            }
            for more in shown.difference(&allowed) {
                wrong.push(format!("{path}: {name} sees {more:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Nothing that can be done is without a way to it, and the comparison above compares something. Scripts ask for two; and
    // whoever has had one version of a journey only has none to propose (`another_version_takes_two_people`).
    let elsewhere = [
        "/dashboard/account/passkeys/challenge",
        "/dashboard/onboardings/rows",
        "/dashboard/control/versions",
        // Only while its guard stops it (`an_admin_types_how_many_and_then_it_goes_on`).
        "/dashboard/settings/retention",
    ];
    let unreached: Vec<_> = TABLE
        .iter()
        .filter(|(_, _, needs)| *needs != Needs::Nobody)
        .map(|(method, path, _)| (method.as_str(), *path))
        .filter(|row| !reached.contains(row) && !elsewhere.contains(&row.1))
        .collect();
    assert_eq!(unreached, []);
}

/// SEC-149: nowhere is a word of another client's case.
#[tokio::test]
async fn sec_149_an_admin_of_another_client_reads_nothing_of_the_shops() {
    let place = Place::new().await;
    let mut browser = somebody(&place.app, "tom", Some((Role::Admin, "bank"))).await;
    for (method, path, needs) in TABLE {
        if *method != Method::GET || *needs == Needs::Nobody {
            continue;
        }
        let page = place.asks(&mut browser, method, path).await;
        for secret in [
            place.case.as_str(),
            place.others[0].as_str(),
            &place.endpoint,
            &place.proposal,
            ACCOUNT,
        ] {
            // Their own address, as they typed it.
            let body = page.body.replace(&place.path(path), "");
            assert!(!body.contains(secret), "{path}: {secret}: {page:?}");
        }
    }
}
