//! Starting: a fresh provider session in the step's live check.

use vestibule::{
    check::{Signal, State, may_start},
    id::{CheckId, StepName},
    launch::{FrameSpec, Presentation},
    locale::Locale,
    onboarding::{OnboardingStatus, StepStatus},
    reason::Reason,
};

use super::{
    LEAVE_TO, News, SESSION,
    calls::{self, About},
    launch::{handle, new_attempt, permitted, person, sdk_frame},
    locked, polling, record, sdk, session,
};
use crate::{
    connection::Environment,
    crypto::sha256_hex,
    db::{self, Tx, attempts::AttemptRow, checks::CheckRow},
    outbound,
    provider::{Attempt, Launch, ProviderError, ProviderSession, Started},
    services::{
        ServiceError, Whereabouts,
        audit::{self, Actor},
        budgets,
        case::Case,
        clients::Mode,
        control,
        core::{Connected, Core},
        tallies,
    },
};
use vestibule::id::OnboardingId;

/// What starting led to.
#[derive(Debug)]
pub enum Launched {
    /// Show this frame.
    Frame {
        /// The attempt's id.
        attempt: String,
        /// The frame.
        spec: FrameSpec,
    },
    /// The provider's own page is ready to be linked to.
    Page,
    /// There is nothing to show: the applicant should be elsewhere.
    Elsewhere(Whereabouts),
}

/// Begins a check at a provider step, unless one is live.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is not this step's turn or no check is left, [`ServiceError::Paused`] when its
/// connection is paused.
pub async fn begin(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
) -> Result<CheckId, ServiceError> {
    let decided = control::decided(core).await?;
    let mut tx = core.db.begin_write().await?;
    let case = Case::load_for(core, &mut tx, id, applicant, Some(core.db.dialect())).await?;
    let provider = case.checked_elsewhere(step)?;
    let newest = case.newest_check(step);
    if !matches!(
        case.status_of(step)?,
        StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem
    ) {
        return Err(ServiceError::OutOfOrder);
    }
    if let Some(live) = newest.filter(|check| !matches!(check.state, State::Ended(_))) {
        return CheckId::new(live.id.clone())
            .map_err(|error| ServiceError::Internal(Box::new(error)));
    }
    if case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    if let Some(until) = case.cools_down_until(step, core.clock.now()) {
        return Err(ServiceError::TooSoon { until });
    }
    if let Some(pause) = decided.keeps_from_checking(&provider.connection) {
        return Err(pause.refusal());
    }
    let check = CheckRow {
        id: core.new_id(),
        onboarding_id: id.to_string(),
        step: step.to_string(),
        number: newest.map_or(0, |check| check.number) + 1,
        connection: provider.connection.to_string(),
        state: State::Created,
        counted: false,
        polled_at: None,
        ended_at: None,
    };
    let now = core.clock.now();
    db::checks::insert(&mut tx, &check, now).await?;
    tallies::checks::begun(core, &mut tx, &case, &check).await?;
    if case.takes_allowance(step)? {
        let at = (id.as_str(), step.as_str());
        db::allowed_attempts::take(&mut tx, at, &check.id, now).await?;
    }
    let detail = serde_json::json!({ "check": check.id, "step": step, "number": check.number });
    audit::of_case(
        core,
        &mut tx,
        &case,
        ("check.begun", Actor::Applicant),
        &detail,
    )
    .await?;
    tx.commit().await?;
    CheckId::new(check.id).map_err(|error| ServiceError::Internal(Box::new(error)))
}

/// Opens a fresh provider session in the step's live check. The one before it is superseded and given up.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the provider cannot be reached, [`ServiceError::OverBudget`] when it may not be asked:
/// nothing has changed then. The same for [`ServiceError::Paused`].
pub async fn start(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
    presentation: Presentation,
    locale: Locale,
) -> Result<Launched, ServiceError> {
    let case = crate::services::onboardings::read(core, applicant, id).await?;
    let Some(check) = case.newest_check(step).cloned() else {
        return Ok(Launched::Elsewhere(Whereabouts::Step(step.clone())));
    };
    let check_id =
        CheckId::new(check.id.clone()).map_err(|error| ServiceError::Internal(Box::new(error)))?;
    // After any absence, ask the provider first: what was submitted is not to be submitted again.
    if check.state != State::Created {
        // A page that is loaded again asks for its status at the same time, and must not use up the question. Starts are
        // limited in number.
        let urgency = if may_start(check.state) {
            polling::Urgency::Now
        } else {
            polling::Urgency::WhenDue
        };
        polling::ask(core, &check_id, urgency).await?;
    }
    let case = crate::services::onboardings::read(core, applicant, id).await?;
    let Some(check) = case.newest_check(step).cloned() else {
        return Err(ServiceError::NotFound);
    };
    if must_wait(&case, step) {
        return Ok(Launched::Elsewhere(case.whereabouts(step)?));
    }
    if !may_start(check.state) {
        if matches!(check.state, State::Open { .. }) {
            let place = exhaust(core, &check_id, step).await?;
            return Ok(Launched::Elsewhere(place));
        }
        return Ok(Launched::Elsewhere(case.whereabouts(step)?));
    }
    let connected = core.connected(&check.connection)?;
    if is_live_for_a_test(&case, connected) {
        let connection = check.connection.as_str();
        tracing::error!(
            connection,
            "start: a test key began this, and the connection is live now"
        );
        return Err(ServiceError::Unavailable);
    }
    let decided = control::decided(core).await?;
    if let Some(pause) = decided.keeps_from_checking(&connected.connection.name) {
        return Err(pause.refusal());
    }
    let attempt = new_attempt(core, connected, &case, &check_id);
    let person = person(&case, step)?;
    let call = core.call(connected, &case.row.origin, locale);
    let reserved = budgets::reserve(core, &check_id, connected, &person).await?;
    let starting = connected
        .provider
        .start(call, &person, &attempt, presentation);
    let starting = outbound::watched(calls::measured(core, "start", starting));
    let ((started, measured), left) = starting.await;
    calls::write(core, About::from(&check), measured).await;
    if started.is_err() && !left {
        budgets::give_back(core, reserved).await?;
    }
    match started.and_then(|started| permitted(core, connected, started)) {
        Ok(started) => store(core, connected, &check_id, &attempt, (started, locale)).await,
        Err(ProviderError::Unavailable { detail, .. }) => {
            tracing::warn!(
                check = check.id,
                connection = check.connection,
                detail,
                "start: provider unavailable"
            );
            Err(ServiceError::Unavailable)
        }
        Err(error) => {
            tracing::error!(check = check.id, connection = check.connection, %error, "start failed");
            let reason = match error {
                ProviderError::Misconfigured { .. } | ProviderError::Unsupported => {
                    Reason::Misconfigured
                }
                _ => Reason::ProviderError,
            };
            let (mut tx, case, row) = locked(core, &check_id).await?;
            // What came of the provider session before, or of another tab's, is worth more than this start.
            if row.state != check.state || is_coming_back(&mut tx, &row).await? {
                return Ok(Launched::Elsewhere(case.whereabouts(step)?));
            }
            record(core, &mut tx, &case, &row, Signal::Failed(reason).into()).await?;
            tx.commit().await?;
            Ok(Launched::Elsewhere(Whereabouts::Ended(step.clone())))
        }
    }
}

/// Whether what a test key began would reach a connection that has become live since.
fn is_live_for_a_test(case: &Case, connected: &Connected) -> bool {
    case.row.mode == Mode::Test.code() && connected.connection.environment == Environment::Live
}

/// Whether something comes first, e.g. because an agreement was taken back after the check had begun.
fn must_wait(case: &Case, step: &StepName) -> bool {
    case.status_of(step).ok() == Some(StepStatus::CannotStartYet)
}

/// Whether a return of the live provider session was claimed and is being followed up: its outcome must not be lost to
/// a start that was under way at the same time.
async fn is_coming_back(tx: &mut Tx, check: &CheckRow) -> Result<bool, ServiceError> {
    let live = db::attempts::live(tx, &check.id).await?;
    Ok(live.is_some_and(|live| live.returned_at.is_some() && live.finished_at.is_none()))
}

async fn store(
    core: &Core,
    connected: &Connected,
    check_id: &CheckId,
    attempt: &Attempt,
    (started, locale): (Started, Locale),
) -> Result<Launched, ServiceError> {
    let (mut tx, case, check) = locked(core, check_id).await?;
    let coming_back = is_coming_back(&mut tx, &check).await?;
    let step = StepName::new(check.step.clone()).map_err(|_| ServiceError::NotFound)?;
    if coming_back || !may_start(check.state) || must_wait(&case, &step) {
        // It moved while the provider was asked: another tab was quicker.
        drop(tx);
        abandon(core, connected, &case, (&check.id, &started.session)).await;
        return Ok(Launched::Elsewhere(if coming_back {
            Whereabouts::Wait(step)
        } else {
            case.whereabouts(&step)?
        }));
    }
    let before = db::attempts::live(&mut tx, check_id.as_str()).await?;
    let state = record(
        core,
        &mut tx,
        &case,
        &check,
        News::from(Signal::Started {
            deadline: started.deadline,
        }),
    )
    .await?;
    let State::Open { starts, .. } = state else {
        tx.commit().await?;
        let step = StepName::new(check.step).map_err(|_| ServiceError::NotFound)?;
        return Ok(Launched::Elsewhere(Whereabouts::Ended(step)));
    };
    let presentation = started.session.presentation;
    let leave_to = match &started.launch {
        Launch::Frame(_) | Launch::Sdk { .. } | Launch::Wait => None,
        Launch::Redirect { to } => Some(case.seal(core, LEAVE_TO, to)?),
    };
    let row = AttemptRow {
        id: core.new_id(),
        check_id: check.id.clone(),
        number: i64::from(starts),
        connection: check.connection.clone(),
        reference: started.session.reference.clone(),
        presentation: match presentation {
            Presentation::Frame => "frame",
            Presentation::Page => "page",
        }
        .to_owned(),
        state_hash: sha256_hex(attempt.state.as_bytes()),
        handle_hash: sha256_hex(handle(attempt).as_bytes()),
        session: case.seal(core, SESSION, &started.session)?,
        leave_to,
        started_at: core.clock.now().0,
        superseded_at: None,
        returned_at: None,
        return_query: None,
        finished_at: None,
    };
    db::attempts::insert(&mut tx, &row).await?;
    tallies::checks::shown(core, &mut tx, &case, &check, &row.presentation).await?;
    if let (Launch::Sdk { parameters }, Presentation::Page) = (&started.launch, presentation) {
        let sealed = case.seal(core, sdk::PARAMETERS, parameters)?;
        db::sdk_visits::insert(&mut tx, &row.id, sealed, locale.tag(), &row.state_hash).await?;
    }
    if matches!(started.launch, Launch::Wait) {
        // There is nothing that the applicant could open or leave: the provider is at work.
        let check = CheckRow {
            state,
            ..check.clone()
        };
        record(core, &mut tx, &case, &check, Signal::Processing.into()).await?;
    }
    tx.commit().await?;
    if let Some(before) = before {
        give_up(core, connected, &case, &before).await;
    }
    Ok(match started.launch {
        Launch::Frame(spec) => Launched::Frame {
            attempt: row.id,
            spec,
        },
        Launch::Sdk { parameters } if presentation == Presentation::Frame => Launched::Frame {
            attempt: row.id,
            spec: sdk_frame(core, connected, &case, parameters, locale)?,
        },
        Launch::Redirect { .. } | Launch::Sdk { .. } => Launched::Page,
        Launch::Wait => {
            let step = StepName::new(check.step).map_err(|_| ServiceError::NotFound)?;
            Launched::Elsewhere(Whereabouts::Wait(step))
        }
    })
}

/// Ends a provider session that nobody goes on with. Best effort.
pub(in crate::services) async fn give_up(
    core: &Core,
    connected: &Connected,
    case: &Case,
    before: &AttemptRow,
) {
    if let Ok(session) = session(case, before) {
        abandon(core, connected, case, (&before.check_id, &session)).await;
    }
}

async fn abandon(
    core: &Core,
    connected: &Connected,
    case: &Case,
    (check, session): (&str, &ProviderSession),
) {
    let call = core.call(connected, &case.row.origin, case.locale());
    let about = About {
        onboarding: case.id.as_str(),
        check,
        connection: connected.connection.name.as_str(),
    };
    let abandoning = connected.provider.abandon(call, session);
    if let Err(error) = calls::recorded(core, about, "abandon", abandoning).await {
        tracing::info!(reference = session.reference, %error, "a provider session was not ended");
    }
}

/// Records that no start is left, unless the check moved on meanwhile.
async fn exhaust(
    core: &Core,
    check: &CheckId,
    step: &StepName,
) -> Result<Whereabouts, ServiceError> {
    let (mut tx, case, row) = locked(core, check).await?;
    let moved_on = !matches!(row.state, State::Open { .. }) || may_start(row.state);
    if moved_on || is_coming_back(&mut tx, &row).await? {
        return case.whereabouts(step);
    }
    let deadline = core.clock.now();
    record(
        core,
        &mut tx,
        &case,
        &row,
        Signal::Started { deadline }.into(),
    )
    .await?;
    tx.commit().await?;
    Ok(Whereabouts::Ended(step.clone()))
}

/// Where the link to the provider's own page leads, while its session is live.
///
/// # Errors
/// [`ServiceError::NotFound`] when the onboarding is unknown or another's.
pub async fn leave_to(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
) -> Result<Option<String>, ServiceError> {
    let mut connection = core.db.read().await?;
    let case = Case::load_for(core, &mut connection, id, applicant, None).await?;
    let Some(check) = case.newest_check(step) else {
        return Ok(None);
    };
    let State::Open { deadline, .. } = check.state else {
        return Ok(None);
    };
    if deadline <= core.clock.now() {
        return Ok(None);
    }
    let live = db::attempts::live(&mut connection, &check.id).await?;
    live.filter(|live| live.returned_at.is_none())
        .and_then(|live| live.leave_to)
        .map(|sealed| case.open(LEAVE_TO, sealed))
        .transpose()
}
