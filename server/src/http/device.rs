//! On what class of device a browser runs, told to whatever counts.

use axum::{extract::Request, http::header, middleware::Next, response::Response};

use crate::services::tallies::device::{Device, with};

/// Middleware of what browsers ask.
pub async fn tell(request: Request, next: Next) -> Response {
    let agent = request.headers().get(header::USER_AGENT);
    let device = agent
        .and_then(|agent| agent.to_str().ok())
        .map_or(Device::Other, Device::of_agent);
    with(device, next.run(request)).await
}
