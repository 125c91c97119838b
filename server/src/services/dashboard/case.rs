//! A case as operators see it: whoever may not read it finds nothing, as if there were none. What is personal is masked unless
//! this operator revealed it; what was erased is gone, and the rest still says what happened.

pub mod advice;
pub mod evidence;
pub mod facts;
pub mod masks;
pub mod messages;
pub mod notes;
mod redaction;
pub mod reveals;
pub mod timeline;

use sqlx::AnyConnection;
use vestibule::{
    id::{ClientName, OnboardingId},
    onboarding::StepStatus,
    permission::Action,
    time::Timestamp,
};

use self::{
    advice::Advice,
    facts::{FactSeen, MatchSeen, ValueSeen},
    timeline::{Filter, Page},
};
use crate::{
    db::{
        self,
        checks::CheckRow,
        dialect::Dialect,
        onboardings::{OnboardingRow, StepRow},
    },
    services::{
        ServiceError,
        case::Case,
        core::Core,
        holds::{self, Hold},
        onboardings::DIRECT,
        operators::sessions::SignedIn,
        retention,
    },
};

/// Support codes that are shown.
const MAX_CODES: i64 = 5;

/// A case that this operator may look at.
pub enum Opened {
    /// Everything of it.
    Whole(Box<Case>),
    /// What an erasure left.
    Erased(Box<Left>),
}

/// What an erasure leaves.
pub struct Left {
    /// The row, without what anybody said.
    pub row: OnboardingRow,
    /// The steps, without answers.
    pub steps: Vec<StepRow>,
    /// The checks.
    pub checks: Vec<CheckRow>,
}

impl Opened {
    /// The onboarding's row.
    #[must_use]
    pub fn row(&self) -> &OnboardingRow {
        match self {
            Self::Whole(case) => &case.row,
            Self::Erased(left) => &left.row,
        }
    }

    /// Its checks.
    #[must_use]
    pub fn checks(&self) -> &[CheckRow] {
        match self {
            Self::Whole(case) => &case.checks,
            Self::Erased(left) => &left.checks,
        }
    }

    /// The case, unless it was erased.
    #[must_use]
    pub fn whole(&self) -> Option<&Case> {
        match self {
            Self::Whole(case) => Some(case),
            Self::Erased(_) => None,
        }
    }
}

/// Whose an onboarding is; nobody's when it was begun on a start page that anybody may use.
///
/// # Errors
/// When the row is inconsistent.
pub fn client_of(row: &OnboardingRow) -> Result<Option<ClientName>, ServiceError> {
    if row.client == DIRECT {
        return Ok(None);
    }
    match ClientName::new(row.client.clone()) {
        Ok(name) => Ok(Some(name)),
        Err(_) => Err(ServiceError::Internal(
            "an onboarding's client is none".into(),
        )),
    }
}

/// Opens a case for an operator who is about to do this to it. With `lock` it stays as read until the transaction ends.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or this operator may not do that to it: the same answer.
pub async fn open(
    core: &Core,
    connection: &mut AnyConnection,
    (operator, action): (&SignedIn, Action),
    id: &OnboardingId,
    lock: Option<Dialect>,
) -> Result<Opened, ServiceError> {
    let row = db::onboardings::find(&mut *connection, id, lock)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let client = client_of(&row)?;
    let reads = operator.grants.may(Action::ReadCase, client.as_ref());
    if !reads || !operator.grants.may(action, client.as_ref()) {
        return Err(ServiceError::NotFound);
    }
    if row.erased_at.is_some() {
        let steps = db::onboardings::steps(&mut *connection, &row.id).await?;
        let checks = db::checks::of_onboarding(connection, &row.id).await?;
        return Ok(Opened::Erased(Box::new(Left { row, steps, checks })));
    }
    let case = Case::load(core, connection, id, lock).await?;
    Ok(Opened::Whole(Box::new(case)))
}

/// What this operator may do here, as far as the page itself offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Read masked values.
    pub reveal: bool,
    /// Write notes.
    pub note: bool,
    /// Download the evidence.
    pub evidence: bool,
    /// Send webhooks again.
    pub redeliver: bool,
    /// Place a legal hold, and lift it.
    pub hold: bool,
}

/// Where a step stands; unknown after an erasure.
#[derive(Debug, Clone)]
pub struct StepSeen {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: Option<StepStatus>,
    /// When it was answered, for terms and forms.
    pub answered_at: Option<i64>,
}

/// Everything on the page of a case.
pub struct Seen {
    /// The case.
    pub opened: Opened,
    /// How its client is called, if it is one's.
    pub client: Option<String>,
    /// The newest support codes of pages about it.
    pub support_codes: Vec<String>,
    /// What there is to do.
    pub advice: Advice,
    /// The steps, in order.
    pub steps: Vec<StepSeen>,
    /// What is known of the person.
    pub facts: Vec<FactSeen>,
    /// What the client said of the person.
    pub said: Vec<ValueSeen>,
    /// How sources compare.
    pub matches: Vec<MatchSeen>,
    /// What makes it worth a second look, with counts.
    pub signals: Vec<(vestibule::risk::RiskSignal, i64)>,
    /// A page of what happened.
    pub timeline: Page,
    /// The legal hold that is on it.
    pub hold: Option<Hold>,
    /// When it is erased by itself, as it is now; not while a hold is on it.
    pub due: Option<Timestamp>,
    /// What the operator may do.
    pub may: May,
}

/// Reads a case for its page.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none that this operator may read.
pub async fn read(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    filter: &Filter,
) -> Result<Seen, ServiceError> {
    let mut connection = core.db.read().await?;
    let opened = open(
        core,
        &mut connection,
        (operator, Action::ReadCase),
        id,
        None,
    )
    .await?;
    let row = opened.row();
    let client = client_of(row)?;
    let is_there = opened.whole().is_some();
    let may = |action| is_there && operator.grants.may(action, client.as_ref());
    let may = May {
        reveal: may(Action::Reveal),
        note: may(Action::WriteNote),
        evidence: may(Action::DownloadEvidence),
        redeliver: may(Action::Redeliver) && client.is_some(),
        hold: may(Action::PlaceHold),
    };
    let name = match &client {
        Some(client) => db::dashboard::case::client_name(&mut connection, client.as_str()).await?,
        None => None,
    };
    let support_codes =
        db::dashboard::case::support_codes(&mut connection, id.as_str(), MAX_CODES).await?;
    let timeline = timeline::read(&mut connection, &opened, filter).await?;
    let (mut facts, mut said, mut matches, mut signals) = Default::default();
    let mut hold = None;
    if let Some(case) = opened.whole() {
        hold = holds::of_case(&mut connection, case).await?;
        let open = match may.reveal {
            true => reveals::open(core, &mut connection, operator, id).await?,
            false => Vec::new(),
        };
        facts = facts::of_case(case, &open)?;
        said = facts::said(case, &open)?;
        matches = facts::matches(case)?;
        signals = db::risk_signals::of_onboarding(&mut connection, id.as_str()).await?;
    }
    let calls = db::dashboard::provider_calls::of_onboarding(&mut connection, id.as_str()).await?;
    drop(connection);
    Ok(Seen {
        advice: advice::of(&opened, &calls)?,
        steps: steps(&opened),
        client: name,
        support_codes,
        facts,
        said,
        matches,
        signals,
        timeline,
        due: match hold {
            Some(_) => None,
            None => retention::due_at(core, opened.row())?,
        },
        hold,
        may,
        opened,
    })
}

fn steps(opened: &Opened) -> Vec<StepSeen> {
    let seen = |row: &StepRow, status| StepSeen {
        name: row.name.clone(),
        status,
        answered_at: row.answered_at,
    };
    match opened {
        Opened::Whole(case) => {
            let statuses = case.statuses();
            let statuses = statuses
                .into_iter()
                .map(Some)
                .chain(std::iter::repeat(None));
            let rows = case.steps.iter().zip(statuses);
            rows.map(|(row, status)| seen(row, status)).collect()
        }
        Opened::Erased(left) => left.steps.iter().map(|row| seen(row, None)).collect(),
    }
}
