//! The BFF as a client of the IdPs: redeem the code, fetch the person. What goes wrong there becomes the document's error
//! codes here.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

use crate::frankieone::errors::{ErrorCode, Failure};
use crate::frankieone::idp::registry::{Idp, Kind};
use crate::frankieone::world::no_access_token;
use crate::frankieone::{vendor_myinfo, vendor_openid};
use crate::simulator::Sim;

/// No true answer of an IdP is longer.
const MOST_BYTES: usize = 256 * 1024;

/// A code to redeem.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redeem<'a> {
    pub(crate) idp: &'static Idp,
    pub(crate) code: &'a str,
    /// What went to the IdP as `state`, and as `nonce` where there is one.
    pub(crate) session_id: &'a str,
    pub(crate) redirect_uri: &'a str,
}

/// The person as the IdP describes one.
pub(crate) async fn person(sim: &Sim, redeem: Redeem<'_>) -> Result<Value, Failure> {
    match redeem.idp.kind {
        Kind::MyInfo => vendor_myinfo::person(sim, redeem).await,
        Kind::OpenId { .. } => vendor_openid::person(sim, redeem).await,
    }
}

/// Status and body of an answer; a provider that is not there or says too much is a server error of the vendor.
pub(crate) async fn call(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Failure> {
    let mut response = request.send().await.map_err(|_| server_error())?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| server_error())? {
        if body.len().saturating_add(chunk.len()) > MOST_BYTES {
            return Err(server_error());
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, body))
}

fn server_error() -> Failure {
    Failure::new(ErrorCode::VendorServerError, "server error")
}

fn unauthorised(idp: &str) -> Failure {
    Failure::new(
        ErrorCode::VendorUnauthorised,
        format!("Invalid authorisation for {idp}"),
    )
}

fn forbidden(idp: &str) -> Failure {
    Failure::new(
        ErrorCode::VendorForbidden,
        format!("Invalid attributes for {idp}"),
    )
}

/// What a refused token request means.
pub(crate) fn token_refused(idp: &str, status: StatusCode, body: &[u8]) -> Failure {
    match status.as_u16() {
        401 => unauthorised(idp),
        403 => forbidden(idp),
        400 => {
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            if body["message"] == "access_denied" || body["error"] == "access_denied" {
                Failure::new(ErrorCode::VendorAccessDenied, "User denied the access")
            } else {
                no_access_token(idp)
            }
        }
        _ => server_error(),
    }
}

/// What a refused request for the person means.
pub(crate) fn person_refused(idp: &str, status: StatusCode) -> Failure {
    match status.as_u16() {
        400 => Failure::incorrect_parameter(),
        401 => unauthorised(idp),
        403 => forbidden(idp),
        404 => Failure::new(
            ErrorCode::VendorBadRequest,
            format!("Could not fetch profile from {idp}"),
        ),
        _ => server_error(),
    }
}
