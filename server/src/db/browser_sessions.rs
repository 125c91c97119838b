//! Browser sessions: the store behind tower-sessions, keyed by the hash of the id.
//!
//! tower-sessions renews a session only when it is written and reads the system's clock; so the limits are here, on the
//! injected clock: idle, touched at most once a minute, and absolute. What a session holds is ids and choices, nothing
//! personal.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use sqlx::{AnyPool, Row};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::{clock::Clock, crypto::sha256_hex};

/// A session that was read this recently is not written again.
const TOUCH_MS: i64 = 60_000;
/// Fresh ids to try; with 128 bits the first one is free.
const ATTEMPTS: usize = 3;

/// When a browser session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request, in milliseconds.
    pub idle_ms: i64,
    /// In any case, in milliseconds.
    pub absolute_ms: i64,
}

/// The store.
#[derive(Clone)]
pub struct BrowserSessions {
    pool: AnyPool,
    clock: Arc<dyn Clock>,
    limits: SessionLimits,
}

impl BrowserSessions {
    /// The store in this database.
    #[must_use]
    pub fn new(pool: AnyPool, clock: Arc<dyn Clock>, limits: SessionLimits) -> Self {
        Self {
            pool,
            clock,
            limits,
        }
    }

    /// Removes sessions that are over; how many there were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delete_expired(&self) -> std::result::Result<u64, sqlx::Error> {
        let done = sqlx::query("DELETE FROM browser_sessions WHERE expires_at <= $1")
            .bind(self.clock.now().0)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }

    fn expires_at(&self, now: i64, created_at: i64) -> i64 {
        now.saturating_add(self.limits.idle_ms)
            .min(created_at.saturating_add(self.limits.absolute_ms))
    }

    async fn touch(&self, hash: &str, now: i64, created_at: i64) -> Result<()> {
        sqlx::query(
            "UPDATE browser_sessions SET touched_at = $2, expires_at = $3 \
             WHERE id_hash = $1 AND touched_at < $2",
        )
        .bind(hash)
        .bind(now)
        .bind(self.expires_at(now, created_at))
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }
}

/// What the database says about a session is not for browsers, and sqlx's texts hold no values.
fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

fn hash(id: &Id) -> String {
    sha256_hex(&id.0.to_be_bytes())
}

fn encode(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

#[async_trait]
impl SessionStore for BrowserSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let now = self.clock.now().0;
        let data = encode(record)?;
        for _ in 0..ATTEMPTS {
            let done = sqlx::query(
                "INSERT INTO browser_sessions (id_hash, data, expires_at, created_at, touched_at) \
                 VALUES ($1, $2, $3, $4, $4) ON CONFLICT (id_hash) DO NOTHING",
            )
            .bind(hash(&record.id))
            .bind(data.clone())
            .bind(self.expires_at(now, now))
            .bind(now)
            .execute(&self.pool)
            .await
            .map_err(backend)?;
            if done.rows_affected() == 1 {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id".to_owned()))
    }

    /// A session that ended meanwhile stays ended: saving does not bring it back.
    async fn save(&self, record: &Record) -> Result<()> {
        let done = sqlx::query(
            "UPDATE browser_sessions SET data = $2 WHERE id_hash = $1 AND expires_at > $3",
        )
        .bind(hash(&record.id))
        .bind(encode(record)?)
        .bind(self.clock.now().0)
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(Error::Backend("the browser session has ended".to_owned()))
        }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now().0;
        let hash = hash(id);
        let row = sqlx::query(
            "SELECT data, expires_at, created_at, touched_at FROM browser_sessions WHERE id_hash = $1",
        )
        .bind(&hash)
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        let Some(row) = row else {
            return Ok(None);
        };
        let data: Vec<u8> = row.try_get("data").map_err(backend)?;
        let expires_at: i64 = row.try_get("expires_at").map_err(backend)?;
        let created_at: i64 = row.try_get("created_at").map_err(backend)?;
        let touched_at: i64 = row.try_get("touched_at").map_err(backend)?;
        if now >= expires_at {
            return Ok(None);
        }
        if now.saturating_sub(touched_at) >= TOUCH_MS {
            self.touch(&hash, now, created_at).await?;
        }
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_slice(&data)
                .map_err(|error| Error::Decode(error.to_string()))?,
            // Never read: tower-sessions computes the cookie's age from the layer.
            expiry_date: OffsetDateTime::UNIX_EPOCH,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("DELETE FROM browser_sessions WHERE id_hash = $1")
            .bind(hash(id))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

impl fmt::Debug for BrowserSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserSessions")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
