//! Whose call it is: a bearer key (RFC 6750, 2.1), never one in the URL or a cookie.

use std::net::IpAddr;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::problem::{Code, Problem};
use crate::{
    http::{client_address::ClientAddress, sent::Sent},
    services::{
        clients::{self, Caller, KeyRefusal, Scope},
        core::Core,
    },
};

/// Whoever calls. The gate in front of every route found them.
#[derive(Debug, Clone)]
pub struct Authenticated(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Code::Unauthorized.into())
    }
}

impl Caller {
    /// 403 `insufficient_scope` unless the key may do that. The gate asked for the scope that the table names; handlers ask
    /// for one more where an answer needs two.
    ///
    /// # Errors
    /// The problem.
    pub fn require(&self, scope: Scope) -> Result<(), Problem> {
        match self.may(scope) {
            true => Ok(()),
            false => Err(Problem::new(
                Code::InsufficientScope,
                format!("the key needs the scope {}", scope.code()),
            )),
        }
    }
}

/// The key of a request: one `Authorization` header of the scheme `Bearer`.
fn key(headers: &HeaderMap) -> Option<&str> {
    let sent = Sent::of(headers, &header::AUTHORIZATION);
    let (scheme, key) = sent.text()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
}

/// Finds the caller.
///
/// # Errors
/// 401 `unauthorized`, 403 `source_not_allowed`, or that the database fails.
pub(super) async fn caller(
    core: &Core,
    headers: &HeaderMap,
    from: Option<ClientAddress>,
) -> Result<Caller, Problem> {
    let Some(key) = key(headers) else {
        return Err(Problem::new(
            Code::Unauthorized,
            "send the key in the header: Authorization: Bearer vst_...",
        ));
    };
    let from: Option<IpAddr> = from.map(|address| address.0);
    match clients::authenticate(core, key, from).await? {
        Ok(caller) => Ok(caller),
        Err(KeyRefusal::Invalid) => Err(Code::Unauthorized.into()),
        Err(KeyRefusal::Source) => Err(Code::SourceNotAllowed.into()),
    }
}
