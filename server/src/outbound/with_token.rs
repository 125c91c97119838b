//! Calls with an access token: one refresh when the provider no longer takes it.

use std::future::Future;

use reqwest::StatusCode;

use crate::provider::{Call, ProviderError};

use super::{FreshToken, OutboundRequest, OutboundResponse, Token};

/// Sends the request that `build` makes with the token for `audience`. Answered 401, it forgets the token, gets one new
/// one and sends once more (RFC 6750, 3.1); a second 401 is the answer. A 401 means that nothing was done, so this is
/// safe for requests that are not idempotent.
///
/// # Errors
/// When there is no token or no answer.
pub async fn send_with_token<F, R>(
    call: Call<'_>,
    audience: &str,
    fetch: F,
    build: impl Fn(&Token) -> OutboundRequest,
) -> Result<OutboundResponse, ProviderError>
where
    F: Fn() -> R,
    R: Future<Output = Result<FreshToken, ProviderError>>,
{
    let connection = &call.connection.name;
    let token = call.tokens.get(connection, audience, &fetch).await?;
    let response = call.http.send(build(&token)).await?;
    if response.status() != StatusCode::UNAUTHORIZED {
        return Ok(response);
    }
    call.tokens.invalidate(connection, audience, &token);
    let token = call.tokens.get(connection, audience, &fetch).await?;
    let response = call.http.send(build(&token)).await?;
    if response.status() == StatusCode::UNAUTHORIZED {
        call.tokens.invalidate(connection, audience, &token);
    }
    Ok(response)
}
