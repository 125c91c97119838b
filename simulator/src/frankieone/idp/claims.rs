//! A person as an OpenID Connect IdP describes one (OpenID Connect Core 1.0, section 5.1).

use serde_json::{Map, Value, json};

use crate::frankieone::idp::personas::{Address, Persona};
use crate::frankieone::idp::registry::{Idp, Kind};

/// `sub`, and the claims that the IdP has, the scopes ask for and the person can fill.
pub(crate) fn of(idp: &Idp, persona: &Persona, scopes: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(subject(idp, persona)));
    let Kind::OpenId {
        claims: available, ..
    } = idp.kind
    else {
        return claims;
    };
    for name in available {
        let is_asked = scopes.iter().any(|scope| scope == scope_of(idp, name));
        if let Some(value) = claim(persona, name).filter(|_| is_asked) {
            claims.insert((*name).to_owned(), value);
        }
    }
    claims
}

/// A pseudonym: another one at each IdP.
pub(crate) fn subject(idp: &Idp, persona: &Persona) -> String {
    format!("{}|{}", idp.name, persona.id)
}

fn scope_of<'a>(idp: &Idp, claim: &'a str) -> &'a str {
    match claim {
        "email" | "email_verified" => "email",
        "address" => "address",
        "phone_number" | "phone_number_verified" => "phone",
        // The Facebook shape gives the name with no scope but openid.
        "name" if idp.name == "facebook" => "openid",
        _ => "profile",
    }
}

fn claim(persona: &Persona, name: &str) -> Option<Value> {
    let text = |value: &str| (!value.is_empty()).then(|| json!(value));
    let (given, family) = persona.name.rsplit_once(' ').unwrap_or((persona.name, ""));
    match name {
        "name" => text(persona.name),
        "given_name" => text(given),
        "family_name" => text(family),
        "preferred_username" | "email" => text(persona.email),
        "email_verified" => {
            (!persona.email.is_empty()).then(|| json!(!persona.user_provided.contains(&"email")))
        }
        "birthdate" => text(persona.dob),
        "phone_number" => {
            (!persona.mobile.is_empty()).then(|| json!(format!("+65{}", persona.mobile)))
        }
        "phone_number_verified" => (!persona.mobile.is_empty())
            .then(|| json!(!persona.user_provided.contains(&"mobileno"))),
        "address" => match persona.address {
            Address::Absent => None,
            Address::Formatted {
                block,
                street,
                postal,
                country: (code, _),
                ..
            } => Some(json!({
                "street_address": format!("{block} {street}"), "postal_code": postal, "country": code,
            })),
            Address::Unformatted { line1, line2 } => {
                Some(json!({ "formatted": format!("{line1}\n{line2}") }))
            }
        },
        _ => None,
    }
}
