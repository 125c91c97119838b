//! The web app's page and its files. The launch token is in the fragment, so the server does not know whose page it is.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::config::Handshake;
use crate::html::{self, escape};
use crate::simulator::Sim;

pub(crate) async fn index(
    State(sim): State<Sim>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let play = query.get("play").map(String::as_str);
    if play == Some("frame_never_loads") {
        sim.until_stopped().await;
    }
    let (partner_origins, is_faithful) = {
        let world = sim.onekyc();
        (
            world.partner_origins.join(" "),
            world.switches.handshake == Handshake::Faithful,
        )
    };
    let ancestors = match play {
        Some("frame_ancestors_none") => "'none'",
        // The published sample lets anybody frame the page.
        _ if is_faithful => "*",
        _ if partner_origins.is_empty() => "'none'",
        _ => &partner_origins,
    };
    let api = &sim.addresses.onekyc;
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src {api}; img-src 'self' data: blob:; \
         media-src blob:; frame-src {api}; form-action 'none'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    let body = include_str!("index.html")
        .replace("{api}", &escape(api))
        .replace("{partner_origins}", &escape(&partner_origins));
    html::page(StatusCode::OK, &policy, body)
}

pub(crate) async fn asset(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "launch.css" => html::asset(html::CSS, include_str!("launch.css")),
        "launch.js" => html::asset(html::JAVASCRIPT, include_str!("launch.js")),
        "gateway.js" => html::asset(html::JAVASCRIPT, include_str!("gateway.js")),
        "capture.js" => html::asset(html::JAVASCRIPT, include_str!("capture.js")),
        "handshake.js" => html::asset(html::JAVASCRIPT, include_str!("handshake.js")),
        "scenarios.js" => html::asset(html::JAVASCRIPT, include_str!("scenarios.js")),
        "texts.js" => html::asset(html::JAVASCRIPT, include_str!("texts.js")),
        "view.js" => html::asset(html::JAVASCRIPT, include_str!("view.js")),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A page of the gateway's origin that posts a forged callback to the top window; scenarios of `scenarios.js`.
pub(crate) async fn foreign(State(sim): State<Sim>) -> Response {
    let body = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Another origin</title>\
                <script src=\"/web-app/foreign.js\" defer></script></head><body><p>Another origin</p></body></html>";
    html::page(StatusCode::OK, &inner_policy(&sim), body.to_owned())
}

pub(crate) async fn foreign_script() -> Response {
    html::asset(html::JAVASCRIPT, include_str!("foreign.js"))
}

/// Where scenario `second_origin` ends.
pub(crate) async fn second_origin(State(sim): State<Sim>) -> Response {
    let body = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>OneKYC (simulator)</title></head>\
                <body><main><h1>OneKYC (simulator)</h1><p>This page is of another origin than the launch URL.</p></main></body></html>";
    html::page(StatusCode::OK, &inner_policy(&sim), body.to_owned())
}

fn inner_policy(sim: &Sim) -> String {
    let api = &sim.addresses.onekyc;
    let partner_origins = sim.onekyc().partner_origins.join(" ");
    format!(
        "default-src 'none'; script-src {api}; base-uri 'none'; frame-ancestors {} {partner_origins}",
        sim.addresses.onekyc_web
    )
}
