//! The documented list of scenarios, and queueing them for coming sessions.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Answer, refuse};
use crate::fault::ProviderName;
use crate::onekyc::gateway::Gateway;
use crate::onekyc::scenarios::Scenario;
use crate::simulator::Sim;
use crate::{bankid, external, frankieone, onekyc, selfie_liveness, signicat};

/// `GET /control/scenarios`.
pub(crate) async fn list() -> Json<Value> {
    let signicat = signicat::scenarios::ALL.iter().map(|row| {
        json!({
            "provider": ProviderName::Signicat,
            "name": row.name,
            "phone_ends_in": row.digits,
            "about": row.about,
        })
    });
    let onekyc = onekyc::scenarios::ALL.iter().map(|(name, about)| {
        json!({
            "provider": ProviderName::OneKyc,
            "name": name,
            "user_id_ends_in": format!("~{name}"),
            "about": about,
        })
    });
    let selfie_liveness = selfie_liveness::scenarios::ALL.iter().map(|(name, about)| {
        json!({
            "provider": ProviderName::SelfieLiveness,
            "name": name,
            "user_id_ends_in": format!("~{name}"),
            "about": about,
        })
    });
    let bankid = bankid::scenarios::all().map(|(_, name, about)| {
        json!({
            "provider": ProviderName::BankId,
            "name": name,
            "chosen_by": "next",
            "about": about,
        })
    });
    let frankieone = frankieone::scenarios::ALL.iter().map(|(name, about)| {
        json!({
            "provider": ProviderName::FrankieOne,
            "name": name,
            "reference_ends_in": format!("~{name}"),
            "about": about,
        })
    });
    let external = external::scenarios::all().map(|(_, name, about)| {
        json!({
            "provider": ProviderName::External,
            "name": name,
            "chosen_by": "parameters.scenario",
            "about": about,
        })
    });
    let all = signicat
        .chain(onekyc)
        .chain(selfie_liveness)
        .chain(bankid)
        .chain(frankieone)
        .chain(external);
    let contract_dates = json!({
        ProviderName::Signicat.name(): signicat::CONTRACT_DATE,
        ProviderName::OneKyc.name(): onekyc::CONTRACT_DATE,
        ProviderName::SelfieLiveness.name(): selfie_liveness::CONTRACT_DATE,
        ProviderName::BankId.name(): bankid::CONTRACT_DATE,
        ProviderName::FrankieOne.name(): frankieone::CONTRACT_DATE,
        ProviderName::External.name(): external::CONTRACT_DATE,
    });
    Json(json!({ "scenarios": all.collect::<Vec<_>>(), "contract_dates": contract_dates }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Next {
    scenario: String,
    #[serde(default = "once")]
    times: usize,
}

const fn once() -> usize {
    1
}

/// `POST /control/{provider}/next`.
pub(crate) async fn queue(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
    Json(next): Json<Next>,
) -> Answer {
    let unknown = || {
        refuse(format!(
            "unknown scenario {:?}; GET /control/scenarios lists them",
            next.scenario
        ))
    };
    let is_queued = match provider {
        ProviderName::Signicat => {
            let scenario =
                signicat::scenarios::Scenario::by_name(&next.scenario).ok_or_else(unknown)?;
            sim.signicat().queue(scenario, next.times)
        }
        ProviderName::OneKyc => queue_family(&Gateway::iframe(&sim), &next).ok_or_else(unknown)?,
        ProviderName::BankId => {
            let scenario =
                bankid::scenarios::Scenario::by_name(&next.scenario).ok_or_else(unknown)?;
            sim.bankid().queue(scenario, next.times)
        }
        ProviderName::FrankieOne => {
            let scenario =
                frankieone::scenarios::Scenario::by_name(&next.scenario).ok_or_else(unknown)?;
            sim.frankieone().queue(scenario, next.times)
        }
        ProviderName::External => {
            let scenario =
                external::scenarios::Scenario::by_name(&next.scenario).ok_or_else(unknown)?;
            sim.external().queue(scenario, next.times)
        }
        ProviderName::SelfieLiveness => {
            queue_family(&Gateway::selfie_liveness(&sim), &next).ok_or_else(unknown)?
        }
    };
    if is_queued {
        Ok(Json(json!({})))
    } else {
        Err(refuse("too many scenarios wait"))
    }
}

/// Whether there was room; `None` when the scenario is unknown.
fn queue_family(gateway: &Gateway, next: &Next) -> Option<bool> {
    let scenario = Scenario::by_name(gateway.product.scenarios(), &next.scenario)?;
    Some(gateway.world().queue(scenario, next.times))
}
