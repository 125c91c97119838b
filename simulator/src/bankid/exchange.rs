//! The code exchange and the grant (steps 10 and 12 of the BankID iframe documentation), without HTTP.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::bankid::accounts::ApiClient;
use crate::bankid::claim_attacks::ClaimAttack;
use crate::bankid::exchange_plays::ExchangePlay;
use crate::bankid::grant_plays::{self, GrantPlay, Granting};
use crate::bankid::id_token::{Issuing, id_token};
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{ClientAuth, Code, Exchange, Session};
use crate::bankid::world::World;
use crate::entropy::Entropy;

/// Seconds.
const EXPIRES_IN_S: i64 = 300;
/// Grant requests that `grant_late` answers with 404.
const LATE_READS: u32 = 3;

/// The parameters of a code exchange.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) code: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: &'a str,
    pub(crate) auth: ClientAuth,
    /// The bearer token, when there is one.
    pub(crate) access_token: Option<&'a str>,
}

/// Why a code is not exchanged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Unknown, used, expired, another client's, wrong verifier or redirect_uri: `invalid_grant`.
    InvalidGrant(&'static str),
    /// The scenario refuses.
    Played(ExchangePlay),
}

/// The answer to a grant request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    NoSuchPermission,
    NotYet,
    Gone,
    Forbidden,
    /// The signed text.
    Text(String),
    /// The payload alone.
    Payload(Value),
}

impl World {
    /// Exchanges a code; every refusal burns it.
    pub(crate) fn exchange(
        &mut self,
        client: &'static ApiClient,
        request: Request<'_>,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<Map<String, Value>, Refused> {
        let unknown = Refused::InvalidGrant("The code is unknown");
        let Some(id) = self.find(|session| {
            session
                .code()
                .is_some_and(|code| is_same(&code.value, request.code))
        }) else {
            return Err(unknown);
        };
        let Some(session) = self.of_client(client, &id) else {
            return Err(unknown);
        };
        if let Err(reason) = session.redeem(request, now_ms) {
            return Err(Refused::InvalidGrant(reason));
        }
        let scenario = session.scenario;
        if let Scenario::Exchange(play) = scenario
            && play.refusal().is_some()
        {
            return Err(Refused::Played(play));
        }
        if let Scenario::Signature(attack) = scenario
            && let Some(keep_previous) = attack.rotates()
        {
            // An error would leave the key as it is, and the test that asks for it fails.
            let _ = self.keys.id_token.rotate(keep_previous);
        }
        let answer = self
            .answer(client, &id, request, entropy, now_ms)
            .ok_or(unknown)?;
        if let Some(session) = self.sessions.get_mut(&id) {
            session.id_token = answer
                .get("id_token")
                .and_then(Value::as_str)
                .map(str::to_owned);
            self.last_nonce = session
                .authorization
                .as_ref()
                .map(|one| one.request.nonce.clone());
        }
        Ok(answer)
    }

    fn answer(
        &mut self,
        client: &'static ApiClient,
        id: &str,
        request: Request<'_>,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Option<Map<String, Value>> {
        let scenario = self.sessions.get(id)?.scenario;
        let has_access_token = self.switches.access_token_in_exchange
            || scenario == Scenario::Claim(ClaimAttack::AtHashWrong);
        let issued =
            has_access_token.then(|| self.issue_token(client, vec!["openid"], entropy, now_ms));
        let (noise, sid) = (entropy.secret(), entropy.uuid());
        let foreign_nonce = self.latest_other(id, |other| {
            other
                .authorization
                .as_ref()
                .map(|authorization| authorization.request.nonce.clone())
        });
        let session = self.sessions.get(id)?;
        let authorization = session.authorization.as_ref()?;
        let granted = session.granted?;
        let granting = Granting {
            keys: &self.keys,
            issuer: &self.biometrics_issuer,
            noise: &noise,
        };
        let wants_high = session
            .registration
            .acr_values
            .iter()
            .any(|value| value == "urn:bankid:bih");
        let issuing = Issuing {
            keys: &self.keys,
            algorithm: self.switches.id_token_alg,
            issuer: &self.biometrics_issuer,
            oidc_issuer: &self.oidc_issuer,
            client_id: client.id,
            client_secret: client.secret(),
            request: &authorization.request,
            granted,
            persona: granted.persona,
            acr: if wants_high {
                "urn:bankid:bih"
            } else {
                self.switches.acr.value()
            },
            scenario,
            now_s: now_ms / 1_000,
            issued_access_token: issued.as_deref(),
            attacker_jwks_url: &format!("{}/attacker/jwks", self.biometrics_issuer),
            statement_nonce: &session.registration.statement.nonce,
            replayed_nonce: self.last_nonce.clone(),
            foreign_nonce,
            access_token: request
                .access_token
                .or(issued.as_deref())
                .unwrap_or(&session.permission_token),
            grant: &grant_plays::grant(session, granted, granting),
            noise: &noise,
            session_id: &sid,
        };
        let token_type = if self.switches.lower_case_token_type {
            "bearer"
        } else {
            "Bearer"
        };
        let mut answer = Map::new();
        answer.insert("token_type".to_owned(), json!(token_type));
        answer.insert("expires_in".to_owned(), json!(EXPIRES_IN_S));
        answer.insert("id_token".to_owned(), json!(id_token(&issuing)));
        if let Some(token) = &issued {
            answer.insert("access_token".to_owned(), json!(token));
            answer.insert(
                "scope".to_owned(),
                json!(authorization.request.scope.join(" ")),
            );
        }
        if let Scenario::Exchange(play) = scenario {
            play.bend(&mut answer);
        }
        Some(answer)
    }

    /// The grant of a permission of this client.
    pub(crate) fn grant(
        &mut self,
        client: &ApiClient,
        id: &str,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Grant {
        let noise = entropy.secret();
        let issuer = self.biometrics_issuer.clone();
        let foreign = self.latest_other(id, |other| {
            other.granted.map(|granted| (other.clone(), granted))
        });
        let Some(session) = self.of_client(client, id) else {
            return Grant::NoSuchPermission;
        };
        let is_over = now_ms >= session.expires_ms();
        let play = match session.scenario {
            Scenario::Grant(play) => Some(play),
            _ => None,
        };
        match play {
            Some(GrantPlay::Gone) => return Grant::Gone,
            Some(GrantPlay::Forbidden) => return Grant::Forbidden,
            Some(GrantPlay::Never) if is_over => return Grant::Gone,
            Some(GrantPlay::Never) => return Grant::NotYet,
            _ => {}
        }
        let Some(granted) = session.granted else {
            return if is_over { Grant::Gone } else { Grant::NotYet };
        };
        session.grant_reads = session.grant_reads.saturating_add(1);
        if play == Some(GrantPlay::Late) && session.grant_reads <= LATE_READS {
            return Grant::NotYet;
        }
        let session = session.clone();
        let granting = Granting {
            keys: &self.keys,
            issuer: &issuer,
            noise: &noise,
        };
        match play {
            Some(GrantPlay::NotText) => Grant::Payload(Value::Object(grant_plays::claims(
                &session, granted, &issuer,
            ))),
            Some(GrantPlay::IdToken) => Grant::Text(session.id_token.unwrap_or_default()),
            Some(GrantPlay::Empty) => Grant::Text(String::new()),
            Some(GrantPlay::Foreign) => {
                let (other, other_granted) = foreign.unwrap_or((session, granted));
                Grant::Text(grant_plays::grant(&other, other_granted, granting))
            }
            _ => Grant::Text(grant_plays::grant(&session, granted, granting)),
        }
    }
}

impl Session {
    fn code(&self) -> Option<&Code> {
        self.authorization.as_ref()?.code.as_ref()
    }

    /// Uses up the code.
    fn redeem(&mut self, request: Request<'_>, now_ms: i64) -> Result<(), &'static str> {
        let authorization = self.authorization.as_mut().ok_or("The code is unknown")?;
        let expected = &authorization.request;
        let code = authorization.code.as_mut().ok_or("The code is unknown")?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(request.verifier));
        let refused = if code.exchange != Exchange::Waiting {
            Some("The code has been used")
        } else if now_ms >= code.expires_ms {
            Some("The code has expired")
        } else if request.redirect_uri != expected.redirect_uri {
            Some("The redirect_uri is not that of iframe-authorize")
        } else if !is_same(&challenge, &expected.challenge) {
            Some("The code_verifier does not belong to the code_challenge")
        } else {
            None
        };
        match refused {
            Some(reason) => {
                if code.exchange == Exchange::Waiting {
                    code.exchange = Exchange::Refused;
                }
                Err(reason)
            }
            None => {
                code.exchange = Exchange::Done(request.auth);
                Ok(())
            }
        }
    }
}

fn is_same(one: &str, other: &str) -> bool {
    bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}
