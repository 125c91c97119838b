//! Test keys, and connections that are live.

use serde_json::json;
use vestibule::{launch::Presentation, locale::Locale};
use vestibule_server::services::{
    ServiceError,
    checks::start,
    clients::{Caller, Mode},
    links::{self, Followed},
    onboardings::{self, Invitation, InviteError},
};

use crate::{
    app::TestApp,
    inviting::{caller, invitation},
};

const ORIGIN: &str = "https://id.example.com";

/// The same configuration, with one connection that is the provider's own.
fn live(configuration: &str) -> String {
    configuration
        .replace("[\"http://localhost:3000\"]", &json!([ORIGIN]).to_string())
        .replace("http://127.0.0.1:3000", "https://sdk.example.net")
        .replace(
            "[connections.paper]\nprovider = \"paper\"\nenvironment = \"simulator\"",
            "[connections.paper]\nprovider = \"paper\"\nenvironment = \"live\"",
        )
}

/// SEC-150: a test key neither sees nor begins a journey that has a connection that is live; a live key does.
#[tokio::test]
async fn a_test_key_begins_nothing_that_is_live() {
    let mut app = TestApp::start().await;
    app.is_restarted_with(live).await;
    let test = caller("shop");
    let live = Caller {
        mode: Mode::Live,
        ..caller("shop")
    };
    let wish = invitation("wish");
    let refused = onboardings::invite(&app.core, &test, &wish).await;
    assert!(matches!(refused, Err(InviteError::LiveConnection)));
    let journey = &app.core.journeys[&wish.journey].journey;
    assert!(!onboardings::may_begin(&app.core, &test, journey));
    assert!(onboardings::may_begin(&app.core, &live, journey));
    onboardings::invite(&app.core, &live, &wish).await.unwrap();
    // Nothing of this one is examined elsewhere.
    let strict = invitation("strict");
    onboardings::invite(&app.core, &test, &strict)
        .await
        .unwrap();
}

/// SEC-150: nor does what a test key began before the connection became live reach the provider.
#[tokio::test]
async fn what_a_test_key_began_never_reaches_a_provider_that_is_live() {
    let mut app = TestApp::start().await;
    let paper = Invitation {
        lifetime_minutes: Some(600),
        ..invitation("paper")
    };
    let mut begun = Vec::new();
    for mode in [Mode::Test, Mode::Live] {
        let caller = Caller {
            mode,
            ..caller("shop")
        };
        let invited = onboardings::invite(&app.core, &caller, &paper)
            .await
            .unwrap();
        let link = Followed {
            origin: "http://localhost:3000",
            token: &invited.link.token,
        };
        links::claim(&app.core, link, "key").await.unwrap();
        begun.push(invited.id);
    }
    app.is_restarted_with(live).await;
    let step = vestibule::id::StepName::new("sign").unwrap();
    let mut started = Vec::new();
    for id in &begun {
        start::begin(&app.core, Some("key"), id, &step)
            .await
            .unwrap();
        let (page, locale) = (Presentation::Page, Locale::En);
        let launched = start::start(&app.core, Some("key"), id, &step, page, locale).await;
        started.push(launched);
    }
    assert!(matches!(started[0], Err(ServiceError::Unavailable)));
    assert!(started[1].is_ok(), "{:?}", started[1]);
    let used = "SELECT CAST(COUNT(*) AS BIGINT) FROM usage";
    assert_eq!(app.ground.number(used).await, 1);
}
