//! Where operators sign in: the provider's configuration and its keys.

use super::{
    Examined,
    report::{Check, Findings},
};
use crate::{provider::ProviderError, services::operators::single_sign_on::SingleSignOn};

const AREA: &str = "single sign-on";

pub(super) async fn examine(examined: &Examined, found: &mut Findings) {
    let config = &examined.config;
    let Some(single) = &config.single_sign_on else {
        return;
    };
    let with = (&examined.clock, &examined.random);
    let single = match SingleSignOn::new(single, config.development(), with) {
        Ok(single) => single,
        Err(error) => {
            found.push(Check::failed(
                AREA,
                error.to_string(),
                "correct dashboard.single_sign_on.egress",
            ));
            return;
        }
    };
    found.push(match single.diagnose(&*examined.clock, &*examined.random).await {
        Ok(()) => Check::ok(
            AREA,
            format!("{}: its configuration and its keys can be read", single.config.issuer),
        ),
        Err(error @ ProviderError::Misconfigured { .. }) => Check::failed(
            AREA,
            error.to_string(),
            "correct dashboard.single_sign_on, or ask whoever looks after the provider",
        ),
        Err(error) => Check::failed(
            AREA,
            error.to_string(),
            "check dashboard.single_sign_on.issuer, and that this machine may reach it, directly or through egress.proxy",
        ),
    });
}
