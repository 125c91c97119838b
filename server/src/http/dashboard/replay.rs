//! `GET /dashboard/onboardings/{id}/replay?at=N`: an onboarding as the applicant saw it, page after page.

mod drawing;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use vestibule::{check::State as CheckState, locale::Locale};
use vestibule_app::dashboard::replay::{self as view, Kind, ReplayScreen, Show};

use super::case::{AtCase, moment};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        case::Case,
        dashboard::replay::{
            self, Beside, Replay, Shown,
            moments::Seen,
            recorded::{Event, What},
        },
    },
};

/// Shows a page of the replay; the first one without a number.
pub(super) async fn show(
    State(state): State<AppState>,
    at: AtCase,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let number = query.get("at").and_then(|text| text.parse().ok());
    let read = replay::read(&state.core, &at.operator, &at.id, number.unwrap_or(1)).await;
    let screen = read.and_then(|replay| {
        Ok(ReplayScreen {
            id: at.id.to_string(),
            show: shown(&state, &at, replay)?,
        })
    });
    match screen {
        Ok(screen) => {
            let path = view::path(at.id.as_str());
            at.draw(&state, (&path, StatusCode::OK), Arc::new(screen))
                .await
        }
        Err(error) => at.refuse(&state, &error).await,
    }
}

fn shown(state: &AppState, at: &AtCase, replay: Replay) -> Result<Show, ServiceError> {
    let (case, of, began, shown, cut) = match replay {
        Replay::Erased => return Ok(Show::Erased),
        Replay::Unopened => return Ok(Show::Unopened),
        Replay::At {
            case,
            of,
            began,
            shown,
            cut,
        } => (case, of, began, shown, cut),
    };
    let locale = case.locale();
    let beside = shown
        .beside
        .iter()
        .map(|one| Ok((moment(one.at())?, beside(one))));
    let Shown {
        number,
        moment: page,
        more,
        ..
    } = &*shown;
    Ok(Show::At(Box::new(view::Seen {
        number: *number,
        of,
        at: moment(page.at)?,
        since: page.at.saturating_sub(began),
        kind: kind(&page.page),
        title: title(&case, &page.page, locale),
        used: page.how.is_used(),
        page: drawing::page(state, &at.visitor, &case, &shown).map(Box::new),
        locale,
        beside: beside.collect::<Result<_, ServiceError>>()?,
        more: *more,
        cut,
    })))
}

fn title(case: &Case, page: &Seen, locale: Locale) -> Option<String> {
    if let Seen::Choice(name) = page {
        let choice = case.journey.choices.get(name)?;
        return Some(choice.title.get(locale).to_owned());
    }
    let (_, step) = case.journey.step(page.step()?)?;
    Some(step.title.get(locale).to_owned())
}

fn kind(page: &Seen) -> Kind {
    match page {
        Seen::Start => Kind::Start,
        Seen::Tasks => Kind::Tasks,
        Seen::Choice(_) => Kind::Choice,
        Seen::Terms(_) => Kind::Terms,
        Seen::Questions(_) => Kind::Questions,
        Seen::Check(_) => Kind::Check,
        Seen::Intro(_) => Kind::Intro,
        Seen::Frame(..) => Kind::Frame,
        Seen::Leave(..) => Kind::Leave,
        Seen::Waiting(_) => Kind::Waiting,
        Seen::Ended(..) => Kind::Ended,
        Seen::Consents => Kind::Consents,
        Seen::Instead(_) => Kind::Instead,
        Seen::Help => Kind::Help,
        Seen::NotMe => Kind::NotMe,
        Seen::Result(..) => Kind::Result,
    }
}

fn beside(one: &Beside) -> view::Beside {
    match one {
        Beside::Said(row) => view::Beside::Said {
            verdict: row.verdict.clone(),
            event: row.event.clone(),
            count: row.count,
        },
        Beside::Called(row) => view::Beside::Called {
            connection: row.connection.clone(),
            call: row.call.clone(),
            outcome: row.outcome.clone(),
            took: row.duration_ms,
        },
        Beside::Event(event) => of_event(event),
    }
}

fn of_event(event: &Event) -> view::Beside {
    let What::Moved { to, rule, .. } = &event.what else {
        return view::Beside::Logged {
            kind: event.kind.clone(),
            actor: event.actor.clone(),
        };
    };
    let reason = match to {
        CheckState::Ended(ending) => ending.reason(),
        CheckState::Stopped { reason, .. } => Some(*reason),
        _ => None,
    };
    view::Beside::Moved {
        to: replay::state_word(*to).to_owned(),
        reason: reason.map(|reason| reason.code().to_owned()),
        rule: rule.clone(),
    }
}
