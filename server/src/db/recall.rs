//! Which onboardings rest on something that turned out to be wrong.

use sqlx::{AnyConnection, FromRow};

use super::DbError;

/// What they rest on; everything that is given has to hold.
#[derive(Debug, Clone, Default)]
pub struct Recall {
    /// Facts of providers of this kind.
    pub kind: Option<String>,
    /// Facts of this connection.
    pub connection: Option<String>,
    /// This version of a journey.
    pub journey_version: Option<String>,
    /// Data under a key that this key of the ring wraps.
    pub ring_key: Option<String>,
    /// From this moment on, in milliseconds UTC: of their facts, where facts are asked about, else of their beginning.
    pub from: Option<i64>,
    /// Before this moment, likewise.
    pub to: Option<i64>,
}

/// An onboarding, without anything personal.
#[derive(Debug, Clone, FromRow, serde::Serialize)]
pub struct Recalled {
    /// Its id.
    pub id: String,
    /// The client that began it.
    pub client: String,
    /// `test`, `live` or `direct`.
    pub mode: String,
    /// Where it is.
    pub status: String,
    /// The journey.
    pub journey: String,
    /// Its version.
    pub journey_version: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// When it was erased.
    pub erased_at: Option<i64>,
}

enum Bound {
    Text(String),
    Number(i64),
}

/// A statement that is put together from conditions with one place each.
struct Statement {
    sql: String,
    bounds: Vec<Bound>,
}

impl Statement {
    /// `{}` in the text is the place of what is bound.
    fn add(&mut self, text: &str, bound: Bound) {
        self.bounds.push(bound);
        self.sql
            .push_str(&text.replace("{}", &format!("${}", self.bounds.len())));
    }

    fn add_text(&mut self, text: &str, bound: Option<&String>) {
        if let Some(bound) = bound {
            self.add(text, Bound::Text(bound.clone()));
        }
    }

    fn add_number(&mut self, text: &str, bound: Option<i64>) {
        if let Some(bound) = bound {
            self.add(text, Bound::Number(bound));
        }
    }
}

/// The next onboardings after this id, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn page(
    connection: &mut AnyConnection,
    recall: &Recall,
    (after, limit): (&str, i64),
) -> Result<Vec<Recalled>, DbError> {
    let mut statement = Statement {
        sql: "SELECT o.id, o.client, o.mode, o.status, o.journey, o.journey_version, o.created_at, o.erased_at \
              FROM onboardings o WHERE "
            .to_owned(),
        bounds: Vec::new(),
    };
    statement.add("o.id > {}", Bound::Text(after.to_owned()));
    statement.add_text(
        " AND o.journey_version = {}",
        recall.journey_version.as_ref(),
    );
    statement.add_text(
        " AND EXISTS (SELECT 1 FROM data_keys k WHERE k.onboarding_id = o.id AND k.ring_key = {})",
        recall.ring_key.as_ref(),
    );
    if recall.kind.is_some() || recall.connection.is_some() {
        statement.sql.push_str(
            " AND EXISTS (SELECT 1 FROM facts f JOIN checks c ON c.id = f.check_id \
             JOIN connections n ON n.name = c.connection WHERE f.onboarding_id = o.id",
        );
        statement.add_text(" AND n.kind = {}", recall.kind.as_ref());
        statement.add_text(" AND n.name = {}", recall.connection.as_ref());
        statement.add_number(" AND f.created_at >= {}", recall.from);
        statement.add_number(" AND f.created_at < {}", recall.to);
        statement.sql.push(')');
    } else {
        statement.add_number(" AND o.created_at >= {}", recall.from);
        statement.add_number(" AND o.created_at < {}", recall.to);
    }
    statement.add(" ORDER BY o.id LIMIT {}", Bound::Number(limit));
    let mut query = sqlx::query_as(&statement.sql);
    for bound in statement.bounds {
        query = match bound {
            Bound::Text(text) => query.bind(text),
            Bound::Number(number) => query.bind(number),
        };
    }
    Ok(query.fetch_all(connection).await?)
}

/// What is asked about and is not in the database at all, as a sentence each.
///
/// # Errors
/// When the database fails.
pub async fn never_heard_of(
    connection: &mut AnyConnection,
    recall: &Recall,
) -> Result<Vec<String>, DbError> {
    let asked = [
        (
            "SELECT COUNT(*) FROM connections WHERE kind = $1",
            "no connection was ever of the kind",
            &recall.kind,
        ),
        (
            "SELECT COUNT(*) FROM connections WHERE name = $1",
            "there never was a connection named",
            &recall.connection,
        ),
        (
            "SELECT COUNT(*) FROM journey_versions WHERE hash = $1",
            "there never was a journey of the version",
            &recall.journey_version,
        ),
        (
            "SELECT COUNT(*) FROM data_keys WHERE ring_key = $1",
            "nothing was ever wrapped by a key named",
            &recall.ring_key,
        ),
    ];
    let mut unknown = Vec::new();
    for (sql, words, name) in asked {
        let Some(name) = name else { continue };
        let count: i64 = sqlx::query_scalar(sql)
            .bind(name.clone())
            .fetch_one(&mut *connection)
            .await?;
        if count == 0 {
            unknown.push(format!("{words} {name}"));
        }
    }
    Ok(unknown)
}
