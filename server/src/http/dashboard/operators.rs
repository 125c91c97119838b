//! `/dashboard/settings/operators`: who may do what.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use vestibule::{id::OperatorName, permission::Role};
use vestibule_app::dashboard::{
    Section,
    operators::{CalledBy, GrantView, OperatorScreen, OperatorView, OperatorsScreen, SingleView},
    refusal::Refusal,
};

use super::{
    desk::{Desk, NO_DEED, Sent, see_other},
    refusals,
};
use crate::{
    config::NamingClaim,
    http::AppState,
    services::{
        ServiceError,
        dashboard::{
            clients,
            operators::{self, Change},
        },
        operators::{Operator, Reach, setups},
    },
};

const PATH: &str = "/dashboard/settings/operators";
/// What is done when somebody says what the single sign-on calls an operator.
const CLAIMED_AS: &str = "claimed_as";

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PATH, get(list).post(add))
        .route("/dashboard/settings/operators/{name}", get(show).post(act))
}

fn path_of(name: &OperatorName) -> String {
    format!("{PATH}/{name}")
}

fn view(operator: Operator, desk: &Desk) -> OperatorView {
    let grants = operator.grants.into_iter();
    OperatorView {
        is_own: operator.name == desk.operator.name,
        name: operator.name.to_string(),
        display_name: operator.display_name,
        enabled: operator.enabled,
        grants: grants
            .map(|grant| GrantView {
                client: grant.client,
                role: grant.role,
            })
            .collect(),
    }
}

async fn list(State(state): State<AppState>, desk: Desk) -> Response {
    let nothing = (String::new(), String::new());
    draw_list(&state, &desk, StatusCode::OK, (nothing, None)).await
}

async fn draw_list(
    state: &AppState,
    desk: &Desk,
    status: StatusCode,
    (typed, refused): ((String, String), Option<Refusal>),
) -> Response {
    match operators::all(&state.core, &desk.operator).await {
        Ok(all) => {
            let screen = OperatorsScreen {
                operators: all.into_iter().map(|one| view(one, desk)).collect(),
                single_only: state.core.is_single_sign_on_only(),
                typed,
                refused,
            };
            let place = (Section::Settings, PATH);
            desk.draw(state, place, status, Arc::new(screen)).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

/// `POST /dashboard/settings/operators`.
async fn add(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let typed = (
        sent.field("name").trim().to_owned(),
        sent.field("display_name").to_owned(),
    );
    let done = match OperatorName::new(typed.0.clone()) {
        Ok(name) => {
            let added = operators::add(&state.core, &desk.operator, &name, &typed.1).await;
            added.map(|()| name)
        }
        Err(_) => Err(ServiceError::BadRequest(
            "name: lower case letters, digits, hyphens and underscores, and a letter first",
        )),
    };
    match done {
        Ok(name) => see_other(&path_of(&name)),
        Err(error) => match refusals::of(&error) {
            Some(refusal) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                draw_list(&state, &desk, status, (typed, Some(refusal))).await
            }
            None => desk.refuse(&state, &error).await,
        },
    }
}

/// What is said beside an operator.
#[derive(Default)]
struct Said {
    set_up: Option<String>,
    typed_wrong: Option<&'static str>,
    refused: Option<Refusal>,
    /// A grant that was not given.
    chosen: Option<GrantView>,
    /// What was typed for the single sign-on.
    claimed_as: Option<String>,
}

/// What the single sign-on knows of an operator, and what was typed about it.
async fn single(
    state: &AppState,
    desk: &Desk,
    name: &OperatorName,
    typed: Option<String>,
) -> Result<Option<SingleView>, ServiceError> {
    let found = operators::binding(&state.core, &desk.operator, name).await?;
    let configured = state.core.single_sign_on.as_ref();
    Ok(configured.zip(found).map(|(single, binding)| SingleView {
        provider: single.config.display_name.clone(),
        called_by: match single.config.claim {
            NamingClaim::Email => CalledBy::Email,
            NamingClaim::PreferredUsername => CalledBy::UserName,
            NamingClaim::Sub => CalledBy::Subject,
        },
        only: single.config.only,
        is_bound: binding.is_bound,
        claimed_as: binding.claimed_as.unwrap_or_default(),
        typed,
    }))
}

async fn show(State(state): State<AppState>, desk: Desk, Path(name): Path<String>) -> Response {
    match OperatorName::new(name) {
        Ok(name) => draw(&state, &desk, &name, StatusCode::OK, Said::default()).await,
        Err(_) => desk.refuse(&state, &ServiceError::NotFound).await,
    }
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    name: &OperatorName,
    status: StatusCode,
    said: Said,
) -> Response {
    match screen(state, desk, name, said).await {
        Ok(screen) => {
            let path = path_of(name);
            let place = (Section::Settings, path.as_str());
            desk.draw(state, place, status, Arc::new(screen)).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

async fn screen(
    state: &AppState,
    desk: &Desk,
    name: &OperatorName,
    said: Said,
) -> Result<OperatorScreen, ServiceError> {
    let found = operators::one(&state.core, &desk.operator, name).await?;
    let clients = clients::all(&state.core, &desk.operator).await?;
    Ok(OperatorScreen {
        operator: view(found, desk),
        single: single(state, desk, name, said.claimed_as).await?,
        clients: clients
            .into_iter()
            .map(|client| client.name.to_string())
            .collect(),
        set_up: said.set_up,
        typed_wrong: said.typed_wrong,
        chosen: said.chosen,
        refused: said.refused,
    })
}

/// `POST /dashboard/settings/operators/{name}`.
async fn act(
    State(state): State<AppState>,
    desk: Desk,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let Ok(name) = OperatorName::new(name) else {
        return desk.refuse(&state, &ServiceError::NotFound).await;
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match done(&state, &desk, &name, &sent).await {
        // Not a redirect: what is shown once is in no address and in no store.
        Ok(said) if said.set_up.is_some() => draw(&state, &desk, &name, StatusCode::OK, said).await,
        Ok(said) if said.typed_wrong.is_some() => {
            draw(&state, &desk, &name, unprocessable, said).await
        }
        Ok(_) => see_other(&path_of(&name)),
        Err(error) => match refusals::of(&error) {
            Some(refusal) => {
                let said = Said {
                    refused: Some(refusal),
                    chosen: chosen(&sent),
                    claimed_as: claimed_as(&sent),
                    ..Said::default()
                };
                draw(&state, &desk, &name, unprocessable, said).await
            }
            None => desk.refuse(&state, &error).await,
        },
    }
}

/// What was chosen for a grant; nothing in another form.
fn chosen(sent: &Sent) -> Option<GrantView> {
    let role = Role::from_code(sent.field("role")).filter(|_| sent.deed() == "grant")?;
    let client = sent.field("client").to_owned();
    Some(GrantView { client, role })
}

/// What was typed for the single sign-on; nothing in another form.
fn claimed_as(sent: &Sent) -> Option<String> {
    (sent.deed() == CLAIMED_AS).then(|| sent.field("claimed_as").to_owned())
}

async fn done(
    state: &AppState,
    desk: &Desk,
    name: &OperatorName,
    sent: &Sent,
) -> Result<Said, ServiceError> {
    let (core, operator) = (&state.core, &desk.operator);
    let change = match sent.deed() {
        "set_up" => {
            let token = setups::make_for(core, operator, name).await?;
            let set_up = Some(setups::url(core, &token));
            return Ok(Said {
                set_up,
                ..Said::default()
            });
        }
        "grant" => {
            let (role, reach) = grant(sent.field("role"), sent.field("client"))?;
            Change::Grant(role, reach)
        }
        "revoke" => {
            let (role, client) = sent.field("to").split_once(':').ok_or(NO_DEED)?;
            let (role, reach) = grant(role, client)?;
            Change::Revoke(role, reach)
        }
        "disable" if sent.field("typed").trim() != name.as_str() => {
            return Ok(Said {
                typed_wrong: Some("disable"),
                ..Said::default()
            });
        }
        "disable" => Change::Disable,
        "enable" => Change::Enable,
        CLAIMED_AS => {
            let bound = operators::binding(core, operator, name).await?;
            let is_bound = bound.is_some_and(|binding| binding.is_bound);
            if is_bound && sent.field("typed").trim() != name.as_str() {
                return Ok(Said {
                    typed_wrong: Some(CLAIMED_AS),
                    claimed_as: claimed_as(sent),
                    ..Said::default()
                });
            }
            Change::ClaimedAs(sent.field("claimed_as").to_owned())
        }
        _ => return Err(NO_DEED),
    };
    operators::change(core, operator, name, &change).await?;
    Ok(Said::default())
}

fn grant(role: &str, client: &str) -> Result<(Role, Reach), ServiceError> {
    let role = Role::from_code(role).ok_or(NO_DEED)?;
    let reach = client
        .parse()
        .map_err(|_| ServiceError::BadRequest("there is no such client"))?;
    Ok((role, reach))
}
