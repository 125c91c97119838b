//! `vestibule provider sheet CONNECTION`: what to send to the provider before anything works.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde_json::json;
use vestibule::{id::ConnectionName, journey::Step};

use super::{Failure, no_connection, registry, show};
use crate::{
    config::Config,
    connection::{Connection, Environment},
    provider::{OurAddresses, SheetEntry, SheetTopic},
};

#[derive(Debug, Subcommand)]
pub(super) enum ProviderCommand {
    /// Print what to send to a connection's provider: redirect URIs, ancestors, callback URLs, addresses, scopes.
    Sheet(Sheet),
}

#[derive(Debug, Args)]
pub(super) struct Sheet {
    /// The connection.
    connection: ConnectionName,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// The sheet. Nothing in it is a secret.
pub(super) fn sheet(config: &Config, asked: &Sheet) -> Result<String, Failure> {
    let connection = config
        .connections
        .get(&asked.connection)
        .ok_or_else(|| no_connection(config, &asked.connection))?;
    let registry = registry()?;
    let provider = registry
        .get(&connection.kind)
        .ok_or_else(|| format!("there is no provider named {}", connection.kind))?;
    let origins = config.origins();
    let ours = OurAddresses {
        origins: &origins,
        sdk_origin: config.sdk_origin.as_ref().map(|origin| origin.as_str()),
        callback_origin: config
            .provider_callbacks
            .own_origin()
            .map(|origin| origin.as_str()),
    };
    let mut entries = provider.sheet(connection, ours)?;
    entries.push(source_addresses(connection));
    entries.extend(callers(config, connection));
    entries.push(purposes(config, connection));
    entries.retain(|entry| !(entry.values.is_empty() && entry.note.is_empty()));
    entries.sort_by_key(|entry| entry.topic);
    let environment = match connection.environment {
        Environment::Simulator => "simulator",
        Environment::Sandbox => "sandbox",
        Environment::Live => "live",
    };
    if asked.json {
        let shown = json!({
            "connection": connection.name,
            "provider": connection.kind,
            "environment": environment,
            "flow_version": provider.policy().flow_version,
            "entries": entries,
        });
        return Ok(format!("{shown:#}\n"));
    }
    let mut text = format!(
        "Connection {} ({}, {environment}), flow: {}\n",
        connection.name,
        connection.kind,
        provider.policy().flow_version
    );
    let mut topic = None;
    for entry in &entries {
        if topic.replace(entry.topic) != Some(entry.topic) {
            text.push_str(&format!("\n{}\n", entry.topic.title()));
        }
        if !entry.note.is_empty() {
            text.push_str(&format!("  ({})\n", entry.note));
        }
        for value in &entry.values {
            text.push_str(&format!("  {value}\n"));
        }
    }
    Ok(text)
}

fn source_addresses(connection: &Connection) -> SheetEntry {
    let egress = &connection.egress;
    let addresses = egress.source_addresses.iter().map(ToString::to_string);
    let mut note = match &egress.proxy {
        Some(proxy) => format!("our calls come through {}", show::url(proxy.as_str())),
        None => String::new(),
    };
    if egress.source_addresses.is_empty() {
        if !note.is_empty() {
            note.push_str("; ");
        }
        note.push_str(
            "not stated in egress.source_addresses; `vestibule doctor --egress-url URL` says what others see",
        );
    }
    SheetEntry::new(SheetTopic::SourceAddress, addresses, note)
}

/// From where we let the provider call us.
fn callers(config: &Config, connection: &Connection) -> Option<SheetEntry> {
    let networks = config.provider_callbacks.sources.get(&connection.name)?;
    Some(SheetEntry::new(
        SheetTopic::CallerNetwork,
        networks.iter().map(ToString::to_string),
        "we let the provider call from these networks only",
    ))
}

/// What the journeys use the connection for.
fn purposes(config: &Config, connection: &Connection) -> SheetEntry {
    let purposes: BTreeSet<String> = config
        .journeys
        .values()
        .flat_map(|journey| &journey.steps)
        .filter_map(Step::checked_elsewhere)
        .filter(|step| step.connection == connection.name)
        .map(|step| step.purpose.code().to_owned())
        .collect();
    let note = match purposes.is_empty() {
        true => "no journey uses the connection",
        false => "what the journeys use it for; the provider's terms have to permit it",
    };
    SheetEntry::new(SheetTopic::Purpose, purposes, note)
}
