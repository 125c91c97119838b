//! The client page as HTML. What it does is in `client.js`.

use axum::http::StatusCode;
use axum::response::Response;

use crate::bankid::frame_plays::FramePlay;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::Session;
use crate::bankid::steps::Refused;
use crate::bankid::switches::Switches;
use crate::bankid::world::World;
use crate::html::{self, escape};
use crate::simulator::Addresses;

impl World {
    /// Who may embed the page of this authorize_uri.
    pub(crate) fn ancestor_of(&self, handle: &str) -> Option<String> {
        let authorizations = self
            .sessions
            .values()
            .filter_map(|session| session.authorization.as_ref());
        authorizations
            .filter(|authorization| authorization.handle == handle)
            .map(|authorization| authorization.request.frame_ancestor.clone())
            .next()
    }
}

/// The page on the authorize_uri.
pub(crate) fn client(
    session: &Session,
    switches: Switches,
    addresses: &Addresses,
    now_ms: i64,
) -> Response {
    let Some(authorization) = session.authorization.as_ref() else {
        return refused(&Refused::Unknown, None);
    };
    let play = match session.scenario {
        Scenario::Frame(play) => Some(play),
        _ => None,
    };
    let ancestor = authorization.request.frame_ancestor.as_str();
    let allowed = if play == Some(FramePlay::AncestorsNone) {
        "'none'"
    } else {
        ancestor
    };
    let head = scripts(play);
    let format = if switches.analytics_object {
        "object"
    } else {
        "string"
    };
    let body = format!(
        "<div id=\"client\" data-handle=\"{handle}\" data-token=\"{token}\" data-ancestor=\"{ancestor}\" \
         data-format=\"{format}\" data-play=\"{play}\" data-lasts=\"{lasts}\" data-foreign=\"{foreign}/foreign\">\
         <section data-view=\"loading\"><h1>One moment</h1><p role=\"status\">BankID is being opened.</p></section>\
         <section data-view=\"identity\" hidden><h1>Who are you?</h1><form id=\"identity\">\
         <p class=\"problem\" id=\"problem\" role=\"alert\" hidden>A national identity number has 11 digits.</p>\
         <label for=\"nnin\">National identity number</label>\
         <input id=\"nnin\" inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"11\" required>\
         <button>Continue</button></form><button class=\"quiet\" data-step=\"cancel\">Cancel</button></section>\
         <section data-view=\"app\" hidden><h1>Open your BankID app</h1>\
         <p>Check that it shows the same words.</p><p class=\"words\" id=\"words\">{words}</p>{statement}\
         <p class=\"simulator\">Simulator: these buttons are the app.</p>\
         <button data-step=\"approve\">Approve</button><div class=\"others\">\
         <button class=\"quiet\" data-step=\"cancel\">Cancel</button>\
         <button class=\"quiet\" data-step=\"timeout\">Let it run out</button>\
         <button class=\"quiet\" data-step=\"fail\">Fail</button></div></section>\
         <section data-view=\"return\" hidden><h1>Going back</h1><p role=\"status\">You are being sent back.</p></section>\
         <section data-view=\"closing\" hidden><h1>Done</h1><p role=\"status\">You can close this.</p></section>\
         <section data-view=\"failed\" hidden><h1>Something went wrong</h1><p role=\"alert\">BankID could not be opened.</p></section>\
         <section data-view=\"mismatch\" hidden><h1>Something went wrong</h1>\
         <p role=\"alert\">The page around this frame is not the one that BankID was told.</p></section>\
         <section data-view=\"used\" hidden><h1>This has been used</h1><p role=\"alert\">Start again.</p></section>\
         <noscript><p>BankID needs JavaScript.</p></noscript></div>",
        handle = escape(&authorization.handle),
        token = escape(&authorization.page_token),
        ancestor = escape(ancestor),
        lasts = session.expires_ms().saturating_sub(now_ms).max(0),
        play = play.map_or("", |_| session.scenario.name()),
        foreign = escape(&addresses.bankid_oidc),
        words = escape(session.binding_message),
        statement = statement(session),
    );
    let frames = format!("frame-src {}", addresses.bankid_oidc);
    page(StatusCode::OK, allowed, &frames, &head, &body)
}

/// What is approved, as the app would show it; references are never shown.
fn statement(session: &Session) -> String {
    let payments: String = session
        .registration
        .statement
        .payments
        .iter()
        .map(|payment| {
            format!(
                "<li>{} {} to {}</li>",
                escape(&payment.amount),
                escape(&payment.currency),
                escape(&payment.creditor_name)
            )
        })
        .collect();
    if payments.is_empty() {
        String::new()
    } else {
        format!("<ul class=\"payments\">{payments}</ul>")
    }
}

/// A notice instead of the page: it posts nothing and goes nowhere.
pub(crate) fn refused(refused: &Refused, ancestor: Option<&str>) -> Response {
    let (status, title, text) = match refused {
        Refused::Expired => (
            StatusCode::GONE,
            "This has run out",
            "It must be opened within 60 seconds. Start again.",
        ),
        Refused::Used => (StatusCode::GONE, "This has been used", "Start again."),
        Refused::Unknown | Refused::Forged | Refused::OutOfOrder => (
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "Start again.",
        ),
    };
    let body = format!("<h1>{title}</h1><p role=\"alert\">{text}</p>");
    page(
        status,
        ancestor.unwrap_or("'none'"),
        "frame-src 'none'",
        "",
        &body,
    )
}

/// The page on BankID OIDC's origin that the scenario analytics_other_origin frames.
pub(crate) async fn foreign() -> Response {
    let head = "<script src=\"/assets/foreign.js\" defer></script>";
    html::page(
        StatusCode::OK,
        "default-src 'none'; script-src 'self'",
        format!(
            "<!doctype html><html lang=\"en\"><head><title>Another origin</title>{head}</head><body></body></html>"
        ),
    )
}

fn scripts(play: Option<FramePlay>) -> String {
    let mut all = "<script src=\"/assets/analytics.js\" defer></script>\
                   <script src=\"/assets/client.js\" defer></script>"
        .to_owned();
    if play == Some(FramePlay::NavigatesTop) {
        all.push_str("<script src=\"/assets/break-out.js\" defer></script>");
    }
    all
}

fn page(status: StatusCode, ancestors: &str, frames: &str, head: &str, body: &str) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; {frames}; form-action 'none'; \
         base-uri 'none'; frame-ancestors {ancestors}"
    );
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>BankID (simulator)</title>\
         <link rel=\"stylesheet\" href=\"/assets/client.css\">{head}</head>\
         <body><main aria-label=\"BankID (simulator)\"><p class=\"brand\">BankID <span>(simulator)</span></p>\
         <div class=\"content\">{body}</div></main></body></html>"
    );
    html::page(status, &policy, html)
}
