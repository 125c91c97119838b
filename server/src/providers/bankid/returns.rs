//! What a return says (BankID iframe documentation, step 10). Pure.

use crate::provider::ReturnQuery;

use super::jws::Rule;

/// What a return says.
pub(super) enum Returned<'a> {
    Code(&'a str),
    Error(&'a str),
}

/// Reads a return whose state the core found genuine: `iss` first (RFC 9207), then exactly one of `code` and `error`.
pub(super) fn read_return<'a>(
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
