//! From FrankieOne's answers to the domain's words. Pure, but for what it counts.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::{Value, json};
use vestibule::{
    fact::{Assurance, Fact, FactKind, Outcome},
    reason::Reason,
};

use super::{
    attributes,
    claims::{Source, Trust, source_code},
    settings::Settings,
    wire::{Failure, Recipe},
};
use crate::{
    outbound::code_word,
    provider::{Evidence, ProviderError, Snapshot},
};

/// The scheme of the assurance: whose word it is.
pub(super) const SOURCE_SCHEME: &str = "frankieone.source";
/// The claims that are a way to reach the person.
const CONTACTS: [&str; 2] = ["email", "phone_number"];
/// The environments of a recipe that OneSDK takes.
const ENVIRONMENTS: [&str; 3] = ["production", "sandbox", "test"];

/// What the imported individual means. `novel` is told of every source code that the settings do not know.
///
/// # Errors
/// [`ProviderError::Unexpected`] when it is not the individual of this reference.
pub(super) fn snapshot(
    body: &str,
    settings: &Settings,
    reference: &str,
    novel: impl Fn(&str),
) -> Result<Snapshot, ProviderError> {
    let answer: Value =
        serde_json::from_str(body).map_err(|_| unexpected("an applicant that is no JSON"))?;
    let individual = in_one_shape(answer);
    let named = |name: &str| individual["applicant"][name].as_str();
    if named("entityId").is_none_or(|id| id.is_empty() || id.len() > 200) {
        return Err(unexpected("an applicant without an entityId"));
    }
    if named("customerReference").is_some_and(|named| named != reference) {
        return Err(unexpected("the applicant of another reference"));
    }
    let mut found = Found::default();
    for (claim, rule) in &settings.claims {
        let Some(value) = rule.value(&individual) else {
            continue;
        };
        let source = match rule.trust {
            Trust::Idp => Source::Verified,
            Trust::Nobody => Source::Person,
            Trust::Source => {
                let code = rule
                    .attribute
                    .as_ref()
                    .and_then(|attribute| source_code(&individual, attribute));
                code.map_or(Source::Person, |code| {
                    settings.sources.get(&code).copied().unwrap_or_else(|| {
                        novel(&code);
                        Source::Person
                    })
                })
            }
        };
        found.take(claim, rule.attribute.as_deref(), value, source);
    }
    Ok(found.snapshot(settings, body))
}

/// `{applicant, documents}`, whether the answer is that or the applicant itself: neither is published (contract 2.3.5b).
fn in_one_shape(answer: Value) -> Value {
    if answer.get("applicant").is_some_and(Value::is_object) {
        return answer;
    }
    let documents = answer.get("documents").cloned().unwrap_or(Value::Null);
    json!({ "applicant": answer, "documents": documents })
}

/// What an individual says, by whose word it is.
#[derive(Default)]
struct Found<'a> {
    verified: BTreeMap<String, String>,
    asserted: BTreeMap<String, String>,
    contacts: BTreeMap<String, String>,
    /// Attribute and the weakest word for it.
    attributes: BTreeMap<&'a str, Source>,
    /// The weakest word for a verified claim that is no way to reach the person.
    weakest_verified: Option<Source>,
}

impl<'a> Found<'a> {
    fn take(&mut self, claim: &str, attribute: Option<&'a str>, value: String, source: Source) {
        if source == Source::NotAvailable {
            return;
        }
        let is_verified = source.is_verified();
        if let Some(attribute) = attribute {
            let known = self.attributes.entry(attribute).or_insert(source);
            *known = source.max(*known);
        }
        if source == Source::Verified && CONTACTS.contains(&claim) {
            self.contacts.insert(claim.to_owned(), value.clone());
        }
        if is_verified {
            if !CONTACTS.contains(&claim) {
                self.weakest_verified = self.weakest_verified.max(Some(source));
            }
            self.verified.insert(claim.to_owned(), value);
        } else {
            self.asserted.insert(claim.to_owned(), value);
        }
    }

    fn snapshot(mut self, settings: &Settings, body: &str) -> Snapshot {
        let mut weakest = Source::Government;
        for name in &settings.mandatory_attributes {
            match self.attributes.get(name.as_str()) {
                Some(source) => weakest = weakest.max(*source),
                // FO-22: imported is final, so what is missing now will not come later.
                None => return Snapshot::Failed(Reason::DataMissing),
            }
        }
        // Whoever typed in a part of what identifies them is not identified.
        if !weakest.is_verified() {
            self.asserted.append(&mut self.verified);
        }
        let identity = match weakest.max(self.weakest_verified.unwrap_or(Source::Verified)) {
            Source::Government => "government",
            _ => "verified",
        };
        let facts: Vec<Fact> = [
            (FactKind::Identity, self.verified, Some(identity)),
            (FactKind::ContactControl, self.contacts, Some("verified")),
            (FactKind::SelfAsserted, self.asserted, None),
        ]
        .into_iter()
        .filter(|(_, claims, _)| !claims.is_empty())
        .map(|(kind, claims, value)| Fact {
            kind,
            assurance: value.map(|value| Assurance {
                scheme: SOURCE_SCHEME.to_owned(),
                value: value.to_owned(),
            }),
            claims,
        })
        .collect();
        if facts.is_empty() {
            return Snapshot::Failed(Reason::DataMissing);
        }
        let evidence = Evidence {
            content_type: "application/json".to_owned(),
            body: body.to_owned(),
        };
        Snapshot::Done(Outcome { facts }, evidence)
    }
}

/// Refuses a recipe that sends the browser elsewhere, or asks for more or less than the settings say: OneSDK would do as
/// the recipe says (FO-02, FO-04, FO-25, contract F9).
pub(super) fn check_recipe(
    recipe: Option<&Recipe>,
    settings: &Settings,
) -> Result<(), ProviderError> {
    let wrong = |what: &str| Err(misconfigured(&format!("has a recipe that {what}")));
    let Some(recipe) = recipe else {
        return Err(misconfigured("has no recipe named as settings.recipe says"));
    };
    if recipe.federation.as_deref() != Some(settings.idp.as_str()) {
        return wrong("does not name settings.idp as its federation");
    }
    let Some(idp) = recipe.idps.get(&settings.idp) else {
        return wrong("lacks the identity provider of settings.idp");
    };
    if idp["redirect_url"].as_str() != Some(settings.redirect_url.as_str()) {
        return wrong("has another redirect_url than settings.redirect_url");
    }
    if !idp["environment"].is_null()
        && !idp["environment"]
            .as_str()
            .is_some_and(|environment| ENVIRONMENTS.contains(&environment))
    {
        return wrong("has an environment that OneSDK does not take");
    }
    let Some(asked) = idp["attributes"].as_str() else {
        return Ok(());
    };
    let asked: Vec<String> = asked
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    if let Some(name) = attributes::outside(&asked, &settings.approved_attributes) {
        let name = code_word(name);
        return wrong(&format!(
            "asks for {name}, which was not approved at Link-Up"
        ));
    }
    let differs = attributes::outside(&asked, &settings.attributes)
        .or_else(|| attributes::outside(&settings.attributes, &asked));
    match differs {
        Some(name) => wrong(&format!(
            "and settings.attributes do not agree on {}",
            code_word(name)
        )),
        None => Ok(()),
    }
}

/// Why there is no machine session.
pub(super) fn session_refused(status: StatusCode, failure: &Failure) -> ProviderError {
    let code = code_of(failure);
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => misconfigured(&format!(
            "opens no session: check settings.customer_id, settings.customer_child_id and secrets.api_key ({} {code})",
            status.as_u16()
        )),
        StatusCode::NOT_FOUND => misconfigured("has no machine sessions below settings.bff"),
        _ => unexpected(&format!("{} {code} to a machine session", status.as_u16())),
    }
}

/// Why an applicant cannot be read. A missing one is no refusal.
pub(super) fn read_refused(status: StatusCode, failure: &Failure) -> ProviderError {
    let code = code_of(failure);
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => misconfigured(&format!(
            "does not let the customer read the individuals that it imports ({} {code})",
            status.as_u16()
        )),
        _ => unexpected(&format!(
            "{} {code} to reading an applicant",
            status.as_u16()
        )),
    }
}

fn code_of(failure: &Failure) -> String {
    code_word(failure.error_code.as_deref().unwrap_or("no code"))
}

fn misconfigured(what: &str) -> ProviderError {
    ProviderError::Misconfigured {
        detail: format!("FrankieOne {what}"),
    }
}

fn unexpected(what: &str) -> ProviderError {
    ProviderError::Unexpected {
        detail: format!("FrankieOne answered with {what}"),
    }
}
