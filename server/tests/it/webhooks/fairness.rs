//! One slow endpoint never delays others. Shown by order: what arrived, and what had to wait.

use vestibule_server::services::webhooks::{DeliveryState, send_test};

use super::{
    bench::{Bench, SECOND, caller, limits},
    receiver::{Answer, Receiver},
};

/// SEC-163: a thousand wait for an endpoint that hangs; the one for the other endpoint is the next to go out.
#[tokio::test]
async fn behind_a_thousand_that_hang_another_endpoints_delivery_goes_out_at_once() {
    let bench = Bench::start().await;
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    let (hanging, _) = bench.endpoint(&slow.url).await;
    slow.always(Answer::Never);
    let first = bench.tests(&hanging).await;
    bench.piles_up(&first, 1_000).await;
    let mut worker = bench.worker();
    let begun = worker.begin_due().await.unwrap();
    let most = usize::try_from(limits().per_endpoint).unwrap();
    assert_eq!(begun, most, "no more of one endpoint at a time");
    for _ in 0..most {
        slow.one_arrives().await;
    }
    // All that it may have are under way, and hang.
    let (endpoint, _) = bench.endpoint(&quick.url).await;
    let delivery = bench.tests(&endpoint).await;
    assert_eq!(worker.begin_due().await.unwrap(), 1);
    quick.one_arrives().await;
    assert_eq!((slow.count(), quick.count()), (most, 1));
    // It is recorded while the others hang still.
    worker.one_ends().await;
    assert_eq!(bench.state(&delivery).await, DeliveryState::Delivered);
    assert_eq!(bench.state(&first).await, DeliveryState::Pending);
}

/// SEC-163: nor do many slow endpoints; those that fail have places of their own.
#[tokio::test]
async fn however_many_endpoints_hang_those_that_do_not_have_their_places() {
    let bench = Bench::start().await;
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    slow.always(Answer::Status(500));
    let mut failing = Vec::new();
    for _ in 0..18 {
        let (endpoint, _) = bench.endpoint(&slow.url).await;
        failing.push(bench.tests(&endpoint).await);
    }
    bench.delivers().await;
    let (endpoint, _) = bench.endpoint(&quick.url).await;
    slow.always(Answer::Never);
    bench.clock.advance(6 * SECOND);
    for delivery in &failing {
        bench.piles_up(delivery, 10).await;
    }
    let mut worker = bench.worker();
    let lane = usize::try_from(limits().concurrency / 4).unwrap();
    assert_eq!(
        worker.begin_due().await.unwrap(),
        lane,
        "one of each, a quarter of all"
    );
    assert_eq!(worker.begin_due().await.unwrap(), 0);
    bench.tests(&endpoint).await;
    assert_eq!(worker.begin_due().await.unwrap(), 1);
    quick.one_arrives().await;
}

/// The turn goes round: no endpoint is passed over because others have more to send.
#[tokio::test]
async fn every_endpoint_has_its_turn_before_any_has_its_second() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let mut endpoints = Vec::new();
    for _ in 0..20 {
        let (endpoint, _) = bench.endpoint(&receiver.url).await;
        let first = bench.tests(&endpoint).await;
        bench.piles_up(&first, 5).await;
        endpoints.push(first.event);
    }
    let mut worker = bench.worker();
    let mut begun = 0;
    while begun < 20 {
        begun += worker.begin_due().await.unwrap();
        worker.all_end().await;
    }
    let by_id = receiver.by_id();
    assert_eq!(by_id.len(), 20, "{by_id:?}");
    assert!(
        endpoints
            .iter()
            .all(|event| (1..=2).contains(&by_id[event]))
    );
}

/// Clients do not wait for each other either.
#[tokio::test]
async fn another_clients_delivery_goes_out_beside_ours() {
    let bench = Bench::start().await;
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    slow.always(Answer::Never);
    let (hanging, _) = bench.endpoint(&slow.url).await;
    let first = bench.tests(&hanging).await;
    bench.piles_up(&first, 50).await;
    let other = caller(&bench.core, "bank", bench.caller.mode).await;
    let new = super::bench::new_endpoint(&quick.url, &[]);
    let made = vestibule_server::services::webhooks::create_endpoint(&bench.core, &other, new);
    let (endpoint, _) = made.await.unwrap();
    send_test(&bench.core, &other, &endpoint.id).await.unwrap();
    let mut worker = bench.worker();
    worker.begin_due().await.unwrap();
    quick.one_arrives().await;
    assert!(slow.count() <= 4);
}
