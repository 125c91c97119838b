//! `vestibule recall`: which onboardings rest on a provider, a journey version, a key or a period that turned out to be wrong.

use std::io::Write;

use clap::Args;
use serde_json::json;
use time::{
    Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description,
};
use vestibule::{
    id::{ConnectionName, Kind},
    time::Timestamp,
};

use super::{Failure, backup::rfc3339, opened, written};
use crate::{
    config::Config,
    db::recall::{Recall, Recalled, never_heard_of, page},
};

/// Rows that are read at a time.
const PAGE: i64 = 500;

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct Asked {
    /// Facts of providers of this kind, e.g. one of `vestibule providers`.
    #[arg(long)]
    kind: Option<Kind>,
    /// Facts of this connection.
    #[arg(long, value_name = "NAME")]
    connection: Option<ConnectionName>,
    /// This version of a journey, as `vestibule config show` has it.
    #[arg(long, value_name = "HASH")]
    journey_version: Option<String>,
    /// Data under this key of the ring.
    #[arg(long, value_name = "NAME")]
    ring_key: Option<String>,
    /// From this day (YYYY-MM-DD, UTC) or moment (RFC 3339) on: when the facts were obtained, where --kind or --connection asks
    /// about facts, else when the onboardings were begun.
    #[arg(long, value_name = "DAY", value_parser = moment)]
    from: Option<Timestamp>,
    /// Before this day or moment, likewise.
    #[arg(long, value_name = "DAY", value_parser = moment)]
    to: Option<Timestamp>,
}

/// Prints one JSON object for each onboarding, oldest first, as they are found.
pub(super) async fn recall(config: &Config, asked: Asked) -> Result<String, Failure> {
    if asked
        .from
        .zip(asked.to)
        .is_some_and(|(from, to)| from >= to)
    {
        return Err("--from is not before --to".into());
    }
    let db = opened::database(config).await?;
    let recall = Recall {
        kind: asked.kind.map(String::from),
        connection: asked.connection.map(String::from),
        journey_version: asked.journey_version,
        ring_key: asked.ring_key,
        from: asked.from.map(|at| at.0),
        to: asked.to.map(|at| at.0),
    };
    let mut connection = db.read().await?;
    for unknown in never_heard_of(&mut connection, &recall).await? {
        // Nothing rests on it, and a typing error looks the same.
        let _ = writeln!(std::io::stderr(), "warning: {unknown}");
    }
    let mut out = std::io::stdout().lock();
    let mut after = String::new();
    let mut count = 0_usize;
    loop {
        let found = page(&mut connection, &recall, (&after, PAGE)).await?;
        let Some(last) = found.last() else {
            let _ = writeln!(std::io::stderr(), "{count} onboardings");
            return Ok(String::new());
        };
        after.clone_from(&last.id);
        count += found.len();
        for one in found {
            if !written(&mut out, &format!("{}\n", line(&one)))? {
                return Ok(String::new());
            }
        }
    }
}

fn line(one: &Recalled) -> serde_json::Value {
    json!({
        "onboarding": one.id,
        "client": one.client,
        "mode": one.mode,
        "status": one.status,
        "journey": one.journey,
        "journey_version": one.journey_version,
        "created_at": rfc3339(Timestamp(one.created_at)),
        "erased_at": one.erased_at.map(|at| rfc3339(Timestamp(at))),
    })
}

/// A day, which begins at midnight UTC, or a moment.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    let at = Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map(|day| day.midnight().assume_utc())
        .or_else(|_| OffsetDateTime::parse(text, &Rfc3339))
        .map_err(
            |_| "neither a day such as 2026-11-22 nor a moment such as 2026-11-22T10:00:00Z",
        )?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000)
        .map(Timestamp)
        .map_err(|_| "too far away".to_owned())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_day_begins_at_midnight_and_a_moment_is_itself() {
        assert_eq!(moment("1970-01-02").unwrap().0, 86_400_000);
        assert_eq!(moment("1970-01-01T01:00:00.5+01:00").unwrap().0, 500);
        for wrong in ["", "yesterday", "2026-13-01", "2026-11-22T10:00:00"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
