//! One registered permission and what has become of it.

use serde::Serialize;

use crate::bankid::personas::Persona;
use crate::bankid::registration::Registration;
use crate::bankid::scenarios::Scenario;

/// Longest wait between iframe-authorize and opening its URI, milliseconds (step 7: `expires_in` 60).
pub(crate) const URI_LIFETIME_MS: i64 = 60_000;
/// ASSUMED: the upper bound of FAPI 2.0, milliseconds.
pub(crate) const CODE_LIFETIME_MS: i64 = 60_000;

/// A permission, from its registration to its grant.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The permission's id.
    pub(crate) id: String,
    pub(crate) client_id: &'static str,
    pub(crate) registration: Registration,
    pub(crate) permission_token: String,
    /// Until when the permission token may be used, milliseconds.
    pub(crate) hint_expires_ms: i64,
    /// Two words that the page and the app both show.
    pub(crate) binding_message: &'static str,
    pub(crate) scenario: Scenario,
    pub(crate) authorization: Option<Authorization>,
    pub(crate) granted: Option<Granted>,
    /// The ID token that was issued last, as text.
    pub(crate) id_token: Option<String>,
    /// Grant requests since the person approved.
    pub(crate) grant_reads: u32,
}

/// What iframe-authorize made.
#[derive(Debug, Clone)]
pub(crate) struct Authorization {
    /// In the authorize_uri.
    pub(crate) handle: String,
    /// In the page, so that only the page takes steps.
    pub(crate) page_token: String,
    pub(crate) request: AuthorizeRequest,
    pub(crate) created_ms: i64,
    /// Cookie of the browser that opened it first.
    pub(crate) browser: Option<String>,
    /// The national identity number that was typed in.
    pub(crate) typed_nnin: Option<String>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) code: Option<Code>,
    pub(crate) location: Option<String>,
    /// Analytics events that the page was told to post.
    pub(crate) events: Vec<&'static str>,
}

/// What the client asked for with iframe-authorize.
#[derive(Debug, Clone)]
pub(crate) struct AuthorizeRequest {
    pub(crate) scope: Vec<String>,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    /// base64url(SHA-256(verifier))
    pub(crate) challenge: String,
    /// An origin, or a bare host under the switch.
    pub(crate) frame_ancestor: String,
}

impl AuthorizeRequest {
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scope.iter().any(|one| one == scope)
    }
}

/// An authorisation code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) value: String,
    pub(crate) expires_ms: i64,
    pub(crate) exchange: Exchange,
}

/// What has become of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Exchange {
    Waiting,
    /// Exchanged by a client that authenticated so.
    Done(ClientAuth),
    /// Burnt by a request that was refused.
    Refused,
}

/// How a client authenticated at the biometrics token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientAuth {
    Bearer,
    Basic,
}

/// Who approved, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Granted {
    pub(crate) persona: &'static Persona,
    pub(crate) at_ms: i64,
}

/// How the person's part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Granted,
    Denied,
    Timeout,
    Errored,
}

impl Outcome {
    /// The analytics event that tells it.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::Granted => "authorization_granted",
            Self::Denied => "authorization_denied",
            Self::Timeout => "authorization_timeout",
            Self::Errored => "authorization_errored",
        }
    }
}

impl Session {
    /// When it can no longer be granted, milliseconds.
    pub(crate) fn expires_ms(&self) -> i64 {
        self.registration.exp.saturating_mul(1_000)
    }
}
