//! The cookies of signing in, and from where somebody signs in.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::Response,
};

use super::access;
use crate::{
    config::PublicOrigin,
    http::{AppState, client_address::ClientAddress},
    services::{
        ServiceError,
        operators::{
            sign_in::{Entered, KNOWN_FOR_SECONDS, Origin},
            single_sign_on::GOOD_FOR_SECONDS,
        },
    },
};

/// A cookie, by its name over https and in Development. Each of them is for the whole host: the prefix demands it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookie {
    secure: &'static str,
    plain: &'static str,
    /// For how long browsers keep it, in seconds; without it, until they are closed.
    kept: Option<i64>,
    /// Lax where another site's link or redirect leads to it.
    same_site: &'static str,
}

/// The session.
pub(super) const SESSION: Cookie = Cookie {
    secure: access::SECURE_COOKIE,
    plain: access::PLAIN_COOKIE,
    kept: None,
    same_site: "Lax",
};
/// What is known between two pages of signing in or setting up. The server has it end sooner.
pub(super) const WAY_IN: Cookie = Cookie {
    secure: "__Host-vestibule-way-in",
    plain: "vestibule-way-in",
    kept: Some(20 * 60),
    same_site: "Strict",
};
/// What is known while somebody is at the single sign-on, whose redirect leads back.
pub(super) const AWAY: Cookie = Cookie {
    secure: "__Host-vestibule-away",
    plain: "vestibule-away",
    kept: Some(GOOD_FOR_SECONDS),
    same_site: "Lax",
};
/// That an operator signed in here before.
pub(super) const KNOWN: Cookie = Cookie {
    secure: "__Host-vestibule-known",
    plain: "vestibule-known",
    kept: Some(KNOWN_FOR_SECONDS),
    same_site: "Strict",
};

impl Cookie {
    const fn name(self, https: bool) -> &'static str {
        if https { self.secure } else { self.plain }
    }

    /// The value, if the browser sent exactly one.
    pub(super) fn read(self, headers: &HeaderMap, https: bool) -> Option<String> {
        access::only(headers, self.name(https)).filter(|value| !value.is_empty())
    }

    fn append(self, response: &mut Response, https: bool, value: &str, kept: Option<i64>) {
        let mut text = format!(
            "{}={value}; HttpOnly; SameSite={}; Path=/",
            self.name(https),
            self.same_site
        );
        if https {
            text.push_str("; Secure");
        }
        if let Some(seconds) = kept {
            text.push_str(&format!("; Max-Age={seconds}"));
        }
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }

    /// Has the browser keep it.
    pub(super) fn set(self, response: &mut Response, state: &AppState, value: &str) {
        self.append(response, !state.development, value, self.kept);
    }

    /// Has the browser forget it.
    pub(super) fn remove(self, response: &mut Response, state: &AppState) {
        self.append(response, !state.development, "", Some(0));
    }
}

/// Somebody is signed in: the session is new, and what led to it is over.
pub(super) fn entered(response: &mut Response, state: &AppState, entered: &Entered) {
    SESSION.set(response, state, &entered.token);
    KNOWN.set(response, state, &entered.known);
    WAY_IN.remove(response, state);
}

/// From where somebody signs in, and what their browser carries.
#[derive(Debug)]
pub(super) struct Whence {
    address: ClientAddress,
    agent: String,
    known: Option<String>,
    at: Option<PublicOrigin>,
    /// What is known between two pages.
    pub(super) way_in: Option<String>,
    /// What is known while somebody is at the single sign-on.
    pub(super) away: Option<String>,
    /// The session's cookie.
    pub(super) session: Option<String>,
}

impl Whence {
    /// Where they are: passkeys belong to one of our hosts.
    pub(super) fn at(&self) -> Result<&PublicOrigin, ServiceError> {
        self.at.as_ref().ok_or(ServiceError::NotFound)
    }

    /// As services want it.
    pub(super) fn origin(&self) -> Origin<'_> {
        Origin {
            address: self.address.0,
            network: self.address.network(),
            agent: &self.agent,
            known: self.known.as_deref(),
        }
    }
}

impl FromRequestParts<AppState> for Whence {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, std::convert::Infallible> {
        let https = !state.development;
        let address = parts.extensions.get::<ClientAddress>().copied();
        let nowhere = ClientAddress(std::net::Ipv4Addr::UNSPECIFIED.into());
        let agent = parts.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        Ok(Self {
            address: address.unwrap_or(nowhere),
            agent: agent.unwrap_or_default().to_owned(),
            at: parts.extensions.get::<PublicOrigin>().cloned(),
            known: KNOWN.read(&parts.headers, https),
            way_in: WAY_IN.read(&parts.headers, https),
            away: AWAY.read(&parts.headers, https),
            session: access::token(&parts.headers, https),
        })
    }
}
