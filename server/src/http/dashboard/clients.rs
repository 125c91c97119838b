//! `/dashboard/settings/clients`: clients, return URLs and keys.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use ipnet::IpNet;
use vestibule::{id::ClientName, permission::Action, time::Timestamp};
use vestibule_app::dashboard::{
    Section,
    clients::{ClientScreen, ClientView, ClientsScreen, KeyState, KeyView, TypedClient, TypedKey},
    refusal::Refusal,
};

use super::{
    desk::{Desk, NO_DEED, Sent, moment, see_other},
    refusals,
};
use crate::{
    db::clients::ApiKeyRow,
    http::AppState,
    services::{
        ServiceError,
        clients::{Client, Mode, NewKey, Scope},
        dashboard::clients::{self, Change},
    },
};

const PATH: &str = "/dashboard/settings/clients";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The longest that a key may last by itself, in days.
const MAX_DAYS: u32 = 3650;

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PATH, get(list).post(add))
        .route("/dashboard/settings/clients/{client}", get(show).post(act))
}

fn path_of(client: &ClientName) -> String {
    format!("{PATH}/{client}")
}

fn view(client: Client) -> ClientView {
    ClientView {
        name: client.name.to_string(),
        display_name: client.display_name,
        enabled: client.enabled,
        return_urls: client.return_urls,
    }
}

async fn list(State(state): State<AppState>, desk: Desk) -> Response {
    draw_list(
        &state,
        &desk,
        StatusCode::OK,
        (TypedClient::default(), None),
    )
    .await
}

async fn draw_list(
    state: &AppState,
    desk: &Desk,
    status: StatusCode,
    (typed, refused): (TypedClient, Option<Refusal>),
) -> Response {
    match clients::all(&state.core, &desk.operator).await {
        Ok(all) => {
            let screen = ClientsScreen {
                clients: all.into_iter().map(view).collect(),
                may_add: desk.operator.grants.may(Action::AddClients, None),
                typed,
                refused,
            };
            let place = (Section::Settings, PATH);
            desk.draw(state, place, status, Arc::new(screen)).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

/// `POST /dashboard/settings/clients`.
async fn add(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let typed = TypedClient {
        name: sent.field("name").trim().to_owned(),
        display_name: sent.field("display_name").to_owned(),
        return_urls: sent.field("return_urls").to_owned(),
    };
    let urls: Vec<String> = typed
        .return_urls
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let done = match ClientName::new(typed.name.clone()) {
        Ok(name) => {
            let about = (typed.display_name.as_str(), urls.as_slice());
            let made = clients::create(&state.core, &desk.operator, &name, about).await;
            made.map(|()| name)
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

/// What is said beside a client.
#[derive(Default)]
struct Said {
    new_key: Option<String>,
    typed_wrong: Option<(String, String)>,
    typed_url: String,
    typed_key: TypedKey,
    refused: Option<Refusal>,
}

async fn show(State(state): State<AppState>, desk: Desk, Path(name): Path<String>) -> Response {
    match ClientName::new(name) {
        Ok(name) => draw(&state, &desk, &name, StatusCode::OK, Said::default()).await,
        Err(_) => desk.refuse(&state, &ServiceError::NotFound).await,
    }
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    name: &ClientName,
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
    name: &ClientName,
    said: Said,
) -> Result<ClientScreen, ServiceError> {
    let (client, keys) = clients::one(&state.core, &desk.operator, name).await?;
    let now = state.core.clock.now();
    Ok(ClientScreen {
        client: view(client),
        keys: keys
            .into_iter()
            .map(|key| key_view(key, now))
            .collect::<Result<_, _>>()?,
        scopes: Scope::ALL.map(Scope::code).into(),
        new_key: said.new_key,
        typed_wrong: said.typed_wrong,
        typed_url: said.typed_url,
        typed_key: said.typed_key,
        refused: said.refused,
    })
}

fn key_view(row: ApiKeyRow, now: Timestamp) -> Result<KeyView, ServiceError> {
    let maybe = |at: Option<i64>| at.map(|at| moment(Timestamp(at))).transpose();
    Ok(KeyView {
        state: match (row.revoked_at, row.expires_at) {
            (Some(_), _) => KeyState::Revoked,
            (None, Some(end)) if end <= now.0 => KeyState::Expired,
            (None, _) => KeyState::Live,
        },
        prefix: row.prefix,
        label: row.label,
        scopes: serde_json::from_str(&row.scopes)?,
        sources: serde_json::from_str(&row.sources)?,
        created: moment(Timestamp(row.created_at))?,
        expires: maybe(row.expires_at)?,
        used: maybe(row.last_used_at)?,
    })
}

/// `POST /dashboard/settings/clients/{client}`.
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
    let Ok(name) = ClientName::new(name) else {
        return desk.refuse(&state, &ServiceError::NotFound).await;
    };
    match done(&state, &desk, &name, &sent).await {
        Ok(said) if said.new_key.is_some() => {
            // Not a redirect: what is shown once is in no address and in no store.
            draw(&state, &desk, &name, StatusCode::OK, said).await
        }
        Ok(said) if said.typed_wrong.is_some() => {
            draw(&state, &desk, &name, StatusCode::UNPROCESSABLE_ENTITY, said).await
        }
        Ok(_) => see_other(&path_of(&name)),
        Err(error) => match refusals::of(&error) {
            Some(refusal) => {
                let said = not_taken(&sent, refusal);
                draw(&state, &desk, &name, StatusCode::UNPROCESSABLE_ENTITY, said).await
            }
            None => desk.refuse(&state, &error).await,
        },
    }
}

/// What was typed is not lost.
fn not_taken(sent: &Sent, refusal: Refusal) -> Said {
    let text = |field| sent.field(field).to_owned();
    let (typed_url, typed_key) = match sent.deed() {
        "add_url" => (text("to"), TypedKey::default()),
        "make_key" => {
            let key = TypedKey {
                label: text("label"),
                mode: text("mode"),
                scopes: scopes(sent).map(Scope::code).collect(),
                sources: text("sources"),
                days: text("days"),
            };
            (String::new(), key)
        }
        _ => Default::default(),
    };
    Said {
        typed_url,
        typed_key,
        // The service takes several at once; here it was one.
        refused: Some(match refusal {
            Refusal::ReturnUrls => Refusal::ReturnUrl,
            other => other,
        }),
        ..Said::default()
    }
}

/// What was ticked.
fn scopes(sent: &Sent) -> impl Iterator<Item = Scope> {
    let is_ticked = |scope: &Scope| !sent.field(&format!("scope:{}", scope.code())).is_empty();
    Scope::ALL.into_iter().filter(is_ticked)
}

async fn done(
    state: &AppState,
    desk: &Desk,
    name: &ClientName,
    sent: &Sent,
) -> Result<Said, ServiceError> {
    let (core, operator) = (&state.core, &desk.operator);
    let to = sent.field("to").trim();
    let wrong = |deed: &str| Said {
        typed_wrong: Some((deed.to_owned(), to.to_owned())),
        ..Said::default()
    };
    let change = match sent.deed() {
        "make_key" => {
            let new = new_key(sent, core.clock.now())?;
            let (key, _) = clients::create_key(core, operator, name, new).await?;
            return Ok(Said {
                new_key: Some(key),
                ..Said::default()
            });
        }
        "add_url" => Change::AddUrl(to),
        "remove_url" => Change::RemoveUrl(to),
        "enable" => Change::Enable,
        deed @ ("disable" | "revoke") if !sent.is_confirmed() => return Ok(wrong(deed)),
        "disable" if to != name.as_str() => return Ok(wrong("disable")),
        "disable" => Change::Disable,
        "revoke" => Change::RevokeKey(to),
        _ => return Err(NO_DEED),
    };
    clients::change(core, operator, name, change).await?;
    Ok(Said::default())
}

fn new_key(sent: &Sent, now: Timestamp) -> Result<NewKey, ServiceError> {
    let sources = sent.field("sources").split(',').map(str::trim);
    let sources: Result<Vec<IpNet>, _> = sources
        .filter(|text| !text.is_empty())
        .map(str::parse)
        .collect();
    let days = match sent.field("days").trim() {
        "" => None,
        text => {
            let days = text.parse::<u32>().ok();
            let days = days.filter(|days| (1..=MAX_DAYS).contains(days));
            Some(days.ok_or(ServiceError::BadRequest("days: 1 to 3650, or nothing"))?)
        }
    };
    Ok(NewKey {
        label: sent.field("label").trim().to_owned(),
        mode: Mode::from_code(sent.field("mode")).ok_or(NO_DEED)?,
        scopes: scopes(sent).collect(),
        sources: sources.map_err(|_| {
            ServiceError::BadRequest("sources: networks, e.g. 203.0.113.0/24, with commas")
        })?,
        expires_at: days.map(|days| now.plus_millis(i64::from(days) * DAY_MS)),
    })
}
