//! What operators propose to do to a case, and wait for a second one to confirm. Versions of journeys have their own
//! queries, see `journey_activations`.

use sqlx::{AnyConnection, FromRow};
use vestibule::{permission::Visible, time::Timestamp};

use super::{DbError, execute};

/// A row of `proposals` that is about a case, with whose case it is.
#[derive(Debug, Clone, FromRow)]
pub struct ProposalRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// The onboarding's client.
    pub client: String,
    /// `Action::code`.
    pub action: String,
    /// What is to be done, and what the case was like: JSON.
    pub content: String,
    /// Why: sealed under the onboarding's key, in hexadecimal digits.
    pub reason: String,
    /// The case's revision then.
    pub revision: String,
    /// The operator who proposed it.
    pub proposed_by: String,
    /// Milliseconds UTC.
    pub proposed_at: i64,
    /// Milliseconds UTC.
    pub expires_at: i64,
    /// `confirmed`, `refused`, `withdrawn` or `overtaken`; nothing while it waits.
    pub outcome: Option<String>,
    /// The operator who decided.
    pub decided_by: Option<String>,
    /// Milliseconds UTC.
    pub decided_at: Option<i64>,
}

const PROPOSAL: &str = "SELECT p.id, p.onboarding_id, o.client, p.action, p.content, p.reason, p.revision, p.proposed_by, \
                        p.proposed_at, p.expires_at, p.outcome, p.decided_by, p.decided_at FROM proposals p \
                        JOIN onboardings o ON o.id = p.onboarding_id";

/// Stores a proposal that nobody decided yet.
pub async fn insert(connection: &mut AnyConnection, row: &ProposalRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO proposals (id, onboarding_id, action, content, reason, revision, proposed_by, proposed_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id.clone())
    .bind(row.onboarding_id.clone())
    .bind(row.action.clone())
    .bind(row.content.clone())
    .bind(row.reason.clone())
    .bind(row.revision.clone())
    .bind(row.proposed_by.clone())
    .bind(row.proposed_at)
    .bind(row.expires_at);
    execute(connection, query).await.map(drop)
}

/// A proposal about a case.
pub async fn find(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Option<ProposalRow>, DbError> {
    Ok(sqlx::query_as(&format!("{PROPOSAL} WHERE p.id = $1"))
        .bind(id.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// What waits, and is not too old, for one case.
pub async fn open_of(
    connection: &mut AnyConnection,
    onboarding: &str,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ProposalRow>, DbError> {
    let sql = format!(
        "{PROPOSAL} WHERE p.onboarding_id = $1 AND p.outcome IS NULL AND p.expires_at > $2 ORDER BY p.id LIMIT $3"
    );
    Ok(sqlx::query_as(&sql)
        .bind(onboarding.to_owned())
        .bind(now.0)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// What waits, and is not too old, about the cases of these clients, oldest first.
pub async fn open(
    connection: &mut AnyConnection,
    of: &Visible,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ProposalRow>, DbError> {
    let clients = match of {
        Visible::Every => None,
        Visible::These(clients) if clients.is_empty() => return Ok(Vec::new()),
        Visible::These(clients) => Some(clients),
    };
    let theirs = clients.map_or_else(String::new, |clients| {
        let places: Vec<String> = (0..clients.len())
            .map(|at| format!("${}", at + 3))
            .collect();
        format!(" AND o.client IN ({})", places.join(", "))
    });
    let sql = format!(
        "{PROPOSAL} WHERE p.outcome IS NULL AND p.expires_at > $1{theirs} ORDER BY p.id LIMIT $2"
    );
    let mut query = sqlx::query_as::<sqlx::Any, ProposalRow>(&sql)
        .bind(now.0)
        .bind(limit);
    for client in clients.into_iter().flatten() {
        query = query.bind(client.to_string());
    }
    Ok(query.fetch_all(connection).await?)
}

/// Settles a proposal. `false` when somebody did before, or it is too old: of two at the same time only one does.
pub async fn settle(
    connection: &mut AnyConnection,
    id: &str,
    (outcome, by): (&str, &str),
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE proposals SET outcome = $2, decided_by = $3, decided_at = $4 \
         WHERE id = $1 AND outcome IS NULL AND expires_at > $4",
    )
    .bind(id.to_owned())
    .bind(outcome.to_owned())
    .bind(by.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// What waits for a case is about what it was before: nobody can confirm it any more.
pub async fn overtake(
    connection: &mut AnyConnection,
    onboarding: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE proposals SET outcome = 'overtaken', decided_by = $2, decided_at = $3 \
         WHERE onboarding_id = $1 AND outcome IS NULL",
    )
    .bind(onboarding.to_owned())
    .bind(by.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
