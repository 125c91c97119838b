//! `/dashboard/sign-in`: name and password, then the second factor; and `/dashboard/sign-out`.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{
        Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use vestibule::time::Timestamp;
use vestibule_app::dashboard::{
    AnyScreen,
    problem::Trouble,
    sign_in::{NotIn, SecondScreen, SignInScreen, SingleSignOn},
};
use zeroize::Zeroizing;

use super::{
    access::Operator,
    cookies::{self, SESSION, WAY_IN, Whence},
    gate::SIGN_IN,
    screen::{self, Place},
    single_sign_on,
};
use crate::{
    http::{AppState, headers::PageHeaders, visitor::Visitor},
    services::{
        ServiceError,
        operators::{
            passkeys,
            sessions::{self, Which},
            sign_in::{self, Proof, Second, Tried, way_back},
        },
    },
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// What browsers forget when somebody signs out (Clear Site Data, 3.1).
const KEPT: &str = "\"cache\", \"storage\"";
const SECOND: &str = "/dashboard/sign-in/second";
const HOME: &str = "/dashboard";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(SIGN_IN, get(show).post(first))
        .route(SECOND, get(show_second).post(second))
        .route("/dashboard/sign-out", post(out))
}

/// An empty redirect that no cache keeps.
pub(super) fn see_other(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// Draws a screen for somebody who is nobody yet. No other site learns the path.
pub(super) async fn draw(
    state: &AppState,
    visitor: &Visitor,
    (path, status): (&str, StatusCode),
    screen: AnyScreen,
) -> Response {
    let place = Place { at: None, path };
    let headers = PageHeaders {
        passkeys: path == SIGN_IN,
        referrer_policy: Some("no-referrer"),
        ..PageHeaders::default()
    };
    screen::draw(state, (visitor, None), place, status, screen, headers).await
}

/// How long somebody has to wait, for people and for machines.
pub(super) struct Wait {
    pub(super) minutes: u32,
    seconds: u64,
}

impl Wait {
    pub(super) fn until(state: &AppState, until: Timestamp) -> Self {
        let millis = until.0.saturating_sub(state.core.clock.now().0);
        let millis = u64::try_from(millis).unwrap_or(0);
        Self {
            minutes: u32::try_from(millis.div_ceil(60_000))
                .unwrap_or(u32::MAX)
                .max(1),
            seconds: millis.div_ceil(1000).max(1),
        }
    }

    /// Says it to machines.
    pub(super) fn write(&self, response: &mut Response) {
        let seconds = HeaderValue::from(self.seconds);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    recovery: Option<String>,
}

/// The page to which somebody wanted who is not signed in; whoever is goes on to it.
pub(super) async fn outside(
    state: &AppState,
    (visitor, whence): (&Visitor, &Whence),
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Option<String>, Response> {
    let next = wanted.ok().and_then(|Query(wanted)| wanted.next);
    let next = next.filter(|next| way_back(next).is_some());
    let found = match &whence.session {
        Some(token) => sessions::find(&state.core, token).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(_)) => Err(see_other(next.as_deref().unwrap_or(HOME))),
        Ok(None) => Ok(next),
        Err(error) => Err(screen::refusal(state, (visitor, None), &error).await),
    }
}

/// `GET /dashboard/sign-in`. Whoever is signed in goes on.
async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let next = match outside(&state, (&visitor, &whence), wanted).await {
        Ok(next) => next,
        Err(response) => return response,
    };
    let screen = screen(&whence, (String::new(), next), None);
    draw_first(&state, &visitor, StatusCode::OK, screen).await
}

/// The first page, for somebody who is not in.
pub(super) fn screen(
    whence: &Whence,
    (name, next): (String, Option<String>),
    problem: Option<NotIn>,
) -> SignInScreen {
    SignInScreen {
        name: name.chars().take(100).collect(),
        next: next.filter(|next| way_back(next).is_some()),
        passkeys: whence.at().is_ok_and(passkeys::work_at),
        problem,
        single: None,
    }
}

/// Draws the first page.
pub(super) async fn draw_first(
    state: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    screen: SignInScreen,
) -> Response {
    let single = state.core.single_sign_on.as_ref();
    let only = state.core.is_single_sign_on_only();
    let screen = SignInScreen {
        single: single.map(|single| SingleSignOn {
            name: single.config.display_name.clone(),
            href: single_sign_on::begins_at(screen.next.as_deref()),
            only,
        }),
        passkeys: screen.passkeys && !only,
        ..screen
    };
    draw(state, visitor, (SIGN_IN, status), Arc::new(screen)).await
}

#[derive(Deserialize)]
struct FirstForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: Zeroizing<String>,
    #[serde(default)]
    next: Option<String>,
}

/// `POST /dashboard/sign-in`: the same answer for an unknown name, a wrong password and a disabled operator. SEC-193
async fn first(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    form: Result<Form<FirstForm>, FormRejection>,
) -> Response {
    let Ok(Form(form)) = form else {
        return screen::problem(&state, (&visitor, None), Trouble::BadRequest).await;
    };
    let tried = Tried {
        name: &form.name,
        password: form.password,
        next: form.next.as_deref(),
    };
    let (status, problem, wait) = match sign_in::first(&state.core, tried, whence.origin()).await {
        Ok(Some(half)) => {
            let mut response = see_other(SECOND);
            WAY_IN.set(&mut response, &state, &half);
            return response;
        }
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, NotIn::Wrong, None),
        Err(error) => match not_in(&state, error) {
            Ok(found) => found,
            Err(error) => return screen::refusal(&state, (&visitor, None), &error).await,
        },
    };
    let screen = screen(&whence, (form.name, form.next), Some(problem));
    let mut response = draw_first(&state, &visitor, status, screen).await;
    if let Some(wait) = wait {
        wait.write(&mut response);
    }
    response
}

/// What a screen says of it: come back later.
pub(super) fn not_in(
    state: &AppState,
    error: ServiceError,
) -> Result<(StatusCode, NotIn, Option<Wait>), ServiceError> {
    match error {
        ServiceError::TooSoon { until } => {
            let wait = Wait::until(state, until);
            let problem = NotIn::TooSoon {
                minutes: wait.minutes,
            };
            Ok((StatusCode::TOO_MANY_REQUESTS, problem, Some(wait)))
        }
        ServiceError::TooMany => Ok((StatusCode::SERVICE_UNAVAILABLE, NotIn::Busy, None)),
        error => Err(error),
    }
}

/// `GET /dashboard/sign-in/second`.
async fn show_second(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let way_in = whence.way_in.as_deref();
    if !way_in.is_some_and(|half| sign_in::is_half_signed_in(&state.core, half)) {
        return see_other(SIGN_IN);
    }
    let recovery = wanted.is_ok_and(|Query(wanted)| wanted.recovery.is_some());
    let screen = Arc::new(SecondScreen {
        recovery,
        problem: None,
    });
    draw(&state, &visitor, (SECOND, StatusCode::OK), screen).await
}

/// A second factor, as forms send it.
#[derive(Deserialize)]
pub(super) struct SecondForm {
    #[serde(default)]
    code: Option<Zeroizing<String>>,
    #[serde(default)]
    recovery: Option<Zeroizing<String>>,
}

impl SecondForm {
    /// A recovery code where there is one.
    fn proof(&self) -> Proof<'_> {
        match (&self.recovery, &self.code) {
            (Some(code), _) => Proof::Recovery(code),
            (None, Some(code)) => Proof::Totp(code),
            (None, None) => Proof::Totp(""),
        }
    }
}

/// `POST /dashboard/sign-in/second`.
async fn second(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    form: Result<Form<SecondForm>, FormRejection>,
) -> Response {
    let Ok(Form(form)) = form else {
        return screen::problem(&state, (&visitor, None), Trouble::BadRequest).await;
    };
    let half = whence.way_in.as_deref().unwrap_or_default();
    let done = sign_in::second(&state.core, half, form.proof(), whence.origin()).await;
    let (status, problem, wait) = match done {
        Ok(Second::Done(entered)) => {
            let mut response = see_other(&entered.next);
            cookies::entered(&mut response, &state, &entered);
            leave_earlier(&state, &whence).await;
            return response;
        }
        Ok(Second::Over) => {
            let screen = screen(&whence, (String::new(), None), Some(NotIn::Over));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let mut response = draw_first(&state, &visitor, status, screen).await;
            WAY_IN.remove(&mut response, &state);
            return response;
        }
        Ok(Second::Refused) => (StatusCode::UNPROCESSABLE_ENTITY, NotIn::Wrong, None),
        Err(error) => match not_in(&state, error) {
            Ok(found) => found,
            Err(error) => return screen::refusal(&state, (&visitor, None), &error).await,
        },
    };
    let screen = Arc::new(SecondScreen {
        recovery: form.recovery.is_some(),
        problem: Some(problem),
    });
    let mut response = draw(&state, &visitor, (SECOND, status), screen).await;
    if let Some(wait) = wait {
        wait.write(&mut response);
    }
    response
}

/// Ends the session that this browser had before: nobody can find it any more.
pub(super) async fn leave_earlier(state: &AppState, whence: &Whence) {
    let Some(token) = &whence.session else {
        return;
    };
    let ended = match sessions::find(&state.core, token).await {
        Ok(Some(earlier)) => sessions::sign_out(&state.core, &earlier, Which::This).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = ended {
        tracing::error!(%error, "an earlier session was not ended");
    }
}

/// `POST /dashboard/sign-out`.
async fn out(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
) -> Response {
    match sessions::sign_out(&state.core, &operator, Which::This).await {
        Ok(()) => signed_out(&state),
        Err(error) => screen::refusal(&state, (&visitor, Some(&operator)), &error).await,
    }
}

/// Back at the beginning, without a session, and without what this browser kept of the screens: those that "back" would show
/// included. Not without its cookies: the applicants' pages have theirs on the same host. SEC-146
pub(super) fn signed_out(state: &AppState) -> Response {
    let mut response = see_other(SIGN_IN);
    SESSION.remove(&mut response, state);
    response
        .headers_mut()
        .insert(CLEAR_SITE_DATA, HeaderValue::from_static(KEPT));
    response
}
