//! What a permission registration may say (step 5 of the BankID iframe documentation; contract 1.3 c).

use serde_json::{Map, Value};

use crate::bankid::personas::is_nnin;
use crate::bankid::statement::{self, Statement};

/// "iat can be at most 1 minute into the past"; into the future ASSUMED the same.
const IAT_TOLERANCE_S: i64 = 60;
/// ASSUMED: "just a few minutes into the future" ends at an hour.
const LONGEST_S: i64 = 3_600;
const MOST_SIGNALS: usize = 32;

const KNOWN: &[&str] = &[
    "type",
    "loa",
    "iat",
    "exp",
    "permission",
    "intents",
    "loginHint",
    "acr_values",
    "signals",
];
/// All are strings or booleans in the published sample model; numbers are sent as strings.
const SIGNALS: &[&str] = &[
    "browserJavaEnabled",
    "browserJavascriptEnabled",
    "browserLanguage",
    "browserColorDepth",
    "browserScreenHeight",
    "browserScreenWidth",
    "browserTZ",
    "browserTzIana",
    "browserUserAgent",
    "browserWebAuthnSupported",
    "browserPlatformAuthenticatorAvailable",
    "browserMaxTouchPoints",
    "browserWebdriver",
];
const ACR_VALUES: &[&str] = &["urn:bankid:bis", "urn:bankid:bih"];
/// The intent of this flow. ASSUMED: the document's value is lost.
pub(crate) const IFRAME_INTENT: &str = "iframe";

/// A registration that was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Registration {
    pub(crate) kind: String,
    pub(crate) iat: i64,
    /// Latest time at which it may be granted, Unix seconds.
    pub(crate) exp: i64,
    /// As it was sent.
    pub(crate) permission: String,
    pub(crate) statement: Statement,
    pub(crate) intents: Vec<String>,
    pub(crate) login_hint: Option<String>,
    pub(crate) acr_values: Vec<String>,
}

/// The machine code of a refusal and what a person reads.
pub(crate) type Refusal = (&'static str, String);

/// The registration, or why it is refused. `now_s` is Unix seconds.
pub(crate) fn read(
    body: &Map<String, Value>,
    intent_required: bool,
    now_s: i64,
) -> Result<Registration, Refusal> {
    let invalid = |reason: String| ("invalid-request", reason);
    if let Some(name) = body.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(invalid(format!("{name:?} is unknown")));
    }
    let kind = text(body, "type").map_err(invalid)?;
    let loa = body.get("loa").map_or(Some("sub"), Value::as_str);
    if !matches!(loa, Some("sub" | "high")) {
        return Err(invalid("loa must be sub or high".to_owned()));
    }
    let (iat, exp) = (
        seconds(body, "iat").map_err(invalid)?,
        seconds(body, "exp").map_err(invalid)?,
    );
    let invalid_iat = |reason: &str| Err(("invalid-iat", reason.to_owned()));
    if iat < now_s.saturating_sub(IAT_TOLERANCE_S) {
        return invalid_iat("iat is more than 60 s in the past");
    }
    if iat > now_s.saturating_add(IAT_TOLERANCE_S) {
        return invalid_iat("iat is more than 60 s in the future");
    }
    if exp <= now_s || exp <= iat {
        return Err(invalid("exp has passed".to_owned()));
    }
    if exp > now_s.saturating_add(LONGEST_S) {
        return Err(invalid(format!("exp is more than {LONGEST_S} s ahead")));
    }
    let intents = texts(body, "intents").map_err(invalid)?;
    if intent_required && !intents.iter().any(|intent| intent == IFRAME_INTENT) {
        return Err(invalid("intents must contain iframe".to_owned()));
    }
    let login_hint = login_hint(body).map_err(invalid)?;
    let acr_values = match body.contains_key("acr_values") {
        true => texts(body, "acr_values").map_err(invalid)?,
        false => Vec::new(),
    };
    if let Some(value) = acr_values
        .iter()
        .find(|value| !ACR_VALUES.contains(&value.as_str()))
    {
        return Err(invalid(format!("acr_values: {value:?} is not supported")));
    }
    signals(body).map_err(invalid)?;
    let permission = text(body, "permission").map_err(invalid)?;
    let statement =
        statement::read(&kind, &permission).map_err(|reason| ("invalid-permission", reason))?;
    Ok(Registration {
        kind,
        iat,
        exp,
        permission,
        statement,
        intents,
        login_hint,
        acr_values,
    })
}

fn text(body: &Map<String, Value>, name: &str) -> Result<String, String> {
    match body.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        Some(_) => Err(format!("{name} must be a string")),
        None => Err(format!("{name} is missing")),
    }
}

fn texts(body: &Map<String, Value>, name: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("{name} must be an array of strings");
    let list = body.get(name).ok_or_else(|| format!("{name} is missing"))?;
    list.as_array()
        .ok_or_else(wrong)?
        .iter()
        .map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong))
        .collect()
}

fn seconds(body: &Map<String, Value>, name: &str) -> Result<i64, String> {
    match body.get(name) {
        Some(value) => value
            .as_i64()
            .ok_or_else(|| format!("{name} must be an integer, seconds since 1970")),
        None => Err(format!("{name} is missing")),
    }
}

/// `[{scheme: "nnin", value: <11 digits>}]`, one at most.
fn login_hint(body: &Map<String, Value>) -> Result<Option<String>, String> {
    let Some(hint) = body.get("loginHint") else {
        return Ok(None);
    };
    match hint.as_array().map(Vec::as_slice) {
        Some([]) => Ok(None),
        Some([one]) => nnin_of(one).map(Some),
        _ => Err("loginHint must be an array of one hint".to_owned()),
    }
}

/// The number of `{scheme, value}`.
pub(crate) fn nnin_of(hint: &Value) -> Result<String, String> {
    let fields = hint.as_object().ok_or("a login hint must be an object")?;
    if fields
        .keys()
        .any(|name| name != "scheme" && name != "value")
    {
        return Err("a login hint has scheme and value".to_owned());
    }
    if fields.get("scheme").and_then(Value::as_str) != Some("nnin") {
        return Err("the scheme of a login hint is nnin".to_owned());
    }
    match fields.get("value").and_then(Value::as_str) {
        Some(value) if is_nnin(value) => Ok(value.to_owned()),
        _ => Err("the value of a login hint is 11 digits".to_owned()),
    }
}

fn signals(body: &Map<String, Value>) -> Result<(), String> {
    let Some(signals) = body.get("signals") else {
        return Ok(());
    };
    let signals = signals.as_object().ok_or("signals must be an object")?;
    if signals.len() > MOST_SIGNALS {
        return Err("too many signals".to_owned());
    }
    for (name, value) in signals {
        if !SIGNALS.contains(&name.as_str()) {
            return Err(format!("signals: {name:?} is unknown"));
        }
        if !value.is_string() && !value.is_boolean() {
            return Err(format!("signals: {name} must be a string or a boolean"));
        }
    }
    Ok(())
}
