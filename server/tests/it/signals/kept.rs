//! What is kept for it: by client, for a while, never in clear; and nothing that a page shows.

use vestibule::{fact::FactKind, id::OnboardingId};
use vestibule_server::services::signals;

use super::{
    DAY, OTHER, comes_with, confirms, is_clean, signals_of, signs, watching, watching_with,
};
use crate::happy::NUMBER;

#[tokio::test]
async fn clients_learn_nothing_of_each_other() {
    let app = watching().await;
    let first = comes_with(&app, NUMBER).await;
    let mut second = app.applicant();
    second.begins("phone").await;
    let of = format!(
        "UPDATE onboardings SET client = 'acme' WHERE id = '{}'",
        second.onboarding()
    );
    app.ground.execute(&of).await;
    confirms(&app, &mut second, NUMBER).await;
    is_clean(&app, &second).await;
    let hashes = |id: &str| format!("SELECT hash FROM identifiers WHERE onboarding_id = '{id}'");
    let one = app.ground.texts(&hashes(first.onboarding())).await;
    let two = app.ground.texts(&hashes(second.onboarding())).await;
    assert!(!one.is_empty() && !two.is_empty());
    assert!(
        one.iter().all(|hash| !two.contains(hash)),
        "{one:?} {two:?}"
    );
}

#[tokio::test]
async fn after_the_window_nobody_is_found_again_and_what_is_old_goes() {
    let app = watching_with(&[("SIGNALS__WINDOW_DAYS", "40")]).await;
    comes_with(&app, NUMBER).await;
    app.passes(39 * DAY).await;
    assert_eq!(signals::forget_old(&app.core).await.unwrap(), 0);
    let second = comes_with(&app, NUMBER).await;
    assert_eq!(signals_of(&app, &second).await, ["duplicate_phone 1"]);
    app.passes(2 * DAY).await;
    let third = comes_with(&app, NUMBER).await;
    assert_eq!(signals_of(&app, &third).await, ["duplicate_phone 1"]);
    assert!(signals::forget_old(&app.core).await.unwrap() > 0);
    app.passes(41 * DAY).await;
    is_clean(&app, &comes_with(&app, NUMBER).await).await;
}

#[tokio::test]
async fn whoever_is_forgotten_is_not_found_again() {
    let app = watching().await;
    let first = comes_with(&app, NUMBER).await;
    let id: OnboardingId = first.id();
    signals::forget(&app.core, &id).await.unwrap();
    for sql in [
        "SELECT CAST(COUNT(*) AS BIGINT) FROM identifiers",
        "SELECT CAST(COUNT(*) AS BIGINT) FROM usage WHERE phone_hash IS NOT NULL",
    ] {
        assert_eq!(app.ground.number(sql).await, 0, "{sql}");
    }
    is_clean(&app, &comes_with(&app, NUMBER).await).await;
}

/// An answer without what is drawn at random each time: the nonce of the content security policy, the cookie, the support
/// code.
fn without_chance(answer: &str) -> String {
    let between = |start: &str, end: &str| {
        let (_, rest) = answer.split_once(start)?;
        rest.split_once(end).map(|(value, _)| value.to_owned())
    };
    [
        between("'nonce-", "'"),
        between("set-cookie: vestibule=", ";"),
        between("x-request-id: ", "\n"),
    ]
    .into_iter()
    .flatten()
    .fold(answer.to_owned(), |answer, chance| {
        answer.replace(&chance, "CHANCE")
    })
}

/// Enumeration: whether a number is known must show nowhere before a person has looked. Two servers with the same randomness,
/// one of which knows the number: every answer is the same, byte for byte, until the last.
#[tokio::test]
async fn no_page_tells_of_a_signal() {
    let mut journeys = Vec::new();
    for known in [OTHER, NUMBER] {
        let app = watching_with(&[
            ("SIGNALS__DEVICE_VELOCITY", "1"),
            ("SIGNALS__PHONE_VELOCITY", "1"),
        ])
        .await;
        comes_with(&app, known).await;
        let mut person = app.applicant();
        person.begins("phone").await;
        person.agrees("terms").await;
        person.answers_phone("number", NUMBER).await;
        let frame = person.launches_frame("confirm").await;
        person.arrives().await;
        let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
        person.claims("confirm", &frame.attempt, &back).await;
        let page = person.arrives().await;
        assert_eq!(signals_of(&app, &person).await.is_empty(), known == OTHER);
        let port = app.simulator.phone_url().replace("http://", "");
        journeys.push((person.browser.seen().to_vec(), port, page));
    }
    let [(unknown, port, completed), (known, other_port, reviewed)] = &journeys[..] else {
        panic!("two journeys");
    };
    assert_eq!(unknown.len(), known.len());
    let last = unknown.len() - 1;
    for (at, (one, two)) in unknown.iter().zip(known).enumerate().take(last) {
        let two = two.replace(other_port, port);
        assert_eq!(without_chance(one), without_chance(&two), "answer {at}");
    }
    // What is said in the end is that somebody looks, and not why.
    assert_ne!(completed.heading(), reviewed.heading());
    for word in [
        "signal",
        "duplicate",
        "velocity",
        "already",
        "again",
        "another",
    ] {
        let words = reviewed.body.to_lowercase();
        assert!(!words.contains(word), "{word} in {words}");
    }
}

/// SEC-183
#[tokio::test]
async fn nothing_that_identifies_anybody_is_stored_in_clear() {
    let app = watching_with(&[("SIGNALS__DEVICE_VELOCITY", "5")]).await;
    let person = comes_with(&app, NUMBER).await;
    let account = [
        ("national_id", "3171234509870001"),
        ("sub", "account-48151623"),
    ];
    signs(&app, FactKind::DocumentGenuine, &account).await;
    let kinds = app
        .ground
        .texts("SELECT DISTINCT kind FROM identifiers ORDER BY kind")
        .await;
    assert_eq!(kinds, ["device", "national_id", "phone", "subject"]);
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let mut places = vec![app.ground.dump(&tables).await];
    if app.ground.is_sqlite() {
        for file in ["test.db", "test.db-wal"] {
            let bytes = std::fs::read(app.ground.folder().join(file)).unwrap_or_default();
            places.push(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    let cookie = person.browser.cookie_value();
    let hashed = |text: &str| vestibule_server::crypto::sha256_hex(text.as_bytes());
    let number = NUMBER.replace(' ', "");
    for secret in [
        number.trim_start_matches('+'),
        "3171234509870001",
        "account-48151623",
        &cookie,
        // A hash without a key is as good as the number: there are few of them.
        &hashed(&number),
        &hashed("3171234509870001"),
    ] {
        for place in &places {
            assert!(!place.contains(secret), "{secret}");
        }
    }
}
