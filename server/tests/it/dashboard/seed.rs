//! Seeding: what is made up stands in the database as if it had happened.

use axum::http::StatusCode;
use vestibule::permission::Role;
use vestibule_server::{
    seed::{Asked, SeedError, Seeded, seed},
    services::{
        audit::verification::{Trusted, verify_database},
        tallies,
    },
};

use super::{bench::operator, recount};
use crate::{
    app::{MINUTE, TestApp},
    browser::Browser,
};

const FEW: Asked = Asked {
    onboardings: 300,
    events_per: 10,
    random: 1,
};

async fn seeds(app: &TestApp, asked: Asked) -> Result<Seeded, SeedError> {
    seed(&app.core, app.ground.url(), asked).await
}

async fn shows(desk: &mut Browser, path: &str) {
    let page = desk.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {page:?}");
}

/// SEC-184: tallies say what rows say, the audit log verifies to the last chain, and every screen shows what is there. The
/// invariants of every story are looked at in the end.
#[tokio::test]
async fn what_was_seeded_stands_as_if_it_had_happened() {
    let app = TestApp::start().await;
    let seeded = seeds(&app, FEW).await.unwrap();
    assert_eq!(seeded.onboardings, 300);
    assert!(seeded.events >= 2_500, "{seeded:?}");
    recount::agrees(&app).await;
    let verified = verify_database(&app.core.db, &app.core.keys, &Trusted::default())
        .await
        .unwrap();
    assert!(verified.chains >= 300, "{verified:?}");
    // More than one of everything that a filter can choose.
    for column in ["status", "journey", "client", "mode"] {
        let kinds = app
            .ground
            .number(&format!(
                "SELECT CAST(COUNT(DISTINCT {column}) AS BIGINT) FROM onboardings"
            ))
            .await;
        assert!(kinds > 2, "{column}: {kinds}");
    }
    let mut desk = operator(&app, "ana", &[(Role::Admin, "*")]).await;
    for path in [
        "/dashboard",
        "/dashboard?days=90",
        "/dashboard/onboardings",
        "/dashboard/onboardings?status=needs_review",
        "/dashboard/onboardings?client=seed-harbour&mode=live",
        "/dashboard/proposals",
        "/dashboard/control",
        "/dashboard/settings/clients",
        "/dashboard/settings/clients/seed-harbour",
        "/dashboard/settings/webhooks",
        "/dashboard/settings/operators",
        "/dashboard/settings/connections",
        "/dashboard/audit",
    ] {
        shows(&mut desk, path).await;
    }
    // One of each status and journey.
    let some = "SELECT MIN(id) FROM onboardings GROUP BY status, journey";
    for id in app.ground.texts(some).await {
        shows(&mut desk, &format!("/dashboard/onboardings/{id}")).await;
        shows(&mut desk, &format!("/dashboard/onboardings/{id}/messages")).await;
    }
}

/// What somebody on the telephone can say finds what was seeded.
#[tokio::test]
async fn what_was_seeded_is_found() {
    let app = TestApp::start().await;
    seeds(&app, FEW).await.unwrap();
    let mut desk = operator(&app, "ana", &[(Role::Admin, "*")]).await;
    let code = app
        .ground
        .texts("SELECT code FROM support_codes ORDER BY code LIMIT 1")
        .await;
    let id = app
        .ground
        .texts("SELECT id FROM onboardings WHERE reference_hash IS NOT NULL ORDER BY id LIMIT 1")
        .await
        .remove(0);
    let number = app
        .ground
        .number(&format!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings WHERE id < '{id}'"
        ))
        .await;
    let typed = [code[0].clone(), id, format!("SEED-{number:08}")];
    for typed in typed {
        let found = desk
            .post("/dashboard/onboardings/search", &[("q", &typed)])
            .await;
        assert_eq!(found.status, StatusCode::SEE_OTHER, "{typed}: {found:?}");
    }
}

/// Twice is twice as many: the chains, the log of their heads and the tallies go on from what is there.
#[tokio::test]
async fn a_seeded_database_takes_more() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let few = Asked {
            onboardings: 40,
            ..FEW
        };
        seeds(&app, few).await.unwrap();
    }
    let all = "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings";
    assert_eq!(app.ground.number(all).await, 80);
    recount::agrees(&app).await;
}

#[tokio::test]
async fn the_indexes_are_there_afterwards_as_they_were_before() {
    let app = TestApp::start().await;
    let sql = match app.ground.is_sqlite() {
        true => "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name",
        false => {
            "SELECT CAST(indexdef AS TEXT) FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname"
        }
    };
    let before = app.ground.texts(sql).await;
    let few = Asked {
        onboardings: 5,
        ..FEW
    };
    seeds(&app, few).await.unwrap();
    assert_eq!(app.ground.texts(sql).await, before);
}

#[tokio::test]
async fn a_database_with_a_real_onboarding_is_left_alone() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let refused = seeds(&app, FEW).await.unwrap_err();
    assert!(refused.to_string().contains("was not seeded"), "{refused}");
    let all = "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings";
    assert_eq!(app.ground.number(all).await, 1);
}

#[tokio::test]
async fn a_database_that_served_real_people_is_left_alone() {
    let app = TestApp::start().await;
    app.ground
        .execute("UPDATE connections SET environment = 'live' WHERE name = 'phone'")
        .await;
    let refused = seeds(&app, FEW).await.unwrap_err();
    assert!(refused.to_string().contains("phone"), "{refused}");
}

/// Shards of days on which nobody begins anything any more are added together, and what is older than anybody can look at is
/// forgotten: tallies grow with days and labels, and no further.
#[tokio::test]
async fn tallies_do_not_grow_for_ever() {
    let app = TestApp::start().await;
    let few = Asked {
        onboardings: 40,
        ..FEW
    };
    seeds(&app, few).await.unwrap();
    let shards = "SELECT CAST(COUNT(DISTINCT shard) AS BIGINT) FROM tallies";
    if !app.ground.is_sqlite() {
        app.ground
            .execute("UPDATE tallies SET shard = MOD(count, 5) + 1 WHERE measure <> 'begun'")
            .await;
        assert!(app.ground.number(shards).await > 1);
    }
    tallies::tidy(&app.core).await.unwrap();
    recount::agrees(&app).await;
    let old = "SELECT CAST(COUNT(*) AS BIGINT) FROM tallies WHERE shard <> 0 AND day < (SELECT MAX(day) FROM tallies) - 3";
    assert_eq!(app.ground.number(old).await, 0);
    app.clock.advance(500 * 24 * 60 * MINUTE);
    tallies::tidy(&app.core).await.unwrap();
    let all = "SELECT CAST(COUNT(*) AS BIGINT) FROM tallies";
    assert_eq!(app.ground.number(all).await, 0);
}
