//! `GET /dashboard/onboardings/rows`: the lines that are on a screen as they are now, and how many are newer. Asked for by the
//! script of the list every few seconds, with the tag of the last answer: mostly that is still right.

use std::{collections::BTreeMap, fmt::Write};

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use url::form_urlencoded::Serializer;
use vestibule::{
    id::{ClientName, OnboardingId},
    locale::Locale,
    permission::Action,
};
use vestibule_app::dashboard::{
    live::{Newer, ROWS, fragment},
    onboardings::Chosen,
    problem::Trouble,
};

use super::{
    access::Operator,
    onboardings::{self, Unreadable},
    screen,
};
use crate::{
    crypto::sha256_hex,
    http::{AppState, visitor::Visitor},
    services::{
        ServiceError,
        dashboard::{
            listing::{self, MOST_IDS},
            live::{self, Glance, Top},
        },
        operators::sessions::SignedIn,
    },
};

/// The ids of the lines, with commas.
const SHOWN: &str = "shown";
/// The id of the first of them, on the page that has the newest; empty where that has none.
const TOP: &str = "top";

/// Where the script of a page of the list asks.
pub(super) fn path(chosen: &Chosen, page: &listing::Page) -> String {
    let ids: Vec<_> = page.lines.iter().map(|line| line.row.id.as_str()).collect();
    let mut query = Serializer::new(String::new());
    query.extend_pairs(chosen.pairs());
    // What was found by a search does not become more.
    if !page.is_newer && chosen.ids.is_empty() {
        query.append_pair(TOP, ids.first().copied().unwrap_or_default());
    }
    query.append_pair(SHOWN, &ids.join(","));
    format!("{ROWS}?{}", query.finish())
}

/// The handler.
pub(super) async fn rows(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
    headers: HeaderMap,
    Query(fields): Query<BTreeMap<String, String>>,
) -> Response {
    let who = (&visitor, Some(&operator));
    let chosen = onboardings::chosen(&fields);
    let (wanted, asked) = match (onboardings::wanted(&chosen), on_screen(&fields)) {
        (Ok(wanted), Some(asked)) => (wanted, asked),
        (Err(Unreadable::Days(_)), Some(_)) => {
            return StatusCode::UNPROCESSABLE_ENTITY.into_response();
        }
        (Err(Unreadable::Other), _) | (_, None) => {
            return screen::problem(&state, who, Trouble::BadRequest).await;
        }
    };
    let (ids, top) = asked;
    let answer = async {
        let most = Newer::MOST + 1;
        let glance = live::glance(&state.core, &operator, &ids, (&wanted, &top, most)).await?;
        let tag = tag(&operator, visitor.locale, &glance);
        if is_known(&headers, &tag) {
            return Ok((StatusCode::NOT_MODIFIED, tag, String::new()));
        }
        let page = live::lines(&state.core, &operator, ids).await?;
        let lines: Result<Vec<_>, _> = page
            .lines
            .into_iter()
            .map(|line| onboardings::shown(&operator, line))
            .collect();
        let newer = (glance.newer > 0).then(|| Newer {
            count: glance.newer,
            href: onboardings::href(&chosen, None),
        });
        let html = fragment(&lines?, newer.as_ref(), visitor.locale);
        Ok::<_, ServiceError>((StatusCode::OK, tag, html))
    };
    match answer.await {
        Ok((status, tag, html)) => tagged(status, &tag, html),
        Err(error) => screen::refusal(&state, who, &error).await,
    }
}

/// What is on the screen; `None` for what no page of ours has.
fn on_screen(fields: &BTreeMap<String, String>) -> Option<(Vec<OnboardingId>, Top)> {
    let shown = fields.get(SHOWN).map_or("", String::as_str);
    let ids: Vec<_> = shown
        .split(',')
        .filter(|id| !id.is_empty())
        .map(|id| OnboardingId::new(id).ok())
        .take(MOST_IDS + 1)
        .collect::<Option<_>>()?;
    let top = match fields.get(TOP).map(String::as_str) {
        None => Top::Elsewhere,
        Some("") => Top::Empty,
        Some(id) => Top::At(OnboardingId::new(id).ok()?),
    };
    (ids.len() <= MOST_IDS).then_some((ids, top))
}

/// Stands for everything that the answer depends on.
fn tag(operator: &SignedIn, locale: Locale, glance: &Glance) -> String {
    let mut all = format!("{} {}", locale.tag(), glance.newer);
    for row in &glance.versions {
        let client = ClientName::new(row.client.clone()).ok();
        let may_open = operator.grants.may(Action::ReadCase, client.as_ref());
        // Writing to a text cannot fail.
        let _ = write!(all, " {} {} {may_open}", row.id, row.events);
    }
    let hash: String = sha256_hex(all.as_bytes()).chars().take(32).collect();
    // Weak: the answer may be compressed on its way.
    format!("W/\"{hash}\"")
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH);
    known.is_some_and(|known| known.as_bytes() == tag.as_bytes())
}

fn tagged(status: StatusCode, tag: &str, html: String) -> Response {
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    response
}
