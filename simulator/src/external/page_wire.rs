//! The service's page: plain forms that work without script.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::external::session::{Act, Session};
use crate::external::world::World;
use crate::html::{self, escape};
use crate::simulator::Sim;

/// Nothing but the style sheet, and never in a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(Debug, Deserialize)]
pub(crate) struct Decision {
    act: Act,
}

/// `GET /pages/{handle}`
pub(crate) async fn show(State(sim): State<Sim>, Path(handle): Path<String>) -> Response {
    let now_ms = sim.clock.now_ms();
    let world = sim.external();
    match world.behind(&handle) {
        None => unknown(),
        Some(session) if session.act.is_some_and(|act| act != Act::Leave) => after(session),
        Some(session) if now_ms >= session.expires_ms => document(
            StatusCode::OK,
            "",
            "<h1>This has run out</h1><p>Go back and begin again.</p>",
        ),
        Some(session) => question(session),
    }
}

/// `POST /pages/{handle}`
pub(crate) async fn act(
    State(sim): State<Sim>,
    Path(handle): Path<String>,
    decision: Result<Form<Decision>, FormRejection>,
) -> Response {
    let Ok(Form(Decision { act })) = decision else {
        return document(
            StatusCode::BAD_REQUEST,
            "",
            "<h1>Something was wrong with that</h1>",
        );
    };
    let now_ms = sim.clock.now_ms();
    let mut world = sim.external();
    let Some(id) = world.behind(&handle).map(|session| session.id.clone()) else {
        return unknown();
    };
    world.act(&id, act, &sim.entropy, now_ms);
    world.behind(&handle).map_or_else(unknown, after)
}

pub(crate) async fn css() -> Response {
    html::asset(html::CSS, include_str!("pages.css"))
}

fn question(session: &Session) -> Response {
    let inputs: String = session
        .begin
        .inputs
        .iter()
        .map(|(name, value)| format!("<dt>{}</dt><dd>{}</dd>", escape(name), escape(value)))
        .collect();
    let told = if inputs.is_empty() {
        String::new()
    } else {
        format!("<h2>What we were told</h2><dl>{inputs}</dl>")
    };
    let button = |act: &str, class: &str, label: &str| {
        format!("<button name=\"act\" value=\"{act}\"{class}>{label}</button>")
    };
    let quiet = " class=\"quiet\"";
    let body = format!(
        "<h1>Is this you?</h1>{told}<p>This page belongs to the company's own service.</p>\
         <form method=\"post\" action=\"/pages/{handle}\">{approve}{decline}{cancel}{leave}</form>\
         <p class=\"simulator\">Simulator: the buttons decide how the check ends.</p>",
        handle = escape(&session.handle),
        approve = button("approve", "", "Yes, go on"),
        decline = button("decline", quiet, "Do not accept me"),
        cancel = button("cancel", quiet, "Cancel"),
        leave = button("leave", quiet, "Leave without a decision"),
    );
    document(StatusCode::OK, "", &body)
}

/// A page and not a redirect: `form-action` would stop one that follows a form to another origin.
fn after(session: &Session) -> Response {
    let to = session.location().filter(|_| !World::stays(session));
    let Some(to) = to else {
        return document(
            StatusCode::OK,
            "",
            "<h1>Done</h1><p role=\"status\">You can close this.</p>",
        );
    };
    let to = escape(&to);
    document(
        StatusCode::OK,
        &format!("<meta http-equiv=\"refresh\" content=\"0;url={to}\">"),
        &format!(
            "<h1>Going back</h1><p role=\"status\">You are being sent back.</p>\
             <p><a id=\"return\" href=\"{to}\">Go back now</a></p>"
        ),
    )
}

fn unknown() -> Response {
    document(
        StatusCode::NOT_FOUND,
        "",
        "<h1>There is nothing here</h1><p>Go back and begin again.</p>",
    )
}

fn document(status: StatusCode, head: &str, body: &str) -> Response {
    html::page(
        status,
        POLICY,
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>Example company (simulator)</title><link rel=\"stylesheet\" href=\"/assets/pages.css\">{head}\
             </head><body><main>{body}</main></body></html>"
        ),
    )
}
