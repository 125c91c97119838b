//! Return routes: where providers' pages come back to, in the frame or at top level.
//!
//! The GET stores nothing and ignores cookies, which do not arrive in a frame anyway (Lax and Strict are withheld when
//! the provider's page navigated it). Its static page hands the query to its parent, or posts itself back to the same
//! URL, same-origin, with the cookie.

use std::sync::LazyLock;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use leptos::nonce::Nonce;
use sha2::{Digest, Sha256};
use vestibule_app::page::Problem;

use super::{
    AppState,
    headers::{FrameAncestors, PageHeaders, Script},
    render, routes,
    visitor::Visitor,
};
use crate::services::{ServiceError, checks::returns};

const PAGE: &str = include_str!("return_page.html");
const SCRIPT: &str = include_str!("return_page.js");
static HASH: LazyLock<String> = LazyLock::new(|| {
    format!(
        "sha256-{}",
        BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()))
    )
});

/// `GET /return/{connection}` and `GET /return/{connection}/{handle}`.
pub async fn show(State(state): State<AppState>, uri: Uri) -> Response {
    let known = routes::parse_return(uri.path())
        .is_some_and(|(connection, _)| state.core.connections.contains_key(&connection));
    let status = if known {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let headers = PageHeaders {
        frame_ancestors: FrameAncestors::OurOwn,
        referrer_policy: Some("no-referrer"),
        script: Script::Hash(&HASH),
        ..PageHeaders::default()
    };
    let html = PAGE.replace("{script}", SCRIPT);
    let mut response = (status, Body::from(html)).into_response();
    headers.write(&Nonce::new(), response.headers_mut());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

/// `POST /return/{connection}` and `POST /return/{connection}/{handle}`: a return at top level, claimed by its own form.
pub async fn claim(State(state): State<AppState>, visitor: Visitor, uri: Uri) -> Response {
    // Handles are base64url: nothing that had to be encoded is one.
    let Some((connection, handle)) = routes::parse_return(uri.path()) else {
        return render::problem(&state, &visitor, Problem::NotFound, None).await;
    };
    let (state, visitor) = (&state, &visitor);
    let search = uri.query().unwrap_or_default();
    match returns::claim(
        &state.core,
        visitor.applicant.as_deref(),
        &connection,
        handle,
        search,
    )
    .await
    {
        Ok(claimed) => render::see_other(&routes::whereabouts(
            &claimed.onboarding,
            &claimed.whereabouts,
        )),
        Err(ServiceError::AlreadyHandled) => {
            let go_on = returns::owner(
                &state.core,
                visitor.applicant.as_deref(),
                &connection,
                handle,
                search,
            )
            .await;
            let go_on = go_on.ok().flatten().map(|id| routes::tasks(&id));
            render::problem(state, visitor, Problem::AlreadyHandled, go_on).await
        }
        Err(error) => render::refusal(state, visitor, error, None).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_return_page_has_exactly_one_script_and_it_is_ours() {
        let html = PAGE.replace("{script}", SCRIPT);
        assert_eq!(html.matches("<script>").count(), 1);
        assert!(html.contains(&format!("<script>{SCRIPT}</script>")));
        assert!(!html.contains("src="));
    }
}
