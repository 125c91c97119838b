//! What only the company's own service has: a person's part without a browser.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Answer, missing};
use crate::external::session::{Act, Session};
use crate::simulator::Sim;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    act: Act,
}

/// `POST /control/external/sessions/{id}/finish`: answers with where the browser would go, if anywhere.
pub(crate) async fn finish(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Json(part): Json<Part>,
) -> Answer {
    let now_ms = sim.clock.now_ms();
    let mut world = sim.external();
    let location = world
        .act(&id, part.act, &sim.entropy, now_ms)
        .ok_or_else(|| missing("no such session"))?;
    Ok(Json(json!({ "location": location })))
}

/// The part of `GET /control/state`.
pub(crate) fn state(sim: &Sim) -> Value {
    let now_ms = sim.clock.now_ms();
    let world = sim.external();
    json!({
        "url": sim.addresses.external,
        "switches": world.switches,
        "next": world.waiting_scenarios(),
        "callback_url": world.callback.as_ref().map(|target| &target.url),
        "sessions": world
            .sessions
            .values()
            .map(|one| session(one, &sim.addresses.external, now_ms))
            .collect::<Vec<_>>(),
        "callbacks": world.deliveries,
    })
}

fn session(session: &Session, origin: &str, now_ms: i64) -> Value {
    let begin = &session.begin;
    json!({
        "id": session.id,
        "page": session.has_page.then(|| format!("{origin}/pages/{}", session.handle)),
        "scenario": session.scenario,
        "check": begin.check,
        "attempt": begin.attempt,
        "onboarding": begin.onboarding,
        "locale": begin.locale,
        "inputs": begin.inputs,
        "parameters": begin.parameters,
        "return_url": begin.return_url,
        "callback_url": begin.callback_url,
        "expires_at": begin.expires_at,
        "act": session.act,
        "reads": session.reads,
        "status": session.standing(now_ms).name(),
    })
}
