//! How our calls leave this machine: proxies, our own addresses, and the one that others see.

use std::{
    collections::BTreeMap,
    net::{IpAddr, UdpSocket},
};

use url::Url;
use vestibule::id::ConnectionName;

use super::{
    Doctor, Examined, Failure,
    report::{Check, Findings},
};
use crate::{
    cli::show,
    connection::{Connection, Egress},
    outbound::{Clients, Limits, Outbound, OutboundRequest},
};

const AREA: &str = "egress";
/// Nobody is there (RFC 5737, RFC 3849), and nothing is sent: the operating system only says which address it would use.
const NOBODY: [&str; 2] = ["192.0.2.1:9", "[2001:db8::1]:9"];

pub(super) async fn examine(
    examined: &Examined,
    asked: &Doctor,
    found: &mut Findings,
) -> Result<(), Failure> {
    let local = local_addresses();
    found.push(match local.is_empty() {
        true => Check::warning(
            AREA,
            "this machine has no route to the internet",
            "give it one, or set egress.proxy for every connection",
        ),
        false => Check::ok(
            AREA,
            format!("this machine's addresses: {}", local.join(", ")),
        ),
    });
    let mut outlets: BTreeMap<String, (Egress, Vec<&Connection>)> = BTreeMap::new();
    for connection in examined.config.connections.values() {
        if asked
            .connection
            .as_ref()
            .is_some_and(|only| *only != connection.name)
        {
            continue;
        }
        let outlet = outlets
            .entry(format!("{:?}", connection.egress))
            .or_insert_with(|| (connection.egress.clone(), Vec::new()));
        outlet.1.push(connection);
    }
    for (egress, connections) in outlets.into_values() {
        let names: Vec<&str> = connections
            .iter()
            .map(|connection| connection.name.as_str())
            .collect();
        let way = match &egress.proxy {
            Some(proxy) => format!("through {}", show::url(proxy.as_str())),
            None => "directly".to_owned(),
        };
        let text = format!("{}: {way}", names.join(", "));
        found.push(match &asked.egress_url {
            None => Check::ok(AREA, text),
            Some(url) => seen(examined, (&egress, url), connections[0], &text).await,
        });
    }
    Ok(())
}

/// The address that the service at this URL sees.
async fn seen(
    examined: &Examined,
    (egress, url): (&Egress, &Url),
    connection: &Connection,
    text: &str,
) -> Check {
    const ADVICE: &str = "name a service that answers with the caller's address and nothing else";
    let client = match Clients::new(Limits::default()).get(egress) {
        Ok(client) => client,
        Err(error) => return Check::failed(AREA, format!("{text}: {error}"), "correct egress"),
    };
    let name: ConnectionName = connection.name.clone();
    let http = Outbound::new(
        name,
        client,
        examined.clock.clone(),
        examined.random.clone(),
    );
    let request = OutboundRequest::get("doctor.egress", url.clone()).header("accept", "text/plain");
    let answer = match http.send(request).await {
        Ok(answer) => answer,
        Err(error) => return Check::failed(AREA, format!("{text}: {error}"), ADVICE),
    };
    let address = std::str::from_utf8(answer.body())
        .ok()
        .and_then(|body| body.trim().parse::<IpAddr>().ok());
    let Some(address) = address else {
        let text = format!("{text}: the answer is no address");
        return Check::failed(AREA, text, ADVICE);
    };
    let text = format!("{text}; seen as {address}");
    let stated = &egress.source_addresses;
    if stated.is_empty() || stated.iter().any(|network| network.contains(&address)) {
        return Check::ok(AREA, text);
    }
    Check::failed(
        AREA,
        format!("{text}, which egress.source_addresses does not have"),
        "tell the provider the new address, and correct egress.source_addresses",
    )
}

fn local_addresses() -> Vec<String> {
    NOBODY
        .iter()
        .filter_map(|nobody| {
            let any = if nobody.starts_with('[') {
                "[::]:0"
            } else {
                "0.0.0.0:0"
            };
            let socket = UdpSocket::bind(any).ok()?;
            socket.connect(nobody).ok()?;
            Some(socket.local_addr().ok()?.ip().to_string())
        })
        .collect()
}
