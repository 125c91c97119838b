//! Erasure: nothing personal is left, and what is left still says what happened.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sqlx::{Column, Row, TypeInfo, ValueRef};
use vestibule_server::{
    crypto::sha256_hex,
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        closing, erasure,
        onboardings::{self, Invitation},
        reference_images::{self, Source},
        results,
    },
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    inviting::{BINDING, caller, claims, follows, invitation, invites},
    links::told,
    paper::done,
    reference_images::portrait,
};

/// Columns that hold sealed or random bytes of something else than an onboarding.
const OTHERS: [&str; 3] = ["browser_sessions", "signing_keys", "webhook_secrets"];
/// What each place where a person may say something was told.
const NAME: &str = "Canary Nameson";
const REFERENCE: &str = "canary-reference-4711";
const ACCOUNT: &str = "canary.account@example.com";

/// The client sends a portrait, the person sends theirs under this name, and signs beside it; the frame says something, too.
pub async fn signs_as(app: &TestApp, person: &mut Applicant, name: &str) {
    reference_images::store(&app.core, &person.id(), &Source::Client, portrait())
        .await
        .unwrap()
        .unwrap();
    let sent = person.sends_picture(name, &portrait()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    let frame = person.launches_frame("sign").await;
    person
        .reports(
            "sign",
            &frame.attempt,
            frame.origin(),
            "{\"name\":\"canary-message\"}",
        )
        .await;
    app.paper.shared().says = done();
    let back = app.paper.newest_return();
    person.claims("sign", &frame.attempt, &back).await;
}

/// An onboarding that holds everything there can be, up to its result.
pub async fn story(app: &TestApp) -> (Applicant, String) {
    let shop = caller("shop");
    let invitation = Invitation {
        client_reference: Some(REFERENCE.to_owned()),
        account: Some(ACCOUNT.to_owned()),
        expected: claims(&[("name", NAME)]),
        prefill: claims(&[("name", NAME)]),
        metadata: claims(&[("canary", "canary-metadata")]),
        ..invitation("portrait")
    };
    let (id, link) = invites(app, &shop, &invitation).await;
    let mut person = follows(app, &id, &link).await;
    signs_as(app, &mut person, NAME).await;
    person.launches_frame("seal").await;
    (person, link)
}

/// Every value in the database that is bytes, with its place, but for what belongs to no onboarding.
pub async fn bytes_kept(app: &TestApp) -> Vec<(String, Vec<u8>)> {
    let mut connection = app.ground.connect().await;
    let mut kept = Vec::new();
    for table in app.ground.tables().await {
        if OTHERS.contains(&table.as_str()) {
            continue;
        }
        let only = match table.as_str() {
            "audit_events" => " WHERE chain <> 'system'",
            _ => "",
        };
        let rows = sqlx::query(&format!("SELECT * FROM {table}{only}"))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        for row in rows {
            for column in row.columns() {
                let raw = row.try_get_raw(column.ordinal()).unwrap();
                if !raw.is_null() && raw.type_info().name() == "BLOB" {
                    let value: Vec<u8> = row.get(column.ordinal());
                    kept.push((format!("{table}.{}", column.name()), value));
                }
            }
        }
    }
    kept
}

async fn dump(app: &TestApp) -> String {
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    app.ground.dump(&tables).await
}

/// SEC-183, SEC-185: the rows' sealed values, their key and every hash that finds the person are gone, also from the file.
#[tokio::test]
async fn after_an_erasure_nothing_is_left_that_could_be_opened_or_found() {
    let settings = [
        ("SIGNALS__WINDOW_DAYS", "30"),
        ("SIGNALS__DEVICE_VELOCITY", "5"),
    ];
    let app = TestApp::with(&settings).await;
    let (mut person, link) = story(&app).await;
    let id = person.id();
    let before: Vec<_> = bytes_kept(&app)
        .await
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let places: BTreeSet<_> = before.iter().map(|(place, _)| place.as_str()).collect();
    for place in [
        "data_keys.wrapped",
        "onboardings.expected",
        "onboardings.invitation",
        "steps.answer",
        "steps.prefilled",
        "facts.claims",
        "evidence.body",
        "attempts.session",
        "reference_images.bytes",
        "messages.raw",
        "audit_events.detail",
    ] {
        assert!(
            places.contains(place),
            "the story has no {place}: {places:?}"
        );
    }
    let key = &before
        .iter()
        .find(|(place, _)| place == "data_keys.wrapped");
    let key = key.unwrap().1.clone();
    let mut words = app
        .ground
        .texts("SELECT reference FROM attempts UNION SELECT hash FROM identifiers")
        .await;
    words.extend(
        app.ground
            .texts(
                "SELECT reference_hash FROM onboardings UNION SELECT owner_hash FROM onboardings",
            )
            .await,
    );
    words.push(sha256_hex(BINDING.as_bytes()));
    words.push(sha256_hex(link.strip_prefix("/l/").unwrap().as_bytes()));
    let dumped = dump(&app).await;
    for word in &words {
        assert!(word.len() > 10 && dumped.contains(word), "{word}");
    }
    let audited = events(&app, &id).await;

    erasure::erase(&app.core, &id, Actor::Operator("ana"))
        .await
        .unwrap();

    for (place, value) in bytes_kept(&app).await {
        assert!(value.is_empty(), "{place} holds {} bytes", value.len());
    }
    let dumped = dump(&app).await;
    for word in &words {
        assert!(!dumped.contains(word), "{word}");
    }
    if app.ground.is_sqlite() {
        for file in ["test.db", "test.db-wal"] {
            let bytes = std::fs::read(app.ground.folder().join(file)).unwrap_or_default();
            let found = bytes.windows(key.len()).any(|window| window == key);
            assert!(!found, "the wrapped data key is still in {file}");
        }
    }
    // The chain goes on from where it was, and verifies.
    let now = events(&app, &id).await;
    assert_eq!(now[..audited.len()], audited);
    assert_eq!(now.last().unwrap(), "onboarding.erased operator:ana");
    let ledger = app
        .ground
        .texts("SELECT onboarding_id || ' ' || actor FROM erasure_ledger")
        .await;
    assert_eq!(ledger, [format!("{id} operator:ana")]);

    // For its applicant there never was such an onboarding.
    let page = person.browser.get(&person.path("")).await;
    let unknown = "/o/0190f3a4-7c1e-7b2d-8000-0123456789ab";
    let never = person.browser.get(unknown).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(
        page.without_codes().replace(&person.path(""), unknown),
        never.without_codes()
    );
    assert_eq!(
        person.browser.get(&link).await.status,
        StatusCode::NOT_FOUND
    );
    let root = person.browser.get("/").await;
    assert!(!root.body.contains(id.as_str()));
    let minted = results::mint(&app.core, None, &id).await;
    assert!(matches!(minted, Err(ServiceError::NotFound)));
}

/// Kind and actor of the audit events of an onboarding, in order. SEC-184: its chain verifies.
async fn events(app: &TestApp, id: &vestibule::id::OnboardingId) -> Vec<String> {
    let mut connection = app.core.db.read().await.unwrap();
    audit::verify(&app.core, &mut connection, id).await.unwrap();
    let sql = format!(
        "SELECT kind || ' ' || actor FROM audit_events WHERE chain = '{id}' ORDER BY sequence"
    );
    app.ground.texts(&sql).await
}

#[tokio::test]
async fn what_is_not_over_is_cancelled_first_and_twice_is_once() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, _) = invites(&app, &shop, &invitation("strict")).await;
    for _ in 0..2 {
        erasure::erase_theirs(&app.core, &shop, &id).await.unwrap();
    }
    assert_eq!(
        told(&app, &id).await,
        ["onboarding.cancelled", "onboarding.erased"]
    );
    let seen = onboardings::find(&app.core, &shop, &id).await.unwrap();
    assert_eq!(seen.row.status, "cancelled");
    assert!(seen.row.erased_at.is_some() && seen.said == Default::default());
    let cancelled = closing::cancel(&app.core, &shop, &id).await;
    assert!(cancelled.is_ok(), "it is: {cancelled:?}");
    let linked = onboardings::new_link(&app.core, &shop, &id, None).await;
    assert!(linked.is_err());
}

#[tokio::test]
async fn what_was_decided_stays_decided() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("strict")).await;
    let mut person = follows(&app, &id, &link).await;
    person
        .browser
        .post(&person.step("wish"), &[("card", "no")])
        .await;
    erasure::erase_theirs(&app.core, &shop, &id).await.unwrap();
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.rejected",
            "onboarding.erased"
        ]
    );
    let facts = onboardings::facts(&app.core, &shop, &id).await;
    assert!(matches!(facts, Err(ServiceError::OutOfOrder)));
}

/// SEC-148
#[tokio::test]
async fn nobody_erases_what_is_another_clients() {
    let app = TestApp::start().await;
    let (id, _) = invites(&app, &caller("shop"), &invitation("strict")).await;
    let erased = erasure::erase_theirs(&app.core, &caller("rival"), &id).await;
    assert!(matches!(erased, Err(ServiceError::NotFound)));
    assert!(told(&app, &id).await.is_empty());
}

/// What a provider still sends about it is about nobody.
#[tokio::test]
async fn a_return_after_the_erasure_finds_nothing_and_keeps_nothing() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, link) = invites(&app, &shop, &invitation("wish")).await;
    let mut person = follows(&app, &id, &link).await;
    person
        .browser
        .post(&person.step("wish"), &[("card", "no")])
        .await;
    person.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    erasure::erase_theirs(&app.core, &shop, &id).await.unwrap();
    assert_eq!(app.paper.shared().abandoned, 1);
    app.paper.shared().says = done();
    let path = crate::applicant::local(&back).to_owned();
    let returned = person.browser.post(&path, &[]).await;
    assert_eq!(returned.status, StatusCode::NOT_FOUND, "{returned:?}");
    app.lives_for(30 * MINUTE).await;
    for (place, value) in bytes_kept(&app).await {
        assert!(value.is_empty(), "{place} holds {} bytes", value.len());
    }
    let mut connection = app.core.db.read().await.unwrap();
    let case = Case::load(&app.core, &mut connection, &id, None).await;
    assert!(matches!(case, Err(ServiceError::NotFound)));
}
