//! What islands ask, answered by the services.

use std::sync::Arc;

use async_trait::async_trait;
use vestibule::{id::CheckId, launch::Presentation};
use vestibule_app::{
    announcement::{Announcement, announcement},
    contract::{
        Backend, Caller, LaunchView, MessageReport, RefusedReport, ReturnClaim, StepRef,
        StepStatusView, UiError,
    },
};

use super::routes;
use crate::services::{
    ServiceError, Whereabouts,
    checks::{
        messages::{self, Message, Refused},
        polling, returns,
        start::{self, Launched},
    },
    core::Core,
    onboardings,
};

/// The services behind the islands' functions.
pub struct Services {
    /// The core.
    pub core: Arc<Core>,
}

/// Our own errors in the few words an island understands. The cause stays in the log.
fn ui(error: ServiceError) -> UiError {
    match error {
        ServiceError::NotFound => UiError::NotFound,
        ServiceError::BadRequest(_) | ServiceError::OutOfOrder | ServiceError::OnHold => {
            UiError::BadRequest
        }
        ServiceError::AlreadyHandled | ServiceError::Superseded => UiError::Superseded,
        ServiceError::TooSoon { .. } => UiError::BadRequest,
        ServiceError::TooMany | ServiceError::OverBudget => UiError::TooMany,
        ServiceError::Unavailable | ServiceError::Paused(_) => UiError::Unavailable,
        ServiceError::Internal(cause) => {
            tracing::error!(error = %cause, "server function failed");
            UiError::Internal {
                support_code: String::new(),
            }
        }
    }
}

/// Where the island should go, unless the applicant is right where they are.
fn view(caller: &Caller, at: &StepRef, place: &Whereabouts) -> StepStatusView {
    let stays = *place == Whereabouts::Step(at.step.clone());
    let waits = matches!(place, Whereabouts::Wait(_));
    StepStatusView {
        go_to: (!stays).then(|| routes::whereabouts(&at.onboarding, place)),
        announcement: announcement(
            caller.locale,
            if waits {
                Announcement::Checking
            } else {
                Announcement::Waiting
            },
        ),
    }
}

impl Services {
    /// Asks the provider about the step's check, when that is due.
    async fn ask(&self, caller: &Caller, at: &StepRef) -> Result<(), UiError> {
        let applicant = caller.browser_session.as_deref();
        let case = onboardings::read(&self.core, applicant, &at.onboarding)
            .await
            .map_err(ui)?;
        let check = case
            .newest_check(&at.step)
            .and_then(|check| CheckId::new(check.id.clone()).ok());
        if let Some(check) = check {
            polling::ask(&self.core, &check, polling::Urgency::WhenDue)
                .await
                .map_err(ui)?;
        }
        Ok(())
    }

    async fn after_replay(&self, caller: &Caller, at: &StepRef) -> Result<StepStatusView, UiError> {
        // The first claim may have been cut off in the middle, by a phone that changed its network: asking follows it up.
        self.ask(caller, at).await?;
        let applicant = caller.browser_session.as_deref();
        let case = onboardings::read(&self.core, applicant, &at.onboarding)
            .await
            .map_err(ui)?;
        let answer = view(caller, at, &case.whereabouts(&at.step).map_err(ui)?);
        if answer.go_to.is_some() {
            Ok(answer)
        } else {
            Err(UiError::Superseded)
        }
    }
}

#[async_trait]
impl Backend for Services {
    async fn launch(&self, caller: &Caller, at: StepRef) -> Result<LaunchView, UiError> {
        let applicant = caller.browser_session.as_deref();
        let launched = start::start(
            &self.core,
            applicant,
            &at.onboarding,
            &at.step,
            Presentation::Frame,
            caller.locale,
        )
        .await;
        let launched = match launched {
            // There is more to say than an island has words for.
            Err(ServiceError::OverBudget) => {
                let path = routes::not_now(&at.onboarding, &at.step);
                return Ok(LaunchView::GoTo { path });
            }
            // The page before the frame says what the operator has to say, and has the other ways.
            Err(ServiceError::Paused(_)) => {
                let path = routes::step(&at.onboarding, &at.step);
                return Ok(LaunchView::GoTo { path });
            }
            launched => launched.map_err(ui)?,
        };
        Ok(match launched {
            Launched::Frame { attempt, spec } => LaunchView::Frame { attempt, spec },
            Launched::Page => LaunchView::GoTo {
                path: routes::leave(&at.onboarding, &at.step),
            },
            Launched::Elsewhere(place) => LaunchView::GoTo {
                path: routes::whereabouts(&at.onboarding, &place),
            },
        })
    }

    async fn report_message(
        &self,
        caller: &Caller,
        report: MessageReport,
    ) -> Result<StepStatusView, UiError> {
        let message = Message {
            attempt: &report.attempt,
            origin: &report.origin,
            raw: &report.raw,
        };
        let applicant = caller.browser_session.as_deref();
        let place = messages::report(
            &self.core,
            applicant,
            (&report.at.onboarding, &report.at.step),
            message,
        )
        .await
        .map_err(ui)?;
        Ok(view(caller, &report.at, &place))
    }

    async fn report_refused(&self, caller: &Caller, report: RefusedReport) -> Result<(), UiError> {
        let refused = Refused {
            attempt: &report.attempt,
            origin: &report.origin,
            bytes: report.bytes,
            rule: report.rule.code(),
            count: report.count,
        };
        let applicant = caller.browser_session.as_deref();
        messages::refused(
            &self.core,
            applicant,
            (&report.at.onboarding, &report.at.step),
            refused,
        )
        .await
        .map_err(ui)
    }

    async fn claim_return(
        &self,
        caller: &Caller,
        claim: ReturnClaim,
    ) -> Result<StepStatusView, UiError> {
        let (connection, handle) = routes::parse_return(&claim.path).ok_or(UiError::BadRequest)?;
        let applicant = caller.browser_session.as_deref();
        let claimed =
            match returns::claim(&self.core, applicant, &connection, handle, &claim.search).await {
                Ok(claimed) => claimed,
                // Back inside the frame brings a used return again: whoever is done already goes on from there.
                Err(ServiceError::AlreadyHandled) => {
                    return self.after_replay(caller, &claim.at).await;
                }
                Err(error) => return Err(ui(error)),
            };
        let path = routes::whereabouts(&claimed.onboarding, &claimed.whereabouts);
        Ok(StepStatusView {
            go_to: Some(path),
            announcement: announcement(caller.locale, Announcement::Checking),
        })
    }

    async fn status(&self, caller: &Caller, at: StepRef) -> Result<StepStatusView, UiError> {
        self.ask(caller, &at).await?;
        let applicant = caller.browser_session.as_deref();
        let case = onboardings::read(&self.core, applicant, &at.onboarding)
            .await
            .map_err(ui)?;
        let place = case.whereabouts(&at.step).map_err(ui)?;
        // A page that was closed is not the end of its check: whoever chose to keep waiting may.
        let place = match place {
            Whereabouts::Ended(_) if case.may_keep_waiting(&at.step) => {
                Whereabouts::Step(at.step.clone())
            }
            other => other,
        };
        Ok(view(caller, &at, &place))
    }
}
