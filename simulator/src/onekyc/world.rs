//! OneKYC's state and the rules of its API, without HTTP.

use std::collections::VecDeque;

use crate::bounded::Bounded;
use crate::config::{CallbackTarget, Handshake, SimulatorConfig};
use crate::entropy::Entropy;
use crate::onekyc::accounts::{self, Partner};
use crate::onekyc::callback::Delivery;
use crate::onekyc::scenarios::{Scenario, VALID};
use crate::onekyc::session::{Request, Session};
use crate::onekyc::switches::Switches;
use crate::onekyc::uploads::Upload;
use crate::simulator::Addresses;

const PARTNER_TOKEN_LIFETIME_S: i64 = 3_600;
/// 60 days, as the documents' example has it.
pub(crate) const USER_TOKEN_LIFETIME_S: i64 = 5_184_000;
const MOST_TOKENS: usize = 5_000;
const MOST_SESSIONS: usize = 5_000;
const MOST_UPLOADS: usize = 64;
/// Most scenarios that wait for coming sessions.
const MOST_WAITING: usize = 1_000;

#[derive(Debug)]
struct PartnerToken {
    client_id: &'static str,
    expires_ms: i64,
}

/// Why no session is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UserDenied {
    /// The token is unknown or has expired.
    Unknown,
    /// The token belongs to another partner session.
    OtherSession,
}

#[derive(Debug)]
pub(crate) struct World {
    tokens: Bounded<PartnerToken>,
    pub(crate) sessions: Bounded<Session>,
    by_user_token: Bounded<String>,
    by_submission: Bounded<String>,
    pub(crate) uploads: Bounded<Upload>,
    pub(crate) deliveries: VecDeque<Delivery>,
    next: VecDeque<Scenario>,
    pub(crate) switches: Switches,
    handshake: Handshake,
    pub(crate) partner_origins: Vec<String>,
    pub(crate) callback: Option<CallbackTarget>,
    pub(crate) addresses: Addresses,
}

impl World {
    pub(crate) fn new(config: &SimulatorConfig, addresses: &Addresses) -> Self {
        Self {
            tokens: Bounded::new(MOST_TOKENS),
            sessions: Bounded::new(MOST_SESSIONS),
            by_user_token: Bounded::new(MOST_SESSIONS),
            by_submission: Bounded::new(MOST_SESSIONS),
            uploads: Bounded::new(MOST_UPLOADS),
            deliveries: VecDeque::new(),
            next: VecDeque::new(),
            switches: Switches::new(config.onekyc_handshake),
            handshake: config.onekyc_handshake,
            partner_origins: config.onekyc_partner_origins.clone(),
            callback: config.onekyc_callback.clone(),
            addresses: addresses.clone(),
        }
    }

    /// Forgets everything but the partner tokens, so that a client that caches one notices nothing, and what the
    /// simulator was told about its partner.
    pub(crate) fn reset(&mut self) {
        self.sessions.clear();
        self.by_user_token.clear();
        self.by_submission.clear();
        self.uploads.clear();
        self.deliveries.clear();
        self.next.clear();
        self.switches = Switches::new(self.handshake);
    }

    /// Remembers a partner token; answers with its lifetime (seconds) and its end.
    pub(crate) fn issue_token(
        &mut self,
        token: &str,
        partner: &'static Partner,
        now_ms: i64,
    ) -> (i64, i64) {
        let expires_ms = now_ms.saturating_add(PARTNER_TOKEN_LIFETIME_S * 1_000);
        self.tokens.insert(
            token.to_owned(),
            PartnerToken {
                client_id: partner.client_id,
                expires_ms,
            },
        );
        (PARTNER_TOKEN_LIFETIME_S, expires_ms)
    }

    /// Forgets every partner token, as if each had been revoked.
    pub(crate) fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }

    /// The partner that a partner token belongs to. A user token opens nothing here.
    pub(crate) fn partner(&self, token: &str, now_ms: i64) -> Option<&'static Partner> {
        let token = self
            .tokens
            .get(token)
            .filter(|token| now_ms < token.expires_ms)?;
        accounts::by_id(token.client_id)
    }

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

    /// The scenario of the next session, which is used up by it.
    pub(crate) fn choose_scenario(&mut self, user_id: &str) -> Scenario {
        self.next
            .pop_front()
            .or_else(|| Scenario::by_user_id(user_id))
            .unwrap_or(VALID)
    }

    pub(crate) fn is_duplicate(&self, partner_session_id: &str) -> bool {
        self.sessions.contains(partner_session_id)
    }

    /// Opens a session; the request was checked.
    pub(crate) fn open(
        &mut self,
        client_id: &'static str,
        request: Request,
        scenario: Scenario,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Session {
        let id = request.partner_session_id.clone();
        // The prefix of the documents' example: a JWT with a kid. It is opaque to everybody else.
        let user_token = format!(
            "eyJraWQiOiJzaW0tdXNlciJ9.{}.{}",
            entropy.secret(),
            entropy.secret()
        );
        self.by_user_token.insert(user_token.clone(), id.clone());
        let session = Session {
            client_id,
            request,
            scenario,
            user_token,
            created_ms: now_ms,
            launch_expires_ms: now_ms
                .saturating_add(self.switches.launch_lifetime_s.saturating_mul(1_000)),
            user_token_expires_ms: now_ms.saturating_add(USER_TOKEN_LIFETIME_S * 1_000),
            attempts: 0,
            submission: None,
            details_reads: 0,
            messages: Vec::new(),
        };
        self.sessions.insert(id, session.clone());
        session
    }

    /// The session that a user token opens.
    pub(crate) fn of_user(
        &mut self,
        token: &str,
        partner_session_id: Option<&str>,
        now_ms: i64,
    ) -> Result<&mut Session, UserDenied> {
        let id = self.by_user_token.get(token).ok_or(UserDenied::Unknown)?;
        if partner_session_id.is_some_and(|given| given != id) {
            return Err(UserDenied::OtherSession);
        }
        self.sessions
            .get_mut(id)
            .filter(|session| now_ms < session.user_token_expires_ms)
            .ok_or(UserDenied::Unknown)
    }

    pub(crate) fn remember_submission(&mut self, submission_id: &str, partner_session_id: &str) {
        self.by_submission
            .insert(submission_id.to_owned(), partner_session_id.to_owned());
    }

    /// The partner session that a submission belongs to.
    pub(crate) fn session_of_submission(&self, submission_id: &str) -> Option<&str> {
        self.by_submission.get(submission_id).map(String::as_str)
    }
}
