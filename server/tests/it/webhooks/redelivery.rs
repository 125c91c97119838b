//! A person has something sent again.

use vestibule_server::services::webhooks::{DeliveryState, redeliver};

use super::{
    bench::Bench,
    receiver::{Answer, Receiver},
};

/// SEC-169
#[tokio::test]
async fn what_is_redelivered_keeps_its_id_and_is_in_the_audit_log() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    receiver.answers(&vec![Answer::Status(500); 10]);
    let delivery = bench.tests(&endpoint).await;
    bench.delivers().await;
    bench.tries_them_all().await;
    assert_eq!(bench.state(&delivery).await, DeliveryState::Failed);
    for times in [11, 12] {
        redeliver(&bench.core, &bench.caller, &delivery.id)
            .await
            .unwrap();
        bench.delivers().await;
        let (found, attempts) = bench.delivery(&delivery.id).await;
        assert_eq!((found.state, found.tries), (DeliveryState::Delivered, 1));
        assert_eq!(attempts.last().map(|attempt| attempt.number), Some(times));
    }
    assert_eq!(receiver.by_id(), [(delivery.event, 12)].into());
    let bodies: std::collections::BTreeSet<_> =
        receiver.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies.len(), 1);
    let actor = bench.caller.actor().code();
    assert_eq!(
        bench.audited("webhook_delivery.redelivered", &actor).await,
        2
    );
}

/// Asked for while it waits for its next attempt, it is tried now.
#[tokio::test]
async fn what_waits_for_its_next_attempt_is_tried_at_once() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    receiver.answers(&[Answer::With(503, "retry-after", "3600".to_owned())]);
    let delivery = bench.tests(&endpoint).await;
    bench.delivers().await;
    assert_eq!(bench.state(&delivery).await, DeliveryState::Pending);
    redeliver(&bench.core, &bench.caller, &delivery.id)
        .await
        .unwrap();
    bench.delivers().await;
    assert_eq!(bench.state(&delivery).await, DeliveryState::Delivered);
}
