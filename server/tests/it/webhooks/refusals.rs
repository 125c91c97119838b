//! SEC-160 at the real worker: what resolves inside is an attempt that failed, and nothing arrives.

use vestibule_server::{delivery::guard::Guard, services::webhooks::DeliveryState};

use super::{
    bench::{Bench, worker_with},
    receiver::{Answer, Receiver},
};

/// SEC-160: registered while it was allowed; the name is only looked up when it is connected to.
#[tokio::test]
async fn an_address_inside_is_refused_when_it_is_connected_to_and_the_log_says_so() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let by_name = receiver.url.replace("127.0.0.1", "localhost");
    for url in [&receiver.url, &by_name] {
        let (endpoint, _) = bench.endpoint(url).await;
        let delivery = bench.tests(&endpoint).await;
        let mut worker = worker_with(bench.core.clone(), Guard::new(Vec::new(), true));
        worker.begin_due().await.unwrap();
        worker.all_end().await;
        let (found, attempts) = bench.delivery(&delivery.id).await;
        assert_eq!(found.state, DeliveryState::Pending);
        assert_eq!(
            attempts[0].problem.as_deref(),
            Some("address_refused"),
            "{url}"
        );
        assert_eq!(attempts[0].status, None);
    }
    assert_eq!(receiver.count(), 0);
}

/// SEC-160: plain text is refused as well once it is not allowed any more.
#[tokio::test]
async fn http_is_refused_where_it_is_not_allowed_any_more() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let delivery = bench.tests(&endpoint).await;
    let inside = "127.0.0.0/8".parse().unwrap();
    let mut worker = worker_with(bench.core.clone(), Guard::new(vec![inside], false));
    worker.begin_due().await.unwrap();
    worker.all_end().await;
    let (_, attempts) = bench.delivery(&delivery.id).await;
    assert_eq!(attempts[0].problem.as_deref(), Some("url_refused"));
    assert_eq!(receiver.count(), 0);
}

/// SEC-163: an answer that does not come in time is a failed attempt.
#[tokio::test]
async fn who_does_not_answer_in_time_is_tried_again_later() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    receiver.answers(&[Answer::Never]);
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    let delivery = bench.tests(&endpoint).await;
    bench.delivers_by(bench.hasty_worker()).await;
    let (found, attempts) = bench.delivery(&delivery.id).await;
    assert_eq!(found.state, DeliveryState::Pending);
    assert_eq!(attempts[0].problem.as_deref(), Some("timed_out"));
    assert!(attempts[0].duration_ms >= 900, "{attempts:?}");
    bench.delivers_after(6_000).await;
    assert_eq!(bench.state(&delivery).await, DeliveryState::Delivered);
}
