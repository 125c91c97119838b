//! Questions of forms: options that are a choice, values that come from somewhere, pictures that somebody looks at.

use std::collections::BTreeSet;

use vestibule::journey::{
    ClaimSource, Field, FieldKind, ProviderStep, REFERENCE_IMAGE, Step, StepKind,
};

use super::{
    rule::Rule,
    subject::{Found, Subject, kind_key},
};

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step) in subject.steps() {
        let StepKind::Form(form) = &step.kind else {
            continue;
        };
        for (place, field) in form.fields.iter().enumerate() {
            let key = format!("{}.fields.{place} ({})", kind_key(at, step), field.name);
            check_options(field, &key, found);
            check_prefill(subject, at, field, &key, found);
            check_photo(subject, step, field, &key, found);
        }
    }
}

fn check_options(field: &Field, key: &str, found: &mut Found) {
    let key = format!("{key}.options");
    if field.kind != FieldKind::Choice {
        if !field.options.is_empty() {
            found.add(
                Rule::Options,
                &key,
                "only a question of the type \"choice\" has options; take them out, or change the type",
            );
        }
        return;
    }
    if field.options.len() < 2 {
        found.add(
            Rule::Options,
            &key,
            "must be at least two: one answer is no choice",
        );
    }
    let mut values = BTreeSet::new();
    for (place, option) in field.options.iter().enumerate() {
        if option.value.trim().is_empty() {
            found.add(Rule::Options, &format!("{key}.{place}.value"), "is empty");
        } else if !values.insert(&option.value) {
            found.add(
                Rule::Options,
                &format!("{key}.{place}.value"),
                "is the value of another option too; answers could not be told apart",
            );
        }
    }
}

fn check_prefill(subject: &Subject<'_>, at: usize, field: &Field, key: &str, found: &mut Found) {
    if field.kind.is_picture() && !field.prefill.is_empty() {
        found.add(
            Rule::Prefill,
            &format!("{key}.prefill"),
            "a picture cannot be filled in beforehand; take it out",
        );
        return;
    }
    for (place, claim) in field.prefill.iter().enumerate() {
        let ClaimSource::Step(name) = &claim.source else {
            continue;
        };
        let problem = match subject.journey.step(name) {
            None => format!("there is no step {name}, and \"client\" is the only other source"),
            Some((other, _)) if other >= at => {
                format!("the step {name} does not come before this one")
            }
            Some((_, step)) => match &step.kind {
                StepKind::Terms(_) => format!("{name} is a text to agree to, which states nothing"),
                StepKind::Form(form) => {
                    let named = form
                        .fields
                        .iter()
                        .find(|field| field.claim() == claim.claim.as_str());
                    match named {
                        None => format!("no question of {name} is about {}", claim.claim),
                        Some(named) if named.kind.is_picture() => {
                            format!("{name} asks for a picture there")
                        }
                        Some(_) => continue,
                    }
                }
                // What a provider states depends on the account.
                StepKind::Provider(_) | StepKind::External(_) => continue,
            },
        };
        found.add(Rule::Prefill, &format!("{key}.prefill.{place}"), problem);
    }
}

/// A picture of a face that no step compares with would be deleted as soon as it was taken.
fn check_photo(subject: &Subject<'_>, step: &Step, field: &Field, key: &str, found: &mut Found) {
    if field.kind != FieldKind::Photo {
        return;
    }
    let mut comparing = subject.journey.steps.iter().filter(|other| {
        other
            .checked_elsewhere()
            .and_then(ProviderStep::reference_image)
            .is_some_and(|named| named.step == step.name && named.field == field.name)
    });
    let Some(first) = comparing.next() else {
        found.add(
            Rule::Photo,
            key,
            format!(
                "no provider step names it as inputs.{REFERENCE_IMAGE}; do so, or ask for an upload"
            ),
        );
        return;
    };
    if field.optional || step.optional {
        found.add(
            Rule::Photo,
            key,
            format!(
                "may be left out, but {} cannot compare with nothing; make it required",
                first.name
            ),
        );
    }
}
