//! The customer's recipe configuration: which IdP, and how the browser is sent there (contract 2.3.3).

use serde_json::{Map, Value, json};

use crate::frankieone::errors::Failure;
use crate::frankieone::idp::registry::{self, Kind};
use crate::frankieone::session::Session;
use crate::frankieone::switches::Environment;
use crate::simulator::Sim;

/// The recipe that OneSDK asks for when it is told none.
const DEFAULT_RECIPE: &str = "auto";
pub(crate) const PURPOSE: &str = "Opening an account at Example Bank";

/// An object keyed by the recipe's name; empty for a recipe that the customer does not have. `auto` is Singpass, every
/// other recipe is named like its IdP.
pub(crate) fn named(sim: &Sim, session: &Session, name: &str) -> Result<Value, Failure> {
    let scenario = session.scenario;
    if scenario.is("config_fails") {
        return Err(Failure::server_error());
    }
    let federation = if name == DEFAULT_RECIPE {
        registry::SINGPASS
    } else {
        name
    };
    if registry::by_name(federation).is_none() || scenario.is("config_empty") {
        return Ok(json!({}));
    }
    let mut idps: Map<String, Value> = registry::ALL
        .iter()
        .map(|idp| (idp.name.to_owned(), configuration(sim, idp)))
        .collect();
    let mut recipe = json!({ "name": name });
    if scenario.is("config_without_idp") {
        idps.remove(federation);
    }
    if let Some(idp) = idps.get_mut(federation) {
        spoil(idp, scenario.name());
    }
    if !scenario.is("config_without_federation") {
        recipe["federation"] = json!(federation);
    }
    if !scenario.is("config_without_idps") {
        recipe["idps"] = Value::Object(idps);
    }
    Ok(json!({ name: recipe }))
}

fn configuration(sim: &Sim, idp: &registry::Idp) -> Value {
    let world = sim.frankieone();
    let base = &sim.addresses.frankieone_idp;
    let mut configuration = json!({
        "environment": match world.switches.environment {
            Environment::Sandbox => "sandbox",
            Environment::Test => "test",
        },
        "redirect_url": world.redirect_url,
        // Not in the document: OneSDK has the hosts in its code. The simulator's script reads it, the real one does not.
        "authorise_url": idp.authorise_url(base),
    });
    match idp.kind {
        Kind::MyInfo => {
            configuration["client_id"] = json!(registry::myinfo_client(world.switches.environment));
            configuration["attributes"] = json!(registry::ATTRIBUTES.join(","));
            configuration["purpose"] = json!(PURPOSE);
        }
        Kind::OpenId { scope, .. } => {
            configuration["client_id"] = json!(registry::OPENID_CLIENT);
            configuration["scope"] = json!(scope);
        }
    }
    configuration
}

/// What a scenario does to the configuration of the chosen IdP.
fn spoil(idp: &mut Value, scenario: &str) {
    match scenario {
        "config_without_redirect_url" => {
            if let Some(fields) = idp.as_object_mut() {
                fields.remove("redirect_url");
            }
        }
        "config_bad_redirect_url" => idp["redirect_url"] = json!("not a url"),
        "config_bad_environment" => idp["environment"] = json!("staging"),
        "config_http_in_production" => {
            idp["environment"] = json!("production");
            idp["redirect_url"] = json!("http://customer.example/return");
        }
        "config_other_attributes" => {
            let attributes = format!("{},sex", registry::ATTRIBUTES.join(","));
            idp["attributes"] = json!(attributes);
        }
        "config_other_redirect_url" => {
            let other = format!("{}/other", idp["redirect_url"].as_str().unwrap_or_default());
            idp["redirect_url"] = json!(other);
        }
        _ => {}
    }
}
