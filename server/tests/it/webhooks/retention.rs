//! What is kept of deliveries, and for how long.

use vestibule_server::{
    delivery::signing::Scheme,
    services::webhooks::{DELIVERIES_KEPT_DAYS, rotate_secret, sweep},
};

use super::{
    bench::{Bench, HOUR},
    receiver::{Answer, Receiver},
};

#[tokio::test]
async fn what_ended_a_month_ago_is_forgotten_and_what_is_pending_is_not() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    bench.tests(&endpoint).await;
    bench.delivers().await;
    rotate_secret(&bench.core, &bench.caller, &endpoint.id, (Scheme::V1, 1))
        .await
        .unwrap();
    let count = |table: &str| {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}");
        let ground = &bench.ground;
        async move { ground.number(&sql).await }
    };
    bench.clock.advance(DELIVERIES_KEPT_DAYS * 24 * HOUR);
    receiver.answers(&[Answer::Status(500)]);
    let waiting = bench.tests(&endpoint).await;
    bench.delivers().await;
    sweep(&bench.core).await.unwrap();
    assert_eq!(bench.deliveries_to(&endpoint).await.len(), 2, "to the day");
    bench.clock.advance(1);
    sweep(&bench.core).await.unwrap();
    let left = bench.deliveries_to(&endpoint).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, waiting.id);
    assert_eq!(count("webhook_attempts").await, 1);
    assert_eq!(
        count("webhook_secrets").await,
        1,
        "the one that was replaced is gone"
    );
}

/// Written in the moment in which its endpoint was switched off, it is not sent when that is on again.
#[tokio::test]
async fn what_was_left_over_for_a_disabled_endpoint_is_dropped() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let delivery = bench.tests(&endpoint).await;
    let sql = format!(
        "UPDATE webhook_endpoints SET disabled_as = 'client', disabled_at = 1 WHERE id = '{}'",
        endpoint.id
    );
    bench.ground.execute(&sql).await;
    bench.delivers().await;
    sweep(&bench.core).await.unwrap();
    assert_eq!(
        bench.state(&delivery).await,
        vestibule_server::services::webhooks::DeliveryState::Dropped
    );
    assert_eq!(receiver.count(), 0);
}
