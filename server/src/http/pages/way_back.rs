//! The way back to the client, with a one-time result code. The code is in the answer to a form and nowhere else: no page of
//! ours has it in its address, and going back in the browser's history leads to the page with the form (SEC-78, SEC-146).

use axum::{extract::State, response::Response};
use url::Url;
use vestibule::onboarding::{Closure, OnboardingStatus};
use vestibule_app::page::BackTo;

use super::Here;
use crate::{
    http::{AppState, render, routes},
    services::{ServiceError, case::Case, links, onboardings, results},
};

/// Where a result page's form leads.
pub(super) struct WayBack {
    /// What the page shows.
    pub(super) view: BackTo,
    /// The origin that the page's policy has to allow: a POST that is answered 303 is checked against `form-action` again.
    pub(super) origin: String,
}

/// Whether an onboarding leads back at all. Whoever said that it is not theirs is not sent to whoever began it.
fn leads_back(case: &Case) -> Result<bool, ServiceError> {
    Ok(case.status()? != OnboardingStatus::InProgress
        && case.row.closure()? != Some(Closure::Disowned))
}

/// The way back of an onboarding that is not in progress; `None` where its client named none.
///
/// # Errors
/// When what the client said cannot be read.
pub(super) async fn of(state: &AppState, case: &Case) -> Result<Option<WayBack>, ServiceError> {
    if !leads_back(case)? {
        return Ok(None);
    }
    let Some(to) = onboardings::said(case)?.return_url else {
        return Ok(None);
    };
    let to = Url::parse(&to).map_err(|error| ServiceError::Internal(Box::new(error)))?;
    let invited = links::invited(&state.core, case).await?;
    Ok(Some(WayBack {
        view: BackTo {
            company: invited.company,
            needed: case.row.bound_at.is_none(),
            action: routes::back_to_client(&case.id),
        },
        origin: to.origin().ascii_serialization(),
    }))
}

/// `POST /o/{id}/return`: to the client, with a new code every time. There is no GET.
pub async fn go(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let result = routes::result(&case.id);
    let to = match leads_back(&case) {
        Ok(true) => results::mint(&state.core, visitor.applicant.as_deref(), &case.id).await,
        Ok(false) => return render::see_other(&result),
        Err(error) => Err(error),
    };
    match to {
        Ok(Some(to)) => render::leave_for(&to),
        Ok(None) => render::see_other(&result),
        Err(error) => render::refusal(&state, &visitor, error, Some(result)).await,
    }
}
