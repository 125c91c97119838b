//! `vestibule client`: clients, where their applicants may be sent back to, and their keys.

use std::net::IpAddr;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use ipnet::IpNet;
use serde_json::{Value, json};
use url::Url;
use vestibule::{id::ClientName, time::Timestamp};

use super::{Failure, backup::rfc3339, opened, recall::moment, told};
use crate::{
    config::Config,
    db::clients::ApiKeyRow,
    services::{
        ServiceError,
        audit::Actor,
        clients::{self, Client, Mode, NewKey, Scope},
        core::Core,
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Make a client.
    Create {
        /// Its name, which never changes.
        name: ClientName,
        /// How applicants read it.
        #[arg(long, value_name = "TEXT")]
        display_name: String,
        /// A URL that its applicants may be sent back to, compared letter by letter. May be repeated.
        #[arg(long = "return-url", value_name = "URL")]
        return_urls: Vec<String>,
    },
    /// List the clients.
    List(Shown),
    /// Show a client and its keys.
    Show {
        /// The client.
        name: ClientName,
        #[command(flatten)]
        shown: Shown,
    },
    /// Refuse its keys from now on.
    Disable {
        /// The client.
        name: ClientName,
    },
    /// Accept its keys again.
    Enable {
        /// The client.
        name: ClientName,
    },
    /// Say where its applicants may be sent back to.
    #[command(subcommand)]
    ReturnUrl(ReturnUrlCommand),
    /// Look after its keys.
    #[command(subcommand)]
    Key(KeyCommand),
}

#[derive(Debug, Subcommand)]
pub(super) enum ReturnUrlCommand {
    /// Allow one more.
    Add {
        /// The client.
        name: ClientName,
        /// The URL.
        url: String,
    },
    /// Allow one no more; onboardings that were begun with it go on.
    Remove {
        /// The client.
        name: ClientName,
        /// The URL.
        url: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key and print it, this once.
    Create(NewKeyArguments),
    /// List the keys of a client, ended ones included.
    List {
        /// The client.
        name: ClientName,
        #[command(flatten)]
        shown: Shown,
    },
    /// End a key at once.
    Revoke {
        /// The client.
        name: ClientName,
        /// The part of the key that is shown, e.g. `vst_test_4eC39HqL`.
        prefix: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct NewKeyArguments {
    /// The client.
    name: ClientName,
    /// `test` begins only journeys none of whose connections is live, and sees only what was begun with test keys.
    #[arg(long, value_parser = PossibleValuesParser::new([Mode::Test, Mode::Live].map(Mode::code)).try_map(|text| mode(&text)))]
    mode: Mode,
    /// What it may do. May be repeated; without it everything.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = PossibleValuesParser::new(Scope::ALL.map(Scope::code)).try_map(|text| scope(&text)))]
    scopes: Vec<Scope>,
    /// What it is for, in your words.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    label: String,
    /// A network or an address from which it may be used, e.g. 203.0.113.0/24. May be repeated; without it from anywhere.
    #[arg(long = "source", value_name = "NETWORK", value_parser = network)]
    sources: Vec<IpNet>,
    /// The day (YYYY-MM-DD, UTC) or moment (RFC 3339) at which it ends by itself.
    #[arg(long, value_name = "DAY", value_parser = moment)]
    expires: Option<Timestamp>,
    #[command(flatten)]
    shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct Shown {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::from_code(text).ok_or_else(|| "neither test nor live".to_owned())
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_code(text).ok_or_else(|| "there is no such scope".to_owned())
}

/// What is wrong with a return URL, or how to write it.
fn good(url: &str) -> Result<(), Failure> {
    if clients::is_return_url(url) {
        return Ok(());
    }
    let written = Url::parse(url).map(String::from).unwrap_or_default();
    Err(match clients::is_return_url(&written) {
        true => format!("return URL {url}: a browser would write {written}; register that"),
        false => format!(
            "return URL {url}: has to be https (http only on this machine), without user, password, fragment, and the \
             parameters onboarding and result_code, which are added to it"
        ),
    }
    .into())
}

/// A network, or an address, which is the network of itself alone.
fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .map(|network| network.trunc())
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| {
            "neither a network such as 203.0.113.0/24 nor an address such as 203.0.113.7".to_owned()
        })
}

/// Runs one of the commands.
pub(super) async fn client(config: &Config, asked: ClientCommand) -> Result<String, Failure> {
    let core = &*opened::core(config).await?;
    let actor = Actor::CommandLine;
    match asked {
        ClientCommand::Create {
            name,
            display_name,
            return_urls,
        } => {
            let mut return_urls = return_urls;
            return_urls.dedup();
            for url in &return_urls {
                good(url)?;
            }
            let made = (display_name.as_str(), return_urls.as_slice());
            clients::create(core, &name, made, actor)
                .await
                .map_err(|error| about(&name, error))?;
            Ok(format!(
                "made; next: vestibule client key create {name} --mode test\n"
            ))
        }
        ClientCommand::List(shown) => list(core, &shown).await,
        ClientCommand::Show { name, shown } => show(core, &name, &shown).await,
        ClientCommand::Disable { name } => {
            let done = clients::set_disabled(core, &name, true, actor).await;
            known(done, &name)?;
            Ok("disabled: its keys are refused\n".to_owned())
        }
        ClientCommand::Enable { name } => {
            let done = clients::set_disabled(core, &name, false, actor).await;
            known(done, &name)?;
            Ok("enabled\n".to_owned())
        }
        ClientCommand::ReturnUrl(ReturnUrlCommand::Add { name, url }) => {
            good(&url)?;
            let done = clients::add_return_url(core, &name, &url, actor).await;
            known(done, &name)?;
            Ok("added\n".to_owned())
        }
        ClientCommand::ReturnUrl(ReturnUrlCommand::Remove { name, url }) => {
            known(clients::find(core, &name).await.map(drop), &name)?;
            match clients::remove_return_url(core, &name, &url, actor).await {
                Err(ServiceError::NotFound) => Err(format!(
                    "{name} has no return URL {url}; `vestibule client show {name}`"
                )
                .into()),
                done => Ok(done.map(|()| "removed\n".to_owned())?),
            }
        }
        ClientCommand::Key(KeyCommand::Create(new)) => create_key(core, new).await,
        ClientCommand::Key(KeyCommand::List { name, shown }) => {
            known(clients::find(core, &name).await.map(drop), &name)?;
            let keys = clients::keys(core, &name).await?;
            if shown.json {
                return pretty(&keys.iter().map(key_json).collect::<Result<Value, _>>()?);
            }
            keys.iter().map(|key| key_line(core, key)).collect()
        }
        ClientCommand::Key(KeyCommand::Revoke { name, prefix }) => {
            match clients::revoke_key(core, &name, &prefix, actor).await {
                Err(ServiceError::NotFound) => {
                    Err(format!(
                        "{name} has no key {prefix}, or it was revoked before; `vestibule client key list {name}`"
                    )
                    .into())
                }
                done => Ok(done.map(|()| "revoked\n".to_owned())?),
            }
        }
    }
}

async fn list(core: &Core, shown: &Shown) -> Result<String, Failure> {
    let all = clients::all(core).await?;
    if shown.json {
        return pretty(&serde_json::to_value(all)?);
    }
    Ok(all
        .iter()
        .map(|client| {
            format!(
                "{}  {}  {}\n",
                client.name,
                state(client),
                client.display_name
            )
        })
        .collect())
}

async fn show(core: &Core, name: &ClientName, shown: &Shown) -> Result<String, Failure> {
    let client = known(clients::find(core, name).await, name)?;
    let keys = clients::keys(core, name).await?;
    if shown.json {
        let mut value = serde_json::to_value(&client)?;
        value["keys"] = keys.iter().map(key_json).collect::<Result<Value, _>>()?;
        return pretty(&value);
    }
    let mut text = format!(
        "{} ({}), {}\n",
        client.name,
        client.display_name,
        state(&client)
    );
    for url in &client.return_urls {
        text.push_str(&format!("return URL {url}\n"));
    }
    for key in &keys {
        text.push_str(&format!("key {}", key_line(core, key)?));
    }
    Ok(text)
}

fn state(client: &Client) -> &'static str {
    if client.enabled {
        "enabled"
    } else {
        "disabled"
    }
}

async fn create_key(core: &Core, asked: NewKeyArguments) -> Result<String, Failure> {
    let scopes = match asked.scopes.is_empty() {
        true => Scope::ALL.into_iter().collect(),
        false => asked.scopes.into_iter().collect(),
    };
    let new = NewKey {
        label: asked.label,
        mode: asked.mode,
        scopes,
        sources: asked.sources,
        expires_at: asked.expires,
    };
    let made = clients::create_key(core, &asked.name, new, Actor::CommandLine).await;
    let (key, row) = known(made, &asked.name)?;
    if asked.shown.json {
        let mut value = key_json(&row)?;
        value["key"] = key.into();
        return pretty(&value);
    }
    let note = "This is the key. It is stored as a hash and cannot be shown again.";
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{note}\n"));
    Ok(format!("{key}\n"))
}

/// What may be shown of a key; its hash is not.
fn key_json(key: &ApiKeyRow) -> Result<Value, serde_json::Error> {
    let moment = |at: Option<i64>| at.map(|at| rfc3339(Timestamp(at)));
    Ok(json!({
        "prefix": key.prefix,
        "label": key.label,
        "mode": key.mode,
        "scopes": serde_json::from_str::<Value>(&key.scopes)?,
        "sources": serde_json::from_str::<Value>(&key.sources)?,
        "created_at": rfc3339(Timestamp(key.created_at)),
        "expires_at": moment(key.expires_at),
        "revoked_at": moment(key.revoked_at),
        "last_used_at": moment(key.last_used_at),
    }))
}

fn key_line(core: &Core, key: &ApiKeyRow) -> Result<String, Failure> {
    let now = core.clock.now().0;
    let moment = |at: i64| rfc3339(Timestamp(at));
    let state = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {}", moment(at)),
        (None, Some(end)) if end <= now => format!("expired {}", moment(end)),
        (None, Some(end)) => format!("until {}", moment(end)),
        (None, None) => "without an end".to_owned(),
    };
    let used = key.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("used {}", moment(at)),
    );
    let scopes: Vec<String> = serde_json::from_str(&key.scopes)?;
    let scopes = match scopes.len() == Scope::ALL.len() {
        true => "everything".to_owned(),
        false => scopes.join(" "),
    };
    let sources: Vec<String> = serde_json::from_str(&key.sources)?;
    let sources = match sources.is_empty() {
        true => String::new(),
        false => format!(" from {}", sources.join(" ")),
    };
    let label = match key.label.as_str() {
        "" => String::new(),
        label => format!("  {label}"),
    };
    Ok(format!(
        "{}  {state}, {used}, {scopes}{sources}{label}\n",
        key.prefix
    ))
}

fn known<T>(done: Result<T, ServiceError>, name: &ClientName) -> Result<T, Failure> {
    match done {
        Err(ServiceError::NotFound) => {
            Err(format!("there is no client {name}; `vestibule client list`").into())
        }
        done => done.map_err(|error| about(name, error)),
    }
}

/// What a service said, with the name that it is about.
fn about(name: &ClientName, error: ServiceError) -> Failure {
    match error {
        ServiceError::BadRequest(_) => format!("{name}: {}", told(error)).into(),
        other => told(other),
    }
}

pub(super) fn pretty(value: &Value) -> Result<String, Failure> {
    Ok(format!("{value:#}\n"))
}
