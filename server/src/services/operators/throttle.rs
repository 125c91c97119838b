//! How often somebody may try to sign in. Whoever fails waits longer each time.
//!
//! An attempt is counted before it is looked at, so that many at once are no way around. Counted are the name, the address and,
//! behind the password, the second factor. Nobody who is signed in notices: only signing in waits. And whoever signed in with a
//! browser before is counted apart there, so that strangers who try a name do not keep its owner out (OWASP, "Device cookies").

use std::net::IpAddr;

use vestibule::time::Timestamp;

use crate::{
    crypto::Scope,
    db::{self, Tx, operators::failures::FailuresRow},
    services::{ServiceError, core::Core},
    telemetry::count,
};

/// Failures are forgotten this long after the first, in milliseconds.
pub(super) const FORGOTTEN_AFTER: i64 = 24 * 60 * 60 * 1000;
/// The first wait, in milliseconds; each further failure doubles it.
const FIRST_WAIT: i64 = 4_000;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub enum Counted<'a> {
    /// Tries of a name in browsers that nobody knows.
    Name(&'a str),
    /// Tries of a name in a browser in which it signed in before.
    Browser {
        /// The name.
        name: &'a str,
        /// The browser's id.
        browser: &'a str,
    },
    /// Tries from an address.
    Address(IpAddr),
    /// Tries of an operator's second factor.
    Second(&'a str),
}

impl Counted<'_> {
    /// How many may fail without a wait, and the longest wait in milliseconds.
    const fn limits(self) -> (i64, i64) {
        const MINUTE: i64 = 60_000;
        match self {
            // Short, because strangers cause it.
            Self::Name(_) => (5, 5 * MINUTE),
            Self::Browser { .. } | Self::Second(_) => (5, 15 * MINUTE),
            // An office is one address.
            Self::Address(_) => (20, 15 * MINUTE),
        }
    }

    /// Under what it is stored: whoever has the database alone learns no name and no address.
    fn hash(self, core: &Core) -> Result<String, ServiceError> {
        let address = match self {
            Self::Address(from) => from.to_string(),
            _ => String::new(),
        };
        let (purpose, parts) = match self {
            Self::Name(name) => ("sign_in.name", vec![name]),
            Self::Browser { name, browser } => ("sign_in.browser", vec![name, browser]),
            Self::Address(_) => ("sign_in.address", vec![address.as_str()]),
            Self::Second(name) => ("sign_in.second", vec![name]),
        };
        let scope = Scope {
            purpose,
            client: "",
        };
        // The current key's alone: when the ring is rotated, counting begins anew.
        let hashes = core.keys.keyed_hashes(scope, &parts)?;
        Ok(hashes.into_iter().next().unwrap_or_default())
    }
}

/// How long to wait after so many failures, in milliseconds.
fn wait(count: i64, (free, longest): (i64, i64)) -> Option<i64> {
    let beyond = u32::try_from((count - free).min(30)).ok()?;
    let wait = FIRST_WAIT.saturating_mul(2_i64.saturating_pow(beyond));
    Some(wait.min(longest))
}

/// Each hash and how it is counted, in the order in which they are locked.
fn in_order<'a>(
    core: &Core,
    counted: &[Counted<'a>],
) -> Result<Vec<(String, Counted<'a>)>, ServiceError> {
    let mut hashes = Vec::new();
    for one in counted {
        hashes.push((one.hash(core)?, *one));
    }
    hashes.sort_by(|(left, _), (right, _)| left.cmp(right));
    Ok(hashes)
}

/// Counts an attempt.
///
/// # Errors
/// [`ServiceError::TooSoon`] when one of these has to wait; the attempt is not counted then.
pub async fn take(core: &Core, counted: &[Counted<'_>]) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let mut tx = core.db.begin_write().await?;
    let mut rows = Vec::new();
    let mut until: Option<i64> = None;
    for (hash, one) in in_order(core, counted)? {
        db::locks::hold(&mut tx, core.db.dialect(), &hash).await?;
        let found = db::operators::failures::find(&mut tx, &hash).await?;
        let found = found.filter(|row| row.first_at + FORGOTTEN_AFTER > now.0);
        let blocked = found.and_then(|row| row.blocked_until);
        until = until.max(blocked.filter(|until| *until > now.0));
        rows.push((hash, one, found));
    }
    if let Some(until) = until {
        count::refused("sign_in.refused", "too_soon");
        return Err(ServiceError::TooSoon {
            until: Timestamp(until),
        });
    }
    for (hash, one, found) in rows {
        let count = found.map_or(0, |row| row.count).saturating_add(1);
        let row = FailuresRow {
            count,
            first_at: found.map_or(now.0, |row| row.first_at),
            blocked_until: wait(count, one.limits()).map(|wait| now.0 + wait),
        };
        db::operators::failures::put(&mut tx, &hash, row).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The attempt was none of a stranger's. An address gets back this one only, or whoever has one password could try others' for
/// ever.
///
/// # Errors
/// When the database fails.
pub async fn forgive(
    core: &Core,
    tx: &mut Tx,
    counted: &[Counted<'_>],
) -> Result<(), ServiceError> {
    for (hash, one) in in_order(core, counted)? {
        db::locks::hold(tx, core.db.dialect(), &hash).await?;
        let Counted::Address(_) = one else {
            db::operators::failures::delete(tx, &hash).await?;
            continue;
        };
        if let Some(row) = db::operators::failures::find(tx, &hash).await? {
            let row = FailuresRow {
                count: (row.count - 1).max(0),
                blocked_until: None,
                ..row
            };
            db::operators::failures::put(tx, &hash, row).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_beyond_the_free_ones_doubles_the_wait_up_to_the_longest() {
        let limits = (5, 60_000);
        let waits: Vec<_> = (1..=10).map(|count| wait(count, limits)).collect();
        assert_eq!(waits[..4], [None; 4]);
        let later = [4_000, 8_000, 16_000, 32_000, 60_000, 60_000].map(Some);
        assert_eq!(waits[4..], later);
        assert_eq!(wait(i64::MAX, limits), Some(60_000));
    }

    /// SEC-193: what a patient machine may try within a day.
    #[test]
    fn a_day_of_patience_is_a_few_hundred_tries() {
        for one in [
            Counted::Name("anna"),
            Counted::Second("anna"),
            Counted::Address(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)),
        ] {
            let (mut passed, mut tries) = (0, 0);
            while passed < FORGOTTEN_AFTER {
                tries += 1;
                passed += wait(tries, one.limits()).unwrap_or(0);
            }
            assert!(tries < 320, "{one:?}: {tries}");
        }
    }
}
