//! Switches: behaviour that the providers' documents leave open.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::control::{Answer, Refusal, refuse};
use crate::fault::ProviderName;
use crate::simulator::Sim;

/// `GET /control/{provider}/switches`.
pub(crate) async fn show(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
) -> Json<Value> {
    Json(match provider {
        ProviderName::Signicat => json!(sim.signicat().switches),
        ProviderName::OneKyc => json!(sim.onekyc().switches),
        ProviderName::BankId => json!(sim.bankid().switches),
        ProviderName::SelfieLiveness => json!(sim.selfie_liveness().switches),
        ProviderName::FrankieOne => json!(sim.frankieone().switches),
        ProviderName::External => json!(sim.external().switches),
    })
}

/// `POST /control/{provider}/switches`: the ones that are named change, the others stay.
pub(crate) async fn change(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
    Json(changes): Json<Value>,
) -> Answer {
    let not_sound = || refuse("a value is out of its range");
    Ok(Json(match provider {
        ProviderName::Signicat => {
            let mut world = sim.signicat();
            let switches = merged(world.switches, changes)?;
            if !switches.is_sound() {
                return Err(not_sound());
            }
            world.switches = switches;
            json!(switches)
        }
        ProviderName::BankId => {
            let mut world = sim.bankid();
            world.switches = merged(world.switches, changes)?;
            json!(world.switches)
        }
        ProviderName::FrankieOne => {
            let mut world = sim.frankieone();
            let switches = merged(world.switches, changes)?;
            if !switches.is_sound() {
                return Err(not_sound());
            }
            world.switches = switches;
            json!(switches)
        }
        ProviderName::External => {
            let mut world = sim.external();
            world.switches = merged(world.switches, changes)?;
            json!(world.switches)
        }
        ProviderName::OneKyc | ProviderName::SelfieLiveness => {
            let mut world = if provider == ProviderName::OneKyc {
                sim.onekyc()
            } else {
                sim.selfie_liveness()
            };
            let switches = merged(world.switches, changes)?;
            if !switches.is_sound() {
                return Err(not_sound());
            }
            world.switches = switches;
            json!(switches)
        }
    }))
}

fn merged<T: Serialize + DeserializeOwned>(now: T, changes: Value) -> Result<T, Refusal> {
    let (Value::Object(mut all), Value::Object(changes)) = (json!(now), changes) else {
        return Err(refuse("the body is not an object"));
    };
    all.extend(changes);
    serde_json::from_value(Value::Object(all)).map_err(|error| refuse(error.to_string()))
}
