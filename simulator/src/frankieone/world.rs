//! FrankieOne's state and the rules of its BFF, without HTTP.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value;

use crate::bounded::Bounded;
use crate::config::SimulatorConfig;
use crate::entropy::Entropy;
use crate::frankieone::accounts::Caller;
use crate::frankieone::errors::{ErrorCode, Failure};
use crate::frankieone::idp::grants::Idps;
use crate::frankieone::keys::Keys;
use crate::frankieone::scenarios::{HAPPY, Scenario};
use crate::frankieone::session::{Authorisation, Entity, Fetched, Session, Subject};
use crate::frankieone::switches::Switches;
use crate::frankieone::token;
use crate::simulator::Addresses;

const MOST_SESSIONS: usize = 5_000;
const MOST_ENTITIES: usize = 5_000;
/// Most scenarios that wait for coming references.
const MOST_WAITING: usize = 1_000;
/// `read_back_late` answers 404 this often.
const LATE_READS: u32 = 3;

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sessions: Bounded<Session>,
    pub(crate) entities: Bounded<Entity>,
    entity_of_reference: Bounded<String>,
    scenario_of_reference: Bounded<Scenario>,
    next: VecDeque<Scenario>,
    pub(crate) switches: Switches,
    pub(crate) idps: Idps,
    pub(crate) keys: Arc<Keys>,
    secret: String,
    environment: String,
    configured_redirect_url: String,
    /// The `redirect_url` of the recipe, registered with every IdP.
    pub(crate) redirect_url: String,
}

impl World {
    pub(crate) fn new(
        config: &SimulatorConfig,
        addresses: &Addresses,
        keys: Arc<Keys>,
        entropy: &Entropy,
    ) -> Self {
        let redirect_url = config.frankieone_redirect_url.clone();
        Self {
            sessions: Bounded::new(MOST_SESSIONS),
            entities: Bounded::new(MOST_ENTITIES),
            entity_of_reference: Bounded::new(MOST_ENTITIES),
            scenario_of_reference: Bounded::new(MOST_SESSIONS),
            next: VecDeque::new(),
            switches: Switches::default(),
            idps: Idps::new(),
            keys,
            secret: entropy.secret(),
            environment: addresses.frankieone.clone(),
            configured_redirect_url: redirect_url.clone(),
            redirect_url,
        }
    }

    /// Forgets sessions, individuals, scenarios, switches and what the IdPs know; the signing key stays.
    pub(crate) fn reset(&mut self) {
        self.sessions.clear();
        self.entities.clear();
        self.entity_of_reference.clear();
        self.scenario_of_reference.clear();
        self.next.clear();
        self.switches = Switches::default();
        self.idps.reset();
        self.redirect_url.clone_from(&self.configured_redirect_url);
    }

    /// Every session token is refused from now on.
    pub(crate) fn revoke_tokens(&mut self, entropy: &Entropy) {
        self.secret = entropy.secret();
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

    /// The scenario of a case: a new reference uses up the one that waits.
    pub(crate) fn scenario_for(&mut self, caller: Caller, subject: &Subject) -> Scenario {
        let reference = match subject {
            Subject::Entity(id) => {
                return self
                    .entity(caller.customer.id, id)
                    .map_or(HAPPY, |entity| entity.scenario);
            }
            Subject::Reference(reference) => reference,
        };
        let key = key(caller.customer.id, reference);
        if let Some(known) = self.scenario_of_reference.get(&key) {
            return *known;
        }
        let scenario = self
            .next
            .pop_front()
            .or_else(|| Scenario::by_reference(reference))
            .unwrap_or(HAPPY);
        // A call that fails leaves nothing behind: the next one is a new case.
        let fails_at_once = ["machine_session_unauthorised", "machine_session_refused"];
        if !fails_at_once.contains(&scenario.name()) {
            self.scenario_of_reference.insert(key, scenario);
        }
        scenario
    }

    /// Opens a machine session; answers with its token.
    pub(crate) fn open(
        &mut self,
        caller: Caller,
        subject: Subject,
        scenario: Scenario,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Option<String> {
        let session = Session {
            id: entropy.uuid(),
            customer: caller.customer,
            child: caller.child,
            subject,
            scenario,
            created_ms: now_ms,
            expires_ms: now_ms.saturating_add(self.switches.token_lifetime_s.saturating_mul(1_000)),
            authorisation: Authorisation::NotBegun,
            fetched: None,
        };
        if let Some(reference) = session.subject.reference()
            && scenario.is("preloaded")
            && self
                .entity_by_reference(caller.customer.id, reference)
                .is_none()
        {
            let individual = serde_json::json!({
                "name": { "givenName": "Preloaded", "familyName": "Person" },
                "addresses": [],
                "documents": [],
            });
            self.import(&session, &individual, entropy, now_ms);
        }
        let token = self.token_of(&session, now_ms);
        self.sessions.insert(session.id.clone(), session);
        token
    }

    /// A token for the session.
    pub(crate) fn token_of(&self, session: &Session, now_ms: i64) -> Option<String> {
        let issue = token::Issue {
            environment: &self.environment,
            frankie2customer: self.switches.frankie2customer,
            now_ms,
        };
        token::mint(session, issue, &self.secret)
    }

    /// The session that a token opens.
    pub(crate) fn of_token(&self, token: &str, now_ms: i64) -> Result<&Session, Failure> {
        let id =
            token::session_id(token, &self.secret, now_ms).ok_or_else(Failure::unauthorised)?;
        self.sessions
            .get(&id)
            .filter(|session| now_ms < session.expires_ms)
            .ok_or_else(Failure::unauthorised)
    }

    /// The recipe was fetched: the browser may be sent to an IdP.
    pub(crate) fn begin_authorisation(&mut self, session_id: &str) {
        if let Some(session) = self.sessions.get_mut(session_id)
            && session.authorisation == Authorisation::NotBegun
        {
            session.authorisation = Authorisation::Outstanding;
        }
    }

    /// One code may be redeemed at a time, and only while an authorisation is outstanding (contract 2.9).
    pub(crate) fn begin_redeeming(&mut self, session_id: &str, idp: &str) -> Result<(), Failure> {
        let session = self
            .sessions
            .get_mut(session_id)
            .ok_or_else(Failure::unauthorised)?;
        // Only a case that is not an individual yet can be federated.
        if session.subject.reference().is_none() {
            return Err(Failure::incorrect_parameter());
        }
        if session.authorisation != Authorisation::Outstanding {
            return Err(no_access_token(idp));
        }
        session.authorisation = Authorisation::Redeeming;
        Ok(())
    }

    /// Keeps the fetched individual, or lets the session try again.
    pub(crate) fn end_redeeming(
        &mut self,
        session_id: &str,
        idp: &str,
        individual: Option<&Value>,
        now_ms: i64,
    ) {
        let lifetime_ms = self.switches.cache_lifetime_s.saturating_mul(1_000);
        let Some(session) = self.sessions.get_mut(session_id) else {
            return;
        };
        let Some(individual) = individual else {
            session.authorisation = Authorisation::Outstanding;
            return;
        };
        session.authorisation = Authorisation::Used;
        let expires_ms = if session.scenario.is("cache_expired") {
            now_ms
        } else {
            now_ms.saturating_add(lifetime_ms)
        };
        session.fetched = Some(Fetched {
            idp: idp.to_owned(),
            individual: individual.clone(),
            expires_ms,
            entity_id: None,
        });
    }

    /// Imports the fetched individual; twice is once. Answers with the entity's id and whether it is new.
    pub(crate) fn approve(
        &mut self,
        session_id: &str,
        idp: &str,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<(String, bool), Failure> {
        let session = self
            .sessions
            .get(session_id)
            .ok_or_else(Failure::unauthorised)?
            .clone();
        let fetched = session
            .fetched
            .as_ref()
            .filter(|fetched| fetched.idp == idp)
            .ok_or_else(Failure::data_expired)?;
        if let Some(id) = &fetched.entity_id {
            return Ok((id.clone(), false));
        }
        if now_ms >= fetched.expires_ms {
            return Err(Failure::data_expired());
        }
        let (id, is_new) = self.import(&session, &fetched.individual, entropy, now_ms);
        if let Some(session) = self.sessions.get_mut(session_id)
            && let Some(fetched) = session.fetched.as_mut()
        {
            fetched.entity_id = Some(id.clone());
        }
        Ok((id, is_new))
    }

    /// One reference is one individual.
    fn import(
        &mut self,
        session: &Session,
        individual: &Value,
        entropy: &Entropy,
        now_ms: i64,
    ) -> (String, bool) {
        let reference = session.subject.reference().unwrap_or_default();
        let customer_id = session.customer.id;
        if let Some(known) = self.entity_by_reference(customer_id, reference) {
            return (known.id.clone(), false);
        }
        let id = entropy.uuid();
        if !session.scenario.is("approve_not_imported") {
            self.entity_of_reference
                .insert(key(customer_id, reference), id.clone());
            self.entities.insert(
                id.clone(),
                Entity {
                    id: id.clone(),
                    customer_id,
                    reference: reference.to_owned(),
                    individual: individual.clone(),
                    scenario: session.scenario,
                    imported_ms: now_ms,
                    reads: 0,
                },
            );
        }
        (id, true)
    }

    fn entity(&self, customer_id: &str, id: &str) -> Option<&Entity> {
        self.entities
            .get(id)
            .filter(|entity| entity.customer_id == customer_id)
    }

    fn entity_by_reference(&self, customer_id: &str, reference: &str) -> Option<&Entity> {
        let id = self.entity_of_reference.get(&key(customer_id, reference))?;
        self.entities.get(id)
    }

    /// The individual that a session may read, by its own reference or entity only; counts the reading.
    pub(crate) fn read(&mut self, session_id: &str, asked: &Subject) -> Result<Entity, Failure> {
        let session = self
            .sessions
            .get(session_id)
            .ok_or_else(Failure::unauthorised)?;
        let customer_id = session.customer.id;
        let own = match &session.subject {
            Subject::Reference(reference) => self.entity_by_reference(customer_id, reference),
            Subject::Entity(id) => self.entity(customer_id, id),
        };
        let id = own
            .filter(|entity| match asked {
                Subject::Reference(reference) => entity.reference == *reference,
                Subject::Entity(id) => entity.id == *id,
            })
            .map(|entity| entity.id.clone())
            .ok_or_else(Failure::not_found)?;
        let entity = self.entities.get_mut(&id).ok_or_else(Failure::not_found)?;
        entity.reads = entity.reads.saturating_add(1);
        if entity.scenario.is("read_back_late") && entity.reads <= LATE_READS {
            return Err(Failure::not_found());
        }
        if entity.scenario.is("read_back_forbidden") {
            return Err(Failure::new(ErrorCode::VendorForbidden, "Forbidden"));
        }
        Ok(entity.clone())
    }
}

/// What a code that cannot be redeemed leads to.
pub(crate) fn no_access_token(idp: &str) -> Failure {
    Failure::new(
        ErrorCode::VendorAccessDenied,
        format!("There was an issue fetching access token from {idp}"),
    )
}

fn key(customer_id: &str, reference: &str) -> String {
    format!("{customer_id}\n{reference}")
}
