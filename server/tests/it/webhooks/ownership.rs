//! Whose endpoints are whose, how many there may be, and what is written down about them.

use vestibule_server::{
    delivery::signing::Scheme,
    services::{
        ServiceError,
        clients::{Caller, Mode},
        events::EventKind,
        webhooks::{
            self, Changes, DeliveryState, NewEndpoint, Wanted, create_endpoint, delete_endpoint,
            endpoints, rotate_secret, update_endpoint,
        },
    },
};

use super::{
    bench::{Bench, caller, new_endpoint},
    receiver::Receiver,
};

fn is_not_found<T: std::fmt::Debug>(answer: Result<T, ServiceError>) {
    assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
}

/// What is another client's, or of the other mode, does not exist.
#[tokio::test]
async fn nobody_finds_the_endpoints_and_deliveries_of_others() {
    let bench = Bench::start().await;
    let core = &bench.core;
    let (endpoint, _) = bench.endpoint("https://hooks.example/").await;
    let delivery = bench.tests(&endpoint).await;
    let strangers: [Caller; 2] = [
        caller(core, "shop", Mode::Live).await,
        caller(core, "bank", Mode::Test).await,
    ];
    for stranger in &strangers {
        let id = endpoint.id.as_str();
        is_not_found(webhooks::endpoint(core, stranger, id).await);
        is_not_found(update_endpoint(core, stranger, id, Changes::default()).await);
        is_not_found(delete_endpoint(core, stranger, id).await);
        is_not_found(rotate_secret(core, stranger, id, (Scheme::V1, 0)).await);
        is_not_found(webhooks::send_test(core, stranger, id).await);
        is_not_found(webhooks::delivery(core, stranger, &delivery.id).await);
        is_not_found(webhooks::redeliver(core, stranger, &delivery.id).await);
        assert!(endpoints(core, stranger).await.unwrap().is_empty());
        let all = webhooks::deliveries(core, stranger, Wanted::default(), (None, 100)).await;
        assert!(all.unwrap().is_empty());
    }
    assert_eq!(endpoints(core, &bench.caller).await.unwrap().len(), 1);
}

#[tokio::test]
async fn there_are_twenty_endpoints_at_most() {
    let bench = Bench::start().await;
    for _ in 0..20 {
        bench.endpoint("https://hooks.example/").await;
    }
    let one_more = new_endpoint("https://hooks.example/", &[]);
    let refused = create_endpoint(&bench.core, &bench.caller, one_more.clone()).await;
    assert!(matches!(refused, Err(ServiceError::TooMany)));
    let all = endpoints(&bench.core, &bench.caller).await.unwrap();
    delete_endpoint(&bench.core, &bench.caller, &all[0].id)
        .await
        .unwrap();
    create_endpoint(&bench.core, &bench.caller, one_more)
        .await
        .unwrap();
}

/// SEC-160: said at once, not with the first delivery.
#[tokio::test]
async fn a_url_that_nothing_is_sent_to_is_refused_when_it_is_registered() {
    let bench = Bench::start().await;
    let (endpoint, _) = bench.endpoint("https://hooks.example/").await;
    for (url, why) in [
        ("https://10.0.0.1/", "url: must be at a public address"),
        ("https://[fd00::1]/", "url: must be at a public address"),
        (
            "http://169.254.169.254/latest/meta-data/",
            "url: must be at a public address",
        ),
        ("ftp://hooks.example/", "url: must be https"),
        (
            "https://me@hooks.example/",
            "url: must have neither user nor password nor fragment",
        ),
        (
            "hooks",
            "url: must be an absolute URL of at most 1000 bytes",
        ),
    ] {
        let created = create_endpoint(&bench.core, &bench.caller, new_endpoint(url, &[])).await;
        let moved = Changes {
            url: Some(url.to_owned()),
            ..Changes::default()
        };
        let changed = update_endpoint(&bench.core, &bench.caller, &endpoint.id, moved).await;
        for refused in [created.map(drop), changed.map(drop)] {
            assert!(
                matches!(refused, Err(ServiceError::BadRequest(text)) if text == why),
                "{url}"
            );
        }
    }
    let long = NewEndpoint {
        description: "x".repeat(201),
        ..new_endpoint("https://hooks.example/", &[])
    };
    let refused = create_endpoint(&bench.core, &bench.caller, long).await;
    assert!(
        matches!(refused, Err(ServiceError::BadRequest(text)) if text.starts_with("description: "))
    );
}

/// Only what was asked for is sent; nothing is, once it is switched off or removed; and the log says who did what.
#[tokio::test]
async fn an_endpoint_gets_what_it_wants_for_as_long_as_it_is_wanted() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let choosy = NewEndpoint {
        events: vec![
            EventKind::Erased,
            EventKind::Cancelled,
            EventKind::Cancelled,
        ],
        ..new_endpoint(&receiver.url, &[])
    };
    let (endpoint, _) = bench.endpoint_with(choosy).await;
    assert_eq!(endpoint.events, [EventKind::Cancelled, EventKind::Erased]);
    let started = bench.invites(|_| {}).await;
    assert!(bench.deliveries_to(&endpoint).await.is_empty());
    vestibule_server::services::closing::cancel(&bench.core, &bench.caller, &started.id)
        .await
        .unwrap();
    let [cancelled] = &bench.deliveries_to(&endpoint).await[..] else {
        panic!("one delivery");
    };
    assert_eq!(cancelled.kind, "onboarding.cancelled");
    assert_eq!(cancelled.onboarding.as_deref(), Some(started.id.as_str()));
    let off = Changes {
        enabled: Some(false),
        ..Changes::default()
    };
    let found = update_endpoint(&bench.core, &bench.caller, &endpoint.id, off)
        .await
        .unwrap();
    assert!(!found.enabled());
    assert_eq!(bench.state(cancelled).await, DeliveryState::Dropped);
    assert!(
        webhooks::send_test(&bench.core, &bench.caller, &endpoint.id)
            .await
            .is_err()
    );
    bench.delivers().await;
    assert_eq!(receiver.count(), 0);
    delete_endpoint(&bench.core, &bench.caller, &endpoint.id)
        .await
        .unwrap();
    is_not_found(webhooks::endpoint(&bench.core, &bench.caller, &endpoint.id).await);
    let left = bench
        .ground
        .number("SELECT CAST(COUNT(*) AS BIGINT) FROM webhook_secrets")
        .await;
    assert_eq!(left, 0);
    let gone = webhooks::redeliver(&bench.core, &bench.caller, &cancelled.id).await;
    assert!(matches!(gone, Err(ServiceError::BadRequest(_))));
    let actor = bench.caller.actor().code();
    for kind in ["created", "changed", "deleted"] {
        assert_eq!(
            bench
                .audited(&format!("webhook_endpoint.{kind}"), &actor)
                .await,
            1,
            "{kind}"
        );
    }
}

/// Keyset paging: each delivery once, newest first, by endpoint, state and onboarding.
#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (one, _) = bench.endpoint(&receiver.url).await;
    let (two, _) = bench.endpoint(&receiver.url).await;
    for _ in 0..5 {
        bench.clock.advance(1);
        bench.tests(&one).await;
        bench.tests(&two).await;
    }
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = (after.as_deref(), 3);
        let list = webhooks::deliveries(&bench.core, &bench.caller, Wanted::default(), page).await;
        let list = list.unwrap();
        let Some(last) = list.last() else { break };
        after = Some(last.id.clone());
        seen.extend(list.into_iter().map(|delivery| delivery.id));
    }
    assert_eq!(seen.len(), 10);
    assert!(seen.is_sorted_by(|newer, older| newer > older));
    let bench = &bench;
    let of = |wanted| async move {
        let all = webhooks::deliveries(&bench.core, &bench.caller, wanted, (None, 1_000)).await;
        all.unwrap().len()
    };
    let to_one = Wanted {
        endpoint: Some(&one.id),
        ..Wanted::default()
    };
    assert_eq!(of(to_one).await, 5);
    let delivered = Wanted {
        state: Some(DeliveryState::Delivered),
        ..Wanted::default()
    };
    assert_eq!(of(delivered).await, 0);
    let nobodys = Wanted {
        onboarding: Some("nobody"),
        ..Wanted::default()
    };
    assert_eq!(of(nobodys).await, 0);
}
