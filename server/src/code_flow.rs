//! What clients of the authorization code flow have in common: PKCE (RFC 7636), and what a return says (RFC 6749, 4.1.2;
//! RFC 9207). Pure.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{jws::Rule, provider::ReturnQuery};

/// What a return says.
pub(crate) enum Returned<'a> {
    Code(&'a str),
    Error(&'a str),
}

/// BASE64URL(SHA256(ASCII(verifier))) (RFC 7636, 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Reads a return whose state was found genuine: `iss` first (RFC 9207), then exactly one of `code` and `error`.
pub(crate) fn read_return<'a>(
    query: &'a ReturnQuery,
    issuer: &str,
    issuer_required: bool,
) -> Result<Returned<'a>, Rule> {
    let one = |name: &str| match query.pairs.iter().filter(|(key, _)| key == name).count() {
        0 => Ok(None),
        1 => Ok(query.only(name)),
        _ => Err("repeated_parameter"),
    };
    let (state, iss) = (one("state")?, one("iss")?);
    let (code, error) = (one("code")?, one("error")?);
    if state.is_none() {
        return Err("state_missing");
    }
    match iss {
        Some(named) if named != issuer => return Err("iss_parameter"),
        None if issuer_required => return Err("iss_parameter"),
        _ => {}
    }
    match (code, error) {
        (Some(code), None) if !code.is_empty() => Ok(Returned::Code(code)),
        (None, Some(error)) if !error.is_empty() => Ok(Returned::Error(error)),
        (Some(_), Some(_)) => Err("code_and_error"),
        _ => Err("neither_code_nor_error"),
    }
}
