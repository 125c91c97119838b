//! Signicat's state and the rules of its API, without HTTP.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::bounded::Bounded;
use crate::entropy::Entropy;
use crate::signicat::accounts::{self, ApiClient};
use crate::signicat::scenarios::Scenario;
use crate::signicat::session::{Flow, Request, Session, Status};

/// ASSUMED (contract 2.2 a), seconds.
const TOKEN_LIFETIME_S: i64 = 600;
const MOST_TOKENS: usize = 5_000;
const MOST_SESSIONS: usize = 5_000;
/// Most scenarios that wait for coming sessions.
pub(crate) const MOST_WAITING: usize = 1_000;
/// How many status calls `status_late` answers with WAITING_FOR_USER.
const LATE_READS: u32 = 3;

/// Behaviour that the documents leave open; the app must tolerate both sides.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switches {
    /// The session cookie is Partitioned; off, a browser that blocks third-party cookies drops it.
    pub(crate) chips: bool,
    /// The number in the subject has a plus.
    pub(crate) phone_plus: bool,
    /// The return after a failure carries the nonce too.
    pub(crate) nonce_on_failure: bool,
    /// Answer to a status call without nonce: 400, 403 or 404.
    pub(crate) missing_nonce_status: u16,
    /// Answer to a status call with a wrong nonce: 400, 403 or 404.
    pub(crate) wrong_nonce_status: u16,
    /// A nonce works for one status call only.
    pub(crate) nonce_single_use: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            chips: true,
            phone_plus: false,
            nonce_on_failure: true,
            missing_nonce_status: 400,
            wrong_nonce_status: 403,
            nonce_single_use: false,
        }
    }
}

impl Switches {
    pub(crate) fn is_sound(&self) -> bool {
        [self.missing_nonce_status, self.wrong_nonce_status]
            .iter()
            .all(|status| [400, 403, 404].contains(status))
    }
}

#[derive(Debug)]
struct Token {
    client: &'static str,
    expires_ms: i64,
}

/// Why a token does not open the API.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    Unknown,
    Expired,
    NoPermission,
    NoSuchAccount,
}

/// Why a session is not shown or changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NoSuchSession,
    NonceMissing,
    NonceWrong,
    AlreadyEnded,
}

/// What a status call shows beside the session.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) session: Session,
    /// `None`: the field is left out.
    pub(crate) status: Option<&'static str>,
}

#[derive(Debug)]
pub(crate) struct World {
    tokens: Bounded<Token>,
    pub(crate) sessions: Bounded<Session>,
    next: VecDeque<Scenario>,
    pub(crate) switches: Switches,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            tokens: Bounded::new(MOST_TOKENS),
            sessions: Bounded::new(MOST_SESSIONS),
            next: VecDeque::new(),
            switches: Switches::default(),
        }
    }

    /// Forgets sessions, scenarios and switches. Tokens stay valid: a client that caches one notices nothing.
    pub(crate) fn reset(&mut self) {
        self.sessions.clear();
        self.next.clear();
        self.switches = Switches::default();
    }

    /// Remembers an access token; answers with its lifetime in seconds.
    pub(crate) fn issue_token(
        &mut self,
        token: &str,
        client: &'static ApiClient,
        now_ms: i64,
    ) -> i64 {
        let expires_ms = now_ms.saturating_add(TOKEN_LIFETIME_S * 1_000);
        self.tokens.insert(
            token.to_owned(),
            Token {
                client: client.id,
                expires_ms,
            },
        );
        TOKEN_LIFETIME_S
    }

    /// Forgets every access token, as if each had been revoked.
    pub(crate) fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }

    /// The account that a bearer token opens. `named` is the query parameter of organisation-level clients.
    pub(crate) fn authorize(
        &self,
        token: &str,
        named: Option<&str>,
        now_ms: i64,
    ) -> Result<&'static str, Denied> {
        let token = self.tokens.get(token).ok_or(Denied::Unknown)?;
        if now_ms >= token.expires_ms {
            return Err(Denied::Expired);
        }
        let client = accounts::by_id(token.client).ok_or(Denied::Unknown)?;
        if !client.may_authenticate {
            return Err(Denied::NoPermission);
        }
        match named {
            None if client.is_organisation => Err(Denied::NoSuchAccount),
            Some(named) if named != client.account_id => Err(Denied::NoSuchAccount),
            _ => Ok(client.account_id),
        }
    }

    /// Lets coming sessions play a scenario. False when too many wait already.
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

    pub(crate) fn create(
        &mut self,
        account_id: &'static str,
        request: Request,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Session {
        let queued = self.next.pop_front();
        let scenario = queued
            .or_else(|| request.mobile.as_deref().and_then(Scenario::by_phone))
            .unwrap_or(Scenario::Normal);
        let session = Session {
            id: entropy.uuid(),
            account_id,
            transaction_id: entropy.uuid(),
            message_id: entropy.uuid(),
            created_ms: now_ms,
            // With one allowed provider there is nothing to choose.
            provider_chosen: request.allowed_providers.is_some(),
            request,
            scenario,
            scenario_is_fixed: queued.is_some(),
            status: Status::Created,
            browser: None,
            form_token: entropy.secret(),
            phone: None,
            code: None,
            wrong_codes: 0,
            codes_sent: 0,
            nonce: None,
            subject_id: entropy.secret().chars().take(19).collect(),
            reads_after_end: 0,
            status_detail: None,
        };
        self.sessions.insert(session.id.clone(), session.clone());
        session
    }

    /// The session for a status call (contract 2.2 c).
    pub(crate) fn read(
        &mut self,
        account_id: &str,
        id: &str,
        nonce: Option<&str>,
        now_ms: i64,
    ) -> Result<Shown, Refused> {
        let single_use = self.switches.nonce_single_use;
        let session = self.of_account(account_id, id)?;
        session.expire_if_due(now_ms);
        if session.request.flow == Flow::Embedded {
            let given = nonce.ok_or(Refused::NonceMissing)?;
            let own = session.nonce.as_deref().ok_or(Refused::NonceWrong)?;
            let is_own = bool::from(own.as_bytes().ct_eq(given.as_bytes()));
            if !is_own || now_ms >= session.expires_ms() {
                return Err(Refused::NonceWrong);
            }
            if single_use && session.reads_after_end > 0 {
                return Err(Refused::NonceWrong);
            }
        }
        let status = match session.scenario {
            _ if session.status != Status::Success => Some(session.status.name()),
            Scenario::UnknownStatus => Some("PAUSED"),
            Scenario::StatusMissing => None,
            Scenario::StatusNever => Some(Status::WaitingForUser.name()),
            Scenario::StatusLate if session.reads_after_end < LATE_READS => {
                Some(Status::WaitingForUser.name())
            }
            _ => Some(session.status.name()),
        };
        if session.status.is_final() {
            session.reads_after_end = session.reads_after_end.saturating_add(1);
        }
        Ok(Shown {
            session: session.clone(),
            status,
        })
    }

    pub(crate) fn cancel(
        &mut self,
        account_id: &str,
        id: &str,
        now_ms: i64,
    ) -> Result<Session, Refused> {
        let session = self.of_account(account_id, id)?;
        session.expire_if_due(now_ms);
        if session.status.is_final() && session.status != Status::Cancelled {
            return Err(Refused::AlreadyEnded);
        }
        session.end(Status::Cancelled, Some("cancelled_by_client"));
        Ok(session.clone())
    }

    fn of_account(&mut self, account_id: &str, id: &str) -> Result<&mut Session, Refused> {
        self.sessions
            .get_mut(id)
            .filter(|session| session.account_id == account_id)
            .ok_or(Refused::NoSuchSession)
    }
}
