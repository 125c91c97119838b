//! What a provider says that its contract does not know: counted, shown to operators, and without effect.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use tower::ServiceExt;
use vestibule::check::State;

use crate::{
    app::TestApp,
    face_endings::{callback, in_front_of_the_frame},
    simulator::CALLBACK_AUTHORIZATION,
};

/// Kind, place, name and count of all, of all connections.
async fn shown(app: &TestApp) -> Vec<String> {
    let request = Request::get("/novelties").body(Body::empty()).unwrap();
    let answer = app.management.clone().oneshot(request).await.unwrap();
    let body = axum::body::to_bytes(answer.into_body(), 100_000)
        .await
        .unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let connections = body["connections"].as_object().unwrap();
    connections
        .values()
        .flat_map(|of| of.as_array().unwrap())
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            format!(
                "{} {} {} {}",
                text("kind"),
                text("place"),
                text("name"),
                one["count"]
            )
        })
        .collect()
}

#[tokio::test]
async fn unknown_fields_values_and_events_are_counted_and_shown() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    assert_eq!(shown(&app).await, [""; 0]);
    let session = app.simulator.newest_face().await;
    // An event.
    let message = json!({ "type": "ONEKYC_SOMETHING_NEW", "data": {} });
    applicant.hears("face", &frame, &message).await;
    // A value and a field, in an answer about a submission.
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let data =
        json!({ "status": "PAUSED", "partnerSessionId": session, "brandNew": { "name": "Ada" } });
    let body = json!({ "success": true, "data": data });
    let fault = json!({ "fault": "answer", "route": "details", "status": 200, "body": body });
    app.simulator.breaks("onekyc", fault).await;
    let said = callback(&session, "COMPLETED", None);
    applicant.hears("face", &frame, &said).await;
    // A field of a callback.
    let mut body = app.simulator.callbacks().await[0]["body"].clone();
    body["alsoNew"] = json!("Ada Lovelace");
    app.receives_callback(&body, Some("Bearer of bad news"))
        .await;
    app.receives_callback(&body, Some(CALLBACK_AUTHORIZATION))
        .await;
    let shown = shown(&app).await;
    let counted = |start: &str| shown.iter().any(|line| line.starts_with(start));
    assert!(counted("field onekyc.details data.brandNew "), "{shown:?}");
    assert!(counted("field webhook alsoNew 1"), "{shown:?}");
    assert!(counted("value onekyc.details status=PAUSED "), "{shown:?}");
    assert!(counted("event message ONEKYC_SOMETHING_NEW 1"), "{shown:?}");
    assert_eq!(shown.len(), 4, "{shown:?}");
    let state = app.state(&applicant).await;
    assert!(matches!(state, State::Processing { .. }), "{state:?}");
}
