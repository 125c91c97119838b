//! `/dashboard/set-up/{token}`: a password, then an authenticator app, then the recovery codes.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
    routing::get,
};
use serde::Deserialize;
use vestibule_app::dashboard::{
    AnyScreen,
    problem::Trouble,
    set_up::{ChooseScreen, CodesScreen, DeadSetUpScreen, EnrolScreen, SetUpMistake},
};
use zeroize::Zeroizing;

use super::{
    cookies::{self, WAY_IN, Whence},
    screen,
    sign_in::{draw, see_other},
};
use crate::{
    http::{AppState, visitor::Visitor},
    services::{
        ServiceError,
        operators::{
            passwords::Weakness,
            sessions,
            setups::{self, Confirmation, Invited, Mistake, Typed, Typing},
            totp::Enrolment,
        },
    },
};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/dashboard/set-up/{token}", get(show).post(act))
}

fn path_of(token: &str) -> String {
    format!("/dashboard/set-up/{token}")
}

async fn dead(state: &AppState, visitor: &Visitor) -> Response {
    // Not the token's own path: the language link would lead back to it.
    let path = "/dashboard/sign-in";
    let screen = Arc::new(DeadSetUpScreen);
    draw(state, visitor, (path, StatusCode::GONE), screen).await
}

/// `GET /dashboard/set-up/{token}`: the page on which this browser is.
async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    Path(token): Path<String>,
) -> Response {
    let invited = match setups::look(&state.core, &token).await {
        Ok(Some(invited)) => invited,
        Ok(None) => return dead(&state, &visitor).await,
        Err(error) => return screen::refusal(&state, (&visitor, None), &error).await,
    };
    let half = whence.way_in.as_deref().unwrap_or_default();
    let screen: AnyScreen = match setups::enrolment(&state.core, &token, half) {
        Ok(Some(shown)) => Arc::new(enrol(&token, shown, None)),
        Ok(None) => Arc::new(choose(&token, &invited)),
        Err(error) => return screen::refusal(&state, (&visitor, None), &error).await,
    };
    draw(&state, &visitor, (&path_of(&token), StatusCode::OK), screen).await
}

fn choose(token: &str, invited: &Invited) -> ChooseScreen {
    ChooseScreen {
        action: path_of(token),
        name: match invited {
            Invited::First => None,
            Invited::Operator(name) => Some(name.to_string()),
        },
        typed: (String::new(), String::new()),
        mistakes: Vec::new(),
    }
}

fn enrol(token: &str, shown: Enrolment, mistake: Option<SetUpMistake>) -> EnrolScreen {
    EnrolScreen {
        action: path_of(token),
        secret: shown.typed,
        side: shown.side,
        path: shown.path,
        mistake,
    }
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    name: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    password: Zeroizing<String>,
    #[serde(default)]
    again: Zeroizing<String>,
    #[serde(default)]
    code: Option<Zeroizing<String>>,
    #[serde(default)]
    back: Option<String>,
}

/// `POST /dashboard/set-up/{token}`.
async fn act(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    Path(token): Path<String>,
    sent: Result<Form<Sent>, FormRejection>,
) -> Response {
    let Ok(Form(sent)) = sent else {
        return screen::problem(&state, (&visitor, None), Trouble::BadRequest).await;
    };
    if sent.back.is_some() {
        let mut response = see_other(&path_of(&token));
        WAY_IN.remove(&mut response, &state);
        return response;
    }
    let done = match &sent.code {
        Some(code) => confirm(&state, &visitor, &whence, (&token, code)).await,
        None => take(&state, &visitor, &token, sent).await,
    };
    match done {
        Ok(response) => response,
        Err(error) => screen::refusal(&state, (&visitor, None), &error).await,
    }
}

/// The first page was sent.
async fn take(
    state: &AppState,
    visitor: &Visitor,
    token: &str,
    sent: Sent,
) -> Result<Response, ServiceError> {
    let typed = Typed {
        name: &sent.name,
        display_name: &sent.display_name,
        password: sent.password,
        again: sent.again,
    };
    let (status, mistakes) = match setups::choose(&state.core, token, typed).await {
        Ok(Typing::Carried(half)) => {
            let mut response = see_other(&path_of(token));
            WAY_IN.set(&mut response, state, &half);
            return Ok(response);
        }
        Ok(Typing::Over) => return Ok(dead(state, visitor).await),
        Ok(Typing::Wrong(mistakes)) => {
            let shown = mistakes.into_iter().map(shown).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, shown)
        }
        Err(ServiceError::TooMany) => (StatusCode::SERVICE_UNAVAILABLE, vec![SetUpMistake::Busy]),
        Err(error) => return Err(error),
    };
    let Some(invited) = setups::look(&state.core, token).await? else {
        return Ok(dead(state, visitor).await);
    };
    let bounded = |text: &str| text.chars().take(200).collect();
    let screen = Arc::new(ChooseScreen {
        typed: (bounded(&sent.name), bounded(&sent.display_name)),
        mistakes,
        ..choose(token, &invited)
    });
    Ok(draw(state, visitor, (&path_of(token), status), screen).await)
}

fn shown(mistake: Mistake) -> SetUpMistake {
    match mistake {
        Mistake::Name => SetUpMistake::Name,
        Mistake::NameTaken => SetUpMistake::NameTaken,
        Mistake::DisplayName => SetUpMistake::DisplayName,
        Mistake::Password(Weakness::TooShort) => SetUpMistake::TooShort,
        Mistake::Password(Weakness::TooLong) => SetUpMistake::TooLong,
        Mistake::Password(Weakness::Common) => SetUpMistake::Common,
        Mistake::Password(Weakness::Name) => SetUpMistake::LikeName,
        Mistake::Again => SetUpMistake::Again,
    }
}

/// The app's first code was sent.
async fn confirm(
    state: &AppState,
    visitor: &Visitor,
    whence: &Whence,
    (token, code): (&str, &str),
) -> Result<Response, ServiceError> {
    let core = &state.core;
    let half = whence.way_in.as_deref().unwrap_or_default();
    let already = match &whence.session {
        Some(session) => sessions::find(core, session).await?,
        None => None,
    };
    let from = (whence.origin(), already.as_ref());
    match setups::confirm(core, (token, half), code, from).await? {
        Confirmation::Over => {
            let mut response = dead(state, visitor).await;
            WAY_IN.remove(&mut response, state);
            Ok(response)
        }
        Confirmation::Refused => {
            let Some(shown) = setups::enrolment(core, token, half)? else {
                return Ok(dead(state, visitor).await);
            };
            let screen = Arc::new(enrol(token, shown, Some(SetUpMistake::Code)));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(draw(state, visitor, (&path_of(token), status), screen).await)
        }
        // Answered with the page and not with a redirect: the codes are nowhere but in this answer.
        Confirmation::Done(entered, codes) => {
            let screen = Arc::new(CodesScreen { codes });
            let place = ("/dashboard/account", StatusCode::OK);
            let mut response = draw(state, visitor, place, screen).await;
            cookies::entered(&mut response, state, &entered);
            Ok(response)
        }
    }
}
