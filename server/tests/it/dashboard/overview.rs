//! The overview: what is on it, and for whom.

use axum::http::StatusCode;
use vestibule::{onboarding::OnboardingStatus, permission::Role, reason::Reason};
use vestibule_server::{
    provider::Snapshot,
    services::{
        ServiceError,
        clients::{Mode, Scope},
        dashboard::overview::{self, Asked, Counted, Overview},
        operators::sessions,
    },
};

use super::bench::{cookie, operator};
use crate::{
    api::bench::{beginning, ending, partner, with, with_key},
    app::{BEGINNING, MINUTE, SECOND, TestApp},
    applicant::Applicant,
    browser::Page,
    paper,
};

const PATH: &str = "/dashboard";
const DAY: i64 = 24 * 60 * MINUTE;

/// Somebody who comes back from the provider's page with this.
async fn signs(app: &TestApp, applicant: &mut Applicant, says: Snapshot) {
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = says;
    let back = app.paper.newest_return();
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
}

async fn begins(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant
}

fn asked() -> Asked {
    Asked {
        days: 30,
        client: None,
        counted: Counted::Real,
        journey: None,
    }
}

/// What somebody with these grants reads.
async fn reads(
    app: &TestApp,
    name: &str,
    grants: &[(Role, &str)],
    asked: Asked,
) -> Result<Overview, ServiceError> {
    let cookie = cookie(app, name, grants).await;
    let token = cookie.strip_prefix("vestibule-operator=").unwrap();
    let who = sessions::find(&app.core, token).await.unwrap().unwrap();
    overview::read(&app.core, &who, asked).await
}

fn standing(read: &Overview, status: OnboardingStatus) -> i64 {
    let found = read.standing.iter().find(|(known, _)| *known == status);
    found.unwrap().1
}

#[tokio::test]
async fn it_says_what_became_of_everybody() {
    let app = TestApp::start().await;
    signs(&app, &mut begins(&app).await, paper::done()).await;
    let mut twice = begins(&app).await;
    let refused = Snapshot::Failed(Reason::NotAccepted);
    signs(&app, &mut twice, refused.clone()).await;
    app.passes(90 * SECOND).await;
    signs(&app, &mut twice, paper::done()).await;
    let mut never = begins(&app).await;
    signs(&app, &mut never, refused.clone()).await;
    signs(&app, &mut never, refused).await;
    begins(&app).await;

    let read = reads(&app, "ann", &[(Role::Viewer, "*")], asked())
        .await
        .unwrap();
    assert_eq!(read.begun(), 4);
    assert_eq!(standing(&read, OnboardingStatus::Completed), 2);
    assert_eq!(standing(&read, OnboardingStatus::Stopped), 1);
    assert_eq!(standing(&read, OnboardingStatus::InProgress), 1);
    assert_eq!(
        (
            read.days.len(),
            read.days[29].begun,
            read.days[29].completed
        ),
        (30, 4, 2)
    );
    let [funnel] = read.funnels.as_slice() else {
        panic!("{:?}", read.funnels);
    };
    assert_eq!((funnel.begun, funnel.opened, funnel.completed), (4, 4, 2));
    let [step] = funnel.steps.as_slice() else {
        panic!("{funnel:?}");
    };
    assert_eq!(
        (step.name.as_str(), step.reached, step.done),
        ("sign", 4, 2)
    );
    // At once, and 90 seconds later.
    assert!(step.p50.unwrap() <= 10, "{step:?}");
    assert!((60_000..135_000).contains(&step.p95.unwrap()), "{step:?}");
    let [dropout] = read.drops.as_slice() else {
        panic!("{:?}", read.drops);
    };
    assert_eq!(
        (
            dropout.step.as_str(),
            dropout.how.as_str(),
            dropout.reason.as_str(),
            dropout.count
        ),
        ("sign", "stopped", "not_accepted", 1)
    );
    let [recovery] = read.recoveries.as_slice() else {
        panic!("{:?}", read.recoveries);
    };
    assert_eq!((recovery.failed, recovery.recovered), (2, 1));
    let provider = read
        .providers
        .iter()
        .find(|one| one.connection == "paper")
        .unwrap();
    assert_eq!(provider.endings["refused"], 3);
    assert_eq!(provider.endings["succeeded"], 2);
    assert!(provider.errors.is_empty(), "{provider:?}");
    assert!(provider.calls >= 10, "{provider:?}");
    assert!(provider.circuit.is_some());
    assert_eq!(read.billable["paper"], 5);
    assert_eq!(
        (read.usage[0].client.as_str(), read.usage[0].today),
        ("direct", 5)
    );
}

#[tokio::test]
async fn what_was_begun_longer_ago_is_seen_in_a_longer_window_only() {
    let app = TestApp::start().await;
    signs(&app, &mut begins(&app).await, paper::done()).await;
    app.passes(8 * DAY).await;
    begins(&app).await;
    for (days, begun) in [(7, 1), (30, 2), (90, 2)] {
        let asked = Asked { days, ..asked() };
        let name = format!("ann{days}");
        let read = reads(&app, &name, &[(Role::Viewer, "*")], asked)
            .await
            .unwrap();
        assert_eq!(read.begun(), begun, "{days}");
    }
    let asked = Asked { days: 8, ..asked() };
    let refused = reads(&app, "ann8", &[(Role::Viewer, "*")], asked).await;
    assert!(matches!(refused, Err(ServiceError::BadRequest(_))));
}

/// SEC-149
#[tokio::test]
async fn nobody_sees_the_numbers_of_a_client_they_do_not_look_after() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Live).await;
    shop.post("/onboardings", &beginning("paper")).await.is(201);
    let bank = partner(&app, "bank", Mode::Live).await;
    for _ in 0..2 {
        bank.post("/onboardings", &beginning("paper")).await.is(201);
    }
    let soon = ending(BEGINNING + DAY);
    with(&app, &bank.client, soon).await;
    begins(&app).await;

    let of_shop = [(Role::Viewer, "shop")];
    let read = reads(&app, "ann", &of_shop, asked()).await.unwrap();
    assert_eq!((read.begun(), read.clients), (1, vec!["shop".to_owned()]));
    assert!(read.keys.is_empty(), "{:?}", read.keys);
    assert!(read.usage.iter().all(|usage| usage.client == "shop"));
    assert!(read.providers.iter().all(|one| one.circuit.is_none()));
    let all = reads(&app, "bob", &[(Role::Viewer, "*")], asked())
        .await
        .unwrap();
    assert_eq!(
        (all.begun(), all.clients),
        (4, ["bank", "direct", "shop"].map(str::to_owned).to_vec())
    );
    assert_eq!(all.keys.len(), 1);
    let one = Asked {
        client: Some("bank".to_owned()),
        ..asked()
    };
    let read = reads(&app, "cid", &[(Role::Viewer, "*")], one)
        .await
        .unwrap();
    assert_eq!(read.begun(), 2);

    let mut ann = operator(&app, "dan", &of_shop).await;
    let pages = [
        ann.get("/dashboard?client=bank").await,
        ann.get("/dashboard?client=nobody").await,
        ann.get("/dashboard?client=direct").await,
    ];
    for page in &pages {
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
        assert_eq!(page.without_codes(), pages[0].without_codes());
    }
    let page = ann.get("/dashboard?client=shop&days=7&journey=").await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(!page.body.contains("bank"), "{}", page.body);
}

/// What a client tries out is not mixed with what became of applicants, unless somebody asks for that.
#[tokio::test]
async fn tests_are_left_out_until_they_are_asked_for() {
    let app = TestApp::start().await;
    let live = partner(&app, "shop", Mode::Live).await;
    let test = with_key(&app, &live.client, Mode::Test, &Scope::ALL).await;
    for shop in [&live, &test, &test, &test] {
        shop.post("/onboardings", &beginning("paper")).await.is(201);
    }
    for _ in 0..2 {
        signs(&app, &mut begins(&app).await, paper::done()).await;
    }
    let mut ann = operator(&app, "ann", &[(Role::Viewer, "*")]).await;
    for (code, begun, completed, link) in [
        ("", 3, 2, "/dashboard?days=30&amp;mode=test"),
        ("live", 1, 0, ""),
        ("direct", 2, 2, ""),
        ("test", 3, 0, "/dashboard?days=30"),
        ("all", 6, 2, "/dashboard?days=30"),
    ] {
        let asked = Asked {
            counted: Counted::from_code(code).unwrap(),
            ..asked()
        };
        let name = format!("bob{code}");
        let read = reads(&app, &name, &[(Role::Viewer, "*")], asked)
            .await
            .unwrap();
        assert_eq!(read.begun(), begun, "{code}");
        assert_eq!(standing(&read, OnboardingStatus::Completed), completed);
        assert_eq!(read.funnels[0].completed, completed, "{code}");
        assert_eq!(read.billable.is_empty(), completed == 0, "{code}");
        // Whoever looks at one kind may choose every client all the same.
        assert_eq!(read.clients, ["direct", "shop"], "{code}");

        let page = ann.get(&format!("/dashboard?mode={code}")).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let figure = format!("<span class=\"figure__value\">{begun}</span>");
        assert!(page.body.contains(&figure), "{code}: {}", page.body);
        let offered =
            page.body.contains("Show the tests") || page.body.contains("Leave the tests out");
        assert_eq!(offered, !link.is_empty(), "{code}");
        assert!(page.body.contains(link), "{code}: {}", page.body);
    }
    let wrong = ann.get("/dashboard?mode=other").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_is_not_signed_in_learns_nothing() {
    let app = TestApp::start().await;
    let mut nobody = app.applicant();
    let page = nobody.browser.get(PATH).await;
    assert_eq!(
        (page.status, page.body.as_str()),
        (StatusCode::SEE_OTHER, "")
    );
    assert!(page.location().starts_with("/dashboard/sign-in"));
}

fn times(page: &Page, text: &str) -> usize {
    page.body.matches(text).count()
}

#[tokio::test]
async fn before_anybody_began_it_says_so() {
    let app = TestApp::start().await;
    let mut ann = operator(&app, "ann", &[(Role::Viewer, "*")]).await;
    let page = ann.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert_eq!(page.heading(), "Overview");
    assert!(
        page.body
            .contains("No onboarding was begun in the last 30 days")
    );
    assert_eq!(page.header("cache-control"), "no-store");
}

/// Each chart can be read without seeing it, and none needs a style attribute, which the policy would not let through.
#[tokio::test]
async fn every_chart_has_a_title_a_description_and_a_table() {
    let app = TestApp::start().await;
    signs(&app, &mut begins(&app).await, paper::done()).await;
    let mut never = begins(&app).await;
    for _ in 0..2 {
        signs(&app, &mut never, Snapshot::Failed(Reason::NotAccepted)).await;
    }
    let mut ann = operator(&app, "ann", &[(Role::Viewer, "*")]).await;
    for path in ["/dashboard", "/dashboard?days=90&journey=paper"] {
        let page = ann.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        assert!(!page.body.contains(" style="), "{}", page.body);
        let charts = times(&page, "<svg width=\"100%\"");
        assert!(charts >= 9, "{charts} in {}", page.body);
        for part in [
            "role=\"img\"",
            "<desc ",
            "<figcaption>",
            "<details class=\"more\">",
        ] {
            assert_eq!(times(&page, part), charts, "{part}");
        }
        // One more is the document's.
        assert_eq!(times(&page, "<title"), charts + 1);
        for labelled in page.body.split("aria-labelledby=\"").skip(1) {
            for id in labelled.split('"').next().unwrap().split(' ') {
                assert_eq!(times(&page, &format!(" id=\"{id}\"")), 1, "{id}");
            }
        }
        assert!(page.body.contains("not accepted"));
    }
    let wrong = ann.get("/dashboard?days=365").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}
