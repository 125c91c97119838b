//! Accounts: one person who comes twice, and links that are passed on.

use axum::http::StatusCode;

use super::{
    record::Attack,
    scene::{
        CLIENT, KARI, OLA, OLAS_NNIN, invited, invited_by, outcome, pays_as, scene, sends_link,
        with,
    },
};
use crate::frankieone::comes_home;

#[tokio::test]
async fn one_person_is_no_second_customer() {
    let app = with(&[("SIGNALS__WINDOW_DAYS", "365")]).await;
    let mut attack = Attack::new(6, "duplicate subject");
    let mut honest = invited(&app, "newcomer", &[]).await;
    comes_home(&app, &mut honest, "happy").await;
    attack.honest(outcome(&app, &mut honest).await);

    // The same national id, from another browser.
    let mut impostor = invited(&app, "newcomer", &[]).await;
    comes_home(&app, &mut impostor, "happy").await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "the same national id",
        "needs_review; signal duplicate_national_id",
        got,
    );
    // Another client has its own customers.
    let mut elsewhere = invited_by(&app, "other-bank", "newcomer", &[]).await;
    comes_home(&app, &mut elsewhere, "happy").await;
    attack.honest(outcome(&app, &mut elsewhere).await);
    // What was decided before stays.
    attack.honest(outcome(&app, &mut honest).await);
    attack.concludes();
}

/// SEC-143, SEC-144
#[tokio::test]
async fn sec_143_a_link_that_is_passed_on_identifies_nobody_else() {
    let app = scene().await;
    let mut attack = Attack::new(11, "relayed link");
    let mut honest = invited(&app, "account", &KARI).await;
    pays_as(&app, &mut honest, None).await;
    attack.honest(outcome(&app, &mut honest).await);

    // Kari's link is taken by Ola: his eID is not hers, and she sees that her link is used up.
    let (id, link) = sends_link(&app, CLIENT, "account", &KARI).await;
    let mut ola = app.applicant();
    assert_eq!(
        ola.browser.post(&link, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    ola.is_at(&id);
    let mut kari = app.applicant();
    for page in [
        kari.browser.get(&link).await,
        kari.browser.post(&link, &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::GONE, "{page:?}");
    }
    let inside = kari.browser.get(&format!("/o/{id}")).await;
    assert_eq!(inside.status, StatusCode::NOT_FOUND, "{inside:?}");
    assert_eq!(app.audited("link.claimed").await, 2);
    pays_as(&app, &mut ola, Some(OLAS_NNIN)).await;
    let got = outcome(&app, &mut ola).await;
    let two = "needs_review; not_matched same-name, not_matched same-birth-date";
    attack.impostor("somebody else's link", two, got);

    // Ola passes his link on, and Kari identifies herself for his account.
    let mut kari = invited(&app, "account", &OLA).await;
    pays_as(&app, &mut kari, None).await;
    let got = outcome(&app, &mut kari).await;
    attack.impostor("a victim for the attacker's account", two, got);

    // He began it, and lets her only approve: the frame's return is claimed in his browser, or in none.
    let mut ola = invited(&app, "account", &OLA).await;
    let (frame, back) = super::scene::approves_as(&app, &mut ola, None).await;
    let mut kari = app.applicant();
    kari.is_at(&ola.id());
    let page = kari.claims("approve", &frame.attempt, &back).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    ola.claims("approve", &frame.attempt, &back).await;
    let got = outcome(&app, &mut ola).await;
    attack.impostor("a victim who only approves", two, got);
    attack.concludes();
}
