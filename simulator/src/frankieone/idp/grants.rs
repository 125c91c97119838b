//! What the IdPs remember: visits of their pages, authorisation codes, access tokens, nonces.

use serde::Serialize;

use crate::bounded::Bounded;
use crate::entropy::Entropy;
use crate::frankieone::idp::personas::Persona;
use crate::frankieone::idp::registry::Idp;
use crate::frankieone::scenarios::Scenario;

const MOST: usize = 5_000;
/// Nonces are remembered for as long as a timestamp may differ, in both directions.
pub(crate) const SKEW_MS: i64 = 5 * 60 * 1_000;
/// `expires_in` of an access token.
pub(crate) const ACCESS_LIFETIME_S: i64 = 1_798;

/// An authorisation request that was checked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) idp: &'static Idp,
    pub(crate) client_id: String,
    /// Attributes of MyInfo, or scopes.
    pub(crate) asked: Vec<String>,
    pub(crate) state: String,
    pub(crate) redirect_uri: String,
    pub(crate) purpose: String,
    pub(crate) nonce: Option<String>,
    pub(crate) scenario: Scenario,
}

/// Somebody on the pages of an IdP.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) request: Request,
    pub(crate) persona: Option<&'static Persona>,
    /// The person decided: the pages lead nowhere any more.
    pub(crate) is_over: bool,
}

/// An authorisation code.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) request: Request,
    pub(crate) persona: &'static Persona,
    pub(crate) expires_ms: i64,
    pub(crate) is_used: bool,
}

/// An access token.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) request: Request,
    pub(crate) persona: &'static Persona,
    pub(crate) subject: String,
    pub(crate) expires_ms: i64,
}

#[derive(Debug)]
pub(crate) struct Idps {
    pub(crate) visits: Bounded<Visit>,
    pub(crate) grants: Bounded<Grant>,
    pub(crate) accesses: Bounded<Access>,
    nonces: Bounded<i64>,
}

/// Why a code is not redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodeRefused {
    Unknown,
    Used,
    Expired,
    /// Issued to another client, for another redirect URI or another state.
    Foreign,
}

/// What a token request says about its code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redemption<'a> {
    pub(crate) idp: &'static str,
    pub(crate) code: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) state: Option<&'a str>,
    pub(crate) now_ms: i64,
}

impl Idps {
    pub(crate) fn new() -> Self {
        Self {
            visits: Bounded::new(MOST),
            grants: Bounded::new(MOST),
            accesses: Bounded::new(MOST),
            nonces: Bounded::new(MOST),
        }
    }

    pub(crate) fn reset(&mut self) {
        *self = Self::new();
    }

    /// Begins a visit; answers with its id.
    pub(crate) fn visit(&mut self, request: Request, entropy: &Entropy) -> String {
        let id = entropy.secret();
        self.visits.insert(
            id.clone(),
            Visit {
                request,
                persona: None,
                is_over: false,
            },
        );
        id
    }

    /// The person agreed: a code.
    pub(crate) fn grant(
        &mut self,
        request: &Request,
        persona: &'static Persona,
        expires_ms: i64,
        entropy: &Entropy,
    ) -> String {
        // Scenarios whose code has characters that OneSDK ought to encode and does not (contract F7).
        let code = match request.scenario.name() {
            "code_plus" => format!("{}+{}", entropy.secret(), entropy.uuid()),
            "code_percent" => format!("{}%2F{}", entropy.secret(), entropy.uuid()),
            "code_ampersand" => format!("{}&entityId=x", entropy.secret()),
            _ => entropy.secret(),
        };
        let is_used = request.scenario.is("code_used");
        self.grants.insert(
            code.clone(),
            Grant {
                request: request.clone(),
                persona,
                expires_ms,
                is_used,
            },
        );
        code
    }

    /// Uses a code up.
    pub(crate) fn redeem(&mut self, wanted: Redemption<'_>) -> Result<Grant, CodeRefused> {
        let grant = self
            .grants
            .get_mut(wanted.code)
            .ok_or(CodeRefused::Unknown)?;
        let request = &grant.request;
        if request.idp.name != wanted.idp
            || request.client_id != wanted.client_id
            || request.redirect_uri != wanted.redirect_uri
            || wanted.state.is_some_and(|state| state != request.state)
        {
            return Err(CodeRefused::Foreign);
        }
        if grant.is_used {
            return Err(CodeRefused::Used);
        }
        grant.is_used = true;
        if wanted.now_ms >= grant.expires_ms || request.scenario.is("code_expired") {
            return Err(CodeRefused::Expired);
        }
        Ok(grant.clone())
    }

    /// False for a nonce that was seen within the time in which a timestamp is accepted.
    pub(crate) fn is_new_nonce(&mut self, nonce: &str, now_ms: i64) -> bool {
        let until_ms = now_ms.saturating_add(2 * SKEW_MS);
        if self.nonces.get(nonce).is_some_and(|until| now_ms < *until) {
            return false;
        }
        self.nonces.insert(nonce.to_owned(), until_ms);
        true
    }
}
