//! What every ID token has to say of its audience and its time (OpenID Connect Core 1.0, 3.1.3.7).

use serde_json::{Map, Value};

use super::{Rule, seconds};

/// Values of `amr`.
const MOST_METHODS: usize = 20;

/// When a token is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Unix seconds.
    pub(crate) now: i64,
    /// When that began of which the token came, Unix seconds: no token for it is older.
    pub(crate) began: i64,
    /// How far the other clock may be from ours, in seconds.
    pub(crate) skew: i64,
}

/// We are the only audience: we trust no other (3.1.3.7, rule 3), so a second one is refused with `azp` as without.
pub(crate) fn audience(claims: &Map<String, Value>, client_id: &str) -> Result<(), Rule> {
    let is_ours = match claims.get("aud") {
        Some(Value::String(audience)) => audience == client_id,
        Some(Value::Array(audiences)) => match audiences.as_slice() {
            [Value::String(audience)] => audience == client_id,
            _ => false,
        },
        _ => false,
    };
    if !is_ours {
        return Err("aud");
    }
    if claims.get("azp").is_some_and(|azp| azp != client_id) {
        return Err("azp");
    }
    Ok(())
}

/// `exp`, `iat` and `nbf`.
pub(crate) fn times(claims: &Map<String, Value>, moment: Moment) -> Result<(), Rule> {
    let Moment { now, began, skew } = moment;
    let exp = seconds(claims, "exp").ok().flatten().ok_or("exp")?;
    if now >= exp.saturating_add(skew) {
        return Err("exp");
    }
    let iat = seconds(claims, "iat").ok().flatten().ok_or("iat")?;
    if iat > now.saturating_add(skew) || iat < began.saturating_sub(skew) || exp <= iat {
        return Err("iat");
    }
    match seconds(claims, "nbf") {
        Ok(None) => Ok(()),
        Ok(Some(nbf)) if nbf <= now.saturating_add(skew) => Ok(()),
        _ => Err("nbf"),
    }
}

/// Methods of authentication: a list, or one text from early implementations.
pub(crate) fn is_methods(amr: &Value) -> bool {
    match amr {
        Value::String(_) => true,
        Value::Array(list) => list.len() <= MOST_METHODS && list.iter().all(Value::is_string),
        _ => false,
    }
}
