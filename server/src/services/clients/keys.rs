//! API keys: made, listed, ended. A key is shown once and stored as its hash.

use std::collections::BTreeSet;

use ipnet::IpNet;
use vestibule::{id::ClientName, time::Timestamp};

use super::{Mode, Scope};
use crate::{
    crypto::sha256_hex,
    db::{self, clients::ApiKeyRow},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
    },
};

/// What every key begins with; secret scanners look for it.
const BRAND: &str = "vst";
/// Characters of a key's public part after its mode.
const PUBLIC: usize = 8;
/// Characters of its secret part: 256 random bits in base64url.
const SECRET: usize = 43;
/// Longest label, in characters.
const MAX_LABEL: usize = 100;

/// What a new key is.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What it is for.
    pub label: String,
    /// Test or live.
    pub mode: Mode,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// From where it may be used; empty for anywhere.
    pub sources: Vec<IpNet>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// The part of a key that may be shown, if the text has the shape of a key.
pub(super) fn prefix_of(key: &str) -> Option<&str> {
    let mode = [Mode::Test, Mode::Live]
        .into_iter()
        .find(|mode| key.starts_with(&format!("{BRAND}_{}_", mode.code())))?;
    let public = BRAND.len() + 1 + mode.code().len() + 1 + PUBLIC;
    let (prefix, secret) = key.split_at_checked(public)?;
    let secret = secret.strip_prefix('_')?;
    let is_token = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    (secret.len() == SECRET && is_token(secret) && prefix.is_ascii()).then_some(prefix)
}

/// Makes a key and gives it, this once, with what is stored of it.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such client, [`ServiceError::BadRequest`] for a key that could do nothing
/// or that is over.
pub async fn create_key(
    core: &Core,
    client: &ClientName,
    new: NewKey,
    actor: Actor<'_>,
) -> Result<(String, ApiKeyRow), ServiceError> {
    let now = core.clock.now();
    if new.scopes.is_empty() {
        return Err(ServiceError::BadRequest("a key needs a scope"));
    }
    if new.label.chars().count() > MAX_LABEL {
        return Err(ServiceError::BadRequest("the label is too long"));
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(ServiceError::BadRequest(
            "the end is in the past; name a later one",
        ));
    }
    let public: String = core
        .random
        .token()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(PUBLIC)
        .collect();
    let prefix = format!("{BRAND}_{}_{public}", new.mode.code());
    let key = format!("{prefix}_{}", core.random.token());
    if prefix_of(&key) != Some(prefix.as_str()) {
        // Too few letters and digits among 43 random characters: rarer than a collision.
        return Err(ServiceError::Unavailable);
    }
    let row = ApiKeyRow {
        id: core.new_id(),
        client: client.to_string(),
        prefix,
        hash: sha256_hex(key.as_bytes()),
        label: new.label,
        mode: new.mode.code().to_owned(),
        scopes: serde_json::to_string(&new.scopes)?,
        sources: serde_json::to_string(&new.sources)?,
        created_at: now.0,
        expires_at: new.expires_at.map(|end| end.0),
        revoked_at: None,
        last_used_at: None,
    };
    let mut tx = core.db.begin_write().await?;
    if db::clients::find(&mut tx, client.as_str()).await?.is_none() {
        return Err(ServiceError::NotFound);
    }
    db::clients::insert_key(&mut tx, &row).await?;
    let detail = serde_json::json!({
        "client": client, "key": row.prefix, "mode": row.mode, "scopes": new.scopes, "sources": new.sources,
        "expires_at": row.expires_at,
    });
    audit::of_system(core, &mut tx, ("api_key.created", actor), &detail).await?;
    tx.commit().await?;
    Ok((key, row))
}

/// The keys of a client, newest first, ended ones included.
///
/// # Errors
/// When the database fails.
pub async fn keys(core: &Core, client: &ClientName) -> Result<Vec<ApiKeyRow>, ServiceError> {
    let mut connection = core.db.read().await?;
    Ok(db::clients::keys_of(&mut connection, client.as_str()).await?)
}

/// Ends a key at once.
///
/// # Errors
/// [`ServiceError::NotFound`] when this client has no such key, or it was ended before.
pub async fn revoke_key(
    core: &Core,
    client: &ClientName,
    prefix: &str,
    actor: Actor<'_>,
) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let row = db::clients::find_key(&mut tx, prefix).await?;
    let is_theirs = row.is_some_and(|row| row.client == client.as_str());
    if !is_theirs || !db::clients::revoke_key(&mut tx, prefix, core.clock.now()).await? {
        return Err(ServiceError::NotFound);
    }
    let detail = serde_json::json!({ "client": client, "key": prefix });
    audit::of_system(core, &mut tx, ("api_key.revoked", actor), &detail).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_the_shape_of_a_key_is_looked_up() {
        let secret = "a".repeat(SECRET);
        let key = format!("vst_test_12345678_{secret}");
        assert_eq!(prefix_of(&key), Some("vst_test_12345678"));
        assert_eq!(
            prefix_of(&format!("vst_live_abCD5678_{secret}")),
            Some("vst_live_abCD5678")
        );
        for wrong in [
            "",
            "vst_test_",
            "vst_test_12345678",
            &format!("{key}x"),
            &key[..key.len() - 1],
            &format!("vst_prod_12345678_{secret}"),
            &format!("vst_test_1234567é_{secret}"),
            &format!("vst_test_12345678-{secret}"),
            &format!("vst_test_12345678_{}é", &secret[2..]),
        ] {
            assert_eq!(prefix_of(wrong), None, "{wrong}");
        }
    }
}
