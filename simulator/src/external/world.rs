//! The service's state and rules, without HTTP.

use std::collections::VecDeque;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::bounded::Bounded;
use crate::config::{CallbackTarget, SimulatorConfig};
use crate::entropy::Entropy;
use crate::external::answers::{self, Answer, Bend, Secrets};
use crate::external::callback::{self, Delivery};
use crate::external::callback_plays::CallbackPlay;
use crate::external::messages::{Checked, StatusRequest};
use crate::external::scenarios::Scenario;
use crate::external::session::{Act, Session};
use crate::external::status_attacks::StatusAttack;
use crate::external::work_plays::WorkPlay;

const MOST_SESSIONS: usize = 5_000;
const MOST_MESSAGES: usize = 50_000;
const MOST_WAITING: usize = 1_000;

/// What a service may do one way or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switches {
    /// Whether there is a page for the applicant, where the scenario does not say.
    pub(crate) page: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self { page: true }
    }
}

/// Why a message gets no answer but a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The message was answered before.
    Replayed,
    /// Another check has this attempt already, or the same one in other words.
    Conflict,
    /// No such check.
    Unknown,
}

/// Everything that the service remembers.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) secrets: Secrets,
    origin: String,
    /// By the service's own id.
    pub(crate) sessions: Bounded<Session>,
    messages: Bounded<()>,
    next: VecDeque<Scenario>,
    pub(crate) switches: Switches,
    /// Instead of the callback_url that a check names.
    pub(crate) callback: Option<CallbackTarget>,
    pub(crate) deliveries: VecDeque<Delivery>,
}

impl World {
    pub(crate) fn new(config: &SimulatorConfig, origin: &str) -> Self {
        Self {
            secrets: Secrets {
                requests: config.external_request_secret.clone(),
                answers: config.external_answer_secret.clone(),
                second: config.external_second_answer_secret.clone(),
            },
            origin: origin.to_owned(),
            sessions: Bounded::new(MOST_SESSIONS),
            messages: Bounded::new(MOST_MESSAGES),
            next: VecDeque::new(),
            switches: Switches::default(),
            callback: None,
            deliveries: VecDeque::new(),
        }
    }

    /// Forgets checks, scenarios, switches and callbacks. The target of callbacks stays.
    pub(crate) fn reset(&mut self) {
        self.sessions.clear();
        self.messages.clear();
        self.next.clear();
        self.deliveries.clear();
        self.switches = Switches::default();
    }

    /// Lets coming checks play a scenario. False when too many wait already.
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

    /// "Begin a check": the same attempt gets the same answer.
    pub(crate) fn begin(
        &mut self,
        checked: Checked,
        message: &str,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<Answer, Refused> {
        let before = self
            .sessions
            .values()
            .find(|session| session.begin.attempt == checked.begin.attempt)
            .cloned();
        if let Some(before) = before {
            if before.begin != checked.begin {
                return Err(Refused::Conflict);
            }
            self.messages.insert(message.to_owned(), ());
            return Ok(self.begun(&before, StatusCode::OK, message, entropy, now_ms));
        }
        if self.messages.contains(message) {
            return Err(Refused::Replayed);
        }
        self.messages.insert(message.to_owned(), ());
        // The control API wins.
        let scenario = self.next.pop_front().or(checked.scenario);
        let scenario = scenario.unwrap_or(Scenario::Happy);
        let has_page = match scenario {
            Scenario::Work(play) => !play.has_no_page(),
            _ => self.switches.page,
        };
        let session = Session {
            id: entropy.secret(),
            handle: entropy.secret(),
            facts: checked.facts,
            expires_ms: checked.expires_ms,
            begin: checked.begin,
            scenario,
            has_page,
            // Without a page the service does it all.
            act: (!has_page).then_some(Act::Approve),
            reads: 0,
        };
        self.sessions.insert(session.id.clone(), session.clone());
        if !has_page || scenario == Scenario::Callback(CallbackPlay::Early) {
            callback::schedule(self, &session, entropy, now_ms);
        }
        Ok(self.begun(&session, StatusCode::CREATED, message, entropy, now_ms))
    }

    fn begun(
        &self,
        session: &Session,
        status: StatusCode,
        message: &str,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Answer {
        let mut body = answers::begun(session, &self.origin);
        let bend = match session.scenario {
            Scenario::Begin(play) => {
                play.change(&mut body, &entropy.uuid());
                play.bend()
            }
            _ => Bend::Nothing,
        };
        answers::answer(&self.secrets, status, &body, message, now_ms, bend)
    }

    /// "Where does it stand?": a message is answered once.
    pub(crate) fn status(
        &mut self,
        id: &str,
        request: &StatusRequest,
        message: &str,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<Answer, Refused> {
        if self.messages.contains(message) {
            return Err(Refused::Replayed);
        }
        self.messages.insert(message.to_owned(), ());
        let another = entropy.uuid();
        let session = self
            .sessions
            .get_mut(id)
            .filter(|session| session.id == request.id && session.begin.check == request.check)
            .ok_or(Refused::Unknown)?;
        let standing = session.standing(now_ms);
        if session.act.is_some() {
            session.reads = session.reads.saturating_add(1);
        }
        let mut body = answers::state(session, standing);
        let acted = session.act.is_some();
        let attack = match session.scenario {
            Scenario::Status(attack) if acted => Some(attack),
            _ => None,
        };
        let Some(attack) = attack else {
            let bend = Bend::Nothing;
            return Ok(answers::answer(
                &self.secrets,
                StatusCode::OK,
                &body,
                message,
                now_ms,
                bend,
            ));
        };
        attack.change(&mut body, &another);
        let mut message = message.to_owned();
        if attack == StatusAttack::Replayed {
            // Whole and genuine, about another check: as it was answered to another message.
            let mut other = session.clone();
            other.id = entropy.secret();
            other.begin.check.clone_from(&another);
            body = answers::state(&other, standing);
            message = entropy.uuid();
        }
        let bend = attack.bend();
        Ok(answers::answer(
            &self.secrets,
            StatusCode::OK,
            &body,
            &message,
            now_ms,
            bend,
        ))
    }

    /// The check behind a page.
    pub(crate) fn behind(&self, handle: &str) -> Option<&Session> {
        self.sessions
            .values()
            .find(|session| session.has_page && session.handle == handle)
    }

    /// The person's part; the first decision counts. Says where the browser goes.
    pub(crate) fn act(
        &mut self,
        id: &str,
        act: Act,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Option<Option<String>> {
        let session = self.sessions.get_mut(id)?;
        let decides = match session.act {
            None | Some(Act::Leave) => now_ms < session.expires_ms,
            Some(_) => false,
        };
        if decides {
            session.act = Some(act);
            let session = session.clone();
            if act != Act::Leave {
                callback::schedule(self, &session, entropy, now_ms);
            }
        }
        Some(self.sessions.get(id)?.location())
    }

    /// Whether the page stays where it is after the person's part.
    pub(crate) fn stays(session: &Session) -> bool {
        session.scenario == Scenario::Work(WorkPlay::NeverReturns)
    }
}
