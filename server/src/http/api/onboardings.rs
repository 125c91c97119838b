//! Onboardings: begun, read, ended and erased by the client whose they are.

mod begin;
mod end;
mod evidence;
mod links;
mod parts;
mod picture;
mod read;
mod result;
mod shapes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::AppState;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(begin::begin, read::list))
        .routes(routes!(read::find))
        .routes(routes!(end::cancel))
        .routes(routes!(end::erase))
        .routes(routes!(links::new_link))
        .routes(routes!(result::redeem))
        .routes(routes!(parts::checks))
        .routes(routes!(parts::facts))
        .routes(routes!(parts::events))
        .routes(routes!(evidence::evidence))
        .merge(picture::routes())
}
