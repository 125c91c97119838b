//! What a grant, the signed permission, has to say (BankID iframe documentation, step 12).

use crate::jws::{Rule, Signed, is_same, seconds, text};

use super::id_token::Person;

/// The claims of the document's example.
pub(super) const DOCUMENTED: &[&str] = &[
    "digest",
    "gv",
    "iat",
    "iss",
    "nonce",
    "permissionId",
    "proofKeyId",
    "pt",
    "rpId",
    "sub",
    "sv",
    "type",
];

/// What is expected of this grant.
pub(super) struct Expected<'a> {
    /// The biometrics configuration's.
    pub(super) issuer: &'a str,
    /// The permission statement's, which is another than the ID token's.
    pub(super) nonce: &'a str,
    /// The permission.
    pub(super) permission_id: &'a str,
    /// Its type.
    pub(super) kind: &'a str,
    /// Unix seconds.
    pub(super) now: i64,
    /// When this start began, Unix seconds: nothing was granted before.
    pub(super) began: i64,
    /// Seconds.
    pub(super) skew: i64,
}

/// Checks everything but the signature. The first rule that is broken is the answer.
pub(super) fn check(token: &Signed, expected: &Expected<'_>, person: &Person) -> Result<(), Rule> {
    let claims = &token.claims;
    // An ID token is no grant, whoever signed it (SEC-86).
    if claims.get("typ").is_some() || claims.contains_key("aud") {
        return Err("grant_typ");
    }
    if text(claims, "iss") != Some(expected.issuer) {
        return Err("grant_iss");
    }
    match text(claims, "nonce") {
        Some(nonce) if is_same(nonce, expected.nonce) => {}
        _ => return Err("grant_nonce"),
    }
    if text(claims, "permissionId") != Some(expected.permission_id) {
        return Err("grant_permission_id");
    }
    if text(claims, "type") != Some(expected.kind) {
        return Err("grant_type");
    }
    let iat = seconds(claims, "iat").ok().flatten().ok_or("grant_iat")?;
    if iat > expected.now.saturating_add(expected.skew)
        || iat < expected.began.saturating_sub(expected.skew)
    {
        return Err("grant_iat");
    }
    let sub = claims
        .get("sub")
        .map(|sub| sub.as_str().unwrap_or_default());
    match (sub, person.national_id.as_deref()) {
        (Some(sub), Some(national_id))
            if sub.strip_prefix("nnin:").unwrap_or(sub) != national_id =>
        {
            Err("grant_sub")
        }
        _ => Ok(()),
    }
}
