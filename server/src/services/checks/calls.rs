//! What was asked of a provider about a check: each call of its adapter, with how long it took and how it came out, for
//! operators. Nothing of what it carried.

use serde_json::Value;
use vestibule::time::Timestamp;

use crate::{
    db::{self, checks::CheckRow, dashboard::provider_calls::CallRow},
    outbound,
    provider::{Finished, ProviderError, Snapshot, Started},
    services::{ServiceError, core::Core, tallies},
};

/// The word for a call that was answered.
pub const ANSWERED: &str = "ok";
/// The word for an answer that the provider is not done yet.
pub const AT_WORK: &str = "processing";

/// What a call brought, in a word.
pub(in crate::services) trait Answer {
    /// [`ANSWERED`] or [`AT_WORK`].
    fn word(&self) -> &'static str {
        ANSWERED
    }
}

impl Answer for () {}
impl Answer for Value {}
impl Answer for Started {}
impl Answer for Option<String> {}

impl Answer for Snapshot {
    fn word(&self) -> &'static str {
        match self {
            Self::Processing => AT_WORK,
            _ => ANSWERED,
        }
    }
}

impl Answer for Finished {
    fn word(&self) -> &'static str {
        match (&self.snapshot, self.stopped) {
            // Somebody came back, so there is nothing of theirs to wait for.
            (Snapshot::Waiting | Snapshot::Processing, None) => AT_WORK,
            _ => ANSWERED,
        }
    }
}

/// What a call is about.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct About<'a> {
    pub(in crate::services) onboarding: &'a str,
    pub(in crate::services) check: &'a str,
    pub(in crate::services) connection: &'a str,
}

impl<'a> From<&'a CheckRow> for About<'a> {
    fn from(check: &'a CheckRow) -> Self {
        Self {
            onboarding: &check.onboarding_id,
            check: &check.id,
            connection: &check.connection,
        }
    }
}

/// A call that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::services) struct Measured {
    verb: &'static str,
    at: Timestamp,
    duration_ms: i64,
    outcome: &'static str,
    status: Option<u16>,
}

/// How a call came out, in a word.
fn outcome<T: Answer>(answer: &Result<T, ProviderError>) -> &'static str {
    match answer {
        Ok(answer) => answer.word(),
        Err(ProviderError::Unavailable { .. }) => "unavailable",
        Err(ProviderError::Misconfigured { .. }) => "misconfigured",
        Err(ProviderError::Unexpected { .. }) => "unexpected",
        Err(ProviderError::NotOurs) => "not_ours",
        Err(ProviderError::NotVerified { .. }) => "not_verified",
        Err(ProviderError::Unsupported) => "unsupported",
    }
}

/// Makes the call, and measures it.
pub(in crate::services) async fn measured<T: Answer>(
    core: &Core,
    verb: &'static str,
    call: impl Future<Output = Result<T, ProviderError>>,
) -> (Result<T, ProviderError>, Measured) {
    let at = core.clock.now();
    let began = tokio::time::Instant::now();
    let (answer, status) = outbound::overheard(call).await;
    let measured = Measured {
        verb,
        at,
        duration_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
        outcome: outcome(&answer),
        status,
    };
    (answer, measured)
}

/// Writes a call down, in a transaction of its own. What cannot be written is lost: the check goes on.
pub(in crate::services) async fn write(core: &Core, about: About<'_>, measured: Measured) {
    if let Err(error) = try_write(core, about, measured).await {
        tracing::warn!(check = about.check, call = measured.verb, %error, "a call was not written down");
    }
}

async fn try_write(core: &Core, about: About<'_>, measured: Measured) -> Result<(), ServiceError> {
    let row = CallRow {
        id: core.random.uuid_v7(measured.at).to_string(),
        onboarding_id: about.onboarding.to_owned(),
        check_id: about.check.to_owned(),
        connection: about.connection.to_owned(),
        call: measured.verb.to_owned(),
        at: measured.at.0,
        duration_ms: measured.duration_ms,
        outcome: measured.outcome.to_owned(),
        status: measured.status.map(i64::from),
    };
    let mut tx = core.db.begin_write().await?;
    db::dashboard::provider_calls::insert(&mut tx, row).await?;
    let call = tallies::ProviderCall {
        connection: about.connection,
        call: measured.verb,
        outcome: measured.outcome,
        duration_ms: measured.duration_ms,
    };
    tallies::called(core, &mut tx, about.onboarding, call).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes the call and writes it down.
///
/// # Errors
/// What the adapter says.
pub(in crate::services) async fn recorded<T: Answer>(
    core: &Core,
    about: About<'_>,
    verb: &'static str,
    call: impl Future<Output = Result<T, ProviderError>>,
) -> Result<T, ProviderError> {
    let (answer, measured) = measured(core, verb, call).await;
    write(core, about, measured).await;
    answer
}
