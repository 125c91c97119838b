//! Pauses: an operator has a connection, a journey or every new start rest for a while, and says to applicants what they read
//! meanwhile. Whoever began already goes on; a check that is under way is finished.

use std::collections::BTreeMap;

use serde_json::json;
use vestibule::{
    id::{ConnectionName, JourneyName},
    locale::{LocalText, Locale},
    permission::Action,
    time::Timestamp,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    control,
    core::Core,
    operators::sessions::SignedIn,
};
use crate::db::{self, pauses::PauseRow};

/// Longest reason, and longest text for applicants, in characters.
pub const MAX_TEXT: usize = 500;
/// How many pauses that are over are shown.
const OVER: i64 = 20;

/// What is paused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// No onboarding is begun at all.
    Starts,
    /// No onboarding of this journey is begun.
    Journey(JourneyName),
    /// No check is started through this connection; other ways through a journey stay open.
    Connection(ConnectionName),
}

impl Target {
    /// Its kind, as stored, in forms and in metrics.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Starts => "starts",
            Self::Journey(_) => "journey",
            Self::Connection(_) => "connection",
        }
    }

    /// The journey's or connection's name; empty for every start.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Starts => "",
            Self::Journey(name) => name.as_str(),
            Self::Connection(name) => name.as_str(),
        }
    }

    /// The target with this kind and name.
    #[must_use]
    pub fn from_parts(kind: &str, name: &str) -> Option<Self> {
        match kind {
            "starts" if name.is_empty() => Some(Self::Starts),
            "journey" => JourneyName::new(name).ok().map(Self::Journey),
            "connection" => ConnectionName::new(name).ok().map(Self::Connection),
            _ => None,
        }
    }
}

/// The kinds there are.
pub const KINDS: [&str; 3] = ["starts", "journey", "connection"];

/// A pause.
#[derive(Debug, Clone)]
pub struct Pause {
    /// Its id.
    pub id: String,
    /// What is paused.
    pub target: Target,
    /// Why, for operators.
    pub reason: String,
    /// What applicants read.
    pub texts: LocalText,
    /// Who began it.
    pub begun_by: String,
    /// Since when.
    pub begun_at: Timestamp,
    /// Who ended it, and when.
    pub ended: Option<(String, Timestamp)>,
}

impl Pause {
    pub(super) fn of(row: PauseRow) -> Result<Self, ServiceError> {
        let target = Target::from_parts(&row.kind, &row.name)
            .ok_or_else(|| ServiceError::Internal("a pause of nothing that there is".into()))?;
        Ok(Self {
            id: row.id,
            target,
            reason: row.reason,
            texts: serde_json::from_str(&row.texts)?,
            begun_by: row.begun_by,
            begun_at: Timestamp(row.begun_at),
            ended: row.ended_by.zip(row.ended_at.map(Timestamp)),
        })
    }

    /// The refusal of what it keeps from happening, with the text for applicants.
    #[must_use]
    pub fn refusal(&self) -> ServiceError {
        ServiceError::Paused(Box::new(self.texts.clone()))
    }
}

/// A pause that is to begin.
#[derive(Debug, Clone)]
pub struct NewPause {
    /// What is paused.
    pub target: Target,
    /// Why, for operators.
    pub reason: String,
    /// What applicants read, in every language.
    pub texts: BTreeMap<Locale, String>,
}

/// What an applicant reads who would begin this journey now; `None` while that may be begun.
///
/// # Errors
/// When the database fails.
pub async fn said_of_journey(
    core: &Core,
    journey: &JourneyName,
) -> Result<Option<LocalText>, ServiceError> {
    let decided = control::decided(core).await?;
    Ok(decided
        .keeps_from_beginning(journey)
        .map(|pause| pause.texts.clone()))
}

/// What an applicant reads who would start a check through this connection now; `None` while that may be started.
///
/// # Errors
/// When the database fails.
pub async fn said_of_connection(
    core: &Core,
    connection: &ConnectionName,
) -> Result<Option<LocalText>, ServiceError> {
    let decided = control::decided(core).await?;
    Ok(decided
        .keeps_from_checking(connection)
        .map(|pause| pause.texts.clone()))
}

/// The pauses that go on, oldest first, and the newest of those that are over.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not see it.
pub async fn all(
    core: &Core,
    operator: &SignedIn,
) -> Result<(Vec<Pause>, Vec<Pause>), ServiceError> {
    if !operator.grants.may(Action::SeeConnections, None) {
        return Err(ServiceError::NotFound);
    }
    let mut connection = core.db.read().await?;
    let open = db::pauses::open(&mut connection).await?;
    let over = db::pauses::over(&mut connection, OVER).await?;
    Ok((read(open)?, read(over)?))
}

fn read(rows: Vec<PauseRow>) -> Result<Vec<Pause>, ServiceError> {
    rows.into_iter().map(Pause::of).collect()
}

/// Begins a pause, and gives its id.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not pause; [`ServiceError::BadRequest`] for what there is not, is paused
/// already, or comes without a reason or a text in every language.
pub async fn begin(
    core: &Core,
    operator: &SignedIn,
    new: NewPause,
) -> Result<String, ServiceError> {
    if !operator.grants.may(Action::Pause, None) {
        return Err(ServiceError::NotFound);
    }
    let texts = checked(core, &new)?;
    let row = PauseRow {
        id: core.new_id(),
        kind: new.target.kind().to_owned(),
        name: new.target.name().to_owned(),
        reason: new.reason.trim().to_owned(),
        texts: serde_json::to_string(&texts)?,
        begun_by: operator.name.to_string(),
        begun_at: core.clock.now().0,
        ended_by: None,
        ended_at: None,
    };
    let mut tx = core.db.begin_write().await?;
    // What goes on is looked at before one is added.
    db::locks::hold(&mut tx, core.db.dialect(), "pauses").await?;
    let open = db::pauses::open(&mut tx).await?;
    if open
        .iter()
        .any(|other| other.kind == row.kind && other.name == row.name)
    {
        return Err(ServiceError::BadRequest("name: is paused already"));
    }
    db::pauses::insert(&mut tx, &row).await?;
    let detail = json!({
        "pause": row.id, "kind": row.kind, "name": row.name, "reason": row.reason, "texts": texts,
    });
    let event = ("pause.begun", Actor::Operator(operator.name.as_str()));
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    core.control.forget();
    Ok(row.id)
}

fn checked(core: &Core, new: &NewPause) -> Result<LocalText, ServiceError> {
    let is_there = match &new.target {
        Target::Starts => true,
        Target::Journey(name) => core.journeys.contains_key(name),
        Target::Connection(name) => core.connections.contains_key(name),
    };
    if !is_there {
        return Err(ServiceError::BadRequest("name: is not configured"));
    }
    let reason = new.reason.trim().chars().count();
    if !(1..=MAX_TEXT).contains(&reason) {
        return Err(ServiceError::BadRequest(
            "reason: has to have 1 to 500 characters",
        ));
    }
    let texts = new.texts.iter();
    let texts = LocalText(
        texts
            .map(|(locale, text)| (*locale, text.trim().to_owned()))
            .collect(),
    );
    let fits = |text: &String| text.chars().count() <= MAX_TEXT;
    if !texts.missing().is_empty() || !texts.0.values().all(fits) {
        return Err(ServiceError::BadRequest(
            "texts: have to have 1 to 500 characters in every language",
        ));
    }
    Ok(texts)
}

/// Ends a pause.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; [`ServiceError::OutOfOrder`] when it does not go on (any more).
pub async fn end(core: &Core, operator: &SignedIn, id: &str) -> Result<(), ServiceError> {
    if !operator.grants.may(Action::Pause, None) {
        return Err(ServiceError::NotFound);
    }
    let mut tx = core.db.begin_write().await?;
    let by = operator.name.as_str();
    if !db::pauses::end(&mut tx, id, by, core.clock.now()).await? {
        return Err(ServiceError::OutOfOrder);
    }
    let detail = json!({ "pause": id });
    audit::of_system(core, &mut tx, ("pause.ended", Actor::Operator(by)), &detail).await?;
    tx.commit().await?;
    core.control.forget();
    Ok(())
}

/// How many pauses of each kind go on, for metrics.
///
/// # Errors
/// When the database fails.
pub(super) async fn count(
    connection: &mut sqlx::AnyConnection,
) -> Result<[(&'static str, i64); 3], ServiceError> {
    let mut counts = KINDS.map(|kind| (kind, 0));
    for (kind, count) in &mut counts {
        *count = db::pauses::count_open(&mut *connection, kind).await?;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_back_from_what_is_stored_of_it() {
        let journey = JourneyName::new("account").unwrap();
        let connection = ConnectionName::new("phone").unwrap();
        for target in [
            Target::Starts,
            Target::Journey(journey),
            Target::Connection(connection),
        ] {
            assert!(KINDS.contains(&target.kind()));
            let read = Target::from_parts(target.kind(), target.name());
            assert_eq!(read, Some(target));
        }
        for (kind, name) in [
            ("", ""),
            ("starts", "phone"),
            ("journey", ""),
            ("connection", "A b"),
            ("client", "bank"),
        ] {
            assert_eq!(Target::from_parts(kind, name), None, "{kind} {name}");
        }
    }
}
