//! iframe-authorize (step 7 of the BankID iframe documentation; contract 1.3 d), without HTTP.

use url::{Host, Url};

use crate::bankid::accounts::ApiClient;
use crate::bankid::request_plays::AuthorizePlay;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{Authorization, AuthorizeRequest};
use crate::bankid::world::World;
use crate::entropy::Entropy;

const SCOPES: &[&str] = &["openid", "profile", "sub_nnin", "sub_bankid"];
/// A SHA-256 in base64url.
const CHALLENGE_LENGTH: usize = 43;
const LONGEST_TEXT: usize = 512;

/// OAuth error and description.
pub(crate) type Refusal = (&'static str, String);

/// The form, by name; a name that is given twice is refused before.
pub(crate) type Form = std::collections::HashMap<String, String>;

impl World {
    /// Opens the permission of the `login_hint_token`; answers with its id.
    pub(crate) fn authorize_iframe(
        &mut self,
        client: &'static ApiClient,
        form: &Form,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<String, Refusal> {
        let request = self.read_request(client, form)?;
        let hint = required(form, "login_hint_token")?;
        let single_use = self.switches.hint_single_use;
        let id = self
            .find(|session| session.permission_token == hint && session.client_id == client.id)
            .ok_or_else(|| refusal("unknown_user_id", "The login_hint_token is unknown"))?;
        let unknown = || refusal("unknown_user_id", "The login_hint_token is unknown");
        let session = self.sessions.get_mut(&id).ok_or_else(unknown)?;
        if now_ms >= session.hint_expires_ms || now_ms >= session.expires_ms() {
            return Err(refusal(
                "expired_login_hint_token",
                "The login_hint_token has expired",
            ));
        }
        if session.authorization.is_some() && single_use {
            return Err(refusal(
                "invalid_request",
                "The login_hint_token has been used",
            ));
        }
        if session.granted.is_some() {
            return Err(refusal(
                "invalid_request",
                "The permission has been granted",
            ));
        }
        let is_expired = session.scenario == Scenario::Authorize(AuthorizePlay::UriExpired);
        session.authorization = Some(Authorization {
            handle: entropy.secret(),
            page_token: entropy.secret(),
            request,
            created_ms: if is_expired { i64::MIN / 2 } else { now_ms },
            browser: None,
            typed_nnin: None,
            outcome: None,
            code: None,
            location: None,
            events: Vec::new(),
        });
        Ok(id)
    }

    /// Takes back an authorization that was refused in the end: a refusal uses nothing up.
    pub(crate) fn withdraw(&mut self, id: &str) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.authorization = None;
        }
    }

    fn read_request(&self, client: &ApiClient, form: &Form) -> Result<AuthorizeRequest, Refusal> {
        let scope: Vec<String> = required(form, "scope")?
            .split(' ')
            .map(str::to_owned)
            .collect();
        let wrong_scope = |reason: &str| Err(refusal("invalid_scope", reason));
        if !scope.iter().any(|one| one == "openid") {
            return wrong_scope("The scope openid is required");
        }
        if scope.iter().any(|one| !SCOPES.contains(&one.as_str())) {
            return wrong_scope("A scope is unknown");
        }
        if scope.iter().any(|one| one == "sub_nnin") && !client.may_read_nnin {
            return wrong_scope("The client has no access to sub_nnin");
        }
        let redirect_uri = required(form, "redirect_uri")?;
        if !self
            .redirect_uris
            .iter()
            .any(|registered| registered == redirect_uri)
        {
            return Err(refusal(
                "invalid_request",
                "The redirect_uri is not registered",
            ));
        }
        if required(form, "code_challenge_method")? != "S256" {
            return Err(refusal(
                "invalid_request",
                "The code_challenge_method must be S256",
            ));
        }
        let challenge = required(form, "code_challenge")?;
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if challenge.len() != CHALLENGE_LENGTH || !challenge.bytes().all(is_base64url) {
            return Err(refusal(
                "invalid_request",
                "The code_challenge is no SHA-256 in base64url",
            ));
        }
        let frame_ancestor = required(form, "frame_ancestor")?;
        if !is_ancestor(frame_ancestor, self.switches.bare_host_ancestor) {
            return Err(refusal(
                "invalid_request",
                "The frame_ancestor is not an origin",
            ));
        }
        Ok(AuthorizeRequest {
            redirect_uri: redirect_uri.to_owned(),
            state: required(form, "state")?.to_owned(),
            nonce: required(form, "nonce")?.to_owned(),
            challenge: challenge.to_owned(),
            frame_ancestor: frame_ancestor.to_owned(),
            scope,
        })
    }
}

fn refusal(error: &'static str, description: &str) -> Refusal {
    (error, description.to_owned())
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Refusal> {
    let longest = if name == "login_hint_token" {
        4_096
    } else {
        LONGEST_TEXT
    };
    match form.get(name) {
        Some(value) if value.is_empty() || value.len() > longest => Err(refusal(
            "invalid_request",
            &format!("{name} must have 1 to {longest} bytes"),
        )),
        Some(value) => Ok(value),
        None => Err(refusal("invalid_request", &format!("{name} is missing"))),
    }
}

/// `https://shop.example`, or http on loopback: an origin as browsers write it, nothing after it, no wildcard.
fn is_ancestor(text: &str, bare_host_is_accepted: bool) -> bool {
    let text = match text.contains("://") {
        true => text.to_owned(),
        false if bare_host_is_accepted => format!("https://{text}"),
        false => return false,
    };
    let Ok(url) = Url::parse(&text) else {
        return false;
    };
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let scheme_is_right = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    scheme_is_right && url.origin().ascii_serialization() == text && !text.contains('*')
}

#[cfg(test)]
mod tests {
    use super::is_ancestor;

    #[test]
    fn an_ancestor_is_an_origin_and_nothing_more() {
        for origin in [
            "https://shop.example",
            "https://shop.example:8443",
            "http://localhost:3000",
            "http://127.0.0.1:3000",
        ] {
            assert!(is_ancestor(origin, false), "{origin}");
        }
        for other in [
            "shop.example",
            "https://shop.example/",
            "https://shop.example/pay",
            "http://shop.example",
            "https://*.shop.example",
            "https://shop.example:443",
            "HTTPS://shop.example",
            "https://user@shop.example",
            "*",
            "null",
            "",
            "https://",
        ] {
            assert!(!is_ancestor(other, false), "{other}");
        }
        assert!(is_ancestor("shop.example", true) && !is_ancestor("shop.example/pay", true));
    }
}
