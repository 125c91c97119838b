//! Checking headers and body of Initiate Flow (contract 1.3.2).

use axum::http::HeaderMap;
use serde_json::{Map, Value};
use url::{Host, Url};

use crate::onekyc::errors::Failure;
use crate::onekyc::session::{Flow, Redirection, Request};
use crate::onekyc::token::required;

const THEMES: &[&str] = &["DARK_MODE", "LIGHT_MODE", "NO_PREFERENCE"];
const LOCALES: &[&str] = &["id_ID", "en_ID"];
const LONGEST_USER_ID: usize = 200;

/// The headers that every call about one user carries, beside the token.
pub(crate) struct UserHeaders<'a> {
    pub(crate) onboarding_partner: &'a str,
    pub(crate) user_id: &'a str,
    pub(crate) user_id_type: &'a str,
    pub(crate) partner_session_id: &'a str,
}

pub(crate) fn headers(headers: &HeaderMap) -> Result<UserHeaders<'_>, Failure> {
    Ok(UserHeaders {
        onboarding_partner: required(headers, "x-onboarding-partner")?,
        user_id: required(headers, "x-partner-user-id")?,
        user_id_type: required(headers, "x-partner-user-id-type")?,
        partner_session_id: required(headers, "x-partner-session-id")?,
    })
}

/// The whole request. Platform of the onboarding partner and source must agree.
pub(crate) fn read(user: &UserHeaders<'_>, body: &Map<String, Value>) -> Result<Request, Failure> {
    if uuid::Uuid::parse_str(user.partner_session_id).is_err() {
        return Err(Failure::invalid("INVALID_PARTNER_SESSION_ID"));
    }
    if user.user_id.len() > LONGEST_USER_ID {
        return Err(Failure::invalid("INVALID_PARTNER_USER_ID"));
    }
    let flow = body
        .get("flow")
        .and_then(Value::as_str)
        .and_then(Flow::by_name)
        .ok_or(Failure::invalid("INVALID_FLOW"))?;
    let is_web = match body.get("source").and_then(Value::as_str) {
        Some("WEB_SDK") => true,
        Some("SDK") => false,
        _ => return Err(Failure::invalid("INVALID_SOURCE")),
    };
    if is_web != user.onboarding_partner.contains("-WEB_SDK-") {
        return Err(Failure::invalid("INVALID_SOURCE"));
    }
    let success = redirection(body, "successRedirectionUrl", "SUCCESS_REDIRECTION_URL")?;
    let failure = redirection(body, "failureRedirectionUrl", "FAILURE_REDIRECTION_URL")?;
    let redirection = match (is_web, success, failure) {
        (false, ..) => None,
        (true, Some(success), Some(failure)) => Some(Redirection { success, failure }),
        (true, None, _) => {
            return Err(Failure::invalid("SUCCESS_REDIRECTION_URL_CAN_NOT_BE_EMPTY"));
        }
        (true, _, None) => {
            return Err(Failure::invalid("FAILURE_REDIRECTION_URL_CAN_NOT_BE_EMPTY"));
        }
    };
    let theme = one_of(body, "theme", THEMES, "NO_PREFERENCE", "INVALID_THEME")?;
    let details = match body.get("additionalDetails") {
        Some(Value::Object(details)) => details,
        None | Some(Value::Null) => return Err(Failure::invalid("ADDITIONAL_DETAILS_IS_NULL")),
        Some(_) => return Err(Failure::invalid("INVALID_ADDITIONAL_DETAILS")),
    };
    let reference_image_url = match details.get("referenceImageUrl") {
        None => None,
        Some(url) => Some(web_address(url).ok_or(Failure::invalid("INVALID_REFERENCE_IMAGE_URL"))?),
    };
    flag(details, "portraitOnly", true)?;
    Ok(Request {
        onboarding_partner: user.onboarding_partner.to_owned(),
        user_id: user.user_id.to_owned(),
        user_id_type: user.user_id_type.to_owned(),
        partner_session_id: user.partner_session_id.to_owned(),
        flow,
        redirection,
        theme,
        locale: one_of(
            details,
            "userLocale",
            LOCALES,
            "id_ID",
            "INVALID_USER_LOCALE",
        )?,
        allow_qr: flag(details, "allowQr", false)?,
        force_qr: flag(details, "forceQr", false)?,
        reference_image_url,
    })
}

fn one_of(
    body: &Map<String, Value>,
    name: &str,
    known: &[&str],
    default: &str,
    cause: &str,
) -> Result<String, Failure> {
    match body.get(name) {
        None => Ok(default.to_owned()),
        Some(Value::String(value)) if known.contains(&value.as_str()) => Ok(value.clone()),
        Some(_) => Err(Failure::invalid(cause)),
    }
}

fn flag(body: &Map<String, Value>, name: &str, default: bool) -> Result<bool, Failure> {
    match body.get(name) {
        None => Ok(default),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(Failure::invalid("INVALID_ADDITIONAL_DETAILS")),
    }
}

fn redirection(
    body: &Map<String, Value>,
    name: &str,
    cause: &str,
) -> Result<Option<String>, Failure> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(value) => web_address(value)
            .map(Some)
            .ok_or_else(|| Failure::invalid(format!("INVALID_{cause}"))),
    }
}

/// https, or http on loopback.
fn web_address(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let url = Url::parse(text).ok()?;
    let is_loopback = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    (url.scheme() == "https" || (url.scheme() == "http" && is_loopback)).then(|| text.to_owned())
}
