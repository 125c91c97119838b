//! The key ring against what was wrapped with it, and the ages of keys.

use vestibule::{id::OnboardingId, time::Timestamp};

use super::{
    Examined, Failure,
    report::{Check, Findings},
};
use crate::{
    cli::backup::rfc3339,
    crypto::{CryptoError, DataKey, KeyRing},
    db::{self, Database, keys_in_use::RingKeyUse},
};

const AREA: &str = "keys";
const DAY_MS: i64 = 86_400_000;
/// A ring key that wraps for longer is due (NIST SP 800-57 part 1, 5.3.6: one to two years for such a key).
const RING_KEY_DAYS: i64 = 365;
/// API keys that end sooner are named, in days.
const SOON_DAYS: i64 = 14;

pub(super) fn without_database(examined: &Examined, found: &mut Findings) {
    if let Some(check) = unreadable(examined) {
        found.push(check);
    }
}

/// Without the ring nothing can be said. In Development it is made at the first start, and not by us.
fn unreadable(examined: &Examined) -> Option<Check> {
    let config = &examined.config;
    if config.keys.ring.is_none() && config.development() && !config.keys.file.exists() {
        return Some(Check::ok(
            AREA,
            format!("{} is made at the first start", config.keys.file.display()),
        ));
    }
    ring(examined)
        .err()
        .map(|error| Check::failed(AREA, error.to_string(), "restore the key ring"))
}

fn ring(examined: &Examined) -> Result<KeyRing, crate::config::ConfigError> {
    // Never as in Development, which would make a file.
    examined.config.keys.open(false, &*examined.random)
}

pub(super) async fn examine(examined: &Examined, db: &Database, found: &mut Findings) {
    if let Err(error) = look(examined, db, found).await {
        found.push(Check::failed(
            AREA,
            error.to_string(),
            "see the database's log",
        ));
    }
}

async fn look(examined: &Examined, db: &Database, found: &mut Findings) -> Result<(), Failure> {
    let now = examined.clock.now();
    let mut connection = db.read().await?;
    let used = db::keys_in_use::ring_keys(&mut connection).await?;
    let ring = match (ring(examined), unreadable(examined)) {
        (Err(error), _) if !used.is_empty() => {
            found.push(Check::failed(
                AREA,
                format!("onboardings need the key ring, which cannot be read: {error}"),
                "mend it, or restore it from its own backup: a new key opens nothing of what is there",
            ));
            return Ok(());
        }
        (_, Some(check)) => {
            found.push(check);
            return Ok(());
        }
        (ring, None) => ring?,
    };
    found.extend(used.iter().map(|one| wrapped(&ring, one, now)));
    if !used.iter().any(|one| one.ring_key == ring.current_id()) {
        let text = format!(
            "{} is the current key; nothing is wrapped by it yet",
            ring.current_id()
        );
        found.push(Check::ok(AREA, text));
    }
    for row in db::keys_in_use::signing_keys(&mut connection).await? {
        let text = format!(
            "signing key for {}, of {}",
            row.purpose,
            rfc3339(Timestamp(row.created_at))
        );
        let place = ("signing_keys", "secret", row.id.as_str());
        found.push(match ring.open_system(&row.secret, place) {
            Ok(_) => Check::ok(AREA, text),
            Err(error) => lost(&text, &error),
        });
    }
    let secrets = db::keys_in_use::webhook_secrets(&mut connection).await?;
    let errors: Vec<CryptoError> = secrets
        .iter()
        .filter_map(|(id, secret)| {
            let place = ("webhook_secrets", "secret", id.as_str());
            ring.open_system(secret, place).err()
        })
        .collect();
    if let Some(first) = errors.first() {
        let text = format!("{} of {} webhook secrets", errors.len(), secrets.len());
        found.push(lost(&text, first));
    }
    api_keys(&mut connection, now, found).await
}

fn lost(text: &str, error: &CryptoError) -> Check {
    let advice = match error {
        CryptoError::UnknownRingKey(_) => {
            "put that key back into the ring, behind the current one; without it this cannot be read any more"
        }
        _ => {
            "the ring's key of this name has another secret than the one that wrapped: restore the right one"
        }
    };
    Check::failed(AREA, format!("{text}: {error}"), advice)
}

/// A key of the ring by which onboardings are wrapped: whether one of them opens, and how old it is.
fn wrapped(ring: &KeyRing, used: &RingKeyUse, now: Timestamp) -> Check {
    let days = now.0.saturating_sub(used.first.0) / DAY_MS;
    let text = format!(
        "{} wraps {} onboardings, the first {days} days ago",
        used.ring_key, used.count
    );
    let opened = OnboardingId::new(used.sample.0.clone())
        .map_err(|_| CryptoError::Malformed)
        .and_then(|id| DataKey::unwrap(&used.sample.1, ring, &id));
    match opened {
        Err(error) => lost(&text, &error),
        Ok(_) if used.ring_key == ring.current_id() && days > RING_KEY_DAYS => Check::warning(
            AREA,
            text,
            "put a new key first in the ring and keep this one behind it (docs/operations.md, \"Rotating the key ring\")",
        ),
        Ok(_) => Check::ok(AREA, text),
    }
}

async fn api_keys(
    connection: &mut sqlx::AnyConnection,
    now: Timestamp,
    found: &mut Findings,
) -> Result<(), Failure> {
    let until = now.plus_millis(SOON_DAYS * DAY_MS);
    for key in db::keys_in_use::api_keys_ending(connection, now, until).await? {
        found.push(Check::warning(
            "API keys",
            format!(
                "{} of {} ends {}",
                key.prefix,
                key.client,
                rfc3339(Timestamp(key.ends_at))
            ),
            format!(
                "vestibule client key create {}, and revoke this one when nobody uses it any more",
                key.client
            ),
        ));
    }
    Ok(())
}
