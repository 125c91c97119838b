//! Tallies: the numbers of the overview, written in the transaction of what they count, so that nothing has to be counted
//! again to show them. Labels are names of the configuration and words of ours: few, and nobody's.

pub mod buckets;
pub mod checks;
pub mod device;
pub mod steps;

use sqlx::AnyConnection;
use vestibule::{
    onboarding::{OnboardingStatus, StepStatus},
    reason::Reason,
    time::Timestamp,
};

use super::{ServiceError, case::Case, core::Core};
use crate::db::{
    checks::reason,
    onboardings::OnboardingRow,
    tallies::{Tally, add, day_of, forget_before, merge_before, owner},
};

/// Longest word for a kind, in characters: two names and two words of ours.
const MAX_DETAIL: usize = 120;
/// Where there is nothing to say.
pub const NONE: &str = "none";
/// Stands between the parts of a kind; no name has it.
pub const BETWEEN: char = '.';

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// An onboarding was begun.
    Begun,
    /// An applicant began it, or claimed its link; by class of device.
    Opened,
    /// Onboardings that are of a status now; by status. Down for the old one, up for the new one.
    Standing,
    /// A status was come to; by status.
    Moved,
    /// A step could be done for the first time.
    Reached,
    /// A step was done for the first time.
    Done,
    /// A step was skipped for the first time.
    PassedOver,
    /// How long it took from reaching a step to having done it; by bucket.
    StepTime,
    /// An onboarding went no further at this step; by how it ended and the newest reason there.
    Dropped,
    /// A check was begun; by connection.
    CheckBegun,
    /// A provider session was shown; by connection, presentation and class of device.
    Shown,
    /// A check stopped, and may go on; by connection and reason.
    CheckStopped,
    /// A check ended; by connection, ending and reason.
    CheckEnded,
    /// A check that was shown ended; by connection, presentation, class of device and ending.
    Outcome,
    /// The first check of a step that ended short of success; by reason.
    FirstFailure,
    /// A later check of a step succeeded; by the reason of the first failure.
    Recovered,
    /// Messages of a frame; by connection and verdict.
    Message,
    /// What a frame said about the way through it; by connection and event.
    FrameEvent,
    /// A call to a provider ended; by connection, call and outcome.
    ProviderCall,
    /// How long a call to a provider took; by connection and bucket.
    ProviderTime,
    /// Calls that cost money; by connection. Down for one that was taken back.
    Billable,
    /// A budget had no room for a call; by connection and budget.
    OverBudget,
}

impl Measure {
    /// Every measure there is.
    pub const ALL: [Self; 22] = [
        Self::Begun,
        Self::Opened,
        Self::Standing,
        Self::Moved,
        Self::Reached,
        Self::Done,
        Self::PassedOver,
        Self::StepTime,
        Self::Dropped,
        Self::CheckBegun,
        Self::Shown,
        Self::CheckStopped,
        Self::CheckEnded,
        Self::Outcome,
        Self::FirstFailure,
        Self::Recovered,
        Self::Message,
        Self::FrameEvent,
        Self::ProviderCall,
        Self::ProviderTime,
        Self::Billable,
        Self::OverBudget,
    ];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Opened => "opened",
            Self::Standing => "standing",
            Self::Moved => "moved",
            Self::Reached => "reached",
            Self::Done => "done",
            Self::PassedOver => "passed_over",
            Self::StepTime => "step_time",
            Self::Dropped => "dropped",
            Self::CheckBegun => "check_begun",
            Self::Shown => "shown",
            Self::CheckStopped => "check_stopped",
            Self::CheckEnded => "check_ended",
            Self::Outcome => "outcome",
            Self::FirstFailure => "first_failure",
            Self::Recovered => "recovered",
            Self::Message => "message",
            Self::FrameEvent => "frame_event",
            Self::ProviderCall => "provider_call",
            Self::ProviderTime => "provider_time",
            Self::Billable => "billable",
            Self::OverBudget => "over_budget",
        }
    }

    /// The measure with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Whether it belongs to the day on which its onboarding was begun, so that what became of a day's onboardings can be
    /// compared with how many there were. Everything else belongs to the day on which it happened.
    #[must_use]
    pub const fn is_of_the_beginning(self) -> bool {
        matches!(
            self,
            Self::Begun
                | Self::Opened
                | Self::Standing
                | Self::Reached
                | Self::Done
                | Self::PassedOver
                | Self::Dropped
                | Self::FirstFailure
                | Self::Recovered
        )
    }
}

/// Whose number it is.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The client's name.
    pub client: &'a str,
    /// `live`, `test` or `direct`: what is tried out is not to be mixed with what is meant.
    pub mode: &'a str,
    /// The journey's name.
    pub journey: &'a str,
    /// When the onboarding was begun.
    pub begun: Timestamp,
}

impl<'a> From<&'a OnboardingRow> for Of<'a> {
    fn from(row: &'a OnboardingRow) -> Self {
        Self {
            client: &row.client,
            mode: &row.mode,
            journey: &row.journey,
            begun: Timestamp(row.created_at),
        }
    }
}

/// Counts one. The caller's transaction writes what is counted.
///
/// # Errors
/// When the database fails.
pub async fn count(
    core: &Core,
    connection: &mut AnyConnection,
    of: impl Into<Of<'_>>,
    measure: Measure,
    (step, detail): (&str, &str),
) -> Result<(), ServiceError> {
    count_by(core, connection, of, measure, (step, detail), 1).await
}

/// Counts several, or takes back what was counted.
///
/// # Errors
/// When the database fails.
pub async fn count_by(
    core: &Core,
    connection: &mut AnyConnection,
    of: impl Into<Of<'_>>,
    measure: Measure,
    (step, detail): (&str, &str),
    number: i64,
) -> Result<(), ServiceError> {
    let of = of.into();
    let at = match measure.is_of_the_beginning() {
        true => of.begun,
        false => core.clock.now(),
    };
    let detail: String = detail.chars().take(MAX_DETAIL).collect();
    let tally = Tally {
        day: day_of(at),
        client: of.client,
        mode: of.mode,
        journey: of.journey,
        measure: measure.code(),
        step,
        detail: &detail,
    };
    Ok(add(connection, core.db.dialect(), tally, number).await?)
}

/// The words of a kind as one.
#[must_use]
pub fn kind(parts: &[&str]) -> String {
    parts.join(&BETWEEN.to_string())
}

/// How many days' tallies are kept: more than anybody can look at.
const KEPT_DAYS: i64 = 400;
/// Days whose shards nobody adds to much any more.
const QUIET_DAYS: i64 = 2;

/// Forgets old tallies, and adds shards together where hardly anybody writes any more: the overview has less to read.
///
/// # Errors
/// When the database fails.
pub async fn tidy(core: &Core) -> Result<u64, ServiceError> {
    let today = day_of(core.clock.now());
    let mut tx = core.db.begin_write().await?;
    let forgotten = forget_before(&mut tx, today - KEPT_DAYS).await?;
    merge_before(&mut tx, core.db.dialect(), today - QUIET_DAYS).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Counts an onboarding that was just stored.
///
/// # Errors
/// When the database fails.
pub async fn begun(
    core: &Core,
    connection: &mut AnyConnection,
    row: &OnboardingRow,
) -> Result<(), ServiceError> {
    count(core, &mut *connection, row, Measure::Begun, ("", "")).await?;
    count(core, connection, row, Measure::Standing, ("", &row.status)).await
}

/// Counts an onboarding that an applicant has now, and the steps that they can do.
///
/// # Errors
/// When the database fails.
pub async fn opened(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<(), ServiceError> {
    let device = device::current().code();
    count(
        core,
        &mut *connection,
        &case.row,
        Measure::Opened,
        ("", device),
    )
    .await?;
    steps::mark(core, connection, case).await
}

/// Counts a move from the row's status to another one.
///
/// # Errors
/// When the database fails.
pub async fn moved(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    to: OnboardingStatus,
) -> Result<(), ServiceError> {
    let row = &case.row;
    let (before, after) = (("", row.status.as_str()), ("", to.code()));
    let standing = Measure::Standing;
    count_by(core, &mut *connection, row, standing, before, -1).await?;
    count(core, &mut *connection, row, standing, after).await?;
    count(core, &mut *connection, row, Measure::Moved, after).await?;
    if to == OnboardingStatus::Stopped {
        dropped(core, connection, case, to.code()).await?;
    }
    Ok(())
}

/// Counts an onboarding whose applicant goes no further, at the step where they are.
///
/// # Errors
/// When the database fails.
pub async fn dropped(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    how: &str,
) -> Result<(), ServiceError> {
    let mut steps = case.journey.steps.iter().zip(case.statuses());
    let here = steps.find(|(step, status)| match status {
        StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem => true,
        StepStatus::Exhausted => !step.optional,
        _ => false,
    });
    let step = here.map(|(step, _)| &step.name);
    let newest = step.and_then(|step| case.newest_check(step));
    let reason = newest.and_then(|check| match check.state {
        vestibule::check::State::Ended(ending) => ending.reason(),
        state => reason(state),
    });
    let detail = kind(&[how, reason.map_or(NONE, Reason::code)]);
    let step = step.map_or("", |step| step.as_str());
    let measure = Measure::Dropped;
    count(core, connection, &case.row, measure, (step, &detail)).await
}

/// A call to a provider, as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct ProviderCall<'a> {
    /// Through which connection.
    pub connection: &'a str,
    /// Which call, e.g. `start`.
    pub call: &'static str,
    /// A word of ours: `ok`, `processing` while the provider is not done, or what went wrong.
    pub outcome: &'static str,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

/// Counts a call to a provider about an onboarding, and how long it took.
///
/// # Errors
/// When the database fails.
pub async fn called(
    core: &Core,
    connection: &mut AnyConnection,
    onboarding: &str,
    call: ProviderCall<'_>,
) -> Result<(), ServiceError> {
    let Some(owner) = owner(&mut *connection, onboarding).await? else {
        return Ok(());
    };
    let of = Of {
        client: &owner.client,
        mode: &owner.mode,
        journey: &owner.journey,
        begun: Timestamp(owner.created_at),
    };
    let detail = kind(&[call.connection, call.call, call.outcome]);
    let measure = Measure::ProviderCall;
    count(core, &mut *connection, of, measure, ("", &detail)).await?;
    let bucket = buckets::code(buckets::of(call.duration_ms));
    let detail = kind(&[call.connection, &bucket]);
    count(core, connection, of, Measure::ProviderTime, ("", &detail)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_read_back() {
        for measure in Measure::ALL {
            assert_eq!(Measure::from_code(measure.code()), Some(measure));
        }
    }
}
