//! `GET /dashboard`: the overview.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
    routing::get,
};
use time::OffsetDateTime;
use vestibule::{locale::Locale, time::Timestamp};
use vestibule_app::dashboard::{
    Section,
    moment::Moment,
    overview::{
        Choice, Circuit, Count, Day, Dropout, Funnel, FunnelStep, Key, Notices, OverviewScreen,
        Provider, Recovery, Shown, Usage,
    },
};

use super::{
    access::Operator,
    account,
    screen::{self, Place},
};
use crate::{
    http::{AppState, headers::PageHeaders, visitor::Visitor},
    outbound::CircuitState,
    services::{
        ServiceError,
        dashboard::overview::{self, Asked, Counted, Messages, Overview, USUAL_WINDOW, WINDOWS},
        events::rfc3339,
        operators::sessions::SignedIn,
        retention,
    },
};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/dashboard", get(show))
}

/// What the query asks for. An empty word is no word: forms send those.
fn asked(query: &BTreeMap<String, String>) -> Result<Asked, ServiceError> {
    let word = |name: &str| query.get(name).filter(|word| !word.is_empty()).cloned();
    let days = match word("days") {
        None => USUAL_WINDOW,
        Some(days) => days.parse().map_err(|_| ServiceError::BadRequest("days"))?,
    };
    let counted = word("mode").unwrap_or_default();
    Ok(Asked {
        days,
        client: word("client"),
        counted: Counted::from_code(&counted).ok_or(ServiceError::BadRequest("mode"))?,
        journey: word("journey"),
    })
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
    query: Result<Query<BTreeMap<String, String>>, QueryRejection>,
) -> Response {
    let read = async {
        let Query(query) = query.map_err(|_| ServiceError::BadRequest("query"))?;
        let overview = overview::read(&state.core, &operator, asked(&query)?).await?;
        Ok((overview, notices(&state, &operator).await?))
    };
    let who = (&visitor, Some(&operator));
    match read.await {
        Ok((overview, notices)) => {
            let place = Place {
                at: Some(Section::Overview),
                path: "/dashboard",
            };
            let now = state.core.clock.now();
            let screen = Arc::new(OverviewScreen {
                notices,
                ..view(overview, now, visitor.locale)
            });
            let headers = PageHeaders::default();
            screen::draw(&state, who, place, StatusCode::OK, screen, headers).await
        }
        Err(error) => screen::refusal(&state, who, &error).await,
    }
}

/// What waits for this operator. Not kept with the numbers: those are the same for many, and may be a while old.
async fn notices(state: &AppState, operator: &SignedIn) -> Result<Notices, ServiceError> {
    let stopped = retention::stopped_since(&state.core, operator).await?;
    Ok(Notices {
        retention_stopped: stopped.map(rfc3339).transpose()?.map(Moment),
        resets: account::resets(state, operator).await?,
    })
}

/// The date of a moment, in UTC.
fn date(at: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000))
        .map(|at| at.date().to_string())
        .unwrap_or_default()
}

fn counts(messages: Vec<Messages>) -> Vec<Count> {
    let count = |row: Messages| Count {
        connection: row.connection,
        word: row.word,
        count: row.count,
    };
    messages.into_iter().map(count).collect()
}

fn funnel(funnel: overview::Funnel, locale: Locale) -> Funnel {
    let steps = funnel.steps.into_iter().map(|step| FunnelStep {
        title: step
            .title
            .map_or(step.name, |title| title.get(locale).to_owned()),
        counts: [step.reached, step.done, step.passed_over],
        times: [step.p50, step.p95],
    });
    Funnel {
        title: funnel.title.map_or_else(
            || funnel.journey.clone(),
            |title| title.get(locale).to_owned(),
        ),
        journey: funnel.journey,
        begun: funnel.begun,
        opened: funnel.opened,
        steps: steps.collect(),
        completed: funnel.completed,
    }
}

fn provider(health: overview::ProviderHealth) -> Provider {
    let novelties = health
        .novelties
        .into_iter()
        .map(|novelty| (novelty.place, novelty.name, novelty.count));
    Provider {
        connection: health.connection,
        calls: health.calls,
        errors: health.errors.into_iter().collect(),
        times: [health.p50, health.p95],
        endings: health.endings.into_iter().collect(),
        circuit: health.circuit.map(|circuit| match circuit {
            CircuitState::Closed => Circuit::Closed,
            CircuitState::HalfOpen => Circuit::HalfOpen,
            CircuitState::Open { .. } => Circuit::Open,
        }),
        novelties: novelties.collect(),
    }
}

/// What the screen shows of it.
fn view(read: Overview, now: Timestamp, locale: Locale) -> OverviewScreen {
    let days = read.days.iter().map(|day| Day {
        date: date(Timestamp(day.day.saturating_mul(DAY_MS))),
        begun: day.begun,
        completed: day.completed,
    });
    let shown = read.shown.into_iter().map(|shown| Shown {
        connection: shown.connection,
        shown_as: shown.shown_as,
        device: shown.device,
        ended: shown.ended,
        succeeded: shown.succeeded,
    });
    let dropouts = read.drops.into_iter().map(|dropout| Dropout {
        journey: dropout.journey,
        step: dropout.step,
        how: dropout.how,
        reason: dropout.reason,
        count: dropout.count,
    });
    let recoveries = read.recoveries.into_iter().map(|kind| Recovery {
        reason: kind.reason,
        failed: kind.failed,
        recovered: kind.recovered,
    });
    let keys = read.keys.into_iter().map(|key| Key {
        prefix: key.prefix,
        client: key.client,
        ends: date(Timestamp(key.ends_at)),
    });
    let usage = read.usage.into_iter().map(|usage| Usage {
        client: usage.client,
        today: usage.today,
        budget: i64::from(usage.budget),
    });
    let waiting = read
        .webhooks_since
        .map(|since| now.0.saturating_sub(since.0));
    OverviewScreen {
        days: days.collect(),
        choice: Choice {
            days: read.asked.days,
            windows: WINDOWS.to_vec(),
            client: read.asked.client,
            clients: read.clients,
            mode: read.asked.counted.code(),
            journey: read.asked.journey,
            journeys: read.journeys,
        },
        standing: read.standing,
        funnels: read
            .funnels
            .into_iter()
            .map(|found| funnel(found, locale))
            .collect(),
        devices: read.devices.into_iter().collect(),
        shown: shown.collect(),
        dropouts: dropouts.collect(),
        recoveries: recoveries.collect(),
        providers: read.providers.into_iter().map(provider).collect(),
        messages: counts(read.messages),
        frame_events: counts(read.frame_events),
        webhooks: read.webhooks,
        webhooks_waiting_ms: waiting.map(|millis| millis.max(0)),
        keys: keys.collect(),
        usage: usage.collect(),
        billable: read.billable.into_iter().collect(),
        over_budget: counts(read.over_budget),
        notices: Notices::default(),
    }
}
