//! Checks and how they moved.

use sqlx::{AnyConnection, FromRow};
use vestibule::{
    check::{Ending, State},
    id::CheckId,
    reason::Reason,
    time::Timestamp,
};

use super::{DbError, dialect::Dialect, execute, inconsistent};

/// A row of `checks`, with its state as the domain knows it.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// The step's name.
    pub step: String,
    /// From 1 within the step.
    pub number: i64,
    /// The connection's name.
    pub connection: String,
    /// Where it stands.
    pub state: State,
    /// Whether it counts against the step's limit.
    pub counted: bool,
    /// When the provider was last asked.
    pub polled_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
}

#[derive(FromRow)]
struct Lookup {
    id: String,
    onboarding_id: String,
    step: String,
    number: i64,
    connection: String,
    state: String,
    ending: Option<String>,
    reason: Option<String>,
    starts: i64,
    deadline_at: Option<i64>,
    counted: i64,
    polled_at: Option<i64>,
    ended_at: Option<i64>,
}

const COLUMNS: &str = "id, onboarding_id, step, number, connection, state, ending, reason, starts, deadline_at, counted, \
                       polled_at, ended_at";

/// The columns of a state.
struct Columns {
    state: &'static str,
    ending: Option<&'static str>,
    reason: Option<Reason>,
    starts: Option<u32>,
    deadline: Option<Timestamp>,
}

/// The stable text of a state.
#[must_use]
pub fn state_code(state: State) -> &'static str {
    columns(state).ending.unwrap_or(columns(state).state)
}

/// Why a check ended so, or stopped.
#[must_use]
pub fn reason(state: State) -> Option<Reason> {
    columns(state).reason
}

fn columns(state: State) -> Columns {
    let live = |name, starts, deadline, reason| Columns {
        state: name,
        ending: None,
        reason,
        starts: Some(starts),
        deadline: Some(deadline),
    };
    match state {
        State::Created => Columns {
            state: "created",
            ending: None,
            reason: None,
            starts: Some(0),
            deadline: None,
        },
        State::Open { starts, deadline } => live("open", starts, deadline, None),
        State::Processing { starts, deadline } => live("processing", starts, deadline, None),
        State::Stopped {
            starts,
            deadline,
            reason,
        } => live("stopped", starts, deadline, Some(reason)),
        State::NeedsApproval { starts, deadline } => live("needs_approval", starts, deadline, None),
        State::Ended(ending) => {
            let (name, reason) = match ending {
                Ending::Succeeded => ("succeeded", None),
                Ending::Refused(reason) => ("refused", Some(reason)),
                Ending::Cancelled => ("cancelled", None),
                Ending::Exhausted(reason) => ("exhausted", Some(reason)),
                Ending::Failed(reason) => ("failed", Some(reason)),
                Ending::Expired => ("expired", None),
            };
            Columns {
                state: "ended",
                ending: Some(name),
                reason,
                starts: None,
                deadline: None,
            }
        }
    }
}

impl TryFrom<Lookup> for CheckRow {
    type Error = DbError;

    fn try_from(row: Lookup) -> Result<Self, DbError> {
        let reason = match &row.reason {
            Some(code) => Some(
                Reason::from_code(code)
                    .ok_or_else(|| inconsistent("checks", format!("reason {code}")))?,
            ),
            None => None,
        };
        let starts = u32::try_from(row.starts).map_err(|_| inconsistent("checks", "starts"))?;
        let deadline = row.deadline_at.map(Timestamp);
        // Every legal combination of the columns; everything else was not written by us.
        let state = match (row.state.as_str(), row.ending.as_deref(), deadline, reason) {
            ("created", None, None, None) => State::Created,
            ("open", None, Some(deadline), None) => State::Open { starts, deadline },
            ("processing", None, Some(deadline), None) => State::Processing { starts, deadline },
            ("stopped", None, Some(deadline), Some(reason)) => State::Stopped {
                starts,
                deadline,
                reason,
            },
            ("needs_approval", None, Some(deadline), None) => {
                State::NeedsApproval { starts, deadline }
            }
            ("ended", Some("succeeded"), _, None) => State::Ended(Ending::Succeeded),
            ("ended", Some("cancelled"), _, None) => State::Ended(Ending::Cancelled),
            ("ended", Some("expired"), _, None) => State::Ended(Ending::Expired),
            ("ended", Some("refused"), _, Some(reason)) => State::Ended(Ending::Refused(reason)),
            ("ended", Some("exhausted"), _, Some(reason)) => {
                State::Ended(Ending::Exhausted(reason))
            }
            ("ended", Some("failed"), _, Some(reason)) => State::Ended(Ending::Failed(reason)),
            (state, ending, _, _) => {
                return Err(inconsistent(
                    "checks",
                    format!("state {state}, ending {ending:?}"),
                ));
            }
        };
        Ok(Self {
            id: row.id,
            onboarding_id: row.onboarding_id,
            step: row.step,
            number: row.number,
            connection: row.connection,
            state,
            counted: row.counted == 1,
            polled_at: row.polled_at,
            ended_at: row.ended_at,
        })
    }
}

/// Stores a new check.
pub async fn insert(
    connection: &mut AnyConnection,
    check: &CheckRow,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO checks (id, onboarding_id, step, number, connection, state, starts, counted, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, 'created', 0, 0, $6, $6)",
    )
    .bind(check.id.clone())
    .bind(check.onboarding_id.clone())
    .bind(check.step.clone())
    .bind(check.number)
    .bind(check.connection.clone())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Finds a check.
pub async fn find(
    connection: &mut AnyConnection,
    id: &CheckId,
    lock: Option<Dialect>,
) -> Result<Option<CheckRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM checks WHERE id = $1{}",
        lock.map_or("", Dialect::for_update)
    );
    let row: Option<Lookup> = sqlx::query_as(&sql)
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(CheckRow::try_from).transpose()
}

/// Every check of an onboarding, oldest first; a step has at most a handful, see `max_checks`.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<CheckRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM checks WHERE onboarding_id = $1 ORDER BY step, number LIMIT 1000"
    );
    let rows: Vec<Lookup> = sqlx::query_as(&sql)
        .bind(onboarding.to_owned())
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(CheckRow::try_from).collect()
}

/// Writes a check's new state and how it came about.
pub async fn move_to(
    connection: &mut AnyConnection,
    check: &CheckRow,
    next: State,
    counted: bool,
    event: (&str, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let columns = columns(next);
    let ended = matches!(next, State::Ended(_)).then_some(now.0);
    let query = sqlx::query(
        "UPDATE checks SET state = $2, ending = $3, reason = $4, starts = COALESCE($5, starts), \
         deadline_at = COALESCE($6, deadline_at), counted = $7, updated_at = $8, ended_at = $9 WHERE id = $1",
    )
    .bind(check.id.clone())
    .bind(columns.state.to_owned())
    .bind(columns.ending.map(str::to_owned))
    .bind(columns.reason.map(|reason| reason.code().to_owned()))
    .bind(columns.starts.map(i64::from))
    .bind(columns.deadline.map(|deadline| deadline.0))
    .bind(i64::from(counted))
    .bind(now.0)
    .bind(ended);
    execute(connection, query).await?;
    let (event_id, signal) = event;
    let query = sqlx::query(
        "INSERT INTO check_events (id, check_id, at, signal, from_state, to_state) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(event_id.to_owned())
    .bind(check.id.clone())
    .bind(now.0)
    .bind(signal.to_owned())
    .bind(state_code(check.state).to_owned())
    .bind(state_code(next).to_owned());
    execute(connection, query).await.map(drop)
}

/// Claims the right to ask the provider now: at most once in `interval_ms`, whoever asks. A time in the future was
/// written by another clock, or before ours was set back: nobody waits for that.
pub async fn claim_poll(
    connection: &mut AnyConnection,
    id: &str,
    interval_ms: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE checks SET polled_at = $2 WHERE id = $1 \
         AND (polled_at IS NULL OR polled_at <= $3 OR polled_at > $2)",
    )
    .bind(id.to_owned())
    .bind(now.0)
    .bind(now.0.saturating_sub(interval_ms));
    Ok(execute(connection, query).await? == 1)
}

/// How a check moved: signal, from, to. For tests and the operator's timeline.
pub async fn events(
    connection: &mut AnyConnection,
    check: &str,
) -> Result<Vec<(String, String, String)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT signal, from_state, to_state FROM check_events WHERE check_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(check.to_owned())
    .fetch_all(connection)
    .await?)
}
