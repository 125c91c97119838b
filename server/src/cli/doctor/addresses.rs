//! The public origins: whether their names resolve, and whether somebody answers there.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::StatusCode;
use url::Url;
use vestibule::id::ConnectionName;

use super::{
    Examined,
    report::{Check, Findings},
};
use crate::{
    config::PublicOrigin,
    connection::Egress,
    http::request_id::X_REQUEST_ID,
    outbound::{Clients, Limits, Outbound, OutboundRequest},
};

/// For one name or one request.
const PATIENCE: Duration = Duration::from_secs(10);
/// The name under which these requests are in the log; no connection's.
const SELF: &str = "doctor";

pub(super) async fn examine(examined: &Examined, found: &mut Findings) {
    let config = &examined.config;
    let named = config
        .public_origins
        .iter()
        .map(|origin| ("public origin", origin))
        .chain(
            config
                .sdk_origin
                .iter()
                .map(|origin| ("SDK origin", origin)),
        )
        .chain(
            config
                .provider_callbacks
                .own_origin()
                .map(|origin| ("callback origin", origin)),
        );
    let looks = named.map(|(area, origin)| look(examined, format!("{area} {origin}"), origin));
    found.extend(join_all(looks).await.into_iter().flatten());
}

async fn look(examined: &Examined, area: String, origin: &PublicOrigin) -> Vec<Check> {
    let mut checks = Vec::new();
    if !origin.is_https() {
        checks.push(if examined.config.development() {
            Check::ok(&area, "http, for Development only")
        } else {
            Check::failed(
                &area,
                "http",
                "use https; put a reverse proxy with TLS in front",
            )
        });
    }
    let Ok(url) = Url::parse(origin.as_str()) else {
        return checks;
    };
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return checks;
    };
    let host = host.trim_matches(['[', ']']).to_owned();
    let resolved =
        tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host.as_str(), port))).await;
    let addresses: Vec<String> = match resolved {
        Ok(Ok(found)) => found
            .map(|address| address.ip().to_string())
            .take(8)
            .collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    if addresses.is_empty() {
        let advice = "publish the name; if only this machine cannot resolve it, applicants are not concerned";
        checks.push(Check::failed(
            &area,
            format!("{host} does not resolve"),
            advice,
        ));
        return checks;
    }
    checks.push(reached(examined, &area, url, &addresses.join(", ")).await);
    checks
}

/// From here, which is not from where applicants come: that nobody answers is worth a look, and no more.
async fn reached(examined: &Examined, area: &str, url: Url, addresses: &str) -> Check {
    let Ok(name) = ConnectionName::new(SELF) else {
        return Check::ok(area, addresses);
    };
    let client = match Clients::new(Limits::default()).get(&Egress::default()) {
        Ok(client) => client,
        Err(error) => {
            return Check::failed(area, error.to_string(), "install certificate authorities");
        }
    };
    let http = Outbound::new(
        name,
        client,
        examined.clock.clone(),
        examined.random.clone(),
    );
    let request = OutboundRequest::get("doctor.origin", url);
    match tokio::time::timeout(PATIENCE, http.send(request)).await {
        Ok(Ok(answer)) if answer.status() == StatusCode::MISDIRECTED_REQUEST => Check::failed(
            area,
            format!("{addresses} answers 421: the server does not know that it is this host"),
            "have the reverse proxy pass Host on unchanged, and restart the server if its configuration is older",
        ),
        Ok(Ok(answer)) if answer.status().is_server_error() => Check::warning(
            area,
            format!("{addresses} answers {}", answer.status().as_u16()),
            "start the server, and check the reverse proxy",
        ),
        Ok(Ok(answer)) if answer.header(X_REQUEST_ID.as_str()).is_none() => Check::warning(
            area,
            format!(
                "{addresses} answers {}, but is no Vestibule",
                answer.status().as_u16()
            ),
            "start the server; check where the name points to, and where the reverse proxy sends requests",
        ),
        Ok(Ok(answer)) => Check::ok(
            area,
            format!("{addresses} answers {}", answer.status().as_u16()),
        ),
        Ok(Err(error)) => Check::warning(
            area,
            format!("{addresses}: {error}"),
            "start the server; check the reverse proxy, its certificate, and that this machine may reach it",
        ),
        Err(_) => Check::warning(
            area,
            format!("{addresses}: no answer in time"),
            "start the server; check the reverse proxy, and that this machine may reach it",
        ),
    }
}
