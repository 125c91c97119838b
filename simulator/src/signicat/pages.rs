//! The OTP pages as HTML: plain forms that work without script.

use axum::http::StatusCode;
use axum::response::Response;

use crate::html::{self, escape};
use crate::signicat::scenarios::Scenario;
use crate::signicat::session::Session;
use crate::signicat::steps::{Complaint, View};
use crate::signicat::texts::{Texts, in_language};
use crate::simulator::Sim;

/// The page for where the session is.
pub(crate) fn show(sim: &Sim, session: &Session, view: &View, now_ms: i64) -> Response {
    let texts = in_language(session.request.language);
    let form = Forms { session, texts };
    let (status, body) = match view {
        View::Selector => (StatusCode::OK, form.selector()),
        View::Phone { value, complaint } => (StatusCode::OK, form.phone(value, *complaint)),
        View::Code {
            phone,
            complaint,
            sent_again,
        } => (
            StatusCode::OK,
            form.code(phone, *complaint, *sent_again, &sim.addresses.control),
        ),
        View::Return { to } => return going_back(session, texts, to),
        View::Closing { succeeded } => {
            let title = if *succeeded {
                texts.done_title
            } else {
                texts.failed_title
            };
            (StatusCode::OK, notice(title, texts.close))
        }
        View::CookiesBlocked => (
            StatusCode::FORBIDDEN,
            notice(texts.cookies_title, texts.cookies_text),
        ),
        View::OtherBrowser => (
            StatusCode::FORBIDDEN,
            notice(texts.other_title, texts.other_text),
        ),
        View::FormRefused => (
            StatusCode::BAD_REQUEST,
            notice(texts.unknown_title, texts.unknown_text),
        ),
        View::UnknownSession => return unknown_session(sim),
    };
    let waits = matches!(
        view,
        View::Selector | View::Phone { .. } | View::Code { .. }
    );
    let timer = if waits {
        form.timer(now_ms)
    } else {
        String::new()
    };
    let head = scenario_script(session.scenario);
    page(
        status,
        &session.frame_ancestors(),
        texts,
        &head,
        &format!("{body}{timer}"),
    )
}

/// 404 for ids that belong to nothing; nobody may frame it.
pub(crate) fn unknown_session(_sim: &Sim) -> Response {
    let texts = in_language("en");
    page(
        StatusCode::NOT_FOUND,
        "'none'",
        texts,
        "",
        &notice(texts.unknown_title, texts.unknown_text),
    )
}

/// A page that navigates from itself: in Chromium a bare redirect would carry the embedding site's Lax cookies, which a
/// return from a page never does.
fn going_back(session: &Session, texts: &Texts, to: &str) -> Response {
    let to = escape(to);
    let head = format!(
        "<noscript><meta http-equiv=\"refresh\" content=\"0;url={to}\"></noscript>\
         <script src=\"/idps/otp/assets/return.js\" defer></script>"
    );
    let body = format!(
        "<h1>{}</h1><p><a class=\"button\" id=\"return\" href=\"{to}\">{}</a></p>",
        texts.return_title, texts.return_link
    );
    page(
        StatusCode::OK,
        &session.frame_ancestors(),
        texts,
        &head,
        &body,
    )
}

fn scenario_script(scenario: Scenario) -> String {
    let file = match scenario {
        Scenario::MessageFlood => "flood.js",
        Scenario::NavigatesTop => "break-out.js",
        _ => return String::new(),
    };
    format!("<script src=\"/idps/otp/assets/{file}\" defer></script>")
}

fn notice(title: &str, text: &str) -> String {
    format!("<h1>{title}</h1><p>{text}</p>")
}

fn page(status: StatusCode, ancestors: &str, texts: &Texts, head: &str, body: &str) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    let title = body
        .split_once("<h1>")
        .and_then(|(_, rest)| rest.split_once("</h1>"))
        .map(|(title, _)| title)
        .unwrap_or_default();
    let html = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} - Signicat (simulator)</title>\
         <link rel=\"stylesheet\" href=\"/idps/otp/assets/pages.css\">{head}</head>\
         <body><main aria-label=\"Signicat (simulator)\"><p class=\"brand\">Signicat <span>(simulator)</span></p>\
         <div class=\"content\">{body}</div></main></body></html>",
        lang = texts.lang,
    );
    html::page(status, &policy, html)
}

struct Forms<'a> {
    session: &'a Session,
    texts: &'a Texts,
}

impl Forms<'_> {
    fn open(&self, step: &str, attributes: &str) -> String {
        format!(
            "<form method=\"post\" action=\"/idps/otp/sms/{step}\"{attributes}>\
             <input type=\"hidden\" name=\"transactionId\" value=\"{}\">\
             <input type=\"hidden\" name=\"messageId\" value=\"{}\">\
             <input type=\"hidden\" name=\"formToken\" value=\"{}\">",
            self.session.transaction_id, self.session.message_id, self.session.form_token
        )
    }

    fn button_only(&self, step: &str, label: &str) -> String {
        format!(
            "{}<button class=\"quiet\">{label}</button></form>",
            self.open(step, "")
        )
    }

    /// Asks again when the lifetime has passed; the script submits it.
    fn timer(&self, now_ms: i64) -> String {
        let after = self.session.expires_ms().saturating_sub(now_ms).max(0);
        let attributes = format!(" id=\"look-again\" data-after=\"{after}\" hidden");
        format!(
            "{}</form><script src=\"/idps/otp/assets/expire.js\" defer></script>",
            self.open("look-again", &attributes)
        )
    }

    fn selector(&self) -> String {
        let texts = self.texts;
        format!(
            "<h1>{}</h1>{}<button>{}</button></form>{}",
            texts.choose_title,
            self.open("provider", ""),
            texts.choose_sms,
            self.button_only("cancel", texts.cancel)
        )
    }

    fn phone(&self, value: &str, complaint: Option<Complaint>) -> String {
        let texts = self.texts;
        let problem = complaint.map(|complaint| self.problem(complaint));
        format!(
            "<h1>{title}</h1>{open}{problem}<label for=\"phone\">{label}</label><p class=\"hint\" id=\"hint\">{hint}</p>\
             <input id=\"phone\" name=\"phone\" type=\"tel\" autocomplete=\"tel\" required maxlength=\"40\" \
             value=\"{value}\"{described}><button>{button}</button></form>{cancel}",
            title = texts.phone_title,
            open = self.open("phone", ""),
            problem = problem.as_deref().unwrap_or_default(),
            label = texts.phone_label,
            hint = texts.phone_hint,
            value = escape(value),
            described = described(problem.is_some(), "hint"),
            button = texts.phone_button,
            cancel = self.button_only("cancel", texts.cancel),
        )
    }

    fn code(
        &self,
        phone: &str,
        complaint: Option<Complaint>,
        sent_again: bool,
        control: &str,
    ) -> String {
        let texts = self.texts;
        let problem = complaint.map(|complaint| self.problem(complaint));
        let news = if sent_again {
            format!("<p role=\"status\">{}</p>", texts.resent)
        } else {
            String::new()
        };
        format!(
            "<h1>{title}</h1><p id=\"sent\">{sent} <strong>{phone}</strong></p>{news}{open}{problem}\
             <label for=\"code\">{label}</label><input id=\"code\" name=\"code\" class=\"code\" inputmode=\"numeric\" \
             autocomplete=\"one-time-code\" required maxlength=\"12\"{described}><button>{button}</button></form>\
             <div class=\"others\">{resend}{change}{cancel}</div>\
             <p class=\"simulator\" lang=\"en\">Simulator: the text message is in the inbox, \
             <a href=\"{control}/inbox\" target=\"_blank\" rel=\"noopener\">{control}/inbox</a></p>",
            title = texts.code_title,
            sent = texts.code_sent_to,
            phone = escape(phone),
            open = self.open("code", ""),
            problem = problem.as_deref().unwrap_or_default(),
            label = texts.code_label,
            described = described(problem.is_some(), "sent"),
            button = texts.code_button,
            resend = self.button_only("resend", texts.resend),
            change = self.button_only("change", texts.change),
            cancel = self.button_only("cancel", texts.cancel),
        )
    }

    fn problem(&self, complaint: Complaint) -> String {
        let texts = self.texts;
        let text = match complaint {
            Complaint::PhoneInvalid => texts.phone_invalid.to_owned(),
            Complaint::CodeWrong { tries_left } => format!("{} {tries_left}", texts.code_wrong),
            Complaint::CodeExpired => texts.code_expired.to_owned(),
            Complaint::ResendTooEarly { wait_s } => format!("{} {wait_s}", texts.resend_wait),
            Complaint::NoMoreCodes => texts.no_more_codes.to_owned(),
        };
        format!("<p class=\"problem\" id=\"problem\" role=\"alert\">{text}</p>")
    }
}

fn described(has_problem: bool, by: &str) -> String {
    if has_problem {
        format!(" aria-invalid=\"true\" aria-describedby=\"problem {by}\"")
    } else {
        format!(" aria-describedby=\"{by}\"")
    }
}
