//! Pages of lists.

use serde_json::{Value, json};
use vestibule_server::services::clients::{Mode, Scope};

use super::{
    bench::{Partner, beginning, partner, with_key},
    samples::{JOURNEY, endpoint},
};
use crate::app::TestApp;

async fn begins(app: &TestApp, shop: &Partner, count: usize) {
    for _ in 0..count {
        app.clock.advance(1);
        let answer = shop.post("/onboardings", &beginning(JOURNEY)).await;
        answer.is(201);
    }
}

fn ids(page: &Value) -> Vec<String> {
    let data = page["data"].as_array().unwrap().iter();
    data.map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn pages_have_everything_once_and_in_order() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    begins(&app, &shop, 5).await;
    let all = ids(&shop.get("/onboardings").await.is(200));
    assert_eq!(all.len(), 5);
    let mut found = Vec::new();
    let mut path = "/onboardings?limit=2".to_owned();
    for more in [true, true, false] {
        let page = shop.get(&path).await.is(200);
        found.extend(ids(&page));
        // What is begun meanwhile does not move the pages.
        begins(&app, &shop, 1).await;
        let next = page["next_cursor"].as_str();
        assert_eq!(next.is_some(), more);
        path = format!("/onboardings?limit=2&cursor={}", next.unwrap_or_default());
    }
    assert_eq!(found, all);
}

/// SEC-154
#[tokio::test]
async fn a_cursor_is_of_one_list_one_filter_and_one_caller() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let live = with_key(&app, &shop.client, Mode::Live, &Scope::ALL).await;
    begins(&app, &shop, 3).await;
    let made = shop.post("/webhook-endpoints", &endpoint()).await.is(201);
    let id = made["endpoint"]["id"].as_str().unwrap();
    for _ in 0..2 {
        let test = format!("/webhook-endpoints/{id}/test");
        shop.post(&test, &json!({})).await.is(202);
    }
    let cursor = async |path: &str| {
        let page = shop.get(path).await.is(200);
        page["next_cursor"].as_str().unwrap().to_owned()
    };
    let onboardings = cursor("/onboardings?limit=1&status=in_progress").await;
    let deliveries = cursor("/webhook-deliveries?limit=1").await;
    let right = format!("/onboardings?status=in_progress&cursor={onboardings}");
    assert_eq!(ids(&shop.get(&right).await.is(200)).len(), 2);

    let wrong = [
        (&shop, format!("/onboardings?cursor={onboardings}")),
        (
            &shop,
            format!("/onboardings?status=completed&cursor={onboardings}"),
        ),
        (&shop, format!("/onboardings?cursor={deliveries}")),
        (&shop, format!("/webhook-deliveries?cursor={onboardings}")),
        (
            &shop,
            format!("/webhook-deliveries?endpoint={id}&cursor={deliveries}"),
        ),
        (&bank, right.clone()),
        (&live, right.clone()),
        (&shop, "/onboardings?cursor=".to_owned()),
        (&shop, "/onboardings?cursor=AAAA".to_owned()),
        (&shop, format!("/onboardings?cursor={}", "A".repeat(5000))),
    ];
    for (asking, path) in wrong {
        let answer = asking.get(&path).await;
        let code = answer.json()["code"].clone();
        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(code, "invalid_cursor", "{path}");
    }
    // Nothing in it can be altered.
    for at in 0..onboardings.len() {
        let mut altered = onboardings.clone().into_bytes();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(altered).unwrap();
        let path = format!("/onboardings?status=in_progress&cursor={altered}");
        shop.get(&path).await.is_problem(400, "invalid_cursor");
    }
}
