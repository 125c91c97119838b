//! Renders a page the way the server does.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use leptos::{nonce::Nonce, prelude::provide_context};
use vestibule_app::page::{Chrome, Page};

/// The nonce that every rendering is given.
pub const NONCE: &str = "nonce-of-this-request";

/// The page's HTML.
pub async fn html(page: &Page, chrome: &Chrome) -> String {
    let (page, chrome) = (page.clone(), chrome.clone());
    let handler = leptos_axum::render_app_async_with_context(
        || provide_context(Nonce::from_value(NONCE)),
        move || vestibule_app::document(page.clone(), chrome.clone()),
    );
    let response = handler(Request::new(Body::empty())).await;
    assert!(response.status().is_success());
    let bytes = to_bytes(response.into_body(), 1_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
