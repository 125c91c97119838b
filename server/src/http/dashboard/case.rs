//! `GET /dashboard/onboardings/{id}`: the page of a case.

mod views;

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRequestParts, Path, RawQuery, State},
    http::{StatusCode, request::Parts},
    response::Response,
    routing::{get, post},
};
use url::form_urlencoded;
use vestibule::{id::OnboardingId, time::Timestamp};
use vestibule_app::dashboard::{
    AnyScreen, Section,
    actions::Deed,
    case::{self as view, CaseScreen, MatchLine, May, StepLine, Tried},
    moment::Moment,
    problem::Trouble,
};

use self::views::{addresses, advice, fact, happened, head, value};
use super::{
    access::Operator,
    actions, evidence, holds, messages, notes, replay, reveal, scenario,
    screen::{self, Place},
};
use crate::{
    http::{AppState, headers::PageHeaders, visitor::Visitor},
    services::{
        ServiceError,
        dashboard::case::{
            self,
            timeline::{self, Filter, Kind},
        },
        events::rfc3339,
        operators::sessions::SignedIn,
    },
};

/// The routes of a case that read it, and those of its own forms.
pub(super) fn routes() -> Router<AppState> {
    let at = |rest: &str| format!("/dashboard/onboardings/{{id}}{rest}");
    Router::new()
        .route(&at(""), get(show))
        .route(&at("/reveal"), post(reveal::reveal))
        .route(&at("/notes"), post(notes::write))
        .route(&at("/hold"), post(holds::change))
        .route(&at("/evidence"), get(evidence::download))
        .route(&at("/messages"), get(messages::show))
        .route(&at("/replay"), get(replay::show))
        .route(&at("/scenario"), get(scenario::download))
}

/// Who looks at which case.
pub(super) struct AtCase {
    pub(super) visitor: Visitor,
    pub(super) operator: SignedIn,
    pub(super) id: OnboardingId,
}

impl AtCase {
    pub(super) async fn draw(
        &self,
        state: &AppState,
        (path, status): (&str, StatusCode),
        screen: AnyScreen,
    ) -> Response {
        let place = Place {
            at: Some(Section::Onboardings),
            path,
        };
        let who = (&self.visitor, Some(&self.operator));
        screen::draw(state, who, place, status, screen, PageHeaders::default()).await
    }

    pub(super) async fn refuse(&self, state: &AppState, error: &ServiceError) -> Response {
        let who = (&self.visitor, Some(&self.operator));
        screen::refusal(state, who, error).await
    }

    pub(super) async fn trouble(&self, state: &AppState, trouble: Trouble) -> Response {
        let who = (&self.visitor, Some(&self.operator));
        screen::problem(state, who, trouble).await
    }
}

impl FromRequestParts<AppState> for AtCase {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        use axum::response::IntoResponse;
        let visitor = <Visitor as FromRequestParts<AppState>>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let Operator(operator) = Operator::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let path = Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|Path(id)| OnboardingId::new(id).ok());
        match id {
            Some(id) => Ok(Self {
                visitor,
                operator,
                id,
            }),
            None => {
                let who = (&visitor, Some(&operator));
                Err(screen::problem(state, who, Trouble::NotFound).await)
            }
        }
    }
}

/// What the query says: kinds of entries, where the page begins, and the value that is chosen in the form.
fn asked(query: Option<&str>) -> (Filter, String) {
    let mut filter = Filter::default();
    let mut chosen = String::new();
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    for (name, value) in pairs.take(20) {
        match name.as_ref() {
            "kind" => filter.kinds.extend(Kind::from_code(&value)),
            "before" => filter.below = timeline::place_from_code(&value).unwrap_or(filter.below),
            "value" => chosen = value.into_owned(),
            _ => {}
        }
    }
    (filter, chosen)
}

/// Shows a case.
pub(super) async fn show(
    State(state): State<AppState>,
    at: AtCase,
    RawQuery(query): RawQuery,
) -> Response {
    let (filter, field) = asked(query.as_deref());
    let tried = Tried {
        field,
        ..Tried::default()
    };
    page(&state, &at, StatusCode::OK, &filter, tried).await
}

/// The page, also after a form of it could not be taken.
pub(super) async fn page(
    state: &AppState,
    at: &AtCase,
    status: StatusCode,
    filter: &Filter,
    tried: Tried,
) -> Response {
    match screen_of(state, at, filter, tried).await {
        Ok(screen) => {
            let path = view::path(at.id.as_str());
            at.draw(state, (&path, status), Arc::new(screen)).await
        }
        Err(error) => at.refuse(state, &error).await,
    }
}

async fn screen_of(
    state: &AppState,
    at: &AtCase,
    filter: &Filter,
    tried: Tried,
) -> Result<CaseScreen, ServiceError> {
    let seen = case::read(&state.core, &at.operator, &at.id, filter).await?;
    let actions = match seen.opened.whole() {
        Some(case) => {
            let mut view = actions::view(state, &at.operator, case, at.visitor.locale)?;
            if seen.hold.is_some() {
                view.forms.retain(|form| form.deed != Deed::Erase);
            }
            Some(view)
        }
        None => None,
    };
    let hold = seen.hold.as_ref().map(|hold| {
        Ok::<_, ServiceError>(view::Hold {
            by: hold.by.clone(),
            at: Moment(rfc3339(hold.at)?),
            reason: hold.reason.clone(),
        })
    });
    Ok(CaseScreen {
        id: at.id.to_string(),
        head: head(&seen, state.core.clock.now())?,
        hold: hold.transpose()?,
        advice: advice(&seen.advice),
        steps: seen
            .steps
            .iter()
            .map(|step| StepLine {
                name: step.name.clone(),
                status: step.status,
            })
            .collect(),
        facts: seen.facts.iter().map(fact).collect::<Result<_, _>>()?,
        said: seen.said.iter().map(value).collect::<Result<_, _>>()?,
        matches: seen
            .matches
            .iter()
            .map(|rule| MatchLine {
                name: rule.name.clone(),
                between: rule.between.clone(),
                verdict: rule.verdict,
            })
            .collect(),
        timeline: happened(&seen, filter, &addresses(state, at, &seen).await?)?,
        may: May {
            reveal: seen.may.reveal,
            note: seen.may.note,
            evidence: seen.may.evidence,
            hold: seen.may.hold,
        },
        signals: seen.signals,
        tried,
        actions,
    })
}

pub(super) fn moment(millis: i64) -> Result<Moment, ServiceError> {
    Ok(Moment(rfc3339(Timestamp(millis))?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_no_page_of_ours_links_to_is_ignored() {
        let (filter, chosen) = asked(Some("kind=calls&kind=notes&kind=secrets&value=a%2Fb&x=1"));
        assert_eq!(filter.kinds, BTreeSet::from([Kind::Calls, Kind::Notes]));
        assert_eq!(chosen, "a/b");
        assert_eq!(asked(Some("before=nonsense")).0, Filter::default());
        assert_eq!(asked(None).0, Filter::default());
    }
}
