//! The worker as the server runs it: woken, and told to stop.

use tokio_util::sync::CancellationToken;
use vestibule_server::{delivery::worker::work, services::webhooks::DeliveryState};

use super::{
    bench::{Bench, limits},
    receiver::{Answer, Receiver},
};

/// What is under way ends and is recorded; nothing more is begun.
#[tokio::test]
async fn a_server_that_stops_ends_what_it_has_begun() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let stop = CancellationToken::new();
    let working = tokio::spawn(work(bench.hasty_worker(), stop.clone()));
    let first = bench.tests(&endpoint).await;
    receiver.one_arrives().await;
    receiver.answers(&[Answer::Never]);
    // The endpoint's share is full, so what comes last waits for one of them.
    receiver.answers(&[const { Answer::Never }; 4]);
    let mut under_way = Vec::new();
    for _ in 0..limits().per_endpoint {
        under_way.push(bench.tests(&endpoint).await);
        receiver.one_arrives().await;
    }
    let last = bench.tests(&endpoint).await;
    stop.cancel();
    working.await.unwrap();
    assert_eq!(bench.state(&first).await, DeliveryState::Delivered);
    for delivery in under_way {
        let (found, attempts) = bench.delivery(&delivery.id).await;
        assert_eq!((found.state, attempts.len()), (DeliveryState::Pending, 1));
        assert_eq!(attempts[0].problem.as_deref(), Some("timed_out"));
    }
    assert_eq!(bench.delivery(&last.id).await.1.len(), 0);
    assert_eq!(receiver.count(), 5);
}

/// A server that always has something to begin still lets go of what ended.
#[tokio::test]
async fn what_ended_is_forgotten_also_when_nobody_waits_for_it() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let mut worker = bench.worker();
    for _ in 0..5 {
        let delivery = bench.tests(&endpoint).await;
        assert_eq!(worker.begin_due().await.unwrap(), 1);
        while bench.state(&delivery).await != DeliveryState::Delivered {
            tokio::task::yield_now().await;
        }
    }
    // The last may have recorded how it went without having ended.
    worker.begin_due().await.unwrap();
    assert!(worker.under_way() <= 1, "{}", worker.under_way());
}
