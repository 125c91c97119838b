//! `POST /onboardings/{id}/reference-image`.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use vestibule::id::OnboardingId;

use crate::{
    http::{
        AppState,
        api::{
            auth::Authenticated,
            json::{ApiPath, unread},
            problem::{ApiResult, Code, Problem},
        },
    },
    services::{
        ServiceError,
        reference_images::{self, MAX_BYTES, PictureProblem},
    },
};

/// The route. Pictures are larger than other bodies.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
}

const TYPES: [&str; 2] = ["image/jpeg", "image/png"];

/// Upload a reference image
///
/// A picture of the person's face, that a provider compares with where the journey says so. It takes the place of the one
/// before, and is deleted as soon as no check needs it, after 24 hours at the latest.
#[utoipa::path(post, path = "/onboardings/{id}/reference-image", tag = "onboardings",
    params(("id" = String, Path, description = "The onboarding's id.", format = "uuid")),
    request_body(content(([u8] = "image/jpeg"), ([u8] = "image/png"))),
    responses((status = 204, description = "Stored.")))]
pub async fn upload(
    State(state): State<AppState>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<OnboardingId>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> ApiResult<StatusCode> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    // What it is says the picture itself; the type only keeps forms and scripts out.
    if !kind.is_some_and(|kind| TYPES.contains(&kind.trim().to_ascii_lowercase().as_str())) {
        return Err(Problem::new(
            Code::UnsupportedMediaType,
            "send image/jpeg or image/png",
        ));
    }
    let too_large = || Problem::new(Code::PayloadTooLarge, format!("at most {MAX_BYTES} bytes"));
    let sent = sent.map_err(|rejection| unread(rejection, too_large))?;
    match reference_images::store_theirs(&state.core, &caller, &id, sent.to_vec()).await {
        Ok(Ok(())) => Ok(StatusCode::NO_CONTENT),
        Ok(Err(problem)) => Err(refused(problem)),
        Err(ServiceError::OutOfOrder) => Err(Problem::new(
            Code::Conflict,
            "the onboarding is not in progress",
        )),
        Err(error) => Err(error.into()),
    }
}

fn refused(problem: PictureProblem) -> Problem {
    match problem {
        PictureProblem::TooLarge => Problem::new(Code::UnusableImage, "too many pixels"),
        PictureProblem::NotAPicture => Problem::new(Code::UnusableImage, "neither JPEG nor PNG"),
        PictureProblem::Broken => Problem::new(Code::UnusableImage, "it cannot be read"),
    }
}
