//! The page of a terms step.

use vestibule::journey::Terms;
use vestibule_app::page::{ConsentBox, Page, TermsPage};

use super::super::{AtStep, branding, other_ways, place};
use crate::{
    http::routes,
    services::{
        ServiceError,
        answers::Answers,
        consents::{Names, TEXT},
    },
};

/// What was ticked in the form that was sent.
pub(super) fn ticked(terms: &Terms, sent: &Answers) -> Names {
    let is_ticked = |field: &str| sent.get(field).map(String::as_str) == Some("yes");
    let text = is_ticked("agree").then(|| TEXT.to_owned());
    let names = terms
        .consents
        .iter()
        .map(|consent| consent.name.to_string());
    let own = names.filter(|name| is_ticked(&format!("consent.{name}")));
    text.into_iter().chain(own).collect()
}

/// The page, with what stands already and, after a form that was not complete, what was ticked and what is missing.
pub(super) fn page(
    at: &AtStep,
    terms: &Terms,
    standing: &Names,
    sent: Option<(&Names, &Names)>,
) -> Result<Page, ServiceError> {
    let (place, title) = place(&at.case, &at.visitor, &at.step);
    let is_missing = |name: &str| sent.is_some_and(|(_, missing)| missing.contains(name));
    let is_ticked = |name: &str| sent.is_some_and(|(ticked, _)| ticked.contains(name));
    let consents = terms.consents.iter().map(|consent| {
        let name = consent.name.as_str();
        ConsentBox {
            name: name.to_owned(),
            text: consent.text.get(at.visitor.locale).to_owned(),
            optional: consent.optional,
            given: standing.contains(name),
            ticked: is_ticked(name),
            missing: is_missing(name),
        }
    });
    Ok(Page::Terms(TermsPage {
        branding: branding(&at.case, &at.visitor),
        place,
        title,
        paragraphs: paragraphs(terms.body.get(at.visitor.locale)),
        version: terms.version.clone(),
        agreed: standing.contains(TEXT),
        not_agreed: is_missing(TEXT),
        consents: consents.collect(),
        other: other_ways(&at.case, &at.step)?,
        action: routes::step(&at.case.id, &at.step),
        back: routes::tasks(&at.case.id),
    }))
}

/// The paragraphs of a wording.
pub(in crate::http::pages) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(|paragraph| paragraph.trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}
