//! What belongs to an onboarding: its checks, its facts and its events.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vestibule::{
    check::{Ending, State as CheckState},
    id::OnboardingId,
    reason::Reason,
};

use super::shapes::{erased, shown_at};
use crate::{
    db::{
        checks::{CheckRow, state_code},
        events::EventRow,
    },
    http::{
        AppState,
        api::{
            auth::Authenticated,
            cursor::{self, Page},
            json::{ApiPath, ApiQuery},
            problem::{ApiResult, Code, FieldCode, FieldProblem, Problem},
        },
    },
    services::{
        ServiceError,
        onboardings::{self, Fact},
    },
};

/// One attempt at a step that is checked elsewhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Check)]
pub struct ShownCheck {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// The step's name.
    #[schema(example = "face")]
    step: String,
    /// From 1 within the step.
    #[schema(minimum = 1)]
    number: i64,
    /// The connection's name.
    #[schema(example = "identity")]
    connection: String,
    /// `created`, `open`, `processing`, `needs_approval` or `stopped` while it is under way; then `succeeded`, `refused`,
    /// `cancelled`, `exhausted`, `failed` or `expired`. New ones may be added.
    #[schema(example = "succeeded")]
    state: &'static str,
    /// Why it stopped or ended, where there is more to say.
    #[schema(example = "too_many_starts")]
    reason: Option<&'static str>,
    /// When it ended.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
}

impl TryFrom<CheckRow> for ShownCheck {
    type Error = ServiceError;

    fn try_from(row: CheckRow) -> Result<Self, ServiceError> {
        let reason = match row.state {
            CheckState::Stopped { reason, .. }
            | CheckState::Ended(
                Ending::Refused(reason) | Ending::Exhausted(reason) | Ending::Failed(reason),
            ) => Some(reason),
            _ => None,
        };
        Ok(Self {
            state: state_code(row.state),
            reason: reason.map(Reason::code),
            ended_at: row.ended_at.map(shown_at).transpose()?,
            id: row.id,
            step: row.step,
            number: row.number,
            connection: row.connection,
        })
    }
}

/// List checks
///
/// What was tried at the steps that providers do, oldest first within a step. All of them fit on one page: `next_cursor` is
/// null.
#[utoipa::path(get, path = "/onboardings/{id}/checks", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    responses((status = 200, body = Page<ShownCheck>)))]
pub async fn checks(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
) -> ApiResult<Json<Page<ShownCheck>>> {
    let found = onboardings::checks(&state.core, &caller, &id).await?;
    let data: Result<_, _> = found.into_iter().map(ShownCheck::try_from).collect();
    Ok(Json(Page {
        data: data?,
        next_cursor: None,
    }))
}

/// How sure a source is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assurance)]
pub struct ShownAssurance {
    /// Whose words these are.
    #[schema(example = "eidas.loa")]
    scheme: String,
    /// Its word.
    #[schema(example = "substantial")]
    value: String,
}

/// Something that is known of the person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fact)]
pub struct ShownFact {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// The step that established it.
    #[schema(example = "phone")]
    step: String,
    /// What it says; `self_asserted` is the person's own word. New ones may be added.
    #[schema(example = "contact_control")]
    kind: String,
    /// The connection that stands for it, or `form`.
    #[schema(example = "company-check")]
    source: String,
    /// How sure the source is, where it says so.
    assurance: Option<ShownAssurance>,
    /// What is known.
    #[schema(example = json!({"phone_number": "+6281234567890"}))]
    claims: BTreeMap<String, String>,
    /// `verified_claims` of OpenID Connect for Identity Assurance 1.0, where the fact can be said in them.
    #[schema(value_type = Option<Object>)]
    verified_claims: Option<serde_json::Value>,
    /// When it was established.
    #[schema(format = "date-time")]
    created_at: String,
}

impl TryFrom<Fact> for ShownFact {
    type Error = ServiceError;

    fn try_from(fact: Fact) -> Result<Self, ServiceError> {
        let assurance = fact.assurance;
        Ok(Self {
            id: fact.id,
            step: fact.step,
            kind: fact.kind,
            source: fact.source,
            assurance: assurance.map(|(scheme, value)| ShownAssurance { scheme, value }),
            claims: fact.claims,
            verified_claims: fact.verified,
            created_at: shown_at(fact.created_at)?,
        })
    }
}

/// List facts
///
/// What is known of the person, once a result code was shown with the session binding. All of them fit on one page:
/// `next_cursor` is null.
#[utoipa::path(get, path = "/onboardings/{id}/facts", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    responses((status = 200, body = Page<ShownFact>)))]
pub async fn facts(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
) -> ApiResult<Json<Page<ShownFact>>> {
    let found = match onboardings::facts(&state.core, &caller, &id).await {
        Err(ServiceError::OutOfOrder) => return Err(erased()),
        found => found?.ok_or(Code::ResultNotBound)?,
    };
    let data: Result<_, _> = found.into_iter().map(ShownFact::try_from).collect();
    Ok(Json(Page {
        data: data?,
        next_cursor: None,
    }))
}

/// Something that happened to an onboarding; what a webhook said, or would have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OnboardingEvent)]
pub struct ShownEvent {
    /// The `webhook-id` of its deliveries.
    #[schema(format = "uuid")]
    id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(example = "onboarding.completed")]
    kind: String,
    /// From 1 within the onboarding.
    #[schema(minimum = 1)]
    sequence: i64,
    /// The status after it.
    #[schema(example = "completed")]
    status: String,
    /// When it happened.
    #[schema(format = "date-time")]
    timestamp: String,
}

impl TryFrom<EventRow> for ShownEvent {
    type Error = ServiceError;

    fn try_from(row: EventRow) -> Result<Self, ServiceError> {
        let payload: serde_json::Value = serde_json::from_str(&row.payload)?;
        let status = payload.pointer("/data/status");
        Ok(Self {
            status: status
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            timestamp: shown_at(row.at)?,
            id: row.id,
            kind: row.kind,
            sequence: row.sequence,
        })
    }
}

/// Which events are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// Those that follow this number; `next_cursor` of the page before.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Entries of a page; 20 if you do not say.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// List events
///
/// What happened to an onboarding, oldest first. `next_cursor` is a number for `after`.
#[utoipa::path(get, path = "/onboardings/{id}/events", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid"), After),
    responses((status = 200, body = Page<ShownEvent>)))]
pub async fn events(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
    ApiQuery(wanted): ApiQuery<After>,
) -> ApiResult<Json<Page<ShownEvent>>> {
    let limit = cursor::limit(wanted.limit)?;
    let after = match wanted.after.unwrap_or(0) {
        after @ 0.. => after,
        _ => {
            return Err(Problem::invalid(vec![FieldProblem::in_parameter(
                "after",
                FieldCode::InvalidValue,
                "0 or more",
            )]));
        }
    };
    let mut found = onboardings::events(&state.core, &caller, &id, (after, limit + 1)).await?;
    let limit = usize::try_from(limit).unwrap_or(0);
    let is_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| is_more);
    let next_cursor = last.map(|event| event.sequence.to_string());
    let data: Result<_, _> = found.into_iter().map(ShownEvent::try_from).collect();
    Ok(Json(Page {
        data: data?,
        next_cursor,
    }))
}
