//! The pages of the IdPs: login, consent, and what stays when nothing goes on. They are top-level pages and refuse to be
//! framed (MyInfo contract, 3.1).

use axum::http::header::X_FRAME_OPTIONS;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::frankieone::idp::grants::Request;
use crate::frankieone::idp::personas::{self, Persona};
use crate::frankieone::idp::registry::{Idp, Kind};
use crate::html::{self, escape};

/// Who is it?
pub(crate) fn login(id: &str, request: &Request) -> Response {
    let people: String = personas::ALL
        .iter()
        .map(|persona| {
            format!(
                "<li><button name=\"persona\" value=\"{}\">{}</button></li>",
                persona.id,
                escape(persona.title)
            )
        })
        .collect();
    let body = format!(
        "<h1>Log in</h1><p>Choose who you are. Nobody here exists.</p>\
         <form method=\"post\" action=\"/idp/visits/{id}/login\"><ul class=\"personas\">{people}</ul></form>\
         <form class=\"choice\" method=\"post\" action=\"/idp/visits/{id}/consent\">\
         <button name=\"choice\" value=\"deny\">Cancel</button></form>"
    );
    page(
        StatusCode::OK,
        request.idp,
        Some(&request.redirect_uri),
        &body,
    )
}

/// What is asked for, and by whom.
pub(crate) fn consent(id: &str, request: &Request, persona: &Persona) -> Response {
    let asked: String = request
        .asked
        .iter()
        .map(|name| format!("<li>{}</li>", escape(label(name))))
        .collect();
    let purpose = match request.idp.kind {
        Kind::MyInfo => format!("<p>Purpose: {}</p>", escape(&request.purpose)),
        Kind::OpenId { .. } => String::new(),
    };
    let body = format!(
        "<h1>Do you agree?</h1><p>Logged in as <strong>{who}</strong>.</p>\
         <p>FrankieOne asks for the following.</p>{purpose}<ul>{asked}</ul>\
         <form class=\"choice\" method=\"post\" action=\"/idp/visits/{id}/consent\">\
         <button name=\"choice\" value=\"allow\">I agree</button>\
         <button name=\"choice\" value=\"deny\">I do not agree</button></form>",
        who = escape(if persona.name.is_empty() {
            persona.id
        } else {
            persona.name
        }),
    );
    page(
        StatusCode::OK,
        request.idp,
        Some(&request.redirect_uri),
        &body,
    )
}

/// The person closes this page by themselves: there is no way back from here.
pub(crate) fn closing(idp: &Idp) -> Response {
    let body = "<h1>You may close this window</h1><p>Nothing more happens here.</p>";
    page(StatusCode::OK, idp, None, body)
}

/// A request that leads nowhere; nothing is redirected.
pub(crate) fn refused(status: StatusCode, idp: &Idp, reason: &str) -> Response {
    let body = format!(
        "<h1>This request cannot be answered</h1><p>{}</p>",
        escape(reason)
    );
    page(status, idp, None, &body)
}

fn page(status: StatusCode, idp: &Idp, returns_to: Option<&str>, body: &str) -> Response {
    // The answer to the last form goes to the customer's page, which form-action must allow.
    let returns_to = returns_to
        .and_then(|url| url::Url::parse(url).ok())
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {returns_to}; base-uri 'none'; frame-ancestors 'none'"
    );
    let title = body
        .split_once("<h1>")
        .and_then(|(_, rest)| rest.split_once("</h1>"))
        .map(|(title, _)| title)
        .unwrap_or_default();
    let name = escape(idp.title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} - {name}</title><link rel=\"stylesheet\" href=\"/idp/assets/pages.css\"></head>\
         <body><main><p class=\"brand\">{name}</p>{body}</main></body></html>"
    );
    let mut response = html::page(status, &policy, html);
    response
        .headers_mut()
        .insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

pub(crate) async fn css() -> Response {
    html::asset(html::CSS, include_str!("pages.css"))
}

fn label(name: &str) -> &str {
    match name {
        "uinfin" => "NRIC or FIN",
        "name" => "Name",
        "aliasname" => "Alias",
        "hanyupinyinname" => "Hanyu Pinyin name",
        "hanyupinyinaliasname" => "Hanyu Pinyin alias",
        "residentialstatus" => "Residential status",
        "nationality" => "Nationality",
        "dob" => "Date of birth",
        "regadd" => "Registered address",
        "email" => "E-mail address",
        "mobileno" => "Mobile number",
        "passportnumber" => "Passport number",
        "passportexpirydate" => "Passport expiry date",
        "passtype" => "Pass type",
        "passstatus" => "Pass status",
        "passexpirydate" => "Pass expiry date",
        other => other,
    }
}
