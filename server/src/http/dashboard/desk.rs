//! Who sits at the dashboard, and how what they asked for is answered.

use axum::{
    extract::{FromRequestParts, Request},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use vestibule::time::Timestamp;
use vestibule_app::dashboard::{AnyScreen, Section, moment::Moment, problem::Trouble};

use super::{
    access::Operator,
    screen::{self, Place},
};
use crate::{
    http::{AppState, forms, headers::PageHeaders, visitor::Visitor},
    services::{ServiceError, answers::Answers, events::rfc3339, operators::sessions::SignedIn},
};

/// An operator at a browser.
pub(super) struct Desk {
    visitor: Visitor,
    /// Who.
    pub(super) operator: SignedIn,
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let Operator(operator) = Operator::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let visitor = <Visitor as FromRequestParts<AppState>>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self { visitor, operator })
    }
}

impl Desk {
    /// The language.
    pub(super) fn locale(&self) -> vestibule::locale::Locale {
        self.visitor.locale
    }

    /// Draws a screen of a section.
    pub(super) async fn draw(
        &self,
        state: &AppState,
        (at, path): (Section, &str),
        status: StatusCode,
        screen: AnyScreen,
    ) -> Response {
        let who = (&self.visitor, Some(&self.operator));
        let place = Place { at: Some(at), path };
        screen::draw(state, who, place, status, screen, PageHeaders::default()).await
    }

    /// Draws a refusal.
    pub(super) async fn refuse(&self, state: &AppState, error: &ServiceError) -> Response {
        screen::refusal(state, (&self.visitor, Some(&self.operator)), error).await
    }

    /// Reads what a form brought.
    ///
    /// # Errors
    /// The screen for what is no form.
    pub(super) async fn sent(&self, state: &AppState, request: Request) -> Result<Sent, Response> {
        match forms::read(&[], request).await {
            Ok(sent) => Ok(Sent(sent.answers)),
            Err(_) => {
                let who = (&self.visitor, Some(&self.operator));
                Err(screen::problem(state, who, Trouble::BadRequest).await)
            }
        }
    }
}

/// What a form brought.
pub(super) struct Sent(Answers);

impl Sent {
    /// What was typed in a field; empty when there is none.
    pub(super) fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// What is to be done.
    pub(super) fn deed(&self) -> &str {
        self.field("do")
    }

    /// Whether the name that it is about was typed.
    pub(super) fn is_confirmed(&self) -> bool {
        !self.field("to").is_empty() && self.field("typed").trim() == self.field("to")
    }
}

/// A form that makes no sense: no browser sends it from a screen of ours.
pub(super) const NO_DEED: ServiceError = ServiceError::BadRequest("do");

/// 303.
pub(super) fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// A moment, as screens show it.
pub(super) fn moment(at: Timestamp) -> Result<Moment, ServiceError> {
    rfc3339(at).map(Moment)
}
