//! `/dashboard/control`: pauses, and versions of journeys.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use vestibule::{id::JourneyName, locale::Locale, permission::Action};
use vestibule_app::dashboard::{
    Section,
    control::{
        ActivationView, ControlScreen, JourneyView, PauseProblem, PauseView, TypedPause,
        VersionView, What,
    },
    refusal::Refusal,
};

use super::{
    desk::{Desk, NO_DEED, Sent, moment, see_other},
    refusals,
};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        journey_versions::{self, Answer, Proposal, Version, Versions},
        pauses::{self, NewPause, Pause, Target},
    },
};

const PATH: &str = Section::Control.path();

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PATH, get(show))
        .route("/dashboard/control/pauses", post(pause))
        .route("/dashboard/control/versions", post(version))
}

async fn show(State(state): State<AppState>, desk: Desk) -> Response {
    let nothing = (TypedPause::default(), None);
    draw(&state, &desk, StatusCode::OK, nothing).await
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    status: StatusCode,
    (typed, refused): (TypedPause, Option<Refusal>),
) -> Response {
    match screen(state, desk, typed, refused).await {
        Ok(screen) => {
            let place = (Section::Control, PATH);
            desk.draw(state, place, status, Arc::new(screen)).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

async fn screen(
    state: &AppState,
    desk: &Desk,
    typed: TypedPause,
    refused: Option<Refusal>,
) -> Result<ControlScreen, ServiceError> {
    let core = &state.core;
    let (open, over) = pauses::all(core, &desk.operator).await?;
    let journeys = journey_versions::all(core, &desk.operator).await?;
    let grants = &desk.operator.grants;
    Ok(ControlScreen {
        may_pause: grants.may(Action::Pause, None),
        may_activate: grants.may(Action::ActivateJourney, None),
        open: open.into_iter().map(pause_view).collect::<Result<_, _>>()?,
        over: over.into_iter().map(pause_view).collect::<Result<_, _>>()?,
        connections: core.connections.keys().map(ToString::to_string).collect(),
        journeys: journeys
            .into_iter()
            .map(|journey| journey_view(journey, desk))
            .collect::<Result<_, _>>()?,
        typed,
        refused,
    })
}

fn pause_view(pause: Pause) -> Result<PauseView, ServiceError> {
    let ended = pause.ended.map(|(by, at)| Ok((by, moment(at)?)));
    Ok(PauseView {
        id: pause.id,
        what: match pause.target {
            Target::Starts => What::Starts,
            Target::Journey(name) => What::Journey(name.to_string()),
            Target::Connection(name) => What::Connection(name.to_string()),
        },
        reason: pause.reason,
        texts: pause.texts.0.into_iter().collect(),
        begun: (pause.begun_by, moment(pause.begun_at)?),
        ended: ended.transpose().map_err(|error: ServiceError| error)?,
    })
}

fn journey_view(journey: Versions, desk: &Desk) -> Result<JourneyView, ServiceError> {
    let activated = match journey.activated {
        Some((by, and, at)) => Some((by, and, moment(at)?)),
        None => None,
    };
    let own = desk.operator.name.as_str();
    Ok(JourneyView {
        name: journey.journey.to_string(),
        versions: journey
            .versions
            .into_iter()
            .map(|version| version_view(version, desk.locale()))
            .collect::<Result<_, _>>()?,
        activated,
        waiting: journey
            .proposals
            .into_iter()
            .map(|proposal| activation_view(proposal, own))
            .collect::<Result<_, _>>()?,
    })
}

fn version_view(version: Version, locale: Locale) -> Result<VersionView, ServiceError> {
    Ok(VersionView {
        seen: moment(version.seen_at)?,
        title: version.title.get(locale).to_owned(),
        hash: version.hash,
        steps: version.steps,
        configured: version.configured,
        active: version.active,
        findings: version.findings.iter().map(ToString::to_string).collect(),
    })
}

fn activation_view(proposal: Proposal, own: &str) -> Result<ActivationView, ServiceError> {
    Ok(ActivationView {
        is_own: proposal.proposed_by == own,
        proposed: (proposal.proposed_by, moment(proposal.proposed_at)?),
        until: moment(proposal.expires_at)?,
        id: proposal.id,
        version: proposal.version,
        reason: proposal.reason,
        overtaken: proposal.overtaken,
    })
}

/// `POST /dashboard/control/pauses`.
async fn pause(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let core = &state.core;
    let done = match sent.deed() {
        "end" => pauses::end(core, &desk.operator, sent.field("to")).await,
        "begin" => {
            let typed = typed(&sent);
            let begun = match new_pause(&typed) {
                Some(new) => pauses::begin(core, &desk.operator, new).await,
                None => Err(ServiceError::BadRequest("name: is none")),
            };
            match begun {
                Err(ServiceError::BadRequest(what)) => {
                    let problem = Some(problem(what));
                    let typed = TypedPause { problem, ..typed };
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return draw(&state, &desk, status, (typed, None)).await;
                }
                begun => begun.map(drop),
            }
        }
        _ => Err(NO_DEED),
    };
    match done {
        Ok(()) => see_other(PATH),
        Err(error) => desk.refuse(&state, &error).await,
    }
}

/// The service names what is wrong before a colon.
fn problem(what: &str) -> PauseProblem {
    match what.split(':').next() {
        Some("reason") => PauseProblem::Reason,
        Some("texts") => PauseProblem::Texts,
        _ => PauseProblem::What,
    }
}

fn typed(sent: &Sent) -> TypedPause {
    let text = |locale: Locale| sent.field(&format!("text-{}", locale.tag())).to_owned();
    TypedPause {
        what: sent.field("what").to_owned(),
        reason: sent.field("reason").to_owned(),
        texts: Locale::ALL.map(|locale| (locale, text(locale))).into(),
        problem: None,
    }
}

fn new_pause(typed: &TypedPause) -> Option<NewPause> {
    let (kind, name) = typed.what.split_once(':')?;
    Some(NewPause {
        target: Target::from_parts(kind, name)?,
        reason: typed.reason.clone(),
        texts: typed.texts.iter().cloned().collect(),
    })
}

/// `POST /dashboard/control/versions`.
async fn version(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let (core, operator) = (&state.core, &desk.operator);
    let done = match sent.deed() {
        "propose" => match JourneyName::new(sent.field("journey")) {
            Ok(journey) => {
                let version = (&journey, sent.field("version"));
                let proposed =
                    journey_versions::propose(core, operator, version, sent.field("reason")).await;
                proposed.map(drop)
            }
            Err(_) => Err(ServiceError::NotFound),
        },
        "confirm" => {
            journey_versions::decide(core, operator, sent.field("to"), Answer::Confirm).await
        }
        "refuse" => {
            journey_versions::decide(core, operator, sent.field("to"), Answer::Refuse).await
        }
        _ => Err(NO_DEED),
    };
    match done {
        Ok(()) => see_other(PATH),
        Err(error) => match refusals::of(&error) {
            Some(refusal) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let nothing = (TypedPause::default(), Some(refusal));
                draw(&state, &desk, status, nothing).await
            }
            None => desk.refuse(&state, &error).await,
        },
    }
}
