//! An onboarding as the applicant saw it: page after page, from what was recorded and nothing else.

pub mod moments;
pub mod recorded;
pub mod standing;

use vestibule::{
    check::State,
    id::OnboardingId,
    onboarding::{OnboardingStatus, Progress},
    permission::Action,
};

use self::{
    moments::{How, Moment, Seen},
    recorded::{Event, Recorded, What},
};
use super::case::{self, Opened};
use crate::{
    db::{
        checks::state_code,
        dashboard::{provider_calls::CallRow, replay::MessageRow},
        facts::ConsentRow,
    },
    services::{
        ServiceError,
        case::Case,
        core::Core,
        links::{self, Invited},
        onboardings::DIRECT,
        operators::sessions::SignedIn,
    },
};

/// The stable text of a check's state.
#[must_use]
pub fn state_word(state: State) -> &'static str {
    state_code(state)
}

/// Lines beside a page.
const MOST_BESIDE: usize = 60;

/// Something that happened while a page was there.
#[derive(Debug, Clone)]
pub enum Beside {
    /// An event of the case.
    Event(Event),
    /// A frame said something.
    Said(MessageRow),
    /// A provider was called.
    Called(CallRow),
}

impl Beside {
    /// When.
    #[must_use]
    pub fn at(&self) -> i64 {
        match self {
            Self::Event(event) => event.at,
            Self::Said(row) => row.at,
            Self::Called(row) => row.at,
        }
    }
}

/// A page and what belongs to it.
pub struct Shown {
    /// From 1.
    pub number: usize,
    /// The page.
    pub moment: Moment,
    /// Where everything stood when it was drawn.
    pub progress: Progress,
    /// How it stood then.
    pub status: OnboardingStatus,
    /// What had been agreed to by then.
    pub consents: Vec<ConsentRow>,
    /// Whether the applicant had opened it by then.
    pub inside: bool,
    /// Whether a person had been asked for by then.
    pub handed_over: bool,
    /// Who asked, on the pages that say so.
    pub invited: Option<Box<Invited>>,
    /// What happened while it was there, oldest first.
    pub beside: Vec<Beside>,
    /// How much more there is of that.
    pub more: usize,
}

/// A replay at one of its pages.
pub enum Replay {
    /// Only what an erasure left is there.
    Erased,
    /// Nobody has opened it yet.
    Unopened,
    /// A page.
    At {
        /// The case.
        case: Box<Case>,
        /// How many pages there are.
        of: usize,
        /// When the first one was.
        began: i64,
        /// The page.
        shown: Box<Shown>,
        /// Whether there is more than is read.
        cut: bool,
    },
}

/// Opens the replay at a page; at the nearest one there is.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such case that this operator may read.
pub async fn read(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    number: usize,
) -> Result<Replay, ServiceError> {
    let mut connection = core.db.read().await?;
    let who = (operator, Action::ReadCase);
    let opened = case::open(core, &mut connection, who, id, None).await?;
    let Opened::Whole(case) = opened else {
        return Ok(Replay::Erased);
    };
    let recorded = recorded::read(&mut connection, &case).await?;
    drop(connection);
    let moments = moments::of(&case.journey, &case.checks, &recorded);
    let number = number.clamp(1, moments.len().max(1));
    let (Some(first), Some(moment)) = (moments.first(), moments.get(number - 1)) else {
        return Ok(Replay::Unopened);
    };
    let before = recorded.events.get(..moment.after).unwrap_or_default();
    let until = moments.get(number).map_or(i64::MAX, |next| next.at);
    let mut beside = beside(&recorded, moment, until);
    let more = beside.len().saturating_sub(MOST_BESIDE);
    beside.truncate(MOST_BESIDE);
    let says_who_asked = match moment.page {
        Seen::Start => case.row.client != DIRECT,
        Seen::NotMe => true,
        _ => false,
    };
    let invited = match says_who_asked {
        true => Some(links::invited(core, &case).await?),
        false => None,
    };
    let is_opened = |event: &Event| matches!(event.what, What::Begun | What::Claimed);
    let is_handed_over = |event: &Event| matches!(event.what, What::HandedOver(_));
    Ok(Replay::At {
        of: moments.len(),
        began: first.at,
        cut: recorded.cut || moments.len() >= moments::MOST,
        shown: Box::new(Shown {
            number,
            progress: standing::after(&case, before),
            status: standing::status(before),
            consents: standing::consents(&recorded.consents, before),
            inside: before.iter().any(is_opened),
            handed_over: before.iter().any(is_handed_over),
            invited,
            beside,
            more,
            moment: moment.clone(),
        }),
        case,
    })
}

fn beside(recorded: &Recorded, moment: &Moment, until: i64) -> Vec<Beside> {
    let mut all = Vec::new();
    let check = match &moment.page {
        Seen::Frame(_, check, number) | Seen::Leave(_, check, number) => Some((check, *number)),
        _ => None,
    };
    if let Some((check, number)) = check {
        let messages = recorded
            .messages
            .iter()
            .filter(|row| row.check_id == *check && row.attempt == number);
        all.extend(messages.cloned().map(Beside::Said));
    }
    // What a session's page led to was asked before the next page was there.
    let calls = recorded.calls.iter().filter(|call| match check {
        Some((check, _)) => call.check_id == *check && (moment.at..=until).contains(&call.at),
        None => (moment.at..until).contains(&call.at),
    });
    all.extend(calls.cloned().map(Beside::Called));
    let events = recorded.events.get(moment.events.clone());
    all.extend(
        events
            .unwrap_or_default()
            .iter()
            .cloned()
            .map(Beside::Event),
    );
    // Of one time: what a frame said comes before what was asked because of it, and that before what it led to.
    all.sort_by_key(Beside::at);
    all
}

impl How {
    /// Whether something was done on the page.
    #[must_use]
    pub fn is_used(self) -> bool {
        self == Self::Used
    }
}
