//! The clients that the simulated BankID knows.

use subtle::ConstantTimeEq;

/// Register permissions and read grants.
pub(crate) const CLIENT_SCOPE: &str = "permissions/client";
/// Open them in a frame.
pub(crate) const IFRAME_SCOPE: &str = "permissions/iframe";

/// One client and what it may do.
#[derive(Debug)]
pub(crate) struct ApiClient {
    pub(crate) id: &'static str,
    secret: &'static str,
    /// Scopes of client credentials that it may ask for.
    pub(crate) scopes: &'static [&'static str],
    /// Whether `sub_nnin` may be asked for ("only available for clients with explicit access", step 7).
    pub(crate) may_read_nnin: bool,
}

const CLIENTS: &[ApiClient] = &[
    ApiClient {
        id: "sim-bankid",
        secret: "sim-bankid-secret",
        scopes: &["openid", CLIENT_SCOPE, IFRAME_SCOPE],
        may_read_nnin: true,
    },
    ApiClient {
        id: "sim-bankid-noscope",
        secret: "sim-bankid-secret",
        scopes: &["openid"],
        may_read_nnin: false,
    },
    ApiClient {
        id: "sim-bankid-nonnin",
        secret: "sim-bankid-secret",
        scopes: &["openid", CLIENT_SCOPE, IFRAME_SCOPE],
        may_read_nnin: false,
    },
    ApiClient {
        id: "sim-bankid-other",
        secret: "sim-bankid-secret",
        scopes: &["openid", CLIENT_SCOPE, IFRAME_SCOPE],
        may_read_nnin: true,
    },
];

/// The client with this id and secret.
pub(crate) fn authenticate(id: &str, secret: &str) -> Option<&'static ApiClient> {
    by_id(id).filter(|client| bool::from(client.secret.as_bytes().ct_eq(secret.as_bytes())))
}

pub(crate) fn by_id(id: &str) -> Option<&'static ApiClient> {
    CLIENTS.iter().find(|client| client.id == id)
}

impl ApiClient {
    /// For a token that is forged with the secret as a key.
    pub(crate) fn secret(&self) -> &'static str {
        self.secret
    }
}
