//! Onboardings as operators list them: of every client, or of those that they look after.

use sqlx::{AnyConnection, FromRow};
use vestibule::{
    onboarding::{Closure, OnboardingStatus},
    permission::Visible,
    time::Timestamp,
};

use crate::db::{DbError, conditions::Values, inconsistent};

/// A line of the list.
#[derive(Debug, Clone, FromRow)]
pub struct ListedRow {
    /// UUIDv7.
    pub id: String,
    /// The journey's name when it began.
    pub journey: String,
    /// The hash of the journey version.
    pub journey_version: String,
    /// The language it began in.
    pub locale: String,
    /// [`OnboardingStatus::code`].
    pub status: String,
    /// Who began it: the client's name, or `direct`.
    pub client: String,
    /// `test`, `live` or `direct`.
    pub mode: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// When something of it last changed.
    pub updated_at: i64,
    /// When it first was not in progress any more.
    pub finished_at: Option<i64>,
    /// [`Closure::code`], when it was closed before a decision.
    pub closed_as: Option<String>,
    /// When its data key was destroyed.
    pub erased_at: Option<i64>,
}

const COLUMNS: &str = "id, journey, journey_version, locale, status, client, mode, created_at, updated_at, finished_at, \
                       closed_as, erased_at";

impl ListedRow {
    /// The status as the domain knows it.
    ///
    /// # Errors
    /// When the row holds an unknown status.
    pub fn status(&self) -> Result<OnboardingStatus, DbError> {
        OnboardingStatus::from_code(&self.status)
            .ok_or_else(|| inconsistent("onboardings", "unknown status"))
    }

    /// Why it was closed before a decision, if it was.
    #[must_use]
    pub fn closure(&self) -> Option<Closure> {
        Closure::from_code(self.closed_as.as_deref()?)
    }
}

/// Which onboardings are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<&'static str>,
    /// Of this journey.
    pub journey: Option<String>,
    /// Of this client, or `direct`.
    pub client: Option<String>,
    /// In this mode.
    pub mode: Option<String>,
    /// Begun at or after this moment.
    pub created_from: Option<Timestamp>,
    /// Begun before this moment.
    pub created_before: Option<Timestamp>,
    /// Ids that are near enough to these times, from and before: ids begin with the time at which they were made, and have
    /// an index.
    pub ids_between: (Option<String>, Option<String>),
    /// One of these.
    pub ids: Option<Vec<String>>,
    /// Only those that a legal hold is on.
    pub on_hold: bool,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Edge {
    /// With the newest of all.
    #[default]
    Newest,
    /// After this one, towards older ones.
    OlderThan(String),
    /// Before this one, towards newer ones.
    NewerThan(String),
}

/// The onboardings that somebody may see and that a filter lets through, from the edge on: newest first, but oldest first from
/// [`Edge::NewerThan`].
pub async fn page(
    connection: &mut AnyConnection,
    visible: &Visible,
    filter: &Filter,
    (edge, limit): (&Edge, i64),
) -> Result<Vec<ListedRow>, DbError> {
    let mut values = Values::default();
    let Some(mut wanted) = within(visible, &mut values) else {
        return Ok(Vec::new());
    };
    let mut equal = |column: &str, value: &Option<String>| {
        if let Some(value) = value {
            wanted.push(format!("{column} = {}", values.text(value)));
        }
    };
    equal("status", &filter.status.map(str::to_owned));
    equal("journey", &filter.journey);
    equal("client", &filter.client);
    equal("mode", &filter.mode);
    if let Some(from) = filter.created_from {
        wanted.push(format!("created_at >= {}", values.number(from.0)));
    }
    if let Some(before) = filter.created_before {
        wanted.push(format!("created_at < {}", values.number(before.0)));
    }
    let (from, before) = &filter.ids_between;
    if let Some(from) = from {
        wanted.push(format!("id >= {}", values.text(from)));
    }
    if let Some(before) = before {
        wanted.push(format!("id < {}", values.text(before)));
    }
    match filter.ids.as_deref() {
        Some([]) => return Ok(Vec::new()),
        Some(ids) => wanted.push(format!("id IN ({})", values.texts(ids))),
        None => {}
    }
    if filter.on_hold {
        // There are few holds, and `legal_holds_open` has just these.
        wanted.push(
            "id IN (SELECT onboarding_id FROM legal_holds WHERE lifted_at IS NULL)".to_owned(),
        );
    }
    let order = match edge {
        Edge::Newest => "DESC",
        Edge::OlderThan(id) => {
            wanted.push(format!("id < {}", values.text(id)));
            "DESC"
        }
        Edge::NewerThan(id) => {
            wanted.push(format!("id > {}", values.text(id)));
            "ASC"
        }
    };
    let wanted = match wanted.is_empty() {
        true => String::new(),
        false => format!(" WHERE {}", wanted.join(" AND ")),
    };
    let limit = values.number(limit);
    let sql =
        format!("SELECT {COLUMNS} FROM onboardings{wanted} ORDER BY id {order} LIMIT {limit}");
    let query = values.bind(sqlx::query_as(&sql));
    Ok(query.fetch_all(connection).await?)
}

/// The conditions under which somebody sees an onboarding; `None` when they see none at all.
pub(super) fn within(visible: &Visible, values: &mut Values) -> Option<Vec<String>> {
    match visible {
        Visible::Every => Some(Vec::new()),
        Visible::These(clients) if clients.is_empty() => None,
        Visible::These(clients) => {
            let names: Vec<_> = clients.iter().map(|client| client.as_str()).collect();
            Some(vec![format!("client IN ({})", values.texts(&names))])
        }
    }
}

/// The step that each of these onboardings is at, as the marks tell that tallies are counted by: what was reached last and is
/// neither done nor skipped, first where a check was begun; the first step of one that nobody opened. One that has none is
/// not among them.
pub async fn steps_at(
    connection: &mut AnyConnection,
    ids: &[&str],
) -> Result<Vec<(String, String)>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let ids = values.texts(ids);
    let sql = format!(
        "SELECT s.onboarding_id, s.name FROM steps s WHERE s.onboarding_id IN ({ids}) \
         AND s.done_at IS NULL AND s.passed_over_at IS NULL AND (s.reached_at IS NOT NULL OR s.place = 0) \
         ORDER BY s.onboarding_id, CASE WHEN EXISTS (SELECT 1 FROM checks c WHERE c.onboarding_id = s.onboarding_id \
         AND c.step = s.name) THEN 0 ELSE 1 END, COALESCE(s.reached_at, 0) DESC, s.place"
    );
    let query = values.bind(sqlx::query_as(&sql));
    let mut found: Vec<(String, String)> = query.fetch_all(connection).await?;
    found.dedup_by(|later, first| later.0 == first.0);
    Ok(found)
}

/// The names of all journeys that there ever were, in order.
pub async fn journeys(connection: &mut AnyConnection, limit: i64) -> Result<Vec<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT DISTINCT name FROM journey_versions ORDER BY name LIMIT $1")
            .bind(limit)
            .fetch_all(connection)
            .await?,
    )
}
