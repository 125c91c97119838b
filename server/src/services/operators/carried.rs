//! What a browser carries between two pages of signing in: sealed, so that it can neither be read nor made.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use vestibule::time::Timestamp;

use crate::services::{ServiceError, core::Core};

/// Longest text that is opened, in bytes.
const MAX_BYTES: usize = 4096;
const MINUTE: i64 = 60_000;

/// Something that is carried: what it is, and for how long it is good.
pub(super) trait Carried: Serialize + DeserializeOwned {
    /// What it is: it opens as nothing else.
    const KIND: &'static str;
    /// For how long it is good, in milliseconds.
    const GOOD_FOR: i64;
}

/// Whoever has this typed the right password, and nothing more is true of them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HalfSignedIn {
    /// Whose password it was.
    pub(super) operator: String,
    /// Which one: after another was chosen, this is good for nothing.
    pub(super) password_changed_at: i64,
    /// Where they wanted to go.
    pub(super) next: Option<String>,
}

impl Carried for HalfSignedIn {
    const KIND: &'static str = "half_signed_in";
    const GOOD_FOR: i64 = 5 * MINUTE;
}

/// What somebody with a set-up link chose; nothing of it is stored before the app's first code fits.
#[derive(Serialize, Deserialize)]
pub(super) struct HalfSetUp {
    /// The link's hash.
    pub(super) link: String,
    /// The operator's name.
    pub(super) name: String,
    /// How others read it.
    pub(super) display_name: String,
    /// argon2id, as a PHC string.
    pub(super) password_hash: String,
    /// The app's secret.
    pub(super) secret: Vec<u8>,
}

impl Carried for HalfSetUp {
    const KIND: &'static str = "half_set_up";
    // Some have to install an app first.
    const GOOD_FOR: i64 = 20 * MINUTE;
}

/// A browser that was asked for a passkey.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AskedForPasskey {
    /// When: a passkey answers no question that was asked before its last answer.
    pub(super) asked_at: i64,
    /// The challenge, as the library keeps it.
    pub(super) state: Vec<u8>,
}

impl Carried for AskedForPasskey {
    const KIND: &'static str = "asked_for_passkey";
    const GOOD_FOR: i64 = 5 * MINUTE;
}

/// A browser that was asked to make a passkey.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NewPasskey {
    /// The session of whoever it is for.
    pub(super) session: String,
    /// The challenge, as the library keeps it.
    pub(super) state: Vec<u8>,
}

impl Carried for NewPasskey {
    const KIND: &'static str = "new_passkey";
    const GOOD_FOR: i64 = 5 * MINUTE;
}

/// A browser in which an operator signed in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KnownBrowser {
    /// The operator's name.
    pub(super) operator: String,
    /// The browser's id.
    pub(super) browser: String,
}

impl Carried for KnownBrowser {
    const KIND: &'static str = "known_browser";
    const GOOD_FOR: i64 = KNOWN_FOR_SECONDS * 1000;
}

/// For how long a browser is known, in seconds.
pub const KNOWN_FOR_SECONDS: i64 = 90 * 24 * 60 * 60;

#[derive(Serialize, Deserialize)]
struct Dated<T> {
    at: i64,
    content: T,
}

fn place(kind: &'static str) -> (&'static str, &'static str, &'static str) {
    ("cookies", "value", kind)
}

/// Seals something, as text for a cookie.
pub(super) fn seal<T: Carried>(core: &Core, content: T) -> Result<String, ServiceError> {
    let at = core.clock.now().0;
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(&Dated { at, content })?);
    let sealed = core
        .keys
        .seal_system(&*core.random, &plain, place(T::KIND))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

/// Opens it again. Nothing when it is none of ours, or was good until now.
pub(super) fn open<T: Carried>(core: &Core, text: &str) -> Option<T> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let plain = core.keys.open_system(&sealed, place(T::KIND)).ok()?;
    let dated: Dated<T> = serde_json::from_slice(&plain).ok()?;
    let Timestamp(now) = core.clock.now();
    let is_good = dated.at <= now && now < dated.at.saturating_add(T::GOOD_FOR);
    is_good.then_some(dated.content)
}
