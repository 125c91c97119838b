//! `GET /dashboard/proposals` and `POST /dashboard/proposals/{id}`.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use vestibule::onboarding::OnboardingStatus;
use vestibule_app::dashboard::{
    Section,
    actions::Deed,
    moment::Moment,
    problem::{ProblemScreen, Trouble},
    proposals::{ChangedView, ProposalView, ProposalsScreen},
};

use super::{
    access::Operator,
    actions::href,
    screen::{self, Place},
};
use crate::{
    http::{AppState, forms, headers::PageHeaders, visitor::Visitor},
    services::{
        ServiceError,
        dashboard::actions::{ActionError, Change, Changed, Verdict},
        events::rfc3339,
        operators::sessions::SignedIn,
        proposals::{self, Answer, Waiting, waiting},
    },
};

const PLACE: Place<'static> = Place {
    at: Some(Section::Proposals),
    path: Section::Proposals.path(),
};

/// The routes of proposals.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/dashboard/proposals", get(show))
        .route("/dashboard/proposals/{id}", post(answer))
}

/// `GET /dashboard/proposals`.
async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
) -> Response {
    list(&state, (&visitor, &operator), StatusCode::OK, None).await
}

/// The list; with the id of a proposal for which something else than the reference was typed.
async fn list(
    state: &AppState,
    (visitor, operator): (&Visitor, &SignedIn),
    status: StatusCode,
    wrong: Option<&str>,
) -> Response {
    let who = (visitor, Some(operator));
    let found = match waiting(&state.core, operator).await {
        Ok(found) => found.into_iter().map(|one| shown(one, wrong)).collect(),
        Err(error) => Err(error),
    };
    match found {
        Ok(proposals) => {
            let screen = Arc::new(ProposalsScreen { proposals });
            screen::draw(state, who, PLACE, status, screen, PageHeaders::default()).await
        }
        Err(error) => screen::refusal(state, who, &error).await,
    }
}

fn shown(one: Waiting, wrong: Option<&str>) -> Result<ProposalView, ServiceError> {
    let (deed, step) = match &one.change {
        Change::Decide { verdict } => match verdict {
            Verdict::Approve => (Deed::Approve, None),
            Verdict::Reject => (Deed::Reject, None),
        },
        Change::AllowAttempt { step } => (Deed::AllowAttempt, Some(step.to_string())),
        Change::Cancel => (Deed::Cancel, None),
        Change::Erase => (Deed::Erase, None),
    };
    let status = one.status;
    let changed = one.changed.into_iter().map(|changed| match changed {
        Changed::Status(before) => match OnboardingStatus::from_code(&before) {
            Some(before) => ChangedView::Status(before, status),
            None => ChangedView::Other,
        },
        Changed::Decision => ChangedView::Decision,
        Changed::Facts => ChangedView::Facts,
        Changed::Attempts => ChangedView::Attempts,
        Changed::Other => ChangedView::Other,
    });
    Ok(ProposalView {
        case: href(&one.onboarding),
        at: Moment(rfc3339(one.proposed_at)?),
        until: Moment(rfc3339(one.expires_at)?),
        changed: changed.collect(),
        wrong_reference: wrong == Some(one.id.as_str()),
        id: one.id,
        reference: one.reference,
        client: one.client,
        deed,
        step,
        reason: one.reason,
        by: one.proposed_by,
        is_own: one.is_own,
        may_answer: one.may_answer,
        may_be_one: one.may_be_one,
    })
}

/// `POST /dashboard/proposals/{id}`.
async fn answer(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let who = (&visitor, Some(&operator));
    let Ok(sent) = forms::read(&[], request).await else {
        return screen::problem(&state, who, Trouble::BadRequest).await;
    };
    let field = |name: &str| sent.answers.get(name).cloned().unwrap_or_default();
    let said = match field("answer").as_str() {
        "confirm" => Answer::Confirm {
            typed: field("typed"),
        },
        "refuse" => Answer::Refuse,
        "withdraw" => Answer::Withdraw,
        _ => return screen::problem(&state, who, Trouble::BadRequest).await,
    };
    let trouble = match proposals::answer(&state.core, &operator, &id, &said).await {
        Ok(_) => return Redirect::to(Section::Proposals.path()).into_response(),
        Err(ActionError::Invalid(_)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return list(&state, (&visitor, &operator), status, Some(&id)).await;
        }
        Err(ActionError::NotAllowed) => (Trouble::NotAllowed, StatusCode::FORBIDDEN),
        Err(ActionError::Changed | ActionError::Service(ServiceError::OutOfOrder)) => {
            (Trouble::Conflict, StatusCode::CONFLICT)
        }
        Err(ActionError::Service(error)) => return screen::refusal(&state, who, &error).await,
    };
    let (trouble, status) = trouble;
    let go_on = Section::Proposals.path().to_owned();
    let screen = Arc::new(ProblemScreen { trouble, go_on });
    screen::draw(&state, who, PLACE, status, screen, PageHeaders::default()).await
}
