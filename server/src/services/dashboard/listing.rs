//! The list of onboardings: of the clients that an operator looks after, filtered, a page at a time.

use vestibule::{
    id::{ClientName, JourneyName, OnboardingId, StepName},
    onboarding::{OnboardingStatus, StepStatus},
    permission::{Action, Visible},
    time::Timestamp,
};

use crate::{
    db::{
        self,
        dashboard::listing::{Filter, ListedRow},
    },
    services::{
        ServiceError, case::Case, core::Core, onboardings::DIRECT, operators::sessions::SignedIn,
    },
};

pub use crate::db::dashboard::listing::Edge;

/// Most onboardings that can be asked for by id.
pub const MOST_IDS: usize = 50;
/// Most names that a filter offers.
const MOST_NAMES: i64 = 500;
/// Ids are made a moment before or after the time that is written down beside them.
const NEAR_MS: i64 = 60 * 60 * 1000;

/// Which onboardings are listed.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// With this status.
    pub status: Option<OnboardingStatus>,
    /// Of this journey.
    pub journey: Option<JourneyName>,
    /// Of this client; `direct` is nobody's.
    pub client: Option<ClientName>,
    /// In this mode.
    pub mode: Option<Mode>,
    /// Begun at or after this moment.
    pub from: Option<Timestamp>,
    /// Begun before this moment.
    pub before: Option<Timestamp>,
    /// One of these, at most [`MOST_IDS`].
    pub ids: Option<Vec<OnboardingId>>,
    /// Only those that a legal hold is on.
    pub on_hold: bool,
}

/// How an onboarding was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// With a test key.
    Test,
    /// With a live key.
    Live,
    /// By anybody, from a start page.
    Direct,
}

impl Mode {
    /// Every mode there is.
    pub const ALL: [Self; 3] = [Self::Live, Self::Test, Self::Direct];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
            Self::Direct => DIRECT,
        }
    }

    /// The mode with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

impl Wanted {
    /// The same for the database.
    pub(super) fn filter(&self) -> Filter {
        let ids = self.ids.as_ref();
        let near = |at: Timestamp, millis: i64| first_id(at.plus_millis(millis));
        Filter {
            status: self.status.map(OnboardingStatus::code),
            journey: self.journey.as_ref().map(ToString::to_string),
            client: self.client.as_ref().map(ToString::to_string),
            mode: self.mode.map(|mode| mode.code().to_owned()),
            created_from: self.from,
            created_before: self.before,
            ids_between: (
                self.from.map(|at| near(at, -NEAR_MS)),
                self.before.map(|at| near(at, NEAR_MS)),
            ),
            ids: ids.map(|ids| ids.iter().take(MOST_IDS).map(ToString::to_string).collect()),
            on_hold: self.on_hold,
        }
    }
}

/// The least id that can be made at a moment: an UUIDv7 begins with its milliseconds (RFC 9562, 5.7).
fn first_id(at: Timestamp) -> String {
    let millis = at.0.clamp(0, (1 << 48) - 1);
    format!(
        "{:08x}-{:04x}-0000-0000-000000000000",
        millis >> 16,
        millis & 0xffff
    )
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The row.
    pub row: ListedRow,
    /// Where it stands.
    pub status: OnboardingStatus,
    /// The step that it is at, while somebody may still do something.
    pub at: Option<StepName>,
}

/// A page of the list, newest first.
#[derive(Debug, Default)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
    /// Whether there are newer ones.
    pub is_newer: bool,
    /// Whether there are older ones.
    pub is_older: bool,
}

/// A page of what this operator may list.
///
/// # Errors
/// When the database fails.
pub async fn page(
    core: &Core,
    operator: &SignedIn,
    wanted: &Wanted,
    (edge, limit): (&Edge, usize),
) -> Result<Page, ServiceError> {
    let visible = operator.grants.visible(Action::ListOnboardings);
    let filter = wanted.filter();
    let asked = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut connection = core.db.read().await?;
    let mut rows =
        db::dashboard::listing::page(&mut connection, &visible, &filter, (edge, asked)).await?;
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    let (is_newer, is_older) = match edge {
        Edge::Newest => (false, is_more),
        Edge::OlderThan(_) => (true, is_more),
        Edge::NewerThan(_) => {
            rows.reverse();
            (is_more, true)
        }
    };
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let status = row.status()?;
        let at = None;
        lines.push(Line { row, status, at });
    }
    mark_steps(core, &mut connection, &mut lines).await?;
    Ok(Page {
        lines,
        is_newer,
        is_older,
    })
}

/// Says of each line where somebody may still do something at which step it is.
async fn mark_steps(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    lines: &mut [Line],
) -> Result<(), ServiceError> {
    let goes_on = |line: &Line| {
        let may = matches!(
            line.status,
            OnboardingStatus::InProgress | OnboardingStatus::Stopped
        );
        may && line.row.erased_at.is_none()
    };
    let ids = lines.iter().filter(|line| goes_on(line));
    let ids: Vec<&str> = ids.map(|line| line.row.id.as_str()).collect();
    let found = db::dashboard::listing::steps_at(&mut *connection, &ids).await?;
    let found: std::collections::BTreeMap<String, String> = found.into_iter().collect();
    for line in lines.iter_mut().filter(|line| goes_on(line)) {
        line.at = match found.get(&line.row.id) {
            Some(step) => StepName::new(step.clone()).ok(),
            // A step that was done is to be done again.
            None => at(core, connection, &line.row).await?,
        };
    }
    Ok(())
}

/// The step that an onboarding is at: what is under way, or went wrong, before what could be begun.
async fn at(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    row: &ListedRow,
) -> Result<Option<StepName>, ServiceError> {
    let id = OnboardingId::new(row.id.clone()).map_err(|_| ServiceError::NotFound)?;
    let case = match Case::load(core, connection, &id, None).await {
        Ok(case) => case,
        // Erased meanwhile.
        Err(ServiceError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let statuses = case.statuses();
    let first = |wanted: StepStatus| {
        let mut both = case.journey.steps.iter().zip(&statuses);
        both.find(|(_, status)| **status == wanted)
            .map(|(step, _)| step.name.clone())
    };
    let order = [
        StepStatus::InProgress,
        StepStatus::Problem,
        StepStatus::Exhausted,
        StepStatus::Ready,
    ];
    Ok(order.into_iter().find_map(first))
}

/// What filters offer.
#[derive(Debug, Default)]
pub struct Choices {
    /// The clients that this operator looks after; with `direct` where they look after everybody.
    pub clients: Vec<String>,
    /// Every journey that there ever was.
    pub journeys: Vec<String>,
}

/// What filters offer this operator.
///
/// # Errors
/// When the database fails.
pub async fn choices(core: &Core, operator: &SignedIn) -> Result<Choices, ServiceError> {
    let visible = operator.grants.visible(Action::ListOnboardings);
    let mut connection = core.db.read().await?;
    let clients = clients(&mut connection, &visible).await?;
    let journeys = db::dashboard::listing::journeys(&mut connection, MOST_NAMES).await?;
    Ok(Choices { clients, journeys })
}

/// The clients whose onboardings somebody sees.
pub(super) async fn clients(
    connection: &mut sqlx::AnyConnection,
    visible: &Visible,
) -> Result<Vec<String>, ServiceError> {
    Ok(match visible {
        Visible::These(clients) => clients.iter().map(ToString::to_string).collect(),
        Visible::Every => {
            let all = db::clients::all(connection).await?;
            let names = all.into_iter().map(|client| client.name);
            names.chain([DIRECT.to_owned()]).collect()
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random::{ChaChaRandomness, Randomness};

    proptest! {
        /// Whatever the time: what is made at it or later is not before its first id, and what was made before is.
        #[test]
        fn ids_are_in_the_order_of_their_times(at in 1_i64..(1 << 47), seed in 0_u64..1000) {
            let random: &dyn Randomness = &ChaChaRandomness::seeded(seed);
            let first = first_id(Timestamp(at));
            prop_assert!(OnboardingId::new(first.clone()).is_ok());
            prop_assert!(random.uuid_v7(Timestamp(at)).to_string() >= first);
            prop_assert!(random.uuid_v7(Timestamp(at - 1)).to_string() < first);
        }
    }
}
