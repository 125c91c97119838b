//! Endpoints and secrets.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{deliveries::Delivery, refused};
use crate::{
    delivery::signing::Scheme,
    http::{
        AppState,
        api::{
            auth::Authenticated,
            cursor::Page,
            json::{ApiJson, ApiPath, Nothing, OptionalJson, ResourceId},
            problem::{ApiResult, Code, FieldCode, FieldProblem, Problem},
            time::Time,
        },
    },
    services::{
        ServiceError,
        events::EventKind,
        webhooks::{self, Changes, DisabledAs, MAX_OVERLAP_HOURS, NewEndpoint, NewSecret},
    },
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(read, update, remove))
        .routes(routes!(rotate))
        .routes(routes!(test))
}

/// Where events are sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
struct Endpoint {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Where to.
    #[schema(example = "https://shop.example.com/hooks/vestibule", format = "uri")]
    url: String,
    /// What it is for.
    description: String,
    /// What is sent; empty: everything about onboardings and endpoints.
    events: Vec<EventKind>,
    /// Whether anything is sent.
    enabled: bool,
    /// Why nothing is sent: `client` said so, it answered 410 (`gone`), or nothing was delivered for 120 hours (`failing`).
    disabled_as: Option<DisabledAs>,
    /// Since when nothing is sent.
    disabled_at: Option<Time>,
    /// Since when nothing was delivered, if the newest attempt failed.
    failing_since: Option<Time>,
    /// What deliveries are signed with now, newest first; without what is secret.
    secrets: Vec<Secret>,
    /// Since when there is one.
    created_at: Time,
}

impl Endpoint {
    fn of(endpoint: webhooks::Endpoint) -> Result<Self, ServiceError> {
        let secrets: Result<_, _> = endpoint.secrets.iter().map(Secret::of).collect();
        Ok(Self {
            enabled: endpoint.enabled(),
            disabled_at: Time::maybe(endpoint.disabled_at)?,
            failing_since: Time::maybe(endpoint.failing_since)?,
            created_at: Time::of(endpoint.created_at)?,
            secrets: secrets?,
            id: endpoint.id,
            url: endpoint.url,
            description: endpoint.description,
            events: endpoint.events,
            disabled_as: endpoint.disabled_as,
        })
    }
}

/// What deliveries are signed with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookSecret)]
struct Secret {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// HMAC-SHA-256 (`v1`) or Ed25519 (`v1a`).
    scheme: Scheme,
    /// `whpk_...` of a `v1a` secret: verifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    /// Since when it signs.
    created_at: Time,
    /// Until when it signs, if it was replaced.
    expires_at: Option<Time>,
}

impl Secret {
    fn of(secret: &webhooks::Secret) -> Result<Self, ServiceError> {
        Ok(Self {
            id: secret.id.clone(),
            scheme: secret.scheme,
            public_key: secret.public_key.clone(),
            created_at: Time::of(secret.created_at)?,
            expires_at: Time::maybe(secret.expires_at)?,
        })
    }
}

/// A secret as it is shown once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewWebhookSecret)]
struct ShownSecret {
    #[serde(flatten)]
    secret: Secret,
    /// `whsec_...` of a `v1` secret, shown this once. The private half of a `v1a` secret never leaves the server.
    #[serde(rename = "secret", skip_serializing_if = "Option::is_none")]
    shown: Option<String>,
}

impl ShownSecret {
    fn of(new: &NewSecret) -> Result<Self, ServiceError> {
        Ok(Self {
            secret: Secret::of(&new.secret)?,
            shown: new.shown.as_ref().map(|shown| shown.to_string()),
        })
    }
}

/// A new endpoint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookEndpointCreate)]
struct Create {
    /// Where to: https, at a public address.
    #[schema(
        example = "https://shop.example.com/hooks/vestibule",
        max_length = 1000,
        pattern = "^https?://[!-~]+$",
        format = "uri"
    )]
    url: String,
    /// What it is for.
    #[serde(default)]
    #[schema(
        max_length = 200,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$",
        example = "production"
    )]
    description: String,
    /// What shall be sent. Without any: everything about onboardings and endpoints.
    #[serde(default)]
    #[schema(max_items = 20)]
    events: Vec<EventKind>,
    /// How deliveries shall be signed; `v1` by default.
    #[serde(default)]
    #[schema(max_items = 2, example = json!(["v1"]))]
    schemes: Vec<Scheme>,
}

/// What changes; what is not there, or null, stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookEndpointUpdate)]
struct Update {
    /// Where to.
    #[schema(max_length = 1000, pattern = "^https?://[!-~]+$", format = "uri")]
    url: Option<String>,
    /// What it is for.
    #[schema(
        max_length = 200,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$",
        example = "production"
    )]
    description: Option<String>,
    /// What shall be sent.
    #[schema(max_items = 20)]
    events: Option<Vec<EventKind>>,
    /// Whether anything is sent. Disabled, it loses what is pending for it; enabled, it begins without its past failures.
    #[schema(example = true)]
    enabled: Option<bool>,
}

/// A new secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookSecretCreate)]
struct Rotate {
    /// HMAC-SHA-256 (`v1`) or Ed25519 (`v1a`).
    scheme: Scheme,
    /// How long the secrets of the same scheme that there are go on signing beside it.
    #[serde(default = "default_overlap")]
    #[schema(minimum = 0, maximum = 168, default = 24)]
    overlap_hours: i64,
}

fn default_overlap() -> i64 {
    24
}

/// An endpoint and its secrets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpointCreated)]
struct Created {
    endpoint: Endpoint,
    /// Shown this once.
    secrets: Vec<ShownSecret>,
}

/// A test event on its way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTest)]
struct Tested {
    /// The event's id, which is the `webhook-id`.
    #[schema(format = "uuid")]
    event: String,
    delivery: Delivery,
}

const MAX_EVENTS: usize = 20;
const MAX_SCHEMES: usize = 2;

fn check_url(url: &str) -> Result<(), FieldProblem> {
    let is_url = url.starts_with("https://") || url.starts_with("http://");
    match is_url && url.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(()),
        false => Err(FieldProblem::at(
            "#/url",
            FieldCode::InvalidValue,
            "an absolute URL in ASCII",
        )),
    }
}

fn check_length(pointer: &str, length: usize, most: usize) -> Result<(), FieldProblem> {
    match length <= most {
        true => Ok(()),
        false => Err(FieldProblem::at(
            pointer,
            FieldCode::InvalidValue,
            format!("at most {most} entries"),
        )),
    }
}

fn all<const N: usize>(checks: [Result<(), FieldProblem>; N]) -> Result<(), Problem> {
    let errors: Vec<_> = checks.into_iter().filter_map(Result::err).collect();
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Problem::invalid(errors)),
    }
}

/// Register a webhook endpoint
///
/// At most 20 for each client and mode. Its secrets are shown this once.
#[utoipa::path(
    post, path = "/webhook-endpoints", tag = "webhooks", operation_id = "createWebhookEndpoint",
    request_body = Create,
    responses((
        status = 201, body = Created, description = "Registered.",
        headers(("Location" = String, description = "The endpoint's path."))
    ))
)]
async fn create(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<Create>,
) -> ApiResult<Response> {
    all([
        check_url(&body.url),
        check_length("#/events", body.events.len(), MAX_EVENTS),
        check_length("#/schemes", body.schemes.len(), MAX_SCHEMES),
    ])?;
    let new = NewEndpoint {
        url: body.url,
        description: body.description,
        events: body.events,
        schemes: body.schemes,
    };
    let made = webhooks::create_endpoint(&state.core, &caller, new).await;
    let (endpoint, secrets) = made.map_err(refused)?;
    let location = format!("/api/v1/webhook-endpoints/{}", endpoint.id);
    let secrets: Result<_, _> = secrets.iter().map(ShownSecret::of).collect();
    let created = Created {
        endpoint: Endpoint::of(endpoint)?,
        secrets: secrets?,
    };
    let mut response = (StatusCode::CREATED, Json(created)).into_response();
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// List webhook endpoints
///
/// Oldest first. All of them fit on one page: `next_cursor` is null.
#[utoipa::path(
    get, path = "/webhook-endpoints", tag = "webhooks", operation_id = "listWebhookEndpoints",
    responses((status = 200, body = Page<Endpoint>))
)]
async fn list(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Page<Endpoint>>> {
    let found = webhooks::endpoints(&state.core, &caller).await?;
    let data: Result<_, _> = found.into_iter().map(Endpoint::of).collect();
    Ok(Json(Page {
        data: data?,
        next_cursor: None,
    }))
}

/// Read a webhook endpoint
#[utoipa::path(
    get, path = "/webhook-endpoints/{id}", tag = "webhooks", operation_id = "readWebhookEndpoint",
    params(ResourceId), responses((status = 200, body = Endpoint))
)]
async fn read(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
) -> ApiResult<Json<Endpoint>> {
    let found = webhooks::endpoint(&state.core, &caller, id.as_str()).await?;
    Ok(Json(Endpoint::of(found)?))
}

/// Change a webhook endpoint
#[utoipa::path(
    patch, path = "/webhook-endpoints/{id}", tag = "webhooks", operation_id = "updateWebhookEndpoint",
    params(ResourceId), request_body = Update, responses((status = 200, body = Endpoint))
)]
async fn update(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
    ApiJson(body): ApiJson<Update>,
) -> ApiResult<Json<Endpoint>> {
    all([
        body.url.as_deref().map_or(Ok(()), check_url),
        check_length(
            "#/events",
            body.events.as_ref().map_or(0, Vec::len),
            MAX_EVENTS,
        ),
    ])?;
    let changes = Changes {
        url: body.url,
        description: body.description,
        events: body.events,
        enabled: body.enabled,
    };
    let changed = webhooks::update_endpoint(&state.core, &caller, id.as_str(), changes).await;
    Ok(Json(Endpoint::of(changed.map_err(refused)?)?))
}

/// Remove a webhook endpoint
///
/// With its secrets. What was delivered stays in the log of deliveries.
#[utoipa::path(
    delete, path = "/webhook-endpoints/{id}", tag = "webhooks", operation_id = "deleteWebhookEndpoint",
    params(ResourceId), responses((status = 204, description = "Removed."))
)]
async fn remove(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
) -> ApiResult<StatusCode> {
    webhooks::delete_endpoint(&state.core, &caller, id.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add or replace a secret
///
/// The secrets of the same scheme go on signing for `overlap_hours`, so that receivers can change over. A scheme that the
/// endpoint did not have is added.
#[utoipa::path(
    post, path = "/webhook-endpoints/{id}/secrets", tag = "webhooks", operation_id = "rotateWebhookSecret",
    params(ResourceId), request_body = Rotate,
    responses((status = 201, body = ShownSecret, description = "The new secret, shown this once."))
)]
async fn rotate(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
    ApiJson(body): ApiJson<Rotate>,
) -> ApiResult<(StatusCode, Json<ShownSecret>)> {
    let hours = u32::try_from(body.overlap_hours).ok();
    let hours = hours.filter(|hours| *hours <= MAX_OVERLAP_HOURS);
    let hours = hours.ok_or_else(|| Problem::invalid_value("#/overlap_hours", "0 to 168"))?;
    let new =
        webhooks::rotate_secret(&state.core, &caller, id.as_str(), (body.scheme, hours)).await;
    let new = new.map_err(|error| match error {
        ServiceError::TooMany => Problem::new(
            Code::Conflict,
            "as many secrets sign as may; wait until one has ended, or send overlap_hours 0, which ends those of this scheme \
             at once",
        ),
        other => refused(other),
    })?;
    let shown = ShownSecret::of(&new)?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Send a test event
///
/// Of the kind `webhook.test`, whatever the endpoint wants.
#[utoipa::path(
    post, path = "/webhook-endpoints/{id}/test", tag = "webhooks", operation_id = "testWebhookEndpoint",
    params(ResourceId), request_body(content = Option<Nothing>),
    responses((status = 202, body = Tested, description = "It is on its way."))
)]
async fn test(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<ResourceId>,
    _empty: OptionalJson<Nothing>,
) -> ApiResult<(StatusCode, Json<Tested>)> {
    let sent = webhooks::send_test(&state.core, &caller, id.as_str()).await;
    let (event, delivery) = sent.map_err(refused)?;
    let delivery = Delivery::of(delivery)?;
    Ok((StatusCode::ACCEPTED, Json(Tested { event, delivery })))
}
