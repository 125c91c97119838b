//! The overview: what became of the onboardings of the last days, and how everything around them is. Read from the tallies
//! and from gauges: it takes as long however many onboardings there are.

mod kept;
mod read;
mod whole;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;
use vestibule::{
    id::{ClientName, JourneyName},
    locale::LocalText,
    onboarding::OnboardingStatus,
    permission::{Action, Visible},
    time::Timestamp,
};

use super::listing::Mode;
use crate::{
    db::{
        self,
        keys_in_use::EndingKey,
        tallies::{Wanted, day_of},
    },
    novelties::Novelty,
    outbound::CircuitState,
    services::{
        ServiceError, budgets::DAY_MS, core::Core, operators::sessions::SignedIn, tallies::Measure,
    },
};

pub use self::kept::Kept;

/// How many days can be looked at.
pub const WINDOWS: [u16; 3] = [7, 30, 90];
/// How many are, for who says nothing.
pub const USUAL_WINDOW: u16 = 30;
/// API keys that end within so many days are named.
pub const KEYS_SOON_DAYS: i64 = 14;
/// Most clients whose usage is listed.
const MAX_USAGE: usize = 50;
/// Whose onboardings those of start pages are that anybody may use.
const DIRECT: &str = "direct";

/// Which onboardings are counted, by how they were begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counted {
    /// Those of real applicants: begun with a live key or from a start page. What is tried out would distort the shares.
    #[default]
    Real,
    /// Those begun in this mode.
    Only(Mode),
    /// All.
    All,
}

impl Counted {
    /// The stable text; none for the usual one.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Real => "",
            Self::Only(mode) => mode.code(),
            Self::All => "all",
        }
    }

    /// What this stable text stands for.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "" => Some(Self::Real),
            "all" => Some(Self::All),
            mode => Mode::from_code(mode).map(Self::Only),
        }
    }

    /// The modes; none where each is meant.
    fn modes(self) -> Vec<&'static str> {
        match self {
            Self::Real => vec![Mode::Live.code(), Mode::Direct.code()],
            Self::Only(mode) => vec![mode.code()],
            Self::All => Vec::new(),
        }
    }
}

/// Which numbers are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// One of [`WINDOWS`].
    pub days: u16,
    /// One client's alone.
    pub client: Option<String>,
    /// Begun in which mode. Webhooks, keys and the last day's usage are shown whatever it says.
    pub counted: Counted,
    /// One journey's alone.
    pub journey: Option<String>,
}

/// What became of one day's onboardings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// How many were begun on it.
    pub begun: i64,
    /// How many of these are completed now.
    pub completed: i64,
}

/// One step in a journey's funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelStep {
    /// Its name.
    pub name: String,
    /// What applicants read, where the configuration still has it.
    pub title: Option<LocalText>,
    /// Onboardings in which it could be done.
    pub reached: i64,
    /// In which it was done.
    pub done: i64,
    /// In which it was skipped.
    pub passed_over: i64,
    /// How long half of them needed at most, in milliseconds.
    pub p50: Option<i64>,
    /// How long 95 of 100 needed at most.
    pub p95: Option<i64>,
}

/// A journey's funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    /// The journey's name.
    pub journey: String,
    /// What applicants read, where the configuration still has it.
    pub title: Option<LocalText>,
    /// Onboardings that were begun.
    pub begun: i64,
    /// Those that an applicant had.
    pub opened: i64,
    /// In the journey's order.
    pub steps: Vec<FunnelStep>,
    /// Those that are completed now.
    pub completed: i64,
}

/// Checks that ended, by how they were shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The connection.
    pub connection: String,
    /// `frame` or `page`.
    pub shown_as: String,
    /// The class of device.
    pub device: String,
    /// How many ended.
    pub ended: i64,
    /// How many of them succeeded.
    pub succeeded: i64,
}

/// Where and why onboardings went no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropout {
    /// The journey.
    pub journey: String,
    /// The step where the applicant was; empty when all were settled.
    pub step: String,
    /// `expired`, `cancelled`, `disowned`, `stopped` or `handed_over`.
    pub how: String,
    /// Why the newest check there stopped or ended; `none` where none did.
    pub reason: String,
    /// How many.
    pub count: i64,
}

/// How often a kind of failure was got over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Why the first check of a step failed.
    pub reason: String,
    /// How often.
    pub failed: i64,
    /// How often a later check of the same step succeeded.
    pub recovered: i64,
}

/// How a provider is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderHealth {
    /// The connection.
    pub connection: String,
    /// Calls in the window.
    pub calls: i64,
    /// Those that were not answered as they should, by what went wrong.
    pub errors: BTreeMap<String, i64>,
    /// How long half of the calls took at most, in milliseconds.
    pub p50: Option<i64>,
    /// How long 95 of 100 took at most.
    pub p95: Option<i64>,
    /// Checks that ended, by ending.
    pub endings: BTreeMap<String, i64>,
    /// Whether calls go out, from this instance; only for who may see connections.
    pub circuit: Option<CircuitState>,
    /// What it said that its contract does not know, to this instance; only for who may see connections.
    pub novelties: Vec<Novelty>,
}

/// Messages of frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    /// The connection.
    pub connection: String,
    /// The verdict, or the event's name.
    pub word: String,
    /// How many.
    pub count: i64,
}

/// What a client's calls come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// The client.
    pub client: String,
    /// Billable calls in the last 24 hours, counted no further than to the budget.
    pub today: i64,
    /// How many there may be in that time.
    pub budget: u32,
}

/// Everything on the overview.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What was asked for.
    pub asked: Asked,
    /// The clients that something was counted for, and that may be asked for.
    pub clients: Vec<String>,
    /// The journeys that something was counted for.
    pub journeys: Vec<String>,
    /// Onboardings begun in the window, by where they stand now.
    pub standing: Vec<(OnboardingStatus, i64)>,
    /// Each day of the window.
    pub days: Vec<Day>,
    /// By journey.
    pub funnels: Vec<Funnel>,
    /// Onboardings by class of device.
    pub devices: BTreeMap<String, i64>,
    /// Checks by how they were shown.
    pub shown: Vec<Shown>,
    /// The most frequent first.
    pub drops: Vec<Dropout>,
    /// The most frequent first.
    pub recoveries: Vec<Recovery>,
    /// By connection.
    pub providers: Vec<ProviderHealth>,
    /// Messages by connection and verdict.
    pub messages: Vec<Messages>,
    /// What frames said about the way through them, by connection and event.
    pub frame_events: Vec<Messages>,
    /// Billable calls in the window, by connection.
    pub billable: BTreeMap<String, i64>,
    /// Calls that budgets had no room for, by connection and budget.
    pub over_budget: Vec<Messages>,
    /// Webhooks that are yet to be delivered, counted no further than to 10,000.
    pub webhooks: i64,
    /// Since when the first of them waits.
    pub webhooks_since: Option<Timestamp>,
    /// API keys that end soon, soonest first.
    pub keys: Vec<EndingKey>,
    /// By client.
    pub usage: Vec<Usage>,
}

impl Overview {
    /// How many onboardings were begun in the window.
    #[must_use]
    pub fn begun(&self) -> i64 {
        self.days.iter().map(|day| day.begun).sum()
    }
}

/// Whose numbers somebody may see who asks for this client's, or for all; `None` for everybody's.
fn scope(who: &SignedIn, client: Option<&str>) -> Result<Option<Vec<String>>, ServiceError> {
    let Some(client) = client else {
        return match who.grants.visible(Action::SeeOverview) {
            Visible::Every => Ok(None),
            Visible::These(names) if names.is_empty() => Err(ServiceError::NotFound),
            Visible::These(names) => Ok(Some(names.iter().map(ToString::to_string).collect())),
        };
    };
    let name = ClientName::new(client).map_err(|_| ServiceError::NotFound)?;
    let named = (client != DIRECT).then_some(&name);
    if !who.grants.may(Action::SeeOverview, named) {
        return Err(ServiceError::NotFound);
    }
    Ok(Some(vec![client.to_owned()]))
}

/// How often sums are added up again: before they are forgotten.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// Adds up again what will be looked at, again and again.
pub async fn work(core: Arc<Core>, stop: CancellationToken) {
    loop {
        if let Err(error) = renew(&core).await {
            tracing::warn!(%error, "the overview's sums were not added up");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RENEW_EVERY) => {}
        }
    }
}

/// Adds up again what anybody can look at.
///
/// # Errors
/// When the database fails.
pub async fn renew(core: &Core) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let usual = Wanted {
        from: day_of(now) - i64::from(USUAL_WINDOW) + 1,
        clients: None,
        modes: &Counted::default().modes(),
        journey: None,
    };
    Ok(core.overviews.renew(&core.db, &usual, now.0).await?)
}

/// Reads the overview.
///
/// # Errors
/// [`ServiceError::NotFound`] for a client whose numbers they may not see, and in the same way for one that there is not.
pub async fn read(core: &Core, who: &SignedIn, asked: Asked) -> Result<Overview, ServiceError> {
    let clients = scope(who, asked.client.as_deref())?;
    // Whoever looks at one client's numbers may choose another's next.
    let visible = scope(who, None)?;
    if !WINDOWS.contains(&asked.days) {
        return Err(ServiceError::BadRequest("days"));
    }
    if let Some(journey) = &asked.journey {
        JourneyName::new(journey.clone()).map_err(|_| ServiceError::BadRequest("journey"))?;
    }
    let now = core.clock.now();
    let from = day_of(now) - i64::from(asked.days) + 1;
    let modes = asked.counted.modes();
    let wanted = Wanted {
        from,
        clients: clients.as_deref(),
        modes: &modes,
        journey: asked.journey.as_deref(),
    };
    let choices = Wanted {
        from,
        clients: visible.as_deref(),
        modes: &[],
        journey: None,
    };
    let mut connection = core.db.read().await?;
    let added = core
        .overviews
        .read(&mut connection, (&wanted, &choices), now.0)
        .await?;
    let names = &added.names;
    let (webhooks, since) = match &clients {
        None => db::backlogs::webhooks(&mut connection).await?,
        Some(clients) => db::backlogs::webhooks_of(&mut connection, clients).await?,
    };
    let soon = (now, now.plus_millis(KEYS_SOON_DAYS * DAY_MS));
    let keys = match &clients {
        None => db::keys_in_use::api_keys_ending(&mut connection, soon.0, soon.1).await?,
        Some(clients) => {
            db::keys_in_use::api_keys_ending_of(&mut connection, soon, clients).await?
        }
    };
    let mut choosable: Vec<String> = names.iter().map(|row| row.client.clone()).collect();
    choosable.sort();
    choosable.dedup();
    let is_meant = |client: &&String| clients.as_ref().is_none_or(|these| these.contains(client));
    let budget = core.budgets.per_client_and_day();
    let mut usage = Vec::new();
    for client in choosable.iter().filter(is_meant).take(MAX_USAGE) {
        let of = db::usage::Of::Client(client);
        let day = now.plus_millis(-DAY_MS);
        let limit = i64::from(budget);
        let today = db::usage::count(&mut connection, of, None, day, limit).await?;
        usage.push(Usage {
            client: client.clone(),
            today,
            budget,
        });
    }
    drop(connection);
    let mut journeys: Vec<String> = names.iter().map(|row| row.journey.clone()).collect();
    journeys.sort();
    journeys.dedup();
    let sums = read::Sums::of(&added.sums);
    let sees_connections = who.grants.may(Action::SeeConnections, None);
    Ok(Overview {
        standing: sums.standing(),
        days: read::days(from, i64::from(asked.days), &added.days),
        funnels: sums.funnels(core),
        devices: sums.by_detail(Measure::Opened),
        shown: sums.shown(),
        drops: sums.drops(),
        recoveries: sums.recoveries(),
        providers: sums.providers(core, sees_connections),
        messages: sums.words(Measure::Message),
        frame_events: sums.words(Measure::FrameEvent),
        billable: sums.by_detail(Measure::Billable),
        over_budget: sums.words(Measure::OverBudget),
        webhooks,
        webhooks_since: since.map(Timestamp),
        keys,
        usage,
        clients: choosable,
        journeys,
        asked,
    })
}
