//! Public keys and checkpoints: what evidence and the audit log are verified with.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vestibule::time::Timestamp;

use super::{
    auth::Authenticated,
    cursor::Page,
    problem::{ApiResult, Code, Problem, ProblemBody},
    time::Time,
};
use crate::{
    audit_log::note::VerifierKey,
    http::AppState,
    services::{
        ServiceError, checkpoints, evidence,
        signing_keys::{self, Purpose},
    },
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(keys))
        .routes(routes!(checkpoint))
}

/// A public key.
#[derive(Debug, Serialize, ToSchema)]
struct SigningKey {
    /// What it signs: `evidence` bundles, or each `checkpoint` of the audit log.
    #[schema(example = "evidence", pattern = "^(evidence|checkpoint)$")]
    purpose: &'static str,
    /// The key in the form of C2SP signed notes: `<name>+<id>+<base64>`.
    #[schema(example = "id.example.com/evidence+1a2b3c4d+AQ...")]
    vkey: String,
    /// Since when it signs; the newest of a purpose is the one that does.
    created_at: Time,
}

/// List signing keys
///
/// Newest first within each purpose; older ones stay, for what they signed. All of them fit on one page.
#[utoipa::path(
    get, path = "/signing-keys", tag = "signatures", operation_id = "listSigningKeys",
    responses((status = 200, body = Page<SigningKey>))
)]
async fn keys(
    State(state): State<AppState>,
    _caller: Authenticated,
) -> ApiResult<Json<Page<SigningKey>>> {
    let core = &state.core;
    let mut connection = core.db.read().await.map_err(ServiceError::from)?;
    let mut data = Vec::new();
    for (purpose, name) in [
        (Purpose::Evidence, evidence::key_name(core)),
        (Purpose::Checkpoint, core.audit.origin.clone()),
    ] {
        for public in signing_keys::public_keys(&mut connection, purpose).await? {
            let vkey = VerifierKey::new(&name, public.key.as_bytes())
                .map_err(|error| ServiceError::Internal(Box::new(error)))?;
            data.push(SigningKey {
                purpose: purpose.code(),
                vkey: vkey.to_string(),
                created_at: Time::of(Timestamp(public.created_at))?,
            });
        }
    }
    Ok(Json(Page {
        data,
        next_cursor: None,
    }))
}

/// Read the newest checkpoint
///
/// Of the audit log, as a signed note (C2SP tlog-checkpoint). Keep it: with it a log that was cut is noticed.
#[utoipa::path(
    get, path = "/audit/checkpoint", tag = "signatures", operation_id = "readCheckpoint",
    responses(
        (status = 200, body = String, content_type = "text/plain", description = "The signed note."),
        (status = 404, description = "There is none yet.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn checkpoint(State(state): State<AppState>, _caller: Authenticated) -> ApiResult<Response> {
    let mut connection = state.core.db.read().await.map_err(ServiceError::from)?;
    let found = checkpoints::latest(&mut connection).await?;
    let found = found.ok_or_else(|| Problem::new(Code::NotFound, "there is none yet"))?;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], found.note).into_response())
}
