//! The connections: what can be tried at each provider without a person and without opening a session.

use std::time::Duration;

use futures_util::future::join_all;
use vestibule::{id::ConnectionName, locale::Locale};

use super::{
    Examined, Failure,
    report::{Check, Findings},
};
use crate::{
    cli::registry,
    conformance::{Verdict, quiet},
    connection::Connection,
    provider::{Call, Diagnosis, ProviderError},
    providers::Registry,
    server,
    services::core::Connected,
};

/// For all that is tried at one provider.
const PATIENCE: Duration = Duration::from_secs(45);
/// How far a provider's clock may be from ours, in milliseconds: signatures and tokens of most hold for that long.
const SKEW_MS: i64 = 30_000;

pub(super) async fn examine(
    examined: &Examined,
    only: Option<&ConnectionName>,
    found: &mut Findings,
) -> Result<(), Failure> {
    let registry = registry()?;
    let connections = examined
        .config
        .connections
        .values()
        .filter(|connection| only.is_none_or(|only| *only == connection.name));
    let looks = connections.map(|connection| look(examined, &registry, connection));
    found.extend(join_all(looks).await.into_iter().flatten());
    Ok(())
}

async fn look(examined: &Examined, registry: &Registry, connection: &Connection) -> Vec<Check> {
    let area = format!("connection {}", connection.name);
    let connected = match connected(examined, registry, connection) {
        Ok(connected) => connected,
        Err(error) => {
            return vec![Check::failed(
                area,
                error.to_string(),
                "correct the configuration",
            )];
        }
    };
    let origins = examined.config.origins();
    let mut checks: Vec<Check> = quiet(&connected, &origins, examined.clock.now())
        .into_iter()
        .filter(|probe| probe.verdict != Verdict::Passed)
        .map(|probe| {
            Check::failed(
                &area,
                format!(
                    "{}: {} (expected: {})",
                    probe.name, probe.got, probe.expected
                ),
                "correct the connection's settings",
            )
        })
        .collect();
    if !checks.is_empty() {
        // What its calls would say is about settings that cannot work.
        return checks;
    }
    let call = Call {
        http: &connected.http,
        tokens: &connected.tokens,
        documents: &connected.documents,
        clock: &*examined.clock,
        random: &*examined.random,
        connection,
        origin: origins.first().map_or("", String::as_str),
        locale: Locale::default(),
    };
    match tokio::time::timeout(PATIENCE, connected.provider.diagnose(call)).await {
        Ok(tried) if tried.is_empty() => checks.push(Check::ok(
            &area,
            "the settings are accepted; this adapter has nothing that can be tried without a person",
        )),
        Ok(tried) => checks.extend(tried.into_iter().map(|one| line(&area, one))),
        Err(_) => checks.push(Check::failed(
            &area,
            format!("not done within {} s", PATIENCE.as_secs()),
            "check that this machine may reach the provider, directly or through egress.proxy",
        )),
    }
    checks.extend(clock(&area, &connected));
    checks
}

/// Built alone, so that a connection that cannot be built says so without hiding the others.
fn connected(
    examined: &Examined,
    registry: &Registry,
    connection: &Connection,
) -> Result<Connected, Failure> {
    let mut config = examined.config.clone();
    config
        .connections
        .retain(|name, _| *name == connection.name);
    let mut built = server::connections(&config, registry, &examined.clock, &examined.random)?;
    built
        .remove(&connection.name)
        .ok_or_else(|| "is not configured".into())
}

fn line(area: &str, tried: Diagnosis) -> Check {
    let Diagnosis { what, came } = tried;
    let error = match came {
        Ok(well) => return Check::ok(area, format!("{what}: {well}")),
        Err(error) => error,
    };
    let advice = match &error {
        // It says itself what to do.
        ProviderError::Misconfigured { .. } => "correct the settings, or ask the provider",
        ProviderError::Unavailable { .. } => {
            "check that this machine may reach the provider, directly or through egress.proxy; else try again later"
        }
        _ => {
            "compare the settings with the provider's documents; the adapter's contract may be older than the provider"
        }
    };
    Check::failed(area, format!("{what}: {error}"), advice)
}

/// Our clock against the `Date` of the provider's newest answer.
fn clock(area: &str, connected: &Connected) -> Option<Check> {
    let ahead = connected.http.peer_clock_ahead_ms()?;
    let seconds = ahead.unsigned_abs() / 1000;
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    Some(if ahead.saturating_abs() > SKEW_MS {
        Check::warning(
            area,
            format!("clock: the provider's is {seconds} s {side} ours"),
            "let NTP set this machine's clock: signatures and tokens are refused when the clocks differ",
        )
    } else {
        Check::ok(area, format!("clock: {seconds} s apart"))
    })
}
