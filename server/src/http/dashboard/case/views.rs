//! What the page shows of what the service read.

use std::collections::{BTreeMap, BTreeSet};

use vestibule::{id::ClientName, time::Timestamp};
use vestibule_app::dashboard::case::{
    self as view, Entry, EntryKind, FactBlock, Happened, Head, Timeline, Value,
};

use super::{AtCase, moment};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        dashboard::{
            case::{
                Seen,
                advice::Advice,
                facts::{FactSeen, ValueSeen},
                timeline::{self, Filter, Kind, What},
            },
            endpoints,
        },
    },
};

pub(super) fn head(seen: &Seen, now: Timestamp) -> Result<Head, ServiceError> {
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

pub(super) fn advice(advice: &Advice) -> view::Advice {
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

pub(super) fn value(seen: &ValueSeen) -> Result<Value, ServiceError> {
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

pub(super) fn fact(seen: &FactSeen) -> Result<FactBlock, ServiceError> {
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
pub(super) async fn addresses(
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

pub(super) fn happened(
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
