//! The headers of the pages on the SDK origin: a provider's script runs there, and nothing of ours is in its reach.

use axum::http::{HeaderMap, HeaderValue, header};
use leptos::nonce::Nonce;

use super::{CLOSED, PERMISSIONS_POLICY, is_source, permissions_policy};
use crate::provider::SdkPage;

/// What one page on the SDK origin needs.
pub struct SdkHeaders<'a> {
    /// Of its scripts; `None` for a page without any.
    pub nonce: Option<&'a Nonce>,
    /// What the provider's script needs.
    pub page: Option<&'a SdkPage>,
    /// Our public origin whose page may frame it; `None` for a page of its own.
    pub frame_ancestor: Option<&'a str>,
}

impl SdkHeaders<'_> {
    /// Writes the headers.
    pub fn write(&self, headers: &mut HeaderMap) {
        let policy = self.content_security_policy();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).unwrap_or(CLOSED),
        );
        let camera = self.page.is_some_and(|page| page.camera);
        let features = permissions_policy(&[]);
        let features = if camera {
            features.replacen("camera=()", "camera=(self)", 1)
        } else {
            features
        };
        if let Ok(value) = HeaderValue::from_str(&features) {
            headers.insert(PERMISSIONS_POLICY, value);
        }
        // The address may hold an identity provider's code: nobody learns it from us.
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    fn content_security_policy(&self) -> String {
        let mut directives = vec!["default-src 'none'".to_owned()];
        match (self.nonce, self.page) {
            (Some(nonce), Some(page)) => {
                let scripts: Vec<String> =
                    page.scripts.iter().filter_map(|url| origin(url)).collect();
                directives.push(listed(&format!("script-src 'nonce-{nonce}'"), &scripts));
                directives.push(listed("connect-src 'self'", &page.connect));
                directives.push(listed("img-src 'self' data: blob:", &page.images));
                directives.push("media-src 'self' blob:".to_owned());
                directives.push("worker-src blob:".to_owned());
            }
            _ => directives.push("script-src 'none'; img-src data:".to_owned()),
        }
        // Providers' scripts bring their styles as elements and attributes; there is nothing here to be styled away.
        directives.push("style-src 'unsafe-inline'".to_owned());
        directives.push("form-action 'none'".to_owned());
        directives.push(
            match self.frame_ancestor.filter(|origin| is_source(origin)) {
                Some(origin) => format!("frame-ancestors {origin}"),
                None => "frame-ancestors 'none'".to_owned(),
            },
        );
        directives.push("base-uri 'none'; object-src 'none'".to_owned());
        directives.join("; ")
    }
}

fn listed(directive: &str, origins: &[String]) -> String {
    let mut text = directive.to_owned();
    for origin in origins.iter().filter(|origin| is_source(origin)) {
        text.push(' ');
        text.push_str(origin);
    }
    text
}

fn origin(url: &str) -> Option<String> {
    Some(url::Url::parse(url).ok()?.origin().ascii_serialization())
}
