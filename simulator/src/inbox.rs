//! The telephone of everybody: the SMS that the providers sent, newest first.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::iso_milliseconds;
use crate::html;
use crate::simulator::Sim;

/// Older ones are forgotten.
const MOST_MESSAGES: usize = 200;
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One SMS.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Message {
    pub(crate) at_ms: i64,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) code: String,
    pub(crate) session_id: String,
}

/// The messages, newest first.
#[derive(Debug, Default)]
pub(crate) struct Inbox(Mutex<VecDeque<Message>>);

impl Inbox {
    pub(crate) fn deliver(&self, message: Message) {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_front(message);
        messages.truncate(MOST_MESSAGES);
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn all(&self) -> Vec<Message> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }
}

pub(crate) async fn list(State(sim): State<Sim>) -> Json<Value> {
    Json(json!({ "messages": sim.inbox.all() }))
}

pub(crate) async fn show(State(sim): State<Sim>) -> Response {
    let messages = sim.inbox.all();
    let list = if messages.is_empty() {
        "<p>No messages yet. Codes appear here as soon as a page has sent one.</p>".to_owned()
    } else {
        let items: String = messages.iter().map(item).collect();
        format!("<ol class=\"messages\">{items}</ol>")
    };
    let body = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Inbox (simulator)</title><link rel=\"stylesheet\" href=\"/assets/inbox.css\">\
         <script src=\"/assets/inbox.js\" defer></script></head>\
         <body><main><h1>Inbox (simulator)</h1>\
         <p>Every text message that the simulated providers sent, newest first.</p>{list}</main></body></html>"
    );
    html::page(StatusCode::OK, POLICY, body)
}

fn item(message: &Message) -> String {
    format!(
        "<li><p class=\"meta\">To <strong>{to}</strong> from {from}, <time>{at}</time></p>\
         <p class=\"code\">{code}</p><p>{text}</p></li>",
        to = html::escape(&message.to),
        from = html::escape(&message.from),
        at = iso_milliseconds(message.at_ms),
        code = html::escape(&message.code),
        text = html::escape(&message.text),
    )
}

pub(crate) async fn css() -> Response {
    html::asset(html::CSS, include_str!("inbox.css"))
}

pub(crate) async fn script() -> Response {
    html::asset(html::JAVASCRIPT, include_str!("inbox.js"))
}
