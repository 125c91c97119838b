//! Style sheet and scripts of the pages.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::html;

pub(crate) async fn serve(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "pages.css" => html::asset(html::CSS, include_str!("pages.css")),
        "return.js" => html::asset(html::JAVASCRIPT, include_str!("return.js")),
        "expire.js" => html::asset(html::JAVASCRIPT, include_str!("expire.js")),
        "flood.js" => html::asset(html::JAVASCRIPT, include_str!("flood.js")),
        "break-out.js" => html::asset(html::JAVASCRIPT, include_str!("break-out.js")),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
