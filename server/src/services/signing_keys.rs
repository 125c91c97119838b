//! Ed25519 keys (RFC 8032) that sign evidence and audit checkpoints. The private halves are sealed by the key ring.

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sqlx::AnyConnection;
use zeroize::Zeroizing;

use super::{
    ServiceError,
    audit::{self, Actor},
    core::Core,
};
use crate::db::{self, signing_keys::SigningKeyRow};

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Evidence bundles.
    Evidence,
    /// Checkpoints of the audit log.
    Checkpoint,
}

impl Purpose {
    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// A public key that signs now, or did.
#[derive(Debug, Clone)]
pub struct PublicKey {
    /// Since when, in milliseconds UTC.
    pub created_at: i64,
    /// The key.
    pub key: VerifyingKey,
}

/// A key that signs.
pub struct Signing(SigningKey);

impl Signing {
    /// Signs these bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.0.verifying_key()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key of a purpose that signs now; the first one is made when it is first needed. In the caller's transaction.
///
/// # Errors
/// When it cannot be opened: the ring key that sealed it is gone.
pub async fn current(
    core: &Core,
    connection: &mut AnyConnection,
    purpose: Purpose,
) -> Result<Signing, ServiceError> {
    if let Some(row) = newest(connection, purpose).await? {
        return open(core, &row);
    }
    let lock = format!("signing key {}", purpose.code());
    db::locks::hold(&mut *connection, core.db.dialect(), &lock).await?;
    match newest(connection, purpose).await? {
        Some(row) => open(core, &row),
        None => make(core, connection, purpose, Actor::System).await,
    }
}

async fn newest(
    connection: &mut AnyConnection,
    purpose: Purpose,
) -> Result<Option<SigningKeyRow>, ServiceError> {
    let rows = db::signing_keys::of_purpose(connection, purpose.code()).await?;
    Ok(rows.into_iter().next())
}

fn open(core: &Core, row: &SigningKeyRow) -> Result<Signing, ServiceError> {
    let place = ("signing_keys", "secret", row.id.as_str());
    let plain = core.keys.open_system(&row.secret, place)?;
    let secret: Zeroizing<[u8; 32]> = Zeroizing::new(
        plain
            .as_slice()
            .try_into()
            .map_err(|_| ServiceError::Internal("a signing key has another length".into()))?,
    );
    Ok(Signing(SigningKey::from_bytes(&secret)))
}

/// Makes a new key, which signs from now on; the ones before stay to be published.
///
/// # Errors
/// When the database fails.
pub async fn make(
    core: &Core,
    connection: &mut AnyConnection,
    purpose: Purpose,
    actor: Actor<'_>,
) -> Result<Signing, ServiceError> {
    let mut secret = Zeroizing::new([0_u8; 32]);
    core.random.fill(secret.as_mut_slice());
    let key = SigningKey::from_bytes(&secret);
    let id = core.new_id();
    let place = ("signing_keys", "secret", id.as_str());
    let sealed = core
        .keys
        .seal_system(&*core.random, secret.as_slice(), place)?;
    let row = SigningKeyRow {
        purpose: purpose.code().to_owned(),
        public_key: hex(key.verifying_key().as_bytes()),
        secret: sealed,
        created_at: core.clock.now().0,
        id,
    };
    db::signing_keys::insert(&mut *connection, &row).await?;
    let detail = serde_json::json!({ "purpose": row.purpose, "public_key": row.public_key });
    audit::of_system(core, connection, ("signing_key.made", actor), &detail).await?;
    Ok(Signing(key))
}

/// The public keys of a purpose, newest first.
///
/// # Errors
/// When a row holds no key.
pub async fn public_keys(
    connection: &mut AnyConnection,
    purpose: Purpose,
) -> Result<Vec<PublicKey>, ServiceError> {
    let rows = db::signing_keys::of_purpose(connection, purpose.code()).await?;
    rows.into_iter()
        .map(|row| {
            let bytes = (0..32).map(|at| {
                let digits = row.public_key.get(2 * at..2 * at + 2)?;
                u8::from_str_radix(digits, 16).ok()
            });
            let bytes: Option<Vec<u8>> = bytes.collect();
            let key = bytes
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
                .ok_or_else(|| ServiceError::Internal("not a public key".into()))?;
            Ok(PublicKey {
                created_at: row.created_at,
                key,
            })
        })
        .collect()
}
