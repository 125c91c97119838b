use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use tokio::sync::Notify;

use super::*;
use crate::clock::SettableClock;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn name() -> ConnectionName {
    ConnectionName::new("phone").unwrap()
}

fn cache() -> (Arc<TokenCache>, SettableClock) {
    let clock = SettableClock::fixed(NOW);
    (Arc::new(TokenCache::new(Arc::new(clock.clone()))), clock)
}

fn fresh(text: &str, lifetime_seconds: Option<i64>) -> Result<FreshToken, ProviderError> {
    Ok(FreshToken {
        secret: SecretString::from(text.to_owned()),
        lifetime_seconds,
    })
}

fn unavailable() -> ProviderError {
    ProviderError::Unavailable {
        detail: "down".to_owned(),
        retry_after_ms: None,
    }
}

/// Asks once; the token is the number of the call.
async fn ask(cache: &TokenCache, calls: &AtomicU32, lifetime: Option<i64>) -> String {
    let token = cache
        .get(&name(), "api", || async {
            fresh(&calls.fetch_add(1, Ordering::SeqCst).to_string(), lifetime)
        })
        .await
        .unwrap();
    token.secret().expose_secret().to_owned()
}

/// SG-18, SEC-107
#[tokio::test]
async fn a_hundred_callers_make_one_call() {
    let (cache, _) = cache();
    let calls = Arc::new(AtomicU32::new(0));
    let gate = Arc::new(Notify::new());
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (cache, calls, gate) = (cache.clone(), calls.clone(), gate.clone());
        callers.spawn(async move {
            let fetch = || async {
                calls.fetch_add(1, Ordering::SeqCst);
                gate.notified().await;
                fresh("one", Some(600))
            };
            cache
                .get(&name(), "api", fetch)
                .await
                .unwrap()
                .secret()
                .expose_secret()
                .to_owned()
        });
    }
    tokio::task::yield_now().await;
    gate.notify_one();
    let tokens = callers.join_all().await;
    assert_eq!(tokens, vec!["one".to_owned(); 100]);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_failure_goes_to_everybody_who_waited_and_is_not_kept() {
    let (cache, _) = cache();
    let calls = Arc::new(AtomicU32::new(0));
    let gate = Arc::new(Notify::new());
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (cache, calls, gate) = (cache.clone(), calls.clone(), gate.clone());
        callers.spawn(async move {
            let fetch = || async {
                calls.fetch_add(1, Ordering::SeqCst);
                gate.notified().await;
                Err(unavailable())
            };
            cache.get(&name(), "api", fetch).await.unwrap_err()
        });
    }
    tokio::task::yield_now().await;
    gate.notify_one();
    assert_eq!(callers.join_all().await, vec![unavailable(); 100]);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert_eq!(ask(&cache, &calls, None).await, "1");
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_the_call_to_the_next() {
    let (cache, _) = cache();
    let begun = Notify::new();
    let connection = name();
    let first = cache.get(&connection, "api", || async {
        begun.notify_one();
        std::future::pending().await
    });
    tokio::select! {
        biased;
        _ = first => panic!("it never ends"),
        () = begun.notified() => {}
    }
    assert_eq!(ask(&cache, &AtomicU32::new(0), None).await, "0");
}

#[tokio::test]
async fn a_waiting_caller_takes_over_from_one_who_went_away() {
    let (cache, _) = cache();
    let begun = Notify::new();
    let connection = name();
    let mut first = Box::pin(cache.get(&connection, "api", || async {
        begun.notify_one();
        std::future::pending().await
    }));
    tokio::select! {
        biased;
        _ = &mut first => panic!("it never ends"),
        () = begun.notified() => {}
    }
    let calls = AtomicU32::new(5);
    let mut second = Box::pin(ask(&cache, &calls, None));
    tokio::select! {
        biased;
        _ = &mut second => panic!("the first is still at it"),
        () = std::future::ready(()) => {}
    }
    drop(first);
    assert_eq!(second.await, "5");
}

#[tokio::test]
async fn a_token_is_used_again_until_shortly_before_its_end() {
    for (lifetime, reused_ms) in [
        (Some(600), 540_000),
        (Some(3600), 3_540_000),
        (Some(30), 27_000),
        (None, UNKNOWN_TOKEN_LIFETIME_SECONDS * 1000 - 30_000),
        (Some(i64::MAX), MAX_TOKEN_LIFETIME_SECONDS * 1000 - 60_000),
    ] {
        let (cache, clock) = cache();
        let calls = AtomicU32::new(0);
        assert_eq!(ask(&cache, &calls, lifetime).await, "0");
        clock.advance(reused_ms - 1);
        assert_eq!(ask(&cache, &calls, lifetime).await, "0", "{lifetime:?}");
        clock.advance(1);
        assert_eq!(ask(&cache, &calls, lifetime).await, "1", "{lifetime:?}");
    }
}

/// SEC-72
#[tokio::test]
async fn a_token_that_is_over_already_is_used_once() {
    for lifetime in [Some(0), Some(-5), Some(i64::MIN)] {
        let (cache, _) = cache();
        let calls = AtomicU32::new(0);
        assert_eq!(ask(&cache, &calls, lifetime).await, "0");
        assert_eq!(ask(&cache, &calls, lifetime).await, "1");
    }
}

#[tokio::test]
async fn a_refused_token_is_forgotten_and_a_newer_one_is_not() {
    let (cache, _) = cache();
    let calls = AtomicU32::new(0);
    let old = cache
        .get(&name(), "api", || async { fresh("old", None) })
        .await
        .unwrap();
    cache.invalidate(&name(), "api", &old);
    assert_eq!(ask(&cache, &calls, None).await, "0");
    cache.invalidate(&name(), "api", &old);
    assert_eq!(ask(&cache, &calls, None).await, "0");
}

#[tokio::test]
async fn connections_and_audiences_do_not_share_tokens() {
    let (cache, _) = cache();
    let other = ConnectionName::new("phone-2").unwrap();
    for (connection, audience, text) in [
        (&name(), "api", "a"),
        (&name(), "b", "b"),
        (&other, "api", "c"),
    ] {
        let token = cache
            .get(connection, audience, || async { fresh(text, None) })
            .await
            .unwrap();
        assert_eq!(token.secret().expose_secret(), text);
    }
}

#[tokio::test]
async fn the_cache_is_bounded() {
    let (cache, _) = cache();
    for number in 0..MAX_ENTRIES * 2 {
        cache
            .get(&name(), &number.to_string(), || async { fresh("t", None) })
            .await
            .unwrap();
        assert!(cache.flights.len() <= MAX_ENTRIES);
    }
}

#[tokio::test]
async fn tokens_are_silent() {
    let (cache, _) = cache();
    let token = cache
        .get(&name(), "api", || async { fresh("canary", None) })
        .await
        .unwrap();
    assert!(!format!("{token:?} {cache:?}").contains("canary"));
}
