//! What raises a signal: the same number, the same person, a browser or a number too often.

use futures_util::future::join;
use vestibule::fact::FactKind;
use vestibule_server::{
    provider::Snapshot,
    services::onboardings::{self, Invitation},
};

use super::{
    OTHER, comes_with, confirms, is_asked_to_sign, is_clean, says, signals_of, signs, watching,
    watching_with,
};
use crate::{
    app::MINUTE,
    happy::NUMBER,
    inviting::{caller, invitation},
};

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
