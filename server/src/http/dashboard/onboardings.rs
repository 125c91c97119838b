//! The list of onboardings: `GET /dashboard/onboardings`, and the search that leads to it.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Form, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use time::{Date, format_description::well_known::Iso8601};
use url::form_urlencoded::Serializer;
use vestibule::{
    id::{ClientName, JourneyName, OnboardingId},
    onboarding::OnboardingStatus,
    permission::Action,
    time::Timestamp,
};
use vestibule_app::dashboard::{
    Section,
    live::ROWS,
    moment::Moment,
    onboardings::{BadDay, Chosen, InVain, Line, ON_HOLD, OnboardingsScreen},
    problem::Trouble,
};

use super::{access::Operator, export, live, screen};
use crate::{
    http::{AppState, cursor::Bound, headers::PageHeaders, pages, visitor::Visitor},
    services::{
        ServiceError,
        dashboard::{
            listing::{self, Edge, MOST_IDS, Mode, Page, Wanted},
            search,
        },
        events::rfc3339,
        operators::sessions::SignedIn,
    },
};

/// Lines of a page.
const LIMIT: usize = 25;
/// Stand before the id in a cursor.
const OLDER: &str = "<";
const NEWER: &str = ">";

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/dashboard/onboardings", get(list))
        .route(ROWS, get(live::rows))
        .route("/dashboard/onboardings/search", post(find))
        .route("/dashboard/onboardings/export", post(export::export))
}

/// The filters as a query or a form has them; a name that comes twice counts once.
pub(super) fn chosen(fields: &BTreeMap<String, String>) -> Chosen {
    let text = |name: &str| fields.get(name).map_or("", |text| text.trim()).to_owned();
    Chosen {
        status: text("status"),
        journey: text("journey"),
        client: text("client"),
        mode: text("mode"),
        hold: text("hold"),
        from: text("from"),
        to: text("to"),
        ids: text("ids"),
    }
}

/// What filters do not say.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// Days, which people type.
    Days(Vec<BadDay>),
    /// Something that no page of ours offers.
    Other,
}

/// Reads the filters.
pub(super) fn wanted(chosen: &Chosen) -> Result<Wanted, Unreadable> {
    let ids = Some(chosen.ids.as_str()).filter(|ids| !ids.is_empty());
    let ids = ids
        .map(|ids| {
            let each = ids.split(',').map(OnboardingId::new);
            each.collect::<Result<Vec<_>, _>>()
        })
        .transpose()
        .map_err(|_| Unreadable::Other)?;
    if ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
        return Err(Unreadable::Other);
    }
    let days = [(BadDay::From, &chosen.from), (BadDay::To, &chosen.to)];
    let bad: Vec<_> = days
        .iter()
        .filter(|(_, text)| !text.is_empty() && day(text).is_none())
        .map(|(which, _)| *which)
        .collect();
    if !bad.is_empty() {
        return Err(Unreadable::Days(bad));
    }
    Ok(Wanted {
        status: one(&chosen.status, OnboardingStatus::from_code)?,
        journey: one(&chosen.journey, |name| JourneyName::new(name).ok())?,
        client: one(&chosen.client, |name| ClientName::new(name).ok())?,
        mode: one(&chosen.mode, Mode::from_code)?,
        from: day(&chosen.from).map(midnight),
        before: day(&chosen.to).and_then(Date::next_day).map(midnight),
        ids,
        on_hold: one(&chosen.hold, |hold| (hold == ON_HOLD).then_some(()))?.is_some(),
    })
}

fn one<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Unreadable> {
    match text {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(Unreadable::Other),
    }
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, &Iso8601::DATE).ok()
}

/// When a day begins, in UTC.
fn midnight(day: Date) -> Timestamp {
    Timestamp(day.midnight().assume_utc().unix_timestamp() * 1_000)
}

/// `GET /dashboard/onboardings`.
async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
    Query(fields): Query<BTreeMap<String, String>>,
) -> Response {
    let chosen = chosen(&fields);
    let who = (&visitor, Some(&operator));
    let wanted = match wanted(&chosen) {
        Ok(wanted) => wanted,
        Err(Unreadable::Days(bad)) => {
            let shown = OnboardingsScreen {
                chosen,
                bad,
                ..OnboardingsScreen::default()
            };
            return draw(&state, (&visitor, &operator), shown).await;
        }
        Err(Unreadable::Other) => return screen::problem(&state, who, Trouble::BadRequest).await,
    };
    let cursor = fields.get("cursor").map(String::as_str);
    let found = async {
        let Some(edge) = edge(&state, &operator, &chosen, cursor)? else {
            return Err(ServiceError::BadRequest("a cursor of another list"));
        };
        let page = listing::page(&state.core, &operator, &wanted, (&edge, LIMIT)).await?;
        with_lines(&state, &operator, chosen, page)
    };
    match found.await {
        Ok(shown) => draw(&state, (&visitor, &operator), shown).await,
        Err(error) => screen::refusal(&state, who, &error).await,
    }
}

/// `POST /dashboard/onboardings/search`. What is looked for may be somebody's number: it never stands in a URL.
async fn find(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let typed = fields.get("q").cloned().unwrap_or_default();
    let why = match search::find(&state.core, &operator, &typed).await {
        Ok(found) => match found.as_slice() {
            [] => InVain::NothingFound,
            [only] if operator.grants.may_somewhere(Action::ReadCase) => {
                return Redirect::to(&case_path(only)).into_response();
            }
            several => return Redirect::to(&several_path(several)).into_response(),
        },
        Err(ServiceError::BadRequest(_)) => InVain::Unreadable,
        Err(error) => return screen::refusal(&state, (&visitor, Some(&operator)), &error).await,
    };
    let shown = OnboardingsScreen {
        in_vain: Some((typed, why)),
        ..OnboardingsScreen::default()
    };
    draw(&state, (&visitor, &operator), shown).await
}

/// The path of a case.
fn case_path(id: &OnboardingId) -> String {
    format!("{}/{id}", Section::Onboardings.path())
}

fn several_path(ids: &[OnboardingId]) -> String {
    let ids: Vec<_> = ids.iter().map(OnboardingId::as_str).collect();
    let chosen = Chosen {
        ids: ids.join(","),
        ..Chosen::default()
    };
    href(&chosen, None)
}

/// The list with these filters, from a cursor on.
pub(super) fn href(chosen: &Chosen, cursor: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(chosen.pairs());
    query.extend_pairs(cursor.map(|cursor| ("cursor", cursor)));
    format!("{}?{}", Section::Onboardings.path(), query.finish())
}

/// What cursors of this list are bound to.
fn bound<T>(operator: &SignedIn, chosen: &Chosen, then: impl FnOnce(Bound<'_>) -> T) -> T {
    let Chosen {
        status,
        journey,
        client,
        mode,
        hold,
        from,
        to,
        ids,
    } = chosen;
    let parts = [status, journey, client, mode, hold, from, to, ids].map(String::as_str);
    then(Bound {
        purpose: "dashboard.cursor",
        whose: operator.name.as_str(),
        parts: &parts,
    })
}

/// Where a page begins; `None` for a cursor that this list did not give with these filters.
fn edge(
    state: &AppState,
    operator: &SignedIn,
    chosen: &Chosen,
    cursor: Option<&str>,
) -> Result<Option<Edge>, ServiceError> {
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else {
        return Ok(Some(Edge::Newest));
    };
    let opened = bound(operator, chosen, |bound| bound.open(&state.core, cursor))?;
    Ok(opened.and_then(|position| {
        let older = position.strip_prefix(OLDER);
        let newer = position.strip_prefix(NEWER);
        older
            .map(|id| Edge::OlderThan(id.to_owned()))
            .or_else(|| newer.map(|id| Edge::NewerThan(id.to_owned())))
    }))
}

fn with_lines(
    state: &AppState,
    operator: &SignedIn,
    chosen: Chosen,
    page: Page,
) -> Result<OnboardingsScreen, ServiceError> {
    let leads = |there_is: bool, which: &str, line: Option<&listing::Line>| {
        let Some(line) = line.filter(|_| there_is) else {
            return Ok(None);
        };
        let position = format!("{which}{}", line.row.id);
        let cursor = bound(operator, &chosen, |bound| {
            bound.seal(&state.core, &position)
        })?;
        Ok::<_, ServiceError>(Some(href(&chosen, Some(&cursor))))
    };
    let live = live::path(&chosen, &page);
    let newer = leads(page.is_newer, NEWER, page.lines.first())?;
    let older = leads(page.is_older, OLDER, page.lines.last())?;
    let lines: Result<_, _> = page
        .lines
        .into_iter()
        .map(|line| shown(operator, line))
        .collect();
    Ok(OnboardingsScreen {
        chosen,
        lines: lines?,
        newer,
        older,
        live: Some(live),
        ..OnboardingsScreen::default()
    })
}

pub(super) fn shown(operator: &SignedIn, line: listing::Line) -> Result<Line, ServiceError> {
    let row = line.row;
    let client = ClientName::new(row.client.clone()).ok();
    let mode = Mode::from_code(&row.mode).unwrap_or(Mode::Direct);
    Ok(Line {
        reference: pages::reference_of(&row.id),
        may_open: operator.grants.may(Action::ReadCase, client.as_ref()),
        mode: mode.code(),
        status: line.status,
        step: line.at.map(String::from),
        begun: Moment(rfc3339(Timestamp(row.created_at))?),
        updated: Moment(rfc3339(Timestamp(row.updated_at))?),
        id: row.id,
        client: row.client,
        journey: row.journey,
    })
}

/// Draws the screen with what its filters offer.
async fn draw(
    state: &AppState,
    (visitor, operator): (&Visitor, &SignedIn),
    shown: OnboardingsScreen,
) -> Response {
    let who = (visitor, Some(operator));
    let choices = match listing::choices(&state.core, operator).await {
        Ok(choices) => choices,
        Err(error) => return screen::refusal(state, who, &error).await,
    };
    let status = match shown.bad.is_empty() && shown.in_vain.is_none() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = OnboardingsScreen {
        clients: choices.clients,
        journeys: choices.journeys,
        may_export: operator.grants.may_somewhere(Action::Export),
        ..shown
    };
    let place = screen::Place {
        at: Some(Section::Onboardings),
        path: Section::Onboardings.path(),
    };
    let headers = PageHeaders::default();
    screen::draw(state, who, place, status, Arc::new(shown), headers).await
}
