//! `GET /dashboard/onboardings/{id}`: the page of a case.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Router,
    extract::{FromRequestParts, Path, RawQuery, State},
    http::{StatusCode, request::Parts},
    response::Response,
    routing::{get, post},
};
use url::form_urlencoded;
use vestibule::{
    id::{ClientName, OnboardingId},
    time::Timestamp,
};
use vestibule_app::dashboard::{
    AnyScreen, Section,
    actions::Deed,
    case::{
        self as view, CaseScreen, Entry, EntryKind, FactBlock, Happened, Head, MatchLine, May,
        StepLine, Timeline, Tried, Value,
    },
    moment::Moment,
    problem::Trouble,
};

use super::{
    access::Operator,
    actions, evidence, holds, messages, notes, replay, reveal, scenario,
    screen::{self, Place},
};
use crate::{
    http::{AppState, headers::PageHeaders, visitor::Visitor},
    services::{
        ServiceError,
        dashboard::{
            case::{
                self, Seen,
                advice::Advice,
                facts::{FactSeen, ValueSeen},
                timeline::{self, Filter, Kind, What},
            },
            endpoints,
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

fn head(seen: &Seen, now: Timestamp) -> Result<Head, ServiceError> {
    let row = seen.opened.row();
    let maybe = |millis: Option<i64>| millis.map(moment).transpose();
    Ok(Head {
        status: row.status()?,
        client: seen.client.clone(),
        mode: row.mode.clone(),
        journey: row.journey.clone(),
        version: row.journey_version.clone(),
        begun: moment(row.created_at)?,
        changed: moment(row.updated_at)?,
        finished: maybe(row.finished_at)?,
        expires: maybe(row.expires_at)?,
        erased: maybe(row.erased_at)?,
        due: match seen.due {
            Some(due) => Some((moment(due.0)?, due <= now)),
            None => None,
        },
        support_codes: seen.support_codes.clone(),
    })
}

fn advice(advice: &Advice) -> view::Advice {
    match advice.clone() {
        Advice::Erased => view::Advice::Erased,
        Advice::LinkUnopened => view::Advice::LinkUnopened,
        Advice::WaitsForApplicant(step) => view::Advice::WaitsForApplicant(step.to_string()),
        Advice::NotBegun(step, why) => view::Advice::NotBegun(step.to_string(), why),
        Advice::WaitsForProvider(step) => view::Advice::WaitsForProvider(step.to_string()),
        Advice::Stopped(step, why) => view::Advice::Stopped(step.to_string(), why),
        Advice::TryAgain(step, why) => view::Advice::TryAgain(step.to_string(), why),
        Advice::Exhausted(step, why) => view::Advice::Exhausted(step.to_string(), why),
        Advice::Review(rule, short) => view::Advice::Review(rule, short),
        Advice::HandedOver => view::Advice::HandedOver,
        Advice::Approved(rule) => view::Advice::Approved(rule),
        Advice::Rejected(rule) => view::Advice::Rejected(rule),
        Advice::Closed(closure) => view::Advice::Closed(closure),
    }
}

fn value(seen: &ValueSeen) -> Result<Value, ServiceError> {
    let revealed = match &seen.revealed {
        Some((shown, until)) => Some((shown.clone(), moment(*until)?)),
        None => None,
    };
    Ok(Value {
        field: seen.field.clone(),
        claim: seen.claim.clone(),
        masked: seen.masked.clone(),
        revealed,
    })
}

fn fact(seen: &FactSeen) -> Result<FactBlock, ServiceError> {
    let assurance = seen.assurance.as_ref();
    Ok(FactBlock {
        step: seen.step.clone(),
        kind: seen.kind.clone(),
        source: seen.source.clone(),
        assurance: assurance.map(|(scheme, value)| format!("{scheme} {value}")),
        verified: seen.verified,
        at: moment(seen.created_at)?,
        values: seen.values.iter().map(value).collect::<Result<_, _>>()?,
    })
}

fn kind(kind: Kind) -> EntryKind {
    match kind {
        Kind::Log => EntryKind::Log,
        Kind::Checks => EntryKind::Checks,
        Kind::Calls => EntryKind::Calls,
        Kind::Messages => EntryKind::Messages,
        Kind::Webhooks => EntryKind::Webhooks,
        Kind::Decisions => EntryKind::Decisions,
        Kind::Notes => EntryKind::Notes,
    }
}

/// Where the endpoints are that the timeline names, for who looks after them.
async fn addresses(
    state: &AppState,
    at: &AtCase,
    seen: &Seen,
) -> Result<BTreeMap<String, String>, ServiceError> {
    let mut entries = seen.timeline.entries.iter();
    let is_named = entries.any(|entry| entry.what.kind() == Kind::Webhooks);
    match ClientName::new(seen.opened.row().client.clone()) {
        Ok(client) if is_named => endpoints::addresses(&state.core, &at.operator, &client).await,
        _ => Ok(BTreeMap::new()),
    }
}

fn happened(
    seen: &Seen,
    filter: &Filter,
    addresses: &BTreeMap<String, String>,
) -> Result<Timeline, ServiceError> {
    let kinds: &BTreeSet<Kind> = &filter.kinds;
    let entries = seen.timeline.entries.iter().map(|entry| {
        Ok(Entry {
            at: moment(entry.place.at)?,
            what: what(&entry.what, seen.may.redeliver, addresses),
        })
    });
    Ok(Timeline {
        kinds: kinds.iter().copied().map(kind).collect(),
        entries: entries.collect::<Result<_, ServiceError>>()?,
        is_later_page: *filter
            != (Filter {
                kinds: filter.kinds.clone(),
                ..Filter::default()
            }),
        next: seen.timeline.next.as_ref().map(timeline::place_code),
    })
}

fn what(what: &What, redeliver: bool, addresses: &BTreeMap<String, String>) -> Happened {
    // Whoever does not look after endpoints is told which one it is by its id.
    let endpoint = |id: String| addresses.get(&id).cloned().unwrap_or(id);
    match what.clone() {
        What::Logged {
            kind,
            actor,
            detail,
        } => Happened::Logged {
            kind,
            actor,
            detail,
        },
        What::Moved { row, reason, rule } => Happened::Moved {
            step: row.step,
            number: row.number,
            signal: row.signal,
            from: row.from_state,
            to: row.to_state,
            reason,
            rule,
        },
        What::Called(row) => Happened::Called {
            connection: row.connection,
            step: row.step,
            call: row.call,
            took: row.duration_ms,
            outcome: row.outcome,
            status: row.status,
        },
        What::SessionOpened(row) => Happened::SessionOpened {
            connection: row.connection,
            step: row.step,
            number: row.number,
            presentation: row.presentation,
            reference: row.reference,
        },
        What::Said(row) => Happened::Said {
            check: row.check_id,
            step: row.step,
            origin: row.origin,
            verdict: row.verdict,
            count: row.count,
            event: row.event,
        },
        What::Written(row) => Happened::Written {
            again: redeliver.then_some(row.id),
            kind: row.kind,
            endpoint: endpoint(row.endpoint_id),
            state: row.state,
        },
        What::Sent(row) => Happened::Sent {
            kind: row.kind,
            endpoint: endpoint(row.endpoint_id),
            number: row.number,
            took: row.duration_ms,
            status: row.status,
            problem: row.problem,
        },
        What::Decided(row) => Happened::Decided {
            conclusion: row.conclusion,
            rule: row.rule,
            actor: row.actor,
        },
        What::Noted { operator, text } => Happened::Noted { operator, text },
    }
}

#[cfg(test)]
mod tests {
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
