//! `/dashboard/account`: what an operator may do, how they sign in, and where they are signed in.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
    routing::get,
};
use serde::Deserialize;
use vestibule_app::dashboard::{
    account::{AccountScreen, Means, SessionView},
    moment::Moment,
    passkeys::{PasskeyTrouble, PasskeyView, Passkeys},
    problem::Trouble,
    resets::ResetView,
    sign_in::NotIn,
};
use zeroize::Zeroizing;

use super::{
    access::Operator,
    cookies::{WAY_IN, Whence},
    screen::{self, Place},
    sign_in::{not_in, see_other, signed_out},
};
use crate::{
    http::{AppState, headers::PageHeaders, visitor::Visitor},
    services::{
        ServiceError, events,
        operators::{
            self, passkeys, resets,
            sessions::{self, Factor, Listed, SignedIn, Which},
            setups,
            sign_in::{self, Proof},
        },
    },
};

pub(super) const PATH: &str = "/dashboard/account";

pub(super) fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(show).post(act))
}

/// `GET /dashboard/account`.
async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    Operator(operator): Operator,
) -> Response {
    let fine = (StatusCode::OK, Said::default());
    draw(&state, (&visitor, &operator), &whence, fine).await
}

/// What was not right.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// About the code that was typed.
    pub(super) code: Option<NotIn>,
    /// About a passkey.
    pub(super) passkey: Option<PasskeyTrouble>,
}

pub(super) async fn draw(
    state: &AppState,
    (visitor, operator): (&Visitor, &SignedIn),
    whence: &Whence,
    (status, said): (StatusCode, Said),
) -> Response {
    let who = (visitor, Some(operator));
    let screen = match screen_of(state, operator, whence, said).await {
        Ok(screen) => Arc::new(screen),
        Err(error) => return screen::refusal(state, who, &error).await,
    };
    let place = Place {
        at: None,
        path: PATH,
    };
    let headers = PageHeaders {
        passkeys: true,
        ..PageHeaders::default()
    };
    screen::draw(state, who, place, status, screen, headers).await
}

async fn screen_of(
    state: &AppState,
    operator: &SignedIn,
    whence: &Whence,
    said: Said,
) -> Result<AccountScreen, ServiceError> {
    let core = &state.core;
    let own = operators::own(core, operator).await?;
    let sessions = sessions::of_operator(core, operator).await?;
    let owned = passkeys::of_operator(core, operator).await?;
    let passkeys = Passkeys {
        one_more: owned.len() < passkeys::MOST && whence.at().is_ok_and(passkeys::work_at),
        all: owned.into_iter().map(passkey).collect::<Result<_, _>>()?,
        trouble: said.passkey,
    };
    let single = core.single_sign_on.as_ref();
    Ok(AccountScreen {
        single_only: single
            .filter(|single| single.config.only)
            .map(|single| single.config.display_name.clone()),
        name: operator.name.to_string(),
        display_name: operator.display_name.clone(),
        grants: own
            .grants
            .into_iter()
            .map(|grant| {
                (
                    grant.role,
                    Some(grant.client).filter(|client| client != "*"),
                )
            })
            .collect(),
        is_fresh: sessions::is_fresh(core, operator),
        codes_left: own.recovery_codes_left,
        passkeys,
        sessions: sessions.into_iter().map(view).collect::<Result<_, _>>()?,
        resets: resets(state, operator).await?,
        problem: said.code,
    })
}

/// What an operator is told of who replaced how they sign in.
pub(super) async fn resets(
    state: &AppState,
    operator: &SignedIn,
) -> Result<Vec<ResetView>, ServiceError> {
    let told = resets::told(&state.core, operator).await?;
    let told = told.into_iter().map(|reset| {
        Ok(ResetView {
            by: reset.by,
            at: Moment(events::rfc3339(reset.at)?),
        })
    });
    told.collect()
}

fn view(listed: Listed) -> Result<SessionView, ServiceError> {
    Ok(SessionView {
        id: listed.id,
        is_this: listed.is_this,
        means: match listed.factor {
            Factor::Totp => Means::App,
            Factor::Passkey => Means::Passkey,
            Factor::Recovery => Means::Recovery,
            Factor::SingleSignOn => Means::SingleSignOn,
        },
        since: Moment(events::rfc3339(listed.created_at)?),
        seen: Moment(events::rfc3339(listed.seen_at)?),
        address: listed.address,
        agent: listed.agent,
    })
}

fn passkey(owned: passkeys::Passkey) -> Result<PasskeyView, ServiceError> {
    let used = owned.last_used_at.map(events::rfc3339).transpose()?;
    Ok(PasskeyView {
        id: owned.id,
        label: owned.label,
        since: Moment(events::rfc3339(owned.created_at)?),
        used: used.map(Moment),
    })
}

#[derive(Deserialize)]
struct Sent {
    act: String,
    #[serde(default)]
    session: String,
    #[serde(default)]
    code: Zeroizing<String>,
}

/// `POST /dashboard/account`.
async fn act(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    Operator(operator): Operator,
    sent: Result<Form<Sent>, FormRejection>,
) -> Response {
    let who = (&visitor, &operator);
    let done = match sent {
        Ok(Form(sent)) => done(&state, who, &whence, sent).await,
        Err(_) => Err(ServiceError::BadRequest("not that form")),
    };
    match done {
        Ok(response) => response,
        // The page was older than the second factor is good for.
        Err(ServiceError::OutOfOrder) => see_other(PATH),
        Err(ServiceError::BadRequest(_)) => {
            screen::problem(&state, (&visitor, Some(&operator)), Trouble::BadRequest).await
        }
        Err(error) => screen::refusal(&state, (&visitor, Some(&operator)), &error).await,
    }
}

async fn done(
    state: &AppState,
    who: (&Visitor, &SignedIn),
    whence: &Whence,
    sent: Sent,
) -> Result<Response, ServiceError> {
    let (core, operator) = (&state.core, who.1);
    match sent.act.as_str() {
        "end" => {
            sessions::sign_out(core, operator, Which::One(&sent.session)).await?;
            let ended_this = sent.session == operator.session;
            Ok(if ended_this {
                signed_out(state)
            } else {
                see_other(PATH)
            })
        }
        "end_others" => {
            sessions::sign_out(core, operator, Which::Others).await?;
            Ok(see_other(PATH))
        }
        "end_all" => {
            sessions::sign_out(core, operator, Which::All).await?;
            Ok(signed_out(state))
        }
        "anew" => {
            let token = setups::make_own(core, operator).await?;
            let mut response = see_other(&format!("/dashboard/set-up/{token}"));
            WAY_IN.remove(&mut response, state);
            Ok(response)
        }
        "prove" => prove(state, who, whence, &sent.code).await,
        _ => Err(ServiceError::BadRequest("nothing of that name can be done")),
    }
}

fn of_code(problem: NotIn) -> Said {
    Said {
        code: Some(problem),
        ..Said::default()
    }
}

async fn prove(
    state: &AppState,
    who: (&Visitor, &SignedIn),
    whence: &Whence,
    code: &str,
) -> Result<Response, ServiceError> {
    match sign_in::prove(&state.core, who.1, Proof::Totp(code)).await {
        Ok(true) => Ok(see_other(PATH)),
        Ok(false) => {
            let problem = (StatusCode::UNPROCESSABLE_ENTITY, of_code(NotIn::Wrong));
            Ok(draw(state, who, whence, problem).await)
        }
        Err(error) => {
            let (status, problem, wait) = not_in(state, error)?;
            let mut response = draw(state, who, whence, (status, of_code(problem))).await;
            if let Some(wait) = wait {
                wait.write(&mut response);
            }
            Ok(response)
        }
    }
}
