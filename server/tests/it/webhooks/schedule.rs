//! The specification's ten attempts, and the end of an endpoint that never answers.

use vestibule_server::services::webhooks::{DeliveryState, DisabledAs};

use super::{
    bench::{Bench, DELAYS, HOUR, SECOND},
    receiver::{Answer, Receiver},
};

#[tokio::test]
async fn ten_attempts_are_made_at_the_times_of_the_specification_with_jitter_and_one_id() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    receiver.always(Answer::Status(500));
    let delivery = bench.tests(&endpoint).await;
    bench.delivers().await;
    let mut jitters = Vec::new();
    for (at, delay) in DELAYS.into_iter().enumerate() {
        let next = bench
            .delivery(&delivery.id)
            .await
            .0
            .next_attempt_at
            .unwrap();
        let wait = next.0 - bench.now().0;
        assert!((delay..=delay + delay / 10).contains(&wait), "{at}: {wait}");
        jitters.push(wait - delay);
        bench.delivers_after(wait - 1).await;
        assert_eq!(receiver.count(), at + 1, "not a moment before");
        bench.delivers_after(1).await;
        assert_eq!(receiver.count(), at + 2);
    }
    assert!(jitters.iter().any(|jitter| *jitter > 0));
    let (found, attempts) = bench.delivery(&delivery.id).await;
    assert_eq!(
        (found.state, found.next_attempt_at),
        (DeliveryState::Failed, None)
    );
    let numbers: Vec<_> = attempts.iter().map(|attempt| attempt.number).collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    assert!(
        attempts
            .iter()
            .all(|attempt| attempt.problem.as_deref() == Some("status"))
    );
    bench.delivers_after(100 * HOUR).await;
    assert_eq!(
        receiver.by_id().into_iter().collect::<Vec<_>>(),
        [(delivery.event, 10)]
    );
    // Each attempt has a time of its own.
    let times: std::collections::BTreeSet<_> = receiver
        .seen()
        .iter()
        .map(|seen| seen.header("webhook-timestamp").to_owned())
        .collect();
    assert_eq!(times.len(), 10);
    assert!(
        bench.again(&endpoint).await.enabled(),
        "75 hours are not 120"
    );
}

/// One event after another fails, until nothing was delivered for 120 hours.
#[tokio::test]
async fn an_endpoint_to_which_nothing_was_delivered_for_120_hours_is_disabled_and_others_are_told()
{
    let bench = Bench::start().await;
    let (failing, other) = (Receiver::start().await, Receiver::start().await);
    let (endpoint, _) = bench.endpoint(&failing.url).await;
    let (_, _) = bench.endpoint(&other.url).await;
    failing.always(Answer::Status(500));
    let began = bench.now().0;
    bench.tests(&endpoint).await;
    bench.delivers().await;
    for _ in 0..9 {
        bench.delivers_after(12 * HOUR).await;
        bench.tests(&endpoint).await;
        bench.delivers().await;
    }
    let found = bench.again(&endpoint).await;
    assert!(found.enabled());
    assert!(found.failing_since.is_some_and(|since| since.0 == began));
    bench.delivers_after(12 * HOUR).await;
    let found = bench.again(&endpoint).await;
    assert_eq!(found.disabled_as, Some(DisabledAs::Failing));
    assert_eq!(other.seen()[0].json()["data"]["reason"], "failing");
    let calls = failing.count();
    bench.delivers_after(30 * HOUR).await;
    assert_eq!(failing.count(), calls);
}

/// A week in which nothing happened is no week of failures.
#[tokio::test]
async fn one_failure_after_a_quiet_week_disables_nothing() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    receiver.answers(&vec![Answer::Status(500); 10]);
    bench.tests(&endpoint).await;
    bench.delivers().await;
    bench.tries_them_all().await;
    assert_eq!(receiver.count(), 10);
    bench.clock.advance(100 * HOUR);
    receiver.answers(&[Answer::Status(500)]);
    let delivery = bench.tests(&endpoint).await;
    bench.delivers().await;
    assert!(bench.again(&endpoint).await.enabled());
    bench.delivers_after(6 * SECOND).await;
    assert_eq!(bench.state(&delivery).await, DeliveryState::Delivered);
    assert_eq!(bench.again(&endpoint).await.failing_since, None);
}
