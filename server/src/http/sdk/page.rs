//! The document in which a provider's script runs.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::nonce::Nonce;
use serde_json::{Value, json};
use vestibule::locale::Locale;
use vestibule_app::sdk_texts;

use crate::{http::headers::sdk::SdkHeaders, provider::SdkPage};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const RUNTIME: &str = include_str!("runtime.js");

/// What a document is for.
pub struct Document<'a> {
    /// `frame`, `open` or `return`.
    pub mode: &'static str,
    /// The connection's name.
    pub connection: &'a str,
    /// What the provider's adapter wants.
    pub page: &'a SdkPage,
    /// The language until more is known.
    pub locale: Locale,
    /// Our public origin, whose page frames this one.
    pub parent: Option<&'a str>,
    /// What the page was opened with.
    pub opened: Option<Value>,
}

impl Document<'_> {
    /// The response, headers included.
    pub fn respond(self) -> Response {
        let nonce = Nonce::new();
        let all = [Locale::En, Locale::Id].map(|locale| (locale.tag(), sdk_texts(locale)));
        let texts: std::collections::BTreeMap<_, _> = all.into_iter().collect();
        let data = json!({
            "mode": self.mode,
            "connection": self.connection,
            "locale": self.locale.tag(),
            "parent": self.parent,
            "opened": self.opened,
            "scripts": self.page.scripts,
            "texts": texts,
        });
        let scripts = format!(
            "<script type=\"application/json\" id=\"vestibule-data\">{}</script>\n\
             <script nonce=\"{nonce}\">{RUNTIME}</script>\n<script nonce=\"{nonce}\">{}</script>",
            in_script(&data),
            self.page.glue,
        );
        let note = format!(
            "<noscript><p>{}</p></noscript>",
            text(self.locale, "no-script")
        );
        let html = document(
            self.locale,
            "title",
            &text(self.locale, "loading"),
            &note,
            &scripts,
        );
        let headers = SdkHeaders {
            nonce: Some(&nonce),
            page: Some(self.page),
            frame_ancestor: self.parent,
        };
        respond(StatusCode::OK, html, &headers)
    }
}

/// A page without scripts: the code was unknown, used or late.
pub fn gone(status: StatusCode, locale: Locale, back: Option<&str>) -> Response {
    let link = back.map_or_else(String::new, |back| {
        format!(
            "<p class=\"actions\"><a class=\"button\" href=\"{}\">{}</a></p>",
            escaped(back),
            text(locale, "go-back")
        )
    });
    let body = format!(
        "<h1>{}</h1><p>{}</p>{link}",
        text(locale, "gone"),
        text(locale, "gone-text")
    );
    let html = document(locale, "gone", "", "", "")
        .replace("<p class=\"loading\" role=\"status\"></p>", &body);
    let headers = SdkHeaders {
        nonce: None,
        page: None,
        frame_ancestor: None,
    };
    respond(status, html, &headers)
}

fn document(locale: Locale, title: &str, loading: &str, note: &str, scripts: &str) -> String {
    PAGE.replace("{lang}", locale.tag())
        .replace("{title}", &text(locale, title))
        .replace("{style}", STYLE)
        .replace("{loading}", loading)
        .replace("{note}", note)
        // Last: what it holds is not ours to fill in.
        .replace("{scripts}", scripts)
}

fn respond(status: StatusCode, html: String, headers: &SdkHeaders<'_>) -> Response {
    let mut response = (status, Body::from(html)).into_response();
    headers.write(response.headers_mut());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

fn text(locale: Locale, key: &str) -> String {
    escaped(sdk_texts(locale).get(key).map_or("", String::as_str))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// JSON that cannot end the script element it stands in.
fn in_script(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_handed_over_ends_the_script_element() {
        let value = json!({ "token": "</script><script>alert(1)</script><!--" });
        let written = in_script(&value);
        assert!(!written.contains('<'));
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
    }

    #[test]
    fn a_page_that_has_run_out_links_back_and_runs_nothing() {
        let response = gone(
            StatusCode::NOT_FOUND,
            Locale::En,
            Some("http://localhost/\"><b>"),
        );
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(policy.contains("script-src 'none'"), "{policy}");
    }
}
