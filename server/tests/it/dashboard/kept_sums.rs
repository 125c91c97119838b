//! The overview's sums while they are kept: they say what would be added up.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use vestibule::permission::Role;
use vestibule_server::{
    seed::{self, seed},
    services::{
        clients::Mode,
        dashboard::overview::{self, Asked, Counted, Overview},
        operators::sessions::{self, SignedIn},
    },
};

use super::bench::cookie;
use crate::{
    api::bench::partner,
    app::{BEGINNING, MINUTE, SECOND, TestApp},
};

const DAY: i64 = 24 * 60 * MINUTE;

fn asked(days: u16) -> Asked {
    Asked {
        days,
        client: None,
        counted: Counted::Real,
        journey: None,
    }
}

async fn somebody(app: &TestApp, name: &str, grants: &[(Role, &str)]) -> SignedIn {
    let cookie = cookie(app, name, grants).await;
    let token = cookie.strip_prefix("vestibule-operator=").unwrap();
    sessions::find(&app.core, token).await.unwrap().unwrap()
}

async fn reads(app: &TestApp, who: &SignedIn, asked: &Asked) -> Overview {
    let read = overview::read(&app.core, who, asked.clone()).await;
    read.unwrap()
}

async fn opened(app: &TestApp, who: &SignedIn, days: u16) -> i64 {
    let read = reads(app, who, &asked(days)).await;
    read.devices.values().sum()
}

/// Sums of so many kinds, for each of so many clients, on one day.
async fn much_happens(app: &TestApp, day: i64, (clients, kinds): (usize, usize)) {
    for client in 0..clients {
        let rows: Vec<String> = (0..kinds)
            .map(|at| {
                format!(
                    "({day}, 'shop-{client}', 'live', 'paper', 'opened', '', 'kind-{at}', 0, 1)"
                )
            })
            .collect();
        let sql = format!(
            "INSERT INTO tallies (day, client, mode, journey, measure, step, detail, shard, count) VALUES {}",
            rows.join(", ")
        );
        app.ground.execute(&sql).await;
    }
    app.is_tampered_with();
}

fn one_of<T: Clone>(random: &mut ChaCha8Rng, all: &[T]) -> T {
    all[random.next_u32() as usize % all.len()].clone()
}

/// Everything that is on the overview, for whatever is chosen, by whoever may see it: added up from the rows first, then cut
/// out of what is kept, when no row is there any more.
#[tokio::test]
async fn what_is_kept_says_what_would_be_added_up_whatever_is_chosen() {
    let app = TestApp::start().await;
    let many = seed::Asked {
        onboardings: 400,
        events_per: 10,
        random: 7,
    };
    seed(&app.core, app.ground.url(), many).await.unwrap();
    // Shards, as writers beside each other leave them.
    if !app.ground.is_sqlite() {
        let sharded = "UPDATE tallies SET shard = MOD(count, 5) WHERE measure <> 'begun'";
        app.ground.execute(sharded).await;
    }
    let all = somebody(&app, "ana", &[(Role::Admin, "*")]).await;
    let of_two = [
        (Role::Viewer, "seed-harbour"),
        (Role::Viewer, "seed-meadow"),
    ];
    let some = somebody(&app, "ben", &of_two).await;
    let clients = [None, None, Some("seed-harbour"), Some("seed-meadow")];
    let journeys = reads(&app, &all, &asked(90)).await.journeys;
    assert!(journeys.len() > 2, "{journeys:?}");
    let mut journeys: Vec<Option<String>> = journeys.into_iter().map(Some).collect();
    journeys.extend([None, None, None, Some("nowhere".to_owned())]);
    let random = &mut ChaCha8Rng::seed_from_u64(1);
    let mut before = Vec::new();
    for at in 0..90 {
        let who = if at % 3 == 0 { &some } else { &all };
        let chosen = Asked {
            days: one_of(random, &overview::WINDOWS),
            client: one_of(random, &clients).map(str::to_owned),
            counted: Counted::from_code(one_of(random, &["", "live", "test", "direct", "all"]))
                .unwrap(),
            journey: one_of(random, &journeys),
        };
        let read = reads(&app, who, &chosen).await;
        before.push((who, chosen, format!("{read:#?}"), read.begun()));
    }
    assert!(before.iter().filter(|(.., begun)| *begun > 0).count() > 30);
    overview::renew(&app.core).await.unwrap();
    app.is_tampered_with();
    app.ground.execute("DELETE FROM tallies").await;
    for (who, chosen, added_up, _) in before {
        let kept = reads(&app, who, &chosen).await;
        assert_eq!(format!("{kept:#?}"), added_up, "{chosen:?}");
    }
}

/// SEC-149: what is kept is everybody's, and nobody is shown more of it than before.
#[tokio::test]
async fn what_is_kept_is_shown_to_whom_it_may_be_shown() {
    let app = TestApp::start().await;
    much_happens(&app, BEGINNING / DAY, (3, 3_000)).await;
    partner(&app, "shop-1", Mode::Live).await;
    let some = somebody(&app, "ben", &[(Role::Viewer, "shop-1")]).await;
    overview::renew(&app.core).await.unwrap();
    app.ground.execute("DELETE FROM tallies").await;
    let read = reads(&app, &some, &asked(30)).await;
    assert_eq!(read.devices.values().sum::<i64>(), 3_000);
    assert_eq!(read.clients, ["shop-1"]);
    let other = Asked {
        client: Some("shop-2".to_owned()),
        ..asked(30)
    };
    assert!(overview::read(&app.core, &some, other).await.is_err());
}

/// SEC-184: nobody waits for sums, also not for those that nobody looked at before, and nobody sees what is older than half a
/// minute.
#[tokio::test]
async fn sums_are_added_up_before_anybody_looks() {
    let app = TestApp::start().await;
    much_happens(&app, BEGINNING / DAY, (1, 6_000)).await;
    let who = somebody(&app, "ana", &[(Role::Admin, "*")]).await;
    let more = "UPDATE tallies SET count = count + 1 WHERE detail = 'kind-7'";
    overview::renew(&app.core).await.unwrap();
    app.ground.execute(more).await;
    for (millis, sum) in [(0, 6_000), (29 * SECOND, 6_000), (SECOND, 6_001)] {
        app.passes(millis).await;
        for days in overview::WINDOWS {
            assert_eq!(opened(&app, &who, days).await, sum, "{days} {millis}");
        }
    }
    overview::renew(&app.core).await.unwrap();
    app.ground.execute(more).await;
    app.passes(20 * SECOND).await;
    assert_eq!(opened(&app, &who, 7).await, 6_001);
    overview::renew(&app.core).await.unwrap();
    assert_eq!(opened(&app, &who, 7).await, 6_002);
}

/// What was kept yesterday is of other days.
#[tokio::test]
async fn at_midnight_every_window_moves_on() {
    let app = TestApp::start().await;
    much_happens(&app, BEGINNING / DAY - 6, (1, 6_000)).await;
    let who = somebody(&app, "ana", &[(Role::Admin, "*")]).await;
    app.clock.advance(DAY - BEGINNING % DAY - 10 * SECOND);
    overview::renew(&app.core).await.unwrap();
    assert_eq!(opened(&app, &who, 7).await, 6_000);
    app.clock.advance(10 * SECOND);
    assert_eq!(opened(&app, &who, 7).await, 0);
    assert_eq!(opened(&app, &who, 30).await, 6_000);
}

/// Few are read at once: whoever begins sees it, however often they look.
#[tokio::test]
async fn few_sums_are_never_old() {
    let app = TestApp::start().await;
    much_happens(&app, BEGINNING / DAY, (1, 100)).await;
    let who = somebody(&app, "ana", &[(Role::Admin, "*")]).await;
    overview::renew(&app.core).await.unwrap();
    app.ground
        .execute("UPDATE tallies SET count = count + 1")
        .await;
    assert_eq!(opened(&app, &who, 30).await, 200);
}

/// More clients and kinds than are kept: what was looked at not long ago is added up again, and nothing is left out.
#[tokio::test]
async fn where_there_are_too_many_sums_those_that_are_looked_at_are_kept() {
    let app = TestApp::start().await;
    much_happens(&app, BEGINNING / DAY, (21, 5_000)).await;
    let who = somebody(&app, "ana", &[(Role::Admin, "*")]).await;
    let more = "UPDATE tallies SET count = count + 1 WHERE client = 'shop-3' AND detail = 'kind-7'";
    overview::renew(&app.core).await.unwrap();
    app.ground.execute(more).await;
    // What the dashboard begins with was added up though nobody had looked; the rest is added up for who looks first.
    assert_eq!(opened(&app, &who, 30).await, 105_000);
    assert_eq!(opened(&app, &who, 90).await, 105_001);
    app.passes(20 * SECOND).await;
    overview::renew(&app.core).await.unwrap();
    app.ground.execute(more).await;
    app.passes(20 * SECOND).await;
    assert_eq!(opened(&app, &who, 30).await, 105_001);
    assert_eq!(opened(&app, &who, 90).await, 105_001);
    app.passes(15 * MINUTE).await;
    // It is tried again whether they are few enough.
    app.ground
        .execute("DELETE FROM tallies WHERE client <> 'shop-3'")
        .await;
    overview::renew(&app.core).await.unwrap();
    app.ground.execute("DELETE FROM tallies").await;
    assert_eq!(opened(&app, &who, 90).await, 5_002);
}
