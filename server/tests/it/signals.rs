//! Signals: people and browsers that come again are found, for operators and decisions only.

use futures_util::future::join;
use vestibule::{
    fact::{Fact, FactKind, Outcome},
    id::OnboardingId,
};
use vestibule_server::{
    provider::{Evidence, Snapshot},
    services::{
        onboardings::{self, Invitation},
        signals,
    },
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    happy::NUMBER,
    inviting::{caller, follows, invitation, invites},
};

const DAY: i64 = 24 * 60 * MINUTE;
const OTHER: &str = "+44 7700 900999";

async fn watching() -> TestApp {
    watching_with(&[]).await
}

async fn watching_with(settings: &[(&str, &str)]) -> TestApp {
    let mut all = vec![("SIGNALS__WINDOW_DAYS", "365")];
    all.extend_from_slice(settings);
    TestApp::with(&all).await
}

/// One person confirms a number and comes to the end.
async fn confirms(app: &TestApp, applicant: &mut Applicant, number: &str) {
    applicant.agrees("terms").await;
    applicant.answers_phone("number", number).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
}

async fn comes_with(app: &TestApp, number: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    confirms(app, &mut applicant, number).await;
    applicant
}

async fn signals_of(app: &TestApp, applicant: &Applicant) -> Vec<String> {
    let sql = format!(
        "SELECT signal || ' ' || CAST(count AS TEXT) FROM risk_signals WHERE onboarding_id = '{}' ORDER BY signal",
        applicant.onboarding()
    );
    app.ground.texts(&sql).await
}

async fn is_clean(app: &TestApp, applicant: &Applicant) {
    assert_eq!(signals_of(app, applicant).await, Vec::<String>::new());
    assert_eq!(app.onboarding_status(applicant).await, "completed");
}

/// What the tests' own provider says: these claims, of this kind.
fn says(kind: FactKind, claims: &[(&str, &str)]) -> Snapshot {
    let claims = claims
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let fact = Fact {
        kind,
        assurance: None,
        claims: claims.collect(),
    };
    let control = Fact {
        kind: FactKind::ContactControl,
        assurance: None,
        claims: [].into(),
    };
    let evidence = Evidence {
        content_type: "text/plain".to_owned(),
        body: "signed".to_owned(),
    };
    let facts = vec![fact, control];
    Snapshot::Done(Outcome { facts }, evidence)
}

/// One person signs a sheet of paper that says so.
async fn signs(app: &TestApp, kind: FactKind, claims: &[(&str, &str)]) -> Applicant {
    app.paper.shared().says = Snapshot::Waiting;
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = says(kind, claims);
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    applicant
}

/// The same for somebody whom a client asked to, of whom it may say that they come again.
async fn is_asked_to_sign(app: &TestApp, renews: Option<&Applicant>) -> Applicant {
    let invitation = Invitation {
        renews: renews.map(Applicant::id),
        ..invitation("paper")
    };
    let (id, link) = invites(app, &caller("shop"), &invitation).await;
    app.paper.shared().says = Snapshot::Waiting;
    let mut applicant = follows(app, &id, &link).await;
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = says(FactKind::Identity, &[("national_id", "05129912345")]);
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    applicant
}

/// A client that renews an onboarding says that it is the same person again: that is no duplicate. Others still are.
#[tokio::test]
async fn whoever_is_renewed_is_no_duplicate_of_themself() {
    let app = watching().await;
    let first = is_asked_to_sign(&app, None).await;
    is_clean(&app, &first).await;
    let second = is_asked_to_sign(&app, Some(&first)).await;
    is_clean(&app, &second).await;
    let third = is_asked_to_sign(&app, Some(&second)).await;
    is_clean(&app, &third).await;
    let stranger = is_asked_to_sign(&app, None).await;
    let found = signals_of(&app, &stranger).await;
    assert_eq!(found, ["duplicate_national_id 3"]);
    let other = caller("other");
    let renewing = Invitation {
        renews: Some(first.id()),
        ..invitation("paper")
    };
    let refused = onboardings::invite(&app.core, &other, &renewing).await;
    assert!(refused.is_err());
    let fourth = is_asked_to_sign(&app, Some(&third)).await;
    let found = signals_of(&app, &fourth).await;
    assert_eq!(found, ["duplicate_national_id 1"]);
}

/// 4, item 8
#[tokio::test]
async fn a_number_that_was_confirmed_before_sends_to_review() {
    let app = watching().await;
    let first = comes_with(&app, NUMBER).await;
    is_clean(&app, &first).await;
    let another = comes_with(&app, OTHER).await;
    is_clean(&app, &another).await;

    // Also when it is written otherwise.
    let second = comes_with(&app, "0044 7700-900123").await;
    assert_eq!(signals_of(&app, &second).await, ["duplicate_phone 1"]);
    assert_eq!(app.onboarding_status(&second).await, "needs_review");
    assert_eq!(app.audited("signals.raised").await, 1);
    let third = comes_with(&app, NUMBER).await;
    assert_eq!(signals_of(&app, &third).await, ["duplicate_phone 2"]);
    // What was decided stays.
    is_clean(&app, &first).await;
}

#[tokio::test]
async fn the_same_national_id_or_account_is_found_whoever_says_it() {
    let app = watching().await;
    let id = [("national_id", "S1234567D")];
    is_clean(&app, &signs(&app, FactKind::DocumentGenuine, &id).await).await;
    let again = signs(&app, FactKind::DocumentGenuine, &[("nric", " s1234567d")]).await;
    assert_eq!(signals_of(&app, &again).await, ["duplicate_national_id 1"]);

    let account = [("subject_id", "account-17")];
    is_clean(&app, &signs(&app, FactKind::FaceLive, &account).await).await;
    let again = signs(&app, FactKind::FaceLive, &account).await;
    assert_eq!(signals_of(&app, &again).await, ["duplicate_subject 1"]);

    // Anybody can say anybody's number; it spoils nobody's onboarding.
    let said = [
        ("national_id", "S7654321X"),
        ("phone_number", "+4712345678"),
    ];
    is_clean(&app, &signs(&app, FactKind::SelfAsserted, &said).await).await;
    is_clean(&app, &signs(&app, FactKind::DocumentGenuine, &said).await).await;
}

/// Both settle at once, and would both be the first if neither waited for the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_at_the_same_time_one_sees_the_other() {
    let app = watching().await;
    for round in 0..12 {
        app.paper.shared().says = Snapshot::Waiting;
        let (mut one, mut two) = (app.applicant(), app.applicant());
        one.begins("paper").await;
        one.chooses_page_of_paper().await;
        let one_back = app.paper.newest_return();
        two.begins("paper").await;
        two.chooses_page_of_paper().await;
        let two_back = app.paper.newest_return();
        let number = format!("S12345{round:02}D");
        app.paper.shared().says = says(FactKind::DocumentGenuine, &[("nric", &number)]);
        let first = tokio::spawn(async move {
            one.comes_back(&one_back).await;
            one
        });
        let second = tokio::spawn(async move {
            two.comes_back(&two_back).await;
            two
        });
        let (one, two) = join(first, second).await;
        let mut statuses = [
            app.onboarding_status(&one.unwrap()).await,
            app.onboarding_status(&two.unwrap()).await,
        ];
        statuses.sort();
        assert_eq!(statuses, ["completed", "needs_review"], "round {round}");
    }
}

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

#[tokio::test]
async fn a_browser_that_begins_again_and_again_is_noticed() {
    let app = watching_with(&[("SIGNALS__DEVICE_VELOCITY", "3")]).await;
    let mut person = app.applicant();
    for _ in 0..2 {
        person.begins("phone").await;
        app.passes(MINUTE).await;
    }
    person.begins("phone").await;
    confirms(&app, &mut person, NUMBER).await;
    is_clean(&app, &person).await;

    person.begins("phone").await;
    confirms(&app, &mut person, OTHER).await;
    assert_eq!(signals_of(&app, &person).await, ["device_velocity 4"]);
    assert_eq!(app.onboarding_status(&person).await, "needs_review");
    // Somebody else's browser is another.
    is_clean(&app, &comes_with(&app, "+44 7700 900555").await).await;
}

#[tokio::test]
async fn a_number_that_is_called_again_and_again_is_noticed() {
    let app = watching_with(&[("SIGNALS__PHONE_VELOCITY", "2")]).await;
    let mut first = app.applicant();
    first.begins("phone").await;
    first.agrees("terms").await;
    first.answers_phone("number", NUMBER).await;
    first.launches_frame("confirm").await;
    first.launches_again("confirm").await;
    let second = comes_with(&app, NUMBER).await;
    assert_eq!(signals_of(&app, &second).await, ["phone_velocity 3"]);
    is_clean(&app, &comes_with(&app, OTHER).await).await;
}

/// Nothing is decided then, but a person looks.
#[tokio::test]
async fn whoever_asks_for_a_person_is_looked_at_with_signals() {
    let app = watching_with(&[("SIGNALS__DEVICE_VELOCITY", "1")]).await;
    let mut person = app.applicant();
    person.begins("phone").await;
    person.begins("phone").await;
    let help = person.path("/help");
    person.browser.post(&help, &[]).await;
    assert_eq!(app.onboarding_status(&person).await, "needs_review");
    assert_eq!(signals_of(&app, &person).await, ["device_velocity 2"]);
}

/// The old key stays in the ring for as long as anything is wrapped by it, and so long people are found.
#[tokio::test]
async fn a_rotated_key_still_finds_whom_the_old_one_remembered() {
    let mut app = watching().await;
    comes_with(&app, NUMBER).await;
    let file = app.ground.folder().join("keys.toml");
    let old = std::fs::read_to_string(&file).unwrap();
    let new = "[[ring]]\nid = \"new\"\nsecret = \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"\n";
    std::fs::write(&file, format!("{new}\n{old}")).unwrap();
    app.is_killed_and_restarted().await;
    let second = comes_with(&app, NUMBER).await;
    assert_eq!(signals_of(&app, &second).await, ["duplicate_phone 1"]);
    let third = comes_with(&app, NUMBER).await;
    assert_eq!(
        signals_of(&app, &third).await,
        ["duplicate_phone 2"],
        "nobody counts twice"
    );
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
