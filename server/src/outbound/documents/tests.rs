use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::json;
use tokio::task::JoinSet;
use vestibule::{id::Kind, locale::Locale, time::Timestamp};

use super::*;
use crate::{
    clock::SettableClock,
    connection::{Connection, Egress, Environment},
    outbound::{
        Clients, Limits, Outbound, TokenCache,
        tests::peer::{Peer, Reply},
    },
    random::ChaChaRandomness,
};

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const KIND: DocumentKind = DocumentKind {
    route: "test.keys",
    fresh_seconds: 600,
    stale_seconds: 3600,
};

/// A cache, and everything a call has to hold.
struct Bench {
    peer: Peer,
    clock: SettableClock,
    http: Outbound,
    tokens: TokenCache,
    documents: DocumentCache,
    random: Arc<ChaChaRandomness>,
    connection: Connection,
}

impl Bench {
    async fn start(replies: Vec<Reply>) -> Arc<Self> {
        let clock = SettableClock::fixed(NOW);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let random = Arc::new(ChaChaRandomness::seeded(7));
        let name = ConnectionName::new("tested").unwrap();
        let client = Clients::new(Limits::default()).get(&Egress::default());
        Arc::new(Self {
            peer: Peer::start(replies).await,
            http: Outbound::new(
                name.clone(),
                client.unwrap(),
                shared.clone(),
                random.clone(),
            ),
            tokens: TokenCache::new(shared.clone()),
            documents: DocumentCache::new(shared),
            clock,
            random,
            connection: Connection {
                name,
                kind: Kind::new("tested").unwrap(),
                environment: Environment::Simulator,
                display_name: "Tested".to_owned(),
                settings: [].into(),
                secrets: [].into(),
                egress: Egress::default(),
                region: None,
                trust_framework: None,
                purposes: Default::default(),
            },
        })
    }

    fn call(&self) -> Call<'_> {
        Call {
            http: &self.http,
            tokens: &self.tokens,
            documents: &self.documents,
            clock: &self.clock,
            random: &*self.random,
            connection: &self.connection,
            origin: "http://localhost:3000",
            locale: Locale::En,
        }
    }

    async fn get(&self) -> Result<Arc<Document>, ProviderError> {
        let (url, call) = (self.peer.url(), self.call());
        self.documents.get(call, &KIND, &url, has_keys).await
    }

    async fn renew(&self, seen: &Arc<Document>) -> Result<Option<Arc<Document>>, ProviderError> {
        let (url, call) = (self.peer.url(), self.call());
        self.documents
            .renew(call, &KIND, &url, seen, has_keys)
            .await
    }

    fn passes(&self, seconds: i64) {
        self.clock.advance(seconds * 1000);
    }

    fn asked(&self) -> usize {
        self.peer.seen().len()
    }
}

fn has_keys(json: &Value) -> Result<(), ProviderError> {
    match json.get("keys") {
        Some(_) => Ok(()),
        None => Err(ProviderError::Unexpected {
            detail: "no keys".to_owned(),
        }),
    }
}

fn keys(number: u32) -> Reply {
    Reply::ok(&json!({ "keys": number }).to_string())
}

fn failing() -> Reply {
    Reply::with("500 Broken", "", b"")
}

/// BI-01
#[tokio::test]
async fn a_thousand_callers_make_one_call() {
    let bench = Bench::start(vec![keys(1)]).await;
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let bench = bench.clone();
        callers.spawn(async move { bench.get().await.unwrap().json["keys"].clone() });
    }
    assert_eq!(callers.join_all().await, vec![json!(1); 1000]);
    assert_eq!(bench.asked(), 1);
}

/// BI-01, SEC-35
#[tokio::test]
async fn a_document_is_fetched_again_when_its_time_is_over() {
    let bench = Bench::start(vec![keys(1), keys(2)]).await;
    for (seconds, number, asked) in [(0, 1, 1), (599, 1, 1), (1, 2, 2), (-3600, 2, 3)] {
        bench.passes(seconds);
        assert_eq!(bench.get().await.unwrap().json["keys"], number, "{seconds}");
        assert_eq!(bench.asked(), asked, "{seconds}");
    }
}

/// SEC-37: an older document is used for a stated time, and the provider is not asked for each use of it.
#[tokio::test]
async fn sec_37_a_document_outlives_a_provider_that_is_down() {
    let html = Reply::with("200 OK", "content-type: text/html", b"<html>down</html>");
    let elsewhere = Reply::with("302 Found", "location: https://evil.test/", b"");
    let large = Reply::ok(&json!({ "keys": "k".repeat(MAX_DOCUMENT_BYTES) }).to_string());
    let wrong = Reply::ok("{}");
    for reply in [failing(), html, elsewhere, large, wrong, Reply::Hangup] {
        let bench = Bench::start(vec![keys(1), reply.clone()]).await;
        bench.get().await.unwrap();
        bench.passes(600);
        assert_eq!(bench.get().await.unwrap().json["keys"], 1, "{reply:?}");
        let asked = bench.asked();
        for _ in 0..50 {
            assert!(bench.get().await.is_ok());
        }
        assert_eq!(bench.asked(), asked, "{reply:?}");
        bench.passes(31);
        assert!(bench.get().await.is_ok());
        assert!(bench.asked() > asked, "{reply:?}");
        bench.passes(3600);
        assert!(bench.get().await.is_err(), "{reply:?}");
    }
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let bench = Bench::start(vec![Reply::ok("{}"), keys(1)]).await;
    assert!(matches!(
        bench.get().await,
        Err(ProviderError::Unexpected { .. })
    ));
    assert_eq!(bench.get().await.unwrap().json["keys"], 1);
}

/// SEC-14: an older document does not hide that the connection is set up wrongly.
#[tokio::test]
async fn a_document_that_says_misconfigured_is_not_replaced_by_an_older_one() {
    let bench = Bench::start(vec![keys(1)]).await;
    bench.get().await.unwrap();
    bench.passes(600);
    let (url, call) = (bench.peer.url(), bench.call());
    let refuse = |_: &Value| {
        Err(ProviderError::Misconfigured {
            detail: "another issuer".to_owned(),
        })
    };
    let answer = bench.documents.get(call, &KIND, &url, refuse).await;
    assert!(matches!(answer, Err(ProviderError::Misconfigured { .. })));
}

/// SEC-33: a thousand unknown keys cause one call in a minute.
#[tokio::test]
async fn sec_33_a_document_is_renewed_at_most_once_a_minute() {
    let bench = Bench::start(vec![keys(1), keys(2), keys(3)]).await;
    let seen = bench.get().await.unwrap();
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let (bench, seen) = (bench.clone(), seen.clone());
        callers.spawn(async move { bench.renew(&seen).await.unwrap().is_some() });
    }
    assert_eq!(callers.join_all().await, vec![true; 1000]);
    assert_eq!(bench.asked(), 2);
    let newer = bench.get().await.unwrap();
    assert_eq!(newer.json["keys"], 2);
    // Whoever has seen the newest gets nothing newer until the minute is over.
    for _ in 0..100 {
        assert!(bench.renew(&newer).await.unwrap().is_none());
    }
    assert_eq!(bench.asked(), 2);
    bench.passes(REFRESH_COOL_DOWN_MS / 1000);
    let newest = bench.renew(&newer).await.unwrap().unwrap();
    assert_eq!((newest.json["keys"].clone(), bench.asked()), (json!(3), 3));
}

/// SEC-33: a renewal that fails counts, too, and leaves the document as it is.
#[tokio::test]
async fn sec_33_a_renewal_that_fails_is_not_tried_again_at_once() {
    let bench = Bench::start(vec![keys(1), Reply::ok("{}")]).await;
    let seen = bench.get().await.unwrap();
    assert!(bench.renew(&seen).await.is_err());
    assert!(bench.renew(&seen).await.unwrap().is_none());
    assert!(Arc::ptr_eq(&bench.get().await.unwrap(), &seen));
    assert_eq!(bench.asked(), 2);
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_the_call_to_the_next() {
    let bench = Bench::start(vec![Reply::Stall(Vec::new()), keys(1)]).await;
    let left = AtomicBool::new(false);
    tokio::select! {
        biased;
        answer = bench.get() => panic!("answered: {answer:?}"),
        () = bench.peer.next_request() => left.store(true, Ordering::SeqCst),
    }
    assert!(left.load(Ordering::SeqCst));
    assert_eq!(bench.get().await.unwrap().json["keys"], 1);
}
