//! OneKYC's state and the rules of its API, without HTTP.

use std::collections::VecDeque;

use crate::bounded::Bounded;
use crate::config::{CallbackTarget, Handshake, ReferenceImageTarget, SimulatorConfig};
use crate::entropy::Entropy;
use crate::onekyc::accounts::{self, Partner};
use crate::onekyc::callback;
use crate::onekyc::callback::Delivery;
use crate::onekyc::errors::Failure;
use crate::onekyc::gateway::Product;
use crate::onekyc::processing::{self, Refused, Taken};
use crate::onekyc::reference;
use crate::onekyc::refusals;
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
    product: Product,
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
    pub(crate) reference_calls: VecDeque<reference::Call>,
    pub(crate) reference_image: Option<ReferenceImageTarget>,
    /// Of the gateways, without a slash at the end.
    pub(crate) base_url: String,
    /// Origin of the page that is framed; empty when there is none.
    web_origin: String,
}

impl World {
    pub(crate) fn iframe(config: &SimulatorConfig, addresses: &Addresses) -> Self {
        Self {
            partner_origins: config.onekyc_partner_origins.clone(),
            callback: config.onekyc_callback.clone(),
            web_origin: addresses.onekyc_web.clone(),
            ..Self::new(
                Product::Iframe,
                config.onekyc_handshake,
                addresses.onekyc.clone(),
            )
        }
    }

    pub(crate) fn selfie_liveness(config: &SimulatorConfig, addresses: &Addresses) -> Self {
        Self {
            partner_origins: config.selfie_partner_origins.clone(),
            callback: config.selfie_callback.clone(),
            reference_image: config.selfie_reference_image.clone(),
            ..Self::new(
                Product::SelfieLiveness,
                Handshake::default(),
                addresses.selfie.clone(),
            )
        }
    }

    fn new(product: Product, handshake: Handshake, base_url: String) -> Self {
        Self {
            product,
            tokens: Bounded::new(MOST_TOKENS),
            sessions: Bounded::new(MOST_SESSIONS),
            by_user_token: Bounded::new(MOST_SESSIONS),
            by_submission: Bounded::new(MOST_SESSIONS),
            uploads: Bounded::new(MOST_UPLOADS),
            deliveries: VecDeque::new(),
            next: VecDeque::new(),
            switches: Switches::new(handshake),
            handshake,
            partner_origins: Vec::new(),
            callback: None,
            reference_calls: VecDeque::new(),
            reference_image: None,
            base_url,
            web_origin: String::new(),
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
        self.reference_calls.clear();
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
        accounts::by_id(self.product, token.client_id)
    }

    pub(crate) fn queue(&mut self, scenario: Scenario, times: usize) -> bool {
        if self.next.len().saturating_add(times) > MOST_WAITING {
            return false;
        }
        self.next.extend(std::iter::repeat_n(scenario, times));
        true
    }

    /// A scenario that comes before all that wait.
    pub(crate) fn play_next(&mut self, scenario: Scenario) {
        self.next.push_front(scenario);
        self.next.truncate(MOST_WAITING);
    }

    /// The refusal of a call that belongs to no session yet, if the next scenario is one; used up by it.
    pub(crate) fn next_refusal(&mut self, call: refusals::Call) -> Option<Failure> {
        let failure = refusals::scripted(*self.next.front()?, call)?;
        self.next.pop_front();
        Some(failure)
    }

    pub(crate) fn waiting_scenarios(&self) -> Vec<Scenario> {
        self.next.iter().copied().collect()
    }

    /// The scenario of the next session, which is used up by it.
    pub(crate) fn choose_scenario(&mut self, user_id: &str) -> Scenario {
        self.next
            .pop_front()
            .or_else(|| Scenario::by_user_id(self.product.scenarios(), user_id))
            .unwrap_or(VALID)
    }

    /// The scenario of the session that opens next or, when none waits, of the newest.
    pub(crate) fn coming_scenario(&self) -> Option<Scenario> {
        let waiting = self.next.front().copied();
        waiting.or_else(|| Some(self.sessions.values().last()?.scenario))
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
        let opens = if scenario.is("user_token_of_other_session") {
            entropy.uuid()
        } else {
            id.clone()
        };
        self.by_user_token.insert(user_token.clone(), opens);
        let user_token_lifetime_s = if scenario.is("user_token_expired") {
            0
        } else {
            USER_TOKEN_LIFETIME_S
        };
        let session = Session {
            client_id,
            request,
            scenario,
            user_token,
            created_ms: now_ms,
            launch_expires_ms: now_ms
                .saturating_add(self.switches.launch_lifetime_s.saturating_mul(1_000)),
            user_token_expires_ms: now_ms.saturating_add(user_token_lifetime_s * 1_000),
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

    /// Whether a script of this origin may call the gateway.
    pub(crate) fn lets_in(&self, origin: &[u8]) -> bool {
        match self.product {
            Product::Iframe => origin == self.web_origin.as_bytes(),
            Product::SelfieLiveness => self
                .partner_origins
                .iter()
                .any(|known| known.as_bytes() == origin),
        }
    }

    /// Takes a confirmed capture, and plans what follows from it.
    pub(crate) fn take_capture(
        &mut self,
        partner_session_id: &str,
        submission_id: &str,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<Taken, Refused> {
        let session = self
            .sessions
            .get_mut(partner_session_id)
            .ok_or(Refused::NoSuchSubmission)?;
        let asks_partner = self.product == Product::SelfieLiveness;
        let plan = reference::plan(session, asks_partner, self.reference_image.is_some());
        let is_optional = self.switches.reference_image_optional;
        let taken = processing::confirm(session, submission_id, plan, is_optional, now_ms)?;
        match taken {
            Taken::Retry | Taken::Stuck => {}
            Taken::AsksReference => {
                reference::ask(&mut self.reference_calls, session, entropy, now_ms);
            }
            Taken::Settled => callback::schedule(self, partner_session_id, entropy, now_ms),
        }
        Ok(taken)
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
