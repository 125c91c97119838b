//! Clients: whose backends call the API, with which keys.

mod keys;
mod registry;

use std::{collections::BTreeSet, net::IpAddr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vestibule::id::{ClientName, OperatorName};

use super::{ServiceError, audit::Actor, core::Core};
use crate::{
    crypto::{constant_time_eq, sha256_hex},
    db,
};

pub use keys::{NewKey, create_key, keys, revoke_key};
pub use registry::{
    Client, add_return_url, all, create, find, is_return_url, remove_return_url, set_disabled,
};

/// What a key may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub enum Scope {
    /// Read onboardings, their checks and their events.
    #[serde(rename = "onboardings:read")]
    OnboardingsRead,
    /// Begin, cancel and erase onboardings, make links, upload reference images.
    #[serde(rename = "onboardings:write")]
    OnboardingsWrite,
    /// Redeem result codes, and read facts and evidence.
    #[serde(rename = "results:read")]
    ResultsRead,
    /// Read webhook endpoints and deliveries.
    #[serde(rename = "webhooks:read")]
    WebhooksRead,
    /// Manage webhook endpoints and secrets, redeliver.
    #[serde(rename = "webhooks:write")]
    WebhooksWrite,
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Self; 5] = [
        Self::OnboardingsRead,
        Self::OnboardingsWrite,
        Self::ResultsRead,
        Self::WebhooksRead,
        Self::WebhooksWrite,
    ];

    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OnboardingsRead => "onboardings:read",
            Self::OnboardingsWrite => "onboardings:write",
            Self::ResultsRead => "results:read",
            Self::WebhooksRead => "webhooks:read",
            Self::WebhooksWrite => "webhooks:write",
        }
    }

    /// The scope with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// Which onboardings a key is about. Those of one mode are never seen with a key of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Only journeys none of whose connections is live.
    Test,
    /// Every journey.
    Live,
}

impl Mode {
    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }

    /// The mode with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Test, Self::Live]
            .into_iter()
            .find(|mode| mode.code() == code)
    }
}

/// Whoever calls, after their key was checked.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The client.
    pub client: ClientName,
    /// How applicants read it.
    pub display_name: String,
    /// The URLs that its applicants may be sent back to.
    pub return_urls: Vec<String>,
    /// Test or live.
    pub mode: Mode,
    /// The key's id.
    pub key_id: String,
    /// The part of the key that may be shown.
    pub prefix: String,
    /// What the key may do.
    pub scopes: BTreeSet<Scope>,
    /// The operator who acts in the client's place, from the dashboard.
    pub operator: Option<OperatorName>,
}

impl Caller {
    /// An operator in the place of a client. What the operator may do for it was asked before.
    #[must_use]
    pub fn in_place_of(client: Client, mode: Mode, operator: &OperatorName) -> Self {
        Self {
            client: client.name,
            display_name: client.display_name,
            return_urls: client.return_urls,
            mode,
            key_id: String::new(),
            prefix: String::new(),
            scopes: BTreeSet::new(),
            operator: Some(operator.clone()),
        }
    }

    /// The name for the audit log.
    #[must_use]
    pub fn actor(&self) -> Actor<'_> {
        if let Some(operator) = &self.operator {
            return Actor::Operator(operator.as_str());
        }
        Actor::Client {
            name: self.client.as_str(),
            key: &self.prefix,
        }
    }

    /// Whether the key may do that.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// Why a key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefusal {
    /// Unknown, ended, expired, or its client is disabled: not told apart.
    Invalid,
    /// It may not be used from this address.
    Source,
}

/// A key that is used is remembered at most this often, in milliseconds.
const TOUCH_EVERY_MS: i64 = 60_000;

/// Checks a key that came from this address.
///
/// # Errors
/// When the database fails; a refusal is the inner error.
pub async fn authenticate(
    core: &Core,
    key: &str,
    from: Option<IpAddr>,
) -> Result<Result<Caller, KeyRefusal>, ServiceError> {
    let Some(prefix) = keys::prefix_of(key) else {
        return Ok(Err(KeyRefusal::Invalid));
    };
    let now = core.clock.now();
    let mut connection = core.db.read().await?;
    let found = db::clients::find_key(&mut connection, prefix).await?;
    let hash = sha256_hex(key.as_bytes());
    let Some(row) = found.filter(|row| constant_time_eq(row.hash.as_bytes(), hash.as_bytes()))
    else {
        return Ok(Err(KeyRefusal::Invalid));
    };
    let is_over = row.revoked_at.is_some() || row.expires_at.is_some_and(|end| end <= now.0);
    let client = db::clients::find(&mut connection, &row.client).await?;
    let Some(client) = client.filter(|client| client.disabled_at.is_none() && !is_over) else {
        return Ok(Err(KeyRefusal::Invalid));
    };
    let sources: Vec<IpNet> = serde_json::from_str(&row.sources)?;
    let fits = |from: IpAddr| sources.iter().any(|network| network.contains(&from));
    if !sources.is_empty() && !from.is_some_and(fits) {
        return Ok(Err(KeyRefusal::Source));
    }
    let is_touched = |last: i64| now.0.saturating_sub(last) < TOUCH_EVERY_MS;
    if !row.last_used_at.is_some_and(is_touched) {
        // Where nothing can be written, what can be read still is.
        if let Err(error) = db::clients::touch_key(&mut connection, &row.id, now).await {
            tracing::warn!(key = row.prefix, %error, "that a key was used is not written down");
        }
    }
    let (Ok(name), Some(mode)) = (ClientName::new(client.name), Mode::from_code(&row.mode)) else {
        return Ok(Err(KeyRefusal::Invalid));
    };
    Ok(Ok(Caller {
        client: name,
        display_name: client.display_name,
        return_urls: serde_json::from_str(&client.return_urls)?,
        mode,
        key_id: row.id,
        prefix: row.prefix,
        scopes: serde_json::from_str(&row.scopes)?,
        operator: None,
    }))
}
