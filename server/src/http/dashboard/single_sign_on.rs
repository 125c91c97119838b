//! `/dashboard/sign-in/single`: to the company's OpenID Connect provider, and back.

use axum::{
    Router,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
    routing::get,
};
use url::form_urlencoded;
use vestibule_app::dashboard::sign_in::NotIn;

use super::{
    cookies::{self, AWAY, Whence},
    screen,
    sign_in::{self, Wanted, draw_first, leave_earlier, not_in, see_other},
};
use crate::{
    http::{AppState, visitor::Visitor},
    provider::ReturnQuery,
    services::{
        ServiceError,
        operators::single_sign_on::{self, Ended},
    },
};

const BEGIN: &str = "/dashboard/sign-in/single";
/// Most parameters of a return; providers send five.
const MAX_PAIRS: usize = 32;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(BEGIN, get(leave))
        .route(single_sign_on::RETURN, get(come_back))
}

/// The address at which it begins, with the page that is come back to.
pub(super) fn begins_at(next: Option<&str>) -> String {
    match next {
        None => BEGIN.to_owned(),
        Some(next) => {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("{BEGIN}?next={next}")
        }
    }
}

/// `GET /dashboard/sign-in/single`. Whoever is signed in goes on.
async fn leave(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let next = match sign_in::outside(&state, (&visitor, &whence), wanted).await {
        Ok(next) => next,
        Err(response) => return response,
    };
    match single_sign_on::begin(&state.core, &visitor.origin, next.as_deref()).await {
        Ok(begun) => {
            let mut response = see_other(begun.url.as_str());
            AWAY.set(&mut response, &state, &begun.carried);
            response
        }
        Err(error) => refused(&state, (&visitor, &whence, next), error).await,
    }
}

/// `GET /dashboard/sign-in/single/return`. What the browser carried is used up, whatever becomes of it.
async fn come_back(
    State(state): State<AppState>,
    visitor: Visitor,
    whence: Whence,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Response {
    let mut pairs = query.map(|Query(pairs)| pairs).unwrap_or_default();
    pairs.truncate(MAX_PAIRS);
    let query = ReturnQuery { pairs };
    let carried = whence.away.as_deref().unwrap_or_default();
    let who = (
        &visitor,
        &whence,
        single_sign_on::wanted(&state.core, carried),
    );
    let ended = single_sign_on::end(&state.core, (carried, &query), whence.origin()).await;
    let mut response = match ended {
        Ok(Ended::Done(entered)) => {
            let mut response = see_other(&entered.next);
            cookies::entered(&mut response, &state, &entered);
            leave_earlier(&state, &whence).await;
            response
        }
        Ok(Ended::Over) => not_let_in(&state, who, NotIn::AwayTooLong).await,
        Ok(Ended::Cancelled) => not_let_in(&state, who, NotIn::Cancelled).await,
        Ok(Ended::Refused) => not_let_in(&state, who, NotIn::NotKnown).await,
        Ok(Ended::Unavailable) => refused(&state, who, ServiceError::Unavailable).await,
        Err(error) => refused(&state, who, error).await,
    };
    AWAY.remove(&mut response, &state);
    response
}

/// Somebody who is not in, and the page to which they wanted.
type Outside<'a> = (&'a Visitor, &'a Whence, Option<String>);

async fn refused(state: &AppState, who: Outside<'_>, error: ServiceError) -> Response {
    if matches!(error, ServiceError::Unavailable) {
        let said = (StatusCode::SERVICE_UNAVAILABLE, NotIn::NoProvider);
        return say(state, who, said).await;
    }
    match not_in(state, error) {
        Ok((status, problem, wait)) => {
            let mut response = say(state, who, (status, problem)).await;
            if let Some(wait) = wait {
                wait.write(&mut response);
            }
            response
        }
        Err(error) => screen::refusal(state, (who.0, None), &error).await,
    }
}

async fn not_let_in(state: &AppState, who: Outside<'_>, problem: NotIn) -> Response {
    say(state, who, (StatusCode::UNPROCESSABLE_ENTITY, problem)).await
}

async fn say(
    state: &AppState,
    (visitor, whence, next): Outside<'_>,
    (status, problem): (StatusCode, NotIn),
) -> Response {
    let screen = sign_in::screen(whence, (String::new(), next), Some(problem));
    draw_first(state, visitor, status, screen).await
}
