//! Passkeys: signing in with one, and an operator's own.
//!
//! A script asks for the question, has the browser answer it and sends the answer in an ordinary form; what comes back is a page.

use axum::{
    Form, Router,
    extract::{State, rejection::FormRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use vestibule_app::dashboard::{passkeys::PasskeyTrouble, problem::Trouble, sign_in::NotIn};

use super::{
    access::Operator,
    account::{self, Said},
    cookies::{self, WAY_IN, Whence},
    screen, sign_in,
};
use crate::{
    http::{AppState, visitor::Visitor},
    services::{
        ServiceError,
        operators::{
            passkeys::{self, Added, Asked, Brought},
            sessions::SignedIn,
        },
    },
};

const ENTER: &str = "/dashboard/sign-in/passkey";
const OWN: &str = "/dashboard/account/passkeys";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(ENTER, post(enter))
        .route("/dashboard/sign-in/passkey/challenge", post(ask))
        .route(OWN, post(act))
        .route("/dashboard/account/passkeys/challenge", post(ask_for_new))
}

/// `POST /dashboard/sign-in/passkey/challenge`.
async fn ask(State(state): State<AppState>, whence: Whence) -> Response {
    let asked = whence
        .at()
        .and_then(|origin| passkeys::ask(&state.core, origin));
    question(&state, asked)
}

/// `POST /dashboard/account/passkeys/challenge`.
async fn ask_for_new(
    State(state): State<AppState>,
    whence: Whence,
    Operator(operator): Operator,
) -> Response {
    let asked = match whence.at() {
        Ok(origin) => passkeys::ask_for_new(&state.core, &operator, origin).await,
        Err(error) => Err(error),
    };
    question(&state, asked)
}

/// A question, for the script. It is told of no mistakes: the form that it sends then is.
fn question(state: &AppState, asked: Result<Asked, ServiceError>) -> Response {
    let Asked { options, carried } = match asked {
        Ok(asked) => asked,
        Err(ServiceError::Internal(error)) => {
            tracing::error!(%error, "no passkey was asked for");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        Err(_) => return StatusCode::CONFLICT.into_response(),
    };
    let mut response = options.into_response();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    WAY_IN.set(&mut response, state, &carried);
    response
}

#[derive(Deserialize)]
struct EnterForm {
    #[serde(default)]
    credential: String,
    #[serde(default)]
    next: Option<String>,
}

/// `POST /dashboard/sign-in/passkey`: the same answer for an unknown passkey, a wrong one and a disabled operator's. SEC-193
async fn enter(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    form: Result<Form<EnterForm>, FormRejection>,
) -> Response {
    let Ok(Form(form)) = form else {
        return screen::problem(&state, (&visitor, None), Trouble::BadRequest).await;
    };
    let brought = Brought {
        carried: whence.way_in.as_deref().unwrap_or_default(),
        answer: &form.credential,
        next: form.next.as_deref(),
    };
    let entered = match whence.at() {
        Ok(origin) => passkeys::enter(&state.core, brought, origin, whence.origin()).await,
        Err(error) => Err(error),
    };
    let (status, problem, wait) = match entered {
        Ok(Some(entered)) => {
            let mut response = sign_in::see_other(&entered.next);
            cookies::entered(&mut response, &state, &entered);
            sign_in::leave_earlier(&state, &whence).await;
            return response;
        }
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, NotIn::Passkey, None),
        Err(error) => match sign_in::not_in(&state, error) {
            Ok(found) => found,
            Err(error) => return screen::refusal(&state, (&visitor, None), &error).await,
        },
    };
    let screen = sign_in::screen(&whence, (String::new(), form.next), Some(problem));
    let mut response = sign_in::draw_first(&state, &visitor, status, screen).await;
    if let Some(wait) = wait {
        wait.write(&mut response);
    }
    response
}

#[derive(Deserialize)]
struct Sent {
    act: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    credential: String,
}

/// `POST /dashboard/account/passkeys`.
async fn act(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    Operator(operator): Operator,
    sent: Result<Form<Sent>, FormRejection>,
) -> Response {
    let done = match sent {
        Ok(Form(sent)) => done(&state, &whence, &operator, sent).await,
        Err(_) => Err(ServiceError::BadRequest("not that form")),
    };
    let who = (&visitor, Some(&operator));
    match done {
        Ok(None) => sign_in::see_other(account::PATH),
        Ok(Some(trouble)) => {
            let said = Said {
                passkey: Some(trouble),
                ..Said::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            account::draw(&state, (&visitor, &operator), &whence, (status, said)).await
        }
        // The page was older than the second factor is good for, or than another one on which the last place was taken.
        Err(ServiceError::OutOfOrder | ServiceError::OverBudget) => {
            sign_in::see_other(account::PATH)
        }
        Err(error) => screen::refusal(&state, who, &error).await,
    }
}

async fn done(
    state: &AppState,
    whence: &Whence,
    operator: &SignedIn,
    sent: Sent,
) -> Result<Option<PasskeyTrouble>, ServiceError> {
    let core = &state.core;
    match sent.act.as_str() {
        "add" => {
            let carried = whence.way_in.as_deref().unwrap_or_default();
            let made = (carried, sent.credential.as_str(), sent.label.as_str());
            let added = passkeys::add(core, operator, whence.at()?, made).await?;
            Ok(match added {
                Added::Done => None,
                Added::NoLabel => Some(PasskeyTrouble::Label),
                Added::Refused => Some(PasskeyTrouble::Refused),
            })
        }
        "rename" => {
            let renamed = passkeys::rename(core, operator, &sent.id, &sent.label).await?;
            Ok((!renamed).then_some(PasskeyTrouble::Label))
        }
        "remove" => {
            passkeys::remove(core, operator, &sent.id).await?;
            Ok(None)
        }
        _ => Err(ServiceError::BadRequest("nothing of that name can be done")),
    }
}
