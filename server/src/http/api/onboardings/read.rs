//! `GET /onboardings` and `GET /onboardings/{id}`.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;
use vestibule::id::{JourneyName, OnboardingId};

use super::shapes::{Shown, Status, shown, time_in};
use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            cursor::{self, List, Page},
            json::{ApiPath, ApiQuery},
            problem::{ApiResult, Code, FieldCode, FieldProblem, Problem},
        },
    },
    services::onboardings::{self, Listed, MAX_REFERENCE},
};

/// Which onboardings are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Entries of a page; 20 if you do not say.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Where the page before said that this one begins. It goes with the same filters only.
    #[param(max_length = 200)]
    cursor: Option<String>,
    /// With this status.
    #[param(inline)]
    status: Option<Status>,
    /// Of this journey.
    #[param(value_type = Option<String>, pattern = "^[a-z][a-z0-9_-]{0,39}$")]
    journey: Option<JourneyName>,
    /// With exactly this reference of yours.
    #[param(min_length = 1, max_length = 200)]
    client_reference: Option<String>,
    /// Begun at this time or later.
    #[param(format = "date-time")]
    created_after: Option<String>,
    /// Begun before this time.
    #[param(format = "date-time")]
    created_before: Option<String>,
}

fn reference(text: Option<String>) -> Result<Option<String>, Problem> {
    let is_one = |text: &String| (1..=MAX_REFERENCE).contains(&text.chars().count());
    match text {
        Some(text) if !is_one(&text) => Err(Problem::invalid(vec![FieldProblem::in_parameter(
            "client_reference",
            FieldCode::InvalidValue,
            "1 to 200 characters",
        )])),
        other => Ok(other),
    }
}

/// List onboardings
///
/// Newest first.
#[utoipa::path(get, path = "/onboardings", tag = "onboardings", params(Wanted),
    responses((status = 200, body = Page<Shown>)))]
pub async fn list(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> ApiResult<Json<Page<Shown>>> {
    let core = &state.core;
    let limit = cursor::limit(wanted.limit)?;
    let mut listed = Listed {
        status: wanted.status.map(Into::into),
        journey: wanted.journey.map(String::from),
        client_reference: reference(wanted.client_reference)?,
        created_after: time_in("created_after", wanted.created_after.as_deref())?,
        created_before: time_in("created_before", wanted.created_before.as_deref())?,
        before: None,
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let filters = [
        listed.status.map_or("", |status| status.code()).to_owned(),
        text(&listed.journey),
        text(&listed.client_reference),
        text(&wanted.created_after),
        text(&wanted.created_before),
    ];
    let list = List {
        name: "onboardings",
        caller: &caller,
        filters: &filters.each_ref().map(String::as_str),
    };
    listed.before = match list.position(core, wanted.cursor.as_deref())? {
        Some(id) => Some(OnboardingId::new(id).map_err(|_| Code::InvalidCursor)?),
        None => None,
    };
    let found = onboardings::list(core, &caller, &listed, limit + 1).await?;
    let page = list.page(core, (found, limit), |seen| &seen.row.id, Shown::try_from)?;
    Ok(Json(page))
}

/// Read an onboarding
#[utoipa::path(get, path = "/onboardings/{id}", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    responses((status = 200, body = Shown)))]
pub async fn find(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
) -> ApiResult<Json<Shown>> {
    Ok(Json(shown(&state.core, &caller, &id).await?))
}
