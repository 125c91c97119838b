//! Behaviour that the documents leave open; the app must tolerate all sides.

use serde::{Deserialize, Serialize};

use crate::bankid::keys::Algorithm;

/// The switches; the default is what the contract proposes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switches {
    /// `intents` must contain `iframe`.
    pub(crate) intent_required: bool,
    /// `permissions_endpoint` is published with its slash at the end.
    pub(crate) permissions_slash: bool,
    /// The discovery document has a member `iframe_authorize_endpoint`.
    pub(crate) iframe_endpoint_published: bool,
    /// A registered permission is answered with 201 instead of 200.
    pub(crate) permission_created: bool,
    /// A permissionToken works for one iframe-authorize only.
    pub(crate) hint_single_use: bool,
    /// `frame_ancestor` may be a bare host, whose scheme is then not compared.
    pub(crate) bare_host_ancestor: bool,
    /// The session cookie is Partitioned; off, a browser that blocks third-party cookies drops it.
    pub(crate) chips: bool,
    /// Analytics messages are objects instead of JSON strings.
    pub(crate) analytics_object: bool,
    /// The return carries `iss` (RFC 9207).
    pub(crate) iss_parameter: bool,
    /// How the client must authenticate at the biometrics token endpoint.
    pub(crate) exchange_auth: ExchangeAuth,
    /// The code exchange answers with an access_token too.
    pub(crate) access_token_in_exchange: bool,
    /// `token_type` is "bearer" instead of "Bearer".
    pub(crate) lower_case_token_type: bool,
    /// `expires_in` of BankID OIDC's tokens.
    pub(crate) expires_in: ExpiresIn,
    /// Signs ID tokens; the only one in `id_token_signing_alg_values_supported`.
    pub(crate) id_token_alg: Algorithm,
    /// What `jwks_uri` of the biometrics service publishes.
    pub(crate) jwks: JwksShape,
    /// `acr` of an ordinary ID token.
    pub(crate) acr: Acr,
    /// Which discovery document names an issuer that it should not.
    pub(crate) wrong_issuer: WrongIssuer,
}

/// Client authentication at the code exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExchangeAuth {
    Either,
    Bearer,
    Basic,
}

/// How `expires_in` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExpiresIn {
    Seconds,
    Missing,
    Negative,
    Huge,
    Text,
}

/// The keys in the set for ID tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JwksShape {
    /// One for ES256, one for the RSA algorithm.
    OnePerAlgorithm,
    /// The signing key alone.
    One,
    /// Two for ES256 among them.
    Several,
    /// A key that does not sign comes first under the signing key's kid.
    DuplicateKid,
    /// The keys have no kid.
    NoKid,
    Empty,
}

/// The authentication context class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Acr {
    /// `urn:bankid:bis;LOA=3`
    Loa3,
    /// `urn:bankid:bis`, as the newest public sample shows it.
    Plain,
}

impl Acr {
    pub(crate) fn value(self) -> &'static str {
        match self {
            Self::Loa3 => "urn:bankid:bis;LOA=3",
            Self::Plain => "urn:bankid:bis",
        }
    }
}

/// A discovery document with a wrong issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WrongIssuer {
    None,
    Oidc,
    Biometrics,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            intent_required: true,
            permissions_slash: true,
            iframe_endpoint_published: false,
            permission_created: false,
            hint_single_use: true,
            bare_host_ancestor: false,
            chips: true,
            analytics_object: false,
            iss_parameter: false,
            exchange_auth: ExchangeAuth::Either,
            access_token_in_exchange: false,
            lower_case_token_type: false,
            expires_in: ExpiresIn::Seconds,
            id_token_alg: Algorithm::Es256,
            jwks: JwksShape::OnePerAlgorithm,
            acr: Acr::Loa3,
            wrong_issuer: WrongIssuer::None,
        }
    }
}
