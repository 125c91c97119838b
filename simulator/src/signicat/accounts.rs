//! The API clients that the simulated Signicat knows.

use subtle::ConstantTimeEq;

/// One API client and what its account may do.
#[derive(Debug)]
pub(crate) struct ApiClient {
    pub(crate) id: &'static str,
    secret: &'static str,
    pub(crate) account_id: &'static str,
    /// The permission "Authentication REST API"; without it the token is valid and the API answers 403.
    pub(crate) may_authenticate: bool,
    /// An organisation-level client must name the account: `?signicat-accountId=`.
    pub(crate) is_organisation: bool,
}

const CLIENTS: &[ApiClient] = &[
    ApiClient {
        id: "sim-signicat",
        secret: "sim-signicat-secret",
        account_id: "a-sdge-simulator",
        may_authenticate: true,
        is_organisation: false,
    },
    ApiClient {
        id: "sim-signicat-nopermission",
        secret: "sim-signicat-secret",
        account_id: "a-sdge-simulator",
        may_authenticate: false,
        is_organisation: false,
    },
    ApiClient {
        id: "sim-signicat-other",
        secret: "sim-signicat-secret",
        account_id: "a-sdge-other",
        may_authenticate: true,
        is_organisation: false,
    },
    ApiClient {
        id: "sim-signicat-organisation",
        secret: "sim-signicat-secret",
        account_id: "a-sdge-simulator",
        may_authenticate: true,
        is_organisation: true,
    },
];

/// The client with this id and secret.
pub(crate) fn authenticate(id: &str, secret: &str) -> Option<&'static ApiClient> {
    by_id(id).filter(|client| bool::from(client.secret.as_bytes().ct_eq(secret.as_bytes())))
}

pub(crate) fn by_id(id: &str) -> Option<&'static ApiClient> {
    CLIENTS.iter().find(|client| client.id == id)
}
