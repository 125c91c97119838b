//! Other people: another eID, another name, another birth date, and what nobody vouches for.

use axum::http::StatusCode;
use serde_json::json;

use super::{
    record::Attack,
    scene::{KARI, OLAS_NNIN, has_facts, invited, outcome, pays_as, scene},
};
use crate::{
    app::TestApp,
    applicant::Applicant,
    frankieone::{comes_home, comes_home_as},
};

#[tokio::test]
async fn another_persons_eid_is_not_the_expected_one() {
    let app = scene().await;
    let mut attack = Attack::new(3, "other eID");
    let mut honest = invited(&app, "account", &KARI).await;
    pays_as(&app, &mut honest, None).await;
    attack.honest(outcome(&app, &mut honest).await);

    let mut impostor = invited(&app, "account", &KARI).await;
    pays_as(&app, &mut impostor, Some(OLAS_NNIN)).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "another person's BankID",
        "needs_review; not_matched same-name, not_matched same-birth-date",
        got,
    );

    // The same with a number instead of a name.
    let expected = [("national_id", "S9000000X")];
    let mut honest = invited(&app, "register", &expected).await;
    comes_home(&app, &mut honest, "happy").await;
    attack.honest(outcome(&app, &mut honest).await);
    let mut impostor = invited(&app, "register", &expected).await;
    comes_home_as(&app, &mut impostor, "citizen").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "another person's Singpass",
        "needs_review; not_matched same-id",
        got,
    );
    // A client that said nothing has nobody in mind: that is no match either.
    let mut impostor = invited(&app, "register", &[]).await;
    comes_home(&app, &mut impostor, "happy").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "nobody to compare with",
        "needs_review; not_matched same-id",
        got,
    );
    attack.concludes();
}

/// One person shares data, and one approves.
async fn shares_and_pays(app: &TestApp, persona: &str) -> Applicant {
    let mut applicant = invited(app, "one-person", &[]).await;
    comes_home_as(app, &mut applicant, persona).await;
    pays_as(app, &mut applicant, None).await;
    applicant
}

#[tokio::test]
async fn two_names_in_two_steps_are_two_people() {
    let app = scene().await;
    let mut attack = Attack::new(4, "name mismatch between two steps");
    let mut honest = shares_and_pays(&app, "kari").await;
    attack.honest(outcome(&app, &mut honest).await);
    // Born on the same day as Kari.
    let mut impostor = shares_and_pays(&app, "one_word").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor("another name", "needs_review; not_matched same-name", got);
    // Neither.
    let mut impostor = shares_and_pays(&app, "citizen").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "another name and birth date",
        "needs_review; not_matched same-name, not_matched same-birth-date",
        got,
    );
    attack.concludes();
}

#[tokio::test]
async fn a_namesake_was_born_on_another_day() {
    let app = scene().await;
    let mut attack = Attack::new(5, "birth date mismatch");
    let mut honest = invited(&app, "account", &KARI).await;
    pays_as(&app, &mut honest, None).await;
    attack.honest(outcome(&app, &mut honest).await);
    for birthdate in ["1990-03-13", "1990-12-03", "1990", "12.03.1990"] {
        let expected = [("name", "Kari Synthetic"), ("birthdate", birthdate)];
        let mut impostor = invited(&app, "account", &expected).await;
        pays_as(&app, &mut impostor, None).await;
        let got = outcome(&app, &mut impostor).await;
        attack.impostor(
            &format!("a namesake of {birthdate}"),
            "needs_review; not_matched same-birth-date",
            got,
        );
    }
    attack.concludes();
}

#[tokio::test]
async fn a_verified_value_that_was_changed_is_looked_at() {
    let app = scene().await;
    let mut attack = Attack::new(8, "edited prefill");
    let typed = [
        ("KARI SYNTHETIC", None),
        (
            "Ola Synthetic",
            Some("needs_review; prefill_edited, signal prefill_edited"),
        ),
        (
            "KARI SYNTHETIK",
            Some("needs_review; prefill_edited, signal prefill_edited"),
        ),
    ];
    for (name, ends) in typed {
        let mut person = invited(&app, "filled", &[]).await;
        comes_home(&app, &mut person, "happy").await;
        let path = person.step("details");
        let form = person.browser.get(&path).await;
        assert!(form.body.contains("KARI SYNTHETIC"), "{}", form.body);
        let answered = person.browser.post(&path, &[("name", name)]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
        let got = outcome(&app, &mut person).await;
        match ends {
            None => attack.honest(got),
            Some(expected) => attack.impostor(&format!("typed {name}"), expected, got),
        }
    }
    attack.concludes();
}

/// FO-23
#[tokio::test]
async fn fo_23_what_a_person_says_is_not_what_is_verified() {
    let app = scene().await;
    let mut attack = Attack::new(12, "user-provided value as verified");

    // Nobody stands for the data.
    let mut honest = invited(&app, "newcomer", &[]).await;
    comes_home(&app, &mut honest, "happy").await;
    attack.honest(outcome(&app, &mut honest).await);
    let mut impostor = invited(&app, "newcomer", &[]).await;
    comes_home(&app, &mut impostor, "without_sources").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "data without a source",
        "needs_review; fact_missing identity",
        got,
    );
    has_facts(&app, &impostor, &[]).await;

    // A number that the person typed in at the identity provider.
    let expected = |number| [("phone_number", number)];
    let mut honest = invited(&app, "reachable", &expected("+6580000001")).await;
    comes_home(&app, &mut honest, "happy").await;
    attack.honest(outcome(&app, &mut honest).await);
    let mut impostor = invited(&app, "reachable", &expected("+6580000010")).await;
    comes_home_as(&app, &mut impostor, "user_provided").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "a number typed at the provider",
        "needs_review; not_matched same-phone",
        got,
    );

    // The same at the company's own service.
    for (scenario, ends) in [
        ("happy", None),
        ("user_provided", Some("needs_review; fact_missing identity")),
        (
            "user_provided_assured",
            Some("needs_review; fact_missing identity"),
        ),
        ("self_asserted", Some("needs_review; fact_missing identity")),
    ] {
        app.simulator.will_play("external", scenario).await;
        let mut person = app.applicant();
        person.begins("company").await;
        person.chooses_page("customer").await;
        let id = app.simulator.newest("external").await["id"].clone();
        let path = format!("/control/external/sessions/{}/finish", id.as_str().unwrap());
        let ended = app.simulator.post(&path, json!({ "act": "approve" })).await;
        person.comes_back(ended["location"].as_str().unwrap()).await;
        let got = outcome(&app, &mut person).await;
        match ends {
            None => attack.honest(got),
            Some(expected) => {
                attack.impostor(&format!("the company's {scenario}"), expected, got);
                has_facts(&app, &person, &[]).await;
            }
        }
    }
    attack.concludes();
}
