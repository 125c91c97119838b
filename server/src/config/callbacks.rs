//! `[provider_callbacks]`: the rules for the listener that only providers use, and for where they call from.

use super::{Config, error::Finding};

/// What keeps the section from being used.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let section = &config.provider_callbacks;
    let mut refuse = |key: &str, problem: String| {
        findings.push(Finding::new(format!("provider_callbacks.{key}"), problem));
    };
    match (&section.origin, section.listen.is_empty()) {
        (None, false) => refuse(
            "origin",
            "is missing; name the public URL of the listener in provider_callbacks.listen".to_owned(),
        ),
        (Some(_), true) => refuse(
            "listen",
            "is empty, but provider_callbacks.origin is set; name an address, or leave the origin out"
                .to_owned(),
        ),
        _ => {}
    }
    if let Some(origin) = &section.origin
        && !origin.is_https()
    {
        if !origin.is_loopback() {
            refuse(
                "origin",
                format!("{origin} is http and not on this machine; use https"),
            );
        } else if config.has_live_connection() {
            refuse(
                "origin",
                format!("{origin} is not https, which a live connection requires"),
            );
        }
    }
    for (place, address) in section.listen.iter().enumerate() {
        if config.server.listen.contains(address) || config.server.management_listen == *address {
            refuse("listen", format!("{address} is used in [server] already"));
        }
        if section.listen[..place].contains(address) {
            refuse("listen", format!("{address} is given twice"));
        }
    }
    for (name, networks) in &section.sources {
        let key = format!("sources.{name}");
        if !config.connections.contains_key(name) {
            refuse(&key, format!("there is no connections.{name}"));
        }
        if networks.is_empty() {
            refuse(
                &key,
                "is empty, so that nobody may call; leave it out to let the provider call from anywhere"
                    .to_owned(),
            );
        }
    }
}
