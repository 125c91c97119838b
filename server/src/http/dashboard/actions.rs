//! `POST /dashboard/onboardings/{id}/decision`, `/attempts`, `/cancel`, `/erase`, `/link` and `/redeliver`.

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRequest, FromRequestParts, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use vestibule::{
    id::{OnboardingId, StepName},
    locale::Locale,
};
use vestibule_app::dashboard::{
    AnyScreen, Section,
    actions::{ActionScreen, ActionsView, Deed, DeedForm, LinkScreen, OfCase},
    moment::Moment,
    problem::{ProblemScreen, Trouble},
};

use super::{
    case::AtCase,
    screen::{self, Place},
};
use crate::{
    http::{AppState, forms, headers::PageHeaders, routes, visitor::Visitor},
    services::{
        ServiceError,
        answers::Answers,
        case::Case,
        dashboard::actions::{
            self, ActionError, Asked, Change, Done, Mistake, Offered, Verdict, offered, reference,
        },
        events::rfc3339,
        operators::sessions::SignedIn,
    },
};

/// The routes below a case.
pub(super) fn routes() -> Router<AppState> {
    let at = |rest: &str| format!("/dashboard/onboardings/{{id}}/{rest}");
    Router::new()
        .route(&at("decision"), post(decide))
        .route(&at("attempts"), post(allow_attempt))
        .route(&at("cancel"), post(cancel))
        .route(&at("erase"), post(erase))
        .route(&at("link"), post(make_link))
        .route(&at("redeliver"), post(redeliver))
}

/// The page of a case.
pub(super) fn href(id: &OnboardingId) -> String {
    format!("/dashboard/onboardings/{id}")
}

/// The forms that the page of this case offers to this operator.
///
/// # Errors
/// When the case's row is inconsistent.
pub(super) fn view(
    state: &AppState,
    operator: &SignedIn,
    case: &Case,
    locale: Locale,
) -> Result<ActionsView, ServiceError> {
    let offered = offered(&state.core, operator, case, locale)?;
    let forms = Deed::ALL
        .into_iter()
        .filter(|deed| is_offered(&offered, *deed))
        .map(|deed| empty(&offered, deed))
        .collect();
    let case = OfCase {
        href: href(&case.id),
        revision: offered.revision,
        reference: offered.reference,
    };
    Ok(ActionsView { case, forms })
}

fn is_offered(offered: &Offered, deed: Deed) -> bool {
    match deed {
        Deed::Approve | Deed::Reject => offered.decide,
        Deed::AllowAttempt => !offered.attempts.is_empty(),
        Deed::Cancel => offered.cancel,
        Deed::Erase => offered.erase,
        Deed::MakeLink => offered.link,
    }
}

fn empty(offered: &Offered, deed: Deed) -> DeedForm {
    use vestibule::permission::Action;
    let action = match deed {
        Deed::Approve | Deed::Reject => Action::Decide,
        Deed::AllowAttempt => Action::AllowAttempt,
        Deed::Cancel => Action::Cancel,
        Deed::Erase => Action::Erase,
        Deed::MakeLink => Action::MakeLink,
    };
    let steps = match deed {
        Deed::AllowAttempt => offered.attempts.clone(),
        _ => Vec::new(),
    };
    DeedForm {
        four_eyes: offered.four_eyes.contains(&action),
        steps: steps
            .into_iter()
            .map(|(name, title)| (name.to_string(), title))
            .collect(),
        ..DeedForm::of(deed)
    }
}

/// Who acts on which case, and what they sent.
struct Act {
    state: AppState,
    visitor: Visitor,
    operator: SignedIn,
    id: OnboardingId,
    sent: Answers,
}

impl FromRequest<AppState> for Act {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let at = AtCase::from_request_parts(&mut parts, state).await?;
        match forms::read(&[], Request::from_parts(parts, body)).await {
            Ok(sent) => Ok(Self {
                state: state.clone(),
                visitor: at.visitor,
                operator: at.operator,
                id: at.id,
                sent: sent.answers,
            }),
            Err(_) => Err(at.trouble(state, Trouble::BadRequest).await),
        }
    }
}

impl Act {
    fn field(&self, name: &str) -> String {
        self.sent.get(name).cloned().unwrap_or_default()
    }

    fn asked(&self) -> Asked {
        Asked {
            revision: self.field("revision"),
            // A line break in a form is two characters, and counts as one.
            reason: self.field("reason").replace("\r\n", "\n"),
            typed: self.field("typed"),
        }
    }

    async fn draw(&self, status: StatusCode, screen: AnyScreen) -> Response {
        let path = href(&self.id);
        let place = Place {
            at: Some(Section::Onboardings),
            path: &path,
        };
        let who = (&self.visitor, Some(&self.operator));
        let headers = PageHeaders::default();
        screen::draw(&self.state, who, place, status, screen, headers).await
    }

    async fn change(&self, change: Change, deed: Deed) -> Response {
        let asked = self.asked();
        let core = &self.state.core;
        let done = actions::change(core, &self.operator, &self.id, &change, &asked).await;
        match done {
            Ok(Done::Made) => Redirect::to(&href(&self.id)).into_response(),
            Ok(Done::Proposed(_)) => Redirect::to(Section::Proposals.path()).into_response(),
            Err(ActionError::Invalid(mistakes)) => {
                self.draw_again(&change, deed, (&asked, &mistakes)).await
            }
            Err(error) => self.refuse(error).await,
        }
    }

    async fn draw_again(
        &self,
        change: &Change,
        deed: Deed,
        (asked, mistakes): (&Asked, &[Mistake]),
    ) -> Response {
        // One step only: the one that was chosen. Its title stands on the case's page.
        let step = match change {
            Change::AllowAttempt { step } => step.to_string(),
            _ => String::new(),
        };
        let form = DeedForm {
            four_eyes: self.state.core.dashboard.four_eyes.needs(change.action()),
            steps: vec![(step.clone(), step.clone())],
            step,
            reason: asked.reason.clone(),
            wrong_reason: mistakes.contains(&Mistake::Reason),
            wrong_reference: mistakes.contains(&Mistake::Reference),
            ..DeedForm::of(deed)
        };
        let case = OfCase {
            href: href(&self.id),
            revision: asked.revision.clone(),
            reference: reference(&self.id),
        };
        let screen = ActionScreen { case, form };
        self.draw(StatusCode::UNPROCESSABLE_ENTITY, Arc::new(screen))
            .await
    }

    async fn refuse(&self, error: ActionError) -> Response {
        let (trouble, status) = match error {
            ActionError::NotAllowed => (Trouble::NotAllowed, StatusCode::FORBIDDEN),
            ActionError::Changed
            | ActionError::Service(ServiceError::OutOfOrder | ServiceError::AlreadyHandled) => {
                (Trouble::Conflict, StatusCode::CONFLICT)
            }
            ActionError::Service(ServiceError::OnHold) => (Trouble::OnHold, StatusCode::CONFLICT),
            ActionError::Invalid(_) => (Trouble::BadRequest, StatusCode::BAD_REQUEST),
            ActionError::Service(error) => {
                let who = (&self.visitor, Some(&self.operator));
                return screen::refusal(&self.state, who, &error).await;
            }
        };
        let go_on = href(&self.id);
        self.draw(status, Arc::new(ProblemScreen { trouble, go_on }))
            .await
    }

    async fn bad_request(&self) -> Response {
        let who = (&self.visitor, Some(&self.operator));
        screen::problem(&self.state, who, Trouble::BadRequest).await
    }
}

/// `POST /dashboard/onboardings/{id}/decision`.
async fn decide(act: Act) -> Response {
    let (verdict, deed) = match act.field("verdict").as_str() {
        "approve" => (Verdict::Approve, Deed::Approve),
        "reject" => (Verdict::Reject, Deed::Reject),
        _ => return act.bad_request().await,
    };
    act.change(Change::Decide { verdict }, deed).await
}

/// `POST /dashboard/onboardings/{id}/attempts`.
async fn allow_attempt(act: Act) -> Response {
    match StepName::new(act.field("step")) {
        Ok(step) => {
            act.change(Change::AllowAttempt { step }, Deed::AllowAttempt)
                .await
        }
        Err(_) => act.bad_request().await,
    }
}

/// `POST /dashboard/onboardings/{id}/cancel`.
async fn cancel(act: Act) -> Response {
    act.change(Change::Cancel, Deed::Cancel).await
}

/// `POST /dashboard/onboardings/{id}/erase`.
async fn erase(act: Act) -> Response {
    act.change(Change::Erase, Deed::Erase).await
}

/// `POST /dashboard/onboardings/{id}/link`: the answer shows the link, and nothing else ever does.
async fn make_link(act: Act) -> Response {
    let (core, revision) = (&act.state.core, act.field("revision"));
    let made = actions::make_link(core, &act.operator, (&act.id, &revision)).await;
    let made = made.and_then(|link| {
        let origin = core.origins.first().map_or("", String::as_str);
        Ok(LinkScreen {
            href: href(&act.id),
            url: format!("{origin}{}", routes::link(&link.token)),
            expires: Moment(rfc3339(link.expires_at)?),
        })
    });
    match made {
        Ok(screen) => act.draw(StatusCode::OK, Arc::new(screen)).await,
        Err(error) => act.refuse(error).await,
    }
}

/// `POST /dashboard/onboardings/{id}/redeliver`.
async fn redeliver(act: Act) -> Response {
    let (revision, delivery) = (act.field("revision"), act.field("delivery"));
    let about = (&act.id, revision.as_str());
    match actions::redeliver(&act.state.core, &act.operator, about, &delivery).await {
        Ok(()) => Redirect::to(&href(&act.id)).into_response(),
        Err(error) => act.refuse(error).await,
    }
}
