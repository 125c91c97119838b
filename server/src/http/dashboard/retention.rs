//! `/dashboard/settings/retention`: what is erased by itself, and what waits for an admin.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use vestibule::time::Timestamp;
use vestibule_app::dashboard::{
    Section,
    retention::{HeldView, PATH, PeriodsView, RetentionScreen, StoppedView, WhyStopped},
};

use super::desk::{Desk, NO_DEED, moment, see_other};
use crate::{
    config::RetentionConfig,
    http::AppState,
    services::{
        ServiceError,
        retention::{self, Stopped, Why},
    },
};

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(show).post(confirm))
}

async fn show(State(state): State<AppState>, desk: Desk) -> Response {
    draw(&state, &desk, (StatusCode::OK, false)).await
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    (status, typed_wrong): (StatusCode, bool),
) -> Response {
    match screen(state, desk, typed_wrong).await {
        Ok(screen) => {
            let place = (Section::Settings, PATH);
            desk.draw(state, place, status, Arc::new(screen)).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

async fn screen(
    state: &AppState,
    desk: &Desk,
    typed_wrong: bool,
) -> Result<RetentionScreen, ServiceError> {
    let core = &state.core;
    let (standing, holds) = retention::seen(core, &desk.operator).await?;
    let confirmed = standing
        .confirmed
        .map(|(by, at)| Ok::<_, ServiceError>((by, moment(at)?)));
    let held = holds.into_iter().map(|hold| {
        Ok::<_, ServiceError>(HeldView {
            onboarding: hold.onboarding_id,
            by: hold.placed_by,
            at: moment(Timestamp(hold.placed_at))?,
        })
    });
    Ok(RetentionScreen {
        is_on: core.retention.is_on(),
        stopped: standing.stopped.map(stopped).transpose()?,
        typed_wrong,
        now: moment(standing.now)?,
        swept: standing.swept_at.map(moment).transpose()?,
        due: standing.due,
        soon: standing.soon,
        confirmed: confirmed.transpose()?,
        periods: periods(&core.retention),
        per_hour: core.retention.per_hour,
        many: (core.retention.guard_count, core.retention.guard_percent),
        holds: standing.holds,
        held: held.collect::<Result<_, _>>()?,
    })
}

fn stopped(stopped: Stopped) -> Result<StoppedView, ServiceError> {
    Ok(StoppedView {
        why: match stopped.why {
            Why::First => WhyStopped::First,
            Why::Periods => WhyStopped::Periods,
            Why::Clock => WhyStopped::Clock,
            Why::Many => WhyStopped::Many,
        },
        since: moment(stopped.since)?,
        count: stopped.due,
    })
}

fn periods(config: &RetentionConfig) -> Vec<PeriodsView> {
    let all = PeriodsView {
        journey: None,
        days: [
            Some(config.completed_days),
            Some(config.rejected_days),
            Some(config.unfinished_days),
        ],
    };
    let journeys = config.journeys.iter().map(|(name, periods)| PeriodsView {
        journey: Some(name.to_string()),
        days: [
            periods.completed_days,
            periods.rejected_days,
            periods.unfinished_days,
        ],
    });
    std::iter::once(all).chain(journeys).collect()
}

/// `POST /dashboard/settings/retention`.
async fn confirm(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    if sent.deed() != "confirm" {
        return desk.refuse(&state, &NO_DEED).await;
    }
    let wrong = (StatusCode::UNPROCESSABLE_ENTITY, true);
    let Ok(count) = sent.field("count").trim().parse() else {
        return draw(&state, &desk, wrong).await;
    };
    match retention::confirm_at_desk(&state.core, &desk.operator, count).await {
        Ok(()) => see_other(PATH),
        Err(ServiceError::BadRequest(_)) => draw(&state, &desk, wrong).await,
        Err(error) => desk.refuse(&state, &error).await,
    }
}
