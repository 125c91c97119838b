//! What happens while a provider is being asked: another tab, a return, a result.

mod bench;
mod scripted;

use vestibule::check::State;

use self::{
    bench::{bench, step},
    scripted::Gate,
};
use super::{
    messages::{self, Message},
    start::Launched,
};
use crate::services::{ServiceError, Whereabouts};

#[tokio::test]
async fn a_hint_about_a_session_that_another_tab_replaced_meanwhile_counts_no_more() {
    for raw in ["done", "stopped"] {
        let bench = bench().await;
        let attempt = bench.shows().await;
        let gate = Gate::closed();
        bench.provider.script().at_fetch = Some(gate.clone());
        let first = bench.clone();
        let report = tokio::spawn(async move { first.says(&attempt, raw).await });
        gate.is_reached().await;
        bench.shows().await;
        gate.opens();
        report.await.unwrap().unwrap();
        let state = bench.state().await;
        assert!(
            matches!(state, State::Open { starts: 2, .. }),
            "{raw}: {state:?}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_confirms_no_stop() {
    let bench = bench().await;
    let attempt = bench.shows().await;
    bench.provider.script().fetch_fails = true;
    bench.says(&attempt, "stopped").await.unwrap();
    assert!(matches!(bench.state().await, State::Open { .. }));
    bench.provider.script().fetch_fails = false;
    bench.says(&attempt, "stopped").await.unwrap();
    assert!(matches!(bench.state().await, State::Stopped { .. }));
}

#[tokio::test]
async fn a_start_under_way_does_not_lose_a_return_that_is_followed_up() {
    for start_fails in [false, true] {
        let bench = bench().await;
        bench.shows().await;
        let handle = bench.provider.script().handle.clone();
        let (at_start, at_return) = (Gate::closed(), Gate::closed());
        bench.provider.script().at_start = Some(at_start.clone());
        bench.provider.script().at_return = Some(at_return.clone());
        bench.provider.script().start_fails = start_fails;
        let other_tab = bench.clone();
        let starting = tokio::spawn(async move { other_tab.starts().await });
        at_start.is_reached().await;
        let this_tab = bench.clone();
        let returning = tokio::spawn(async move { this_tab.comes_back(&handle).await });
        at_return.is_reached().await;
        at_start.opens();
        let started = starting.await.unwrap().unwrap();
        assert!(matches!(started, Launched::Elsewhere(_)), "{started:?}");
        at_return.opens();
        assert_eq!(
            returning.await.unwrap(),
            Whereabouts::Result,
            "{start_fails}"
        );
    }
}

#[tokio::test]
async fn the_provider_is_asked_before_a_start_even_if_somebody_asked_just_now() {
    let bench = bench().await;
    bench.shows().await;
    let check = bench.check.clone();
    let urgency = super::polling::Urgency::WhenDue;
    super::polling::ask(&bench.core, &check, urgency)
        .await
        .unwrap();
    let before = bench.provider.script().fetches;
    bench.shows().await;
    assert_eq!(bench.provider.script().fetches, before + 1);
}

#[tokio::test]
async fn texts_from_the_browser_fit_into_any_database() {
    let bench = bench().await;
    let attempt = bench.shows().await;
    let message = Message {
        attempt: &attempt,
        origin: "https://evil\0.example",
        raw: "",
    };
    let at = (&bench.id, &step());
    messages::report(&bench.core, Some("key"), at, message)
        .await
        .unwrap();
    let mut connection = bench.core.db.read().await.unwrap();
    let kept = crate::db::messages::of_check(&mut connection, bench.check.as_str()).await;
    assert_eq!(kept.unwrap()[0].origin, "https://evil.example");
    let unknown = bench.says("\0", "done").await;
    assert!(matches!(unknown, Err(ServiceError::NotFound)));
}
