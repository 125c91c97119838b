//! The rules of single fields of "create session" (contract 2.2 b). Each answers with the reason of a refusal.

use serde_json::{Map, Value};
use url::{Host, Url};

/// Languages of the OTP pages; every other one becomes English.
const LANGUAGES: &[&str] = &["da", "nl", "en", "fi", "el", "no", "sv"];
const PREFILLED: &[&str] = &[
    "nin",
    "mobile",
    "email",
    "userName",
    "dateOfBirth",
    "deviceId",
    "firstName",
    "lastName",
    "bankAccountNumber",
    "organisation",
];
const MOST_PARENT_DOMAINS: usize = 100;
const MOST_TAGS: usize = 100;
const LONGEST_TAG: usize = 100;
const SHORTEST_LIFETIME_S: i64 = 300;
const DEFAULT_LIFETIME_S: i64 = 1_200;

type Checked<T> = Result<T, String>;

pub(crate) fn text(value: &Value) -> Checked<String> {
    match value.as_str() {
        Some("") => Err("must not be empty".to_owned()),
        Some(text) => Ok(text.to_owned()),
        None => Err("must be a string".to_owned()),
    }
}

pub(crate) fn texts(value: &Value) -> Checked<Vec<String>> {
    value
        .as_array()
        .ok_or("must be an array of strings")?
        .iter()
        .map(text)
        .collect()
}

/// https, or http on loopback.
pub(crate) fn web_address(value: &Value) -> Checked<String> {
    let given = text(value)?;
    let url = Url::parse(&given).map_err(|_| "must be an absolute URL")?;
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
        return Err("must use https".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain credentials".to_owned());
    }
    if url.fragment().is_some() {
        return Err("must not have a fragment".to_owned());
    }
    Ok(given)
}

/// Bare host names, with a port where it is not the default one.
pub(crate) fn parent_domains(value: &Value) -> Checked<Vec<String>> {
    let domains = texts(value)?;
    if domains.len() > MOST_PARENT_DOMAINS {
        return Err(format!("at most {MOST_PARENT_DOMAINS}"));
    }
    match domains.iter().find(|domain| !is_bare_host(domain)) {
        Some(domain) => Err(format!("{domain:?} is not a bare host name")),
        None => Ok(domains),
    }
}

fn is_bare_host(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let port_is_valid = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    let host_is_valid = host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    host_is_valid && port_is_valid
}

/// An unsupported language is not refused; the pages are in English then.
pub(crate) fn language(value: &Value) -> Checked<&'static str> {
    let wanted = text(value)?;
    Ok(LANGUAGES
        .iter()
        .find(|known| **known == wanted)
        .copied()
        .unwrap_or("en"))
}

pub(crate) fn allowed_providers(value: &Value) -> Checked<Vec<String>> {
    let providers = texts(value)?;
    if providers.is_empty() {
        return Err("must not be empty".to_owned());
    }
    for provider in &providers {
        if provider.chars().count() > 30 {
            return Err("each at most 30 characters".to_owned());
        }
        if provider != "otp-sms" {
            return Err(format!("{provider:?} is not active in this account"));
        }
    }
    Ok(providers)
}

/// The attributes that SMS OTP has.
pub(crate) fn requested_attributes(value: &Value) -> Checked<Vec<String>> {
    let attributes = texts(value)?;
    if attributes.is_empty() {
        return Err("must not be empty".to_owned());
    }
    match attributes
        .iter()
        .find(|name| !matches!(name.as_str(), "idpId" | "phoneNumber"))
    {
        Some(name) => Err(format!(
            "{name:?} is not an attribute of the allowed providers"
        )),
        None => Ok(attributes),
    }
}

/// The mobile number of `prefilledInput`, E.164 with `+`.
pub(crate) fn prefilled_mobile(value: &Value) -> Checked<Option<String>> {
    let fields = value.as_object().ok_or("must be an object")?;
    if fields.is_empty() {
        return Err("needs at least one field".to_owned());
    }
    if let Some(name) = fields
        .keys()
        .find(|name| !PREFILLED.contains(&name.as_str()))
    {
        return Err(format!("{name:?} is unknown"));
    }
    let Some(mobile) = fields.get("mobile") else {
        return Ok(None);
    };
    let mobile = text(mobile)?;
    if is_e164(&mobile) {
        Ok(Some(mobile))
    } else {
        Err("mobile must be E.164 with a plus".to_owned())
    }
}

/// `+` and 7 to 15 digits, the first of them not 0.
pub(crate) fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The sender of the text message, out of a map of strings.
pub(crate) fn sender(value: &Value) -> Checked<Option<String>> {
    let fields = value.as_object().ok_or("must be an object")?;
    for (name, value) in fields {
        if !value.is_string() {
            return Err(format!("{name} must be a string"));
        }
    }
    fields.get("otp_sms_sender").map(text).transpose()
}

/// Success, abort and error address.
pub(crate) fn callback_urls(value: &Value) -> Checked<super::session::CallbackUrls> {
    let fields = value.as_object().ok_or("must be an object")?;
    let one = |name: &str| -> Checked<String> {
        let value = fields
            .get(name)
            .ok_or_else(|| format!("{name} is required"))?;
        web_address(value).map_err(|reason| format!("{name} {reason}"))
    };
    Ok(super::session::CallbackUrls {
        success: one("success")?,
        abort: one("abort")?,
        error: one("error")?,
    })
}

pub(crate) fn tags(value: &Value) -> Checked<()> {
    let tags = texts(value)?;
    if tags.len() > MOST_TAGS || tags.iter().any(|tag| tag.chars().count() > LONGEST_TAG) {
        return Err(format!(
            "at most {MOST_TAGS} tags of {LONGEST_TAG} characters"
        ));
    }
    Ok(())
}

/// Seconds. SMS OTP reaches loa low only.
pub(crate) fn lifetime_s(value: &Value) -> Checked<i64> {
    let seconds = value
        .as_i64()
        .filter(|seconds| *seconds > 0)
        .ok_or("must be a positive integer")?;
    Ok(seconds.max(SHORTEST_LIFETIME_S))
}

pub(crate) const fn default_lifetime_s() -> i64 {
    DEFAULT_LIFETIME_S
}

pub(crate) fn requested_loa(value: &Value) -> Checked<()> {
    match value.as_str() {
        Some("low") => Ok(()),
        Some("substantial" | "high") => Err("no allowed provider reaches this level".to_owned()),
        _ => Err("must be low, substantial or high".to_owned()),
    }
}

/// A public JWK for encrypted answers. The simulator checks it and encrypts nothing, so it refuses valid ones too.
pub(crate) fn encryption_key(value: &Value) -> Checked<()> {
    let key: &Map<String, Value> = value.as_object().ok_or("must be a JWK")?;
    let field = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
    if key.get("d").is_some_and(|d| !d.is_null()) {
        return Err("must not contain a private key".to_owned());
    }
    if field("use") != "enc" {
        return Err("use must be enc".to_owned());
    }
    match (field("kty").to_ascii_lowercase().as_str(), field("alg")) {
        ("rsa", "RSA-OAEP") | ("ec", "ECDH-ES") => {
            Err("encrypted answers are not enabled for this account".to_owned())
        }
        _ => Err("kty and alg must be RSA with RSA-OAEP or EC with ECDH-ES".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_bare_host, is_e164, language, lifetime_s, web_address};
    use serde_json::json;

    #[test]
    fn parent_domains_are_hosts_and_nothing_else() {
        for good in ["app.example.com", "localhost:3000", "127.0.0.1:3000"] {
            assert!(is_bare_host(good), "{good}");
        }
        for bad in [
            "https://app.example.com",
            "app.example.com/",
            "*",
            "*.example.com",
            "a b",
            "a;b",
            "a:0",
            "a:port",
            "'self'",
            "",
        ] {
            assert!(!is_bare_host(bad), "{bad}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback() {
        assert!(web_address(&json!("http://localhost:3000/return/signicat")).is_ok());
        assert!(web_address(&json!("https://www.example.com")).is_ok());
        for bad in [
            "http://www.example.com",
            "http://localhost.evil.test/",
            "javascript:alert(1)",
            "/return",
            "https://u:p@a.b/",
            "https://a.b/#x",
        ] {
            assert!(web_address(&json!(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_short_lifetime_is_raised_and_an_unknown_language_is_english() {
        assert_eq!(lifetime_s(&json!(60)), Ok(300));
        assert_eq!(lifetime_s(&json!(1_200)), Ok(1_200));
        assert!(lifetime_s(&json!("1200")).is_err());
        assert_eq!(language(&json!("id")), Ok("en"));
        assert_eq!(language(&json!("gr")), Ok("en"));
        assert_eq!(language(&json!("el")), Ok("el"));
    }

    #[test]
    fn numbers_are_e164_with_a_plus() {
        assert!(is_e164("+447700900000"));
        for bad in [
            "447700900000",
            "+0447700900000",
            "+44 7700 900000",
            "+44",
            "+4477009000001234567",
        ] {
            assert!(!is_e164(bad), "{bad}");
        }
    }
}
