//! The SDK page: handed over to from our own page by a one-time code, left for the identity provider and come back to by
//! a continuation code, and gone back from by a one-time state (architecture, rule 8).
//!
//! The SDK origin has no cookies: whoever has the code is taken for the browser that it was given to. What comes of it
//! still has to be claimed by the browser session that owns the onboarding.

use serde_json::Value;
use vestibule::{
    check::State,
    id::{CheckId, ConnectionName, OnboardingId, StepName},
    locale::Locale,
};

use super::{
    calls::{self, About},
    locked, messages, session,
};
use crate::{
    crypto::sha256_hex,
    db::{
        self,
        attempts::AttemptRow,
        checks::CheckRow,
        messages::MessageRow,
        sdk_visits::{self, Purpose},
    },
    provider::ProviderError,
    services::{ServiceError, case::Case, core::Core, tallies},
    telemetry::count,
};
use vestibule::time::Timestamp;

/// What a framed SDK page says when it listens.
pub const READY: &str = "vestibule.sdk.ready";
/// What it is answered with.
pub const START: &str = "vestibule.sdk.start";
/// What it says on behalf of the provider's script; the adapter reads its `message`.
pub const MESSAGE: &str = "vestibule.sdk.message";

/// Column of the sealed parameters of the page.
pub(super) const PARAMETERS: (&str, &str) = ("sdk_visits", "parameters");
/// Column of the sealed last word of the page.
pub(super) const RESULT: (&str, &str) = ("sdk_visits", "result");
/// How long a hand-over code is good: from our page to the other host and no longer.
const HAND_OVER_SECONDS: i64 = 60;
/// How long a page that was opened may go on, and its person be away at an identity provider. Longer than providers keep
/// what waits to be confirmed, so that the page can still say that it ran out.
const CONTINUATION_SECONDS: i64 = 2_700;
/// The longest last word.
pub const MAX_RESULT: usize = 8_192;

/// What an opened page is handed.
#[derive(Debug)]
pub struct Opened {
    /// For the provider's script.
    pub parameters: Value,
    /// Good once, for going on.
    pub continuation: String,
    /// The applicant's language.
    pub locale: Locale,
    /// Where our own page is: an absolute URL.
    pub back: String,
}

/// Where the page goes when it is done: an absolute URL on the onboarding's public origin.
#[derive(Debug)]
pub struct Done {
    /// Holds the one-time state.
    pub to: String,
}

/// A fresh code that opens the SDK page of the step's live attempt; the one before it is worth nothing. `None` when no
/// such attempt waits to be opened.
///
/// # Errors
/// [`ServiceError::NotFound`] when the onboarding is unknown or another's.
pub async fn hand_over(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
    step: &StepName,
) -> Result<Option<String>, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let case = Case::load_for(core, &mut tx, id, applicant, Some(core.db.dialect())).await?;
    let Some(attempt) = openable(core, &mut tx, &case, step).await? else {
        return Ok(None);
    };
    let waits = sdk_visits::find(&mut tx, &attempt.id)
        .await?
        .is_some_and(|visit| visit.parameters.is_some());
    if !waits {
        return Ok(None);
    }
    let code = core.random.token();
    let expires = core.clock.now().plus_seconds(HAND_OVER_SECONDS);
    let hash = sha256_hex(code.as_bytes());
    sdk_visits::set_code(&mut tx, &attempt.id, Purpose::HandOver, &hash, expires).await?;
    tx.commit().await?;
    Ok(Some(code))
}

async fn openable(
    core: &Core,
    tx: &mut db::Tx,
    case: &Case,
    step: &StepName,
) -> Result<Option<AttemptRow>, ServiceError> {
    let Some(check) = case.newest_check(step) else {
        return Ok(None);
    };
    if !matches!(check.state, State::Open { deadline, .. } if deadline > core.clock.now()) {
        return Ok(None);
    }
    let live = db::attempts::live(tx, &check.id).await?;
    Ok(live.filter(|live| live.returned_at.is_none()))
}

/// A visit that its code was good for, with everything around it; locked.
struct Visit {
    tx: db::Tx,
    case: Case,
    check: CheckRow,
    step: StepName,
    attempt: AttemptRow,
    locale: Locale,
    parameters: Option<Vec<u8>>,
}

impl Visit {
    async fn by_code(
        core: &Core,
        connection: &ConnectionName,
        purpose: Purpose,
        code: &str,
    ) -> Result<Self, ServiceError> {
        let hash = sha256_hex(code.as_bytes());
        let mut reader = core.db.read().await?;
        let dialect = core.db.dialect();
        let found = sdk_visits::find_by_code(&mut reader, dialect, purpose, &hash).await?;
        let attempt = match found {
            Some(visit) => db::attempts::find(&mut reader, &visit.attempt_id).await?,
            None => None,
        };
        drop(reader);
        let attempt = attempt
            .filter(|attempt| attempt.connection == connection.as_str())
            .ok_or(ServiceError::NotFound)?;
        let check = CheckId::new(attempt.check_id).map_err(|_| ServiceError::NotFound)?;
        // In the order in which everything else locks: the case first. Then the code once more, as it is now.
        let (mut tx, case, row) = locked(core, &check).await?;
        let visit = sdk_visits::find_by_code(&mut tx, dialect, purpose, &hash)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let attempt = db::attempts::find(&mut tx, &visit.attempt_id)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let over = !matches!(row.state, State::Open { .. } | State::Stopped { .. })
            || attempt.superseded_at.is_some()
            || attempt.returned_at.is_some();
        if over {
            return Err(ServiceError::Superseded);
        }
        if Timestamp(visit.code_expires_at) <= core.clock.now() {
            return Err(ServiceError::NotFound);
        }
        let step = StepName::new(row.step.clone()).map_err(|_| ServiceError::NotFound)?;
        Ok(Self {
            tx,
            case,
            check: row,
            step,
            attempt,
            locale: visit.locale.parse().unwrap_or_default(),
            parameters: visit.parameters,
        })
    }

    /// Replaces the code by a new continuation, so that the one that came is used up.
    async fn go_on(&mut self, core: &Core) -> Result<String, ServiceError> {
        let code = core.random.token();
        let expires = core.clock.now().plus_seconds(CONTINUATION_SECONDS);
        let hash = sha256_hex(code.as_bytes());
        let id = &self.attempt.id;
        sdk_visits::set_code(&mut self.tx, id, Purpose::Continuation, &hash, expires).await?;
        Ok(code)
    }

    /// What the page is handed now.
    fn opened(&self, parameters: Value, continuation: String) -> Opened {
        let (case, step) = (&self.case, &self.step);
        Opened {
            parameters,
            continuation,
            locale: self.locale,
            back: format!("{}/o/{}/steps/{step}", case.row.origin, case.id),
        }
    }
}

/// Opens the page with its hand-over code.
///
/// # Errors
/// [`ServiceError::NotFound`] for a code that is unknown, used or late; [`ServiceError::Superseded`] when there is
/// nothing to open any more.
pub async fn open(
    core: &Core,
    connection: &ConnectionName,
    code: &str,
) -> Result<Opened, ServiceError> {
    let mut visit = Visit::by_code(core, connection, Purpose::HandOver, code).await?;
    let sealed = visit.parameters.take().ok_or(ServiceError::NotFound)?;
    let parameters = visit.case.open(PARAMETERS, sealed)?;
    sdk_visits::forget_parameters(&mut visit.tx, &visit.attempt.id).await?;
    let continuation = visit.go_on(core).await?;
    let opened = visit.opened(parameters, continuation);
    visit.tx.commit().await?;
    Ok(opened)
}

/// Hands parameters to a page that was left and come back to, for its continuation code.
///
/// # Errors
/// As [`open`]; [`ServiceError::Unavailable`] when the provider cannot be reached, and then the code is used all the
/// same: the applicant begins again from our own page.
pub async fn resume(
    core: &Core,
    connection: &ConnectionName,
    code: &str,
) -> Result<Opened, ServiceError> {
    let mut visit = Visit::by_code(core, connection, Purpose::Continuation, code).await?;
    let continuation = visit.go_on(core).await?;
    let mut opened = visit.opened(Value::Null, continuation);
    // No transaction spans a call to a provider.
    let Visit {
        tx, case, attempt, ..
    } = visit;
    tx.commit().await?;
    let connected = core.connected(connection.as_str())?;
    let call = core.call(connected, &case.row.origin, opened.locale);
    let session = session(&case, &attempt)?;
    let resuming = connected.provider.resume(call, &session);
    let about = About {
        onboarding: case.id.as_str(),
        check: &attempt.check_id,
        connection: &attempt.connection,
    };
    opened.parameters = calls::recorded(core, about, "resume", resuming)
        .await
        .map_err(|error| match error {
            ProviderError::Unavailable { .. } => ServiceError::Unavailable,
            other => ServiceError::Internal(Box::new(other)),
        })?;
    Ok(opened)
}

/// Takes the page's last word and says where to go. The word is a hint like every message.
///
/// # Errors
/// As [`open`]; [`ServiceError::BadRequest`] when the word is too long.
pub async fn finish(
    core: &Core,
    connection: &ConnectionName,
    code: &str,
    word: &str,
) -> Result<Done, ServiceError> {
    if word.len() > MAX_RESULT {
        return Err(ServiceError::BadRequest("the result is too long"));
    }
    let mut visit = Visit::by_code(core, connection, Purpose::Continuation, code).await?;
    let connected = core.connected(connection.as_str())?;
    let hint = connected
        .provider
        .read_message(&session(&visit.case, &visit.attempt)?, word);
    let origin = core.sdk_origin.as_deref().unwrap_or_default();
    let row = MessageRow {
        bytes: i64::try_from(word.len()).unwrap_or(i64::MAX),
        raw: Some(visit.case.seal(core, ("messages", "raw"), &word)?),
        event: messages::event_in(&hint),
        ..messages::row(core, &visit.attempt, origin, messages::verdict_on(&hint))
    };
    count::messages(connection.as_str(), messages::verdict_on(&hint), 1);
    db::messages::insert(&mut visit.tx, &row).await?;
    tallies::checks::messages(core, &mut visit.tx, (&visit.case, &visit.check), &row).await?;
    let state = core.random.token();
    let result = visit.case.seal(core, RESULT, &word)?;
    let hash = sha256_hex(state.as_bytes());
    sdk_visits::finish(&mut visit.tx, &visit.attempt.id, result, &hash).await?;
    visit.tx.commit().await?;
    Ok(Done {
        to: format!(
            "{}/return/{connection}?state={state}",
            visit.case.row.origin
        ),
    })
}
