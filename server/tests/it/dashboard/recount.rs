//! What tallies have to say, counted again from the rows that they count.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use vestibule::{onboarding::OnboardingStatus, time::Timestamp};
use vestibule_server::{db::tallies::day_of, services::events::EventKind};

use crate::app::TestApp;

/// A sum: day, client, mode, journey, measure, step and detail.
pub type Key = (i64, String, String, String, String, String, String);
pub type Sums = BTreeMap<Key, i64>;

/// Measures of which rows do not tell everything: only these words of the detail are compared.
const FIRST_WORDS: [(&str, usize); 6] = [
    ("opened", 0),
    ("dropped", 1),
    ("shown", 2),
    ("check_stopped", 1),
    ("provider_time", 1),
    ("step_time", 0),
];

/// How long a step took cannot be told afterwards; that somebody was refused a call neither.
const UNKNOWN: [&str; 2] = ["step_time", "over_budget"];

fn compared(measure: &str, detail: &str) -> String {
    let words = FIRST_WORDS.iter().find(|(known, _)| *known == measure);
    match words {
        Some((_, count)) => {
            let words: Vec<&str> = detail.split('.').take(*count).collect();
            words.join(".")
        }
        None => detail.to_owned(),
    }
}

/// What the tallies say.
pub async fn written(app: &TestApp) -> Sums {
    type Row = (i64, String, String, String, String, String, String, i64);
    let rows: Vec<Row> = rows(
        &mut app.ground.connect().await,
        "SELECT day, client, mode, journey, measure, step, detail, count FROM tallies",
    )
    .await;
    let mut sums = Sums::new();
    for (day, client, mode, journey, measure, step, detail, count) in rows {
        if UNKNOWN.contains(&measure.as_str()) {
            continue;
        }
        // Where they were is told by the case as it was then.
        let step = match measure.as_str() {
            "dropped" => String::new(),
            _ => step,
        };
        let detail = compared(&measure, &detail);
        *sums
            .entry((day, client, mode, journey, measure, step, detail))
            .or_insert(0) += count;
    }
    sums.retain(|_, count| *count != 0);
    sums
}

/// An onboarding's labels.
#[derive(Clone)]
struct Of {
    client: String,
    mode: String,
    journey: String,
    begun: i64,
}

struct Recount {
    sums: Sums,
    onboardings: BTreeMap<String, Of>,
}

impl Recount {
    fn count(&mut self, onboarding: &str, at: Option<i64>, measure: &str, kind: (&str, &str)) {
        self.count_by(onboarding, at, measure, kind, 1);
    }

    /// Without a time it belongs to the day on which the onboarding was begun.
    fn count_by(
        &mut self,
        onboarding: &str,
        at: Option<i64>,
        measure: &str,
        (step, detail): (&str, &str),
        number: i64,
    ) {
        let of = self.onboardings[onboarding].clone();
        let day = day_of(Timestamp(at.unwrap_or(of.begun)));
        let key = (
            day,
            of.client,
            of.mode,
            of.journey,
            measure.to_owned(),
            step.to_owned(),
            detail.to_owned(),
        );
        *self.sums.entry(key).or_insert(0) += number;
    }
}

async fn rows<Row>(connection: &mut AnyConnection, sql: &str) -> Vec<Row>
where
    Row: for<'r> sqlx::FromRow<'r, AnyRow> + Send + Unpin,
{
    sqlx::query_as(sql).fetch_all(connection).await.unwrap()
}

/// What the rows say.
pub async fn counted_again(app: &TestApp) -> Sums {
    let mut connection = app.ground.connect().await;
    let connection = &mut connection;
    let mut recount = Recount {
        sums: Sums::new(),
        onboardings: BTreeMap::new(),
    };
    onboardings(&mut recount, connection).await;
    steps(&mut recount, connection).await;
    checks(&mut recount, connection).await;
    frames(&mut recount, connection).await;
    calls(&mut recount, connection).await;
    recount.sums.retain(|_, count| *count != 0);
    recount.sums
}

async fn onboardings(recount: &mut Recount, connection: &mut AnyConnection) {
    type Row = (
        String,
        String,
        String,
        String,
        i64,
        String,
        Option<i64>,
        Option<String>,
        Option<i64>,
    );
    let found: Vec<Row> = rows(
        connection,
        "SELECT id, client, mode, journey, created_at, status, claimed_at, closed_as, handed_over_at FROM onboardings",
    )
    .await;
    for (id, client, mode, journey, begun, status, claimed, closed, handed_over) in found {
        let of = Of {
            client,
            mode,
            journey,
            begun,
        };
        let is_open = of.client == "direct" || claimed.is_some();
        recount.onboardings.insert(id.clone(), of);
        recount.count(&id, None, "begun", ("", ""));
        recount.count(&id, None, "standing", ("", &status));
        if is_open {
            recount.count(&id, None, "opened", ("", ""));
        }
        if let Some(closed) = closed {
            recount.count(&id, None, "dropped", ("", &closed));
        }
        if handed_over.is_some() {
            recount.count(&id, None, "dropped", ("", "handed_over"));
        }
    }
    let events: Vec<(Option<String>, String, i64)> =
        rows(connection, "SELECT onboarding_id, kind, at FROM events").await;
    for (onboarding, kind, at) in events {
        let mut statuses = OnboardingStatus::ALL.into_iter();
        let to = statuses.find(|status| EventKind::of(*status).code() == kind);
        let (Some(onboarding), Some(to)) = (onboarding, to) else {
            continue;
        };
        recount.count(&onboarding, Some(at), "moved", ("", to.code()));
        if to == OnboardingStatus::Stopped {
            recount.count(&onboarding, None, "dropped", ("", to.code()));
        }
    }
}

async fn steps(recount: &mut Recount, connection: &mut AnyConnection) {
    type Row = (String, String, Option<i64>, Option<i64>, Option<i64>);
    let found: Vec<Row> = rows(
        connection,
        "SELECT onboarding_id, name, reached_at, done_at, passed_over_at FROM steps",
    )
    .await;
    for (onboarding, step, reached, done, passed_over) in found {
        for (at, measure) in [
            (reached, "reached"),
            (done, "done"),
            (passed_over, "passed_over"),
        ] {
            if at.is_some() {
                recount.count(&onboarding, None, measure, (&step, ""));
            }
        }
    }
}

#[derive(sqlx::FromRow)]
struct Check {
    id: String,
    onboarding_id: String,
    step: String,
    connection: String,
    ending: Option<String>,
    reason: Option<String>,
    created_at: i64,
    ended_at: Option<i64>,
    shown_as: Option<String>,
    device: Option<String>,
}

impl Check {
    /// The reason of its ending; `None` when it succeeded, or is under way.
    fn failed(&self) -> Option<&str> {
        match self.ending.as_deref()? {
            "succeeded" => None,
            "cancelled" => Some("cancelled"),
            "expired" => Some("session_expired"),
            _ => self.reason.as_deref(),
        }
    }
}

async fn checks(recount: &mut Recount, connection: &mut AnyConnection) {
    let found: Vec<Check> = rows(
        connection,
        "SELECT id, onboarding_id, step, connection, ending, reason, created_at, ended_at, shown_as, device FROM checks \
         ORDER BY onboarding_id, step, number",
    )
    .await;
    let mut first: BTreeMap<(String, String), String> = BTreeMap::new();
    for check in &found {
        let (id, step) = (check.onboarding_id.as_str(), check.step.as_str());
        let begun = (step, check.connection.as_str());
        recount.count(id, Some(check.created_at), "check_begun", begun);
        let Some(ending) = &check.ending else {
            continue;
        };
        let reason = check.reason.as_deref().unwrap_or("none");
        let detail = format!("{}.{ending}.{reason}", check.connection);
        recount.count(id, check.ended_at, "check_ended", (step, &detail));
        if let (Some(shown_as), Some(device)) = (&check.shown_as, &check.device) {
            let detail = format!("{}.{shown_as}.{device}.{ending}", check.connection);
            recount.count(id, check.ended_at, "outcome", (step, &detail));
        }
        let place = (id.to_owned(), step.to_owned());
        match (first.get(&place).cloned(), check.failed()) {
            (None, Some(reason)) => {
                recount.count(id, None, "first_failure", (step, reason));
                first.insert(place, reason.to_owned());
            }
            (Some(reason), None) => recount.count(id, None, "recovered", (step, &reason)),
            _ => {}
        }
    }
    let moves: Vec<(String, i64)> = rows(
        connection,
        "SELECT check_id, at FROM check_events WHERE to_state = 'stopped'",
    )
    .await;
    for (id, at) in moves {
        let check = found.iter().find(|check| check.id == id).unwrap();
        let kind = (check.step.as_str(), check.connection.as_str());
        recount.count(&check.onboarding_id, Some(at), "check_stopped", kind);
    }
    let attempts: Vec<(String, String, i64)> = rows(
        connection,
        "SELECT check_id, presentation, started_at FROM attempts",
    )
    .await;
    for (id, presentation, at) in attempts {
        let check = found.iter().find(|check| check.id == id).unwrap();
        let detail = format!("{}.{presentation}", check.connection);
        let kind = (check.step.as_str(), detail.as_str());
        recount.count(&check.onboarding_id, Some(at), "shown", kind);
    }
}

async fn frames(recount: &mut Recount, connection: &mut AnyConnection) {
    type Row = (String, String, String, i64, String, i64, Option<String>);
    let found: Vec<Row> = rows(
        connection,
        "SELECT c.onboarding_id, c.step, c.connection, m.at, m.verdict, m.count, m.event \
         FROM messages m JOIN checks c ON c.id = m.check_id",
    )
    .await;
    for (onboarding, step, name, at, verdict, count, event) in found {
        let detail = format!("{name}.{verdict}");
        let kind = (step.as_str(), detail.as_str());
        recount.count_by(&onboarding, Some(at), "message", kind, count);
        if let Some(event) = event {
            let detail = format!("{name}.{event}");
            recount.count(&onboarding, Some(at), "frame_event", (&step, &detail));
        }
    }
}

async fn calls(recount: &mut Recount, connection: &mut AnyConnection) {
    let billable: Vec<(String, String, i64)> = rows(
        connection,
        "SELECT onboarding_id, connection, at FROM usage",
    )
    .await;
    for (onboarding, name, at) in billable {
        recount.count(&onboarding, Some(at), "billable", ("", &name));
    }
    let made: Vec<(String, String, String, String, i64)> = rows(
        connection,
        "SELECT onboarding_id, connection, call, outcome, at FROM provider_calls",
    )
    .await;
    for (onboarding, name, call, outcome, at) in made {
        let detail = format!("{name}.{call}.{outcome}");
        recount.count(&onboarding, Some(at), "provider_call", ("", &detail));
        recount.count(&onboarding, Some(at), "provider_time", ("", &name));
    }
}

/// The tallies say what the rows say.
pub async fn agrees(app: &TestApp) {
    let (written, again) = (written(app).await, counted_again(app).await);
    for (key, count) in &again {
        let found = written.get(key).copied().unwrap_or_default();
        assert_eq!(found, *count, "{key:?}");
    }
    for (key, count) in &written {
        assert!(again.contains_key(key), "{key:?} was counted {count} times");
    }
}
