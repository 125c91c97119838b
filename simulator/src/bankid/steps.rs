//! What happens on the client page (steps 8 and 9 of the BankID iframe documentation), without HTTP.

use subtle::ConstantTimeEq;

use crate::bankid::frame_plays::FramePlay;
use crate::bankid::personas::{self, Persona};
use crate::bankid::return_plays::{Surroundings, location};
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{
    Authorization, CODE_LIFETIME_MS, Code, Exchange, Granted, Outcome, Session, URI_LIFETIME_MS,
};
use crate::bankid::world::World;
use crate::entropy::Entropy;

/// What the person, or the page by itself, does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The page has checked its referrer.
    Begin,
    /// The person types a national identity number.
    Identify(String),
    /// The person decides in the app, or the app fails.
    End(Outcome),
}

/// What the page shows next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum View {
    /// It asks for the national identity number; `true` when the one that was typed is wrong.
    Identity { wrong: bool },
    /// It waits for the app.
    App,
    /// It goes there.
    Return(String),
    /// It says that all is done, and stays.
    Closing,
    /// It says that something went wrong, and stays.
    Failed,
}

/// The answer to a step: the events to post, in order, then the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) events: Vec<&'static str>,
    pub(crate) view: View,
}

/// Why the page is not shown, or a step not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Nothing belongs to this address.
    Unknown,
    /// The 60 s are over.
    Expired,
    /// The code was issued, or the person has decided.
    Used,
    /// It does not come from the page.
    Forged,
    /// Not at this place.
    OutOfOrder,
}

/// Events while the app is waited for.
const PENDING: [&str; 2] = ["authorization_pending", "awaiting_delegated_authentication"];
const IDENTITY: &str = "awaiting_user_identity_input";
const RETURNING: &str = "redirecting_to_merchant";

impl World {
    /// The session of an authorize_uri that a browser opens.
    pub(crate) fn open(
        &mut self,
        handle: &str,
        browser: Option<&str>,
        new_browser: &str,
        now_ms: i64,
    ) -> Result<&Session, Refused> {
        let id = self.by_handle(handle).ok_or(Refused::Unknown)?;
        let session = self.sessions.get_mut(&id).ok_or(Refused::Unknown)?;
        let authorization = session.authorization.as_mut().ok_or(Refused::Unknown)?;
        if authorization.outcome.is_some() {
            return Err(Refused::Used);
        }
        let opened_it = browser.is_some() && authorization.browser.as_deref() == browser;
        let is_over = now_ms >= authorization.created_ms.saturating_add(URI_LIFETIME_MS);
        if is_over && !opened_it {
            return Err(Refused::Expired);
        }
        authorization
            .browser
            .get_or_insert_with(|| browser.unwrap_or(new_browser).to_owned());
        Ok(session)
    }

    /// A step of the page that has this token in it.
    pub(crate) fn take_step(
        &mut self,
        handle: &str,
        page_token: &str,
        step: Step,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Result<Progress, Refused> {
        let id = self.by_handle(handle).ok_or(Refused::Unknown)?;
        let session = self.sessions.get_mut(&id).ok_or(Refused::Unknown)?;
        let scenario = session.scenario;
        let hinted = session.registration.login_hint.clone();
        let permission_is_over = now_ms >= session.expires_ms();
        let authorization = session.authorization.as_mut().ok_or(Refused::Unknown)?;
        if !bool::from(
            authorization
                .page_token
                .as_bytes()
                .ct_eq(page_token.as_bytes()),
        ) {
            return Err(Refused::Forged);
        }
        if authorization.outcome.is_some() {
            return Err(Refused::Used);
        }
        let asks = scenario == Scenario::Frame(FramePlay::IdentityInput);
        let known = authorization
            .typed_nnin
            .clone()
            .or(hinted.filter(|_| !asks));
        match step {
            Step::Begin if scenario == Scenario::Frame(FramePlay::InitializationErrored) => Ok(
                told(authorization, vec!["initialization_errored"], View::Failed),
            ),
            Step::Begin => match known {
                None => {
                    let events = vec!["initialization_completed", IDENTITY];
                    Ok(told(authorization, events, View::Identity { wrong: false }))
                }
                Some(nnin) => Ok(self.recognise(
                    &id,
                    &nnin,
                    vec!["initialization_completed"],
                    entropy,
                    now_ms,
                )),
            },
            Step::Identify(_) if known.is_some() => Err(Refused::OutOfOrder),
            Step::Identify(nnin) if !personas::is_nnin(&nnin) => Ok(told(
                authorization,
                Vec::new(),
                View::Identity { wrong: true },
            )),
            Step::Identify(nnin) => {
                authorization.typed_nnin = Some(nnin.clone());
                Ok(self.recognise(&id, &nnin, Vec::new(), entropy, now_ms))
            }
            Step::End(outcome) => {
                let persona = known.as_deref().and_then(personas::by_nnin);
                if outcome == Outcome::Granted && persona.is_none() {
                    return Err(Refused::OutOfOrder);
                }
                let outcome = match (outcome, scenario) {
                    (Outcome::Granted, _) if permission_is_over => Outcome::Timeout,
                    (Outcome::Granted, Scenario::Frame(FramePlay::Denied)) => Outcome::Denied,
                    (Outcome::Granted, Scenario::Frame(FramePlay::Timeout)) => Outcome::Timeout,
                    (Outcome::Granted, Scenario::Frame(FramePlay::Errored)) => Outcome::Errored,
                    _ => outcome,
                };
                Ok(self.end(&id, outcome, persona, entropy, now_ms))
            }
        }
    }

    /// Waits for the app of the person with this number; without such an app the authorization fails.
    fn recognise(
        &mut self,
        id: &str,
        nnin: &str,
        mut events: Vec<&'static str>,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Progress {
        let has_app = personas::by_nnin(nnin).is_some_and(|persona| persona.has_biometrics);
        if has_app {
            events.extend(PENDING);
            return match self.authorization(id) {
                Some(authorization) => told(authorization, events, View::App),
                None => Progress {
                    events,
                    view: View::Failed,
                },
            };
        }
        if let Some(authorization) = self.authorization(id) {
            authorization.events.extend(&events);
        }
        let end = self.end(id, Outcome::Errored, None, entropy, now_ms);
        events.extend(end.events);
        Progress {
            events,
            view: end.view,
        }
    }

    /// Ends the person's part: the grant, the code, the address to return to.
    pub(crate) fn end(
        &mut self,
        id: &str,
        outcome: Outcome,
        persona: Option<&'static Persona>,
        entropy: &Entropy,
        now_ms: i64,
    ) -> Progress {
        let around = self.surroundings(id, entropy);
        let failed = Progress {
            events: vec![outcome.event()],
            view: View::Failed,
        };
        let Some(session) = self.sessions.get_mut(id) else {
            return failed;
        };
        let scenario = session.scenario;
        let Some(authorization) = session.authorization.as_mut() else {
            return failed;
        };
        authorization.outcome = Some(outcome);
        if let (Outcome::Granted, Some(persona)) = (outcome, persona) {
            session.granted = Some(Granted {
                persona,
                at_ms: now_ms,
            });
            authorization.code = Some(Code {
                value: entropy.secret(),
                expires_ms: now_ms.saturating_add(CODE_LIFETIME_MS),
                exchange: Exchange::Waiting,
            });
        }
        authorization.location = location(authorization, scenario, outcome, &around);
        let (events, view) = match authorization.location.clone() {
            Some(to) => (vec![outcome.event(), RETURNING], View::Return(to)),
            None => (vec![outcome.event()], View::Closing),
        };
        told(authorization, events, view)
    }

    fn surroundings(&self, id: &str, entropy: &Entropy) -> Surroundings {
        let of_other = |read: fn(&Authorization) -> Option<String>| {
            self.latest_other(id, |session| session.authorization.as_ref().and_then(read))
        };
        Surroundings {
            biometrics_issuer: self.biometrics_issuer.clone(),
            oidc_issuer: self.oidc_issuer.clone(),
            with_iss: self.switches.iss_parameter,
            foreign_state: of_other(|other| Some(other.request.state.clone())),
            foreign_code: of_other(|other| other.code.as_ref().map(|code| code.value.clone())),
            noise: entropy.secret(),
        }
    }

    fn by_handle(&self, handle: &str) -> Option<String> {
        self.find(|session| {
            session.authorization.as_ref().is_some_and(|authorization| {
                bool::from(authorization.handle.as_bytes().ct_eq(handle.as_bytes()))
            })
        })
    }

    fn authorization(&mut self, id: &str) -> Option<&mut Authorization> {
        self.sessions.get_mut(id)?.authorization.as_mut()
    }
}

fn told(authorization: &mut Authorization, events: Vec<&'static str>, view: View) -> Progress {
    authorization.events.extend(&events);
    Progress { events, view }
}
