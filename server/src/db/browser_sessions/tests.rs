use vestibule::time::Timestamp;

use super::*;
use crate::clock::SettableClock;

const MINUTE: i64 = 60_000;
const LIMITS: SessionLimits = SessionLimits {
    idle_ms: 120 * MINUTE,
    absolute_ms: 24 * 60 * MINUTE,
};

struct Bench {
    store: BrowserSessions,
    clock: SettableClock,
}

async fn bench() -> Bench {
    sqlx::any::install_default_drivers();
    let pool = sqlx::any::AnyPoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    sqlx::query(
        "CREATE TABLE browser_sessions (id_hash TEXT NOT NULL PRIMARY KEY, data BLOB NOT NULL, \
         expires_at BIGINT NOT NULL, created_at BIGINT NOT NULL, touched_at BIGINT NOT NULL)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let clock = SettableClock::fixed(Timestamp(1_700_000_000_000));
    let store = BrowserSessions::new(pool, Arc::new(clock.clone()), LIMITS);
    Bench { store, clock }
}

fn record(id: i128) -> Record {
    Record {
        id: Id(id),
        data: [("applicant".to_owned(), "key".into())].into(),
        expiry_date: OffsetDateTime::UNIX_EPOCH,
    }
}

impl Bench {
    async fn loads(&self, id: i128) -> bool {
        self.store.load(&Id(id)).await.unwrap().is_some()
    }

    async fn touched_at(&self) -> i64 {
        sqlx::query("SELECT touched_at FROM browser_sessions")
            .fetch_one(&self.store.pool)
            .await
            .unwrap()
            .get(0)
    }
}

#[tokio::test]
async fn what_was_created_and_saved_is_loaded() {
    let bench = bench().await;
    let mut record = record(1);
    bench.store.create(&mut record).await.unwrap();
    record.data.insert("locale".to_owned(), "id".into());
    bench.store.save(&record).await.unwrap();
    let loaded = bench.store.load(&Id(1)).await.unwrap().unwrap();
    assert_eq!((loaded.id, loaded.data), (Id(1), record.data));
    assert!(!bench.loads(2).await);
}

/// SEC-138
#[tokio::test]
async fn sec_138_the_id_is_stored_hashed() {
    let bench = bench().await;
    bench.store.create(&mut record(1)).await.unwrap();
    let stored: String = sqlx::query("SELECT id_hash FROM browser_sessions")
        .fetch_one(&bench.store.pool)
        .await
        .unwrap()
        .get(0);
    assert_eq!(stored, sha256_hex(&1_i128.to_be_bytes()));
}

#[tokio::test]
async fn an_id_that_is_taken_is_replaced() {
    let bench = bench().await;
    bench.store.create(&mut record(1)).await.unwrap();
    let mut second = record(1);
    bench.store.create(&mut second).await.unwrap();
    assert_ne!(second.id, Id(1));
    assert!(bench.store.load(&second.id).await.unwrap().is_some());
}

/// SEC-140
#[tokio::test]
async fn sec_140_an_idle_session_ends() {
    let bench = bench().await;
    bench.store.create(&mut record(1)).await.unwrap();
    bench.clock.advance(119 * MINUTE);
    assert!(bench.loads(1).await);
    bench.clock.advance(119 * MINUTE);
    assert!(bench.loads(1).await, "the read before renewed it");
    bench.clock.advance(120 * MINUTE);
    assert!(!bench.loads(1).await);
}

/// SEC-140
#[tokio::test]
async fn sec_140_a_session_in_use_ends_at_its_absolute_limit() {
    let bench = bench().await;
    bench.store.create(&mut record(1)).await.unwrap();
    for _ in 0..23 {
        bench.clock.advance(60 * MINUTE);
        assert!(bench.loads(1).await);
    }
    bench.clock.advance(60 * MINUTE);
    assert!(!bench.loads(1).await);
}

#[tokio::test]
async fn a_session_is_touched_at_most_once_a_minute() {
    let bench = bench().await;
    bench.store.create(&mut record(1)).await.unwrap();
    let created = bench.touched_at().await;
    bench.clock.advance(MINUTE - 1);
    assert!(bench.loads(1).await);
    assert_eq!(bench.touched_at().await, created);
    bench.clock.advance(1);
    assert!(bench.loads(1).await);
    assert_eq!(bench.touched_at().await, created + MINUTE);
}

/// SEC-140
#[tokio::test]
async fn sec_140_an_ended_session_is_not_brought_back_by_saving() {
    let bench = bench().await;
    let mut record = record(1);
    bench.store.create(&mut record).await.unwrap();
    bench.store.delete(&Id(1)).await.unwrap();
    assert!(bench.store.save(&record).await.is_err());
    assert!(!bench.loads(1).await);

    bench.store.create(&mut record).await.unwrap();
    bench.clock.advance(LIMITS.idle_ms);
    assert!(bench.store.save(&record).await.is_err());
}

#[tokio::test]
async fn only_sessions_that_are_over_are_removed() {
    let bench = bench().await;
    bench.store.create(&mut record(1)).await.unwrap();
    bench.clock.advance(MINUTE);
    bench.store.create(&mut record(2)).await.unwrap();
    bench.clock.advance(LIMITS.idle_ms - MINUTE);
    assert_eq!(bench.store.delete_expired().await.unwrap(), 1);
    assert!(bench.loads(2).await);
}
