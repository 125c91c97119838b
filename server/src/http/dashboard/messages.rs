//! `GET /dashboard/onboardings/{id}/messages`: the message inspector.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use vestibule_app::dashboard::{
    case as view,
    messages::{CheckTab, Judged, Message, MessagesScreen},
};

use super::case::{AtCase, moment};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        dashboard::case::messages::{self, Inspected, MessageSeen, Source, Verdict},
    },
};

/// An id as the inspector's links have them; anything else finds nothing.
fn id<'a>(query: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    query.get(name).map(String::as_str).filter(|id| {
        id.len() <= 60
            && id
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
    })
}

/// Shows what a check's frames said.
pub(super) async fn show(
    State(state): State<AppState>,
    at: AtCase,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let wanted = (id(&query, "check"), id(&query, "after").unwrap_or_default());
    let inspected = messages::inspect(&state.core, &at.operator, &at.id, wanted).await;
    match inspected.and_then(|inspected| screen(&at, inspected)) {
        Ok(screen) => {
            let path = format!("{}/messages", view::path(at.id.as_str()));
            at.draw(&state, (&path, StatusCode::OK), Arc::new(screen))
                .await
        }
        Err(error) => at.refuse(&state, &error).await,
    }
}

fn screen(at: &AtCase, inspected: Inspected) -> Result<MessagesScreen, ServiceError> {
    let checks = inspected.checks.into_iter().map(|one| CheckTab {
        id: one.check.id,
        step: one.check.step,
        number: one.check.number,
        rows: one.rows,
    });
    let messages = inspected.messages.into_iter().map(message);
    Ok(MessagesScreen {
        id: at.id.to_string(),
        erased: inspected.erased,
        checks: checks.collect(),
        at: inspected.at,
        messages: messages.collect::<Result<_, _>>()?,
        next: inspected.next,
    })
}

fn message(seen: MessageSeen) -> Result<Message, ServiceError> {
    let rule = seen.rule.unwrap_or_default();
    Ok(Message {
        at: moment(seen.at)?,
        attempt: seen.attempt,
        origin: seen.origin,
        from_our_frame: seen.source == Source::OurFrame,
        bytes: seen.bytes,
        count: seen.count,
        judged: match seen.verdict {
            Verdict::Accepted => Judged::Accepted,
            Verdict::Unheeded => Judged::Unheeded(rule),
            Verdict::Refused => Judged::Refused(rule),
        },
        event: seen.event,
        shape: seen.shape,
        payload: seen.payload,
    })
}
