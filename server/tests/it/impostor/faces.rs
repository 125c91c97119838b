//! Another face than the one on the picture.

use serde_json::json;

use super::{
    record::Attack,
    scene::{has_facts, outcome, scene},
};
use crate::{
    app::TestApp,
    applicant::Applicant,
    happy::ready_to_be_seen,
    selfie::{STEP, ends, listens, result},
    selfie_pictures::{compares, with_a_picture},
};

/// Shows a face to the provider that compares it with the picture of the document; it did not accept it.
async fn is_not_accepted(app: &TestApp, applicant: &mut Applicant) {
    let frame = applicant.launches_frame(STEP).await;
    listens(applicant, &frame).await;
    let end = json!({ "status": "COMPLETED", "result": "INVALID", "compared": true });
    ends(app, end).await;
    applicant
        .hears(STEP, &frame, &result("COMPLETED", None))
        .await;
}

/// SL-11, SL-15, OK-09: the face before the camera is compared with the face on the document.
#[tokio::test]
async fn another_face_is_not_the_one_on_the_document() {
    let app = scene().await;
    let mut attack = Attack::new(1, "other face");

    let (mut honest, frame) = with_a_picture(&app).await;
    compares(&app, &mut honest, &frame, true).await;
    attack.honest(outcome(&app, &mut honest).await);

    let (mut impostor, _) = with_a_picture(&app).await;
    is_not_accepted(&app, &mut impostor).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor("not accepted", "in_progress; not_accepted", got);
    is_not_accepted(&app, &mut impostor).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor("not accepted again", "stopped; not_accepted", got);
    has_facts(&app, &impostor, &[]).await;

    // A live face that nobody compared with anything.
    let (mut impostor, frame) = with_a_picture(&app).await;
    compares(&app, &mut impostor, &frame, false).await;
    let got = outcome(&app, &mut impostor).await;
    attack.impostor(
        "not compared",
        "needs_review; fact_missing face_matches",
        got,
    );
    has_facts(&app, &impostor, &["face_live"]).await;

    // The same where the provider holds the reference itself.
    for (result, is_honest) in [("VALID", true), ("INVALID", false)] {
        let mut person = ready_to_be_seen(&app).await;
        person.chooses_page("face").await;
        app.simulator.finishes_face("COMPLETED", Some(result)).await;
        let back = app.simulator.face_return("COMPLETED", None).await;
        person.comes_back(&back).await;
        let got = outcome(&app, &mut person).await;
        match is_honest {
            true => attack.honest(got),
            false => {
                attack.impostor("not the provider's", "in_progress; not_accepted", got);
                has_facts(&app, &person, &[]).await;
            }
        }
    }
    attack.concludes();
}
