//! What each answer means.

use vestibule_server::services::webhooks::{
    self, Changes, DeliveryState, DisabledAs, LEASE_MS, update_endpoint,
};

use super::{
    bench::{Bench, HOUR, MINUTE, SECOND},
    receiver::{Answer, Receiver},
};

/// SEC-161
#[tokio::test]
async fn a_redirect_is_a_failure_and_is_not_followed() {
    let bench = Bench::start().await;
    let (there, receiver) = (Receiver::start().await, Receiver::start().await);
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    for status in [301, 302, 303, 307, 308] {
        receiver.answers(&[Answer::With(status, "location", there.url.clone())]);
        let delivery = bench.tests(&endpoint).await;
        bench.delivers().await;
        let (delivery, attempts) = bench.delivery(&delivery.id).await;
        assert_eq!(
            (delivery.state, delivery.tries),
            (DeliveryState::Pending, 1)
        );
        assert_eq!(attempts[0].status, Some(i64::from(status)));
        assert_eq!(attempts[0].problem.as_deref(), Some("redirect"));
    }
    assert_eq!(there.count(), 0);
}

/// SEC-162: 410 ends the endpoint; what waited for it stays to be redelivered; the client's other endpoint is told.
#[tokio::test]
async fn whoever_is_gone_is_not_called_any_more() {
    let bench = Bench::start().await;
    let (gone, other) = (Receiver::start().await, Receiver::start().await);
    let (endpoint, _) = bench.endpoint(&gone.url).await;
    let (_, _) = bench.endpoint(&other.url).await;
    gone.always(Answer::Status(410));
    let first = bench.tests(&endpoint).await;
    bench.piles_up(&first, 9).await;
    let mut worker = bench.worker();
    assert_eq!(worker.begin_due().await.unwrap(), 4, "four at a time");
    worker.all_end().await;
    bench.delivers_after(LEASE_MS).await;
    let calls = gone.count();
    assert!(
        (1..=4).contains(&calls),
        "{calls}: whatever was under way, and no more"
    );
    let found = bench.again(&endpoint).await;
    assert_eq!(found.disabled_as, Some(DisabledAs::Gone));
    let all = bench.deliveries_to(&endpoint).await;
    assert_eq!(all.len(), 10);
    assert!(all.iter().all(|one| one.state == DeliveryState::Dropped));
    let told = other.seen();
    assert_eq!(told.len(), 1);
    let told = told[0].json();
    assert_eq!(told["type"], "webhook_endpoint.disabled");
    let data = serde_json::json!({ "endpoint": endpoint.id, "reason": "gone" });
    assert_eq!(told["data"], data);
    assert_eq!(
        bench.audited("webhook_endpoint.disabled", "system").await,
        1
    );
    let refused = webhooks::redeliver(&bench.core, &bench.caller, &first.id).await;
    assert!(refused.is_err(), "as long as it is disabled");
    gone.always(Answer::Status(204));
    let enabled = Changes {
        enabled: Some(true),
        ..Changes::default()
    };
    update_endpoint(&bench.core, &bench.caller, &endpoint.id, enabled)
        .await
        .unwrap();
    webhooks::redeliver(&bench.core, &bench.caller, &first.id)
        .await
        .unwrap();
    bench.delivers().await;
    assert_eq!(bench.state(&first).await, DeliveryState::Delivered);
    assert_eq!(gone.seen()[calls].id(), first.event);
}

/// SEC-162: seconds and dates, and no longer than a day; the others for the same endpoint wait as well.
#[tokio::test]
async fn an_endpoint_that_names_a_time_is_left_alone_until_then() {
    for (status, value, expected) in [
        (429, "120", 120 * SECOND),
        (503, "3600", HOUR),
        (502, "999999999", 24 * HOUR),
        (504, "date", 10 * MINUTE),
    ] {
        let bench = Bench::start().await;
        let receiver = Receiver::start().await;
        let (endpoint, _) = bench.endpoint(&receiver.url).await;
        let later = httpdate(bench.now().0 + 10 * MINUTE);
        let value = if value == "date" {
            later
        } else {
            value.to_owned()
        };
        receiver.answers(&[Answer::With(status, "retry-after", value)]);
        let first = bench.tests(&endpoint).await;
        bench.delivers().await;
        let (found, attempts) = bench.delivery(&first.id).await;
        assert_eq!(attempts[0].status, Some(i64::from(status)));
        let wait = found.next_attempt_at.unwrap().0 - bench.now().0;
        // A date has no milliseconds.
        assert!(
            (expected - SECOND..=expected).contains(&wait),
            "{status}: {wait}"
        );
        // The second one was written by the system, so nobody asks for it in particular.
        bench.piles_up(&first, 1).await;
        bench.delivers_after(expected - 2 * SECOND).await;
        assert_eq!(receiver.count(), 1, "{status}: it asked to be left alone");
        bench.delivers_after(2 * SECOND).await;
        assert_eq!(receiver.count(), 3, "{status}");
        assert_eq!(bench.again(&endpoint).await.failing_since, None);
    }
}

/// RFC 9110, 5.6.7.
fn httpdate(millis: i64) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp(millis / 1_000).unwrap();
    let text = at
        .format(&time::format_description::well_known::Rfc2822)
        .unwrap();
    text.replace("+0000", "GMT")
}

/// Any other status than 2xx, and nothing else than the status is kept.
#[tokio::test]
async fn only_2xx_is_a_delivery() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, _) = bench.endpoint(&receiver.url).await;
    for (status, state) in [
        (200, DeliveryState::Delivered),
        (201, DeliveryState::Delivered),
        (204, DeliveryState::Delivered),
        (299, DeliveryState::Delivered),
        (400, DeliveryState::Pending),
        (401, DeliveryState::Pending),
        (404, DeliveryState::Pending),
        (500, DeliveryState::Pending),
        (599, DeliveryState::Pending),
    ] {
        receiver.answers(&[Answer::Status(status)]);
        let delivery = bench.tests(&endpoint).await;
        bench.delivers().await;
        assert_eq!(bench.state(&delivery).await, state, "{status}");
    }
}
