//! The simulator, for whoever tries something out in Development: what it plays next, and what it has seen.

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use vestibule::{id::ConnectionName, permission::Action};

use crate::{
    connection::Egress,
    outbound::{Clients, Limits, Outbound, OutboundRequest},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        operators::sessions::SignedIn,
    },
};

/// What calls to it are counted under, where connections have their names.
const NAME: &str = "simulator";
/// Most sessions of each provider that are shown, newest first.
const SESSIONS: usize = 10;
/// Most scenarios that wait in a row.
const MOST: u32 = 20;

/// A scenario that there is.
#[derive(Debug, Clone, Deserialize)]
pub struct Scenario {
    /// Whose.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// What it plays.
    pub about: String,
}

#[derive(Deserialize)]
struct Scenarios {
    scenarios: Vec<Scenario>,
}

/// A provider in the simulator's world.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its name in the control API.
    pub name: String,
    /// The scenarios that wait.
    pub next: Vec<String>,
    /// How many sessions there are.
    pub sessions: usize,
    /// The newest of them, as JSON.
    pub newest: Vec<String>,
    /// Callbacks: how many there are.
    pub callbacks: usize,
}

/// What the simulator is and has seen.
#[derive(Debug, Clone)]
pub struct World {
    /// Its clock, in milliseconds UTC.
    pub now_ms: i64,
    /// Every scenario.
    pub scenarios: Vec<Scenario>,
    /// Every provider.
    pub providers: Vec<Provider>,
}

/// What it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order<'a> {
    /// The next sessions of this provider play this scenario.
    Next {
        /// The provider.
        provider: &'a str,
        /// The scenario.
        scenario: &'a str,
        /// How many sessions.
        times: u32,
    },
    /// Callbacks leave now, also those that are not due yet.
    SendCallbacks,
    /// Callbacks that were sent are sent again.
    SendCallbacksAgain,
    /// Everything is as it was at the start.
    Reset,
}

fn may(operator: &SignedIn) -> Result<(), ServiceError> {
    match operator.grants.may(Action::UseSimulator, None) {
        true => Ok(()),
        false => Err(ServiceError::NotFound),
    }
}

/// The control API, which listens where the inbox is.
struct Control {
    out: Outbound,
    inbox: Url,
}

impl Control {
    fn at(core: &Core, inbox: &str) -> Result<Self, ServiceError> {
        let broken = |what: &dyn std::fmt::Display| ServiceError::Internal(what.to_string().into());
        let client = Clients::new(Limits::default()).get(&Egress::default());
        let client = client.map_err(|error| broken(&error))?;
        let name = ConnectionName::new(NAME).map_err(|error| broken(&error))?;
        Ok(Self {
            out: Outbound::new(name, client, core.clock.clone(), core.random.clone()),
            inbox: Url::parse(inbox).map_err(|error| broken(&error))?,
        })
    }

    fn url(&self, path: &str) -> Result<Url, ServiceError> {
        let joined = self.inbox.join(path);
        joined.map_err(|error| ServiceError::Internal(Box::new(error)))
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, ServiceError> {
        let request = OutboundRequest::get("simulator.read", self.url(path)?).accept_json();
        let answer = self.out.send(request).await;
        let answer = answer.map_err(|_| ServiceError::Unavailable)?;
        serde_json::from_slice(answer.body()).map_err(|_| ServiceError::Unavailable)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<(), ServiceError> {
        let request = OutboundRequest::post("simulator.tell", self.url(path)?).json(body);
        let answer = self.out.send(request).await;
        let answer = answer.map_err(|_| ServiceError::Unavailable)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status if status.is_client_error() => Err(ServiceError::BadRequest(
                "scenario: the simulator does not take it",
            )),
            _ => Err(ServiceError::Unavailable),
        }
    }
}

/// What the simulator whose inbox is there is, and has seen.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not use it; [`ServiceError::Unavailable`] when it does not answer.
pub async fn world(core: &Core, operator: &SignedIn, inbox: &str) -> Result<World, ServiceError> {
    may(operator)?;
    let control = Control::at(core, inbox)?;
    let Scenarios { scenarios } = control.read("/control/scenarios").await?;
    let state: Value = control.read("/control/state").await?;
    let mut names: Vec<&str> = Vec::new();
    for scenario in &scenarios {
        if !names.contains(&scenario.provider.as_str()) {
            names.push(&scenario.provider);
        }
    }
    let providers = names.iter().map(|name| provider(name, &state)).collect();
    Ok(World {
        now_ms: state["now_ms"].as_i64().unwrap_or_default(),
        providers,
        scenarios,
    })
}

fn provider(name: &str, state: &Value) -> Provider {
    let own = &state[name];
    let list = |key: &str| own[key].as_array().cloned().unwrap_or_default();
    let sessions = list("sessions");
    let shown = |session: &Value| serde_json::to_string_pretty(session).unwrap_or_default();
    Provider {
        name: name.to_owned(),
        next: list("next")
            .iter()
            .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
            .collect(),
        sessions: sessions.len(),
        newest: sessions.iter().rev().take(SESSIONS).map(shown).collect(),
        callbacks: list("callbacks").len(),
    }
}

/// Tells the simulator what to do.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not use it; [`ServiceError::BadRequest`] for what it does not take;
/// [`ServiceError::Unavailable`] when it does not answer.
pub async fn tell(
    core: &Core,
    operator: &SignedIn,
    inbox: &str,
    order: Order<'_>,
) -> Result<(), ServiceError> {
    may(operator)?;
    let control = Control::at(core, inbox)?;
    let (path, body) = match order {
        Order::Next {
            provider,
            scenario,
            times,
        } => {
            let is_name = |text: &str| {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            };
            if !is_name(provider) || !(1..=MOST).contains(&times) {
                return Err(ServiceError::BadRequest("scenario: no such provider"));
            }
            let body = json!({ "scenario": scenario, "times": times });
            (format!("/control/{provider}/next"), body)
        }
        Order::SendCallbacks => ("/control/tick".to_owned(), json!({ "force": true })),
        Order::SendCallbacksAgain => (
            "/control/tick".to_owned(),
            json!({ "force": true, "again": true }),
        ),
        Order::Reset => ("/control/reset".to_owned(), json!({})),
    };
    control.post(&path, &body).await?;
    let event = ("simulator.told", Actor::Operator(operator.name.as_str()));
    let detail = json!({ "path": path, "body": body });
    let mut tx = core.db.begin_write().await?;
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    Ok(())
}
