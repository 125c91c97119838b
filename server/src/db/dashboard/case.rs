//! What the timeline of a case is made of: one query for each source, newest first, below a place in the one order that all
//! sources share: time, then id.

use sqlx::{Any, AnyConnection, FromRow, any::AnyArguments, query::QueryAs};

use crate::db::DbError;

/// The place below which a page begins: what happened before `at`, or then and with a smaller id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    /// Milliseconds UTC.
    pub at: i64,
    /// An id of any source.
    pub id: String,
}

impl Below {
    /// Above everything.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            at: i64::MAX,
            id: String::new(),
        }
    }
}

/// A page of a source: of which onboarding, below what, and at most how many.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The onboarding.
    pub onboarding: &'a str,
    /// Where the page begins.
    pub below: &'a Below,
    /// Rows at most.
    pub limit: i64,
}

/// A row of an onboarding's audit chain.
#[derive(Debug, Clone, FromRow)]
pub struct AuditRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// What happened.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// Sealed; `None` once it was erased.
    pub detail: Option<Vec<u8>>,
}

/// How a check moved.
#[derive(Debug, Clone, FromRow)]
pub struct MoveRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// The check.
    pub check_id: String,
    /// Its step.
    pub step: String,
    /// Its number within the step.
    pub number: i64,
    /// What moved it.
    pub signal: String,
    /// From where.
    pub from_state: String,
    /// To where.
    pub to_state: String,
}

/// A call of a provider.
#[derive(Debug, Clone, FromRow)]
pub struct CallRow {
    /// UUIDv7.
    pub id: String,
    /// When it began, in milliseconds UTC.
    pub at: i64,
    /// The step of its check.
    pub step: String,
    /// The check's number within the step.
    pub number: i64,
    /// The connection's name.
    pub connection: String,
    /// The adapter's verb.
    pub call: String,
    /// How long it took.
    pub duration_ms: i64,
    /// `ok`, or what went wrong.
    pub outcome: String,
    /// The status of the provider's last answer.
    pub status: Option<i64>,
}

/// A provider session that was opened.
#[derive(Debug, Clone, FromRow)]
pub struct SessionRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// The step of its check.
    pub step: String,
    /// Its number within the check.
    pub number: i64,
    /// The connection's name.
    pub connection: String,
    /// `frame` or `page`.
    pub presentation: String,
    /// The provider's own id for it.
    pub reference: String,
}

/// A message of a frame, without its content.
#[derive(Debug, Clone, FromRow)]
pub struct MessageRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// The check.
    pub check_id: String,
    /// Its step.
    pub step: String,
    /// The sender's origin.
    pub origin: String,
    /// See [`crate::db::messages::MessageRow::verdict`].
    pub verdict: String,
    /// How many messages the row stands for.
    pub count: i64,
    /// What the funnel counts it as.
    pub event: Option<String>,
}

/// A webhook that was written for an endpoint.
#[derive(Debug, Clone, FromRow)]
pub struct DeliveryRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// What the endpoint is told.
    pub kind: String,
    /// Where to.
    pub endpoint_id: String,
    /// `pending`, `delivered`, `failed` or `dropped`.
    pub state: String,
}

/// An attempt to deliver a webhook.
#[derive(Debug, Clone, FromRow)]
pub struct SendingRow {
    /// The delivery's id and the number, with a slash between them.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// What the endpoint is told.
    pub kind: String,
    /// Where to.
    pub endpoint_id: String,
    /// From 1.
    pub number: i64,
    /// How long it took.
    pub duration_ms: i64,
    /// The answer's status.
    pub status: Option<i64>,
    /// A word of ours for what went wrong.
    pub problem: Option<String>,
}

/// A decision, without what it rests on.
#[derive(Debug, Clone, FromRow)]
pub struct DecisionRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// What was concluded.
    pub conclusion: String,
    /// By which line of the table.
    pub rule: String,
    /// Who decided.
    pub actor: String,
}

/// A note, sealed.
#[derive(Debug, Clone, FromRow)]
pub struct NoteRow {
    /// UUIDv7.
    pub id: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// Who wrote it.
    pub operator: String,
    /// Sealed.
    pub body: Vec<u8>,
}

/// The select statement of a source becomes that of a page: $1 is the onboarding, `at` and `id` are its columns.
fn page(select: &str, at: &str, id: &str) -> String {
    format!(
        "{select} AND ({at} < $2 OR ({at} = $2 AND {id} < $3)) ORDER BY {at} DESC, {id} DESC LIMIT $4"
    )
}

fn bound<'q, Row>(sql: &'q str, wanted: Wanted<'_>) -> QueryAs<'q, Any, Row, AnyArguments<'q>>
where
    Row: for<'r> FromRow<'r, sqlx::any::AnyRow>,
{
    sqlx::query_as(sql)
        .bind(wanted.onboarding.to_owned())
        .bind(wanted.below.at)
        .bind(wanted.below.id.clone())
        .bind(wanted.limit)
}

/// The audit chain, without what other sources say better: how checks moved, what was decided by itself, notes.
pub async fn audit(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<AuditRow>, DbError> {
    let sql = page(
        "SELECT id, at, kind, actor, detail FROM audit_events WHERE chain = $1 \
         AND kind NOT IN ('check.moved', 'note.written') AND NOT (kind = 'decision.made' AND actor = 'system')",
        "at",
        "id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// How the checks moved.
pub async fn moves(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<MoveRow>, DbError> {
    let sql = page(
        "SELECT e.id, e.at, e.check_id, c.step, c.number, e.signal, e.from_state, e.to_state FROM checks c \
         JOIN check_events e ON e.check_id = c.id WHERE c.onboarding_id = $1",
        "e.at",
        "e.id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// What the audit chain says beside the moves between two moments, both included: times and sealed details.
pub async fn moved_because(
    connection: &mut AnyConnection,
    onboarding: &str,
    (first, last): (i64, i64),
    limit: i64,
) -> Result<Vec<(i64, Vec<u8>)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT at, detail FROM audit_events WHERE chain = $1 AND kind = 'check.moved' AND at >= $2 AND at <= $3 \
         AND detail IS NOT NULL ORDER BY sequence DESC LIMIT $4",
    )
    .bind(onboarding.to_owned())
    .bind(first)
    .bind(last)
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// The calls of providers.
pub async fn calls(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<CallRow>, DbError> {
    let sql = page(
        "SELECT p.id, p.at, c.step, c.number, p.connection, p.call, p.duration_ms, p.outcome, p.status \
         FROM provider_calls p JOIN checks c ON c.id = p.check_id WHERE p.onboarding_id = $1",
        "p.at",
        "p.id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The provider sessions.
pub async fn sessions(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<SessionRow>, DbError> {
    let sql = page(
        "SELECT a.id, a.started_at AS at, c.step, a.number, a.connection, a.presentation, a.reference FROM checks c \
         JOIN attempts a ON a.check_id = c.id WHERE c.onboarding_id = $1",
        "a.started_at",
        "a.id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The messages of the frames.
pub async fn messages(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<MessageRow>, DbError> {
    let sql = page(
        "SELECT m.id, m.at, m.check_id, c.step, m.origin, m.verdict, m.count, m.event FROM checks c \
         JOIN messages m ON m.check_id = c.id WHERE c.onboarding_id = $1",
        "m.at",
        "m.id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The webhooks about it.
pub async fn deliveries(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<DeliveryRow>, DbError> {
    let sql = page(
        "SELECT d.id, d.created_at AS at, e.kind, d.endpoint_id, d.state FROM events e \
         JOIN webhook_deliveries d ON d.event_id = e.id WHERE e.onboarding_id = $1",
        "d.created_at",
        "d.id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The attempts to deliver them.
pub async fn sendings(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<SendingRow>, DbError> {
    let id = "(w.delivery_id || '/' || CAST(w.number AS TEXT))";
    let select = format!(
        "SELECT {id} AS id, w.at, e.kind, d.endpoint_id, w.number, w.duration_ms, w.status, w.problem FROM events e \
         JOIN webhook_deliveries d ON d.event_id = e.id JOIN webhook_attempts w ON w.delivery_id = d.id \
         WHERE e.onboarding_id = $1"
    );
    let sql = page(&select, "w.at", id);
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The decisions.
pub async fn decisions(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<DecisionRow>, DbError> {
    let sql = page(
        "SELECT id, decided_at AS at, conclusion, rule, actor FROM decisions WHERE onboarding_id = $1",
        "decided_at",
        "id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The notes.
pub async fn notes(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<NoteRow>, DbError> {
    let sql = page(
        "SELECT id, written_at AS at, operator, body FROM notes WHERE onboarding_id = $1",
        "written_at",
        "id",
    );
    Ok(bound(&sql, wanted).fetch_all(connection).await?)
}

/// The newest support codes of an onboarding.
pub async fn support_codes(
    connection: &mut AnyConnection,
    onboarding: &str,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT code FROM support_codes WHERE onboarding_id = $1 ORDER BY at DESC, code LIMIT $2",
    )
    .bind(onboarding.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// How a client is called.
pub async fn client_name(
    connection: &mut AnyConnection,
    client: &str,
) -> Result<Option<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT display_name FROM clients WHERE name = $1")
            .bind(client.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}
