//! The applicant's pages: each is read by GET and acted on by a form posted to its own path.

pub mod check;
pub mod choice;
pub mod consents;
pub(super) mod day;
pub mod ended;
pub mod frame;
pub mod help;
pub mod instead;
pub mod later;
pub mod leave;
pub mod link;
pub mod not_me;
pub mod onboarding;
pub(super) mod outline;
pub mod root;
pub mod skip;
pub mod start;
pub mod step;
pub mod wait;
pub mod way_back;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::Response,
};
use vestibule::{
    id::{OnboardingId, StepName},
    journey::{Step, StepKind},
    locale::Locale,
    onboarding::{ChoiceStatus, OnboardingStatus, StepStatus},
};
use vestibule_app::page::{
    Branding, CameraNotice, Dead, Need, OtherWays, Place, Problem, ProviderView, Ways, WaysOut,
};

use super::{AppState, render, routes, visitor::Visitor};
use crate::{
    db::checks::CheckRow,
    provider::{PagePolicy, ProviderPolicy},
    services::{
        ServiceError, Whereabouts, case::Case, core::Connected, links, onboardings, pauses,
    },
};

/// An onboarding of this visitor's, from the path.
pub struct Here {
    /// Whose browser this is.
    pub visitor: Visitor,
    /// The onboarding.
    pub case: Case,
}

/// A step of this visitor's onboarding, from the path.
pub struct AtStep {
    /// Whose browser this is.
    pub visitor: Visitor,
    /// The onboarding.
    pub case: Case,
    /// The step's name; the journey has it.
    pub step: StepName,
}

/// Malformed ids, unknown ids and other people's ids: the same page for all.
async fn not_found(state: &AppState, visitor: &Visitor) -> Response {
    render::problem(state, visitor, Problem::NotFound, None).await
}

async fn visitor(parts: &mut Parts, state: &AppState) -> Result<Visitor, Response> {
    match <Visitor as FromRequestParts<AppState>>::from_request_parts(parts, state).await {
        Ok(visitor) => Ok(visitor),
        Err(_) => Err(render::problem_for(state, (Locale::En, ""), Problem::Internal, None).await),
    }
}

/// Remembers which onboarding this page is about, for whoever reads its support code out.
fn saw(state: &AppState, visitor: &Visitor, id: &OnboardingId) {
    let core = &state.core;
    let now = core.clock.now();
    core.support_codes.saw(&visitor.support_code, id, now);
}

async fn read(state: &AppState, visitor: &Visitor, id: &str) -> Result<Case, Response> {
    let Ok(id) = OnboardingId::new(id) else {
        return Err(not_found(state, visitor).await);
    };
    match onboardings::read(&state.core, visitor.applicant.as_deref(), &id).await {
        Ok(case) => {
            saw(state, visitor, &id);
            Ok(case)
        }
        Err(ServiceError::NotFound) => Err(not_ours(state, visitor, &id).await),
        Err(error) => Err(render::refusal(state, visitor, error, None).await),
    }
}

/// Another's, unless this browser had it and another one went on with a newer link.
async fn not_ours(state: &AppState, visitor: &Visitor, id: &OnboardingId) -> Response {
    if !visitor.had_claimed(id).await {
        return not_found(state, visitor).await;
    }
    match links::taken_over(&state.core, id).await {
        Ok(invited) => {
            let path = routes::tasks(id);
            link::dead(state, visitor, &path, (Dead::Moved, invited, None)).await
        }
        Err(error) => render::refusal(state, visitor, error, None).await,
    }
}

/// One that goes on. What was closed leads to its result, whichever of its pages is asked for.
async fn read_open(state: &AppState, visitor: &Visitor, id: &str) -> Result<Case, Response> {
    let case = read(state, visitor, id).await?;
    match case.row.closed_at {
        Some(_) => Err(render::see_other(&routes::result(&case.id))),
        None => Ok(case),
    }
}

impl FromRequestParts<AppState> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = visitor(parts, state).await?;
        let Ok(Path(id)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(not_found(state, &visitor).await);
        };
        let case = read(state, &visitor, &id).await?;
        Ok(Self { visitor, case })
    }
}

impl FromRequestParts<AppState> for AtStep {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = visitor(parts, state).await?;
        let Ok(Path((id, step))) = Path::<(String, String)>::from_request_parts(parts, state).await
        else {
            return Err(not_found(state, &visitor).await);
        };
        let case = read_open(state, &visitor, &id).await?;
        match StepName::new(step) {
            Ok(step) if case.journey.step(&step).is_some() => Ok(Self {
                visitor,
                case,
                step,
            }),
            _ => Err(not_found(state, &visitor).await),
        }
    }
}

/// A provider step with everything its pages show.
pub struct ProviderAt<'a> {
    /// The connection.
    pub connected: &'a Connected,
    /// What the adapter says about itself.
    pub policy: &'a ProviderPolicy,
    /// What headers and layout must allow.
    pub page: PagePolicy,
    /// The step's newest check.
    pub check: Option<&'a CheckRow>,
}

/// What an operator says while no check can be started at this step.
async fn paused(
    state: &AppState,
    visitor: &Visitor,
    provider: &ProviderAt<'_>,
) -> Result<Option<String>, ServiceError> {
    let connection = &provider.connected.connection.name;
    let said = pauses::said_of_connection(&state.core, connection).await?;
    Ok(said.map(|texts| texts.get(visitor.locale).to_owned()))
}

impl<'a> ProviderAt<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when the step is not a provider's.
    pub fn of(state: &'a AppState, case: &'a Case, step: &StepName) -> Result<Self, ServiceError> {
        let provider = case.checked_elsewhere(step)?;
        let connected = state.core.connected(provider.connection.as_str())?;
        Ok(Self {
            connected,
            policy: connected.provider.policy(),
            page: state.core.page_policy(connected)?,
            check: case.newest_check(step),
        })
    }

    /// Whose frame may ask for a passkey.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    pub fn passkey_origins(&self) -> Result<Vec<String>, ServiceError> {
        let connection = &self.connected.connection;
        Ok(self.connected.provider.passkey_origins(connection)?)
    }

    /// Who is in the box.
    #[must_use]
    pub fn view(&self) -> ProviderView {
        let site = self
            .page
            .frame_origins
            .first()
            .and_then(|origin| origin.split("://").nth(1))
            .unwrap_or_default();
        ProviderView {
            name: self.connected.connection.display_name.clone(),
            site: site.to_owned(),
            needs_scripts: self.policy.needs_scripts,
        }
    }

    /// The ways there are.
    ///
    /// # Errors
    /// Only when the settings were never checked.
    pub fn ways(&self, visitor: &Visitor) -> Result<Ways, ServiceError> {
        let connection = &self.connected.connection;
        let wait = self.connected.provider.shows_nothing(connection)?;
        let (frame, page) = (self.policy.frame && !wait, self.policy.page && !wait);
        Ok(Ways {
            frame,
            page,
            page_first: page && (visitor.page_first || !frame),
            wait,
        })
    }

    /// What the applicant needs.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        [
            (self.policy.needs_phone, Need::Phone),
            (self.policy.needs_app, Need::App),
            (self.policy.needs_camera, Need::Camera),
            (self.policy.needs_document, Need::Document),
        ]
        .into_iter()
        .filter_map(|(needed, need)| needed.then_some(need))
        .collect()
    }

    /// What is said about the camera, where one is used.
    #[must_use]
    pub fn camera(&self, case: &Case, visitor: &Visitor) -> Option<CameraNotice> {
        self.policy.needs_camera.then(|| CameraNotice {
            stored: case.journey.stored.get(visitor.locale).to_owned(),
        })
    }
}

/// Whose journey a page belongs to, and the ways out of it.
fn branding(case: &Case, visitor: &Visitor) -> Branding {
    let goes_on = matches!(case.status(), Ok(OnboardingStatus::InProgress));
    Branding {
        company: case.journey.company.clone(),
        journey: case.journey.title.get(visitor.locale).to_owned(),
        contact: case.journey.contact.clone(),
        out: Some(WaysOut {
            help: routes::help(&case.id),
            later: goes_on.then(|| routes::later(&case.id)),
            consents: asks_for_consent(case).then(|| routes::consents(&case.id)),
            not_me: may_disown(case).then(|| routes::not_me(&case.id)),
        }),
    }
}

/// Whether a client began it, it is not over, and the client has not read it: then whoever did not expect it can end it.
fn may_disown(case: &Case) -> bool {
    case.row.client != onboardings::DIRECT
        && case.row.bound_at.is_none()
        && matches!(case.status(), Ok(status) if !status.is_terminal())
}

fn asks_for_consent(case: &Case) -> bool {
    let mut steps = case.journey.steps.iter();
    steps.any(|step| matches!(step.kind, StepKind::Terms(_)))
}

/// A step's title, which says when the step is optional.
pub(super) fn title(step: &Step, locale: Locale) -> String {
    let title = step.title.get(locale);
    match step.optional {
        true => vestibule_app::optional(locale, title),
        false => title.to_owned(),
    }
}

/// "Step 2 of 4", and the step's title.
fn place(case: &Case, visitor: &Visitor, step: &StepName) -> (Place, String) {
    let title = case
        .journey
        .step(step)
        .map_or_else(String::new, |(_, found)| title(found, visitor.locale));
    (outline::place(case, step), title)
}

/// What can be done instead of a step.
fn other_ways(case: &Case, step: &StepName) -> Result<OtherWays, ServiceError> {
    let (_, found) = case.step(step)?;
    let may_skip = found.optional
        && matches!(
            case.status_of(step)?,
            StepStatus::Ready | StepStatus::Problem | StepStatus::Exhausted
        );
    let goes_on = case.status()? == OnboardingStatus::InProgress;
    let choice = found.way.as_ref().map(|way| &way.choice);
    let may_choose = choice.filter(|choice| {
        matches!(
            case.choice_status(choice),
            ChoiceStatus::Chosen | ChoiceStatus::Problem
        )
    });
    Ok(OtherWays {
        skip: (may_skip && goes_on).then(|| routes::skip(&case.id, step)),
        choose: may_choose
            .filter(|_| goes_on)
            .map(|choice| routes::choice(&case.id, choice)),
        instead: (found.instead.is_some() && case.may_hand_over())
            .then(|| routes::instead(&case.id, step)),
    })
}

/// The end of the id, which is its random part: short enough to be read out, and it finds the onboarding for operators.
pub(super) fn reference_of(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_ascii_uppercase()
}

fn reference(case: &Case) -> String {
    reference_of(case.id.as_str())
}

/// The page that the applicant should be on instead of this one, if it is another.
fn elsewhere(
    case: &Case,
    step: &StepName,
    here: &Whereabouts,
) -> Result<Option<Response>, ServiceError> {
    let place = case.whereabouts(step)?;
    Ok((place != *here).then(|| render::see_other(&routes::whereabouts(&case.id, &place))))
}
