//! U+0000 is in nothing that people type, and PostgreSQL stores no text with it. Whatever has it is refused before anything is
//! looked up by it, on every database alike. SEC-153

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request, State},
    http::Uri,
    middleware::Next,
    response::{IntoResponse, Response},
};
use vestibule_app::dashboard::problem::Trouble;

use super::screen;
use crate::{
    http::{AppState, visitor::Visitor},
    services::operators::sessions::SignedIn,
};

/// U+0000 as addresses and forms have it.
const ENCODED: &[u8] = b"%00";

/// Middleware behind the gate: a path, a query or a form with U+0000 is a bad request. The dashboard reads no other bodies.
pub async fn only(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor =
        match <Visitor as FromRequestParts<AppState>>::from_request_parts(&mut parts, &state).await
        {
            Ok(visitor) => visitor,
            Err(error) => return error.into_response(),
        };
    let signed_in = parts.extensions.get::<SignedIn>().cloned();
    let is_address = !has_nul_in(&parts.uri);
    // Within the limit that every body has.
    let body = Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await;
    match body {
        Ok(body) if is_address && !has_nul(&body) => {
            next.run(Request::from_parts(parts, Body::from(body))).await
        }
        _ => {
            let who = (&visitor, signed_in.as_ref());
            screen::problem(&state, who, Trouble::BadRequest).await
        }
    }
}

fn has_nul_in(uri: &Uri) -> bool {
    uri.path_and_query()
        .is_some_and(|address| has_nul(address.as_str().as_bytes()))
}

fn has_nul(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(ENCODED.len()).any(|three| three == ENCODED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_as_it_is_and_as_forms_write_it() {
        for text in [&b"a=%00"[..], b"\0", b"a=b&c=d%00", b"%00"] {
            assert!(has_nul(text), "{text:?}");
        }
        for text in [&b""[..], b"a=b", b"%2500", b"%0", b"%0a0"] {
            assert!(!has_nul(text), "{text:?}");
        }
        assert!(has_nul_in(&Uri::from_static("/dashboard/audit?kind=%00")));
        assert!(has_nul_in(&Uri::from_static("/dashboard/proposals/%00")));
    }
}
