//! Webhook endpoints, their secrets, and what became of each delivery.

mod deliveries;
mod endpoints;

use utoipa_axum::router::OpenApiRouter;

use super::problem::{Code, Problem};
use crate::{http::AppState, services::ServiceError};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    endpoints::routes().merge(deliveries::routes())
}

/// The problem of a change that was refused. What is wrong with the endpoint as it is now is a conflict, not a mistake of the
/// request.
fn refused(error: ServiceError) -> Problem {
    match error {
        ServiceError::BadRequest(text) => match text.strip_prefix("endpoint: ") {
            Some(state) => Problem::new(Code::Conflict, format!("the endpoint {state}")),
            None => ServiceError::BadRequest(text).into(),
        },
        ServiceError::TooMany => Problem::new(
            Code::Conflict,
            "there are as many endpoints as there may be; delete one",
        ),
        other => other.into(),
    }
}
