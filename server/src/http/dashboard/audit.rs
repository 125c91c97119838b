//! `/dashboard/audit`: the audit log, and its verification.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, Request, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use time::{Date, format_description::well_known::Iso8601};
use url::form_urlencoded;
use vestibule::{id::OnboardingId, time::Timestamp};
use vestibule_app::dashboard::{
    Section,
    audit::{AuditFilter, AuditScreen, EventView, VerdictView, WrongFilter},
};

use super::desk::{Desk, moment};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        dashboard::audit_page::{self, Event, Verdict, Wanted},
    },
};

const PATH: &str = Section::Audit.path();
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PATH, get(show))
        .route("/dashboard/audit/verify", post(verify))
}

/// What is looked for, as it stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    onboarding: String,
    kind: String,
    actor: String,
    since: String,
    until: String,
    before: Option<i64>,
}

/// The first millisecond of a day, in UTC.
fn day(text: &str) -> Option<i64> {
    let date = Date::parse(text, &Iso8601::DATE).ok()?;
    date.midnight()
        .assume_utc()
        .unix_timestamp()
        .checked_mul(1_000)
}

impl Asked {
    fn filter(&self, wrong: Option<WrongFilter>) -> AuditFilter {
        AuditFilter {
            onboarding: self.onboarding.clone(),
            kind: self.kind.clone(),
            actor: self.actor.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
            wrong,
        }
    }

    fn wanted(&self) -> Result<Wanted, WrongFilter> {
        let onboarding = match self.onboarding.trim() {
            "" => None,
            id => Some(OnboardingId::new(id).map_err(|_| WrongFilter::Onboarding)?),
        };
        let moment = |text: &str, wrong| match text.trim() {
            "" => Ok(None),
            text => day(text).map(Some).ok_or(wrong),
        };
        let until = moment(&self.until, WrongFilter::Until)?;
        Ok(Wanted {
            onboarding,
            kind: self.kind.trim().to_owned(),
            actor: self.actor.trim().to_owned(),
            since: moment(&self.since, WrongFilter::Since)?.map(Timestamp),
            // The last day counts as a whole.
            until: until.map(|day| Timestamp(day.saturating_add(DAY_MS))),
        })
    }

    /// The address of the events that follow this one.
    fn older(&self, before: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("onboarding", &self.onboarding),
            ("kind", &self.kind),
            ("actor", &self.actor),
            ("since", &self.since),
            ("until", &self.until),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("before", &before.to_string());
        format!("{PATH}?{}", query.finish())
    }
}

async fn show(
    State(state): State<AppState>,
    desk: Desk,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    draw(&state, &desk, asked, None).await
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    asked: Asked,
    verdict: Option<VerdictView>,
) -> Response {
    let (status, screen) = match asked.wanted() {
        Ok(wanted) => match found(state, desk, &asked, &wanted).await {
            Ok((events, older)) => {
                let filter = asked.filter(None);
                let screen = AuditScreen {
                    filter,
                    events,
                    older,
                    verdict,
                };
                (StatusCode::OK, screen)
            }
            Err(error) => return desk.refuse(state, &error).await,
        },
        Err(wrong) => {
            let screen = AuditScreen {
                filter: asked.filter(Some(wrong)),
                events: Vec::new(),
                older: None,
                verdict: None,
            };
            (StatusCode::UNPROCESSABLE_ENTITY, screen)
        }
    };
    let place = (Section::Audit, PATH);
    desk.draw(state, place, status, Arc::new(screen)).await
}

async fn found(
    state: &AppState,
    desk: &Desk,
    asked: &Asked,
    wanted: &Wanted,
) -> Result<(Vec<EventView>, Option<String>), ServiceError> {
    let (events, more) =
        audit_page::page(&state.core, &desk.operator, wanted, asked.before).await?;
    let last = events.last().map(|event| event.sequence);
    let older = last.filter(|_| more).map(|last| asked.older(last));
    let events = events.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok((events, older))
}

fn view(event: Event) -> Result<EventView, ServiceError> {
    Ok(EventView {
        sequence: event.sequence,
        at: moment(event.at)?,
        kind: event.kind,
        actor: event.actor,
        detail: event.detail,
        hash: event.hash,
    })
}

/// `POST /dashboard/audit/verify`.
async fn verify(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let asked = Asked {
        onboarding: sent.field("onboarding").to_owned(),
        ..Asked::default()
    };
    let Ok(wanted) = asked.wanted() else {
        return draw(&state, &desk, asked, None).await;
    };
    let chain = wanted.onboarding.as_ref();
    match audit_page::verify(&state.core, &desk.operator, chain).await {
        Ok(verdict) => {
            let verdict = match verdict {
                Verdict::Whole(rows) => VerdictView::Whole(rows),
                Verdict::Broken(fault) => VerdictView::Broken(fault),
            };
            draw(&state, &desk, asked, Some(verdict)).await
        }
        Err(error) => desk.refuse(&state, &error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_first_millisecond_in_utc() {
        assert_eq!(day("1970-01-02"), Some(DAY_MS));
        assert_eq!(day("2026-02-30"), None);
        assert_eq!(day("yesterday"), None);
    }
}
