//! The log of deliveries.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::refused;
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            cursor::{self, List, Page},
            json::{ApiPath, ApiQuery, Nothing, OptionalJson, ResourceId},
            problem::ApiResult,
            time::Time,
        },
    },
    services::{
        ServiceError,
        webhooks::{self, DeliveryState, Wanted},
    },
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(redeliver))
}

/// One event on its way to one endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub(super) struct Delivery {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// The event's id, which is the `webhook-id`.
    #[schema(format = "uuid")]
    event: String,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(example = "onboarding.completed")]
    kind: String,
    /// About which onboarding, if about one.
    #[schema(format = "uuid")]
    onboarding: Option<String>,
    /// Where to.
    #[schema(format = "uuid")]
    endpoint: String,
    /// How it stands.
    state: DeliveryState,
    /// Attempts since it was last scheduled.
    #[schema(minimum = 0)]
    tries: i64,
    /// When it is tried next.
    next_attempt_at: Option<Time>,
    /// When it was written.
    created_at: Time,
    /// Since when it is not pending any more.
    ended_at: Option<Time>,
}

impl Delivery {
    pub(super) fn of(delivery: webhooks::Delivery) -> Result<Self, ServiceError> {
        Ok(Self {
            next_attempt_at: Time::maybe(delivery.next_attempt_at)?,
            created_at: Time::of(delivery.created_at)?,
            ended_at: Time::maybe(delivery.ended_at)?,
            id: delivery.id,
            event: delivery.event,
            kind: delivery.kind,
            onboarding: delivery.onboarding,
            endpoint: delivery.endpoint,
            state: delivery.state,
            tries: delivery.tries,
        })
    }
}

/// An attempt to deliver.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
struct Attempt {
    /// From 1; redelivering goes on counting.
    #[schema(minimum = 1)]
    number: i64,
    /// When it began.
    at: Time,
    /// Until the head of the answer, or until there was none to be had.
    #[schema(minimum = 0)]
    duration_ms: i64,
    /// The answer's status, if there was one.
    #[schema(example = 503)]
    status: Option<i64>,
    /// What went wrong.
    problem: Option<String>,
}

/// A delivery with its attempts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryWithAttempts)]
struct Told {
    #[serde(flatten)]
    delivery: Delivery,
    /// The newest 100, oldest of them first.
    attempts: Vec<Attempt>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// To this endpoint.
    #[param(format = "uuid")]
    endpoint: Option<ResourceId>,
    /// In this state.
    state: Option<DeliveryState>,
    /// About this onboarding.
    #[param(format = "uuid")]
    onboarding: Option<ResourceId>,
    /// Most entries of the page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
    /// `next_cursor` of the page before, with the same filters.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

/// List deliveries
///
/// Newest first.
#[utoipa::path(
    get, path = "/webhook-deliveries", tag = "webhooks", operation_id = "listWebhookDeliveries",
    params(Filter), responses((status = 200, body = Page<Delivery>))
)]
async fn list(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiQuery(filter): ApiQuery<Filter>,
) -> ApiResult<Json<Page<Delivery>>> {
    let core = &state.core;
    let limit = cursor::limit(filter.limit)?;
    let endpoint = filter.endpoint.as_ref().map(ResourceId::as_str);
    let onboarding = filter.onboarding.as_ref().map(ResourceId::as_str);
    let list = List {
        name: "webhook-deliveries",
        caller: &caller,
        filters: &[
            endpoint.unwrap_or_default(),
            filter.state.map_or("", DeliveryState::code),
            onboarding.unwrap_or_default(),
        ],
    };
    let after = list.position(core, filter.cursor.as_deref())?;
    let wanted = Wanted {
        endpoint,
        state: filter.state,
        onboarding,
    };
    let page = (after.as_deref(), limit + 1);
    let found = webhooks::deliveries(core, &caller, wanted, page).await?;
    let page = list.page(core, (found, limit), |row| &row.id, Delivery::of)?;
    Ok(Json(page))
}

/// Read a delivery
///
/// With its attempts.
#[utoipa::path(
    get, path = "/webhook-deliveries/{id}", tag = "webhooks", operation_id = "readWebhookDelivery",
    params(ResourceId), responses((status = 200, body = Told))
)]
async fn read(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
) -> ApiResult<Json<Told>> {
    let (delivery, attempts) = webhooks::delivery(&state.core, &caller, id.as_str()).await?;
    let shown = |attempt: webhooks::Attempt| {
        Ok::<_, ServiceError>(Attempt {
            number: attempt.number,
            at: Time::of(attempt.at)?,
            duration_ms: attempt.duration_ms,
            status: attempt.status,
            problem: attempt.problem,
        })
    };
    let attempts: Result<_, _> = attempts.into_iter().map(shown).collect();
    Ok(Json(Told {
        delivery: Delivery::of(delivery)?,
        attempts: attempts?,
    }))
}

/// Deliver again
///
/// The same event, with the same `webhook-id`, as often as a new one would be tried.
#[utoipa::path(
    post, path = "/webhook-deliveries/{id}/redeliver", tag = "webhooks", operation_id = "redeliverWebhook",
    params(ResourceId), request_body(content = Option<Nothing>),
    responses((status = 202, body = Delivery, description = "It is on its way."))
)]
async fn redeliver(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
    _empty: OptionalJson<Nothing>,
) -> ApiResult<(StatusCode, Json<Delivery>)> {
    let sent = webhooks::redeliver(&state.core, &caller, id.as_str()).await;
    let delivery = Delivery::of(sent.map_err(refused)?)?;
    Ok((StatusCode::ACCEPTED, Json(delivery)))
}
