//! `/dashboard/settings/webhooks`: endpoints and deliveries.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
    routing::get,
};
use serde::Deserialize;
use vestibule_app::dashboard::{
    Section,
    endpoints::{
        AttemptView, DeliveryStateView, DeliveryView, EndpointScreen, EndpointState, EndpointView,
        EndpointsScreen,
    },
    refusal::Refusal,
};

use super::{
    desk::{Desk, NO_DEED, moment, see_other},
    refusals,
};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        dashboard::endpoints::{self, Change, Owner, Shown},
        webhooks::{Attempt, Delivery, DeliveryState, DisabledAs, Endpoint},
    },
};

const PATH: &str = "/dashboard/settings/webhooks";

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PATH, get(list))
        .route("/dashboard/settings/webhooks/{id}", get(show).post(act))
}

async fn list(State(state): State<AppState>, desk: Desk) -> Response {
    let found = endpoints::all(&state.core, &desk.operator).await;
    let views: Result<_, _> = match found {
        Ok(all) => all
            .into_iter()
            .map(|(owner, endpoint)| view(&owner, endpoint))
            .collect(),
        Err(error) => Err(error),
    };
    match views {
        Ok(endpoints) => {
            let screen = Arc::new(EndpointsScreen { endpoints });
            desk.draw(&state, (Section::Settings, PATH), StatusCode::OK, screen)
                .await
        }
        Err(error) => desk.refuse(&state, &error).await,
    }
}

fn view(owner: &Owner, endpoint: Endpoint) -> Result<EndpointView, ServiceError> {
    let state = match (endpoint.enabled(), endpoint.disabled_as) {
        (false, Some(DisabledAs::Gone)) => EndpointState::DisabledAsGone,
        (false, Some(DisabledAs::Failing)) => EndpointState::DisabledAsFailing,
        (false, Some(DisabledAs::Client) | None) => EndpointState::DisabledByOwner,
        (true, _) => match endpoint.failing_since {
            Some(since) => EndpointState::Failing(moment(since)?),
            None => EndpointState::Good,
        },
    };
    Ok(EndpointView {
        id: endpoint.id,
        client: owner.client.to_string(),
        mode: owner.mode.code(),
        url: endpoint.url,
        description: endpoint.description,
        events: endpoint
            .events
            .iter()
            .map(|kind| kind.code().to_owned())
            .collect(),
        state,
        created: moment(endpoint.created_at)?,
    })
}

fn delivery_view(
    (delivery, attempts): (Delivery, Vec<Attempt>),
) -> Result<DeliveryView, ServiceError> {
    let attempts = attempts.into_iter().map(|attempt| {
        Ok(AttemptView {
            number: attempt.number,
            at: moment(attempt.at)?,
            took_ms: attempt.duration_ms,
            status: attempt.status,
            problem: attempt.problem,
        })
    });
    Ok(DeliveryView {
        state: match delivery.state {
            DeliveryState::Pending => DeliveryStateView::Pending,
            DeliveryState::Delivered => DeliveryStateView::Delivered,
            DeliveryState::Failed => DeliveryStateView::Failed,
            DeliveryState::Dropped => DeliveryStateView::Dropped,
        },
        created: moment(delivery.created_at)?,
        next: delivery.next_attempt_at.map(moment).transpose()?,
        attempts: attempts.collect::<Result<_, ServiceError>>()?,
        id: delivery.id,
        event: delivery.event,
        kind: delivery.kind,
        onboarding: delivery.onboarding,
    })
}

/// Which deliveries are shown.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// Those that follow this one.
    after: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wanted = wanted.map(|Query(wanted)| wanted).unwrap_or_default();
    let after = wanted.after.as_deref();
    draw(&state, &desk, (&id, after), StatusCode::OK, (false, None)).await
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    (id, after): (&str, Option<&str>),
    status: StatusCode,
    said: (bool, Option<Refusal>),
) -> Response {
    let shown = endpoints::one(&state.core, &desk.operator, id, after).await;
    match shown.and_then(|shown| screen(shown, said)) {
        Ok(screen) => {
            let path = format!("{PATH}/{id}");
            let place = (Section::Settings, path.as_str());
            desk.draw(state, place, status, Arc::new(screen)).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

fn screen(
    shown: Shown,
    (typed_wrong, refused): (bool, Option<Refusal>),
) -> Result<EndpointScreen, ServiceError> {
    let last = shown.deliveries.last().map(|(delivery, _)| &delivery.id);
    let older = last.filter(|_| shown.more);
    let older = older.map(|last| format!("{PATH}/{}?after={last}", shown.endpoint.id));
    let schemes = shown.endpoint.secrets.iter();
    Ok(EndpointScreen {
        schemes: schemes
            .map(|secret| secret.scheme.code().to_owned())
            .collect(),
        endpoint: view(&shown.owner, shown.endpoint)?,
        deliveries: shown
            .deliveries
            .into_iter()
            .map(delivery_view)
            .collect::<Result<_, _>>()?,
        older,
        typed_wrong,
        refused,
    })
}

/// `POST /dashboard/settings/webhooks/{id}`.
async fn act(
    State(state): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let change = match sent.deed() {
        "enable" => Change::Enable,
        "test" => Change::Test,
        "redeliver" => Change::Redeliver(sent.field("to")),
        "disable" => {
            // The client's name, as the endpoint has it and not as the form says.
            let owner = match endpoints::one(&state.core, &desk.operator, &id, None).await {
                Ok(shown) => shown.owner,
                Err(error) => return desk.refuse(&state, &error).await,
            };
            if sent.field("typed").trim() != owner.client.as_str() {
                return draw(&state, &desk, (&id, None), unprocessable, (true, None)).await;
            }
            Change::Disable
        }
        _ => return desk.refuse(&state, &NO_DEED).await,
    };
    match endpoints::change(&state.core, &desk.operator, &id, change).await {
        Ok(()) => see_other(&format!("{PATH}/{id}")),
        Err(error) => match refusals::of(&error) {
            Some(refusal) => {
                let said = (false, Some(refusal));
                draw(&state, &desk, (&id, None), unprocessable, said).await
            }
            None => desk.refuse(&state, &error).await,
        },
    }
}
