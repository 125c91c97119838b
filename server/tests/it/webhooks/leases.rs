//! Several workers on one database, and workers that are gone.

use std::sync::Arc;

use vestibule_server::services::webhooks::{DeliveryState, LEASE_MS};

use super::{
    bench::{Bench, worker_of},
    receiver::{Answer, Receiver},
};

/// SEC-165: gone between sending and recording. Whoever comes after sends it again, after the lease, with the same id.
#[tokio::test]
async fn what_a_worker_that_is_gone_had_claimed_is_sent_again_with_the_same_id() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    receiver.answers(&[Answer::Never]);
    let delivery = bench.tests(&endpoint).await;
    let mut gone = bench.worker();
    assert_eq!(gone.begin_due().await.unwrap(), 1);
    receiver.one_arrives().await;
    drop(gone);
    bench.delivers_after(LEASE_MS - 1).await;
    assert_eq!(
        receiver.count(),
        1,
        "nobody takes it from one who may be alive"
    );
    bench.delivers_after(1).await;
    assert_eq!(receiver.by_id(), [(delivery.event.clone(), 2)].into());
    let (found, attempts) = bench.delivery(&delivery.id).await;
    assert_eq!(found.state, DeliveryState::Delivered);
    assert_eq!(attempts.len(), 1, "of the other nobody knows");
}

/// Two servers share the work, and none is done twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_deliver_everything_once() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let first = bench.tests(&endpoint).await;
    let mut expected = vec![first.event];
    for _ in 0..39 {
        expected.push(bench.tests(&endpoint).await.event);
    }
    let other = bench.another(2).await;
    let works = |core: Arc<_>| async move {
        let mut worker = worker_of(core);
        for _ in 0..40 {
            worker.begin_due().await.unwrap();
            worker.all_end().await;
        }
    };
    tokio::join!(works(bench.core.clone()), works(other));
    let by_id = receiver.by_id();
    assert_eq!(by_id.len(), 40);
    assert!(expected.iter().all(|event| by_id[event] == 1), "{by_id:?}");
}

/// Together they keep to what one endpoint may have at a time.
#[tokio::test]
async fn two_servers_keep_to_one_bound() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    receiver.always(Answer::Never);
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let first = bench.tests(&endpoint).await;
    bench.piles_up(&first, 20).await;
    let (mut one, mut two) = (bench.worker(), worker_of(bench.another(2).await));
    assert_eq!(one.begin_due().await.unwrap(), 4);
    assert_eq!(two.begin_due().await.unwrap(), 0);
}
