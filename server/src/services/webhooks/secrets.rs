//! What deliveries are signed with. Several secrets sign at a time, so that receivers can change over.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;
use zeroize::Zeroizing;

use super::locked;
use crate::{
    db::{self, webhooks::secrets::SecretRow},
    delivery::signing::{self, Scheme},
    services::{ServiceError, audit, clients::Caller, core::Core},
};

/// Most secrets of an endpoint that sign at a time.
const MAX_LIVE: usize = 5;
/// Longest time for which a secret goes on signing after it was replaced.
pub const MAX_OVERLAP_HOURS: u32 = 168;
const HOUR_MS: i64 = 3_600_000;

/// A secret, without what is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its id.
    pub id: String,
    /// How it signs.
    pub scheme: Scheme,
    /// `whpk_...` for [`Scheme::V1a`]; may be shown at any time.
    pub public_key: Option<String>,
    /// Since when it signs.
    pub created_at: Timestamp,
    /// Until when it signs, if it was replaced.
    pub expires_at: Option<Timestamp>,
}

impl Secret {
    fn of(row: SecretRow) -> Result<Self, ServiceError> {
        Ok(Self {
            scheme: scheme_of(&row)?,
            id: row.id,
            public_key: row.public_key,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
        })
    }
}

/// A new secret, and what is shown of it this once.
#[derive(Debug)]
pub struct NewSecret {
    /// What stays to be seen.
    pub secret: Secret,
    /// `whsec_...` for [`Scheme::V1`]; the private half of [`Scheme::V1a`] never leaves us.
    pub shown: Option<Zeroizing<String>>,
}

fn scheme_of(row: &SecretRow) -> Result<Scheme, ServiceError> {
    Scheme::from_code(&row.scheme)
        .ok_or_else(|| ServiceError::Internal("a webhook secret of an unknown scheme".into()))
}

/// Makes and stores a secret.
pub(super) async fn make(
    core: &Core,
    connection: &mut AnyConnection,
    endpoint: &str,
    scheme: Scheme,
) -> Result<NewSecret, ServiceError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    core.random.fill(bytes.as_mut_slice());
    let id = core.new_id();
    let place = ("webhook_secrets", "secret", id.as_str());
    let sealed = core
        .keys
        .seal_system(&*core.random, bytes.as_slice(), place)?;
    let receivers = signing::Secret::new(scheme, &bytes).receivers();
    let (shown, public_key) = match scheme {
        Scheme::V1 => (Some(receivers), None),
        Scheme::V1a => (None, Some(receivers.to_string())),
    };
    let row = SecretRow {
        id,
        endpoint_id: endpoint.to_owned(),
        scheme: scheme.code().to_owned(),
        secret: sealed,
        public_key,
        created_at: core.clock.now().0,
        expires_at: None,
    };
    db::webhooks::secrets::insert(connection, &row).await?;
    Ok(NewSecret {
        secret: Secret::of(row)?,
        shown,
    })
}

/// The secrets of an endpoint that sign now, newest first.
pub(super) async fn live(
    core: &Core,
    connection: &mut AnyConnection,
    endpoint: &str,
) -> Result<Vec<Secret>, ServiceError> {
    let rows = db::webhooks::secrets::live(connection, endpoint, core.clock.now()).await?;
    rows.into_iter().map(Secret::of).collect()
}

/// The same, able to sign; the newest first.
pub(super) async fn signing(
    core: &Core,
    connection: &mut AnyConnection,
    endpoint: &str,
) -> Result<Vec<signing::Secret>, ServiceError> {
    let rows = db::webhooks::secrets::live(connection, endpoint, core.clock.now()).await?;
    rows.iter()
        .map(|row| {
            let place = ("webhook_secrets", "secret", row.id.as_str());
            let plain = core.keys.open_system(&row.secret, place)?;
            let wrong = |_| ServiceError::Internal("a webhook secret has another length".into());
            let bytes: Zeroizing<[u8; 32]> =
                Zeroizing::new(plain.as_slice().try_into().map_err(wrong)?);
            Ok(signing::Secret::new(scheme_of(row)?, &bytes))
        })
        .collect()
}

/// Makes a new secret, and has the ones of the same scheme sign for so many hours more. A scheme that the endpoint did not
/// have is added.
///
/// # Errors
/// [`ServiceError::NotFound`] when the endpoint is none of the caller's; [`ServiceError::BadRequest`] for more than 168
/// hours; [`ServiceError::TooMany`] when more than five secrets would sign.
pub async fn rotate_secret(
    core: &Core,
    caller: &Caller,
    endpoint: &str,
    (scheme, overlap_hours): (Scheme, u32),
) -> Result<NewSecret, ServiceError> {
    if overlap_hours > MAX_OVERLAP_HOURS {
        return Err(ServiceError::BadRequest("overlap_hours: at most 168"));
    }
    let now = core.clock.now();
    let (mut tx, row) = locked(core, caller, endpoint).await?;
    let end = now.plus_millis(i64::from(overlap_hours) * HOUR_MS);
    db::webhooks::secrets::end(&mut tx, endpoint, scheme.code(), end).await?;
    if live(core, &mut tx, endpoint).await?.len() >= MAX_LIVE {
        return Err(ServiceError::TooMany);
    }
    let new = make(core, &mut tx, endpoint, scheme).await?;
    let detail = serde_json::json!({
        "endpoint": endpoint, "client": row.client, "mode": row.mode, "secret": new.secret.id,
        "scheme": scheme.code(), "public_key": new.secret.public_key, "overlap_hours": overlap_hours,
    });
    let event = ("webhook_secret.rotated", caller.actor());
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    Ok(new)
}
