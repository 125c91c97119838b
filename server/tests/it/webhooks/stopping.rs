//! The worker as the server runs it: woken, and told to stop.

use tokio_util::sync::CancellationToken;
use vestibule_server::{delivery::worker::work, services::webhooks::DeliveryState};

use super::{
    bench::Bench,
    receiver::{Answer, Receiver},
};

/// What is under way ends and is recorded; nothing more is begun.
#[tokio::test]
async fn a_server_that_stops_ends_what_it_has_begun() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let stop = CancellationToken::new();
    let working = tokio::spawn(work(bench.worker(), stop.clone()));
    let first = bench.tests(&endpoint).await;
    receiver.one_arrives().await;
    receiver.answers(&[Answer::Never]);
    let second = bench.tests(&endpoint).await;
    receiver.one_arrives().await;
    stop.cancel();
    let third = bench.tests(&endpoint).await;
    working.await.unwrap();
    assert_eq!(bench.state(&first).await, DeliveryState::Delivered);
    let (found, attempts) = bench.delivery(&second.id).await;
    assert_eq!((found.state, attempts.len()), (DeliveryState::Pending, 1));
    assert_eq!(attempts[0].problem.as_deref(), Some("timed_out"));
    assert_eq!(bench.delivery(&third.id).await.1.len(), 0);
    assert_eq!(receiver.count(), 2);
}
