//! BankID's state and the rules of its API, without HTTP.

use std::collections::VecDeque;

use anyhow::Result;
use serde_json::{Value, json};

use crate::bankid::accounts::{self, ApiClient};
use crate::bankid::jwt;
use crate::bankid::keys::{Algorithm, Keys};
use crate::bankid::registration::Registration;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::Session;
use crate::bankid::switches::Switches;
use crate::bounded::Bounded;
use crate::config::SimulatorConfig;
use crate::entropy::Entropy;
use crate::simulator::Addresses;

/// Of an access token (contract 1.3 a), seconds.
pub(crate) const TOKEN_LIFETIME_S: i64 = 300;
/// Of a permissionToken, as in the document's example, seconds.
const HINT_LIFETIME_S: i64 = 3_600;
const MOST_TOKENS: usize = 5_000;
const MOST_SESSIONS: usize = 5_000;
const MOST_NONCES: usize = 50_000;
/// Most scenarios that wait for coming permissions.
const MOST_WAITING: usize = 1_000;

#[derive(Debug)]
struct Token {
    client: &'static str,
    scopes: Vec<&'static str>,
    expires_ms: i64,
}

/// Why a bearer token opens nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    Unknown,
    Expired,
    /// It lacks this scope.
    Scope(&'static str),
}

/// Everything that the simulated BankID remembers.
#[derive(Debug)]
pub(crate) struct World {
    /// Issuer of BankID OIDC.
    pub(crate) oidc_issuer: String,
    /// Issuer of BankID with biometrics.
    pub(crate) biometrics_issuer: String,
    tokens: Bounded<Token>,
    used_nonces: Bounded<()>,
    /// By the permission's id.
    pub(crate) sessions: Bounded<Session>,
    next: VecDeque<Scenario>,
    pub(crate) switches: Switches,
    pub(crate) keys: Keys,
    /// Registered with the provider, compared character by character.
    pub(crate) redirect_uris: Vec<String>,
    /// OIDC nonce of the session that was exchanged last.
    pub(crate) last_nonce: Option<String>,
}

impl World {
    pub(crate) fn new(config: &SimulatorConfig, addresses: &Addresses) -> Result<Self> {
        Ok(Self {
            oidc_issuer: format!("{}/auth/realms/current", addresses.bankid_oidc),
            biometrics_issuer: addresses.bankid_biometrics.clone(),
            tokens: Bounded::new(MOST_TOKENS),
            used_nonces: Bounded::new(MOST_NONCES),
            sessions: Bounded::new(MOST_SESSIONS),
            next: VecDeque::new(),
            switches: Switches::default(),
            keys: Keys::new()?,
            redirect_uris: config.bankid_redirect_uris.clone(),
            last_nonce: None,
        })
    }

    /// Forgets permissions, scenarios, switches and rotations. Access tokens and redirect URIs stay.
    pub(crate) fn reset(&mut self) {
        self.sessions.clear();
        self.used_nonces.clear();
        self.next.clear();
        self.switches = Switches::default();
        self.keys.restore();
        self.last_nonce = None;
    }

    /// A new access token, signed by BankID OIDC.
    pub(crate) fn issue_token(
        &mut self,
        client: &'static ApiClient,
        scopes: Vec<&'static str>,
        entropy: &Entropy,
        now_ms: i64,
    ) -> String {
        let now_s = now_ms / 1_000;
        let claims = [
            ("iss", json!(self.oidc_issuer)),
            ("sub", json!(client.id)),
            ("azp", json!(client.id)),
            ("client_id", json!(client.id)),
            ("typ", json!("Bearer")),
            ("iat", json!(now_s)),
            ("exp", json!(now_s + TOKEN_LIFETIME_S)),
            ("jti", json!(entropy.uuid())),
            ("scope", json!(scopes.join(" "))),
        ];
        let claims = claims
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect();
        let token = jwt::signed(&self.keys.oidc, Algorithm::Rs256, claims);
        let expires_ms = now_ms.saturating_add(TOKEN_LIFETIME_S * 1_000);
        self.tokens.insert(
            token.clone(),
            Token {
                client: client.id,
                scopes,
                expires_ms,
            },
        );
        token
    }

    /// Forgets every access token, as if each had been revoked.
    pub(crate) fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }

    /// The client that a bearer token belongs to.
    pub(crate) fn authorize(
        &self,
        token: &str,
        scopes: &[&'static str],
        now_ms: i64,
    ) -> Result<&'static ApiClient, Denied> {
        let token = self.tokens.get(token).ok_or(Denied::Unknown)?;
        if now_ms >= token.expires_ms {
            return Err(Denied::Expired);
        }
        match scopes.iter().find(|scope| !token.scopes.contains(scope)) {
            Some(missing) => Err(Denied::Scope(missing)),
            None => accounts::by_id(token.client).ok_or(Denied::Unknown),
        }
    }

    /// Lets coming permissions play a scenario. False when too many wait already.
    pub(crate) fn queue(&mut self, scenario: Scenario, times: usize) -> bool {
        if self.next.len().saturating_add(times) > MOST_WAITING {
            return false;
        }
        self.next.extend(std::iter::repeat_n(scenario, times));
        true
    }

    pub(crate) fn waiting_scenarios(&self) -> Vec<Scenario> {
        self.next.iter().copied().collect()
    }

    /// The scenario of the permission that is being registered.
    pub(crate) fn take_scenario(&mut self) -> Scenario {
        self.next.pop_front().unwrap_or(Scenario::Happy)
    }

    /// Remembers a permission; none when its nonce was used before.
    pub(crate) fn register(
        &mut self,
        client: &'static ApiClient,
        registration: Registration,
        scenario: Scenario,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Option<&Session> {
        // "The nonce must be a unique value for each permission you register."
        let nonce = format!("{} {}", client.id, registration.statement.nonce);
        if self.used_nonces.contains(&nonce) {
            return None;
        }
        self.used_nonces.insert(nonce, ());
        let last = entropy.secret();
        let id = match scenario {
            Scenario::Permission(play) if play.has_odd_id() => {
                format!("1.BY.{}/../x?y=1#{last}", entropy.secret())
            }
            _ => format!("1.BY.{}.{last}", entropy.secret()),
        };
        let session = Session {
            permission_token: permission_token(&last, entropy, now_ms / 1_000),
            hint_expires_ms: now_ms.saturating_add(HINT_LIFETIME_S * 1_000),
            id: id.clone(),
            client_id: client.id,
            binding_message: binding_message(&last),
            registration,
            scenario,
            authorization: None,
            granted: None,
            id_token: None,
            grant_reads: 0,
        };
        self.sessions.insert(id.clone(), session);
        self.sessions.get(&id)
    }

    /// The permission of this client with this id.
    pub(crate) fn of_client(&mut self, client: &ApiClient, id: &str) -> Option<&mut Session> {
        self.sessions
            .get_mut(id)
            .filter(|session| session.client_id == client.id)
    }

    /// The id of the permission that this property is true of.
    pub(crate) fn find(&self, is_it: impl Fn(&Session) -> bool) -> Option<String> {
        self.sessions
            .values()
            .find(|session| is_it(session))
            .map(|session| session.id.clone())
    }

    /// What the latest other session that was opened has in this place.
    pub(crate) fn latest_other<T>(
        &self,
        id: &str,
        read: impl Fn(&Session) -> Option<T>,
    ) -> Option<T> {
        let others: Vec<&Session> = self
            .sessions
            .values()
            .filter(|session| session.id != id)
            .collect();
        others.into_iter().rev().find_map(read)
    }
}

/// HS256, as in the document's example: `exp`, `iat`, `s`, `p` (last part of the permission's id), `nbf` = `iat` + 4.
fn permission_token(last: &str, entropy: &Entropy, now_s: i64) -> String {
    let header = json!({ "alg": "HS256", "kid": "simulator", "typ": "JWT" });
    let payload = json!({
        "exp": now_s + HINT_LIFETIME_S, "iat": now_s, "s": "0:-1#1", "p": last, "nbf": now_s + 4,
    });
    let segments = [header, payload].map(|part: Value| jwt::segment(part.to_string()));
    // The key is nobody else's: to the client the token is opaque, and here it is compared as a whole.
    let input = segments.join(".");
    let signature = jwt::hmac(entropy.secret().as_bytes(), input.as_bytes());
    format!("{input}.{}", jwt::segment(signature))
}

/// Two words, as in the document's example "Farlig frakk".
fn binding_message(seed: &str) -> &'static str {
    const MESSAGES: &[&str] = &[
        "Farlig frakk",
        "Blå ørret",
        "Rask måke",
        "Stille sjø",
        "Grønn ærfugl",
        "Modig elg",
        "Lun hytte",
        "Snill sky",
    ];
    let place = seed
        .bytes()
        .fold(0_usize, |sum, byte| sum.wrapping_add(usize::from(byte)));
    MESSAGES
        .get(place % MESSAGES.len())
        .copied()
        .unwrap_or("Farlig frakk")
}
